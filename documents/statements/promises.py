"""Promises: how a commitment compares the result with its value, how firmly, and promises without a figure.

Belongs here: comparator, firmness, reference, and the words higher, lower, in step with. Does not belong here: whether a promise was kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from documents.numbers import Number
from documents.reading import Comparator, Firmness, Kind, Modifier
from documents.statements.clauses import Clauses
from documents.statements.phrases import clean
from documents.vocabulary import alternatives

_CEILING_BEFORE = re.compile(
    r"(?<!不)(?:不超过|不高于|控制在|低于|不多于|少于|小于|降至|降到|下降至|下降到|降低到|降低至|压缩到|压缩至|缩短至|缩短到|减至|压减至|压减到|以内|[≤＜<])(?:约|全省|全国)?$"
)
#: What can move in step with something else.
_MOVES = re.compile(r"增长|增速|增幅|收入|经济|支出|投资|速度|步伐|生产总值|消费")
#: 争取 with one of these behind it obtains something; with a verb behind it, it strives.
_OBTAINED = re.compile(r"专项|中央|上级|国家|省级|政策|资金|项目|债券|各类|到[^2年]")


@dataclass(frozen=True, slots=True)
class FigurelessPromise:
    """A promise that names a direction or a reference instead of a figure, at [start, end) of the squeezed passage; `word`: its verb."""

    start: int
    end: int
    word: int
    indicator: str
    comparator: Comparator
    kind: Kind
    firmness: Firmness
    relative_to: str | None


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """A form in which {cue} stands for the words of a cue."""
    return re.compile(re.sub(r"\{(\w+)\}", lambda m: f"(?:{alternatives(m[1])})", form))


def comparator(text: str, number: Number, *, clause_start: int, negative: bool, modifier: Modifier) -> Comparator:
    """How the result must stand to the value: an unqualified promise is a floor."""
    before = text[max(clause_start, number.start - 10) : number.start]
    after = text[number.tail : number.tail + 4]
    if _pattern(r"{about_after}").match(after) or modifier is Modifier.ABOUT:
        return Comparator.ABOUT
    if _pattern(r"{more_after}").match(after):
        return Comparator.LE if negative else Comparator.GE
    if _pattern(r"{less_after}").match(after) or before == "前" or _CEILING_BEFORE.search(before):
        return Comparator.LE
    if modifier is Modifier.LESS_THAN:
        return Comparator.LE  # 进入前30名
    return Comparator.LE if negative else Comparator.GE


def firmness(text: str, position: int, clause_start: int) -> Firmness:
    """力争 and its like make an ambition of what follows them in the clause."""
    found = _pattern(r"(?P<word>{strive})(?!上游|先)(?P<next>..)?").finditer(text[clause_start:position])
    return (
        Firmness.STRIVE
        if any(match["word"] != "争取" or not _OBTAINED.match(match["next"] or "") for match in found)
        else Firmness.FIRM
    )


def figureless(text: str, clauses: Clauses, numbers: list[int]) -> list[FigurelessPromise]:
    """Promises without a figure in a squeezed commitment. `numbers`: starts of the numbers, whose clauses are left alone."""
    taken = {clauses.clause_index(number) for number in numbers}
    found: list[FigurelessPromise] = []
    for index, (start, end) in _clauses_of(text, clauses):
        if index in taken:
            continue
        clause = text[start:end]
        promise = _in_step(clause, start, end) or _against(clause, start, end)
        if promise is not None:
            found.append(promise)
            continue
        found += _directions(clause, start)
    return found


def _clauses_of(text: str, clauses: Clauses) -> list[tuple[int, tuple[int, int]]]:
    result, position = [], 0
    while position < len(text):
        start, end = clauses.clause(position)
        if end > start:
            result.append((clauses.clause_index(position), (start, end)))
        following = clauses.clause_index(position) + 1
        position = clauses.start_of(following) if following < clauses.clause_count else len(text)
    return result


def _in_step(clause: str, start: int, end: int) -> FigurelessPromise | None:
    """X增长与Y增长(基本)同步, X与Y同步增长."""
    match = _pattern(
        r"^(?P<what>.{2,24}?)(?P<grow>增长|增速|增幅)?(?:与|和|同)(?P<reference>[^,。;]{2,24}?)(?P<grow2>增长|增速|增幅)?(?:保持)?(?P<sync>{sync})(?:增长)?"
    ).search(clause)
    if not match:
        return None
    if not _MOVES.search(match[0]):
        return None
    kind = Kind.GROWTH if match["grow"] or match["grow2"] or "增长" in match[0] else Kind.LEVEL
    return FigurelessPromise(
        start,
        end,
        start + match.start("sync"),
        clean(match["what"]),
        Comparator.SYNC,
        kind,
        firmness(clause, match.start("sync"), 0),
        match["reference"],
    )


def _against(clause: str, start: int, end: int) -> FigurelessPromise | None:
    """X高于全国平均水平, 增速快于全省, 不低于省定目标."""
    match = _pattern(
        r"(?P<what>[^,。;]{0,24}?)(?P<verb>{above}|低于|慢于)(?P<reference>[^,。;、\d]{2,16})(?=$|[,。;、])"
    ).search(clause)
    if not match:
        return None
    lower = match["verb"] in ("低于", "慢于")
    grows = re.search(r"(?:增速|增幅|增长|涨幅)$", match["what"]) or match["verb"] in ("快于", "慢于")
    share = re.search(r"[率比]重?$", match["what"])
    kind = Kind.GROWTH if grows else Kind.SHARE if share else Kind.LEVEL
    what = clean(re.sub(r"(?:增速|增幅|增长|涨幅)$", "", match["what"]))
    comparing = Comparator.LOWER if lower else Comparator.HIGHER
    return FigurelessPromise(
        start,
        end,
        start + match.start("verb"),
        what,
        comparing,
        kind,
        firmness(clause, match.start("verb"), 0),
        match["reference"],
    )


def _directions(clause: str, start: int) -> list[FigurelessPromise]:
    """提高X率, 进一步扩大X覆盖面 at the head of a clause; X能耗和Y排放量降低 at its end."""
    headed = _pattern(
        r"^(?P<manner>(?:{manner})*)(?P<verb>{higher_verb}|{lower_verb})(?P<what>[^,。;:]{1,30}?(?:{measurable}))(?=$|[,。;、])"
    ).search(clause)
    if headed and _measurable(headed["what"]):
        return [_direction(clause, start, headed, headed["what"])]
    found = []
    for match in _pattern(
        r"(?P<what>[^,。;、:]{0,30}(?:{measurable}|数))(?P<manner>(?:{manner}|继续|比上年|较上年|比去年|同比)*)(?P<verb>{lower_verb}|提高|提升|扩大|增加)(?=$|[,。;、]|完成)"
    ).finditer(clause):
        if _measurable(match["what"]):
            found.append(_direction(clause, start, match, match["what"]))
    return found


def _measurable(what: str) -> bool:
    """效率 ends like a rate and measures nothing."""
    return not what.endswith(("效率", "频率"))


def _direction(clause: str, start: int, match: re.Match[str], what: str) -> FigurelessPromise:
    lower = bool(_pattern(r"^(?:{lower_verb})").match(match["verb"]))
    kind = Kind.SHARE if re.search(r"(?:率|比重|占比|比例)$", what) else Kind.LEVEL
    reference = _pattern(r"完成(?P<reference>{reference})").search(clause)
    comparing = Comparator.LOWER if lower else Comparator.HIGHER
    return FigurelessPromise(
        start + match.start(),
        start + match.end(),
        start + match.start("verb"),
        clean(what),
        comparing,
        kind,
        firmness(clause, match.start("verb"), 0),
        reference["reference"] if reference else None,
    )
