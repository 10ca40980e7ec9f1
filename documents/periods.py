"""Periods: the notation of GUIDE.md, its bounds, and the words of a text that set one.

Belongs here: 2022, 2022H1, 2022Q4, 2022Q1-Q3, 2022-11, 2022M1-M11, asof-2022, 2021- (since) and 2021-2023, and how a text says them. Does not
belong here: which figure a period holds for (documents.statements.timing).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

_NOTATION = re.compile(
    r"(?P<asof>asof-)?(?P<year>\d{4})(?:(?P<half>H[12])|(?P<q1>Q[1-4])(?:-(?P<q2>Q[1-4]))?|-(?P<month>\d\d)(?:-(?P<day>\d\d))?|M(?P<m1>\d{1,2})-M(?P<m2>\d{1,2})|(?P<since>-)|-(?P<to>\d{4}))?"
)


def bounds(period: str) -> tuple[date | None, date | None]:
    """First and last day of a period in the notation of GUIDE.md; (None, None) for an unknown notation.

    asof-: both ends are the last day of the year, for a stock has a day and no stretch. since (2021-): the end is open (None).
    """
    match = _NOTATION.fullmatch(period)
    if not match:
        return None, None
    year = int(match["year"])
    if match["asof"]:
        day = _month_end(year, int(match["month"] or 12))
        return day, day
    if match["since"]:
        return date(year, 1, 1), None
    if match["to"]:
        return date(year, 1, 1), date(int(match["to"]), 12, 31)
    first, last = _months(match)
    return date(year, first, 1), _month_end(year, last)


def _months(match: re.Match[str]) -> tuple[int, int]:
    if match["half"]:
        return (1, 6) if match["half"] == "H1" else (7, 12)
    if match["q1"]:
        first, last = int(match["q1"][1]), int((match["q2"] or match["q1"])[1])
        return 3 * first - 2, 3 * last
    if match["month"]:
        month = min(12, max(1, int(match["month"])))
        return month, month
    if match["m1"]:
        return int(match["m1"]), int(match["m2"])
    return 1, 12


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def printed(period: str) -> str:
    """The notation of GUIDE.md for a stretch: January to November of 2022 (2022M1-M11) is written 2022-11."""
    match = re.fullmatch(r"(\d{4})M1-M(\d{1,2})", period)
    return f"{match[1]}-{int(match[2]):02d}" if match else period


class Sort(Enum):
    """What sort of mark a text sets."""

    YEAR = auto()
    PART = auto()  # quarter, half, months
    MONTH_END = auto()  # 截至11月底
    AS_OF = auto()
    SINCE = auto()


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that sets a period, at [start, end) of the squeezed text."""

    start: int
    end: int
    period: str
    sort: Sort
    stretch: str = (
        ""  # the stretch of time where the notation alone does not tell it: 1-11月 is 2024-11, but begins in January
    )
    clause_only: bool = False  # 五年净增, 连续三年: said of its own clause


_Y = r"(?:(?P<y{0}>(?:19|20)\d\d)年|(?P<this{0}>今年|本年|当年)|(?P<last{0}>去年|上年))?"
_NUMERAL = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "两": 2}
_PLAN_START = {"十三五": 2016, "十四五": 2021, "十五五": 2026, "十二五": 2011}
#: What a mark begins with: tried first, because most characters begin none.
_MARK_BEGINS = r"(?=[\d自“十近过最这连一二两三四五截到目迄至今本当去上前下第首年末全])"
_MARK = re.compile(
    _MARK_BEGINS + r"(?:"
    r"(?P<since>(?:自)?(?P<sy>(?:19|20)\d\d)年?(?:\d{1,2}月(?:份|底|\d{1,2}日)?)?(?:以来|起至今|至今|起(?![来步草点伏飞源因诉到码])))"
    r"|(?P<sinceevent>自?(?P<ey>(?:19|20)\d\d)年(?=[^,。;\d]{1,12}以来)(?![^,。;\d]{0,9}(?:记录|记载|统计)以来)[^,。;\d]{1,12}?以来)"
    r"|(?P<sinceplan>“?(?P<plan>十[二三四五]五)”?(?:时期|期间)?以来)"
    r"|(?P<recent>(?:近|过去|最近|这|连续)(?P<n>[一二两三四五六七八九十]|\d{1,2})年(?:来|间)?|(?<![\d一二三四五六七八九十])(?P<n2>[两三四五])年(?:(?P<odd>多)(?:来|间|累计|共|新增|完成|为)|来|间(?![断隔]))|(?:(?<=[,。;])|^)(?P<n3>[两三四五])年(?=新|累|共|实|完|建)|(?<![\d一二三四五六七八九十周续近])(?P<n4>[两三四五])年(?=净增|新增|累计|提高|平均|增加|下降|翻|化解|共|完成|投入|建成|引进|减少|改造|培育|上升))"
    r"|(?P<until>(?:截[至止]到?|(?<=[,。;:])到(?=\d{1,2}月[底末](?!前)))(?:"
    + _Y.format("u")
    + r")(?:(?P<um>\d{1,2})月(?P<ud>\d{1,2})?日?(?:份)?|(?P<uy>年?[底末]))(?:底|末)?)"
    r"|(?P<monthend>(?<![较比于与同上去])" + _Y.format("m") + r"(?P<em>\d{1,2})月末)"
    r"|(?P<untilq>截[至止]到?(?:"
    + _Y.format("k")
    + r")(?P<uq>[一二三]|前三)季度(?:末|底)?|(?<![较比于与同上去])"
    + _Y.format("z")
    + r"(?P<zq>[一二三])季度末)"
    r"|(?P<asof>截[至止]到?(?:目前|现在|当前|今)|目前为止|迄今|至今|(?<!申报)目前(?!正))"
    r"|(?P<quarters>(?<![较比于与同前])"
    + _Y.format("q")
    + r"(?:前(?P<first>[二三两23])个?季度|前(?P<months>十[一二]?|[一二三四五六七八九]|\d{1,2})个月|1[-~—至]?(?P<nine>[69])月份?|(?P<half>[上下])半年"
    r"|第?(?P<one>[一二三四1-4])季度|首季(?:度)?|1[-~—至](?P<mm>\d{1,2})月份?))"
    r"|(?P<yearend>(?<![较比于与同上去今])" + _Y.format("e") + r"年?[末](?![端尾]))"
    r"|(?P<single>(?P<so>\d{1,2})月份?(?=单月|当月))"
    r"|(?P<month>(?:(?<=[,。;:])|^)(?:(?P<my>(?:19|20)\d\d)年)?(?P<mo>\d{1,2})月(?:份(?!以来|起|前|底|之|至)|(?=,|全|当|我|CPI|居)))"
    r"|(?P<year>(?<![\d\-~—至])(?P<yy>(?:19|20)\d\d)年(?!\d{1,2}月\d{1,2}日|以上|\d|[^,。;]{0,6}计划\(|[^,。;\d]{0,9}(?:记录|记载|统计)以来|度(?:审计|衔接|工作报告|重点工作|督查|考核))度?)"
    r"|(?P<thisyear>今年以来|今年|本年度?|当年|(?<!上年)(?<!去年)(?<!\d年)全年(?![^,。;]{0,12}(?:任务|目标|计划))|年内|(?<![上去今\d])年底(?!前))"
    r"|(?P<lastyear>(?<![较比于与同为])(?:去年|上年)(?!同期|末|底))"
    r")"
)


#: 较改革前的2020年
_BASE_NAMED = re.compile(r"(?:较|比)[^,;。\d]{1,6}的$")
_BASE = re.compile(r"(?:同期|全年)?的?[\d.]+(?:倍|%)|同期")
#: 剩余485个转入2024年续建: what is put off says nothing of what follows.
_PUT_OFF = re.compile(r"(?:[转列纳]入|结转至?到?|顺延[至到]|推迟[至到]|延期?[至到])$")
_TITLE = re.compile(r"《[^》]*》|“[^”]{1,24}”")


def marks(text: str, year: int | None) -> list[Mark]:
    """The words of a squeezed passage that set a period, in order. `year`: the document's own, for words such as 今年.

    Years in titles and quoted names set nothing.
    """
    titles = [match.span() for match in _TITLE.finditer(text)] if "《" in text or "“" in text else []
    found = []
    for match in _MARK.finditer(text):
        if (
            _is_base(text, match)
            or _in_brackets(text, match)
            or any(start <= match.start() and match.end() <= end for start, end in titles)
        ):
            continue
        if (mark := _mark(match, year)) is not None:
            found.append(mark)
    return found


def _in_brackets(text: str, match: re.Match[str]) -> bool:
    """12%(2019年): the year of this one figure, not of those behind it."""
    return (
        bool(match["year"] or match["yearend"])
        and text[match.start() - 1 : match.start()] == "("
        and text[match.end() : match.end() + 1] == ")"
    )


def _is_base(text: str, match: re.Match[str]) -> bool:
    """A year that something is compared with (较2017年, 恢复到2019年的83%, 是2021年末的2.4倍) is no year of the figure."""
    if not (match["year"] or match["lastyear"] or match["yearend"]):
        return False
    before = text[match.start() - 1 : match.start()]
    if before in ("较", "比", "于", "与", "同", "受", "除") or _BASE_NAMED.search(
        text, max(0, match.start() - 10), match.start()
    ):
        return True
    return bool(_BASE.match(text, match.end())) and before in ("到", "是", "为", "至", "了")


def _mark(match: re.Match[str], year: int | None) -> Mark | None:
    start, end = match.span()
    if match["since"]:
        if match["sy"] == str(year):
            return Mark(start, end, match["sy"], Sort.YEAR)
        return Mark(start, end, f"{match['sy']}-", Sort.SINCE)
    if match["sinceevent"]:
        return Mark(start, end, f"{match['ey']}-", Sort.SINCE)
    if match["sinceplan"]:
        return Mark(start, end, f"{_PLAN_START[match['plan']]}-", Sort.SINCE)
    if match["year"]:
        return Mark(start, end, match["yy"], Sort.YEAR, clause_only=bool(_PUT_OFF.search(match.string, 0, start)))
    if year is None:
        return None
    return _relative(match, start, end, year)


def _relative(match: re.Match[str], start: int, end: int, year: int) -> Mark | None:
    if match["recent"]:
        word = match["n"] or match["n2"] or match["n3"] or match["n4"]
        length = _NUMERAL.get(word) or int(word)
        if length == 1:
            return Mark(start, end, str(year), Sort.YEAR)
        length += bool(match["odd"])
        own = bool(match["n3"] or match["n4"]) or match[0].startswith("连续")
        return Mark(start, end, f"{year - length + 1}-", Sort.SINCE, clause_only=own)
    if match["until"]:
        of = _year_of(match, "u", year)
        if match["um"]:
            return _to_month(start, end, of, int(match["um"]), Sort.MONTH_END)
        return Mark(start, end, f"asof-{of}", Sort.AS_OF)
    if match["monthend"]:
        return _to_month(start, end, _year_of(match, "m", year), int(match["em"]), Sort.MONTH_END)
    if match["untilq"]:
        quarter = {"一": 3, "二": 6, "三": 9, "前三": 9}[match["uq"] or match["zq"]]
        return _to_month(start, end, _year_of(match, "k" if match["uq"] else "z", year), quarter, Sort.MONTH_END)
    if match["asof"]:
        return Mark(start, end, f"asof-{year}", Sort.AS_OF)
    if match["quarters"]:
        return _part_mark(match, start, end, _year_of(match, "q", year))
    if match["yearend"]:
        if not (match["ye"] or match["thise"] or match["laste"]) and match[0] not in ("年末",):
            return None
        return Mark(start, end, f"asof-{_year_of(match, 'e', year)}", Sort.AS_OF)
    if match["single"]:
        return Mark(start, end, f"{year}-{min(12, max(1, int(match['so']))):02d}", Sort.PART, clause_only=True)
    if match["month"]:
        return Mark(start, end, f"{match['my'] or year}-{int(match['mo']):02d}", Sort.PART)
    if match["lastyear"]:
        return Mark(start, end, str(year - 1), Sort.YEAR)
    return Mark(start, end, str(year), Sort.YEAR)


def _year_of(match: re.Match[str], key: str, year: int) -> int:
    if match[f"y{key}"]:
        return int(match[f"y{key}"])
    return year - 1 if match[f"last{key}"] else year


def _to_month(start: int, end: int, year: int, month: int, sort: Sort) -> Mark:
    """From January to the end of a month: written as the month (GUIDE: 2022-11), the stretch kept beside it."""
    month = min(12, max(1, month))
    return Mark(start, end, f"{year}-{month:02d}", sort, f"{year}M1-M{month}")


def _part_mark(match: re.Match[str], start: int, end: int, year: int) -> Mark:
    if match["months"]:
        return _to_month(start, end, year, _month_count(match["months"]), Sort.PART)
    if match["mm"] and int(match["mm"]) not in (3, 6, 9, 12):
        return _to_month(start, end, year, int(match["mm"]), Sort.PART)
    return Mark(start, end, f"{year}{_part(match)}", Sort.PART)


def _month_count(word: str) -> int:
    """前十个月, 前十一个月, 前10个月: 10, 11, 10."""
    if word.isdigit():
        return int(word)
    return 10 + _NUMERAL.get(word[1:], 0) if word.startswith("十") else _NUMERAL[word]


def _part(match: re.Match[str]) -> str:
    if match["first"]:
        return "Q1-Q3" if match["first"] in "三3" else "H1"
    if match["nine"]:
        return "Q1-Q3" if match["nine"] == "9" else "H1"
    if match["half"]:
        return "H1" if match["half"] == "上" else "H2"
    if match["mm"]:
        month = int(match["mm"])
        return {3: "Q1", 6: "H1", 9: "Q1-Q3", 12: ""}[month]
    one = match["one"] or "1"
    return f"Q{_NUMERAL.get(one) or int(one)}"
