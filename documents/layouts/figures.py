"""Tables of statistics: a name in each row, bare numbers beside it.

Belongs here: giving each number its subject and unit from row and header. Does not belong here: tables of tasks or projects (tables.py).
"""

from __future__ import annotations

import re

from documents.formats.content import Cell, Table
from documents.layouts import columns
from documents.layouts.draft import Draft
from documents.normal import normalise
from documents.reading import Place

_BARE = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?\s*[%‰]?")
_YEAR = re.compile(r"(?:19|20)\d\d年?(?:末|底)?")
_MEASURES = frozenset({"单位", "计量单位"})
_VALUES = frozenset({"绝对数", "绝对量", "指标值", "数值", "数量", "实绩", "总量", "累计", "本年", "全年", "合计"})
_SHARES = ("增长", "增减", "增速", "增幅", "占比", "比重", "涨跌", "幅度", "同比", "%", "％")
_LEADING = re.compile(r"^(?:其中|#|其中:|\s|:)+")
_COUNTED = re.compile(r"(件|人|户|次|家|项|条|篇|宗|场|套|台|所|座|处|辆|份|名|只|头|班)数$")
_PLACE = re.compile(r"(?:排名|位次|名次)$")
#: A column of changes in either direction: the sign of each number tells which.
_EITHER_WAY = re.compile("增减|升降")
_BRACKETS = re.compile(r"\([^()]*\)")


def read(draft: Draft, table: Table) -> int:
    """The numbers of the table into the draft, each a passage; how many were read. 0: no table of figures."""
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.end > cell.start:
            rows.setdefault(cell.row, []).append(cell)
    header: dict[int, str] = {}
    count = 0
    for number in sorted(rows):
        cells = rows[number]
        bare = [cell for cell in cells if _is_bare(draft.text, cell)]
        if not bare:
            if len(cells) >= 2 and not count:
                header = {cell.column: _plain(draft.text, cell) for cell in cells}
            continue
        if cells[0] in bare or not header:
            continue
        for cell in bare:
            subject, unit = _hints(draft.text, cells, cell, header)
            place = Place(page=table.first_page, table=table.number, row=cell.row, column=cell.column)
            draft.narrate(cell.start, cell.end, place, subject, unit)
            count += 1
    return count


def _is_bare(text: str, cell: Cell) -> bool:
    return cell.end - cell.start <= 24 and _BARE.fullmatch(normalise(text[cell.start : cell.end])) is not None


def _plain(text: str, cell: Cell) -> str:
    return "".join(normalise(text[cell.start : min(cell.end, cell.start + 60)]).split())


def _hints(text: str, cells: list[Cell], cell: Cell, header: dict[int, str]) -> tuple[str, str | None]:
    """What a number counts (row, then column where that adds something), and its unit."""
    measure = next((_plain(text, c) for c in cells if header.get(c.column) in _MEASURES), None)
    between = [h for c, h in sorted(header.items()) if cells[0].column < c < cell.column]
    return _told(_plain(text, cells[0]), header.get(cell.column, ""), between, list(header.values()), measure)


def column_hints(name: str, header: list[str], column: int, *, measure: str | None = None) -> tuple[str, str | None]:
    """The same for a row of a flattened table; `header`: the names of its columns, that of the names first; `measure`: the row's unit."""
    return _told(name, header[column], header[1:column], header, measure)


def _told(name: str, head: str, between: list[str], heads: list[str], measure: str | None) -> tuple[str, str | None]:
    name, head = _LEADING.sub("", name), _EITHER_WAY.sub("增长", head)
    unit = columns.unit_in(name) or measure or _counted(head) or _counted(name)
    name = _BRACKETS.sub("", name)
    if any(word in head for word in _SHARES):
        level = next((h for h in between if _adds(h)), "")
        return f"{name}{level}{_BRACKETS.sub('', head).rstrip('%')}", "%"
    if _PLACE.search(_BRACKETS.sub("", head)):
        return f"{name}{_BRACKETS.sub('', head)}", "位"
    year = _YEAR.search(head)
    latest = max((m.group() for m in map(_YEAR.search, heads) if m), default="")
    if year and year.group() != latest:
        name = f"{year.group()}{name}"  # an earlier year is another figure
    own = columns.unit_in(head)
    return f"{name}{_BRACKETS.sub('', head) if _adds(head) else ''}", own or unit


def _counted(name: str) -> str | None:
    """The unit that the name of a column or row says itself: 制发件数 counts 件."""
    found = _COUNTED.search(_BRACKETS.sub("", name))
    return found[1] if found else None


def _adds(head: str) -> bool:
    """Whether a column name says more than that a value stands under it."""
    bare = _BRACKETS.sub("", head)
    return (
        bool(bare)
        and bare not in _VALUES | _MEASURES
        and not _YEAR.search(bare)
        and not any(word in bare for word in _SHARES)
    )
