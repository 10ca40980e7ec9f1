"""SQL that several questions share. Belongs here: common table expressions. Does not belong here: a question."""

from __future__ import annotations

_TABLES = ("targets", "observations", "excluded_numbers", "unread_numbers", "claims")

_COLUMNS = (
    "document_id, anchor, task_order, task_no, section_no, role, evidence, "
    "char_start, char_end, number_start, number_end"
)

#: Every statement of every document, with the table it lies in.
STATEMENTS = (
    "statements as (\n"
    + "\nunion all ".join(f"select '{table}' as statement, {_COLUMNS} from landing.{table}" for table in _TABLES)
    + "\n)"
)

# Offsets count characters, and to find a character DuckDB walks over all the bytes before it. So texts are cut into overlapping blocks
# first, and a stretch is looked up in the block that it begins in; only one longer than the overlap is looked up in the whole text.
_BLOCK, _OVERLAP = 1000, 600

#: The kept texts in overlapping blocks.
BLOCKS = f"""blocks as (
    select d.document_id, r.block, substr(d.text, r.block * {_BLOCK} + 1, {_BLOCK + _OVERLAP}) as block_text
    from landing.documents as d, unnest(range(length(d.text) // {_BLOCK} + 1)) as r(block)
)"""


def join_text(row: str, start: str) -> str:
    """Joins that `text_at` needs: the document as `d` and the block of `{row}.{start}` as `b`; outer, so that no row is lost."""
    return f"""left join landing.documents as d on d.document_id = {row}.document_id
    left join blocks as b on b.document_id = {row}.document_id and b.block = cast({row}.{start} as bigint) // {_BLOCK}"""


def text_at(start: str, length: str) -> str:
    """SQL for the `length` characters from offset `start` on; NULL outside of the text."""
    start, length = f"cast({start} as bigint)", f"cast({length} as bigint)"
    return (
        f"case when {length} <= {_OVERLAP} then substr(b.block_text, {start} % {_BLOCK} + 1, {length}) "
        f"else substr(d.text, {start} + 1, {length}) end"
    )


#: Where a person finds a statement `s`.
PLACE = "s.document_id || coalesce(' 任务' || cast(s.task_no as varchar), ' 第' || s.section_no || '节', '')"

#: A printed number `{0}` without white space and thousands separators, in half-width characters.
_BLANK = r"[\s　,，]"


def printed(expression: str) -> str:
    """SQL that normalises a printed number or word: no white space or separators, half-width digits and signs."""
    return (
        f"translate(regexp_replace({expression}, '{_BLANK}', '', 'g'), '０１２３４５６７８９．％－', '0123456789.%-')"
    )


def squeezed(expression: str) -> str:
    """SQL that takes all white space out of a text and makes the percent sign half-width."""
    return rf"replace(regexp_replace({expression}, '[\s　]', '', 'g'), '％', '%')"


def decimal(expression: str) -> str:
    """SQL that reads exact decimal text; NULL where it is none."""
    return f"try_cast({expression} as decimal(38, 12))"


def values(words: tuple[str, ...]) -> str:
    """A list of SQL string literals."""
    return ", ".join(f"'{word}'" for word in words)


def _numerals() -> str:
    """Chinese numerals 1 to 99 as SQL rows: what a small count looks like when it is spelled out."""
    ones = "一二三四五六七八九"
    spelled = {"两": 2, **{word: n for n, word in enumerate(ones, 1)}}
    for tens in range(1, 10):
        head = "十" if tens == 1 else ones[tens - 1] + "十"
        spelled |= {head: tens * 10} | {head + word: tens * 10 + n for n, word in enumerate(ones, 1)}
    return ", ".join(f"('{word}', {number})" for word, number in spelled.items())


#: Chinese numerals and their values.
NUMERALS = f"numerals(word, number) as (values {_numerals()})"
