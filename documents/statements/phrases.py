"""Noun phrases without what leads to them and what follows them: quotes, times, verbs, adverbs, comparisons.

Belongs here: taking such words off a phrase, and telling the deed that stood before it. Does not belong here: which phrase names a figure
(indicators).
"""

from __future__ import annotations

import re
from functools import cache

from documents.vocabulary import by_character, words

QUOTES = re.compile(r"[“”\"'‘’「」『』≤≥<>=≈]")
_BRACKET = re.compile(r"\([^()]*\)?|\)")
TIME = re.compile(
    r"(?:19|20)\d\d/(?:(?:19|20)?\d\d)学年|(?:截[至止]到?(?:目前|[^,]{0,10}?(?:月[底末]|[底末日月])))|(?:19|20)\d\d(?:[-~—至](?:19|20)\d\d)?年?度?(?:\d{1,2}月(?:\d{1,2}日)?)?(?:以来|底|末)?|(?:今年|去年|本年|上年)(?:以来|末|底|初|同期)?|年初|年底|年末|(?:前[一二三]|第?[一二三四])季度|[上下]半年|\d{1,2}(?:[-~—至]\d{1,2})?月份?[底末]?|历年|自\d{1,2}月(?:\d{1,2}日)?起|目前|现在|至今|近[一二三四五]年"
)
_LIST_MARK = re.compile(r"^(?:[一二三四五六七八九十]是|\(?\d{1,2}[.、)](?!\d)|关于)")
LEADING_CUT = re.compile(r"^[、,;:的和及与等之]+")
_TRAILING_CUT = re.compile(r"(?:[、,;:的和及与等在]|(?<![占对同环之类性价配税贷入债])比|(?<![比计])较)+$")
#: 低保标准提高到每人每月1000元: for whom and how long belongs to the unit.
_PER_PERSON = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:不低于|提高到|提高至|达到?|从|由|至|为|按)?每(?:[人户](?:每[月年天])?|[月年])$"
)
_PER_WHAT = re.compile(r"[日月年户人村亩平篇次校]均$")  # 人均, 平均: the 均 is part of the word
#: Said of how a figure was computed or what moved it, never of what it measures.
_ADVERBIAL = re.compile(
    r"按[^,。;]{0,8}(?:价格?|口径)计算|经[^,。;、]{1,8}(?:同意|批准|核定)|分[一二两三四五六七八九十]+(?:期|批|步|年)(?:实施|推进|建设)|(?:同口径|可比口径|可比价)(?=增长|下降|$)|受[^,。;]{2,14}(?:影响|带动|拉动)|因[^,。;]{1,8}(?=增长|下降|减少|增加|$)"
)
#: 降幅较上月收窄, 价格比年初: with what it is compared names nothing.
_COMPARISON = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?<![占对同环之类性价配比计])(?:较|比(?![重例率值]))[^,、]{1,8}$")
LONGEST = 24  # characters of a name; nobody reads a longer one
#: With 约 they are words of their own (签约, 履约), which say nothing of how exact a number is.
WITH_ABOUT = "签履解预节集制条合契违邀"
_WITH_ABOUT = re.compile(f"[{WITH_ABOUT}]约$")
_NO_WORD = re.compile(r".|标率")


@cache
def _deeds_named() -> frozenset[str]:
    return frozenset(words("deed_named"))


@cache
def _begins() -> dict[str, tuple[str, ...]]:
    return by_character(words("name_begins"), 0)


@cache
def _lead() -> dict[str, tuple[str, ...]]:
    cues = ("lead", "deed_named", "scope", "cumulative", "total", "strive", "manner", "part", "compared", "asof")
    plain = {word for cue in cues for word in words(cue)}
    return by_character(plain | {f"新{deed}" for deed in _deeds_named()}, 0)


@cache
def _tail() -> dict[str, tuple[str, ...]]:
    cues = ("tail", "about_before", "more_before", "less_before", "total", "cumulative", "gap_up")
    return by_character({word for cue in cues for word in words(cue)}, -1)


def _opening(phrase: str, table: dict[str, tuple[str, ...]]) -> str:
    """The longest word with which the phrase begins, "" for none."""
    return next((word for word in table.get(phrase[:1], ()) if phrase.startswith(word)), "")


def _ending(phrase: str, table: dict[str, tuple[str, ...]]) -> str:
    """The longest word with which the phrase ends, "" for none."""
    return next((word for word in table.get(phrase[-1:], ()) if phrase.endswith(word)), "")


def clean(phrase: str) -> str:
    """A noun phrase without quotes, brackets, time, scope, leading verbs and trailing link words."""
    return parted(phrase)[0]


def parted(phrase: str) -> tuple[str, str]:
    """The cleaned noun phrase and the deed that stood right before it (改造老旧小区 -> 老旧小区, 改造), "" where no such deed did."""
    phrase = _LIST_MARK.sub("", phrase.rsplit(":", 1)[-1])
    phrase = _ADVERBIAL.sub("", TIME.sub("", _BRACKET.sub("", QUOTES.sub("", phrase))))
    phrase, deed = _strip_front(phrase)
    phrase = strip_back(_COMPARISON.sub("", phrase))
    if "等" in phrase and len(phrase) > 12:
        listed, _, whole = phrase.rpartition("等")
        phrase = _strip_front(whole)[0] if "、" in listed and len(whole) >= 4 else phrase
    if "," in phrase:
        phrase, deed = _strip_front(phrase.rsplit(",", 1)[1])
    phrase = phrase[-LONGEST:]
    return phrase if _opening(phrase, _begins()) else LEADING_CUT.sub("", phrase), deed


def _strip_front(phrase: str) -> tuple[str, str]:
    """The phrase without what leads to it, and the last deed of these words that belongs to a name."""
    previous, deed = None, ""
    while phrase != previous and not _opening(phrase, _begins()):
        previous = phrase
        phrase = LEADING_CUT.sub("", phrase)
        word = "" if _opening(phrase, _begins()) else _opening(phrase, _lead())
        # 完成率为101%: what is left would be no word (率).
        if word and not _NO_WORD.fullmatch(strip_back(phrase[len(word) :])):
            phrase = phrase[len(word) :]
            deed = next((told for told in (word, word[1:]) if told in _deeds_named()), deed)
    return phrase, deed


def strip_back(phrase: str) -> str:
    """The phrase without what leads from it to its number."""
    previous = None
    while phrase != previous:
        previous = phrase
        phrase = _PER_PERSON.sub("", _TRAILING_CUT.sub("", phrase))
        word = _ending(phrase, _tail())
        part = (word == "均" and _PER_WHAT.search(phrase)) or (word == "约" and _WITH_ABOUT.search(phrase))
        if word and not part:
            phrase = phrase[: -len(word)]
    return phrase
