"""One passage, read from left to right.

Belongs here: the walk over the numbers of a passage and the making of statements. Does not belong here: the rules it asks for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from documents import periods
from documents.numbers import Number, scan
from documents.reading import (
    Claim,
    Comparator,
    ExcludedNumber,
    Firmness,
    Kind,
    Observation,
    Passage,
    Role,
    Structure,
    Target,
    UnreadNumber,
    Why,
)
from documents.statements import claims, exclusions, indicators, promises
from documents.statements.clauses import Clauses
from documents.statements.measures import Measure, measure
from documents.statements.scopes import scope_of, whole_of
from documents.statements.timing import Timing
from documents.tight import Tight
from documents.vocabulary import alternatives, dimension_of

_ANY_NUMBER = re.compile(r"[\d〇零一二两三四五六七八九十百]")
_TOPIC = re.compile(
    r"^(?:\(?[\d一二三四五六七八九十]{1,2}[)、.])?(?P<topic>[\u4e00-\u9fff“”]{2,14}?)(?::|方面[,。]|。)"
)
_PROMISED = re.compile(
    r"(?:力争|争取(?=实现|达到|完成|突破|在|到20|年内)|确保|预期目标|目标(?:是|为|:)|计划到|拟于)[^,。;]*$"
)
_PLANNED = re.compile(
    r"(?<![成占比较超为于])(?:年度|全年|年初)(?:目标|任务|计划)(?!的)[^,。;的]{0,12}$|(?:年度|全年)目标$|承诺[^,。;]{0,10}$|(?:(?<!年度)(?<!全年)计划|原定)(?!的|总投资|安排|\()(?:[^,。;的总划]{0,24})$"
)
_AMBITION = re.compile(r"(?:并|且|,)?(?:力争|争取|努力|确保|冲刺)(?:达到|实现|完成|增长|在)?")
_DISTRIBUTED = re.compile(r"分别|依次")
_UNITLESS_NAMES = re.compile(
    r"(?:指数|系数|之?比|比值|容积率|得分|评分|访问量|点击量|阅读量|总数|人数|GDP|产值|收入|总额|次数|播放量|浏览量|流量)(?:[^,。;、]{0,6})$"
)


@dataclass(slots=True)
class Sink:
    """Where the statements of a document gather."""

    targets: list[Target] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    excluded: list[ExcludedNumber] = field(default_factory=list)
    unread: list[UnreadNumber] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    sentences: int = 0


@cache
def _words(*cues: str) -> re.Pattern[str]:
    return re.compile(alternatives(*cues))


@dataclass(slots=True)
class _Previous:
    """The figure before, within the passage: what a following figure may take over."""

    end: int
    clause: int
    sentence: int
    kind: Kind | None
    carried: Kind | None
    indicator: str
    scope: str
    period: str
    unit: str
    negative: bool
    stock: str  # the period of the last figure of the sentence that was told as of a day; "" where there is none


class PassageReader:
    """Reads one passage of a structure into a sink."""

    def __init__(
        self, structure: Structure, normal: str, passage: Passage, sink: Sink, *, task_no: int | None, promising: bool
    ) -> None:
        self._structure, self._passage, self._sink, self._task_no = structure, passage, sink, task_no
        self._tight = Tight(normal, passage.span.start, passage.span.end)
        self._text = self._tight.text
        self._promising = promising
        self._figures: set[int] = set()
        self._named: dict[int, list[str]] = {}
        self._whole = whole_of(structure.facts.jurisdiction)
        self._commitment = passage.role is Role.COMMITMENT

    @staticmethod
    def is_goal_heading(heading: str) -> bool:
        """Whether a narrative promises under this heading (主要预期目标, 2024年工作安排)."""
        heading = re.sub(r"\s+", "", heading)
        return bool(_words("goal_heading").search(heading)) and not _words("review_heading").search(heading)

    def read(self) -> None:
        text = self._text
        if self._passage.role is Role.REPORT:
            self._clauses = Clauses(text)
            self._read_claims()
        if not _ANY_NUMBER.search(text) and not self._commitment:
            self._sink.sentences += 1
            return
        self._clauses = Clauses(text)
        numbers = list(scan(text)) if _ANY_NUMBER.search(text) else []
        self._read_numbers(numbers)
        if self._commitment or self._promising:
            self._read_figureless([n.start for n in numbers if not n.numeral or n.start in self._figures])
        self._sink.sentences += self._clauses.sentence_index(len(text)) + 1

    # -- numbers ---------------------------------------------------------------------------------------------------

    def _read_numbers(self, numbers: list[Number]) -> None:
        text, clauses = self._text, self._clauses
        protected = exclusions.protected(text)
        timing = Timing(text, clauses, self._structure.facts)
        topic = _TOPIC.match(text)
        previous: _Previous | None = None
        subject = self._passage.subject_hint or (topic["topic"] if topic else "")
        for number in numbers:
            ranked = exclusions.is_rank(text, number)
            why = None if ranked else exclusions.covering(protected, number.start, number.end)
            clause_start, clause_end = clauses.clause(number.start)
            if why is None and not ranked:
                why = exclusions.why_not(
                    text, number, clause_start=clause_start, promise=self._commitment or self._promising
                )
            if why is not None:
                if not number.numeral or why is not Why.IDIOM:
                    self._exclude(number, why, clause_start, clause_end)
                continue
            number = self._with_hint(number, ranked)
            continues = (
                previous is not None and not previous.unit and clauses.sentence_index(number.start) == previous.sentence
            )
            if not number.unit and not self._unitless(number, clause_start) and not continues:
                self._unread(number, clause_start, clause_end)
                continue
            previous = self._figure(number, ranked, clause_start, clause_end, timing, previous, subject)

    def _with_hint(self, number: Number, ranked: bool) -> Number:
        unit = "位" if ranked else number.unit or self._passage.unit_hint or ""
        if unit == number.unit:
            return number
        return Number(
            number.start, number.end, number.value, number.value_high, unit, number.tail, number.more, number.numeral
        )

    def _unitless(self, number: Number, clause_start: int) -> bool:
        return bool(_UNITLESS_NAMES.search(self._text[clause_start : number.start]))

    def _figure(
        self,
        number: Number,
        ranked: bool,
        clause_start: int,
        clause_end: int,
        timing: Timing,
        previous: _Previous | None,
        topic: str,
    ) -> _Previous:
        text, clauses = self._text, self._clauses
        clause, sentence = clauses.clause_index(number.start), clauses.sentence_index(number.start)
        near = previous if previous is not None and previous.sentence == sentence else None
        segment_start = near.end if near is not None and near.clause == clause else clause_start
        bracket = text.rfind("(", segment_start, number.start)
        if bracket >= 0 and ")" not in text[bracket : number.start]:
            segment_start = bracket + 1
        inherited = near.carried if near is not None and near.clause == clause else None
        said = (
            Measure(Kind.RANK, False, _exact(), False)
            if ranked
            else measure(text, number, clause_start=clause_start, segment_start=segment_start, inherited=inherited)
        )
        segment_before = text[segment_start : number.start - 1 if ranked else number.start]
        carries_on = near is not None and (
            segment_before in ("、", "和", "及", "与", "或") or bool(re.fullmatch(r"[、和及与]第?", segment_before))
        )
        if (
            carries_on
            and near is not None
            and near.kind is not None
            and not ranked
            and _same_sort(said.kind, near.kind)
        ):
            said = Measure(
                near.kind,
                said.negative or (near.negative and not number.value.startswith("-")),
                said.modifier,
                said.carries,
            )
        if (
            near is not None
            and near.kind is not None
            and near.unit == number.unit
            and _AMBITION.fullmatch(segment_before)
        ):
            said = Measure(near.kind, said.negative, said.modifier, said.carries)  # 增长8%左右,力争8.5%
        if (
            near is not None
            and not near.unit
            and not number.unit
            and near.kind is not None
            and said.kind is not Kind.INCREMENT
        ):
            said = Measure(near.kind, said.negative, said.modifier, said.carries)
        if near is not None and near.kind is Kind.RATIO and re.search(r"折[合算]", segment_before):
            said = Measure(Kind.RATIO, said.negative, said.modifier, said.carries)
        if (
            near is not None
            and near.kind is Kind.INCREMENT
            and said.kind is Kind.LEVEL
            and segment_before.startswith(("其中", "包括"))
        ):
            said = Measure(Kind.INCREMENT, said.negative, said.modifier, True)
        subject = near.indicator if near is not None else topic or (previous.indicator if previous is not None else "")
        indicator, taken = indicators.name(
            self._at_home(segment_before),
            text[number.tail : clause_end],
            unit=number.unit,
            kind=said.kind,
            subject=subject,
        )
        indicator = indicator or subject or self._opening()
        indicator = self._distributed(indicator, segment_start, number, clause_start) or indicator
        distributed = self._town_and_country(clause_start, number)
        scope = (
            distributed
            or scope_of(text, number.start, clause_start, clauses.sentence(number.start)[0], number.tail)
            or self._whole
        )
        if distributed:
            indicator = indicator.replace("城乡", distributed) if "城乡" in indicator else indicator
        elif (
            scope == self._whole
            and near is not None
            and _follows(said.kind, indicator, near.indicator)
            and not _words("scope").search(text, clause_start, number.start)
        ):
            scope = near.scope
        period, stretch = timing.period(number.start, kind=said.kind, dimension=dimension_of(number.unit))
        stock = near.stock if near is not None else ""
        if stock == f"asof-{period}" and _part_of(said.kind, text, clause_start):
            period = stretch = stock
        stock = period if period.startswith("asof") else stock
        if self._is_promise(number, clause_start, clause_end):
            self._target(number, said, indicator, scope, (period, stretch), clause_start, clause_end, near)
        else:
            self._observation(
                number, said, indicator, scope, (period, stretch), clause_start, clause_end, near, sentence
            )
        self._figures.add(number.start)
        self._named.setdefault(clause, []).append(indicator)
        return _Previous(
            _behind(text, number) + taken,
            clause,
            sentence,
            said.kind,
            said.kind if said.carries else None,
            indicator,
            scope,
            period,
            number.unit,
            said.negative,
            stock,
        )

    def _distributed(self, indicator: str, segment_start: int, number: Number, clause_start: int) -> str | None:
        """A、B率分别达x、y: the n-th figure belongs to the n-th name."""
        clause = self._text[clause_start : number.start]
        marker = None
        for match in _DISTRIBUTED.finditer(clause):
            marker = match
        if marker is None:
            return None
        if marker.start() <= 2 and (before := self._clause_before(clause_start)):
            place = len(re.findall(r"[、,和及与]第?-?(?=\d|$)", clause[marker.end() :]))
            return before[place] if place < len(before) else None
        place = len(re.findall(r"[、,和及与]第?-?(?=\d|$)", clause[marker.end() :]))
        former = self._named.get(self._clauses.clause_index(clause_start), [])
        if re.search(r"\d", clause[: marker.start()]) and len(former) > place:
            return former[place]  # A、B由第11、第12位分别上升至第3、第4位
        count = (
            place
            + 1
            + len(
                re.findall(
                    r"[^、,。;\d]*[、和及与]第?-?(?=\d)",
                    self._text[number.tail : number.tail + 40].split("。")[0].split(",")[0],
                )
            )
        )
        phrase = indicators.clean(clause[: marker.start()])
        names = next(
            (parts for marks in ("、", "、和", "、和及与") if len(parts := re.split(f"[{marks}]", phrase)) == count),
            None,
        )
        if names is None or place >= len(names):
            return None
        chosen = names[place]
        if place < len(names) - 1 and len(names[-1]) > len(chosen):
            head = re.search(r"[\u4e00-\u9fff]{0,2}(?:率|数|量|额|收入|面积|比|值|增速|人数|产值|补差)$", names[-1])
            if head and not chosen.endswith(head[0][-1]):
                chosen += head[0]
        return chosen

    def _at_home(self, phrase: str) -> str:
        """Without the publisher's own city, which every figure is about."""
        home = self._structure.facts.jurisdiction
        return phrase.replace(home, "", 1) if home else phrase

    def _opening(self) -> str:
        """What the passage opens with, for a figure that nothing else names."""
        first = re.split(r"[。,;:]", self._text, maxsplit=1)[0]
        return indicators.clean(re.sub(r"^\(?[\d一二三四五六七八九十]{1,2}[)、.]", "", first))

    def _clause_before(self, clause_start: int) -> list[str]:
        """Indicators of the figures of the clause before, where it has several (城镇…x元、农村…y元,分别增长a、b)."""
        at = self._clauses.clause_index(clause_start) - 1
        names = self._named.get(at, [])
        return names if len(names) > 1 else []

    def _town_and_country(self, clause_start: int, number: Number) -> str | None:
        """城乡…分别为x、y: the first figure is of 城镇, the second of 农村."""
        clause = self._text[clause_start : number.start]
        marker = clause.rfind("分别")
        if marker < 0 or "城乡" not in clause[:marker]:
            return None
        place = len(re.findall(r"[、和及与](?=[^、和及与]*$|\d)", clause[marker:]))
        return ("城镇", "农村")[place] if place < 2 else None

    def _is_promise(self, number: Number, clause_start: int, clause_end: int) -> bool:
        if self._commitment:
            return True
        if self._passage.role is not Role.NARRATIVE:
            return False
        clause = self._text[clause_start : number.start]
        if re.search(r"为实现[^,。;]*$", clause):
            return True
        planned = _PLANNED.search(clause)
        return self._promising or bool(_PROMISED.search(clause)) or bool(planned and not clause.endswith("的"))

    # -- statements ------------------------------------------------------------------------------------------------

    def _target(
        self,
        number: Number,
        said: Measure,
        indicator: str,
        scope: str,
        period: tuple[str, str],
        clause_start: int,
        clause_end: int,
        near: _Previous | None,
    ) -> None:
        comparing = promises.comparator(
            self._text,
            number,
            clause_start=clause_start,
            negative=said.negative,
            modifier=said.modifier,
            kind=said.kind,
        )
        start, end = periods.bounds(period[1])
        self._sink.targets.append(
            Target(
                **self._place(number, *self._evidence(number, clause_start, clause_end, near)),
                indicator=indicator,
                comparator=comparing,
                value=_signed(number.value, said),
                value_high=number.value_high,
                unit=self._printed_unit(number),
                kind=said.kind,
                firmness=promises.firmness(self._text, number.start, clause_start),
                relative_to=None,
                period=period[0],
                period_start=start,
                period_end=end,
                scope=scope,
            )
        )

    def _observation(
        self,
        number: Number,
        said: Measure,
        indicator: str,
        scope: str,
        period: tuple[str, str],
        clause_start: int,
        clause_end: int,
        near: _Previous | None,
        sentence: int,
    ) -> None:
        start, end = periods.bounds(period[1])
        before = self._text[clause_start : number.start]
        self._sink.observations.append(
            Observation(
                **self._place(number, *self._evidence(number, clause_start, clause_end, near)),
                indicator=indicator,
                kind=said.kind,
                value=_signed(number.value, said),
                value_high=number.value_high,
                unit=self._printed_unit(number),
                modifier=said.modifier,
                period=period[0],
                period_start=start,
                period_end=end,
                scope=scope,
                cumulative=bool(_words("cumulative").search(before)) or period[0].endswith("-"),
                total=bool(_words("total").search(before)),
                part=bool(_words("part").search(before)),
                sentence=self._sink.sentences + sentence,
            )
        )

    def _read_figureless(self, taken: list[int]) -> None:
        for promise in promises.figureless(self._text, self._clauses, taken):
            period = self._structure.facts.period or str(self._structure.facts.year or "")
            start, end = periods.bounds(period)
            self._sink.targets.append(
                Target(
                    **self._words_place(promise.word, promise.start, promise.end),
                    indicator=promise.indicator,
                    comparator=promise.comparator,
                    value=None,
                    value_high=None,
                    unit=None,
                    kind=promise.kind,
                    firmness=promise.firmness,
                    relative_to=promise.relative_to,
                    period=period,
                    period_start=start,
                    period_end=end,
                    scope=scope_of(self._text, promise.word, promise.start, promise.start, promise.end) or self._whole,
                )
            )

    def _read_claims(self) -> None:
        for said in claims.find(self._text, self._clauses):
            self._sink.claims.append(
                Claim(
                    **self._words_place(said.start, said.clause_start, said.clause_end),
                    claim=said.claim,
                    subject=said.subject,
                )
            )

    def _exclude(self, number: Number, why: Why, clause_start: int, clause_end: int) -> None:
        self._sink.excluded.append(ExcludedNumber(**self._place(number, clause_start, clause_end), why=why))

    def _unread(self, number: Number, clause_start: int, clause_end: int) -> None:
        detail = f"{number.value} has no unit of measure that the lexicon knows"
        self._sink.unread.append(UnreadNumber(**self._place(number, clause_start, clause_end), detail=detail))

    # -- places ----------------------------------------------------------------------------------------------------

    def _evidence(self, number: Number, clause_start: int, clause_end: int, near: _Previous | None) -> tuple[int, int]:
        """The clause, with the one before it where the clause has no subject of its own (增长4%左右)."""
        head = self._text[clause_start : number.start]
        if (
            near is not None
            and clause_start > 0
            and near.end <= clause_start
            and re.match(r"(?:同比|比|较|增|下降|降|减|提高|达|其中|占|完成率|开工率)", head)
        ):
            return self._clauses.clause(max(0, clause_start - 2))[0], clause_end
        return clause_start, clause_end

    def _printed_unit(self, number: Number) -> str:
        """The unit in the characters that the document prints (萬人, 台（套）)."""
        at = self._text.find(number.unit, number.end, number.tail) if number.unit else -1
        if at < 0:
            return number.unit.removeprefix(":1")
        return "".join(self._structure.text[self._tight.kept(at + i)] for i in range(len(number.unit)))

    def _place(self, number: Number, clause_start: int, clause_end: int) -> dict[str, Any]:
        start, end = self._tight.span(clause_start, max(clause_end, number.end))
        number_start, number_end = self._tight.span(number.start, number.end)
        return self._common(number_start, start, end, number_start, number_end)

    def _words_place(self, anchor: int, start: int, end: int) -> dict[str, Any]:
        char_start, char_end = self._tight.span(start, end)
        return self._common(self._tight.kept(anchor), char_start, char_end, None, None)

    def _common(
        self, anchor: int, start: int, end: int, number_start: int | None, number_end: int | None
    ) -> dict[str, Any]:
        passage = self._passage
        return {
            "anchor": anchor,
            "task_order": passage.task_order,
            "task_no": self._task_no,
            "section_no": passage.section_no,
            "role": passage.role,
            "evidence": self._structure.text[start:end],
            "char_start": start,
            "char_end": end,
            "number_start": number_start,
            "number_end": number_end,
            "place": passage.place,
        }


def _behind(text: str, number: Number) -> int:
    """Where a figure ends, its 以上 or 左右 included."""
    match = _words("more_after", "less_after", "about_after").match(text, number.tail)
    return match.end() if match else number.tail


def _follows(kind: Kind, indicator: str, former: str) -> bool:
    """Whether a figure without a scope of its own is told of the figure before it: a share, a growth, or the same thing."""
    return kind in (Kind.SHARE, Kind.GROWTH, Kind.RANK) or indicator[:4] == former[:4] or former in indicator


def _part_of(kind: Kind, text: str, clause_start: int) -> bool:
    """其中…, 占…: a part or a share of the stock before it is told as of the same day."""
    return (kind is Kind.LEVEL and text.startswith("其中", clause_start)) or (
        kind is Kind.SHARE and text.startswith("占", clause_start)
    )


def _exact() -> Any:
    from documents.reading import Modifier

    return Modifier.EXACT


def _same_sort(kind: Kind, other: Kind) -> bool:
    """Whether a figure that only continues a list may take over the kind of the one before."""
    return {kind, other} <= {Kind.GROWTH, Kind.SHARE} or {kind, other} <= {Kind.LEVEL, Kind.INCREMENT, Kind.RATIO}


def _signed(value: str, said: Measure) -> str:
    return f"-{value}" if said.negative and not value.startswith("-") else value


_ = (Comparator, Firmness)
