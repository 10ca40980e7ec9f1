"""Numbers that stand in no passage: titles, captions and headers of tables, notes, lines of page furniture among the text.

Belongs here: that they are accounted for, as left out with a reason or as unread. Does not belong here: figures; what stands outside of
every passage measures nothing that the layouts understood.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

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


def read(structure: Structure, normal: str, sink: Sink) -> None:
    """Account for the numbers between the passages of the sections in which no task stands."""
    of_tasks = sorted((part.span.start, part.span.end) for task in structure.tasks for part in task.parts)
    taken = sorted([*((passage.span.start, passage.span.end) for passage in structure.passages), *of_tasks])
    if not structure.tasks and structure.sections:
        for line in _gaps(
            normal, Span(0, len(normal)), sorted([*taken, *((s.span.start, s.span.end) for s in structure.sections)])
        ):
            _account(structure, normal, line, structure.sections[0].section_no, sink, outside=True)
    for section in structure.sections:
        if not _overlaps(section.span, of_tasks):
            for line in _gaps(normal, section.span, taken):
                _account(structure, normal, line, section.section_no, sink)


def _overlaps(here: Span, spans: Sequence[tuple[int, int]]) -> bool:
    last = bisect_left(spans, (here.end, 0)) - 1
    return last >= 0 and spans[last][1] > here.start


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
    structure: Structure, normal: str, line: Span, section_no: str, sink: Sink, *, outside: bool = False
) -> None:
    """`outside`: above the first section or below the last (the title, its date), where nothing is told."""
    tight = Tight(normal, line.start, line.end)
    clauses = Clauses(tight.text)
    passage = Passage(Role.NARRATIVE, line, None, section_no)
    recorder = Recorder(structure, passage, tight, clauses, sink, None)
    protected = exclusions.protected(tight.text)
    caption = outside or (len(tight.text) <= _LONGEST_CAPTION and bool(_WORDS.search(tight.text)))
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
