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

_BARE = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?\s*[%‰]?")
_LONGEST_NAME = 24
_FEWEST_ROWS = 3
_MOST_COLUMNS = 8


class Block(NamedTuple):
    """A flattened table: its first line, the first line below its header, the line behind it, and how many numbers a row has."""

    first: int
    body: int
    last: int
    numbers: int


def find(text: str, lines: Sequence[Line], at: int) -> Block | None:
    """The table whose header begins with this line; None where none does.

    As many names as a row has cells stand above at least three rows, each a name and the same count of numbers. The header says what the
    numbers measure, so it names a unit or a growth; without that, a list of names and numbers is left alone.
    """
    for numbers in range(1, min(_MOST_COLUMNS, len(lines) - at - 1)):
        body = at + numbers + 1
        if body >= len(lines) or not _is_name(text, lines[body - 1]):
            return None
        last = _rows(text, lines, body, numbers)
        if last - body >= _FEWEST_ROWS * (numbers + 1):
            names = [text[line.start : line.end] for line in lines[at:body]]
            return Block(at, body, last, numbers) if _tells(names[1:]) else None
    return None


def read(draft: Draft, lines: Sequence[Line], block: Block) -> None:
    """The numbers of the table into the draft, each a passage with the name of its row and its column."""
    header = ["".join(normalise(draft.text[line.start : line.end]).split()) for line in lines[block.first : block.body]]
    for row in range(block.body, block.last, block.numbers + 1):
        name = normalise(draft.text[lines[row].start : lines[row].end])
        for column in range(1, block.numbers + 1):
            line = lines[row + column]
            subject, unit = column_hints(name, header, column)
            draft.narrate(line.start, line.end, None, subject, unit)


def _rows(text: str, lines: Sequence[Line], body: int, numbers: int) -> int:
    """The line behind the last row that has a name and exactly so many numbers."""
    at = body
    while at + numbers < len(lines) and _is_name(text, lines[at]):
        if not all(_is_number(text, line) for line in lines[at + 1 : at + numbers + 1]):
            break
        at += numbers + 1
    return at


def _is_name(text: str, line: Line) -> bool:
    words = text[line.start : line.end]
    return len(words) <= _LONGEST_NAME and not ends_sentence(words) and not _is_number(text, line)


def _is_number(text: str, line: Line) -> bool:
    return line.end - line.start <= 20 and _BARE.fullmatch(normalise(text[line.start : line.end])) is not None


def _tells(names: Sequence[str]) -> bool:
    return any(columns.unit_in(name) or re.search(r"增长|增速|涨跌|幅|比重|占比|%|％", name) for name in names)
