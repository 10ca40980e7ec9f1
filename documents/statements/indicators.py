"""The name of what a figure measures, as a statistician would say it: short, standing on its own, qualifiers kept.

Belongs here: finding the noun phrase before or after a number and completing it from what stands before. Does not belong here: canonical
names (a steward's seed) and units of measure as such.
"""

from __future__ import annotations

import re
from functools import cache

from documents.reading import Kind
from documents.statements import bare
from documents.vocabulary import alternatives, dimension_of, short_names, words

_QUOTES = re.compile(r"[“”\"'‘’「」『』≤≥<>=≈]")
_BRACKET = re.compile(r"\([^()]*\)?|\)")
_TIME = re.compile(
    r"(?:19|20)\d\d/(?:(?:19|20)?\d\d)学年|(?:截[至止]到?(?:目前|[^,]{0,10}?(?:月[底末]|[底末日月])))|(?:19|20)\d\d(?:[-~—至](?:19|20)\d\d)?年?度?(?:\d{1,2}月(?:\d{1,2}日)?)?(?:以来|底|末)?|(?:今年|去年|本年|上年)(?:以来|末|底|初|同期)?|年初|年底|年末|(?:前[一二三]|第?[一二三四])季度|[上下]半年|\d{1,2}(?:[-~—至]\d{1,2})?月份?[底末]?|历年|自\d{1,2}月(?:\d{1,2}日)?起|目前|现在|至今|近[一二三四五]年"
)
_LIST_MARK = re.compile(r"^(?:[一二三四五六七八九十]是|\(?\d{1,2}[.、)](?!\d)|关于)")
_LEADING_CUT = re.compile(r"^[、,;:的和及与等之]+")
_TRAILING_CUT = re.compile(r"(?:[、,;:的和及与等在]|(?<![占对同环之类性价配税贷入债])比|(?<![比计])较)+$")
_POST_END = re.compile(r"[,。;:!?、()\s]|\d|已|均|正在|全部")
_POST_VERB = re.compile(
    r"^(?:增至|增到|升至|升到|降至|降到|减至|减到|压减|压降|提高|提升|下降|上升|扩大|缩短|调至|调整|跃升|以上|以下|以内|左右|已|均|全部|正在|被|将|并|和|与|及|或|到|至|较|比|同比|完成|开工|完工|竣工|建成)"
)
#: The whole of a share and what is said of it, as far as no other figure follows: 五分之一的规上工业企业利润下滑.
_WHOLE_BEHIND = re.compile(
    r"的(?P<told>(?!水平|目标|标准|比例|速度|增[速幅])[\u4e00-\u9fffA-Z“”]{3,20})(?=[,。;、]|和\d|$)"
)
_CONTRIBUTES = re.compile(r"(?:贡献|创造|覆盖|集聚|承载|以(?:全[市省县区国州])?)$")
_ENDS_WITH_RATE = re.compile(r"(?:率|比重|占比|比例)$")
#: 低保标准提高到每人每月1000元: for whom and how long belongs to the unit.
_PER_PERSON = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:不低于|提高到|提高至|达到?|从|由|至|为|按)?每[人户](?:每[月年天])?$"
)
_FINISHES = re.compile("(?:完成|完工|竣工|建成)[^,。;]{0,3}$")
_PER_WHAT = re.compile(r"[日月年户人村亩平篇次校]均$")  # 人均, 平均: the 均 is part of the word
_WHOLE_NUMBER = re.compile(r"(?:总数|总量|数量|总数量)$")
_KINDS_OF_COUNTY = re.compile(r"\([市区县旗]{1,3}(?:、[市区县旗])*\)")  # 7个县(市、区)
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
#: Said of how a figure was computed or what moved it, never of what it measures.
_ADVERBIAL = re.compile(
    r"按[^,。;]{0,8}(?:价格?|口径)计算|(?:同口径|可比口径|可比价)(?=增长|下降|$)|受[^,。;]{2,14}(?:影响|带动|拉动)|因[^,。;]{1,8}(?=增长|下降|减少|增加|$)"
)
#: 完成年初预算的69.2%: a rate of completion of what was set.
_COMPLETED = re.compile(
    r"(?:完成(?:了)?|占|为|达到?)(?P<set>(?:全年|年度|年初|调整|收入|支出|计划|总)?(?:目标任务|投资计划|任务|目标|预算|计划))(?:数|总数)?的$"
)
#: Stages and deeds that name nothing by themselves: what was finished, let or supplied stands in the figure before.
#: 降幅较上月收窄, 价格比年初: with what it is compared names nothing.
_COMPARISON = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?<![占对同环之类性价配比计])(?:较|比(?![重例率值]))[^,、]{1,8}$")
_BARE_SHARE = re.compile(r"^(?:其中)?占(?:比|比重)?(?:近|达|为|超|约|超过|达到)?$")
_BARE_RANK = re.compile(r"^(?:均|分别)?(?:位?列|位?居|名列|排名?|排在|稳居|跃居|升至|位次)?(?:第|前)?$")
_LONGEST = 24
_STAGE = re.compile(
    r"^(?P<noun>[^,。;、已均]{0,8})(?:已|均|全部|目前|正在)+(?:经)?(?P<stage>开工|完工|竣工|建成|投产|完成|通车|投用|入库|签约|落地|启动|办结|交付)"
)
_NO_WORD = re.compile(r".|标率")
_SUFFIX = {
    "area": "面积",
    "length": "长度",
    "person": "人数",
    "household": "户数",
    "count": "数",
    "document": "件数",
    "transport": "数",
}
_ENDS_WITH_MEASURE = re.compile(
    r"(?:数|量|率|额|比|值|度|面积|里程|长度|总量|规模|收入|支出|余额|资金|贷款|价格|指数|产值|投资|税费|费用|成本|能力|容量|装机|比重|占比|人口|次数|人次|人数|户数|总数|条数|场次|批次|排名|增速|宽度|标准|总投资|公里数|全长|总长)$"
)


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(
        f"(?:{alternatives('lead', 'scope', 'cumulative', 'total', 'strive', 'manner', 'part', 'compared', 'asof')})"
    )


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(
        f"(?:{alternatives('tail', 'about_before', 'more_before', 'less_before', 'total', 'cumulative', 'gap_up')})$"
    )


@cache
def _attributes() -> frozenset[str]:
    return frozenset(words("attribute"))


@cache
def _generic() -> frozenset[str]:
    return frozenset(words("generic"))


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


def name(before: str, after: str, *, unit: str, kind: Kind, subject: str) -> tuple[str, int]:
    """Indicator of a figure, and how many characters of `after` it took.

    `before`: its clause up to the number, from the last figure on; `after`: the clause behind the unit; `subject`: the indicator of the
    figure before it in the same sentence, or the topic of the passage ("" where there is none).
    """
    if sized := _SIZE.match(after):
        whole = re.search(r"的(?P<thing>[^,。;、]{2,20})", after)
        return (whole["thing"] if whole else subject) + _SIZES[sized[0]], 0
    dimension = dimension_of(unit)
    if subject and bare.says_only_a_change(before) and not _object(after):
        return subject, 0
    if special := _relation(before, kind, dimension, subject):
        return special, 0
    left = clean(before)
    if kind is Kind.SHARE and (share_of := _share_before_whole(left, after)):
        return share_of, 0
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
        core = _subject_of_deed(subject) + core  # 竣工702套,入住655套: of the same homes
    if core in _attributes() or core in _generic() or not core:
        if not core and _FINISHES.search(before):
            subject = subject.replace("开工", "完工")  # 开工18万亩,完成15万亩
        core = _complete(core, subject)
    elif subject and (bare.names_nothing(core) or (dimension not in _SUFFIX and bare.is_part(core))):
        core = subject
    if stage and core and stage["stage"] not in core:
        core = re.sub(r"(?:数|户数|面积|长度)$", "", core) + stage["stage"]
    if kind in (Kind.LEVEL, Kind.INCREMENT) and dimension in _SUFFIX and core and not _ENDS_WITH_MEASURE.search(core):
        core = (
            _WHOLE_NUMBER.sub("", core) + _suffix(dimension, core) if len(core) > 3 else core + _suffix(dimension, core)
        )
    elif dimension in _SUFFIX and len(core) > 3 and core.endswith(("总数", "总数量")):
        core = core.removesuffix("总数量").removesuffix("总数") + _SUFFIX[dimension]
    return core, _taken(after) if chosen else 0


def _relation(before: str, kind: Kind, dimension: str | None, subject: str) -> str:
    """Names that say a relation: a rank among a territory, a gap to a reference, a share of a whole; "" for any other."""
    before = _TIME.sub("", _QUOTES.sub("", before))
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
            (clean(before[: gap.start()]) or subject) + "与" + _TIME.sub("", gap["reference"] or gap["other"]) + "之差"
        )
    if kind is Kind.SHARE and (share := _SHARE_OF.search(before)):
        return (clean(before[: share.start()]) or subject) + "占" + clean(share["whole"]) + "比重"
    return ""


def _share_before_whole(left: str, after: str) -> str:
    """81.4%的高频事项可就近办理: what the share is of stands behind it; "" where a name stands before it."""
    whole = _WHOLE_BEHIND.match(after)
    if whole is None or not (not left or bare.names_nothing(left) or _CONTRIBUTES.search(left)):
        return ""
    told = _strip_back(_QUOTES.sub("", whole["told"]))
    return told if _ENDS_WITH_RATE.search(told) else told + "占比"


def _taken(after: str) -> int:
    """Where the object behind the unit ends; 0 where a number follows at once, whose subject it is too (1935家企业提供贷款87亿元)."""
    end = _POST_END.search(after)
    if end is None:
        return len(after)
    return 0 if end[0].isdigit() else end.start()


def _suffix(dimension: str, core: str) -> str:
    """What is counted decides the word: firms and talents are 数 whatever classifier is printed."""
    if dimension == "household" and re.search(r"(?:企业|单位|主体|公司|机构|商|库)$", core):
        return "数"
    if dimension == "person" and re.search(r"(?:人才|团队|生|人)$", core):
        return "数"
    if dimension == "document" and core.endswith(("件", "篇", "份")):
        return "数"
    return _SUFFIX[dimension]


@cache
def _deed() -> re.Pattern[str]:
    return re.compile(f"已?(?:{alternatives('deed_told')})")


@cache
def _deed_behind() -> re.Pattern[str]:
    return re.compile(f"(?:{_deed().pattern})$")


def _subject_of_deed(subject: str) -> str:
    """What was built or sold, without the stage and the measure of the figure before it."""
    bare = re.sub(r"(?:套数|户数|人数|人次|件数|面积|长度|里程|数|额|量)$", "", subject)
    return _deed_behind().sub("", bare)


def _weak(left: str) -> bool:
    return not left or left in _generic() or bool(_PLACE_ONLY.fullmatch(left))


def _complete(attribute: str, subject: str) -> str:
    if not subject or attribute in subject:
        return subject or attribute
    bare = re.sub(r"(?:数|户数|人数|面积|长度|件数)$", "", subject)
    return bare + attribute if attribute else subject


def clean(phrase: str) -> str:
    """A noun phrase without quotes, brackets, time, scope, leading verbs and trailing link words."""
    phrase = _LIST_MARK.sub("", phrase.rsplit(":", 1)[-1])
    phrase = _ADVERBIAL.sub("", _TIME.sub("", _BRACKET.sub("", _QUOTES.sub("", phrase))))
    phrase = _strip_front(phrase)
    phrase = _strip_back(_COMPARISON.sub("", phrase))
    if "等" in phrase and len(phrase) > 12:
        listed, _, whole = phrase.rpartition("等")
        phrase = _strip_front(whole) if "、" in listed and len(whole) >= 4 else phrase
    if "," in phrase:
        phrase = _strip_front(phrase.rsplit(",", 1)[1])
    return _LEADING_CUT.sub("", phrase[-_LONGEST:])


def _strip_front(phrase: str) -> str:
    previous = None
    while phrase != previous:
        previous = phrase
        phrase = _LEADING_CUT.sub("", phrase)
        match = _lead().match(phrase)
        # 完成率为101%: what is left would be no word (率).
        if match and not _NO_WORD.fullmatch(_strip_back(phrase[match.end() :])):
            phrase = phrase[match.end() :]
    return phrase


def _strip_back(phrase: str) -> str:
    previous = None
    while phrase != previous:
        previous = phrase
        phrase = _PER_PERSON.sub("", _TRAILING_CUT.sub("", phrase))
        match = _tail().search(phrase)
        if match and not (match[0] == "均" and _PER_WHAT.search(phrase)):
            phrase = phrase[: match.start()]
    return phrase


def _object(after: str) -> str:
    """The noun phrase right behind the unit (4297个公共停车位), "" where none begins there."""
    quoted = re.match(r"[“「]([^”」]{2,20})[”」]", after)
    if quoted:
        return quoted[1]
    after = _TIME.sub("", _QUOTES.sub("", after))
    first = _SHORT_FIRST.match(after)
    end = _POST_END.search(after, first.end() if first else 0)
    phrase = after[: end.start()] if end else after
    if end and phrase.endswith(("县", "市", "区")) and (kinds := _KINDS_OF_COUNTY.match(after, end.start())):
        phrase += kinds[0]
    if not phrase or _POST_VERB.match(phrase) or _TASK.match(phrase) or bare.goes_on_moving(after):
        return ""
    return _strip_back(_LEADING_CUT.sub("", phrase)[:_LONGEST])
