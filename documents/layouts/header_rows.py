"""What the columns of a real table hold: told by its header, by the cells of columns whose names say nothing, or by the cells alone.

Belongs here: from the rows of a table to the role of each column. Does not belong here: names of columns (columns.py), reading the rows
below (tables.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from documents.formats.content import Cell
from documents.layouts import columns
from documents.layouts.columns import UNIT_ROLES
from documents.layouts.units import likeness
from documents.layouts.words import ColumnRole, status_words
from documents.normal import normalise
from documents.vocabulary import dimension_of

Row = dict[int, Cell]  # by column
Roles = dict[int, ColumnRole | None]  # by column; None where nothing tells

#: A figure and nothing else.
BARE = re.compile(r"[-+]?\d[\d,.]*\s*[%‰]?")
_NUMBER = re.compile(r"[(\[]?\s*(?:第\s*)?(\d(?:\s?\d){0,5})\s*[笔项条号件]?\s*[)\]]?\s*[.、,]?")
_HEADER_WITHIN = 6  # rows among which the header stands
_SAMPLE = 40  # rows looked at where no header names the columns
_LONGEST_NAME = 12
_DIGIT = re.compile(r"\d")
_NAME = re.compile("[\u4e00-\u9fff]{2}")
_ORDINAL = re.compile(r"(?:任务|事项|项目|实事)?第?[一二三四五六七八九十百\d]{1,4}[笔项条号件类]?")
#: How the indicators of a plan are marked: expected of the economy, or binding for the government.
_PLANNED = frozenset({"预期性", "约束性", "指导性", "预期", "约束"})
_YEARLY_GROWTH = re.compile("年均增[长速]|年均增长率")
_HEADED_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_GROWTH = re.compile("(?:同比|比上年|较上年)?(?:增长|增幅|增速|增减|增长率|增长速度)(?:率|幅度)?(?:[(%]|$)")
_YEAR_ALONE = re.compile(r"(?:19|20)\d\d年?(?:[末底])?")


class Header(NamedTuple):
    """The columns of a table: what they hold, how they are called, and the index of the first row below their names."""

    roles: Roles
    names: dict[int, str]
    below: int


def named(text: str, rows: Sequence[Row]) -> Header | None:
    """The columns by their header; None where no row among the first is one of tasks or projects."""
    for index, row in enumerate(rows[:_HEADER_WITHIN]):
        roles, names = _header(text, row)
        below = index + 1
        if len(row) > 1 and below < len(rows) and _is_second_header(text, row, rows[below]):  # else a title
            more, more_names = _header(text, rows[below])
            roles = {**{c: r for c, r in roles.items() if c not in more}, **more}
            names = {**names, **{c: names.get(c, "") + name for c, name in more_names.items()}}
            below += 1
        if columns.is_header(list(roles.values())):
            told = _with_measures(text, rows[below:], with_earlier_years(roles, names), names)
            return Header(_with_growth(_with_names(text, rows[below:], told), names), names, below)
    return None


def another(text: str, rows: Sequence[Row]) -> Header | None:
    """A header that begins anew within a table, as in a form of several parts: an indicator, its goal and its result; None elsewhere."""
    roles, names = _header(text, rows[0])
    if len(rows) < 2 or len(roles) != len(rows[0]) or not columns.is_project(list(roles.values())):
        return None
    exact = [columns.role_of(name, exact=True) for name in names.values()]
    if sum(role is not None for role in exact) * 2 <= len(exact) or ColumnRole.NAME not in exact:
        return None
    return Header(_with_growth(_with_names(text, rows[1:], with_earlier_years(roles, names)), names), names, 1)


def inferred(text: str, rows: Sequence[Row]) -> Header | None:
    """The columns of a table without a header, told by what stands in them."""
    roles = _inferred(text, rows)
    return Header(roles, {}, 1 if _names_columns(text, rows) else 0) if roles is not None else None


def number_of(words: str) -> int | None:
    """The number that is all there is in a cell: 7, (12), 第3项."""
    found = _NUMBER.fullmatch(normalise(words).strip())
    return int("".join(found.group(1).split())) if found else None


def _names_columns(text: str, rows: Sequence[Row]) -> bool:
    """Whether the first row holds names of columns that nobody knows: short words without a figure, above rows with figures."""
    first = ["".join(text[cell.start : cell.end].split()) for cell in rows[0].values()]
    below = "".join(text[cell.start : cell.end] for row in rows[1:4] for cell in row.values())
    return (
        len(rows) > 2
        and all(0 < len(words) <= _LONGEST_NAME and not _DIGIT.search(normalise(words)) for words in first)
        and bool(_DIGIT.search(normalise(below)))
    )


def _with_measures(text: str, rows: Sequence[Row], roles: Roles, names: dict[int, str]) -> Roles:
    """A table of indicators: its 单位 are units of measure, and a column headed with a year alone holds that year's values."""
    told = dict(roles)
    for column, role in roles.items():
        if role is not ColumnRole.UNIT:
            continue
        cells = [text[row[column].start : row[column].end].strip() for row in rows if column in row]
        filled = [normalise(cell) for cell in cells if cell]
        if filled and sum(dimension_of(cell) is not None for cell in filled) > 0.6 * len(filled):
            told[column] = ColumnRole.MEASURE
    if ColumnRole.MEASURE in told.values():
        years = {c: name for c, name in names.items() if _YEAR_ALONE.fullmatch(normalise(name))}
        last = max(years.values(), default="")
        plan = len(set(years.values())) > 1 and _is_plan(text, rows)
        for column, role in roles.items():
            if role is None and column in years:
                told[column] = ColumnRole.TARGET if plan and years[column] == last else ColumnRole.FIGURE
            elif role is None and plan and _YEARLY_GROWTH.search(normalise(names.get(column, ""))):
                told[column] = ColumnRole.TARGET
    return told


def with_earlier_years(roles: Roles, names: dict[int, str]) -> Roles:
    """Results of an earlier year beside those of the year reported (2022年实际值 beside 完成值) are figures to compare with."""
    results = [c for c, role in roles.items() if role in (ColumnRole.PROGRESS, ColumnRole.REPORT)]
    years = {c: found[0] for c in results if (found := _HEADED_YEAR.match(normalise(names[c])))}
    last = "9999" if len(years) < len(results) else max(years.values(), default="")
    return {**roles, **{c: ColumnRole.FIGURE for c, year in years.items() if year < last}}


def _with_growth(roles: Roles, names: dict[int, str]) -> Roles:
    """How the result has changed, beside goal and result (同比增长): a figure of its own. Elsewhere such a column makes no table of projects."""
    if not columns.is_project(list(roles.values())):
        return roles
    grown = {c for c, role in roles.items() if role is None and _GROWTH.match(normalise(names.get(c, "")))}
    return {**roles, **dict.fromkeys(grown, ColumnRole.FIGURE)}


def _is_plan(text: str, rows: Sequence[Row]) -> bool:
    """Whether each row says that it is expected or binding, as the indicators of a plan are."""
    said = [text[cell.start : cell.end].strip() for row in rows for cell in row.values()]
    return sum(words in _PLANNED for words in said) * 2 > len(rows)


def _with_names(text: str, rows: Sequence[Row], roles: Roles) -> Roles:
    """Columns whose names say nothing, told by what stands in them: the names of the rows, and who is responsible."""
    told = dict(roles)
    kinds = set(roles.values())
    for column, cells in _columns(text, rows):
        if told.get(column) is not None:
            continue
        plain = [normalise(cell).strip() for cell in cells]
        if not kinds & UNIT_ROLES and sum(likeness(cell) >= 0.9 for cell in cells) > 0.6 * len(cells):
            told[column] = ColumnRole.UNIT
        elif not kinds & columns.TEXT_ROLES and all(len(c) > 1 and not BARE.fullmatch(c) for c in plain):
            told[column] = ColumnRole.NAME
        kinds = set(told.values())
    return told


def _header(text: str, row: Row) -> tuple[Roles, dict[int, str]]:
    roles: Roles = {}
    names: dict[int, str] = {}
    for column, cell in row.items():
        name = text[cell.start : cell.end]
        if cell.end - cell.start > 40 or not name.strip():
            continue
        for covered in range(column, column + cell.column_span):
            roles[covered] = columns.role_of(name)
            names[covered] = columns.in_chinese(name)
    return roles, names


def _is_second_header(text: str, above: Row, row: Row) -> bool:
    """A second header row names the columns under a cell that spans several."""
    spanned = [c for c in row if c not in above]
    if not spanned or not all(text[row[c].start : row[c].end].strip() for c in spanned):
        return False
    texts = [text[cell.start : cell.end] for cell in row.values() if cell.end > cell.start]
    return all(len(text) <= 16 and not BARE.fullmatch(normalise(text)) for text in texts) and any(
        map(columns.role_of, texts)
    )


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


def _inferred(text: str, rows: Sequence[Row]) -> Roles | None:
    roles: Roles = {}
    for column, cells in _columns(text, rows):
        numbers = [number_of(cell) for cell in cells]
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
        elif sum(len(cell) for cell in cells) > 8 * len(cells) and not all(BARE.fullmatch(normalise(c)) for c in cells):
            promised = ColumnRole.COMMITMENT in roles.values()
            if not promised and _names_rows(text, rows, column - 1) and column - 1 not in roles:
                roles[column - 1] = ColumnRole.NAME
            roles[column] = ColumnRole.REPORT if promised else ColumnRole.COMMITMENT
    kinds = {role for role in roles.values() if role is not None}
    told = kinds & UNIT_ROLES or {ColumnRole.NUMBER, ColumnRole.REPORT} <= kinds
    return roles if ColumnRole.COMMITMENT in kinds and told and len(rows) >= 2 else None
