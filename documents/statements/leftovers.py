"""Numbers that stand in no passage: titles, the numbers of tasks, captions and headers of tables, notes, lines of page furniture.

Belongs here: that they are accounted for, as left out with a reason or as unread. Does not belong here: figures; what stands outside of
every passage measures nothing that the layouts understood.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.layouts.furniture import is_furniture
from documents.layouts.lines import lines_of
from documents.numbers import Number, scan
from documents.reading import Passage, Role, Span, Structure, Why
from documents.statements import exclusions
from documents.statements.clauses import Clauses
from documents.statements.recorder import Recorder, Sink
from documents.tight import Tight

_DIGIT = re.compile(r"\d")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
#: A line longer than this is no caption: its numbers count as unread.
_LONGEST_CAPTION = 60
#: What a task says; its other parts name organisations and people.
_SAID = frozenset({Role.COMMITMENT, Role.REPORT, Role.STATUS})


def read(structure: Structure, normal: str, sink: Sink) -> None:
    """Account for the numbers of the text that no passage holds, whatever the layout."""
    passages = [(passage.span.start, passage.span.end) for passage in structure.passages]
    parts = [part for task in structure.tasks for part in task.parts]
    said = [(part.span.start, part.span.end) for part in parts if part.role in (Role.COMMITMENT, Role.REPORT)]
    named = [part.span for part in parts if part.role not in _SAID]
    taken = sorted([*passages, *said])
    first, last = _told(structure, taken)
    starts = [section.span.start for section in structure.sections]
    for line in _gaps(normal, Span(0, len(normal)), sorted([*taken, *((span.start, span.end) for span in named)])):
        outside = line.end <= first or line.start >= last
        _account(structure, normal, line, _section_of(structure, starts, line.start), sink, outside=outside)
    for span in named:
        if _DIGIT.search(normal, span.start, span.end):
            _account(structure, normal, span, _section_of(structure, starts, span.start), sink, outside=True)


def number_of_task(structure: Structure, normal: str, passage: Passage, sink: Sink, task_no: int | None) -> None:
    """The number that a task is printed with; one, though a page may break it (1 0 is 10)."""
    tight = Tight(normal, passage.span.start, passage.span.end)
    clauses = Clauses(tight.text)
    recorder = Recorder(structure, passage, tight, clauses, sink, task_no)
    printed = [number for number in scan(tight.text) if not number.numeral]
    if printed:
        first, last = printed[0], printed[-1]
        whole = replace(first, end=last.end, tail=last.tail)
        recorder.excluded(whole, Why.LIST_NUMBER, (0, len(tight.text)))


def score(structure: Structure, normal: str, passage: Passage, sink: Sink, task_no: int | None) -> None:
    """The points that a table gives for a task: what its rules set, no result."""
    tight = Tight(normal, passage.span.start, passage.span.end)
    clauses = Clauses(tight.text)
    recorder = Recorder(structure, passage, tight, clauses, sink, task_no)
    for number in scan(tight.text):
        if not number.numeral:
            recorder.excluded(number, Why.PARAMETER, clauses.clause(number.start))


def _told(structure: Structure, taken: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Where the document begins and ends to tell: its first and last section, or else its tasks."""
    if structure.sections and not structure.tasks:
        return structure.sections[0].span.start, structure.sections[-1].span.end
    return (taken[0][0], taken[-1][1]) if taken else (0, 0)


def _section_of(structure: Structure, starts: Sequence[int], at: int) -> str | None:
    """The section in which an offset lies, by where the sections start; the first for what stands above all of them."""
    return structure.sections[max(0, bisect_right(starts, at) - 1)].section_no if starts else None


def _gaps(normal: str, within: Span, taken: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Lines with digits that no passage covers."""
    at = within.start
    index = max(0, bisect_left(taken, (within.start, 0)) - 1)
    while at < within.end:
        start, end = taken[index] if index < len(taken) else (within.end, within.end)
        for line in lines_of(normal, at, min(start, within.end)) if start > at else ():
            if _DIGIT.search(normal, line.start, line.end):
                yield Span(line.start, line.end)
        at, index = max(at, end), index + 1


def _account(
    structure: Structure, normal: str, line: Span, section_no: str | None, sink: Sink, *, outside: bool = False
) -> None:
    """`outside`: above the first section or below the last (the title, its date), where nothing is told."""
    tight = Tight(normal, line.start, line.end)
    clauses = Clauses(tight.text)
    passage = Passage(Role.NARRATIVE, line, None, section_no)
    recorder = Recorder(structure, passage, tight, clauses, sink, None)
    protected = exclusions.protected(tight.text)
    furniture = is_furniture(normal[line.start : line.end])
    worded = bool(_WORDS.search(tight.text))
    caption = furniture or (worded and (outside or len(tight.text) <= _LONGEST_CAPTION))
    for number in scan(tight.text):
        clause = clauses.clause(number.start)
        why = _why(tight.text, number, protected, clause[0])
        if why is None and not caption:
            recorder.unread(number, clause)
        elif not (number.numeral and why in (None, Why.IDIOM)):
            recorder.excluded(number, why or Why.NAME, clause)


def _why(text: str, number: Number, protected: list[exclusions.Stretch], clause_start: int) -> Why | None:
    covered = exclusions.covering(protected, number.start, number.end)
    return covered or exclusions.why_not(text, number, clause_start=clause_start, promise=False)
