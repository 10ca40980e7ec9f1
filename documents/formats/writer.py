"""Writing kept text: paragraphs and cells on lines of their own, with their places.

Belongs here: growing the text and its tables while a format is read. Does not belong here: any format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from documents.formats.content import Cell, Content, Heading, Table
from documents.limits import MAX_CHARACTERS, check_cells, check_characters

#: Columns that one cell may claim to span; more is a fault of the page.
_WIDEST_SPAN = 100


class Grid:
    """The places of the cells of one table, row by row, with those that reach down from rows above."""

    def __init__(self) -> None:
        self.row = 0
        self._column = 1
        self._busy: dict[int, int] = {}  # column -> last row that a cell from above fills
        self._claimed = 0

    def next_row(self) -> None:
        self.row += 1
        self._column = 1

    def place(self, row_span: int, column_span: int) -> tuple[int, int, int, int]:
        """Row, column and clamped spans of the next cell of this row."""
        column_span = min(max(1, column_span), _WIDEST_SPAN)
        row_span = max(1, row_span)
        self._claimed += column_span
        check_cells(self._claimed)
        while self._busy.get(self._column, 0) >= self.row:
            self._column += 1
        column = self._column
        if row_span > 1:
            for taken in range(column, column + column_span):
                self._busy[taken] = self.row + row_span - 1
        self._column += column_span
        return self.row, column, row_span, column_span


class Writer:
    """The kept text as it grows. Every paragraph is written as one line."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._pieces: list[str] = []
        self._size = 0
        self._tables: list[Table] = []
        self._headings: list[Heading] = []
        self._pages: list[int] = []

    @property
    def size(self) -> int:
        """Where the next character will stand."""
        return self._size

    def line(self, text: str) -> tuple[int, int]:
        """Write a line (white space around it dropped); where it stands. An empty line writes nothing."""
        text = text.strip()
        start = self._size
        if text:
            self._pieces.append(text + "\n")
            self._size += len(text) + 1
            if self._size > MAX_CHARACTERS:
                check_characters(self._size)
            return start, start + len(text)
        return start, start

    def gap(self) -> None:
        """An empty line: what follows stands apart from what is before it."""
        if self._pieces and self._pieces[-1] != "\n":
            self._pieces.append("\n")
            self._size += 1

    def heading(self, text: str, level: int) -> None:
        start, end = self.line(text)
        if end > start:
            self._headings.append(Heading(start, end, level))

    def page(self) -> None:
        self._pages.append(self._size)

    def cell(self, lines: Sequence[str], place: tuple[int, int, int, int]) -> Cell:
        """Write the lines of a cell; `place` as Grid.place gives it."""
        start = end = self._size
        for index, text in enumerate(lines):
            first, last = self.line(text)
            if last > first:
                end = last
                if index == 0 or start == end:
                    start = min(start, first)
        row, column, row_span, column_span = place
        return Cell(row, column, start, max(start, end), row_span, column_span)

    def table(self, cells: Sequence[Cell], start: int, page: int | None = None) -> None:
        """Close a table whose first cell was written at `start`."""
        if cells:
            self._tables.append(Table(len(self._tables) + 1, start, self._size, tuple(cells), page))

    def content(self, facts: Mapping[str, str] | None = None, *, whole_paragraphs: bool = True) -> Content:
        return Content(
            text="".join(self._pieces),
            form=self._form,
            tables=tuple(self._tables),
            headings=tuple(self._headings),
            whole_paragraphs=whole_paragraphs,
            pages=tuple(self._pages),
            facts=dict(facts or {}),
        )
