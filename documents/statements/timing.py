"""Which period a figure is about: the marks of its clause and sentence, and how far a mark carries.

Belongs here: the carrying of marks. Does not belong here: their notation and words (documents.periods).

Rules, from the way such reports are written: a mark holds to the end of its sentence unless another follows; 截至目前 and a part of the year also
hold for the next sentence where that sets none; a since-mark dies when two clauses without a figure follow it and nothing says 累计;
cumulative and stock words make a figure of the year a figure as of the year, but 今年累计 stays the year.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from documents.periods import Mark, Sort, marks, printed
from documents.reading import Kind, KnownFacts
from documents.statements.clauses import Clauses
from documents.vocabulary import alternatives

_FINISHED = re.compile(
    r"(?:已|均|全部|[^,。;]{0,8})于(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月(?:\d{1,2}日|底|末|份|初|中旬|上旬|下旬)?(?:前)?[^,。;]{0,6}(?:完成|完工|竣工|建成|通车|投产|投用|投入使用)"
)
_THIS_YEAR = re.compile(r"(?:今年|本年|当年|全年|年内)[^,。;]{0,12}$")
_TOLD = re.compile(r"[^,。;()\d]{0,8}\((?P<year>(?:19|20)\d\d)年(?:数据|数|度|口径|(?P<end>[末底]))?\)")
_INTERIM = re.compile(r"\d{4}(?:H[12]|Q[1-4](?:-Q[1-4])?|-\d\d)")
#: 每万人拥有5G基站21个, 万人公交车保有量: an amount per something is told of the period.
_PER_HEAD = re.compile(
    r"(?:每?(?:百|千|万|十万|百万)(?:人|名|户|平方公里)|每[^,;]{1,6})[^,;]{0,12}?(?:拥有量?|保有量?)"
)
_EARNED = re.compile(r"(?:实现|完成)[^,;]{0,6}(?:收入|利润|产值|税收|投资)")
_SO_FAR = re.compile(r"今年|本年|当年|年内|年底")
_OVER_YEARS = re.compile(r"累计|总计|共计|年均|新增|净增|新改建|新建")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: 由2019年的174家增加到2022年的522家: each year belongs to its number alone.
_OF_ONE = re.compile(r"[由从自到至](?:(?:19|20)\d\d年|上年|去年)(?:的|(?=\d))")
#: 比2022年的67立方米减少: the amount compared with is of its own year.
_COMPARED_WITH = re.compile(r"(?:比|较|低于|高于|超过)(?:(?P<year>(?:19|20)\d\d)年|(?:上年|去年))(?:末|底)?的$")
_ITS_NUMBER = re.compile(r"[^,;。\d到至为]*(?:第?\d+位?[、和及]第?|[\d.]+[:∶])*")
_LONG = re.compile(r"[三四五两]年来|过去|五年")
_FROM = re.compile(r"[由从](?!法定)[^,。;由从\d]{0,6}$")
_NAMED_YEAR = re.compile(r"自?(?:19|20)\d\d年")
_TO = re.compile(
    r"(?:[增升降减提调转压缩扩涨跌]|精简|提高|上升|增加|调整|扩大|增长|下降|降低|减少|缩短|优化|提升|跃升|发展|压减|压缩|变化|前移|缩小|下调|上调|压降|回落|收窄|攀升)[^,。;]{0,4}?(?:到|至|为)"
)
_REACHES = re.compile(r"(?:达到?|突破|增至|增加到|发展到|扩大到|总量突破)(?:约|近|超|了)?$")

_BASE = re.compile(r"(?:较|比|与|相比于?)(?P<ago>[二两三四五十])年前(?:同期|相比)?[^,。;]{0,12}$")
_YEARS_AGO = {"二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "十": 10}
_ARRIVES = re.compile(r"(?:达|到|至|为|突破|稳定在|控制在|保持在)[^,。;]{0,6}$")


@cache
def _cue(*names: str) -> re.Pattern[str]:
    return re.compile(alternatives(*names))


class Timing:
    """Periods of the figures of one passage, asked for in order."""

    def __init__(self, text: str, clauses: Clauses, facts: KnownFacts, review: str = "") -> None:
        """`review`: the years that the passage looks back on (2017-), "" for none."""
        self._text, self._clauses, self._facts, self._review = text, clauses, facts, review
        default = facts.period or (str(facts.year) if facts.year else "")
        self._default, self._default_stretch = printed(default), default
        self._marks = marks(text, _year_of(facts, default))
        self._next = 0
        self._active: Mark | None = None
        self._single: Mark | None = None  # the last year that was told of one number alone
        self._used = False

    def period(self, position: int, *, kind: Kind, dimension: str | None) -> tuple[str, str]:
        """Period of the figure whose number stands at `position` (ascending calls), and the stretch of time that gives its bounds."""
        self._advance(position)
        clause_start, clause_end = self._clauses.clause(position)
        told = _TOLD.match(self._text, self._clauses.unit_end(position))
        if told:
            of = f"asof-{told['year']}" if told["end"] else told["year"]
            return of, of
        if (compared := _COMPARED_WITH.search(self._text, clause_start, position)) and self._facts.year:
            of = compared["year"] or str(self._facts.year - 1)
            return of, of
        finished = _FINISHED.match(self._text, position, clause_end) or _FINISHED.search(
            self._text, position, clause_end
        )
        if finished and self._facts.year:
            year, month = finished["year"] or self._facts.year, min(12, max(1, int(finished["month"])))
            return f"{year}-{month:02d}", f"{year}M1-M{month}"
        if since := self._base_year(position, clause_start, kind):
            return since, since
        mark = self._holding(position, clause_start, kind)
        if mark is not None:
            self._used = True
        elif self._review and self._sums_up(position, clause_start, kind):
            return self._review, self._review
        period = self._as_of(position, clause_start, mark, kind, dimension)
        if self._is_former(position, clause_start, mark):
            if self._default.isdigit():
                period = period.removeprefix("asof-")  # 总数由372家增加到466家: only the second is today's
            period = self._before(period, position)
        if mark is not None and mark.stretch and mark.period == period:
            return period, mark.stretch
        return period, self._default_stretch if period == self._default else period

    def _advance(self, position: int) -> None:
        while self._next < len(self._marks) and self._marks[self._next].start < position:
            mark = self._marks[self._next]
            self._next += 1
            if self._text.startswith("当年", mark.start) and self._told_year(mark):
                continue
            if _OF_ONE.match(self._text, max(0, mark.start - 1)):
                self._single = mark
            else:
                self._active, self._single, self._used = mark, None, False

    def _told_year(self, mark: Mark) -> bool:
        """2023年…;基金当年结余: the year that the sentence has named before."""
        active = self._active
        if active is None or active.sort is not Sort.YEAR:
            return False
        return self._clauses.sentence_index(active.start) == self._clauses.sentence_index(mark.start)

    def _holding(self, position: int, clause_start: int, kind: Kind) -> Mark | None:
        if self._single is not None:
            if (
                kind is Kind.GROWTH
                and not self._review
                and "年均" in self._text[clause_start:position]
                and (since := self._from_year(position))
            ):
                return since
            between = self._text[self._single.end : position]
            arrives = self._text[self._single.start - 1] in "到至" and not re.search("[;。]", between)
            if arrives or _ITS_NUMBER.fullmatch(between):
                return self._single
        mark = self._active
        if mark is None or self._superseded(mark, position) or self._is_to_date(mark):
            return None
        if (
            mark.sort is Sort.AS_OF
            and self._text.endswith("末", mark.start, mark.end)
            and not self._year_end_holds(mark, position, kind)
        ):
            return replace(mark, sort=Sort.YEAR, period=mark.period[-4:]) if self._is_elsewhen(mark) else None
        here, there = self._clauses.sentence_index(position), self._clauses.sentence_index(mark.start)
        if mark.clause_only:
            return mark if mark.start >= clause_start else None
        if mark.sort is Sort.SINCE and self._is_result(position, clause_start):
            return None  # …由x提高到y: y is today's
        if mark.sort is Sort.SINCE and here > there and _LONG.search(self._text, mark.start, mark.end):
            return mark if _OVER_YEARS.search(self._text, clause_start, position) or kind is Kind.INCREMENT else None
        if here == there:
            return mark if mark.sort is not Sort.SINCE or self._since_holds(mark, position, clause_start) else None
        return mark if here == there + 1 and self._used and self._goes_on(mark, position, clause_start, kind) else None

    def _from_year(self, position: int) -> Mark | None:
        """从2020年的x到2023年的y,年均增长z: z is of all the years since the first."""
        start = self._clauses.sentence(position)[0]
        first = next((mark for mark in self._marks if start <= mark.start < position and mark.sort is Sort.YEAR), None)
        if first is None or self._text[first.start - 1 : first.start] not in ("由", "从", "自"):
            return None
        return Mark(first.start, first.end, f"{first.period}-", Sort.SINCE)

    def _is_elsewhen(self, mark: Mark) -> bool:
        """The end of another year than the document's."""
        return mark.period[-4:] != str(self._facts.year)

    def _goes_on(self, mark: Mark, position: int, clause_start: int, kind: Kind) -> bool:
        """Whether the next sentence is told as of the same day: a share of what is so now, and what banks hold at the end of a month."""
        if mark.sort is Sort.AS_OF:
            return kind is Kind.SHARE
        clause = self._text[clause_start:position]
        return mark.sort is Sort.MONTH_END and bool(_cue("balance").search(clause))

    def _is_to_date(self, mark: Mark) -> bool:
        """今年, 年内 in a report on a part of the year: the part that it reports on."""
        return bool(_INTERIM.fullmatch(self._default)) and _SO_FAR.match(self._text, mark.start, mark.end) is not None

    def _base_year(self, position: int, clause_start: int, kind: Kind) -> str:
        """比五年前提高: the change of all the years since; "" where no such base is named (较2019年增加 is told of the year)."""
        year = self._facts.year
        if year is None or kind not in (Kind.INCREMENT, Kind.GROWTH):
            return ""
        base = _BASE.search(self._text, clause_start, position)
        return self._review or f"{year - _YEARS_AGO[base['ago']] + 1}-" if base else ""

    def _sums_up(self, position: int, clause_start: int, kind: Kind) -> bool:
        """In a review of years: what was added or done, and how things grew, is said of all of them; a level reached is that of the last."""
        if kind in (Kind.INCREMENT, Kind.GROWTH):
            return True
        before = self._text[clause_start:position]
        if _cue("cumulative").search(before):
            return True
        return kind is Kind.LEVEL and bool(_cue("deed").search(before)) and not _ARRIVES.search(before)

    def _before(self, period: str, position: int) -> str:
        """The year that a from-value belongs to: the one before the stretch that its sentence or review speaks of, or the year it names."""
        here = self._clauses.sentence_index(position)
        since = next(
            (
                mark
                for mark in reversed(self._marks[: self._next])
                if mark.sort is Sort.SINCE and here - self._clauses.sentence_index(mark.start) <= 1
            ),
            None,
        )
        if since is not None and _NAMED_YEAR.match(self._text, since.start):
            return since.period[:4]
        since_year = since.period[:4] if since is not None else self._review[:4]
        year = since_year or (period if period.isdigit() else "")
        return str(int(year) - 1) if year else period

    def _is_former(self, position: int, clause_start: int, mark: Mark | None) -> bool:
        """由x提高到y without a year: x is the level of the year before."""
        if not _FROM.search(self._text, clause_start, position) or (mark is not None and mark.start >= clause_start):
            return False
        return bool(_TO.search(self._text, position, min(len(self._text), position + 24)))

    def _superseded(self, mark: Mark, position: int) -> bool:
        """由上年的A调整为B: the year belongs to A alone."""
        if self._text[mark.start - 1 : mark.start] not in ("由", "从", "自"):
            return False
        return bool(_TO.search(self._text, mark.end, position))

    def _year_end_holds(self, mark: Mark, position: int, kind: Kind) -> bool:
        """年末 holds for stocks up to the next semicolon; what grew, was added or earned did so during the year, and most shares are its own."""
        between = self._text[mark.end : position]
        if ";" in between or "。" in between:
            return False
        clause = self._text[self._clauses.clause(position)[0] : position]
        if kind is Kind.SHARE:
            return bool(_cue("balance").search(clause))
        return kind is Kind.LEVEL and not _EARNED.search(clause)

    def _is_result(self, position: int, clause_start: int) -> bool:
        head = self._text[clause_start:position]
        return bool(re.search(r"[由从].*\d", head) and _TO.search(head[-12:]))

    def _since_holds(self, mark: Mark, position: int, clause_start: int) -> bool:
        between = self._clauses.clause_index(position) - self._clauses.clause_index(mark.start)
        return (
            self._used or between <= 1 or bool(_cue("cumulative", "total").search(self._text, clause_start, position))
        )

    def _as_of(self, position: int, clause_start: int, mark: Mark | None, kind: Kind, dimension: str | None) -> str:
        period = mark.period if mark is not None else self._default
        interim = mark is None and bool(_INTERIM.fullmatch(period))
        if (
            mark is not None
            and mark.sort is Sort.AS_OF
            and _INTERIM.fullmatch(self._default)
            and self._text.startswith(("目前", "至今", "迄今"), mark.start)
        ):
            period, interim = self._default, True
        if interim:
            whole = self._as_of_year(position, clause_start, None, kind, dimension, period[:4])
            return whole if whole.startswith("asof") else period
        return self._as_of_year(position, clause_start, mark, kind, dimension, period)

    def _as_of_year(
        self, position: int, clause_start: int, mark: Mark | None, kind: Kind, dimension: str | None, period: str
    ) -> str:
        """The year of a figure, or asof-year where its words make it a stock or a total to date."""
        if not period.isdigit() or kind in (Kind.GROWTH, Kind.RANK, Kind.SHARE, Kind.RATIO):
            return period
        if mark is not None and mark.sort is Sort.YEAR and mark.period != str(self._facts.year):
            return period
        before = self._text[clause_start:position]
        if _cue("cumulative").search(before) and not _THIS_YEAR.search(
            self._text[clause_start : _last(before, clause_start)]
        ):
            return f"asof-{period}"
        explicit_year = mark is not None and self._text[mark.start].isdigit()
        if _cue("stock").search(_PER_HEAD.sub("", before)) and not explicit_year and kind is not Kind.INCREMENT:
            return f"asof-{period}"
        stock_like = dimension in ("count", "person", "household", "power", "area", "length")
        told_here = mark is not None and mark.start >= clause_start
        if kind is Kind.LEVEL and stock_like and not told_here and not explicit_year and _REACHES.search(before):
            return f"asof-{period}"
        return period


def _year_of(facts: KnownFacts, default: str) -> int | None:
    """The year of words such as 10月底: that of the period told of, where a report comes later (on last year's audit) than its year."""
    told = _YEAR.search(default)
    return max(facts.year, int(told[0])) if facts.year and told else facts.year


def _last(before: str, clause_start: int) -> int:
    """Where the last cumulative word of the clause begins."""
    found = 0
    for match in _cue("cumulative").finditer(before):
        found = match.start()
    return clause_start + found
