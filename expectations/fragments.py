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
