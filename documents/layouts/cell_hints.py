"""What a number in a cell counts and in which unit, told by the row's name, the column's header and the note above the table.

Belongs here: the hints for cells of tables of tasks and projects. Does not belong here: tables of statistics (figures.py), which column holds
what (header_rows.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from documents.formats.content import Cell
from documents.layouts import columns
from documents.layouts.header_rows import BARE
from documents.layouts.words import ColumnRole
from documents.normal import normalise

_UNIT_NOTE = re.compile(
    r"(?<![\u4e00-\u9fff])(?:计量|货币|金额)?单位\s*:\s*([^\s,;()]{1,8}(?:[、,/][^\s,;()]{1,8}){0,3})"
)
#: What a column of targets or results counts besides what the row names.
_THING = re.compile("年均增[长速]|(?:投资|资金|户数|人数|面积|里程|长度)(?:额|总额)?$")
_HEADED_YEAR = re.compile(r"(?:19|20)\d\d年")
#: Several rates in one cell, and the promises of a row apart, each up to its last figure.
_RATE = r"[-+]?\d[\d,.]*\s?[%‰]?"
_RATES = re.compile(rf"{_RATE}(?:(?:\s*[;、/]\s*|\s+){_RATE}){{1,20}}")
_PROMISE = re.compile(r"[;、。]|,(?!\d{3}(?!\d))")
_COUNTED = re.compile(r"(?:其中)?(.*[^\d.,])\d[\d.,]*\D*")
_LINK = re.compile(r"(?:不[低少高多]于|不超过|控制在|达到?|增长|下降|[为约])+$")
_EARLIER = re.compile(r"(?:19|20)\d\d年|[上去]年(?:同期)?")
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row and its table say of all its numbers: its name, its unit of measure, the unit above the table."""

    name: str | None
    measure: str | None
    unit_note: str | None


def unit_note(words: Sequence[str]) -> str | None:
    """The one unit of measure that a note above a table or its first rows print (单位:万元); None where there is none, or several."""
    found = next((m for m in map(_UNIT_NOTE.search, map(normalise, words)) if m), None)
    return found.group(1) if found and not re.search("[、,/]", found.group(1)) else None


def hints(role: ColumnRole, header: str, value: str, row: RowFacts) -> tuple[str | None, str | None]:
    """What a number without a unit in a table of projects counts, and in which unit (不少于230 under 公里)."""
    name, measure = row.name, row.measure
    bare = bool(BARE.fullmatch(normalise(value).strip()))
    if role is ColumnRole.FIGURE and (not bare or _EARLIER.match(normalise(header))):
        own = columns.unit_in(header) or measure or (columns.unit_in(name) if name else None) or row.unit_note
        return _of_year(header, name), own if bare else None
    if role is ColumnRole.RATE and not bare:
        return name, None
    if role is ColumnRole.RATE:
        return f"{name or ''}{_BRACKET.sub('', header)}" or None, "%"
    own = columns.unit_in(header)
    if role is ColumnRole.FIGURE:
        return f"{name or ''}{_BRACKET.sub('', header)}" or None, own or measure or row.unit_note
    unit = own or measure or (columns.unit_in(name) if name else None) or row.unit_note
    if name and (said := _THING.search(_BRACKET.sub("", header))):
        name += said[0]  # 计划投资 of the thing that the row names
    if measure and name and (year := _HEADED_YEAR.search(normalise(header))):
        name = year[0] + name  # 2025年目标值
    return name, unit


def rates(text: str, cell: Cell, promise: str | None) -> list[tuple[int, int, str]]:
    """The rates of a cell that holds one for each promise of its row (45.5%;55.2%): where each stands, and the promise without its figure.

    [] where the cell holds a single one, something else, or not as many as there are promises.
    """
    plain = normalise(text[cell.start : cell.end])
    if promise is None or not _RATES.fullmatch(plain.strip()):
        return []
    found = [(cell.start + m.start(), cell.start + m.end()) for m in BARE.finditer(plain)]
    names = [told[1] for part in _PROMISE.split(normalise(promise)) if (told := _COUNTED.fullmatch(part.strip()))]
    if len(names) != len(found):
        return []
    return [(start, end, _LINK.sub("", name)) for (start, end), name in zip(found, names, strict=True)]


def _of_year(header: str, name: str | None) -> str | None:
    """The name of a row under the header of an earlier year: 2022年 and 上年 stand before it."""
    year = _EARLIER.match(normalise(header))
    return f"{year[0]}{name}" if year and name else name
