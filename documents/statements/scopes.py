"""Which part of the territory, or which organisation, a figure is about.

Belongs here: scope words and how far they carry. Does not belong here: the indicator, which may keep the same word as a qualifier.
"""

from __future__ import annotations

import re
from functools import cache

from documents.statements.sites import described, goes_on, site_before, sites
from documents.vocabulary import alternatives, words

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


#: The row of a table that is a territory, the name of its column behind it.
_ROW = re.compile(
    r"(?P<site>城市|农村|城镇|乡村|城区|(?!地区|城区|社区|园区|景区|小区|片区|市区|辖区)[\u4e00-\u9fff]{2,4}?(?:(?<!地)区|县|旗|镇|乡|街道))"
    r"(?=[\u4e00-\u9fffA-Z\d.]*(?:环比|同比|增长|增速|涨|跌|幅|率|指数|排名|浓度|天数|数|量|额|值|占比|比重)|$)"
)
#: 城镇新增就业4万人,失业人员再就业1万人: who else found work is told of the whole territory.
_OWN_PEOPLE = re.compile(r"(?:人员|人口|毕业生|群体|军人|农民工|青年)[^,;]{0,4}(?:就业|创业)|贷款")
_PEOPLE_OF = re.compile(r"(城镇|农村|城市|乡村)(?=居民|常住|人口|新增就业|就业|登记|调查|低保|特困|劳动力|$)")
#: 快于城镇2.5个百分点: what is compared with is not what is told of.
_REFERENCE = re.compile(
    r"(?:[高低快慢优好差多少大小]于|比|较)(?:城镇|农村|城市|城区|市区)|(?:以|占|不及)全[国省市区县州](?=[^,;]{0,12}的|$)"
)
#: 农村公路546公里、危桥30座: what is listed behind it is told of the whole territory.
_LISTED_BEHIND = re.compile(r"农村(?:公路|道路)[^,;]*\d[^,;]*、[\u4e00-\u9fff]")
#: 2023年,江城市城区…: the time and the city stand before what is told of.
_TIME_AND_HOME = re.compile(
    r"^(?:(?:(?:19|20)\d\d年度?|全年|上半年|前三季度|年末),?)?(?:[\u4e00-\u9fff]{2,3}[市县])?(?=城|市区|中心|主城|农村)"
)
#: Measures of town and country together.
_OF_BOTH = re.compile(r"城镇化率|收入(?:之?比|倍差|差距)")
_MOVED = r"(?:增长|上升|上涨|提高|下降|降低|回落|下跌)(?:了|约)?"
_OTHER_BRACKET = re.compile(rf"[大小高低快慢]于(?P<whole>全国|全省|全区|全州)\((?:为|{_MOVED})$")
_OTHER = re.compile(
    rf"(?:而|但|同期|[^,;(]{{0,6}}[大小高低快慢]于)?(?P<whole>全国|全省|全区|全州)(?:同期)?(?:(?:平均|水平|平均水平|同期)*(?:为|{_MOVED})|\((?:为|{_MOVED}))$"
)
_TOWN = re.compile(r"城市(?=低保|居民|污水处理|生活垃圾|最低生活)")


@cache
def _cue(*cues: str) -> re.Pattern[str]:
    return re.compile(alternatives(*cues))


def scope_of(text: str, position: int, clause_start: int, sentence_start: int, tail: int, lead: str = "") -> str | None:
    """Scope of the figure whose number stands at `position`: its own clause first, then the subject of its sentence.

    `lead`: words that stand before the clause somewhere else (the row's name in a table). None where nothing says a scope.
    """
    head = text[clause_start:position]
    if re.search(r"[、”和及]市(?:本级|级)?$|市本级$", lead + head):
        return "市本级"
    if row := _ROW.match(lead):
        return row["site"]
    head = _REFERENCE.sub("", head)
    if other := _other_territory(head):
        return other
    own = _in(head) or _row_place(lead) or _object(text[tail : tail + 20])
    if own or _cue("scope").search(head) or _OF_BOTH.search(head):
        return own
    before = text[sentence_start:clause_start]
    if (site := site_before(before)) and goes_on(head):
        return site
    # 城镇…增长4%,农村…,增长6%: the place named last holds, where they are told of in turn; of the people of town or country only
    # up to a semicolon.
    before = _TIME_AND_HOME.sub("", before)
    if _opening(before[:4]) in ("城镇", "农村"):
        before = before.rpartition(";")[2]
        if _OWN_PEOPLE.search(head):
            return None
    opening = _opening(before[:4])
    return (_in(_REFERENCE.sub("", before)) or opening) if opening else None


def is_elsewhere(scope: str, whole: str) -> bool:
    """Whether a scope is a territory other than the publisher's (全省 in the document of a city)."""
    return scope != whole and scope in ("全国", *_WHOLE.values())


def is_site(scope: str) -> bool:
    """Whether a scope is the name of a single place or body, not a territory as a whole or a part of every territory (农村)."""
    return scope not in ("全国", *_WHOLE.values()) and scope not in words("place_scope") and scope != "城市"


def _other_territory(head: str) -> str | None:
    """同期全省增长4.4%: what the clause tells of the province or the nation itself, beside the publisher's own figures."""
    match = _OTHER.match(head) or _OTHER_BRACKET.search(head)
    return match["whole"] if match else None


def _opening(head: str) -> str | None:
    """A place word that opens the sentence is the subject of all of it."""
    match = re.match(r"(城镇|农村|城区|市区|中心城区|主城区)", head)
    return match[1] if match else None


def _row_place(lead: str) -> str | None:
    """A row's name says a scope where it tells of people (城镇登记失业率); of things it says which ones (农村自来水普及率)."""
    match = _PEOPLE_OF.search(lead)
    return match[1] if match else None


def _in(stretch: str) -> str | None:
    found = list(sites(stretch))
    found += ((m.start(), "城市") for m in _TOWN.finditer(stretch))
    named = [match.span() for match in _cue("place_named").finditer(stretch)]
    for match in _cue("place_scope").finditer(stretch):
        inside = any(start <= match.start() < end for start, end in named)
        if not inside and not _LISTED_BEHIND.match(stretch, match.start()):
            found.append((match.start(), match[0]))
    if not found:
        return None
    whole = [m.start() for m in _cue("scope").finditer(stretch)]
    place, word = max(found)
    return word if not whole or place > max(whole) or word in ("农村", "城镇", "城市") else None


def _object(after: str) -> str | None:
    """城镇 or 农村 right after the unit qualifies what is counted (8.5万城镇…)."""
    match = re.match(r"(城镇|农村)", after)
    return match[1] if match else described(after)
