"""Tables of statistics flattened to one cell a line: names of columns, then a name and its bare numbers, row after row.

Belongs here: finding such a table among running lines. Does not belong here: real cells (figures.py), tables of tasks (flattened.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from documents.layouts import columns
from documents.layouts.draft import Draft
from documents.layouts.figures import column_hints
from documents.layouts.lines import Line, ends_sentence
from documents.normal import normalise
from documents.reading import Place
from documents.vocabulary import dimension_of

_BARE = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?\s*[%‰]?")
_LONGEST_NAME = 24
_LONGEST_NUMBER = 20
_FEWEST_ROWS = 3
_MOST_COLUMNS = 8


class Block(NamedTuple):
    """A flattened table: its first line, the first line below its header, the line behind it, and how a row is made.

    `words`: cells before the numbers of a row: its name, and where there are two the unit of measure. `numbers`: how many follow.
    """

    first: int
    body: int
    last: int
    words: int
    numbers: int


def number_lines(text: str, lines: Sequence[Line]) -> list[bool]:
    """For each line, whether it is a bare number."""
    return [_is_number(text, line) for line in lines]


def find(text: str, lines: Sequence[Line], bare: Sequence[bool], at: int) -> Block | None:
    """The table whose header begins with this line; None where none does. `bare`: see `number_lines`.

    As many names as a row has cells stand above at least three rows, each a name and the same count of numbers. The header says what the
    numbers measure, so it names a unit or a growth; without that, a list of names and numbers is left alone.
    """
    reach = range(at + 3, min(at + 2 * _MOST_COLUMNS + 3, len(lines)))
    number = next((index for index in reach if bare[index]), None)
    if number is None:
        return None
    found = (
        _block(text, lines, bare, Block(at, number - words, number, words, number - at - 2 * words)) for words in (1, 2)
    )
    return next((block for block in found if block is not None), None)


def _block(text: str, lines: Sequence[Line], bare: Sequence[bool], tried: Block) -> Block | None:
    """The table, were its rows made like this; None where they are not."""
    at, body = tried.first, tried.body
    if body <= at or not 1 <= tried.numbers <= _MOST_COLUMNS or any(bare[at:body]):
        return None
    last = _rows(text, lines, bare, tried)
    if last - body < _FEWEST_ROWS * (tried.words + tried.numbers):
        return None
    names = [text[line.start : line.end] for line in lines[at:body]]
    return tried._replace(last=last) if tried.words == 2 or _tells(names[1:]) else None


def read(draft: Draft, lines: Sequence[Line], block: Block) -> None:
    """The numbers of the table into the draft, each a passage with the name of its row and its column."""
    header = ["".join(normalise(draft.text[line.start : line.end]).split()) for line in lines[block.first : block.body]]
    width = block.words + block.numbers
    for number, row in enumerate(range(block.body, block.last, width), start=2):
        name, *measure = (normalise(draft.text[line.start : line.end]) for line in lines[row : row + block.words])
        for column in range(block.words, width):
            line = lines[row + column]
            subject, unit = column_hints(name, header, column, measure=measure[0].strip() if measure else None)
            draft.narrate(line.start, line.end, Place(row=number, column=column + 1), subject, unit)


def _rows(text: str, lines: Sequence[Line], bare: Sequence[bool], tried: Block) -> int:
    """The line behind the last row that has a name, a unit where rows have one, and exactly so many numbers."""
    at, width = tried.body, tried.words + tried.numbers
    while at + width <= len(lines) and _is_name(text, lines[at], bare[at]):
        measured = tried.words == 1 or _is_measure(text, lines[at + 1])
        if not measured or not all(bare[at + tried.words : at + width]):
            break
        at += width
    return at


def _is_measure(text: str, line: Line) -> bool:
    return dimension_of("".join(normalise(text[line.start : line.end]).split())) is not None


def _is_name(text: str, line: Line, bare: bool) -> bool:
    return not bare and line.end - line.start <= _LONGEST_NAME and not ends_sentence(text[line.start : line.end])


def _is_number(text: str, line: Line) -> bool:
    return (
        line.end - line.start <= _LONGEST_NUMBER and _BARE.fullmatch(normalise(text[line.start : line.end])) is not None
    )


def _tells(names: Sequence[str]) -> bool:
    return any(columns.unit_in(name) or re.search(r"增长|增速|涨跌|幅|比重|占比|%|％", name) for name in names)
