"""Running text: paragraphs put together from wrapped lines, and the headings above them.

Belongs here: paragraphs, headings and sections of prose. Does not belong here: tables, lists with labels, page furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from documents.formats.content import Heading
from documents.layouts.draft import Draft
from documents.layouts.lines import Line, ends_sentence
from documents.normal import normalise
from documents.reading import Span

_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}\s?[、.]|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十]{1,3}[章节部篇]|#{1,6}\s)"
)
_LONGEST_HEADING = 45
_LONGEST_BLOCK = 3  # lines that one heading may run over
_FEWEST_WRAPPED = 5  # lines; fewer show no column
_RAGGED = 1  # characters by which full lines differ
_WRAP_AT_MOST = 60  # Chinese characters of a line that somebody wrapped
_FULL = 0.88  # of the widest line: a full line lacks at most a number or a word that did not fit
_FULL_LINES = 0.3  # of all lines; short paragraphs under many headings leave no fewer full ones
_NARROW = re.compile(r"[!-~ ]")
#: Who gave a speech and when, who wrote, where it was printed: no heading, though it stands alone.
_BYLINE = re.compile(
    r"^(?:—|--)|(?:19|20)\d\d年\d{1,2}月\d{1,2}日|[一二][〇零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月|^《[^》]+报》|^\(?(?:记者|通讯员|作者|原载)"
)
_PAUSE = re.compile(r"[。；;！!？?]")
_COMMA = re.compile(r"[，,：:]")


class Block(NamedTuple):
    """A heading or a paragraph: lines first to last (an index past the last one)."""

    first: int
    last: int
    heading: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """How running lines are set: wrapped by hand or not, and whether empty lines stand between nearly all of them."""

    wrapped: bool
    spaced: bool
    grouped: bool = False  # in spaced text: some lines stand together all the same
    column: int = 0  # characters of a full line, where all lines that break within a sentence have that many; else 0


def shape_of(text: str, lines: Sequence[Line], whole_paragraphs: bool) -> Shape:
    """Recognise hand-wrapped columns: most lines break within a sentence, at much the same length."""
    if len(lines) < _FEWEST_WRAPPED:
        return Shape(False, False)
    spaced = sum(line.apart for line in lines[1:]) > 0.6 * (len(lines) - 1)
    if whole_paragraphs:
        return Shape(False, spaced)
    wrapped = _is_wrapped(text, lines)
    column = _column(text, lines) if wrapped else 0
    return Shape(wrapped, spaced, spaced and sum(not line.apart for line in lines[1:]) >= 2, column)


def _is_wrapped(text: str, lines: Sequence[Line]) -> bool:
    """Lines of full width are many and break within their sentence; where paragraphs are whole, the longest lines are those that end."""
    widths = [_printed_width(text[line.start : line.end]) for line in lines]
    widest = sorted(widths)[int(0.95 * (len(widths) - 1))]
    full = [line for line, width in zip(lines, widths, strict=True) if width >= _FULL * widest]
    if widest > _WRAP_AT_MOST or len(full) < max(_FEWEST_WRAPPED, _FULL_LINES * len(lines)):
        return False
    return sum(not _ended(text, line) for line in full) > 0.6 * len(full)


def _printed_width(words: str) -> float:
    """Width in Chinese characters: digits, Latin letters and their marks are set half as wide."""
    return len(words) - len(_NARROW.findall(words)) / 2


def _column(text: str, lines: Sequence[Line]) -> int:
    """The one length of full lines: nearly all that break within a sentence have it, give or take one character."""
    sizes = [line.end - line.start for line in lines if not _ended(text, line)]
    if not sizes:
        return 0
    column = Counter(sizes).most_common(1)[0][0]
    return column if sum(abs(size - column) <= _RAGGED for size in sizes) >= 0.85 * len(sizes) else 0


def read(
    draft: Draft,
    lines: Sequence[Line],
    shape: Shape,
    marked: dict[int, Heading],
    *,
    beside_table: bool,
    on_text: Callable[[], None],
) -> int:
    """Headings and paragraphs of these lines into the draft; how many characters of sentences were read.

    `marked`: headings of the format, by where they begin. Beside a table only sentences and headings count: other short lines there are
    captions and notes. `on_text` is called before anything is written.
    """
    found = blocks(draft.text, lines, shape, marked)
    if beside_table:
        found = [*found[:-1], *(_above_table(draft.text, lines, block) for block in found[-1:])]
        found = [block for block in found if block.heading or _is_sentence(draft.text, lines, block)]
    size = 0
    for block in found:
        start, end = lines[block.first].start, lines[block.last - 1].end
        on_text()
        if block.heading:
            while start < end and draft.text[start] in "# \t":
                start += 1
            if start < end:
                draft.open_section(Span(start, end))
        else:
            draft.narrate(start, end)
            size += end - start
    return size


def _above_table(text: str, lines: Sequence[Line], block: Block) -> Block:
    """The last block before a table: a numbered line there heads the table, though no paragraph follows it."""
    line = lines[block.last - 1]
    alone = block.last - block.first == 1
    return block._replace(heading=True) if alone and _is_numbered(text, line) and _may_head(text, line) else block


def _is_sentence(text: str, lines: Sequence[Line], block: Block) -> bool:
    start, end = lines[block.first].start, lines[block.last - 1].end
    return end - start >= 12 and (ends_sentence(text[max(start, end - 8) : end]) or end - start >= 60)


def blocks(text: str, lines: Sequence[Line], shape: Shape, marked: dict[int, Heading]) -> list[Block]:
    """The lines as headings and paragraphs, in order."""
    found: list[Block] = []
    index, open_since, width = 0, -1, _widths(lines)
    while index < len(lines):
        ended = (
            open_since < 0
            or ends_sentence(_tail(text, lines[index - 1]))
            or _breaks_off(text, lines, index, shape, width)
        )
        size = _heading_lines(text, lines, index, shape, marked, width) if ended or lines[index].start in marked else 0
        if size:
            if open_since >= 0:
                found.append(Block(open_since, index, False))
                open_since = -1
            found.append(Block(index, index + size, True))
            index += size
            continue
        if open_since >= 0 and (not shape.wrapped or _begins_paragraph(text, lines, index, width)):
            found.append(Block(open_since, index, False))
            open_since = -1
        if open_since < 0:
            open_since = index
        index += 1
    if open_since >= 0:
        found.append(Block(open_since, len(lines), False))
    return found


def _breaks_off(text: str, lines: Sequence[Line], index: int, shape: Shape, width: list[int]) -> bool:
    """A numbered heading behind a line that ended without a sentence: a name, a date, the place where a speech was given."""
    if not _is_numbered(text, lines[index]):
        return False
    return not shape.wrapped or _short(lines[index - 1], width[index - 1], 0.8)


def _is_numbered(text: str, line: Line) -> bool:
    return bool(_NUMBERED.match(normalise(text[line.start : line.start + 12])))


def _tail(text: str, line: Line) -> str:
    return text[max(line.start, line.end - 8) : line.end]


def _ended(text: str, line: Line) -> bool:
    """Whether a line ends with its sentence, or with a note in brackets behind it."""
    return text[line.end - 1] in ")）】" or ends_sentence(_tail(text, line))


def _widths(lines: Sequence[Line]) -> list[int]:
    """For each line the length of the longest one near it: columns of a page are set to different widths."""
    reach = 4
    sizes = [line.end - line.start for line in lines]
    return [max(sizes[max(0, at - reach) : at + reach + 1]) for at in range(len(sizes))]


def _begins_paragraph(text: str, lines: Sequence[Line], index: int, width: list[int]) -> bool:
    """Whether a wrapped line begins a new paragraph: indented, or behind a line that ended early with its sentence."""
    before, line = lines[index - 1], lines[index]
    if not _ended(text, before):
        return False
    return line.indent > before.indent or line.apart > before.apart or before.end - before.start < width[index - 1] - 1


def _heading_lines(
    text: str, lines: Sequence[Line], index: int, shape: Shape, marked: dict[int, Heading], width: list[int]
) -> int:
    """How many lines from here are one heading; 0 where a paragraph begins."""
    if lines[index].start in marked:
        end = marked[lines[index].start].end
        last = index
        while last < len(lines) and lines[last].start < end:
            last += 1
        return last - index
    if not _may_head(text, lines[index]):
        return 0
    numbered = _is_numbered(text, lines[index])
    if not numbered and _BYLINE.search(normalise(text[lines[index].start : lines[index].end])):
        return 0
    block = _block_lines(text, lines, index, shape, width)
    if index + block >= len(lines):  # nothing below it: the end of the text, not the head of something
        return 0
    if not shape.wrapped:
        return block if numbered or _stands_alone(text, lines, index, block) else 0
    if numbered and _short(lines[index], width[index], 0.9):
        return block
    off = lines[index].end - lines[index].start - shape.column if shape.column else 0
    if off > _RAGGED or (off < -_RAGGED and not shape.grouped):
        return block  # a full line would be as long as the others
    plain = not _COMMA.search(text[lines[index].start : lines[index + block - 1].end])
    if shape.spaced:
        # Every line stands apart: lines that stand together are a heading. Where none do, a heading must be short and plain.
        return block if block > 1 or (plain and not shape.grouped and _short(lines[index], width[index], 0.65)) else 0
    if lines[index].apart and lines[index + block].apart:
        return block
    if not lines[index].apart and not plain:  # 建档,让信用看得见: short, and a full line below it
        below = lines[index + 1]
        return 1 if _short(lines[index], width[index], 0.5) and not _short(below, width[index + 1], 0.9) else 0
    return block if plain and not lines[index].apart and _short(lines[index], width[index], 0.8) else 0


def _block_lines(text: str, lines: Sequence[Line], index: int, shape: Shape, width: list[int]) -> int:
    """Lines that may belong to one heading: those that follow without an empty line, as far as they could be one."""
    size = 1
    while shape.wrapped and size < _LONGEST_BLOCK and index + size < len(lines):
        line = lines[index + size]
        if line.apart or not _may_head(text, line):
            break
        if not shape.spaced and not lines[index].apart and not _short(line, width[index + size], 0.8):
            break
        if _short(lines[index], width[index], 0.8) and _runs_on(text, lines[index], line):
            break
        size += 1
    return size


def _runs_on(text: str, heading: Line, line: Line) -> bool:
    """Whether a line below a short heading is the beginning of its paragraph: longer, and with a comma in it."""
    return line.end - line.start > heading.end - heading.start and bool(_COMMA.search(text[line.start : line.end]))


def _may_head(text: str, line: Line) -> bool:
    """Whether a line could be (part of) a heading: short, no sentence in it."""
    if not 2 <= line.end - line.start <= _LONGEST_HEADING:
        return False
    words = text[line.start : line.end]
    return not ends_sentence(words) and not _PAUSE.search(words) and words[-1] not in "，,、：:"


def _short(line: Line, width: int, share: float) -> bool:
    return line.end - line.start <= share * width


def _stands_alone(text: str, lines: Sequence[Line], index: int, block: int) -> bool:
    """An unnumbered heading in text that is not wrapped: no comma, and a paragraph of sentences below it."""
    words = text[lines[index].start : lines[index + block - 1].end]
    below = lines[index + block]
    if _COMMA.search(words) and len(words) > 24:
        return False
    return below.end - below.start > len(words) and ends_sentence(_tail(text, below))
