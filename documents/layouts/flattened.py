"""A task table flattened to one cell a line: header names, then number, promise, units, report, line by line.

Belongs here: finding such tables in running lines and cutting them into tasks, whatever the order of the columns. Does not belong here:
real cells (tables.py), lists with labels (listing.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from documents.layouts.cell_hints import RowFacts, hints
from documents.layouts.columns import TEXT_ROLES, UNIT_ROLES, VALUE_ROLES, is_header, role_of, settle
from documents.layouts.draft import Draft, TaskDraft
from documents.layouts.furniture import is_furniture
from documents.layouts.header_rows import with_earlier_years
from documents.layouts.lines import Line, ends_sentence
from documents.layouts.outlook import told_apart
from documents.layouts.units import likeness
from documents.layouts.words import ColumnRole, status_words
from documents.normal import normalise
from documents.reading import Role, Span

_NUMBER = re.compile(r"[(\[]?\s*(\d(?:\s?\d){0,5})\s*[)\]]?\s*[.、,]?")
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十百]{1,4}\s*[、.,]|\([一二三四五六七八九十百]{1,4}\)|第[一二三四五六七八九十百]{1,4}[章节部篇])"
)
_FAR = 20  # a number further on than this is a figure, not the next task
_LONGEST_HEADING = 40
_FREE = 1e9
_MOST_COLUMNS = 12
_LONGEST_NAME = 24

#: Where a header is lost: how far to look for rows, how many there must be, what they may cost each, and the orders that are tried.
_LOOK_AHEAD = 80
_FEWEST_ROWS = 3
_WELL = 1.0
_ORDERS = (
    (ColumnRole.COMMITMENT, ColumnRole.LEAD, ColumnRole.REPORT),
    (ColumnRole.COMMITMENT, ColumnRole.REPORT, ColumnRole.LEAD),
    (ColumnRole.LEAD, ColumnRole.COMMITMENT, ColumnRole.REPORT),
    (ColumnRole.COMMITMENT, ColumnRole.LEAD),
    (ColumnRole.LEAD, ColumnRole.COMMITMENT),
)

#: What each role of a column is in a task; None: kept out of the task's words.
PART_OF = {
    ColumnRole.COMMITMENT: Role.COMMITMENT,
    ColumnRole.NAME: Role.COMMITMENT,
    ColumnRole.MEASURE: Role.COMMITMENT,
    ColumnRole.TARGET: Role.COMMITMENT,
    ColumnRole.NEXT: Role.COMMITMENT,
    ColumnRole.LEAD: Role.LEAD_UNIT,
    ColumnRole.CO: Role.CO_UNIT,
    ColumnRole.REPORT: Role.REPORT,
    ColumnRole.REMARK: Role.REPORT,
    ColumnRole.OUTLOOK: Role.REPORT,
    ColumnRole.PROGRESS: Role.REPORT,
    ColumnRole.RATE: Role.REPORT,
    ColumnRole.FIGURE: Role.REPORT,
    ColumnRole.STATUS: Role.STATUS,
    ColumnRole.LEADER: Role.LEADER,
}


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a flattened table, in order, without the number column; the first line below the header."""

    roles: tuple[ColumnRole, ...]
    below: int
    names: tuple[str, ...] = ()  # as printed; () where the header is lost

    @property
    def values(self) -> bool:
        """Whether columns hold bare figures, which look like the numbers of rows."""
        return not VALUE_ROLES.isdisjoint(self.roles)


def find_header(text: str, lines: Sequence[Line], at: int) -> Header | None:
    """A header that begins with this line: each of the next lines is the name of a column."""
    first = lines[at]
    if printed_number(text, first) == 1:
        return _without_header(text, lines, at)
    if first.end - first.start > _LONGEST_NAME or role_of(text[first.start : first.end], exact=True) is None:
        return None
    roles: list[ColumnRole | None] = []
    known = 0  # names up to the last one that says something
    for line in lines[at : at + _MOST_COLUMNS]:
        words = text[line.start : line.end]
        if len(words) > _LONGEST_NAME or printed_number(text, line) is not None or ends_sentence(words):
            break
        roles.append(role_of(words))
        if roles[-1] is not None:
            known = len(roles)
    index, roles = at + known, [role or ColumnRole.OTHER for role in roles[:known]]
    told = [role for role in roles if role is not ColumnRole.OTHER]
    if not is_header(told) or len(told) < 0.6 * len(roles) or ColumnRole.NUMBER not in roles or index >= len(lines):
        return None
    if printed_number(text, lines[index]) is None and not _title_then_number(text, lines, index):
        return None
    printed = {column: text[lines[at + column].start : lines[at + column].end] for column in range(len(roles))}
    settled = settle(list(with_earlier_years(dict(enumerate(roles)), printed).values()))
    named = [(role, line) for role, line in zip(settled, lines[at:], strict=False) if role is not ColumnRole.NUMBER]
    return Header(
        tuple(role for role, _ in named if role is not None),
        index,
        tuple(text[line.start : line.end] for role, line in named if role is not None),
    )


def _without_header(text: str, lines: Sequence[Line], at: int) -> Header | None:
    """A table whose header is lost: rows numbered 1, 2, 3 whose lines fit one order of columns well."""
    rows: list[Sequence[Line]] = []
    first, number = at + 1, 1
    for index in range(at + 1, min(len(lines), at + _LOOK_AHEAD)):
        if printed_number(text, lines[index]) == number + 1:
            rows.append(lines[first:index])
            first, number = index + 1, number + 1
    if len(rows) < _FEWEST_ROWS or not all(rows):
        return None
    costs = [(sum(cheapest(text, row, roles)[0] for row in rows) / len(rows), roles) for roles in _ORDERS]
    cost, roles = min(costs, key=lambda pair: pair[0])
    return Header(roles, at) if cost <= _WELL else None


def _title_then_number(text: str, lines: Sequence[Line], at: int) -> bool:
    """Section titles stand between the header and the first number."""
    for line in lines[at : at + 3]:
        if printed_number(text, line) is not None:
            return True
        if line.end - line.start > _LONGEST_HEADING:
            return False
    return False


def printed_number(text: str, line: Line) -> int | None:
    """The task number that is all there is in a line: 7, 1 0, 1 00, (12), 3."""
    if line.end - line.start > 12:
        return None
    found = _NUMBER.fullmatch(normalise(text[line.start : line.end]))
    return int("".join(found.group(1).split())) if found else None


def read(draft: Draft, lines: Sequence[Line], header: Header) -> int:
    """Read the tasks below a header into the draft; returns the index of the first line behind the table."""
    text, index, last = draft.text, header.below, 0
    while index < len(lines):
        number = _next_number(text, lines, index, last)
        if number is None:
            if _is_title(text, lines, index, last):
                draft.open_section(Span(lines[index].start, lines[index].end))
                index += 1
                continue
            return index
        whole = _whole_row(text, lines, index, number, header)
        end = whole or _row_end(text, lines, index + 1, number)
        if whole:
            _read_cells(draft, lines[index], lines[index + 1 : end], header, number)
        else:
            _read_row(draft, lines[index], lines[index + 1 : end], header.roles, number)
        last, index = number, end
        while index < len(lines) and is_furniture(text[lines[index].start : lines[index].end]):
            index += 1
        repeated = find_header(text, lines, index) if index < len(lines) else None
        if repeated is not None and repeated.roles == header.roles:
            index = repeated.below
    return index


def _next_number(text: str, lines: Sequence[Line], index: int, last: int) -> int | None:
    """The number of the row that begins here: the next one, a small gap, the same again, or 1 anew."""
    number = printed_number(text, lines[index])
    if number is None or number == 0:
        return None
    follows = index + 1 < len(lines) and printed_number(text, lines[index + 1]) is None
    if number == last + 1:
        return number
    near = last < number <= last + _FAR or number == last or number == 1 or last == 0 or last - _FAR <= number < last
    return number if near and follows else None


def _row_end(text: str, lines: Sequence[Line], index: int, number: int) -> int:
    """Index of the first line that is not of this row: the next number, a section title, the page's furniture."""
    first = index
    while index < len(lines):
        line = lines[index]
        size = line.end - line.start
        if size <= 12 and _next_number(text, lines, index, number) is not None:
            return index
        if index > first and size <= _LONGEST_HEADING and _is_title(text, lines, index, number):
            return index
        if index > first and size <= 80 and is_furniture(text[line.start : line.end]):
            return index
        index += 1
    return index


def _is_title(text: str, lines: Sequence[Line], index: int, last: int) -> bool:
    """A section title between two rows: numbered in Chinese, or followed by a numbering that begins anew."""
    line = lines[index]
    if line.end - line.start > _LONGEST_HEADING or index + 1 >= len(lines):
        return False
    words = text[line.start : line.end]
    follows = printed_number(text, lines[index + 1])
    if follows is None:
        return (
            bool(_HEADING.match(normalise(words)))
            and index + 2 < len(lines)
            and _is_title(text, lines, index + 1, last)
        )
    if follows not in (1, last + 1) or ends_sentence(words):
        return False
    return bool(_HEADING.match(normalise(words))) or (follows == 1 and (last > 1 or last == 0))


def _whole_row(text: str, lines: Sequence[Line], index: int, number: int, header: Header) -> int:
    """Index past a row of figures that has one line for each column, so that the next number stands where it must; else 0."""
    end = index + 1 + len(header.roles)
    if not header.values or not header.names or end > len(lines):
        return 0
    follows = end == len(lines) or printed_number(text, lines[end]) == number + 1
    return end if follows or (number > 1 and _is_title(text, lines, end, number)) else 0


def _read_cells(draft: Draft, number_line: Line, lines: Sequence[Line], header: Header, number: int) -> None:
    """A row with one line for each column, with what each of its bare figures counts."""
    text = draft.text
    task = TaskDraft(number, number_line.start, number_end=number_line.end)
    cells = {role: text[line.start : line.end] for role, line in zip(header.roles, lines, strict=True)}
    told = RowFacts(
        next((cells[role] for role in (ColumnRole.NAME, ColumnRole.COMMITMENT) if role in cells), None),
        cells.get(ColumnRole.MEASURE),
        None,
    )
    for line, column, name in zip(lines, header.roles, header.names, strict=True):
        if column is ColumnRole.SCORE:
            task.scores.append(Span(line.start, line.end))
        if column in VALUE_ROLES:
            task.hints[line.start] = hints(column, name, text[line.start : line.end], told)
        _add(task, text, column, line)
    draft.close_task(task)


def _add(task: TaskDraft, text: str, column: ColumnRole, line: Line) -> None:
    part = PART_OF.get(column)
    if part is not None:
        for promises, start, end in told_apart(text, column, line.start, line.end):
            task.add(part, start, end, promises=promises)


def _read_row(
    draft: Draft, number_line: Line, lines: Sequence[Line], roles: tuple[ColumnRole, ...], number: int
) -> None:
    task = TaskDraft(number, number_line.start, number_end=number_line.end)
    for line, column in zip(lines, assign(draft.text, lines, roles), strict=True):
        _add(task, draft.text, column, line)
    draft.close_task(task)


def assign(text: str, lines: Sequence[Line], roles: tuple[ColumnRole, ...]) -> list[ColumnRole]:
    """The column of each line of a row: the cheapest way through the columns in their order.

    A line costs what it looks unlike its column; a column left empty costs; going back to the units after a report (unit, report, unit,
    report) costs a little. Found by dynamic programming over lines and columns.
    """
    return cheapest(text, lines, roles)[1]


def cheapest(text: str, lines: Sequence[Line], roles: tuple[ColumnRole, ...]) -> tuple[float, list[ColumnRole]]:
    """What the cheapest way through the columns costs, and the column of each line on it."""
    if not lines or not roles:
        return _skipped(roles, -1, len(roles)), []
    costs = [_costs(text[line.start : line.end], roles) for line in lines]
    if len(lines) == len(roles) and not any(costs[index][index] for index in range(len(roles))):
        return 0.0, list(roles)  # one line for each column, each like its own
    best = [[_FREE] * len(roles) for _ in lines]
    back = [[-1] * len(roles) for _ in lines]
    for column in range(len(roles)):
        best[0][column] = costs[0][column] + _skipped(roles, -1, column)
    for row in range(1, len(lines)):
        for column in range(len(roles)):
            for before in range(len(roles)):
                price = best[row - 1][before] + _step(roles, before, column)
                if price < best[row][column] - costs[row][column]:
                    best[row][column] = price + costs[row][column]
                    back[row][column] = before
    ends = [best[-1][column] + _skipped(roles, column, len(roles)) for column in range(len(roles))]
    column = ends.index(min(ends))
    chosen = [column]
    for row in range(len(lines) - 1, 0, -1):
        column = back[row][column]
        chosen.append(column)
    return min(ends), [roles[c] for c in reversed(chosen)]


def _costs(line: str, roles: tuple[ColumnRole, ...]) -> list[float]:
    unit = likeness(line)
    size = len(line)
    state = size <= 12 and line.strip(" 。") in status_words()
    bare = not any("一" <= char <= "鿿" for char in line) if size <= 40 else False
    costs = []
    for role in roles:
        if role in UNIT_ROLES:
            costs.append(6.0 if state or not unit else 0.0 if unit >= 0.9 else 1.0)
        elif role in TEXT_ROLES:
            costs.append(1.2 if bare else 3.0 if unit >= 0.9 else 1.6 * unit)
        elif role is ColumnRole.STATUS:
            costs.append(0.0 if state else 2.0 + size / 20)
        elif role is ColumnRole.LEADER:
            costs.append(0.5 if size <= 12 and unit != 1 else 4.0)
        else:
            costs.append(0.3 if bare or size <= 12 else 2.0 + size / 20)
    return costs


def _step(roles: tuple[ColumnRole, ...], before: int, column: int) -> float:
    role = roles[column]
    if column == before:
        if role is ColumnRole.LEAD and ColumnRole.CO in roles:
            return 0.3  # one organisation leads, the others go with it
        # A second paragraph is likelier in a report than in a promise, and two lines of a short column are rare.
        return (
            0.6 if role in (ColumnRole.COMMITMENT, ColumnRole.NAME) else 0.0 if role in TEXT_ROLES | UNIT_ROLES else 1.0
        )
    if column > before:
        return _skipped(roles, before, column)
    if role in UNIT_ROLES and roles[before] is ColumnRole.REPORT:
        return 1.5
    return _FREE


def _skipped(roles: tuple[ColumnRole, ...], before: int, column: int) -> float:
    """What it costs to leave the columns between two empty."""
    cost = 0.0
    for role in roles[before + 1 : column]:
        cost += 6.0 if role is ColumnRole.COMMITMENT else 2.0 if role in TEXT_ROLES | UNIT_ROLES else 0.8
    return cost
