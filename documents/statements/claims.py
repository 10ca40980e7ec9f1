"""What a report says of a thing without a figure: done, under way, not done.

Belongs here: finding such words in reports and what they are said of. Does not belong here: what follows for a promise (the models judge).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from documents.reading import ClaimKind
from documents.statements.clauses import Clauses
from documents.statements.indicators import clean
from documents.vocabulary import alternatives, words

_WHOLE = re.compile(r"^(?:\d{4}年)?(?:年度|全年|各项|的|本|目标|任务|工作|目标任务|工作任务|均|全部|该|项|度|此|已)*$")
#: 接待, 期待: 待 in another word. 完成率: a figure's name. 竣工少于计划: the very contrary.
_NOT_BEFORE = {"under_way": "(?<![接招期对善款优看亟])"}
_NOT_BEHIND = {
    "not_done": "(?!公布|反馈|揭晓|出炉|发布)",
    "done": "(?!率|度|少于|低于|不及|滞后|难)",
    "under_way": "(?!遇)",
}
_LATIN = re.compile(r"[A-Za-z .()]+")
_KINDS = (("not_done", ClaimKind.NOT_DONE), ("under_way", ClaimKind.UNDER_WAY), ("done", ClaimKind.DONE))


@dataclass(frozen=True, slots=True)
class Said:
    """A claim at [start, end) of the squeezed passage, its clause and its subject."""

    start: int
    end: int
    clause_start: int
    clause_end: int
    claim: ClaimKind
    subject: str


@cache
def _pattern() -> re.Pattern[str]:
    begins = "".join(
        sorted({re.escape(word[0]) for cue, _ in _KINDS for word in words(cue)})
    )  # most characters begin none
    return re.compile(
        f"(?=[{begins}])(?:"
        + "|".join(
            f"{_NOT_BEFORE.get(cue, '')}(?P<{cue}>{alternatives(cue)}){_NOT_BEHIND.get(cue, '')}" for cue, _ in _KINDS
        )
        + ")"
    )


@cache
def _only_deeds() -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives('done', 'done_how')})+")


def find(text: str, clauses: Clauses) -> list[Said]:
    """At most one claim a clause: 尚未 weighs more than 正在, 正在 more than 已完成; 尚未公布 waits."""
    found = _prepared(text, clauses)
    rank = {kind: place for place, (_, kind) in enumerate(_KINDS)}
    for match in _pattern().finditer(text):
        kind = next(kind for cue, kind in _KINDS if match[cue])
        at = clauses.clause_index(match.start())
        if at in found and rank[found[at].claim] <= rank[kind]:
            continue
        start, end = clauses.clause(match.start())
        found[at] = Said(
            match.start(), match.end(), start, end, kind, _subject(text, start, match.start(), match.end(), end)
        )
    return list(found.values())


def _prepared(text: str, clauses: Clauses) -> dict[int, Said]:
    """实施方案已印发, 初步设计已批复: what comes before the thing is done, so the thing is under way. By clause."""
    found: dict[int, Said] = {}
    for match in _preparation().finditer(text):
        start, end = clauses.clause(match.start())
        subject = clean(text[start : match.start()])
        found[clauses.clause_index(match.start())] = Said(
            match.start(), match.end(), start, end, ClaimKind.UNDER_WAY, "" if _WHOLE.match(subject) else subject
        )
    return found


@cache
def _preparation() -> re.Pattern[str]:
    return re.compile(
        f"(?:{alternatives('preparation')})(?:[^,;。:、0-9]{{0,10}}?)(?:{alternatives('prepared', 'done', 'under_way')})"
    )


def _subject(text: str, start: int, word: int, after: int, end: int) -> str:
    before = clean(text[start:word])
    if before and not _WHOLE.match(before):
        return before
    behind = re.split(r"[,;。]", text[after:end], maxsplit=1)[0]
    if _WHOLE.match(behind) or _only_deeds().fullmatch(behind) or _LATIN.fullmatch(behind):
        return ""  # 均已按期完成, 未达标 Not met: of the task
    return clean(behind)
