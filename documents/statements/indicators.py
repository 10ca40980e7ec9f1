"""The name of what a figure measures, as a statistician would say it: short, standing on its own, qualifiers kept.

Belongs here: finding the noun phrase before or after a number and completing it from what stands before. Does not belong here: canonical
names (a steward's seed) and units of measure as such.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from documents.reading import Kind
from documents.statements import bare, counting
from documents.statements.phrases import LEADING_CUT, LONGEST, QUOTES, TIME, clean, parted, strip_back
from documents.vocabulary import alternatives, dimension_of, short_names, words

_POST_END = re.compile(r"[,。;:!?、()\s]|\d|已|均|正在|全部")
#: 96个行政村完成污水治理: what is told of those that are counted; a reason (因…) is no part of a name.
_PREDICATE = re.compile(
    r"(?<=..)(?P<verb>(?:被|双双|成功|如期|顺利|按期)*(?:入选|纳入|列入|通过|达到|推出|获评|获批|获得|完成|实现|尚?未|暂不|参加|参与|进入|来自|接入|因))(?P<told>(?!率)[^,。;]+)$"
)
_POST_VERB = re.compile(
    r"^(?:增至|增到|升至|升到|降至|降到|减至|减到|压减|压降|提高|提升|下降|上升|扩大|缩短|调至|调整|跃升|以上|以下|以内|左右|已|均|全部|正在|被|将|并|和|与|及|或|到|至|较|比|同比|完成|开工|完工|竣工|建成)"
)
#: The whole of a share and what is said of it, as far as no other figure follows: 五分之一的规上工业企业利润下滑.
_WHOLE_BEHIND = re.compile(
    r"的(?P<told>(?!水平|目标|标准|比例|速度|增[速幅])[\u4e00-\u9fffA-Z“”]{3,20})(?=[,。;、]|和\d|$)"
)
_CONTRIBUTES = re.compile(r"(?:贡献|创造|覆盖|集聚|承载|以(?:全[市省县区国州])?)$")
_ENDS_WITH_RATE = re.compile(r"(?:率|比重|占比|比例)$")
_FINISHES = re.compile("(?:完成|完工|竣工|建成)[^,。;]{0,3}$")
_WHOLE_NUMBER = re.compile(r"(?:总数|总量|数量|总数量)$")
_KINDS_OF_COUNTY = re.compile(r"\([市区县旗]{1,3}(?:、[市区县旗])*\)")  # 7个县(市、区)
_LABEL = re.compile(
    r"(?:^|[,;。])([^,;。:、\d]{2,12}(?<!情况)(?<!进展)(?<!进度)(?<!成效)(?<!措施)(?<!任务)(?<!目标)(?<!工作)(?<!结果)(?<!方面)):[^:]*$"
)
_SIZE = re.compile(r"[长宽高深](?=[、,的。;]|$)")
_SIZES = {"长": "长度", "宽": "宽度", "高": "高度", "深": "深度"}
_PLACE_ONLY = re.compile(r"[\u4e00-\u9fff]{0,4}(?:市|区|县|城区|市区|市域|片区)")
_SHORT_FIRST = re.compile(r"^[^、,。;\d]{1,3}、(?=[^、,。;\d]{2,}(?:[,。;]|$))")
_RANKED = re.compile(
    r"(?:(?:上升至|跃升至|前移至|分?[居列]|位居|位列|排名|排在?|名列|稳居|保持|进入|跻身|由|从)(?:年的?)?)?(?P<among>全国|全省|全市|全州|省内|长三角|中部|同类城市|地级市)[^,。;]{0,10}(?:第|前)?$"
)
_GAP_TO = re.compile(
    r"(?:(?:高于|低于|快于|慢于|好于|优于|高出|低出|比|较)(?P<reference>(?:全国|全省|全市|全区|全县|省|市|同期|全州)[\u4e00-\u9fff]{0,8}?)"
    r"|(?:高于|低于|快于|慢于|好于|优于|落后|滞后|领先|快过|超)(?P<other>(?!去年|上年|同期|年初)[\u4e00-\u9fff]{2,10}?))"
    r"(?:水平)?(?:分别)?[高低快慢多少]?(?:出|了)?$"
)
_SHARE_OF = re.compile(
    r"占(?P<whole>(?!比)[\u4e00-\u9fffA-Z]{2,16}?)(?:的)?(?:比重|比例)?(?:达到?|为|超过?|约|近|提高到|提高至|上升至|升至|由|从|的|保持在)*$"
)
#: 6000套以上任务已完成: the task is the promise, not what is counted.
_TASK = re.compile(r"(?:的)?(?:年度|全年|建设)?(?:目标|任务|工作)(?:$|已|于)")
#: 完成年初预算的69.2%: a rate of completion of what was set.
_COMPLETED = re.compile(
    r"(?:完成(?:了)?|占|为|达到?)(?P<set>(?:全年|年度|年初|调整|收入|支出|计划|总)?(?:目标任务|投资计划|任务|目标|预算|计划))(?:数|总数)?的$"
)
_BARE_SHARE = re.compile(r"^(?:其中)?占(?:比|比重)?(?:近|达|为|超|约|超过|达到)?$")
_BARE_RANK = re.compile(r"^(?:均|分别)?(?:位?列|位?居|名列|排名?|排在|稳居|跃居|升至|位次)?(?:第|前)?$")
#: A rate that says what is done, not with what: 整改率, 接种率. Rates of money and of people stand on their own.
_BARE_RATE = re.compile(r"(?!总|平均)[\u4e00-\u9fff]{2,3}(?<![频利费润务])(?<!出生|死亡|产销)率")
#: No thing of which a rate is told: another rate, a state, a part of a sentence.
_NOT_OF = re.compile(r"[率比值价度]$|[已未后尚应不为]|本$")
_TRADE = re.compile("[进出]口(?P<sum>(?:总?[额值])?)$")
_TAX = re.compile("(?:增值|所得|契|消费|房产|使用|占用|印花|资源|保护|建设)税$")
_STAGE = re.compile(
    r"^(?P<noun>[^,。;、已均]{0,8})(?:已|均|全部|目前|正在)+(?:经)?(?P<stage>开工|完工|竣工|建成|投产|完成|通车|投用|入库|签约|落地|启动|办结|交付)"
)
_ENDS_WITH_MEASURE = re.compile(
    r"(?:数|量|率|额|比|值|度|面积|里程|长度|总量|规模|收入|支出|余额|资金|贷款|价格|指数|产值|投资|税费|费用|成本|能力|容量|装机|比重|占比|人口|次数|人次|人数|户数|总数|条数|场次|批次|排名|增速|宽度|标准|总投资|公里数|全长|总长)$"
)


@cache
def _amount_of() -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives('amount_of')})$")


@cache
def _attributes() -> frozenset[str]:
    return frozenset(words("attribute"))


@cache
def _generic() -> frozenset[str]:
    return frozenset(words("generic"))


@cache
def _given_behind() -> re.Pattern[str]:
    """Deeds that end with what they move. Works go on: 老旧小区改造 has a size, a cost and a rate of its own."""
    moved = [word for word in words("deed_named") if not re.search("[改治修整]|提升", word)]
    return re.compile(f"(?:{'|'.join(moved)})额?$")


@cache
def _short() -> re.Pattern[str]:
    """Short names as words of their own: not 单位GDP能耗, 亿元GDP死亡率, where the letters are part of another name."""
    return re.compile(rf"(?<![\w位元])(?:人均)?({'|'.join(map(re.escape, short_names('part')))})(?![A-Za-z])")


def in_full(indicator: str) -> str:
    """The name with short names and codes written out: GDP -> 地区生产总值."""
    parts = short_names("part")
    return short_names("whole").get(indicator) or _short().sub(
        lambda found: found[0].replace(found[1], parts[found[1]]), indicator
    )


@dataclass(frozen=True, slots=True)
class Named:
    """The indicator of a figure, how many characters behind its unit it took, and the deed that it names ("" for none)."""

    indicator: str
    taken: int = 0
    deed: str = ""


def name(before: str, after: str, *, unit: str, kind: Kind, subject: str, deed: str = "") -> Named:
    """What a figure measures.

    `before`: its clause up to the number, from the last figure on; `after`: the clause behind the unit; `subject`: the indicator of the
    figure before it in the same sentence, or the topic of the passage ("" where there is none); `deed`: what the figure before it in a
    list of its clause says was done.
    """
    if sized := _SIZE.match(after):
        whole = re.search(r"的(?P<thing>[^,。;、]{2,20})", after)
        return Named((whole["thing"] if whole else subject) + _SIZES[sized[0]])
    dimension = dimension_of(unit)
    if subject and bare.says_only_a_change(before) and not _object(after):
        return Named(_in_unit(subject, unit, dimension) if kind in (Kind.LEVEL, Kind.INCREMENT) else subject)
    if special := _relation(before, kind, dimension, subject):
        return Named(special)
    left, own = parted(before)
    left = left or _label(before)
    # 拆除高炉2座、转炉3座: said once for the list
    deed = own or (deed if before.lstrip("、和及与") == left else "")
    if kind is Kind.SHARE and (share_of := _share_before_whole(left, after)):
        return Named(share_of)
    right = (
        _object(after)
        if dimension in ("count", "person", "household", "document", "money", "area", "length", "transport", None)
        else ""
    )
    if kind in (Kind.GROWTH, Kind.SHARE, Kind.RANK) or dimension == "point":
        right = ""
    stage = _STAGE.match(after) if dimension in ("count", "household", "area", "length", "person") else None
    chosen = bool(right) and (_weak(left) or len(left) < 2 or dimension in ("count", "document", "person", "household"))
    core = right if chosen else left
    if kind is Kind.GROWTH:
        core = bare.without_move(core)  # 三公经费压减10%: the number says by how much
    if subject and not chosen and _deed().fullmatch(core):
        core, deed = own + core, ""  # 改造完工12处
        core = _subject_of_deed(subject) + core  # 竣工702套,入住655套: of the same homes
    if kind is Kind.SHARE and _BARE_RATE.fullmatch(core):
        core = _rate_of(core, subject)
    elif core in _attributes() or (core in _generic() and not own.endswith("建")) or not core:
        if not core and _FINISHES.search(before):
            subject = subject.replace("开工", "完工")  # 开工18万亩,完成15万亩
        core = _complete(core, subject)
    elif subject and (bare.names_nothing(core) or (not counting.counts(dimension) and bare.is_part(core))):
        core = subject
    if stage and core and stage["stage"] not in core:
        core = counting.without_word(core) + stage["stage"]
    elif deed and kind in (Kind.LEVEL, Kind.INCREMENT) and not stage:
        core = _with_deed(core, deed, dimension)
    if kind is not Kind.RATIO and (dimension == "money" or kind is Kind.GROWTH):
        core = _amount(core)
    if dimension is not None and counting.counts(dimension) and core:
        core = _counted(core, unit, dimension, kind, subject)
    return Named(core, _taken(after) if chosen else 0, deed)


def _label(before: str) -> str:
    """What a label names whose clause names nothing of its own (车位:新增1026个); "" for a label that only says what sort of thing follows."""
    found = _LABEL.search(before)
    label = clean(found[1]) if found else ""
    return "" if len(label) < 2 or bare.names_nothing(label) or label in _generic() else label


def _amount(core: str) -> str:
    """Trade and taxes by the name of their sum: 外贸出口 -> 外贸出口额, 增值税 -> 增值税收入."""
    if _TAX.search(core):
        return core + "收入"
    done = _amount_of().search(core)
    return core + ("总额" if core.endswith("进出口") else "额") if done else core


def _in_unit(subject: str, unit: str, dimension: str | None) -> str:
    """The name of the figure before with the word of this unit, where both are counted or one of them is money."""
    if dimension is None or not counting.counts(dimension):
        return subject
    if (thing := counting.without_word(subject)) != subject:
        return counting.with_word(thing, unit, dimension)  # 新改建道路14条21.6公里
    if subject.endswith("额") and (thing := _thing(subject)) != subject:
        return counting.with_word(thing, unit, dimension)  # 发放救助金82万元,惠及287人
    return subject


def _with_deed(core: str, deed: str, dimension: str | None) -> str:
    """What was done stands behind the thing: 改造老旧小区16个 -> 老旧小区改造, 发放消费券6000万元 -> 消费券发放额."""
    given = core.endswith(("资金", "贷款")) and "到位" not in core
    if deed in core or (_ENDS_WITH_MEASURE.search(core) and not given):
        return core
    told = _deed_behind().search(core)
    if told and told.start() >= 2:
        return core[: told.start()] + deed + told[0]  # 加装电梯完工163台
    return core + deed + ("额" if dimension == "money" else "")


def _counted(core: str, unit: str, dimension: str, kind: Kind, subject: str) -> str:
    """The name of a count or a size with its counting word; `subject`: the name that may have been taken over from another unit."""
    if kind in (Kind.LEVEL, Kind.INCREMENT) and core == subject:
        core = _in_unit(subject, unit, dimension)
    if kind in (Kind.LEVEL, Kind.INCREMENT) and not _ENDS_WITH_MEASURE.search(core):
        return counting.with_word(core if len(core) <= 3 else _WHOLE_NUMBER.sub("", core), unit, dimension)
    if len(core) > 3 and core.endswith(("总数", "总数量")):
        return counting.with_word(core.removesuffix("总数量").removesuffix("总数"), unit, dimension)
    return core


def _relation(before: str, kind: Kind, dimension: str | None, subject: str) -> str:
    """Names that say a relation: a rank among a territory, a gap to a reference, a share of a whole; "" for any other."""
    before = TIME.sub("", QUOTES.sub("", before))
    if kind is Kind.RANK and subject and _BARE_RANK.match(clean(before) or before):
        return subject if subject.endswith("排名") else subject + "排名"
    if kind is Kind.SHARE and subject and (done := _COMPLETED.search(before)):
        return (clean(before[: done.start()]) or subject) + done["set"] + "完成率"
    if kind is Kind.SHARE and subject and _BARE_SHARE.match(before):
        return subject + "占比"
    if kind is Kind.RANK and (rank := _RANKED.search(before)):
        lead = before[: rank.start()]
        of_growth = "增速" if re.search(r"增[速幅]$", lead) else ""
        return (clean(lead) or subject) + of_growth + rank["among"] + "排名"
    if dimension == "point" and (gap := _GAP_TO.search(before)):
        return (
            (clean(before[: gap.start()]) or subject) + "与" + TIME.sub("", gap["reference"] or gap["other"]) + "之差"
        )
    if kind is Kind.SHARE and (share := _SHARE_OF.search(before)):
        return (clean(before[: share.start()]) or subject) + "占" + clean(share["whole"]) + "比重"
    return ""


def _share_before_whole(left: str, after: str) -> str:
    """81.4%的高频事项可就近办理: what the share is of stands behind it; "" where a name stands before it."""
    whole = _WHOLE_BEHIND.match(after)
    if whole is None or not (not left or bare.names_nothing(left) or _CONTRIBUTES.search(left)):
        return ""
    told = strip_back(QUOTES.sub("", whole["told"]))
    return told if _ENDS_WITH_RATE.search(told) else told + "占比"


def _taken(after: str) -> int:
    """Where the object behind the unit ends; 0 where a number follows at once, whose subject it is too (1935家企业提供贷款87亿元)."""
    end = _POST_END.search(after)
    if end is None:
        return len(after)
    return 0 if end[0].isdigit() else end.start()


@cache
def _deed() -> re.Pattern[str]:
    return re.compile(f"已?(?:{alternatives('deed_told')})")


@cache
def _deed_behind() -> re.Pattern[str]:
    return re.compile(f"(?:{_deed().pattern})$")


def _subject_of_deed(subject: str) -> str:
    """What was built or sold, without the stage and the measure of the figure before it."""
    if subject.endswith("率") and (done := _deed_behind().search(subject[:-1])):
        return subject[: done.start()]  # 改造开工率103%,基本建成441套
    thing = _thing(subject)
    return _deed_behind().sub("", re.sub("[额量]$", "", thing) if thing == subject else thing)


def _thing(subject: str) -> str:
    """What the figure before is about, without its measure and what was given of it: 消费券发放额 -> 消费券."""
    thing = counting.without_word(subject)
    if _amount_of().search(thing.removesuffix("额")):
        return thing.removesuffix("额")
    plain = _given_behind().sub("", thing)
    return plain if len(plain) >= 2 else thing


def _weak(left: str) -> bool:
    return not left or left in _generic() or bool(_PLACE_ONLY.fullmatch(left))


def _rate_of(rate: str, subject: str) -> str:
    """整改率 behind 排查隐患120处 -> 隐患整改率; the rate alone where the figure before names no thing."""
    if rate in _attributes():
        return _complete(rate, subject)
    stem, thing = rate[:-1], _thing(subject)
    if thing.endswith(stem):
        return (thing if len(thing) > len(stem) else stem) + "率"
    return thing + rate if 2 <= len(thing) <= 10 and not _NOT_OF.search(thing) else rate


def _complete(attribute: str, subject: str) -> str:
    if attribute in ("进口", "出口") and (trade := _TRADE.search(subject)):
        return attribute + trade["sum"]  # 进出口总额31亿元,其中出口22亿元
    if not subject:
        return attribute
    if attribute in subject:
        return subject
    return _thing(subject) + attribute if attribute else subject


def _object(after: str) -> str:
    """The noun phrase right behind the unit (4297个公共停车位), "" where none begins there."""
    quoted = re.match(r"[“「]([^”」]{2,20})[”」]", after)
    if quoted:
        behind = _POST_END.split(after[quoted.end() :], maxsplit=1)[0]
        return quoted[1] + (
            behind if 2 <= len(behind) <= 6 and behind[0] != "每" and not _POST_VERB.match(behind) else ""
        )
    after = TIME.sub("", QUOTES.sub("", after))
    first = _SHORT_FIRST.match(after)
    end = _POST_END.search(after, first.end() if first else 0)
    phrase = after[: end.start()] if end else after
    if end and phrase.endswith(("县", "市", "区")) and (kinds := _KINDS_OF_COUNTY.match(after, end.start())):
        phrase += kinds[0]
    if not phrase or _POST_VERB.match(phrase) or _TASK.match(phrase) or bare.goes_on_moving(after):
        return ""
    phrase = strip_back(LEADING_CUT.sub("", phrase)[:LONGEST])
    return _with_predicate(phrase, figure_follows=end is not None and end[0].isdigit())


def _with_predicate(phrase: str, *, figure_follows: bool) -> str:
    """行政村完成污水治理 -> 完成污水治理的行政村; the thing alone where what is told of it belongs to the next figure."""
    found = _PREDICATE.search(phrase)
    if found is None:
        return phrase
    thing, verb, told = phrase[: found.start()], found["verb"], found["told"]
    if figure_follows or verb == "因" or len(told) < 2:
        return thing
    return f"{'' if verb == '实现' else verb}{told}的{thing}"
