"""Phrases before a number that name nothing by themselves: with what it is compared, how it moved, which part it is.

Belongs here: telling such a phrase from a name. Does not belong here: which name is taken instead (indicators, passage).
"""

from __future__ import annotations

import re
from functools import cache

from documents.statements import counting
from documents.vocabulary import alternatives

#: What may stand between a word and its number: 了约, 至少, 到近.
_TO_NUMBER = r"(?:了|约|近|至少|超过?|逾|达到?|至|到|为|成|出|有|率先|首次|突破|接近|不少|不到|仅|[,、]){0,3}"
#: 较上年度上升, 比改革前低, 按年多约: up to the word that says which way, nothing that could be a name.
_COMPARED = r"(?:[,、;]|但|惟|且|并|也|又|而|均|仅|首次|分别|累计)*(?:同比|环比|按年|按月|相比|比|较)[^,、;]{0,12}?"
_MOVES = (
    r"(?:多|少|高|低|快|慢|长|短|晚|早|增产|减产|增收|减收|短收|超收|增加|减少|加快|放缓|上升|下降|提高|降低|提升|回落|收窄|扩大|缩小|缩短"
    r"|压缩|压减|精简|下调|上调|净增加?|净减少?|前进|前移|后移|后退|上涨|下跌|增长|偏[高低多少]|翻|增|减|升|降|涨|跌|改善|节约|节省|节支)"
)
#: 升至, 由…压减到, 转为上涨 with nothing before it that is named.
_MOVED = (
    r"(?:(?:实现|近|过去)?[一二两三四五六七八九十]年)?(?:[,、;]|再|又|已|并|均|分别|平均|则|也|大幅|进一步|逐步)*"
    rf"(?:由|从)?(?:跃|调|转|攀|压|缩|扩)?{_MOVES}?"
)
_TOWN_OR_COUNTRY = frozenset({"城镇", "农村", "乡村", "城市"})
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,5}(?:市|区|县|镇|乡|街道|旗|盟|州)")
_YEARS = re.compile(r"(?:近|前|过去|连续)?[一二两三四五六七八九十\d]{1,3}年(?:来|间|内)?")
_MOVE_AT_END = re.compile(rf"(?:平均|均|分别)*(?<=[\u4e00-\u9fff]{{2}}){_MOVES}{_TO_NUMBER}$")
_MOVED_TO = re.compile(rf"(?:跃|调|转|攀|压|缩|扩)?{_MOVES}?(?:到|至|为)(?=\d|$)")


@cache
def _change() -> re.Pattern[str]:
    return re.compile(f"{_COMPARED}{_MOVES}{_TO_NUMBER}|{_MOVED}(?:转为)?{_TO_NUMBER}")


@cache
def _nothing() -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives('no_name')})+")


def says_only_a_change(segment: str) -> bool:
    """Whether the clause up to a number (squeezed, normalised) tells only how something moved: 比上年多, 升至."""
    return bool(segment) and _change().fullmatch(segment) is not None


def without_move(phrase: str) -> str:
    """A phrase without the word at its end that tells how the thing moved: 办理时间平均压缩 -> 办理时间."""
    return _MOVE_AT_END.sub("", phrase)


def goes_on_moving(after: str) -> bool:
    """Whether what stands behind the unit tells where the figure moved to: 由3起减少到1起."""
    return _MOVED_TO.match(after) is not None


def names_nothing(name: str) -> bool:
    """Whether a name is made of words that measure nothing by themselves: 其余, 五年, 当月, ≥."""
    # 工业户数: the measure at the end of a name adds nothing to whether it names something
    plain = counting.without_word(name).removesuffix("额").removesuffix("量") or name
    return any(not form or bool(_YEARS.fullmatch(form) or _nothing().fullmatch(form)) for form in {name, plain})


def is_part(name: str) -> bool:
    """Whether a name only says which part of the thing before it is meant: 城镇, 农村, a county."""
    return name in _TOWN_OR_COUNTRY or _PLACE.fullmatch(name) is not None
