"""One item of prose that promises and then reports: where the promise ends, who answers for it, where the report begins.

Belongs here: cutting a single item by its brackets, labels, sentences and clauses. Does not belong here: finding the items (answered.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from documents.layouts.brackets import units_anywhere
from documents.layouts.columns import LABEL, UNIT_ROLES, role_of
from documents.layouts.words import ColumnRole, status_words, told_words
from documents.normal import normalise

_SENTENCE = re.compile(r"[^。!?]+(?:[。!?]|$)")
_CLAUSE = re.compile(r"(?:[^,;。!?]|(?<=\d),(?=\d{3}(?!\d)))+[,;。!?]?")
_LONGEST_TOPIC = 20
#: How the thing stands, printed between promise and report: 【已完成】
_MARK = re.compile(r"[【\[(]([\u4e00-\u9fff]{2,8})[】\])]")
_LABEL_ENDS = re.compile("[。\n]")
#: A name before the promise, not the first of two promises.
_TOPIC = re.compile(
    r"([^,;。:\d“”]{3,24})(?<!情况)(?<!目标)(?<!方面)(?:[,。](?=[^,;。]*(?:\d|[高低快慢]于|同步))"
    r"|:(?=(?:年[初度]|全年|预期|目标|要求|计划|[增上][长涨]|下降|提高|[为是到至在]|不[低少高多]于|控制|稳定|达到)*\d))"
    r"|([^,;。:]{3,30}[率额值度数量])[,:](?=[须需应]|预期|目标|要求|不[低少高多]于|不超过|控制在|稳定在)"
)
_SAID = re.compile(r"[^。.;,\s]")
_DIGIT = re.compile(r"\d")
#: A promise without a figure names a direction or a state.
_DIRECTION = re.compile(
    "同步|[快高低优好]于|清零|(?:增长|下降|降低|提高|提升|开工|建成|竣工|通车|完成|投用|运行)(?!情况|目标|方面|任务)"
)
_ASKS = re.compile(
    r"目标|(?<!于)预期|计划|要求|安排|任务|不[低少高多]于|不超过|不突破|控制在|以内|力争|争取|确保|[须应]|年内"
    r"|[底末]前|月(?:\d{1,2}日)?前|提高到|降[至到]|稳定在"
)
#: Words of a report, beside those that never stand in a promise (told_words.tsv).
_TELLS = re.compile(
    r"实际|结果|完成|实现|全年|上年|去年|初步|核算|尚|仅|已|未|至今|[增减]\d|(?:增长|下降|减少|上涨|[为达])\d"
)
_AHEAD = re.compile("力争|争取|确保|努力")
#: A clause that opens like this tells what came of the promise in the clauses before it.
_OUTCOME = re.compile(
    r"(?:但|而)?[^,;。\d]{0,8}?(?:实际|执行结果|实绩|已(?!有)|截[至止]|至今|目前|初步核算|[未没]能|尚未|提前"
    r"|上半年|前?[一二三]季度|\d{1,2}[-—~至]\d{1,2}月|全年(?:实现|完成|达到|累计|平均|[增上][长涨]|下降))"
)

_Part = tuple[ColumnRole, int, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """An item, cut: its stretches in the order of the text, and what they are like."""

    stretches: tuple[_Part, ...]  # COMMITMENT, REPORT, LEAD, CO, UNIT, NEXT with offsets into the text
    reports: bool  # something stands behind the promise
    lined: bool  # a paragraph that ends with its sentence promises, and what stands below it reports
    topical: bool  # its first sentence only names what it is about
    told: bool  # the report has words of a report, or its label or mark says that it is one
    figured: bool  # the promise names a figure or a direction
    between: bool  # its units, or a label of the report, stand between the promise and the report
    asking: bool  # the promise has words of a promise, or something stands between it and the report
    mixed: bool  # the promise has words of a report
    topic: str  # what the item is about, where it is said before its promise (外贸进出口,年初目标…); else ""


class _Piece(NamedTuple):
    role: ColumnRole | None  # None: not told by a label
    start: int
    end: int


def cut(text: str, spans: Sequence[tuple[int, int]], breaks: Sequence[int]) -> Answer:
    """Cut the lines of an item (each with its offsets, without the item's number); `breaks`: those at which a paragraph begins."""
    plain, places = _joined(text, spans, breaks)
    pieces = _pieces(plain)
    bare = [piece for piece in pieces if piece.role is None]
    between = False
    if any(piece.role is ColumnRole.REPORT for piece in pieces):
        pieces = [p._replace(role=p.role or ColumnRole.COMMITMENT) for p in pieces]
        between = True
    elif len(bare) > 1:
        first = bare[0].start
        pieces = [
            p if p.role else p._replace(role=ColumnRole.COMMITMENT if p.start == first else ColumnRole.REPORT)
            for p in pieces
        ]
        between = True
    else:
        pieces = [cut for piece in pieces for cut in ([piece] if piece.role else _by_sentences(plain, piece))]
    promise = "".join(plain[p.start : p.end] for p in pieces if p.role is ColumnRole.COMMITMENT)
    report = "".join(plain[p.start : p.end] for p in pieces if p.role is ColumnRole.REPORT)
    told = told_words()
    marked = between and any(piece.role is ColumnRole.STATUS for piece in pieces)
    return Answer(
        stretches=tuple(_stretches(pieces, places, spans)),
        reports=bool(report),
        lined=bool(report)
        and bool(re.search("[。;]\\s*$", promise.split("\n")[0]))
        and report.lstrip() in plain.partition("\n")[2],
        topical=bool((opening := _SENTENCE.match(promise)) and opening[0].endswith("。") and _is_topic(opening[0])),
        told=marked or bool((told.search(report) or _TELLS.search(report)) and not _AHEAD.search(report)),
        figured=bool(_DIGIT.search(promise) or _DIRECTION.search(promise)),
        between=between,
        asking=between or bool(_ASKS.search(promise)),
        mixed=bool(told.search(promise)),
        topic=found[1] or found[2] if (found := _TOPIC.match(promise)) else "",
    )


def _joined(text: str, spans: Sequence[tuple[int, int]], breaks: Sequence[int]) -> tuple[str, list[int]]:
    """The item in one line, a line feed between its paragraphs, and where each character stands."""
    chars: list[str] = []
    places: list[int] = []
    for index, (start, end) in enumerate(spans):
        if index in breaks:
            chars.append("\n")
            places.append(start)
        chars.append(normalise(text[start:end]))
        places.extend(range(start, end))
    return "".join(chars), places


def _pieces(plain: str) -> list[_Piece]:
    """The item cut at its brackets of units and at its labels; the words between them have no role yet."""
    marks: list[_Piece] = []
    taken: list[tuple[int, int]] = []
    bracket = units_anywhere(plain)
    if bracket is not None:
        taken.append((bracket.start, bracket.end))
        marks.extend(_Piece(role, start, end) for role, start, end in bracket.roles)
    for mark in _MARK.finditer(plain):
        if mark[1] in status_words():
            taken.append((mark.start(), mark.end()))
            marks.append(_Piece(ColumnRole.STATUS, mark.start(1), mark.end(1)))
            marks.append(_Piece(ColumnRole.REPORT, mark.end(), mark.end()))
    for label in LABEL.finditer(plain):
        role = role_of(label[1])
        if role is None or any(start <= label.start() < end for start, end in taken):
            continue
        if role in UNIT_ROLES or role is ColumnRole.LEADER:
            stop = _LABEL_ENDS.search(plain, label.end())
            end = stop.start() if stop else len(plain)
            taken.append((label.start(), end))
            marks.append(_Piece(role, label.end(), end))
        elif role in (ColumnRole.REPORT, ColumnRole.NEXT):
            taken.append((label.start(), label.end()))
            marks.append(_Piece(role, label.end(), label.end()))
    return sorted(
        [*_between(plain, sorted(taken), marks), *(m for m in marks if m.end > m.start)], key=lambda p: p.start
    )


def _between(plain: str, taken: Sequence[tuple[int, int]], marks: Sequence[_Piece]) -> Iterator[_Piece]:
    """The words outside brackets and labels; those behind the label of a report or of a demand have its role."""
    opened = {mark.start: mark.role for mark in marks if mark.start == mark.end}
    at, role = 0, None
    for start, end in [*taken, (len(plain), len(plain))]:
        said = _SAID.search(plain, at, start)
        if said is not None:
            yield _Piece(role, said.start(), start)
        at, role = end, opened.get(end, role)


def _by_sentences(plain: str, piece: _Piece) -> Iterator[_Piece]:
    """A promise and its report in one stretch: the first sentence or paragraph promises, up to a clause that tells what came of it."""
    sentences = [s for s in _SENTENCE.finditer(plain, piece.start, piece.end) if s[0].strip()]
    lines = plain.find("\n", piece.start, piece.end)
    end = sentences[0].end() if sentences else piece.end
    if lines > 0 and not _is_topic(plain[piece.start : lines]):
        end = min(end, lines) if _DIGIT.search(plain[piece.start : min(end, lines)]) else lines
    elif len(sentences) > 1 and _is_topic(sentences[0][0]) and not _OUTCOME.match(sentences[1][0]):
        end = sentences[1].end()
    end = _before_outcome(plain, piece.start, end)
    yield _Piece(ColumnRole.COMMITMENT, piece.start, end)
    while end < piece.end and plain[end] in "\n ":
        end += 1
    if end < piece.end:
        yield _Piece(ColumnRole.REPORT, end, piece.end)


def _is_topic(sentence: str) -> bool:
    """外贸进出口。: what the item is about, before its promise."""
    return len(sentence) <= _LONGEST_TOPIC and not _DIGIT.search(sentence) and not _DIRECTION.search(sentence)


def _before_outcome(plain: str, start: int, end: int) -> int:
    """Where the promise of a sentence ends: 年度目标5万人,|实际完成5.4万人."""
    asked = False
    for clause in _CLAUSE.finditer(plain, start, end):
        if asked and _OUTCOME.match(clause[0]):
            return clause.start()
        asked = asked or bool(_DIGIT.search(clause[0]) or _ASKS.search(clause[0]))
    return end


def _stretches(pieces: Sequence[_Piece], places: Sequence[int], spans: Sequence[tuple[int, int]]) -> Iterator[_Part]:
    """The pieces as stretches of the text, cut where a line ends."""
    for piece in pieces:
        if piece.role is None:
            continue
        first, last = places[piece.start], places[piece.end - 1] + 1
        for start, end in spans:
            if start < last and end > first:
                yield piece.role, max(start, first), min(end, last)
