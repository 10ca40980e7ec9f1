"""The word at the end of a name that says how the thing is counted or measured: 数, 人数, 里程, 条数.

Belongs here: which word a unit asks for, and taking such a word off again. Does not belong here: the thing that is counted (indicators).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from documents.vocabulary import SCALES, counting_words

_BY_DIMENSION = {
    "area": "面积",
    "length": "长度",
    "person": "人数",
    "household": "户数",
    "count": "数",
    "document": "件数",
    "transport": "数",
}
_FIRMS = re.compile(r"(?:企业|单位|主体|公司|机构|商|库)$")
_PEOPLE = re.compile(r"(?:人才|团队|生|人)$")
#: Words that end in what only looks like a counting word: 事项 and 数, not 事 and 项数.
_OWN_WORD = re.compile(r"(?:[事奖立专款单]项|[平后前电舞站]台|全部|干部|系列|案例|比例|身份|月份)数$")
#: 事项21项, 航线3条, 立案40起: the thing says already by what it is counted.
_COUNTED_ALREADY = re.compile(r"(?:(?:项目|工作|任务|举措|荣誉|成果|奖)项|(?:线路|航线)条|案起|[^\u4e00-\u9fff]台)数$")


def counts(dimension: str | None) -> bool:
    """Whether figures of this dimension are counts or sizes, whose names end with a counting word."""
    return dimension in _BY_DIMENSION


def with_word(core: str, unit: str, dimension: str) -> str:
    """The name of what is counted with the word that its unit asks for."""
    return core + _word(core, unit, dimension)


def _word(core: str, unit: str, dimension: str) -> str:
    """What is counted decides first: firms and talents are 数 whatever classifier is printed."""
    if dimension == "household" and _FIRMS.search(core):
        return "数"
    if dimension == "person" and unit_word(unit) is None and _PEOPLE.search(core):
        return "数"
    if dimension == "document" and core.endswith(("件", "篇", "份")):
        return "数"
    word = unit_word(unit) or _BY_DIMENSION[dimension]
    # 事项21项, 项目3项: the thing says already by what it is counted
    if (
        word.endswith("数")
        and len(word) == 2
        and (core.endswith(word[0]) or (word == "项数" and core.endswith("项目")))
    ):
        return "数"
    return word


@lru_cache(1024)
def unit_word(unit: str) -> str | None:
    """The word that a printed unit asks for, its scale word left aside; None where its dimension decides."""
    table, unit = counting_words(), unit.split("/", 1)[0]
    if unit in table:
        return table[unit]
    return next((table.get(unit[len(scale) :]) for scale in SCALES if unit.startswith(scale)), None)


def without_word(name: str) -> str:
    """A name without its counting word: 道路改造条数 -> 道路改造."""
    if _OWN_WORD.search(name):
        return name.removesuffix("数")
    return _words().sub("", name)


@cache
def _words() -> re.Pattern[str]:
    found = sorted({*counting_words().values(), *_BY_DIMENSION.values()}, key=lambda word: (-len(word), word))
    return re.compile(f"(?:总数量?|{'|'.join(map(re.escape, found))})$")
