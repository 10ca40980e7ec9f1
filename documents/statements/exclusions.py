"""Numbers that are no figures, and why: dates, document numbers, names, ordinals, criteria, parameters, list numbers, idioms.

Belongs here: the reasons of GUIDE.md. Does not belong here: what a figure measures. Two steps: stretches of a passage in which no number is
a figure (`protected`), then the surroundings of a single number (`why_not`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from documents.numbers import Number
from documents.reading import Why
from documents.vocabulary import alternatives, dimension_of, words

_YEAR = r"(?:19|20)\d\d"
_CN = "一二三四五六七八九十"
_LONGEST_QUOTED_NAME = 24  # a longer quotation is somebody's words, and its figures are figures

# The look-ahead at the head of the long patterns names what any of them begins with: most characters begin none.
_DATE = re.compile(
    rf"(?=[\d第前近'’])(?<!\d)(?:{_YEAR}年?[-~—至到]{_YEAR}(?:年度?|(?!\d))"  # 2021-2025年
    rf"|{_YEAR}年?度?(?:第?[1-4{_CN}]季度)?(?:\d{{1,2}}[-~—至到])?(?:\d{{1,2}}月)(?:\d{{1,2}}日?)?(?:[-~—至到](?:{_YEAR}年)?(?:\d{{1,2}}月)?(?:\d{{1,2}}日)?)?份?[底末初]?"
    rf"|{_YEAR}年度?(?:第?[1-4]季度)?|{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)|{_YEAR}[-/.]\d{{1,2}}(?=[)）])"
    rf"|\d{{1,2}}(?:[-~—至到、]\d{{1,2}})?月(?:\d{{1,2}}(?:[-~—至到、]\d{{1,2}})?日?|份)?(?:[-~—至到](?:\d{{1,2}}月)?(?:\d{{1,2}}日)?)?[底末初]?"
    rf"|第?[1-4][-~—至到、][1-4]季度|第?[1-4]个?季度|前\d{{1,2}}个?[月季]度?|近\d{{1,2}}年|\d{{1,3}}周年"
    rf"|\d{{1,2}}[-~—至]\d{{1,2}}[时点]|\d{{1,2}}日(?!均)|(?<![约比为达应])\d{{1,2}}(?::|时)\d{{2}}分?|\d{{1,2}}时(?!间)|[\'’]?\d{{2}}年(?=度|代)|\d{{1,3}}年(?!均|产|收|销|化)"
    rf"|{_YEAR}(?=[-~—至到]{_YEAR})|(?:19|20)\d\d(?=[)）]))"
)
_DOCUMENT_NUMBER = re.compile(
    rf"[〔\[【(]{_YEAR}[〕\]】)]\s?第?\d+号?|{_YEAR}年第\d+号|第?\d+号(?:令|文件?|公告|通知|决定|提案|议案|建议|通报)|[A-Z]{{2,4}}/?T?\s?\d{{3,6}}[-—]{_YEAR}"
)
_TITLE = re.compile(r"《[^》]{0,200}》|〈[^〉]{0,100}〉")
_QUOTED = re.compile(r"“[^“”]{1,60}”|「[^」]{1,60}」|『[^』]{1,60}』|\"[^\"]{1,60}\"|‘[^‘’]{1,60}’")
_NAME = re.compile(
    r"(?=[A-Za-z\d国省县电传邮热联号])(?:[A-Za-z]+[-—]?\d+(?:\.\d+)?(?:[A-Za-z]+|[-—]\d+)?|(?<![\d.])\d+\+[\d\w](?:\+[\dA-Za-z])*|\d+[×xX*]\d+(?:小时)?|(?<!\d)\d{1,2}·\d{1,2}(?!\d)"
    r"|(?<!\d)(?:\d{3,6})(?=[^,。;]{0,6}(?:热线|平台电话|举报电话|服务热线|专线))|\d+强|\d+(?:\.\d+)?环路|(?<![\d.])\d{1,2}大(?!类|小)|\d+(?:\.\d+)?(?:版|号线|号桥|号楼|号院|号码头|号公路|国道|省道|县道|高速)"
    r"|(?:国道|省道|县道)[A-Z]?\d+|(?<![\d.])24小时(?=[^,。;、内以\d]{2})|\d+分钟(?=[^,。;、]{0,10}圈)|\d+[MG](?=宽带|光网|带宽|网络|入户)|\d+路(?:公交|车)|(?:电话|传真|邮编|热线|联系人|号码)[:是]?[\d\-—()]{5,}|0\d{2,3}-\d{7,8}|\d+\.0(?=[^\d%]{0,2}(?:模式|版|时代|工程|平台))"
    r"|\d+(?:\.\d+)?[A-Za-z]+(?=级|类|景区|网络|基站|技术|用户|信号|产业|应用|融合|\d)|(?<![\d.])\d[GDA](?![A-Za-z])|\d+[Aa]级|\d(?=[Aa]{1,5}级))"
)
_ORDINAL = re.compile(
    rf"第[\d{_CN}百]+(?:[、,]第[\d{_CN}百]+)*|(?<!\d)(?<!培训)(?<!举办)(?<!推出)(?<!编发)(?<!印发)(?<!刊发)\d{{1,2}}期(?!限|货|间|刊)|\d+(?:[、和]\d+)*号机组|(?<![{_CN}])[{_CN}]期(?!限|货|间|刊|望|待)"
)
_LIST_NUMBER = re.compile(r"(?:^|(?<=[。;:!?\n]))(?:\(\d{1,2}\)|\[\d{1,2}\]|\d{1,2}[)]|\d{1,2}[、.](?!\d)|[①-⑳])")
_RANK_UNIT = re.compile(r"[位名](?!书记|[员人]|责任)")
_RANK_LIST = re.compile(rf"第(?:[\d{_CN}]+)位?(?:[、,和]第(?:[\d{_CN}]+)位?)*")
_BOUND = re.compile(r"(?:以上|以下|以内|及以上|及以下)")
_BREAK = re.compile(r"[,。;、:!?)”\s(]|$")
_SYSTEM = re.compile(r"[^,。;、]{2,6}(?:系统|平台|工程|制度|机制|行动|计划|体系|战略|清单|条例)")
_HONOUR = re.compile(r"(?:入选|获评|荣获|跻身|评为|荣膺|进入)[^,。;]*$")
_FRONT = re.compile(r"(?:居|列|位居|位列|排名|进入|跻身|保持|稳居|名列|进)[^,。;]{0,10}前$")
_MOVES_ON = re.compile(r"位?(?:跃|升|上升|提升|前移|前进|降|下降|下滑|滑|退|后退|后移|提高|回升|跌)[^,。;]{0,3}[到至]?")
_BREAK_OR_PLACE = re.compile(r"[位名,。;、:!?)\s]|$")
_PLACES = re.compile(
    r"(?:县\(市、区\)|县市区|县区|县市|市县|市州|设区市|地级市|城市|省份|乡镇|镇街|街镇|乡\(镇\)|街道|单位|部门|省|市|区|县)(?:中|的|里)?(?:位?[居列排]|排名|由|从)?第"
)
_OF_A_RATE = re.compile(r"[\u4e00-\u9fff]{0,4}率|滑动平均|服务半径")
#: 低于120%的警戒线: what a rule draws, not what was measured.
_LIMIT = re.compile(r"的?(?:国际|国家|省定)?(?:警戒线|预警线|红线|上限|下限|限值|标准(?:值|线)?|控制线|控制数)")
_BRAND = re.compile(r"[\u4e00-\u9fff]")
_COUNTS = re.compile(r"(?:有|共|达|到|增|成|为|约|超|近|计|完|训|过|余|是|于|破)$")
_LIVELIHOOD = re.compile(r"(?:民生)?实事(?![^,。;]{0,4}\d)")
_CLASS = re.compile(r"(?:企业|项目|产业集群|产业|园区|级|村|镇|县|俱乐部|集群)")
_PLANT = re.compile(r"的?[^,。;、\d]{1,10}(?:等[^,。;、]{0,8})?(?:项目|工程|生产线|电站|基地|产线)")
_ONE_OF = re.compile(r"[^,。;]{0,24}之一")
_BY_RULE = re.compile(
    r"按(?!期|时|年|月|计划|可比|不变|现价|常住|序|照年|[^,。;、]{0,6}(?:口径|面积|价格|数量|金额|计算|测算|折算))[^,。;、]{0,8}$|每(?:半|两|个|隔)?(?:年|月|周|季度?|天|日)[^,。;、]{0,6}$"
)
_ALLOWANCE = re.compile(r"每[人户亩][每/]?[年月天]?[^,。;]{0,6}(?:发放|补贴|补助|津贴|奖励)[^,。;]{0,6}$")
_FIRST_OF = re.compile(r"(?:^|[排的])前$")
_CAPPED = re.compile(r"(?:不超过|不高于|最高不超过|不得超过|不低于|不少于)[^,。;、\d]{2,8}的$")
_YEARS_OLD = re.compile(r"周?岁")
_MEAN_AGE = re.compile(r"平均|寿命|提高|增加|延长")
#: 年主营业务收入2000万元及以上: how a footnote defines a class.
_DEFINED = re.compile(r"(?:年)?(?:主营业务收入|营业收入|销售额|营业额)$")


#: Dimensions of a plant's capacity: 20GWh动力电池项目 names the project.
_CAPACITY = frozenset({"mass", "power", "energy", "volume"})
#: Dimensions whose amount before 的 describes an object (年产30万吨的项目) and promises nothing by itself.
_MEASURED = frozenset({"money", "mass", "area", "power", "volume", "energy", "length"})


@dataclass(frozen=True, slots=True)
class Stretch:
    start: int
    end: int
    why: Why


@cache
def _words(*cues: str) -> re.Pattern[str]:
    return re.compile(alternatives(*cues))


@cache
def _rank_cue() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{alternatives('rank')}|全省|全国|全市|全州|全县|全区|全盟|全旗|全地区|全自治区|省内|国内|同类|长三角|中部|之?首)(?:的|的?前|第|(?:(?:全省|全国|全市|省内|长三角|中部|城市|地级市|同类|设区市|中|\d+个[^,。;第]{{1,9}})){{0,3}}(?:的|前|中)?)第?$"
    )


def protected(text: str) -> list[Stretch]:
    """Stretches of a squeezed passage in which numbers are no figures, by position; an earlier reason wins over a later one."""
    found: list[Stretch] = []
    if "《" in text or "〈" in text:
        found += (Stretch(*m.span(), Why.NAME) for m in _TITLE.finditer(text))
    found += (Stretch(*m.span(), Why.DOCUMENT_NUMBER) for m in _DOCUMENT_NUMBER.finditer(text))
    found += _quoted(text)
    found += (Stretch(*m.span(), Why.LIST_NUMBER) for m in _LIST_NUMBER.finditer(text))
    found += (Stretch(*m.span(), Why.DATE) for m in _DATE.finditer(text))
    found += (Stretch(*m.span(), Why.NAME) for m in _NAME.finditer(text))
    found += (Stretch(*m.span(), Why.ORDINAL) for m in _ORDINAL.finditer(text))
    return found


def _quoted(text: str) -> list[Stretch]:
    stretches = []
    for match in _QUOTED.finditer(text):
        inside = match[0][1:-1]
        if len(inside) <= _LONGEST_QUOTED_NAME and not re.search(r"[,。;]", inside):
            stretches.append(Stretch(*match.span(), Why.IDIOM if inside in words("idiom") else Why.NAME))
    return stretches


def covering(stretches: list[Stretch], start: int, end: int) -> Why | None:
    """Why the number at [start, end) is none, where a stretch covers it."""
    for stretch in stretches:
        if stretch.start <= start and end <= stretch.end:
            return stretch.why
    return None


def is_rank(text: str, number: Number) -> bool:
    """Whether 第N is a position in a ranking: 第57位, 全省第11、第12位, 位居全国第一."""
    if text[number.start - 1 : number.start] == "前":
        alone = number.start == 1 and number.unit in ("位", "名")  # a cell of its own: 前5位
        placed = alone or _FRONT.search(text, max(0, number.start - 16), number.start)
        return bool(placed) and bool(_BREAK_OR_PLACE.match(text, number.end))
    if text[number.start - 1 : number.start] != "第":
        return False
    if number.unit in ("位", "名") and _RANK_UNIT.match(text, number.end):
        return True
    if number.unit:
        return False
    if text[max(0, number.start - 2) : number.start] in ("由第", "从第") and _MOVES_ON.match(text, number.end):
        return True
    listed = _RANK_LIST.match(text, number.start - 1)
    if listed and listed[0].endswith("位"):
        return True
    return bool(
        _BREAK.match(text, number.end) and _rank_cue().search(text, max(0, number.start - 24), number.start - 1)
    )


def why_not(text: str, number: Number, *, clause_start: int, promise: bool) -> Why | None:
    """Why the number is no figure, from what stands around it; None where it is one.

    `promise`: the passage is a commitment, where a bound (以上) ends a promise and structural counts are part of the wording.
    """
    before = text[max(clause_start, number.start - 16) : number.start]
    after = text[number.tail : number.tail + 12]
    if number.numeral and text.startswith(("季度", "个季度"), number.end) and not before.endswith("第"):
        return Why.DATE  # 前三季度
    if before.endswith("第") or (before.endswith("前") and number.numeral):
        return Why.ORDINAL
    if number.unit in ("家", "户") and _FIRST_OF.search(before):
        return Why.CRITERION  # 前100家企业
    if _PLACES.match(text, number.tail) or (number.unit and _PLACES.match(text, number.tail - 1)):
        return Why.CRITERION  # 全省100个县(市、区)第9位: the field of a ranking
    if number.unit != "岁" and dimension_of(number.unit) in ("length", "time") and _OF_A_RATE.match(text, number.tail):
        return Why.CRITERION  # 500米覆盖率, 24小时响应率
    if _LIMIT.match(text, number.tail) and re.search(r"(?:低于|高于|不超过|超过|达到|未超|在)$", before):
        return Why.CRITERION
    if before.endswith("连续"):
        return Why.DATE if dimension_of(number.unit) == "time" else Why.CRITERION
    if number.numeral and (why := _numeral_reason(text, number, before)):
        return why
    if promise and _LIVELIHOOD.match(text, number.tail):
        return Why.NAME
    dimension = dimension_of(number.unit)
    if (dimension == "money" and _CLASS.match(text, number.tail)) or (
        dimension in _CAPACITY and _PLANT.match(text, number.tail)
    ):
        return Why.CRITERION
    if _YEARS_OLD.match(text, number.tail) or _YEARS_OLD.match(text, number.end):
        around = text[max(0, number.start - 40) : number.start]
        return None if _MEAN_AGE.search(around.rsplit("。", 1)[-1]) else Why.CRITERION
    if before.endswith("为") and re.search(r"\(以[^()]*为$", text[max(0, number.start - 16) : number.start]):
        return Why.PARAMETER  # 以女孩为100
    if not number.unit and (why := _unitless_reason(text, number)):
        return why
    if _words("name_after").match(after):
        return Why.NAME
    if _HONOUR.search(text, clause_start, number.start) and after.startswith(("城市", "县", "区", "市", "强", "佳")):
        return Why.NAME
    bound = _BOUND.match(after)
    if bound and dimension_of(number.unit) not in ("share", "count") and _is_criterion(after[bound.end() :]):
        return Why.CRITERION
    if bound and bound[0].startswith("及") and _DEFINED.search(before):
        return Why.CRITERION
    if dimension == "voltage" or (number.value in words("hotline") and not number.unit):
        return Why.NAME
    if _ONE_OF.match(text, number.tail):
        return Why.CRITERION
    if _is_parameter(text, number, before, after, promise):
        return Why.PARAMETER
    if (
        promise
        and not before.endswith("规模")
        and dimension_of(number.unit) in _MEASURED
        and text.startswith("的", number.tail)
        and not _words("figure_after_bound").match(text, number.tail + 1)
    ):
        return Why.CRITERION
    if promise and before.endswith("等") and "、" in text[clause_start : number.start]:
        return _listed_objects(text, number, clause_start)
    return None


def _numeral_reason(text: str, number: Number, before: str) -> Why | None:
    if number.unit == "位" and text.startswith("数", number.tail):
        return Why.IDIOM
    if before[-1:] in ("每", "任", "某", "另", "同", "这", "那", "统", "唯", "单", "专"):
        return Why.IDIOM
    if number.unit == "番":
        return None
    if number.value == "1":
        return Why.IDIOM
    if number.unit == "次" and text.startswith(("会议", "全会", "全体会议"), number.tail):
        return Why.ORDINAL
    if text.startswith(("个多月", "个半月"), number.end):
        return Why.DATE
    if text[number.end : number.end + 2] in ("次产", "个月", "次分", "线城", "次供", "次网", "条例", "大类"):
        return Why.NAME
    if number.unit == "项" and text.startswith(("规定", "制度", "纪律"), number.tail):
        return Why.NAME
    if number.unit in ("项", "个", "条", "大") and _SYSTEM.match(text, number.tail):
        return Why.NAME
    if number.unit == "批" and text.startswith(("共", "合计", "总计"), number.tail):
        return Why.CRITERION
    if before[-1:] in tuple("一二三四五六七八九十百千万") or text[number.tail : number.tail + 1] in tuple(
        "一二三四五六七八九百千万亿"
    ):
        return Why.IDIOM
    return None


def _unitless_reason(text: str, number: Number) -> Why | None:
    following = text[number.end : number.end + 2]
    if number.numeral:
        return Why.IDIOM
    if re.fullmatch(r"(?:19|20)\d\d", number.value):
        return Why.NAME  # a year in the name of a place or a brand
    if (
        _BRAND.match(text, number.end)
        and len(number.value) >= 3
        and number.value.isdigit()
        and not _COUNTS.search(text, 0, number.start)
    ):
        return Why.NAME  # 365便利店, 12348法网
    if following[:1] in ("级", "类", "型", "号", "路", "等", "星", "代", "线"):
        return Why.NAME
    if following[:1] in ("期", "届", "季", "章", "条"):
        return Why.ORDINAL
    return None


def _is_criterion(after_bound: str) -> bool:
    """以上 followed by a noun bounds a class (50万元以上的村); followed by a break or a word of the promise it belongs to the figure."""
    return not (_BREAK.match(after_bound) or _words("figure_after_bound").match(after_bound)) or (
        after_bound.startswith("的")
        and not _words("figure_after_bound").match(after_bound[1:])
        and len(after_bound) > 1
        and not _BREAK.match(after_bound[1:])
    )


def _is_parameter(text: str, number: Number, before: str, after: str, promise: bool) -> bool:
    if _ALLOWANCE.search(before):
        return True
    if promise:
        return False
    if _CAPPED.search(before) and text.startswith("%", number.end):
        return True  # 补助不超过总投入的30%
    if re.search(rf"(?:{alternatives('parameter')})(?![达为])(?:[^,。;、]{{0,2}})$", before) or (
        before.endswith("减免") and number.unit == "%"
    ):
        return True
    by_rule = _BY_RULE.search(before)
    if by_rule and (by_rule[0].startswith("按") or number.unit == "次"):
        return True
    return bool(
        re.search(r"(?:不少于|不低于|不超过|不得超过)$", before)
        and re.match(rf"[^,。;]{{0,8}}(?:{alternatives('requirement')})", after)
    )


def _listed_objects(text: str, number: Number, clause_start: int) -> Why | None:
    """A count after 等 that closes a list of names is wording (A、B等10条赛道), unless the clause promises to do something with them."""
    clause = text[clause_start : number.start]
    return Why.CRITERION if re.match(r"(?:锚定|围绕|聚焦|依托|按照|针对|瞄准|立足|面向)", clause) else None
