"""Tables and headings written in plain text: Markdown, pipes, tab-separated columns.

Belongs here: cells as stretches of a text that is kept as it is. Does not belong here: tables flattened to lines (layouts.flattened).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from documents.formats.content import Cell, Content, Heading, Table
from documents.limits import check_cells

_LINE = re.compile(r"[^\n\r\f]+")
_RULE = re.compile(r"[\s|:+=-]+")
_PIPE = re.compile(r"(?<!\\)[|｜]")
_TAB = re.compile("\t")
_HEADING = re.compile(r"(#{1,6})\s+\S")


def read(text: str) -> Content:
    """Plain text with the tables and headings that signs of its own mark."""
    pipes, tabs = "|" in text or "｜" in text, "\t" in text
    if not (pipes or tabs or "#" in text):
        return Content(text=text, form="text")
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text)]
    tables: list[Table] = []
    if pipes:
        tables += _tables(text, lines, "|｜")
    if tabs and not tables:
        tables += _tables(text, lines, "\t")
    headings = tuple(_headings(text, lines, tables)) if "#" in text else ()
    return Content(
        text=text, form="markdown" if headings or tables else "text", tables=tuple(tables), headings=headings
    )


def _headings(text: str, lines: Sequence[tuple[int, int]], tables: Sequence[Table]) -> list[Heading]:
    found = []
    inside = {line.start for line in tables}
    for start, end in lines:
        mark = _HEADING.match(text, start, min(end, start + 12))
        if mark and start not in inside:
            found.append(Heading(start, end, len(mark.group(1))))
    return found


def _tables(text: str, lines: Sequence[tuple[int, int]], marks: str) -> list[Table]:
    """Runs of at least two lines that the same sign cuts into at least two cells."""
    tables: list[Table] = []
    run: list[tuple[int, int]] = []
    for start, end in [*lines, (len(text), len(text))]:
        if end > start and _cuts(text, start, end, marks) >= (1 if marks == "\t" else 2):
            run.append((start, end))
            continue
        if end > start and not text[start:end].strip():
            continue  # an empty line of spaces does not end a table
        if len(run) >= 2:
            tables.append(_table(text, run, marks, len(tables) + 1))
        run = []
    return [table for table in tables if table.cells]


def _cuts(text: str, start: int, end: int, marks: str) -> int:
    return sum(text.count(mark, start, end) for mark in marks)


def _table(text: str, run: Sequence[tuple[int, int]], marks: str, number: int) -> Table:
    cells: list[Cell] = []
    row = 0
    for start, end in run:
        if _RULE.fullmatch(text, start, end) and any(mark in text[start:end] for mark in "-=+"):
            continue
        row += 1
        cells.extend(_cells(text, start, end, marks, row))
        check_cells(len(cells))
    return Table(number, run[0][0], run[-1][1], tuple(cells))


def _cells(text: str, start: int, end: int, marks: str, row: int) -> list[Cell]:
    mark = _TAB if marks == "\t" else _PIPE
    borders = [start - 1, *(found.start() for found in mark.finditer(text, start, end)), end]
    pieces = list(pairwise(borders))
    if marks != "\t":
        if pieces and not text[pieces[0][0] + 1 : pieces[0][1]].strip():
            pieces = pieces[1:]  # before the first pipe
        if pieces and not text[pieces[-1][0] + 1 : pieces[-1][1]].strip():
            pieces = pieces[:-1]
    cells = []
    for column, (left, right) in enumerate(pieces, start=1):
        piece = text[left + 1 : right]
        bare = piece.strip()
        at = left + 1 + (len(piece) - len(piece.lstrip()) if bare else 0)
        cells.append(Cell(row, column, at, at + len(bare)))
    return cells
