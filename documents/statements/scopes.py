"""Which part of the territory, or which organisation, a figure is about.

Belongs here: scope words and how far they carry. Does not belong here: the indicator, which may keep the same word as a qualifier.
"""

from __future__ import annotations

import re
from functools import cache

from documents.vocabulary import alternatives

_WHOLE = {
    "省": "全省",
    "市": "全市",
    "区": "全区",
    "县": "全县",
    "州": "全州",
    "盟": "全盟",
    "旗": "全旗",
    "镇": "全镇",
}


def whole_of(jurisdiction: str | None) -> str:
    """The scope of a figure that names none: the whole of the publisher's territory (全市 where it is not known)."""
    return _WHOLE.get((jurisdiction or "市")[-1], "全市")


_SITE = re.compile(
    r"(?:^|[,;。:在])(?P<site>[\u4e00-\u9fff]{2,8}?(?:片区|开发区|高新区|经开区|新区|机场|港区|综保区|街道))(?=实现|实有|完成|新增|共|累计|的|已|现有|有|全年|达)"
)
_COUNTY = re.compile(
    r"(?:^|[,;。:、及和])(?P<site>[\u4e00-\u9fff]{2,5}?[区县])(?=实现|完成|新增|共|累计|已|有|全年|达|为|增长|\d|[\u4e00-\u9fff]{1,4}率)"
    r"|(?:^|[,;。:、及和])(?P<town>[\u4e00-\u9fff]{2,5}?[乡镇旗])(?=实现|完成|累计|已|全年|[\u4e00-\u9fff]{1,4}率)"
)
_BODY = re.compile(
    r"(?:^|[,;。])(?P<site>[\u4e00-\u9fff]{2,10}?(?:学院|大学|医院|职院|机场))(?=立项|新增|实现|完成|开设|招收|建成|引进|共|已|累计)"
)
#: The row of a table that is a territory, the name of its column behind it.
_ROW = re.compile(
    r"(?P<site>城市|农村|城镇|乡村|城区|(?!地区|城区|社区|园区|景区|小区|片区|市区|辖区)[\u4e00-\u9fff]{2,4}?(?:区|县|旗|镇|乡|街道))"
    r"(?=[\u4e00-\u9fffA-Z]*(?:环比|同比|增长|增速|涨|跌|幅|率|指数|排名|浓度|天数|数|量|额|值|占比|比重)|$)"
)
#: 快于城镇2.5个百分点: what is compared with is not what is told of.
_REFERENCE = re.compile(r"(?:[高低快慢优好差多少大小]于|比|较)(?:城镇|农村|城市|城区|市区)")
#: No name of a site ends without one of these: most clauses have none.
_SITE_SIGN = re.compile("[区县乡镇旗场道院学]")
_COMPOUND = re.compile(
    r"(?:森林|特色|农业|美丽|卫生|文明|园林)(?:城镇|农村|县城)|.新农村|.{0,2}(?:农村(?:公路|电商|道路|改革|产业|党员|物流|经济|集体|客运)|城镇化|城镇燃气|农村信用|农村商业银行|农村合作|农村工作)"
)
_PLACES = frozenset("城镇 农村 城区 市区 县市区 县区 市本级 主城区 中心城区 县城 乡村".split())
_TOWN = re.compile(r"城市(?=低保|居民|污水处理|生活垃圾|最低生活)")
_GENERAL = re.compile(
    r"(?:各|全|该|本|我|等|园|社|景|小|片|地|山|矿|库|牧|厂|校|街|灾|辖|市|库|禁|湖|林|海|城|郊|个|城|集|制|色|范|强|生|点|心|明|名|古|般|境|困|贫|业|态|游|化|丽)[区县乡镇旗]$"
)


@cache
def _cue(*cues: str) -> re.Pattern[str]:
    return re.compile(alternatives(*cues))


def scope_of(text: str, position: int, clause_start: int, sentence_start: int, tail: int, lead: str = "") -> str | None:
    """Scope of the figure whose number stands at `position`: its own clause first, then the subject of its sentence.

    `lead`: words that stand before the clause somewhere else (the row's name in a table). None where nothing says a scope.
    """
    head = lead + text[clause_start:position]
    if re.search(r"[、”和及]市(?:本级|级)?$|市本级$", head):
        return "市本级"
    if row := _ROW.match(lead):
        return row["site"]
    head = _REFERENCE.sub("", head)
    own = _in(head) or _object(text[tail : tail + 10])
    if own or _cue("scope").search(head):
        return own
    before = text[sentence_start:clause_start]
    if site := _in(before, sites_only=True):
        return site
    # 城镇…增长4%,农村…,增长6%: the place named last holds, where they are told of in turn; of the people of town or country only
    # up to a semicolon.
    if _opening(before[:4]) in ("城镇", "农村"):
        before = before.rpartition(";")[2]
    opening = _opening(before[:4])
    return (_in(_REFERENCE.sub("", before)) or opening) if opening else None


def _opening(head: str) -> str | None:
    """A place word that opens the sentence is the subject of all of it."""
    match = re.match(r"(城镇|农村|城区|市区|中心城区|主城区)", head)
    return match[1] if match else None


def _in(stretch: str, *, sites_only: bool = False) -> str | None:
    found: list[tuple[int, str]] = []
    for pattern in (_SITE, _COUNTY, _BODY) if _SITE_SIGN.search(stretch) else ():
        named = ((m.start(m.lastgroup), m[m.lastgroup]) for m in pattern.finditer(stretch) if m.lastgroup)
        found += ((start, site) for start, site in named if not _GENERAL.search(site))
    if not sites_only:
        found += ((m.start(), "城市") for m in _TOWN.finditer(stretch))
        for match in _cue("place_scope").finditer(stretch):
            word = match[0].removeprefix("各")
            if _COMPOUND.match(stretch, max(0, match.start() - 2)):
                continue
            if word in _PLACES:
                found.append((match.start(), word))
    if not found:
        return None
    whole = [m.start() for m in _cue("scope").finditer(stretch)]
    place, word = max(found)
    return word if not whole or place > max(whole) or word in ("农村", "城镇", "城市") else None


def _object(after: str) -> str | None:
    """城镇 or 农村 right after the unit qualifies what is counted (8.5万城镇…)."""
    match = re.match(r"(城镇|农村)", after)
    return match[1] if match else None
