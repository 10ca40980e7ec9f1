"""Real tables: rows of tasks or of projects, whatever the set, order and names of their columns.

Belongs here: from cells to tasks. Does not belong here: names of columns (columns.py), tables flattened to lines (flattened.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from documents.formats.content import Cell, Table
from documents.layouts import columns
from documents.layouts.columns import UNIT_ROLES
from documents.layouts.draft import Draft, TaskDraft
from documents.layouts.flattened import PART_OF
from documents.layouts.lines import ends_sentence, lines_of
from documents.layouts.units import likeness
from documents.layouts.words import ColumnRole, status_words
from documents.normal import normalise
from documents.reading import Layout, Place, Span
from documents.vocabulary import dimension_of

_NUMBER = re.compile(r"[(\[]?\s*(?:第\s*)?(\d(?:\s?\d){0,5})\s*[笔项条号件]?\s*[)\]]?\s*[.、,]?")
_CHINESE_NUMBER = re.compile(r"[(]?[一二三四五六七八九十百]{1,4}[)]?[、.]?")
_UNIT_NOTE = re.compile(r"(?:计量)?单位\s*:\s*([^\s,;()]{1,8}(?:[、,/][^\s,;()]{1,8}){0,3})")
_HEADER_WITHIN = 6  # rows among which the header stands
_SAMPLE = 40  # rows looked at where no header names the columns
_LONGEST_TITLE = 60
_LONGEST_NAME = 12
_DIGIT = re.compile(r"\d")
_NAME = re.compile("[\u4e00-\u9fff]{2}")
_ORDINAL = re.compile(r"(?:任务|事项|项目|实事)?第?[一二三四五六七八九十百\d]{1,4}[笔项条号件类]?")
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_BARE = re.compile(r"[-+]?\d[\d,.]*\s*[%‰]?")

#: How the indicators of a plan are marked: expected of the economy, or binding for the government.
_PLANNED = frozenset({"预期性", "约束性", "指导性", "预期", "约束"})
_YEARLY_GROWTH = re.compile("年均增[长速]|年均增长率")
#: What a column of targets or results counts besides what the row names.
_THING = re.compile("年均增[长速]|(?:投资|资金|户数|人数|面积|里程|长度)(?:额|总额)?$")
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d年?(?:[末底])?")
_HEADED_YEAR = re.compile(r"(?:19|20)\d\d年")

_VALUE_ROLES = frozenset({ColumnRole.TARGET, ColumnRole.PROGRESS, ColumnRole.RATE, ColumnRole.FIGURE})
#: Columns by which a row is a task: somebody answers for it, it has a number, or a text reports on it.
_TASK_ROLES = UNIT_ROLES | {ColumnRole.NUMBER, ColumnRole.REPORT, ColumnRole.STATUS, ColumnRole.LEADER}

Row = dict[int, Cell]  # by column


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
        for row in rows[first:]:
            self._row(table, row, width)
        return self._layout()

    def _narrate(self, table: Table, row: Row) -> None:
        """The figures of a row as part of the narrative around the table: nobody answers for it, and it has no number."""
        filled = {column: cell for column, cell in row.items() if cell.end > cell.start}
        if self._is_header_again(filled):
            return
        name, measure = self._row_name(filled), self._measure(filled)
        for column, cell in filled.items():
            role = self._roles.get(column)
            if role not in _VALUE_ROLES or not _DIGIT.search(normalise(self._draft.text[cell.start : cell.end])):
                continue
            subject, unit = self._hints(role, column, self._draft.text[cell.start : cell.end], name, measure)
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
        reported = kinds & {ColumnRole.REPORT, ColumnRole.STATUS, ColumnRole.PROGRESS}
        return Layout.TASK_TABLE if reported else Layout.BREAKDOWN

    def _learn(self, rows: Sequence[Row], width: int) -> int | None:
        """Learn the columns; the index of the first row below the header. None for a table of another kind."""
        for index, row in enumerate(rows[:_HEADER_WITHIN]):
            roles, names = self._header(row)
            below = index + 1
            if len(row) > 1 and below < len(rows) and self._is_second_header(row, rows[below], roles):  # else a title
                more, more_names = self._header(rows[below])
                roles = {**{c: r for c, r in roles.items() if c not in more}, **more}
                names = {**names, **{c: names.get(c, "") + name for c, name in more_names.items()}}
                below += 1
            if columns.is_header(list(roles.values())):
                self.end()
                told = self._with_measures(rows[below:], roles, names)
                self._take(self._with_names(rows[below:], told), names, width)
                return below
        if self._roles and width == self._width:
            return 0  # the table goes on, without repeating its header
        inferred = _inferred(self._draft.text, rows)
        if inferred is None:
            return None
        self.end()
        self._take(inferred, {}, width)
        return 1 if self._names_columns(rows) else 0

    def _names_columns(self, rows: Sequence[Row]) -> bool:
        """Whether the first row holds names of columns that nobody knows: short words without a figure, above rows with figures."""
        text = self._draft.text
        first = ["".join(text[cell.start : cell.end].split()) for cell in rows[0].values()]
        below = "".join(text[cell.start : cell.end] for row in rows[1:4] for cell in row.values())
        return (
            len(rows) > 2
            and all(0 < len(words) <= _LONGEST_NAME and not _DIGIT.search(normalise(words)) for words in first)
            and bool(_DIGIT.search(normalise(below)))
        )

    def _with_measures(
        self, rows: Sequence[Row], roles: dict[int, ColumnRole | None], names: dict[int, str]
    ) -> dict[int, ColumnRole | None]:
        """A table of indicators: its 单位 are units of measure, and a column headed with a year alone holds that year's values."""
        told = dict(roles)
        for column, role in roles.items():
            if role is not ColumnRole.UNIT:
                continue
            cells = [self._draft.text[row[column].start : row[column].end].strip() for row in rows if column in row]
            filled = [normalise(cell) for cell in cells if cell]
            if filled and sum(dimension_of(cell) is not None for cell in filled) > 0.6 * len(filled):
                told[column] = ColumnRole.MEASURE
        if ColumnRole.MEASURE in told.values():
            years = {c: name for c, name in names.items() if _YEAR_ALONE.fullmatch(normalise(name))}
            last = max(years.values(), default="")
            plan = len(set(years.values())) > 1 and self._is_plan(rows)
            for column, role in roles.items():
                if role is None and column in years:
                    told[column] = ColumnRole.TARGET if plan and years[column] == last else ColumnRole.FIGURE
                elif role is None and plan and _YEARLY_GROWTH.search(normalise(names.get(column, ""))):
                    told[column] = ColumnRole.TARGET
        return told

    def _is_plan(self, rows: Sequence[Row]) -> bool:
        """Whether each row says that it is expected or binding, as the indicators of a plan are."""
        said = [self._draft.text[cell.start : cell.end].strip() for row in rows for cell in row.values()]
        return sum(words in _PLANNED for words in said) * 2 > len(rows)

    def _with_names(self, rows: Sequence[Row], roles: dict[int, ColumnRole | None]) -> dict[int, ColumnRole | None]:
        """Columns whose names say nothing, told by what stands in them: the names of the rows, and who is responsible."""
        told = dict(roles)
        kinds = set(roles.values())
        for column, cells in _columns(self._draft.text, rows):
            if told.get(column) is not None:
                continue
            plain = [normalise(cell).strip() for cell in cells]
            if not kinds & UNIT_ROLES and sum(likeness(cell) >= 0.9 for cell in cells) > 0.6 * len(cells):
                told[column] = ColumnRole.UNIT
            elif not kinds & columns.TEXT_ROLES and all(len(c) > 1 and not _BARE.fullmatch(c) for c in plain):
                told[column] = ColumnRole.NAME
            kinds = set(told.values())
        return told

    def _take(self, roles: dict[int, ColumnRole | None], names: dict[int, str], width: int) -> None:
        order = sorted(roles)
        self._project = columns.is_project(list(roles.values()))
        kinds = {role for role in roles.values() if role is not None}
        self._figures_only = not kinds & (_TASK_ROLES | {ColumnRole.COMMITMENT}) and bool(kinds & _VALUE_ROLES)
        settled = columns.settle([roles[column] for column in order])
        self._roles = {column: role for column, role in zip(order, settled, strict=True) if role is not None}
        self._names, self._width = names, width

    def _header(self, row: Row) -> tuple[dict[int, ColumnRole | None], dict[int, str]]:
        roles: dict[int, ColumnRole | None] = {}
        names: dict[int, str] = {}
        for column, cell in row.items():
            name = self._draft.text[cell.start : cell.end]
            if cell.end - cell.start > 40 or not name.strip():
                continue
            for covered in range(column, column + cell.column_span):
                roles[covered] = columns.role_of(name)
                names[covered] = columns.in_chinese(name)
        return roles, names

    def _is_second_header(self, above: Row, row: Row, roles: dict[int, ColumnRole | None]) -> bool:
        """A second header row names the columns under a cell that spans several."""
        spanned = [c for c in row if c not in above]
        if not spanned or not all(self._draft.text[row[c].start : row[c].end].strip() for c in spanned):
            return False
        texts = [self._draft.text[cell.start : cell.end] for cell in row.values() if cell.end > cell.start]
        return all(len(text) <= 16 and not _BARE.fullmatch(normalise(text)) for text in texts) and any(
            map(columns.role_of, texts)
        )

    def _note(self, note: str, above: Sequence[Row]) -> None:
        """The unit of measure that stands above the table or in its first rows."""
        words = [
            note,
            *(self._draft.text[c.start : c.end] for row in above for c in row.values() if c.end - c.start <= 80),
        ]
        found = next((m for m in map(_UNIT_NOTE.search, map(normalise, words)) if m), None)
        self._unit_note = found.group(1) if found and not re.search("[、,/]", found.group(1)) else None

    def _row(self, table: Table, row: Row, width: int) -> None:
        text = self._draft.text
        filled = {column: cell for column, cell in row.items() if cell.end > cell.start}
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
        number = _number(text[number_cell.start : number_cell.end]) if number_cell else None
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
        name = self._row_name(filled)
        measure = self._measure(filled)
        for column, cell in filled.items():
            role = self._roles.get(column)
            part = PART_OF.get(role) if role is not None else None
            if part is None or role is None:
                continue
            place = self._place(table, cell)
            value = normalise(text[cell.start : cell.end]).strip()
            bare_promise = role is ColumnRole.COMMITMENT and bool(_BARE.fullmatch(value)) and name is not None
            if bare_promise or role in _VALUE_ROLES:
                for line in lines_of(text, cell.start, cell.end):
                    task.hints[line.start] = self._hints(role, column, text[line.start : line.end], name, measure)
            for line in lines_of(text, cell.start, cell.end):
                task.add(part, line.start, line.end, place)

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

    def _hints(
        self, role: ColumnRole, column: int, value: str, name: str | None, measure: str | None
    ) -> tuple[str | None, str | None]:
        """What a number without a unit in a project table counts, and in which unit (不少于230 under 公里)."""
        bare = bool(_BARE.fullmatch(normalise(value).strip()))
        header = self._names.get(column, "")
        if role in (ColumnRole.RATE, ColumnRole.FIGURE) and not bare:
            return name, None
        if role is ColumnRole.RATE:
            return f"{name or ''}{_BRACKET.sub('', header)}" or None, "%"
        if role is ColumnRole.FIGURE:
            own = columns.unit_in(header)
            return f"{name or ''}{_BRACKET.sub('', header)}" or None, own or measure or self._unit_note
        own = columns.unit_in(header)
        unit = own or measure or (columns.unit_in(name) if name else None) or self._unit_note
        if name and (said := _THING.search(_BRACKET.sub("", header))):
            name += said[0]  # 计划投资 of the thing that the row names
        if measure and name and (year := _HEADED_YEAR.search(normalise(header))):
            name = year[0] + name  # 2025年目标值
        return name, unit

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
        if len(words) > _LONGEST_TITLE or ends_sentence(words) or _BARE.fullmatch(normalise(words)):
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


def _rows(table: Table) -> list[Row]:
    rows: dict[int, Row] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    return [rows[number] for number in sorted(rows)]


def _number(words: str) -> int | None:
    found = _NUMBER.fullmatch(normalise(words).strip())
    return int("".join(found.group(1).split())) if found else None


def _columns(text: str, rows: Sequence[Row]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each column, of the first rows."""
    values: dict[int, list[str]] = {}
    for row in rows[:_SAMPLE]:
        for column, cell in row.items():
            if cell.end > cell.start:
                values.setdefault(column, []).append(text[cell.start : min(cell.end, cell.start + 400)])
    yield from sorted(values.items())


def _names_rows(text: str, rows: Sequence[Row], column: int) -> bool:
    """Whether a column holds a name of its own for every row, as it stands before what is promised under that name."""
    cells = [text[row[column].start : row[column].end].strip() for row in rows if column in row]
    plain = [normalise(cell) for cell in cells]
    worded = all(_NAME.search(cell) and not _ORDINAL.fullmatch(cell) and likeness(cell) < 0.9 for cell in plain)
    return worded and len(cells) == len(set(cells)) == len(rows) > 2


def _inferred(text: str, rows: Sequence[Row]) -> dict[int, ColumnRole | None] | None:
    """The columns of a table without a header, told by what stands in them."""
    roles: dict[int, ColumnRole | None] = {}
    for column, cells in _columns(text, rows):
        numbers = [_number(cell) for cell in cells]
        counted = [n for n in numbers if n is not None]
        if (
            len(counted) >= max(2, 0.8 * len(cells))
            and counted == sorted(counted)
            and ColumnRole.NUMBER not in roles.values()
        ):
            roles[column] = ColumnRole.NUMBER
        elif sum(cell.strip() in status_words() for cell in cells) > 0.6 * len(cells):
            roles[column] = ColumnRole.STATUS
        elif sum(likeness(cell) >= 0.9 for cell in cells) > 0.6 * len(cells):
            roles[column] = ColumnRole.UNIT
        elif sum(len(cell) for cell in cells) > 8 * len(cells) and not all(
            _BARE.fullmatch(normalise(c)) for c in cells
        ):
            promised = ColumnRole.COMMITMENT in roles.values()
            if not promised and _names_rows(text, rows, column - 1) and column - 1 not in roles:
                roles[column - 1] = ColumnRole.NAME
            roles[column] = ColumnRole.REPORT if promised else ColumnRole.COMMITMENT
    kinds = {role for role in roles.values() if role is not None}
    told = kinds & UNIT_ROLES or {ColumnRole.NUMBER, ColumnRole.REPORT} <= kinds
    return roles if ColumnRole.COMMITMENT in kinds and told and len(rows) >= 2 else None
