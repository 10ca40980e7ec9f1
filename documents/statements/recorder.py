"""From what was found in a squeezed passage to statements with their places in the kept text.

Belongs here: offsets, evidence, and the making of the frozen statements. Does not belong here: any decision about a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from documents import periods
from documents.numbers import Number
from documents.reading import Claim, ExcludedNumber, Observation, Passage, Structure, Target, UnreadNumber, Why
from documents.statements import promises
from documents.statements.claims import Said
from documents.statements.clauses import Clauses
from documents.statements.figure import Figure, Spot
from documents.tight import Tight
from documents.vocabulary import alternatives

#: A clause that opens like this has no subject of its own: its evidence begins with the clause before (增长4%左右).
_SUBJECTLESS = re.compile(r"(?:同比|比|较|增|下降|降|减|提高|达|其中|占|完成率|开工率)")


@cache
def _words(cue: str) -> re.Pattern[str]:
    return re.compile(alternatives(cue))


@dataclass(slots=True)
class Sink:
    """Where the statements of a document gather."""

    targets: list[Target] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    excluded: list[ExcludedNumber] = field(default_factory=list)
    unread: list[UnreadNumber] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    sentences: int = 0


class Recorder:
    """Writes the statements of one passage into the sink."""

    def __init__(
        self, structure: Structure, passage: Passage, tight: Tight, clauses: Clauses, sink: Sink, task_no: int | None
    ) -> None:
        self._structure, self._passage, self._task_no = structure, passage, task_no
        self._tight, self._clauses, self._sink = tight, clauses, sink

    def observation(self, figure: Figure, former: Figure | None) -> None:
        spot, text = figure.spot, self._tight.text
        start, end = periods.bounds(figure.timed.stretch)
        before = text[spot.clause_start : spot.number.start]
        self._sink.observations.append(
            Observation(
                **self._figure_place(spot, former),
                indicator=figure.indicator,
                kind=figure.said.kind,
                value=_signed(figure),
                value_high=spot.number.value_high,
                unit=self._printed_unit(spot.number),
                modifier=figure.said.modifier,
                period=figure.timed.period,
                period_start=start,
                period_end=end,
                scope=figure.scope,
                cumulative=bool(_words("cumulative").search(before)) or figure.timed.period.endswith("-"),
                total=bool(_words("total").search(before)),
                part=bool(_words("part").search(before)),
                sentence=self._sink.sentences + spot.sentence,
            )
        )

    def target(self, figure: Figure, former: Figure | None) -> None:
        spot, said, text = figure.spot, figure.said, self._tight.text
        start, end = periods.bounds(figure.timed.stretch)
        self._sink.targets.append(
            Target(
                **self._figure_place(spot, former),
                indicator=figure.indicator,
                comparator=promises.comparator(
                    text, spot.number, clause_start=spot.clause_start, negative=said.negative, modifier=said.modifier
                ),
                value=_signed(figure),
                value_high=spot.number.value_high,
                unit=self._printed_unit(spot.number),
                kind=said.kind,
                firmness=promises.firmness(text, spot.number.start, spot.clause_start),
                relative_to=None,
                period=figure.timed.period,
                period_start=start,
                period_end=end,
                scope=figure.scope,
            )
        )

    def figureless(self, promise: promises.FigurelessPromise, scope: str) -> None:
        facts = self._structure.facts
        period = facts.period or str(facts.year or "")
        start, end = periods.bounds(period)
        self._sink.targets.append(
            Target(
                **self._word_place(promise.word, promise.start, promise.end),
                indicator=promise.indicator,
                comparator=promise.comparator,
                value=None,
                value_high=None,
                unit=None,
                kind=promise.kind,
                firmness=promise.firmness,
                relative_to=promise.relative_to,
                period=periods.printed(period),
                period_start=start,
                period_end=end,
                scope=scope,
            )
        )

    def excluded(self, number: Number, why: Why, clause: tuple[int, int]) -> None:
        self._sink.excluded.append(ExcludedNumber(**self._place(number, *clause), why=why))

    def unread(self, number: Number, clause: tuple[int, int]) -> None:
        detail = f"{number.value} has no unit of measure that the lexicon knows"
        self._sink.unread.append(UnreadNumber(**self._place(number, *clause), detail=detail))

    def claim(self, said: Said) -> None:
        place = self._word_place(said.start, said.clause_start, said.clause_end)
        self._sink.claims.append(Claim(**place, claim=said.claim, subject=said.subject))

    def _figure_place(self, spot: Spot, former: Figure | None) -> dict[str, Any]:
        start = spot.clause_start
        head = self._tight.text[start : spot.number.start]
        if former is not None and start > 0 and former.end <= start and _SUBJECTLESS.match(head):
            start = self._clauses.clause(max(0, start - 2))[0]
        return self._place(spot.number, start, spot.clause_end)

    def _printed_unit(self, number: Number) -> str:
        """The unit in the characters that the document prints (萬人, 台（套）)."""
        at = self._tight.text.find(number.unit, number.end, number.tail) if number.unit else -1
        if at < 0:
            return number.unit.removeprefix(":1")
        return "".join(self._structure.text[self._tight.kept(at + i)] for i in range(len(number.unit)))

    def _place(self, number: Number, clause_start: int, clause_end: int) -> dict[str, Any]:
        span = self._tight.span(clause_start, max(clause_end, number.end))
        start, end = self._tight.span(number.start, number.end)
        return self._common(start, span, start, end)

    def _word_place(self, anchor: int, start: int, end: int) -> dict[str, Any]:
        return self._common(self._tight.kept(anchor), self._tight.span(start, end), None, None)

    def _common(
        self, anchor: int, span: tuple[int, int], number_start: int | None, number_end: int | None
    ) -> dict[str, Any]:
        passage = self._passage
        return {
            "anchor": anchor,
            "task_order": passage.task_order,
            "task_no": self._task_no,
            "section_no": passage.section_no,
            "role": passage.role,
            "evidence": self._structure.text[span[0] : span[1]],
            "char_start": span[0],
            "char_end": span[1],
            "number_start": number_start,
            "number_end": number_end,
            "place": passage.place,
        }


def _signed(figure: Figure) -> str:
    value = figure.spot.number.value
    return f"-{value}" if figure.said.negative and not value.startswith("-") else value
