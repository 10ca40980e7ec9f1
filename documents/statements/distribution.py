"""Lists that share a predicate: A、B率分别达x、y; 城乡…分别为x、y.

Belongs here: which name of a list a figure belongs to. Does not belong here: how a name is made (indicators).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from documents.numbers import Number
from documents.reading import Target
from documents.statements import bare, phrases

_MARKER = re.compile(r"分别|依次|各(?=占|为|达|是|有?\d)")
#: What may stand before 分别 where the names stand in the clauses before: 年均分别, 较上年底分别.
_ONLY_COMPARED = re.compile(r"(?:[,;]|同比|环比|年均|按年|均|又|也|[降增涨跌减]幅|增速|(?:比|较)[^,;]{1,6})*")
_INDUSTRIES = ("第一产业", "第二产业", "第三产业")
_OF_INDUSTRIES = re.compile(r"(?:三次|一二三)产业(?:增加值)?(?:结构|比例|比重|构成|之?比)")
#: A list before a number whose names stand before its first number: 压缩70%、58%、.
_IN_LIST = re.compile(r"(?:\d[\d.]*[^\d,。;、]{0,6}[、和及与])*")
_NEXT = re.compile(r"[、,和及与]第?-?(?=\d|$)")
_FOLLOWING = re.compile(r"[^、,。;\d]*[、和及与]第?-?(?=\d)")
_HEAD = re.compile(
    r"[\u4e00-\u9fff]{0,2}(?:率|数|量|额|收入|面积|比|值|增速|人数|产值|补差|出栏|存栏|增加值|里程|长度|人次|床位|余额|补助|标准|价格)$"
)
_TOWN_OR_COUNTRY = frozenset({"城镇", "农村", "城市", "乡村"})
#: 两项指标分别为, 三项任务依次完成: the names are those of the promises.
_OF_PROMISES = re.compile(
    r"(?:[两二三四五六七八九十\d]{1,2}[项个类]|上述|以上|各项)[^,。;:\d]{0,10}(?:分别|依次)(?:[为达是]到?|完成|实现)?$"
)
_REACH = 40  # characters behind a number in which the rest of its list is looked for


def name_in_list(
    text: str, number: Number, clause_start: int, *, here: Sequence[str], before: Sequence[str]
) -> str | None:
    """The n-th name for the n-th figure of a list; None where the clause distributes nothing.

    `here`: indicators of the figures of the clause so far; `before`: those of the clauses of its sentence before.
    """
    clause = text[clause_start : number.start]
    if _OF_INDUSTRIES.search(clause) and (industry := _industry(clause)):
        return industry
    markers = list(_MARKER.finditer(clause))
    if not markers:
        return _without_marker(text, number, clause, list(dict.fromkeys(before)))
    marker = markers[-1]
    place = len(_NEXT.findall(clause[marker.end() :]))
    if _ONLY_COMPARED.fullmatch(clause[: marker.start()]):
        # 城镇…x元、农村…y元,分别增长a、b: the names are those of the figures before, in their order
        count = place + 1 + _left(text, number)
        names = list(dict.fromkeys(before))[-count:]
        return names[place] if len(names) == count else None
    if len(here) > place and re.search(r"\d", clause[: marker.start()]):
        return here[place]  # A、B由第11、第12位分别上升至第3、第4位
    return _of_names(phrases.clean(clause[: marker.start()]), place, place + 1 + _left(text, number))


def name_of_promise(
    text: str, number: Number, clause_start: int, promised: Callable[[], Sequence[Target]]
) -> str | None:
    """The n-th promise of the task for the n-th figure of 两项指标分别为57%、92%; None where their number or units differ.

    `promised`: asks for the promises of the task in their order.
    """
    clause = text[clause_start : number.start]
    markers = list(_MARKER.finditer(clause))
    if not markers:
        return None
    head = re.split(r"(?<=[为达是到成现别次])(?=\d)", clause[markers[-1].start() :], maxsplit=1)[0]
    if not _OF_PROMISES.search(clause[: markers[-1].start()] + head):
        return None
    place = len(_NEXT.findall(clause[markers[-1].end() :]))
    count = place + 1 + _left(text, number)
    targets = promised()
    same = [each for each in targets if each.unit == number.unit]
    of_unit = same if len(same) == count else targets
    if len(of_unit) != count or of_unit[place].unit != number.unit:
        return None
    return of_unit[place].indicator


def _industry(clause: str) -> str | None:
    """三次产业结构为8:52:40: the first is the share of the first industry, and so on; the clause up to the number."""
    ratio = re.search(r"((?:\d[\d.]*:){0,2})$", clause)
    place = ratio[1].count(":") if ratio else 0
    return f"{_INDUSTRIES[place]}增加值占比"


def _without_marker(text: str, number: Number, clause: str, before: Sequence[str]) -> str | None:
    """As many names as figures need no 分别: 环节、材料、时间平均压缩70%、58%、81%; A、B、C…家,较上年净增41家、103家和22家."""
    first = re.search(r"\d", clause)
    if first is not None and not _IN_LIST.fullmatch(clause[first.start() :]):
        return None
    place = len(_NEXT.findall(clause[first.start() :])) if first else 0
    count = place + 1 + _left(text, number)
    head = clause[: first.start()] if first else clause
    if count >= 2 and len(before) >= count and bare.says_only_a_change(head):
        return before[-count:][place]
    return _of_names(phrases.clean(bare.without_move(head)), place, count) if count >= 3 else None


def _left(text: str, number: Number) -> int:
    """How many figures of the list come after this one."""
    rest = text[number.tail : number.tail + _REACH].split("。")[0].split(",")[0]
    return len(_FOLLOWING.findall(rest))


def _of_names(phrase: str, place: int, count: int) -> str | None:
    splits = (re.split(f"[{marks}]", phrase) for marks in ("、", "、和", "、和及与"))
    names = next((parts for parts in splits if len(parts) == count), None)
    if names is None or place >= len(names):
        return None
    chosen = names[place]
    if chosen in _TOWN_OR_COUNTRY and names[-1].startswith(tuple(_TOWN_OR_COUNTRY)):
        return chosen + names[-1][len(chosen) :]  # 城镇、农村居民人均可支配收入
    if place < len(names) - 1 and len(names[-1]) > len(chosen):
        head = _HEAD.search(names[-1])
        if head and not chosen.endswith(head[0][-1]):
            chosen += head[0]  # 废弃农膜、农药包装废弃物回收率: the head noun stands once
    return chosen


def town_or_country(text: str, number: Number, clause_start: int, sentence_start: int) -> str | None:
    """城乡…分别为x、y: the first figure is of 城镇, the second of 农村, also where 分别增长 goes on in the next clause; None elsewhere."""
    clause = text[clause_start : number.start]
    marker = clause.rfind("分别")
    if marker < 0:
        return None
    if "城乡" not in clause[:marker] and not (
        _ONLY_COMPARED.fullmatch(clause[:marker]) and "城乡" in text[sentence_start:clause_start].rpartition(";")[2]
    ):
        return None
    place = len(re.findall(r"[、和及与](?=[^、和及与]*$|\d)", clause[marker:]))
    return ("城镇", "农村")[place] if place < 2 else None
