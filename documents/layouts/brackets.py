"""Units in the brackets that end an item: (牵头单位:甲局;责任单位:乙局), (甲局牵头,乙局配合).

Belongs here: which names in such a bracket lead and which co-operate, also where a page breaks the bracket over lines. Does not belong
here: the list around it (listing.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from documents.layouts.columns import LABEL, role_of
from documents.layouts.lines import Line
from documents.layouts.units import likeness
from documents.layouts.words import ColumnRole
from documents.normal import normalise

_WORK = re.compile("(?:按(?:照)?职责分工)?(?:(牵头|主办|负责)|(配合|参与|协同|协办|协助))(?:负责|落实|实施)?")
_BRACKET = re.compile(r"[(\[【]([^()\[\]【】]*(?:\([^()]{1,30}\)[^()\[\]【】]*){0,12})[)\]】]\s*[。.;]?$")
_ANYWHERE = re.compile(r"[(\[【]([^()\[\]【】]{2,300}(?:\([^()]{1,30}\)[^()\[\]【】]{0,100}){0,6})[)\]】]")
#: Cut off before it closes; only labels make sure that it names units.
_UNCLOSED = re.compile(r"[(\[【]([^()\[\]【】。]*(?:牵头|责任|主办|承办|配合)[^()\[\]【】。:]{0,6}:[^()\[\]【】。]*)$")
_LONGEST_BRACKET = 600
_MOST_LINES = 8  # over which one bracket may run
_LONGEST_BARE = 60  # characters of a bracket that names units without a word for what they do
_BREAK = re.compile(r"\s*[\n\r\f]\s*")
_CLOSED = (")", "]", "】")
_CLOSED_AS_PRINTED = (*_CLOSED, "）")


def units_in_brackets(text: str, line: Line) -> list[tuple[ColumnRole | None, int, int]]:
    """Units in the brackets that end a line: (牵头单位:甲局;责任单位:乙局), (甲局牵头,乙局配合). First, with role None, the bracket itself."""
    first = max(line.start, line.end - _LONGEST_BRACKET)
    plain, places = _unbroken(text[first : line.end])
    closed = plain.rstrip("。.; ").endswith(_CLOSED)
    found = _BRACKET.search(plain) if closed else _UNCLOSED.search(plain)
    if found is None or first + places[found.start()] <= line.start:
        return []
    roles = _roles(found.group(1))
    if not roles:
        return []
    bracket, inside = first + places[found.start()], found.start(1)
    spans = [
        (role, first + places[inside + start], first + places[inside + end - 1] + 1)
        for role, start, end in roles
        if end > start
    ]
    return [(None, bracket, bracket), *spans]


class UnitBracket(NamedTuple):
    """A bracket that names units, in normalised text: where it opens, where it is closed, and the stretches in it."""

    start: int
    end: int
    roles: tuple[tuple[ColumnRole, int, int], ...]


def units_anywhere(plain: str) -> UnitBracket | None:
    """The first bracket of a normalised text that names units, wherever it stands: …8万吨。(责任单位:市住建局)截至10月底,…"""
    for found in _ANYWHERE.finditer(plain):
        roles = _roles(found[1])
        if not roles and found.end() - found.start() <= _LONGEST_BARE and likeness(found[1]) >= 0.9:
            roles = [(ColumnRole.LEAD, 0, len(found[1]))]  # (市水利局、市财政局)
        if roles:
            at = found.start(1)
            return UnitBracket(found.start(), found.end(), tuple((r, at + s, at + e) for r, s, e in roles if e > s))
    return None


def _unbroken(text: str) -> tuple[str, Sequence[int]]:
    """The text, normalised, without its line breaks, and where each of its characters stands in `text`."""
    plain = normalise(text)
    places: list[int] = []
    at = 0
    for gap in _BREAK.finditer(plain):
        places.extend(range(at, gap.start()))
        at = gap.end()
    if not at:
        return plain, range(len(plain))
    places.extend(range(at, len(plain)))
    return _BREAK.sub("", plain), places


def folded(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines, those put together over which a page breaks a bracket of units: (牵头单位:甲 / 局;责任单位:乙局)."""
    found: list[Line] = []
    index = 0
    while index < len(lines):
        last = _closing(text, lines, index) if _opens(text, lines[index]) else index
        found.append(lines[index]._replace(end=lines[last].end))
        index = last + 1
    return found


def _opens(text: str, line: Line) -> bool:
    """Whether more brackets open in a line than close in it."""
    opened = sum(text.count(mark, line.start, line.end) for mark in "（([【")
    return opened > 0 and opened > sum(text.count(mark, line.start, line.end) for mark in "）)]】")


def _closing(text: str, lines: Sequence[Line], index: int) -> int:
    """Index of the line that ends with the bracket which opens in this one, where it names units; `index` itself elsewhere."""
    for last in range(index + 1, min(index + 1 + _MOST_LINES, len(lines))):
        if not text[lines[index].start : lines[last].end].rstrip("。.;； ").endswith(_CLOSED_AS_PRINTED):
            continue
        plain, places = _unbroken(text[lines[index].start : lines[last].end])
        bracket = _BRACKET.search(plain)
        if bracket and places[bracket.start()] < lines[index].end - lines[index].start:
            return last if _roles(bracket.group(1)) else index
    return index


def _roles(words: str) -> list[tuple[ColumnRole, int, int]]:
    return list(_labelled(words)) or list(_by_work(words))


def _labelled(words: str) -> Iterator[tuple[ColumnRole, int, int]]:
    labels = [(m, role_of(m.group(1))) for m in LABEL.finditer(words)]
    known = [
        (m, role) for m, role in labels if role in (ColumnRole.LEAD, ColumnRole.CO, ColumnRole.UNIT, ColumnRole.LEADER)
    ]
    lead = any(role is ColumnRole.LEAD for _, role in known)
    for index, (label, role) in enumerate(known):
        end = known[index + 1][0].start() if index + 1 < len(known) else len(words)
        if role is ColumnRole.UNIT:
            role = ColumnRole.CO if lead else ColumnRole.LEAD
            lead = True
        if role is not None:
            yield role, label.end(), end


def _by_work(words: str) -> Iterator[tuple[ColumnRole, int, int]]:
    """甲局牵头,乙局、丙局配合: each run of names belongs to the word behind it."""
    start = 0
    for found in _WORK.finditer(words):
        if found.start() > start and likeness(words[start : found.start()].strip("、,; ")) >= 0.9:
            yield (ColumnRole.LEAD if found.group(1) else ColumnRole.CO), start, found.start()
        start = found.end()
