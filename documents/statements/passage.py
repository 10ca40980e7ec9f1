"""One passage, read from left to right.

Belongs here: the walk over the numbers of a passage, and which rule is asked when. Does not belong here: the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from documents.normal import normalise
from documents.numbers import Number, scan
from documents.reading import Kind, Modifier, Passage, Role, Structure, Target, Why
from documents.statements import claims, distribution, exclusions, goals, indicators, inheritance, phrases, promises
from documents.statements.clauses import Clauses
from documents.statements.figure import Figure, Spot, Timed
from documents.statements.measures import Measure, measure
from documents.statements.recorder import Recorder, Sink
from documents.statements.scopes import is_elsewhere, is_site, scope_of, whole_of
from documents.statements.sites import goes_on, scenes, subject_of, takes_up
from documents.statements.timing import Timing
from documents.tight import Tight
from documents.vocabulary import alternatives, dimension_of

_ANY_NUMBER = re.compile(r"[\d〇零一二两三四五六七八九十百]")
_OUTLINE_MARK = re.compile(r"^\(?[\d一二三四五六七八九十]{1,2}[)、.]")
_TOPIC = re.compile(
    r"^(?:\(?[\d一二三四五六七八九十]{1,2}[)、.])?(?P<topic>[\u4e00-\u9fff“”]{2,14}?)(?:\([^()]{2,40}\))?(?::|方面[,。]|。)"
)
_TOWN = re.compile("城镇|农村|乡村|城市")
_WITH_PART = re.compile(r"(?P<whole>[^()]{2,})\((?:其中|含):?(?P<part>[^()]{2,})\)")
#: A note that explains a term (“1+8+N”工作法:…): its numbers belong to the term.
_DEFINITION = re.compile(r"\(?\[?\d{1,2}\]?\)?[.、]?“[^”]{1,20}”[^,。:]{0,10}:")
_HINTED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_SCENE_HOLDS = 2  # sentences in which a scene may still be taken up
_LONGEST_TITLE = 24  # characters of a first sentence that only names what its paragraph is about
_TERRITORY = re.compile(r"[市县区省国州镇村](?!场)")
_UNITLESS_NAMES = re.compile(
    r"(?:指数|系数|之?比|比值|pH|pH值|均值|容积率|得分|评分|访问量|点击量|阅读量|总数|人数|GDP|产值|收入|总额|次数|播放量|浏览量|流量|死亡率|发生率)"
    r"(?:[由从自]?(?:19|20)\d\d年(?:末|底|度)?的?|[^,。;、]{0,6})$"
)


@cache
def _words(*cues: str) -> re.Pattern[str]:
    return re.compile(alternatives(*cues))


class PassageReader:
    """Reads one passage of a structure into a sink.

    `promising`: the section around a narrative passage is a plan; `since`: the years that it looks back on (2017-), "" for none;
    `ahead`: whether a sentence with this opening speaks of plans; `promise`: the commitment of the passage's task, squeezed.
    """

    def __init__(
        self,
        structure: Structure,
        normal: str,
        passage: Passage,
        sink: Sink,
        *,
        task_no: int | None,
        promising: bool,
        since: str = "",
        ahead: Callable[[str], bool],
        promise: str = "",
    ) -> None:
        tight = Tight(normal, passage.span.start, passage.span.end)
        self._text = tight.text
        self._passage, self._facts, self._sink = passage, structure.facts, sink
        self._since, self._ahead = since, ahead
        self._clauses = Clauses(tight.text)
        self._record = Recorder(structure, passage, tight, self._clauses, sink, task_no)
        self._commits = passage.role is Role.COMMITMENT or promising or passage.promises
        self._whole = whole_of(structure.facts.jurisdiction)
        self._defines = passage.role is Role.NARRATIVE and bool(_DEFINITION.match(tight.text))
        self._topic = self._topic_site(promise)
        self._scenes = scenes(tight.text) if passage.role is Role.NARRATIVE and not self._commits else []
        self._figures: set[int] = set()
        self._named: dict[int, list[str]] = {}
        self._distributed: set[int] = set()  # clauses whose figures take their names from a list

    def read(self) -> None:
        if self._passage.role is Role.REPORT and not self._passage.promises:
            for said in claims.find(self._text, self._clauses):
                self._record.claim(said)
        numbers = list(scan(self._text)) if _ANY_NUMBER.search(self._text) else []
        if numbers:
            self._read_numbers(numbers)
        if self._commits or (self._passage.role is Role.NARRATIVE and goals.SET_GOAL.search(self._text)):
            self._read_figureless([n.start for n in numbers if not n.numeral or n.start in self._figures])
        self._sink.sentences += self._clauses.sentence_index(len(self._text)) + 1

    def _read_figureless(self, taken: list[int]) -> None:
        for promise in promises.figureless(self._text, self._clauses, taken):
            if not self._commits and not goals.SET_GOAL.search(self._text, promise.start, promise.end):
                continue
            scope = scope_of(self._text, promise.word, promise.start, promise.start, promise.end)
            self._record.figureless(promise, scope or self._whole)

    def _read_numbers(self, numbers: list[Number]) -> None:
        text, clauses = self._text, self._clauses
        protected = exclusions.protected(text)
        timing = Timing(text, clauses, self._facts, self._since)
        former: Figure | None = None
        for number in numbers:
            clause = clauses.clause(number.start)
            ranked = exclusions.is_rank(text, number)
            why = None if ranked else self._why_not(number, protected, clause[0])
            if why is not None:
                if not (number.numeral and why is Why.IDIOM):  # numerals inside ordinary words need no line
                    self._record.excluded(number, why, clause)
                continue
            number = self._with_hint(number, ranked)
            if not self._measures(number, clause[0], former):
                self._record.unread(number, clause)
                continue
            former = self._figure(number, ranked, timing, former)

    def _why_not(self, number: Number, protected: list[exclusions.Stretch], clause_start: int) -> Why | None:
        if self._defines:
            return Why.CRITERION
        covered = exclusions.covering(protected, number.start, number.end)
        return covered or exclusions.why_not(self._text, number, clause_start=clause_start, promise=self._commits)

    def _with_hint(self, number: Number, ranked: bool) -> Number:
        if (
            not ranked
            and not number.unit
            and self._text[number.start - 1 : number.start] == "等"
            and (noun := _TERRITORY.match(self._text, number.end))
        ):
            return replace(number, unit=noun[0], tail=noun.end())  # 等8市
        unit = "位" if ranked else number.unit or self._passage.unit_hint or ""
        return number if unit == number.unit else replace(number, unit=unit)

    def _measures(self, number: Number, clause_start: int, former: Figure | None) -> bool:
        """Whether it is clear what the number measures: it has a unit, or its name needs none (指数), or it goes on from such a one."""
        zero = number.numeral and number.value == "0"
        hint = self._passage.subject_hint or ""
        if number.unit or zero or _UNITLESS_NAMES.search(hint + self._text[clause_start : number.start]):
            return True
        return (
            former is not None
            and not former.spot.number.unit
            and self._clauses.sentence_index(number.start) == former.spot.sentence
        )

    def _figure(self, number: Number, ranked: bool, timing: Timing, before: Figure | None) -> Figure:
        """Read one figure; `before`: the last figure of the passage."""
        text = self._text
        sentence = self._clauses.sentence_index(number.start)
        former = before if before is not None and before.spot.sentence == sentence else None
        spot, segment_start = self._spot(number, sentence, former, ranked)
        said = self._said(spot, segment_start, former, ranked)
        subject = self._subject(number, former, before)
        named = self._name(spot, said, subject, former)
        indicator, scope = self._scope(spot, said, named.indicator, former)
        scope = self._of_topic(spot, scope)
        timed = self._timed(spot, said, timing, former)
        promised = self._promised(spot, former)
        figure = Figure(spot, said, indicator, scope, timed, promised, _behind(text, number) + named.taken, named.deed)
        if promised:
            self._record.target(figure, former)
        else:
            self._record.observation(figure, former)
        self._figures.add(number.start)
        self._named.setdefault(spot.clause, []).append(indicator)
        return figure

    def _spot(self, number: Number, sentence: int, former: Figure | None, ranked: bool) -> tuple[Spot, int]:
        clause = self._clauses.clause_index(number.start)
        clause_start, clause_end = self._clauses.clause(number.start)
        segment_start = former.end if former is not None and former.spot.clause == clause else clause_start
        bracket = self._text.rfind("(", segment_start, number.start)
        if bracket >= 0 and ")" not in self._text[bracket : number.start]:
            segment_start = bracket + 1
        segment = self._text[segment_start : number.start - 1 if ranked else number.start]
        return Spot(number, clause_start, clause_end, clause, sentence, segment), segment_start

    def _said(self, spot: Spot, segment_start: int, former: Figure | None, ranked: bool) -> Measure:
        inherited = former.carried if former is not None and former.spot.clause == spot.clause else None
        if ranked:
            among = self._text[spot.number.start - 1 : spot.number.start] == "前"  # 进入前30名
            said = Measure(Kind.RANK, False, Modifier.LESS_THAN if among else Modifier.EXACT, False)
        else:
            said = measure(
                self._text,
                spot.number,
                clause_start=spot.clause_start,
                segment_start=segment_start,
                inherited=inherited,
                lead=self._lead(spot),
            )
        return inheritance.measure_after(said, spot, former, ranked=ranked)

    def _name(self, spot: Spot, said: Measure, subject: str, former: Figure | None) -> indicators.Named:
        home = self._facts.jurisdiction  # the publisher's own city is what every figure is about
        segment = spot.segment.replace(home, "", 1) if home else spot.segment
        after = self._text[_behind(self._text, spot.number) : spot.clause_end]
        deed = former.deed if former is not None and former.spot.clause == spot.clause else ""
        named = indicators.name(segment, after, unit=spot.number.unit, kind=said.kind, subject=subject, deed=deed)
        listed = distribution.name_in_list(
            self._text,
            spot.number,
            spot.clause_start,
            here=self._named.get(spot.clause, ()),
            before=self._named_before(spot),
        )
        listed = listed or distribution.name_of_promise(self._text, spot.number, spot.clause_start, self._task_targets)
        if listed:
            self._distributed.add(spot.clause)
        return replace(named, indicator=indicators.in_full(listed or named.indicator or subject or self._opening()))

    def _named_before(self, spot: Spot) -> list[str]:
        """Indicators of the figures of the sentence up to this clause, in their order."""
        first = self._clauses.clause_index(self._clauses.sentence(spot.number.start)[0])
        return [name for clause in range(first, spot.clause) for name in self._named.get(clause, ())]

    def _scope(self, spot: Spot, said: Measure, indicator: str, former: Figure | None) -> tuple[str, str]:
        """The indicator (城乡 told apart) and the scope."""
        sentence_start = self._clauses.sentence(spot.number.start)[0]
        if half := distribution.town_or_country(self._text, spot.number, spot.clause_start, sentence_start):
            return indicator.replace("城乡", half), half
        if spot.clause in self._distributed and (town := _TOWN.match(indicator)):
            return indicator, town[0]
        scope = scope_of(
            self._text, spot.number.start, spot.clause_start, sentence_start, spot.number.tail, self._lead(spot)
        )
        if (scope is not None and scope != self._whole) or former is None or is_elsewhere(former.scope, self._whole):
            return indicator, scope or self._whole
        own = is_site(former.scope) and not goes_on(self._text[spot.clause_start : spot.number.start])
        told = inheritance.told_of_the_same(said.kind, indicator, former, own_subject=own)
        named = _words("scope").search(self._text, spot.clause_start, spot.number.start)
        return indicator, former.scope if told and not named else self._whole

    def _of_topic(self, spot: Spot, scope: str) -> str:
        """The site that the task or the paragraph is about, for a figure of the whole territory only by default."""
        if scope != self._whole:
            return scope
        if scene := self._scene(spot):
            return scene
        return self._topic if self._topic and goes_on(self._text[spot.clause_start : spot.number.start]) else scope

    def _scene(self, spot: Spot) -> str | None:
        """The site that the figure's sentence sets as its scene, or that of the two before which it takes up."""
        end, site = max((scene for scene in self._scenes if scene[0] <= spot.number.start), default=(0, None))
        if site is None or self._home_again().search(self._text, end, spot.number.start):
            return None
        between = spot.sentence - self._clauses.sentence_index(end)
        own = self._text[self._clauses.sentence(spot.number.start)[0] : spot.number.start]
        return site if between == 0 or (between <= _SCENE_HOLDS and takes_up(own)) else None

    def _home_again(self) -> re.Pattern[str]:
        """Words by which a paragraph turns to the whole territory: 全市, the name of the city."""
        home = (self._facts.jurisdiction or "")[:-1]
        return re.compile("|".join(filter(None, (re.escape(home), alternatives("scope")))))

    def _topic_site(self, promise: str) -> str | None:
        if self._passage.role is Role.REPORT:
            return subject_of(promise)
        if self._passage.role is not Role.NARRATIVE or self._commits:
            return None
        title = self._text.partition("。")[0]  # (三)红石水库除险加固。总投资…
        return subject_of(title) if len(title) <= _LONGEST_TITLE and title != self._text else None

    def _timed(self, spot: Spot, said: Measure, timing: Timing, former: Figure | None) -> Timed:
        dimension = dimension_of(spot.number.unit)
        period, stretch = timing.period(spot.number.start, kind=said.kind, dimension=dimension)
        if year := _HINTED_YEAR.search(self._lead(spot)):
            period = stretch = year[1]  # a column headed with another year
        elif self._lead(spot).startswith(("上年", "去年")) and self._facts.year:
            period = stretch = str(self._facts.year - 1)
        stock = former.timed.stock if former is not None else ""
        if stock == f"asof-{period}" and inheritance.of_the_same_day(said.kind, self._text, spot.clause_start):
            period = stretch = stock
        return Timed(period, stretch, period if period.startswith("asof") else stock)

    def _promised(self, spot: Spot, former: Figure | None) -> bool:
        clause = self._text[spot.clause_start : spot.number.start]
        narrative = self._passage.role is Role.NARRATIVE
        if self._commits:
            return not (narrative and goals.refers_back(clause))
        after = self._text[spot.number.tail : spot.clause_end]
        if not narrative:
            return dimension_of(spot.number.unit) not in ("share", "point") and goals.sets_goal_in_report(clause, after)
        goes_on = (
            former is not None and former.promised and goals.goes_on(clause, same=former.spot.clause == spot.clause)
        )
        start, _ = self._clauses.sentence(spot.number.start)
        return goes_on or goals.promises(clause, after) or self._ahead(self._text[start : spot.number.start])

    def _lead(self, spot: Spot) -> str:
        """The row's name and the column's header, for a number that stands in a cell without a subject of its own."""
        hint = self._passage.subject_hint
        return hint if hint and spot.clause_start == 0 and not _HAN.search(spot.segment) else ""

    def _subject(self, number: Number, former: Figure | None, before: Figure | None) -> str:
        """What a figure without a name of its own is about.

        `former`: the figure before it in its sentence, `before`: in the passage. What its task promised in the same unit comes before a
        figure of another dimension.
        """
        if former is not None and (
            not number.unit or number.unit in "%‰" or dimension_of(former.spot.number.unit) == dimension_of(number.unit)
        ):
            return former.indicator
        named = next((t.indicator for t in self._task_targets() if t.unit == number.unit), "")
        if former is not None:
            return named or former.indicator
        return self._topic_words(number) or named or (before.indicator if before else "")

    def _task_targets(self) -> list[Target]:
        """What the task of this passage has promised so far."""
        return [t for t in self._sink.targets if t.task_order == self._passage.task_order is not None]

    def _topic_words(self, number: Number) -> str:
        """What the row or the paragraph is about: the row's name, or the words before a colon at its head."""
        if hint := self._passage.subject_hint:
            hint = normalise(hint)
            if (both := _WITH_PART.fullmatch(hint)) is not None:  # 总装机(其中:新能源装机) over 1350(850)
                hint = both["part" if self._text[number.start - 1 : number.start] == "(" else "whole"]
            return phrases.clean(hint)
        topic = _TOPIC.match(self._text)
        return topic["topic"] if topic else ""

    def _opening(self) -> str:
        """What the passage opens with, for a figure that nothing else names."""
        first = re.split(r"[。,;:(\d]", self._text, maxsplit=1)[0]
        return phrases.clean(_OUTLINE_MARK.sub("", first))


def _behind(text: str, number: Number) -> int:
    """Where a figure ends, its 以上 or 左右 included."""
    match = _words("more_after", "less_after", "about_after").match(text, number.tail)
    return match.end() if match else number.tail
