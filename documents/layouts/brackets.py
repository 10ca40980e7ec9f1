"""Units in the brackets that end an item: (牵头单位:甲局;责任单位:乙局), (甲局牵头,乙局配合).

Belongs here: which names in such a bracket lead and which co-operate. Does not belong here: the list around it (listing.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from documents.layouts.columns import LABEL, role_of
from documents.layouts.lines import Line
from documents.layouts.units import likeness
from documents.layouts.words import ColumnRole
from documents.normal import normalise

_WORK = re.compile("(?:按(?:照)?职责分工)?(?:(牵头|主办|负责)|(配合|参与|协同|协办|协助))(?:负责|落实|实施)?")
_BRACKET = re.compile(r"[(\[【]([^()\[\]【】]*(?:\([^()]{1,30}\)[^()\[\]【】]*){0,12})[)\]】]\s*[。.;]?$")
#: Cut off before it closes; only labels make sure that it names units.
_UNCLOSED = re.compile(r"[(\[【]([^()\[\]【】。]*(?:牵头|责任|主办|承办|配合)[^()\[\]【】。:]{0,6}:[^()\[\]【】。]*)$")
_LONGEST_BRACKET = 600


def units_in_brackets(text: str, line: Line) -> list[tuple[ColumnRole | None, int, int]]:
    """Units in the brackets that end a line: (牵头单位:甲局;责任单位:乙局), (甲局牵头,乙局配合). First, with role None, the bracket itself."""
    first = max(line.start, line.end - _LONGEST_BRACKET)
    plain = normalise(text[first : line.end])
    closed = plain.rstrip("。.; ").endswith((")", "]", "】"))
    found = _BRACKET.search(plain) if closed else _UNCLOSED.search(plain)
    if found is None or first + found.start() <= line.start:
        return []
    roles = list(_labelled(found.group(1))) or list(_by_work(found.group(1)))
    if not roles:
        return []
    bracket, offset = first + found.start(), first + found.start(1)
    return [(None, bracket, bracket), *((role, offset + start, offset + end) for role, start, end in roles)]


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
