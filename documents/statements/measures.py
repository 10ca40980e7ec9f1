"""What sort of quantity a figure is, its sign and how exactly it is meant.

Belongs here: kind, sign, modifier and the marks of totals and parts. Does not belong here: what is measured, and when.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from documents.numbers import Number
from documents.reading import Kind, Modifier
from documents.statements.phrases import WITH_ABOUT
from documents.vocabulary import alternatives, dimension_of

_REACH = (
    r"(?:了|约|近|超过?|突破|达到?|为|逾|不低于|不少于|不超过|至少|大约|将近|预计|分别|均|仅|只"
    r"|[≥≤≧≦<>]|也|又|已|就|再|高达|力争|的|\(|“|在|不足|不到|左右|同比|控制在|保持在|稳定在|目标)"
)
_TOWARDS = re.compile(rf"(?:至|到|为|成){_REACH}{{0,2}}$")
#: 降幅由上年的31.5%收窄至14.8%: both are rates of change.
_OF_CHANGE = re.compile(
    r"(?P<noun>增速|增幅|涨幅|降幅|跌幅|减幅)(?:由|从|均|分别|收窄|扩大|缩小|回落|较|比)[^,。;]{0,20}$"
)
_MOVES = re.compile(rf"(?P<word>前移|前进|上升|提升|跃升|晋升|上移|后退|后移|退后|下滑|下降|退步){_REACH}{{0,2}}$")
_DIFFERS = re.compile(
    rf"(?P<word>偏[高低多少早晚]|[高低快慢大小少早晚长短]|增产|多发|少发|调减|调增|下调|上调|[尚还仍相]?差){_REACH}{{0,2}}$"
)
#: 低于全市平均0.8个, 超出计划68公里: what it is compared with stands between; 超过1000家 bounds.
_BEYOND = re.compile(
    r"(?P<word>高于|低于|多于|少于|超出|超过|快于|慢于)(?:全[国省市县区]|上年|去年|往年|年初|年度|同期|计划|目标|预期|平均|周边)[^,。;\d]{0,8}$"
)
#: 减少31元, 因雨情减少2万亩: with nothing else in the clause it is a change of what was told before.
_ALONE = re.compile(
    r"(?:(?:同比|环比|较[^,。;]{1,8}|比[^,。;]{1,8}|又|再|但|而|并|则|却)|(?:因|由于|受)[^,。;]{1,16})?"
)
_LESS = frozenset(
    "后退 后移 退后 下滑 下降 退步 偏低 偏少 低 慢 少 小 短 少发 调减 下调 差 尚差 还差 仍差 相差 低于 少于 慢于".split()
)
_GAP_FROM = re.compile(rf"(?P<word>[高低])(?:出|了){_REACH}{{0,1}}$")
#: 每万人拥有5G基站: the digit of a name is no figure.
_NAMED_BY_NUMBER = re.compile(r"\d(?=[GDA](?![A-Za-z]))")
#: 每10万人拥有量, 每百斤, 每餐: up to the number, with nothing counted between.
_PER_SOME = re.compile(r"每(?:\d+)?[十百千万]*(?:人|户|亩|斤|公斤|吨|餐|头|平方公里)[^,;、\d]{0,12}$")
#: Of a stretch of time the sooner is the less.
_SOONER, _LATER = frozenset("快 早 偏早".split()), frozenset("慢 晚 偏晚".split())
_PER_EACH = re.compile(r"(?:各|每)[^,。;、]{1,12}(?:均|各(?![级类种项界]))[^,。;、]{0,6}$")


@dataclass(frozen=True, slots=True)
class Measure:
    kind: Kind
    negative: bool
    modifier: Modifier
    carries: bool  # the kind was said for this figure itself; a list after it may take it over


@cache
def _pattern(*cues: str, tail: str = "", head: str = "") -> re.Pattern[str]:
    """Any word of these cues, with what must stand before (`head`) and behind (`tail`)."""
    return re.compile(f"{head}(?:{alternatives(*cues)}){tail}")


def modifier_of(text: str, number: Number, clause_start: int) -> Modifier:
    """How exactly the number is meant, from 余 and the words right before and after it."""
    before = text[max(clause_start, number.start - 8) : number.start]
    after = text[number.tail : number.tail + 4]
    if number.more or _pattern("more_after").match(after):
        return Modifier.MORE_THAN
    if _pattern("about_after").match(after):
        return Modifier.ABOUT
    if _pattern("less_after").match(after):
        return Modifier.LESS_THAN
    for cue, modifier in (
        ("less_before", Modifier.LESS_THAN),
        ("more_before", Modifier.MORE_THAN),
        ("about_before", Modifier.ABOUT),
    ):
        if _pattern(cue, head=f"(?<!不)(?<![{WITH_ABOUT}])", tail=r"(?:达到?|为|有|了)?$").search(before):
            if cue == "more_before" and _is_gap(number, before):
                continue
            return modifier
    if _SHORT_OF.search(text, max(clause_start, number.start - 16), number.start):
        return Modifier.LESS_THAN  # 不到计划的四成
    if "预计" in text[clause_start : number.start]:
        return Modifier.ABOUT
    return Modifier.EXACT


_TOTAL = re.compile(r"^[、,和及]?(?:总数|总量|累计|总面积|总规模|总户数|总人数)(?:达到?|为|增至|增加到|突破|超过?)?$")
_SHORT_OF = re.compile(r"(?:不到|不及|不足)[^,;。\d]{1,12}的$")


def _is_gap(number: Number, before: str) -> bool:
    """高于 before percentage points compares; it does not bound."""
    return "百分点" in number.unit and bool(re.search(r"[高快低慢超]于?$", before))


def measure(
    text: str, number: Number, *, clause_start: int, segment_start: int, inherited: Kind | None, lead: str = ""
) -> Measure:
    """Kind, sign and modifier of a figure.

    `segment_start`: end of the figure before it in the clause; `inherited`: that figure's carried kind; `lead`: words that stand before
    the clause somewhere else, such as the row's name in a table.
    """
    segment = lead + text[max(segment_start, clause_start) : number.start]
    clause = lead + text[clause_start : number.start]
    modifier = modifier_of(text, number, clause_start)
    dimension = dimension_of(number.unit)
    if dimension == "point":
        return Measure(Kind.INCREMENT, _points_negative(clause), modifier, False)
    if dimension in ("share", "multiple"):
        return _percentage(segment, clause, number, modifier, inherited)
    if number.unit == "番":
        return Measure(Kind.GROWTH, False, modifier, False)
    if number.unit.startswith(":") or ("/" in number.unit and dimension != "count"):
        return _changed_ratio(segment, clause, modifier) or Measure(Kind.RATIO, False, modifier, False)
    if re.search(rf"(?:增加|上调|上涨|提高){_REACH}{{0,2}}$", segment) and not _TOWARDS.search(segment):
        return Measure(Kind.INCREMENT, False, modifier, False)
    if number.unit == "岁" and "年龄" in segment:
        return Measure(Kind.LEVEL, False, modifier, False)  # 平均年龄36.5岁
    if (gap := _GAP_FROM.search(segment)) and _pattern("compared").search(clause[: len(clause) - len(gap[0])]):
        return Measure(Kind.INCREMENT, gap["word"] == "低", modifier, False)  # 亩均税收比全市平均高出940元
    last = re.split(r"\d", _NAMED_BY_NUMBER.sub("", segment))[
        -1
    ]  # 亩均税收15万元以上企业30户: the per-something belongs to the criterion
    if _pattern("ratio").search(last) or _PER_SOME.search(segment) or _PER_EACH.search(segment):
        return Measure(Kind.RATIO, False, modifier, False)
    return _amount(segment, clause, text, number, modifier, inherited)


def _changed_ratio(segment: str, clause: str, modifier: Modifier) -> Measure | None:
    """同比上升1微克/立方米: a ratio's change, where the clause says what it is compared with."""
    moved = _pattern("up", "down", tail=rf"{_REACH}{{0,2}}$").search(segment)
    if moved is None or _TOWARDS.search(segment) or not _pattern("compared").search(clause):
        return None
    return Measure(Kind.INCREMENT, _falls(segment), modifier, False)


def _percentage(segment: str, clause: str, number: Number, modifier: Modifier, inherited: Kind | None) -> Measure:
    moved = _pattern("up", "down", tail=rf"{_REACH}{{0,3}}$").search(segment)
    if (
        moved and not _TOWARDS.search(segment[moved.start() :].removeprefix("增速为").removeprefix("增幅为"))
    ) or _named_growth(segment):
        return Measure(Kind.GROWTH, _falls(segment), modifier, True)
    if (
        (differs := _DIFFERS.search(segment))
        and number.unit != "倍"
        and _pattern("compared").search(clause[: len(clause) - len(differs[0])])
    ):
        return Measure(Kind.GROWTH, differs["word"] in _LESS, modifier, False)  # 较2019年仍低26%
    if re.match(r"[、和及与]?(?:平均)?(?:压?减|压缩|缩短)[\u4e00-\u9fff“”]{1,8}$", segment):
        return Measure(Kind.GROWTH, True, modifier, False)  # 减时限63%
    if of_change := _OF_CHANGE.search(clause):
        return Measure(Kind.GROWTH, of_change["noun"] in ("降幅", "跌幅", "减幅"), modifier, True)
    if inherited is Kind.GROWTH and not re.search(r"[率重比占]", segment):
        return Measure(Kind.GROWTH, _falls(clause), modifier, True)
    if number.unit == "倍" and (not moved or "倍数" in segment):
        return Measure(
            Kind.RATIO if re.search("是|为|达|倍数|放大|相当于", segment) else Kind.GROWTH, False, modifier, False
        )
    return Measure(Kind.SHARE, False, modifier, True)


def _named_growth(segment: str) -> bool:
    """增速7.2%, 增幅达5%, 增长率为8%: the noun itself names a growth."""
    return bool(re.search(rf"(?:增速|增幅|增长率|涨幅|降幅|跌幅|增长幅度|增长速度){_REACH}{{0,3}}$", segment))


def _falls(segment: str) -> bool:
    return bool(_pattern("down", tail=rf"{_REACH}{{0,3}}$").search(segment)) and not re.search(
        rf"(?:增速|增幅|涨幅){_REACH}{{0,3}}$", segment
    )


def _points_negative(clause: str) -> bool:
    """Whether the last word of more or less before the number says less; 慢于经济增速 says so itself, whatever the reference is called."""
    own = re.split(r"\d", clause)[-1]
    if _DRAGS.search(own):
        return True
    if beside := _COMPARATIVE.search(own):
        return beside["word"] in _LESS
    last_up = last_down = -1
    for match in _pattern("gap_up", "up").finditer(clause):
        last_up = match.start()
    for match in _pattern("gap_down", "down").finditer(clause):
        last_down = match.start()
    return last_down > last_up


#: The reference with its own growth noun, and the number right behind it.
_DRAGS = re.compile("下拉|拖累|拉低|拖低")  # 下拉经济增速0.4个百分点
_COMPARATIVE = re.compile(
    rf"(?P<word>[高低快慢多少]于)[^,。;]{{1,14}}(?:增速|增幅|涨幅|降幅|增长率|增长|平均|平均水平|目标){_REACH}{{0,2}}$"
)


def _is_less(word: str, number: Number) -> bool:
    if (dimension_of(number.unit) or "").startswith("time"):
        return word in _SOONER or (word in _LESS and word not in _LATER)
    return word in _LESS


#: 城乡收入比由2015年的2.31, 容积率由0.7: two amounts divided, without a unit.
_QUOTIENT = re.compile(r"(?:比(?![重较上去率年同])|容积率)(?:[由从](?:19|20)\d\d年的?|[^,。;]{0,6})$")
_COMPARED_BEFORE = re.compile(r"(?:与|同|和)[^,。;]{1,12}相比,$")


def _amount(
    segment: str, clause: str, text: str, number: Number, modifier: Modifier, inherited: Kind | None
) -> Measure:
    before = text[max(0, number.start - len(clause) - 18) : max(0, number.start - len(clause))]
    if _COMPARED_BEFORE.search(before):
        clause = "比" + clause  # 与上月相比,未达进度的减少4项
    if not number.unit and re.search(rf"(?:扩大|提高|上升|增加){_REACH}{{0,1}}$", segment):
        return Measure(Kind.INCREMENT, False, modifier, False)
    for cue in ("gain", "loss"):  # words that say a change by themselves, whatever it is measured against
        if _pattern(cue, tail=rf"{_REACH}{{0,2}}$").search(segment):
            return Measure(Kind.INCREMENT, cue == "loss", modifier, False)
    moves = _MOVES.search(segment) if number.unit in ("位", "个位次", "名", "个名次") else None
    if moves or (
        (moves := _DIFFERS.search(segment)) and _pattern("compared").search(clause[: len(clause) - len(moves[0])])
    ):
        return Measure(Kind.INCREMENT, _is_less(moves["word"], number), modifier, False)
    if beyond := _BEYOND.search(segment):
        return Measure(Kind.INCREMENT, _is_less(beyond["word"], number), modifier, False)
    if _TOTAL.search(segment):
        return Measure(Kind.LEVEL, False, modifier, True)  # 新增医院3家、总数达40家
    if re.search(r"续建", segment):
        return Measure(Kind.LEVEL, False, modifier, True)
    if not _TOWARDS.search(segment) and (
        changed := re.search(rf"(?:减少|下降|降低|回落|下跌|减|缩短|压减|减收|减产|减亏|缩小){_REACH}{{0,2}}$", segment)
    ):
        compared = _pattern("compared").search(clause[: len(clause) - len(segment) + changed.start()])
        alone = _ALONE.fullmatch(clause[: len(clause) - len(segment) + changed.start()]) is not None
        moved = bool(compared) or alone or changed[0].startswith(("下降", "降低", "回落", "下跌", "缩小", "缩短"))
        return Measure(Kind.INCREMENT if moved else Kind.LEVEL, moved, modifier, False)
    if _pattern("new", tail="(?!值|到|至|任务)").search(segment) and not segment.endswith(("有", "中", "到", "至")):
        return Measure(Kind.INCREMENT, False, modifier, True)
    if re.search(rf"(?:增|多|增长){_REACH}{{0,2}}$", segment) and _pattern("compared").search(clause):
        return Measure(Kind.INCREMENT, False, modifier, False)
    if not number.unit:
        return Measure(
            Kind.RATIO if _QUOTIENT.search(segment) else Kind.LEVEL,
            False,
            modifier,
            True,
        )
    if (
        inherited is Kind.INCREMENT
        and segment.startswith(("、", "和", "及", "与"))
        and not re.search(r"[已建成有达]{2}", segment[:4])
    ):
        return Measure(Kind.INCREMENT, False, modifier, True)
    return Measure(Kind.LEVEL, False, modifier, True)
