"""Real tables: rows of tasks or of projects, whatever the set, order and names of their columns.

Belongs here: from cells to tasks. Does not belong here: which column holds what (header_rows.py), what a bare number counts
(cell_hints.py), tables flattened to lines (flattened.py).
"""

from __future__ import annotations

import re
from dataclasses import replace

from documents.formats.content import Cell, Table
from documents.layouts import cell_hints, columns, header_rows, outlook
from documents.layouts.cell_hints import RowFacts
from documents.layouts.columns import UNIT_ROLES, VALUE_ROLES
from documents.layouts.draft import Draft, TaskDraft
from documents.layouts.flattened import PART_OF
from documents.layouts.header_rows import BARE, Header, Row, number_of
from documents.layouts.lines import ends_sentence, lines_of
from documents.layouts.words import ColumnRole
from documents.normal import normalise
from documents.reading import Layout, Place, Span

_CHINESE_NUMBER = re.compile(r"[(]?[一二三四五六七八九十百]{1,4}[)]?[、.]?")
_LONGEST_TITLE = 60
_DIGIT = re.compile(r"\d")

#: Columns by which a row is a task: somebody answers for it, it has a number, or a text reports on it.
_TASK_ROLES = UNIT_ROLES | {
    ColumnRole.NUMBER,
    ColumnRole.REPORT,
    ColumnRole.STATUS,
    ColumnRole.LEADER,
    ColumnRole.OUTLOOK,
}


class TableReader:
    """Reads one table after another; a task may go on in the next table (a page break)."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._task: TaskDraft | None = None
        self._roles: dict[int, ColumnRole] = {}
        self._names: dict[int, str] = {}
        self._width = 0
        self._section = ""
        self._unit_note: str | None = None
        self._project = False
        self._figures_only = False

    def feed(self, table: Table, note: str = "") -> Layout | None:
        """Read a table into the draft; None when it is no table of tasks or projects. `note`: the lines directly above it."""
        rows = _rows(table)
        if not rows:
            return None
        width = max((cell.column + cell.column_span - 1 for row in rows for cell in row.values()), default=0)
        first = self._learn(rows, width)
        if first is None:
            self.end()
            return None
        self._note(note, rows[:first])
        if self._figures_only and self._draft.narrated:
            if not self._project:
                return None  # what it lists is told by the table of figures that it is
            for row in rows[first:]:
                self._narrate(table, row)
            return Layout.NARRATIVE
        for index in range(first, len(rows)):
            header = header_rows.another(self._draft.text, rows[index:]) if index > first else None
            if header is None:
                self._row(table, rows[index], width)
            elif not self._is_header_again(_filled(rows[index])):
                self.end()
                self._take(header, width)
        return self._layout()

    def _narrate(self, table: Table, row: Row) -> None:
        """The figures of a row as part of the narrative around the table: nobody answers for it, and it has no number."""
        filled = {column: cell for column, cell in row.items() if cell.end > cell.start}
        if self._is_header_again(filled):
            return
        told = self._row_facts(filled)
        for column, cell in filled.items():
            role = self._roles.get(column)
            if role not in VALUE_ROLES or not _DIGIT.search(normalise(self._draft.text[cell.start : cell.end])):
                continue
            subject, unit = self._hints(role, column, self._draft.text[cell.start : cell.end], told)
            promised = role is ColumnRole.TARGET
            self._draft.narrate(cell.start, cell.end, self._place(table, cell), subject, unit, promises=promised)

    def end(self) -> None:
        """What follows is no part of the table: the open task is complete."""
        if self._task is not None:
            self._draft.close_task(self._task)
            self._task = None

    def forget(self) -> None:
        """Running text stands between: the next table has columns of its own."""
        self.end()
        self._roles = {}

    def _layout(self) -> Layout:
        if self._project:
            return Layout.PROJECT_TABLE
        kinds = set(self._roles.values())
        reported = kinds & {ColumnRole.REPORT, ColumnRole.STATUS, ColumnRole.PROGRESS, ColumnRole.OUTLOOK}
        return Layout.TASK_TABLE if reported else Layout.BREAKDOWN

    def _learn(self, rows: list[Row], width: int) -> int | None:
        """Learn the columns; the index of the first row below the header. None for a table of another kind."""
        header = header_rows.named(self._draft.text, rows)
        if header is None and self._roles and width == self._width:
            return 0  # the table goes on, without repeating its header
        header = header or header_rows.inferred(self._draft.text, rows)
        if header is None:
            return None
        self.end()
        self._take(header, width)
        return header.below

    def _take(self, header: Header, width: int) -> None:
        roles, order = header.roles, sorted(header.roles)
        self._project = columns.is_project(list(roles.values()))
        kinds = {role for role in roles.values() if role is not None}
        self._figures_only = not kinds & (_TASK_ROLES | {ColumnRole.COMMITMENT}) and bool(kinds & VALUE_ROLES)
        settled = columns.settle([roles[column] for column in order])
        self._roles = {column: role for column, role in zip(order, settled, strict=True) if role is not None}
        self._names, self._width = header.names, width

    def _note(self, note: str, above: list[Row]) -> None:
        """The unit of measure that stands above the table or in its first rows."""
        cells = (self._draft.text[c.start : c.end] for row in above for c in row.values() if c.end - c.start <= 80)
        self._unit_note = cell_hints.unit_note([note, *cells])

    def _row(self, table: Table, row: Row, width: int) -> None:
        text = self._draft.text
        filled = _filled(row)
        if not filled or self._is_header_again(filled):
            return
        title = self._title(filled, width)
        if title is not None:
            self.end()
            self._draft.open_section(Span(title.start, title.end), self._place(table, title))
            return
        self._new_section(table, filled)
        number_column = next((c for c, role in self._roles.items() if role is ColumnRole.NUMBER), None)
        number_cell = filled.get(number_column) if number_column is not None else None
        number = number_of(text[number_cell.start : number_cell.end]) if number_cell else None
        promise = [c for c in filled if self._roles.get(c) in (ColumnRole.COMMITMENT, ColumnRole.NAME)]
        continues = self._task is not None and number is None and not promise
        if not continues:
            self.end()
            if not any(c in self._roles and self._roles[c] is not ColumnRole.NUMBER for c in filled):
                return
            at = number_cell.start if number_cell else min(cell.start for cell in filled.values())
            self._task = TaskDraft(number, at, number_end=number_cell.end if number_cell else None)
        self._fill(table, filled)

    def _fill(self, table: Table, filled: Row) -> None:
        task = self._task
        if task is None:
            return
        text = self._draft.text
        told = self._row_facts(filled)
        for column, cell in filled.items():
            role = self._roles.get(column)
            if role is ColumnRole.SCORE:
                task.scores.append(Span(cell.start, cell.end))
            part = PART_OF.get(role) if role is not None else None
            if part is None or role is None:
                continue
            place = self._place(table, cell)
            value = normalise(text[cell.start : cell.end]).strip()
            bare_promise = role is ColumnRole.COMMITMENT and bool(BARE.fullmatch(value)) and told.name is not None
            if bare_promise or role in VALUE_ROLES:
                for line in lines_of(text, cell.start, cell.end):
                    task.hints[line.start] = self._hints(role, column, text[line.start : line.end], told)
            rates = cell_hints.rates(text, cell, told.name) if role is ColumnRole.RATE else []
            for start, end, name in rates:
                task.hints[start] = self._hints(role, column, text[start:end], replace(told, name=name))
                task.add(part, start, end, place)
            for line in () if rates else lines_of(text, cell.start, cell.end):
                for promises, start, end in outlook.told_apart(text, role, line.start, line.end):
                    task.add(part, start, end, place, promises=promises)

    def _hints(self, role: ColumnRole, column: int, value: str, told: RowFacts) -> tuple[str | None, str | None]:
        return cell_hints.hints(role, self._names.get(column, ""), value, told)

    def _row_facts(self, filled: Row) -> RowFacts:
        return RowFacts(self._row_name(filled), self._measure(filled), self._unit_note)

    def _measure(self, filled: Row) -> str | None:
        """The unit of measure of the row, where a column gives it."""
        cells = (c for n, c in filled.items() if self._roles.get(n) is ColumnRole.MEASURE)
        return next((self._draft.text[c.start : c.end] for c in cells), None)

    def _row_name(self, filled: Row) -> str | None:
        for wanted in (ColumnRole.NAME, ColumnRole.COMMITMENT):
            for column, cell in filled.items():
                if self._roles.get(column) is wanted and cell.end - cell.start <= 80:
                    return columns.in_chinese(self._draft.text[cell.start : cell.end])
        return None

    def _place(self, table: Table, cell: Cell) -> Place:
        return Place(page=table.first_page, table=table.number, row=cell.row, column=cell.column)

    def _is_header_again(self, filled: Row) -> bool:
        names = [(column, columns.in_chinese(self._draft.text[c.start : c.end])) for column, c in filled.items()]
        if not self._names or len(names) < 2:
            return False
        return all(
            len(name) <= 24 and name and (self._names.get(column) or "").endswith(name) for column, name in names
        )

    def _title(self, filled: Row, width: int) -> Cell | None:
        """The cell of a section title: alone in its row, or with a number in Chinese before it."""
        text = self._draft.text
        cells = list(filled.values())
        if len(cells) == 2 and _CHINESE_NUMBER.fullmatch(normalise(text[cells[0].start : cells[0].end]).strip()):
            words = text[cells[1].start : cells[1].end]
            if len(words) <= _LONGEST_TITLE and not ends_sentence(words):
                first, second = cells
                return Cell(first.row, first.column, first.start, second.end, 1, width)
        if len(cells) != 1:
            return None
        cell = cells[0]
        words = text[cell.start : cell.end]
        if len(words) > _LONGEST_TITLE or ends_sentence(words) or BARE.fullmatch(normalise(words)):
            return None
        wide = cell.column_span >= max(2, width - 1)
        return (
            cell if wide or (cell.column == 1 and self._roles.get(cell.column) is not ColumnRole.COMMITMENT) else None
        )

    def _new_section(self, table: Table, filled: Row) -> None:
        """A column of categories: a new value opens a section."""
        for column, cell in filled.items():
            if self._roles.get(column) is ColumnRole.SECTION:
                words = "".join(self._draft.text[cell.start : cell.end].split())
                if words and words != self._section and not words.isdigit():
                    self.end()
                    self._section = words
                    self._draft.open_section(Span(cell.start, cell.end), self._place(table, cell))


def _filled(row: Row) -> Row:
    return {column: cell for column, cell in row.items() if cell.end > cell.start}


def _rows(table: Table) -> list[Row]:
    rows: dict[int, Row] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    return [rows[number] for number in sorted(rows)]
