"""A report that goes on to what is meant to be done next: 受降雨影响停工12天,下半年铺设20公里.

Belongs here: which clauses of such a stretch report and which promise. Does not belong here: which cells or fields are of that kind
(columns.py), single promises within prose (documents.statements.goals).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from documents.layouts.words import ColumnRole
from documents.normal import normalise

_CLAUSE = re.compile(r"(?:[^,;。!?\n]|(?<=\d),(?=\d{3}(?!\d)))+[,;。!?\n]*")
_SENTENCE_END = re.compile(r"[。!?\n]$")
#: From here on the whole stretch is about what comes next.
_NEXT = re.compile(r"\s*[(\[【]?[一二三四1-9]?[)、.]?\s*(?:下一?步|下一?阶段|接下来|今后|后续)")
_AHEAD = re.compile(
    r"\s*(?:下半年|下季度|下月|明年|来年|年底前|年内|[三四]季度|本月底前|(?:到|至|在)?(?:\d{1,2}[-—~至])?\d{1,2}月[上中下]?[旬底末初]?)"
    r"|\s*[^,。;:\d“”]{0,10}?(?:拟|将(?!近)|力争|争取|确保|计划(?!总?投资|内|外)|打算|建议|抓紧|加快|抓好)"
)
#: What still stands in the way, though it is told between plans.
_HINDERED = re.compile(
    "缺口|不足|仍|尚|[未没](?!来)|滞后|影响|困难|因|受|已|以来|预计|推迟|延期|下[降滑跌]|减[收少]|回落"
)


class Stretch(NamedTuple):
    promises: bool  # though it is part of a report
    start: int
    end: int


def told_apart(text: str, role: ColumnRole, start: int, end: int) -> Iterator[Stretch]:
    """A line of a cell or field: one stretch, unless its role says that it reports and promises."""
    if role is ColumnRole.OUTLOOK:
        yield from stretches(text, start, end)
    else:
        yield Stretch(False, start, end)


def stretches(text: str, start: int, end: int) -> Iterator[Stretch]:
    """The stretches of text[start:end] that report and that promise, in their order."""
    plain = normalise(text[start:end])
    promising = kept = False
    first = last = 0
    for clause in _CLAUSE.finditer(plain):
        kept = kept or bool(_NEXT.match(clause[0]))
        said = kept or _promises(clause[0], goes_on=promising)
        if said is not promising and last > first:
            yield Stretch(promising, start + first, start + last)
            first = clause.start()
        promising, last = said, clause.end()
        if _SENTENCE_END.search(clause[0]) and promising and not kept:
            yield Stretch(True, start + first, start + last)
            promising, first = False, last
    if last > first:
        yield Stretch(promising, start + first, start + last)


def _promises(clause: str, *, goes_on: bool) -> bool:
    """Whether a clause promises; `goes_on`: the one before it in the sentence does."""
    return not _HINDERED.search(clause) and (goes_on or bool(_AHEAD.match(clause)))
