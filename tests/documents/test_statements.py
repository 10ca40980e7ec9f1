"""Statements: sentences of our own with planted figures, each with its exact place and all it says.

A planted number stands in 【】; the marks are taken out before reading, and the reader must find exactly these figures, in this order.
"""

from __future__ import annotations

import re

import pytest

from documents.reading import KnownFacts, Layout, Passage, Role, Span, Structure, Task
from documents.statements import Statements, read_statements

YEAR = KnownFacts("test", jurisdiction="江城市", year=2022, period="2022")
ARTICLE = KnownFacts("test", jurisdiction="江城市", year=2024, period="asof-2024")
MARK = re.compile("【([^】]*)】")


def read(
    planted: str, role: Role = Role.REPORT, facts: KnownFacts = YEAR
) -> tuple[str, list[tuple[int, int]], Statements]:
    """The text without marks, the planted spans, and what was read from it as one passage."""
    text, spans, position = "", [], 0
    for match in MARK.finditer(planted):
        text += planted[position : match.start()]
        spans.append((len(text), len(text) + len(match[1])))
        text += match[1]
        position = match.end()
    text += planted[position:]
    in_task = role is not Role.NARRATIVE
    passage = Passage(role, Span(0, len(text)), task_order=1 if in_task else None, section_no=None if in_task else "1")
    tasks = (Task(1, 1, None, None, text, "", (), ()),) if in_task else ()
    return text, spans, read_statements(Structure(text, Layout.TASK_TABLE, facts, (), tasks, (passage,)))


OBSERVATIONS = [
    # sentence, facts, [(value, unit, kind, modifier, period, scope)]
    (
        "全市实现生产总值【3210.5】亿元，增长【5.2】%左右。",
        YEAR,
        [("3210.5", "亿元", "level", "exact", "2022", "全市"), ("5.2", "%", "growth", "about", "2022", "全市")],
    ),
    (
        "新增省级示范企业【12】户、国家级示范企业【3】户。",
        YEAR,
        [("12", "户", "increment", "exact", "2022", "全市"), ("3", "户", "increment", "exact", "2022", "全市")],
    ),
    (
        "全年签约【37】个，履约率约【92】%。",
        YEAR,
        [("37", "个", "level", "exact", "2022", "全市"), ("92", "%", "share", "about", "2022", "全市")],
    ),
    ("截至11月底，新建停车泊位【820】个。", YEAR, [("820", "个", "increment", "exact", "2022-11", "全市")]),
    (
        "贷款余额【512.3】亿元，不良率为【0.8】%。",
        YEAR,
        [("512.3", "亿元", "level", "exact", "asof-2022", "全市"), ("0.8", "%", "share", "exact", "2022", "全市")],
    ),
    (
        "累计受理诉求【1.2】万余件，办结率达【99.5】%。",
        YEAR,
        [("1.2", "万件", "level", "more_than", "asof-2022", "全市"), ("99.5", "%", "share", "exact", "2022", "全市")],
    ),
    (
        "2022年前三季度，农村居民人均可支配收入【15230】元，同比增长【6.1】%。",
        YEAR,
        [("15230", "元", "ratio", "exact", "2022Q1-Q3", "农村"), ("6.1", "%", "growth", "exact", "2022Q1-Q3", "农村")],
    ),
    (
        "农膜、农药包装物回收率分别达【91.5】%、【83.2】%。",
        YEAR,
        [("91.5", "%", "share", "exact", "2022", "全市"), ("83.2", "%", "share", "exact", "2022", "全市")],
    ),
    (
        "增速高于全省【0.3】个百分点，低于全国【0.2】个百分点。",
        YEAR,
        [
            ("0.3", "个百分点", "increment", "exact", "2022", "全市"),
            ("-0.2", "个百分点", "increment", "exact", "2022", "全市"),
        ],
    ),
    (
        "综合排名由2021年的全省第【11】位上升到第【8】位。",
        YEAR,
        [("11", "位", "rank", "exact", "2021", "全市"), ("8", "位", "rank", "exact", "2022", "全市")],
    ),
    (
        "低保标准提高到【812】元/月，较上年提高【6】%。",
        YEAR,
        [("812", "元/月", "ratio", "exact", "2022", "全市"), ("6", "%", "growth", "exact", "2022", "全市")],
    ),
    (
        "自2021年以来，累计引进团队【45】个、人才【1.3】万人。",
        ARTICLE,
        [("45", "个", "level", "exact", "2021-", "全市"), ("1.3", "万人", "level", "exact", "2021-", "全市")],
    ),
    ("单位成本下降【12.5】%。", ARTICLE, [("-12.5", "%", "growth", "exact", "asof-2024", "全市")]),
    ("已获批【两】个省级园区。", YEAR, [("2", "个", "level", "exact", "2022", "全市")]),
    (
        "开展巡查【百】余次，收集建议【三十二】条。",
        YEAR,
        [("100", "次", "level", "more_than", "2022", "全市"), ("32", "条", "level", "exact", "2022", "全市")],
    ),
    ("现场邀请【3~6】名企业家。", YEAR, [("3", "名", "level", "exact", "2022", "全市")]),
    (
        "三次产业结构为【9.1】:【44.6】:【46.3】。",
        YEAR,
        [
            ("9.1", "%", "share", "exact", "2022", "全市"),
            ("44.6", "%", "share", "exact", "2022", "全市"),
            ("46.3", "%", "share", "exact", "2022", "全市"),
        ],
    ),
    (
        "集中供水率由【88】%提高到【93.5】%。",
        YEAR,
        [("88", "%", "share", "exact", "2021", "全市"), ("93.5", "%", "share", "exact", "2022", "全市")],
    ),
    ("建成安置房【6200】套以上任务已于10月底完成。", YEAR, [("6200", "套", "level", "more_than", "2022-10", "全市")]),
    (
        "改造总面积不足【３】万平方米，投入约【1,250.5】万元。",
        YEAR,
        [("3", "万平方米", "level", "less_than", "2022", "全市"), ("1250.5", "万元", "level", "about", "2022", "全市")],
    ),
]


@pytest.mark.parametrize(("sentence", "facts", "expected"), OBSERVATIONS)
def test_planted_figures_are_read_with_all_they_say(
    sentence: str, facts: KnownFacts, expected: list[tuple[str, ...]]
) -> None:
    text, spans, found = read(sentence, facts=facts)
    assert [(o.value, o.unit, o.kind, o.modifier, o.period, o.scope) for o in found.observations] == expected
    assert [(o.number_start, o.number_end) for o in found.observations] == spans
    assert not found.unread_numbers
    for o in found.observations:
        assert o.evidence == text[o.char_start : o.char_end]
        assert o.char_start <= o.number_start < o.number_end <= o.char_end  # type: ignore[operator]


def test_the_people_of_town_and_country_end_at_a_semicolon_and_a_place_does_not() -> None:
    _, _, found = read("城镇新增就业【3】万人，再就业【1】万人；电影放映【20】场。城区绿化【5】处；植树【9】万株。")
    assert [o.scope for o in found.observations] == ["城镇", "城镇", "全市", "城区", "城区"]


CHANGES = [
    # sentence, [(value, unit, kind)]
    ("每天营收【286】元，减少【31】元。", [("286", "元", "level"), ("-31", "元", "increment")]),
    ("开工平均【47】天，比上年快了【13】天。", [("47", "天", "ratio"), ("-13", "天", "increment")]),
    ("增长【4.2】%，慢于经济增速【1.6】个百分点。", [("4.2", "%", "growth"), ("-1.6", "个百分点", "increment")]),
    ("整改率【94.1】%，与目标差【0.9】个百分点。", [("94.1", "%", "share"), ("-0.9", "个百分点", "increment")]),
    ("修路【518】公里，超出计划【68】公里。", [("518", "公里", "level"), ("68", "公里", "increment")]),
    ("客运量【713】万人次，较2019年仍低【26】%。", [("713", "万人次", "level"), ("-26", "%", "growth")]),
    (
        "浓度【26】微克/立方米，同比上升【1】微克/立方米。",
        [("26", "微克/立方米", "ratio"), ("1", "微克/立方米", "increment")],
    ),
    ("产值【302】亿元，较上年缩水【4.7】%。", [("302", "亿元", "level"), ("-4.7", "%", "growth")]),
    ("入驻企业超过【1000】家。", [("1000", "家", "level")]),
]


@pytest.mark.parametrize(("sentence", "expected"), CHANGES)
def test_a_change_has_its_direction(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    _, _, found = read(sentence)
    assert [(o.value, o.unit, o.kind) for o in found.observations] == expected


CLAIMS = [
    ("均已按期完成。", [("done", "")]),
    ("前三季度接待游客。", []),
    ("审批办结率高。", []),
    ("认定结果尚未公布。", [("under_way", "结果")]),
    ("全年目标恐难完成。", [("under_way", "")]),
    ("竣工少于计划。", []),
    ("桥梁尚未开工。", [("not_done", "桥梁")]),
]


@pytest.mark.parametrize(("sentence", "expected"), CLAIMS)
def test_claims_are_of_the_word_and_not_of_a_word_in_another(sentence: str, expected: list[tuple[str, str]]) -> None:
    _, _, found = read(sentence)
    assert [(c.claim, c.subject) for c in found.claims] == expected


PERIODS = [
    # sentence, facts, [(value, period)]
    (
        "全市增长【5.8】%，较前三季度回升【0.3】个百分点，城镇增长【6】%。",
        YEAR,
        [("5.8", "2022"), ("0.3", "2022"), ("6", "2022")],
    ),
    ("遭遇1961年有气象记录以来最强高温，总产【17.3】亿公斤。", YEAR, [("17.3", "2022")]),
    ("剩余【48】个转入2023年续建；开工安置房【320】套。", YEAR, [("48", "2022"), ("320", "2022")]),
    ("自2016年获批省级试点以来，累计培训【1200】人。", YEAR, [("1200", "2016-")]),
    ("三季度末，全市贷款余额【684.9】亿元。", ARTICLE, [("684.9", "2024-09")]),
    ("今年前十个月为企业省下【7400】万元。", ARTICLE, [("7400", "2024-10")]),
    (
        "产值增长【9.8】%，其中9月份当月增长【11.1】%，税收增长【3】%。",
        YEAR,
        [("9.8", "2022"), ("11.1", "2022-09"), ("3", "2022")],
    ),
    (
        "高端产品占比由【12】%（2019年）升至【37.5】%，单位能耗下降【17】%。",
        ARTICLE,
        [("12", "2019"), ("37.5", "asof-2024"), ("-17", "asof-2024")],
    ),
    ("每餐补贴由上年的【2】元提到【3】元。", YEAR, [("2", "2021"), ("3", "2022")]),
]


@pytest.mark.parametrize(("sentence", "facts", "expected"), PERIODS)
def test_a_mark_sets_the_period_of_the_figures_it_is_said_of(
    sentence: str, facts: KnownFacts, expected: list[tuple[str, str]]
) -> None:
    _, _, found = read(sentence, facts=facts)
    assert [(o.value, o.period) for o in found.observations] == expected


TARGETS = [
    ("生产总值增长【8】%以上。", [("ge", "8", "%", "growth", "firm")]),
    (
        "一般公共预算收入增长【5】%左右，力争【6】%。",
        [("about", "5", "%", "growth", "firm"), ("ge", "6", "%", "growth", "strive")],
    ),
    (
        "力争新增上市公司【2】家、规上企业【30】家。",
        [("ge", "2", "家", "increment", "strive"), ("ge", "30", "家", "increment", "strive")],
    ),
    ("居民消费价格涨幅控制在【3】%以内。", [("le", "3", "%", "growth", "firm")]),
    ("单位能耗下降【4.5】%以上。", [("le", "-4.5", "%", "growth", "firm")]),
    ("参保率不低于【95】%。", [("ge", "95", "%", "share", "firm")]),
    ("前【5】位", [("le", "5", "位", "rank", "firm")]),
    ("城乡居民收入增长与经济增长同步。", [("sync", None, None, "growth", "firm")]),
    ("进一步提高科技贡献率。", [("higher", None, None, "share", "firm")]),
    ("主要污染物排放总量削减。", [("lower", None, None, "level", "firm")]),
]


@pytest.mark.parametrize(("sentence", "expected"), TARGETS)
def test_promises_of_a_commitment(sentence: str, expected: list[tuple[str | None, ...]]) -> None:
    text, spans, found = read(sentence, Role.COMMITMENT)
    assert [(t.comparator, t.value, t.unit, t.kind, t.firmness) for t in found.targets] == expected
    assert [(t.number_start, t.number_end) for t in found.targets if t.number_start is not None] == spans
    assert not found.observations
    assert all(t.evidence == text[t.char_start : t.char_end] for t in found.targets)


GOALS = [
    # sentence of a report, values promised, values reported
    ("产值增长4.2%，离全年6%左右的目标还差一截。", ["6"], ["4.2"]),
    ("成交额31亿元，已超过全年28亿元的任务。", ["28"], ["31"]),
    ("年内应建充电桩900个，已建310个。", ["900"], ["310"]),
    ("年内应建5G基站800座，已建310座。", ["800"], ["310"]),
    ("平均浓度41微克/立方米，超出年度控制目标（38微克/立方米以内）。", ["38"], ["41"]),
    ("年度目标为增速高于全国平均水平，上半年增长2.7%。", [None], ["2.7"]),
    ("全年应急演练120次，任务书下发40份。", [], ["120", "40"]),
    ("目标村达到12个，全年接诊8万人的门诊扩建完成。", [], ["12"]),
]


@pytest.mark.parametrize(("sentence", "promised", "reported"), GOALS)
def test_a_report_tells_the_goal_beside_the_result(
    sentence: str, promised: list[str | None], reported: list[str]
) -> None:
    _, _, found = read(sentence, Role.NARRATIVE)
    assert [t.value for t in found.targets] == promised
    assert [o.value for o in found.observations][: len(reported)] == reported


@pytest.mark.parametrize(
    ("sentence", "promised", "reported"),
    [
        ("基本建成2271套（省定任务2200套）。", ["2200"], ["2271"]),
        ("年度计划投资2亿元，实际完成1.35亿元。", ["2"], ["1.35"]),
        ("改厕任务经同意调减为9000户，实际完成9240户。", ["9000"], ["9240"]),
        ("任务分解为城中村改造900套和危旧房改造600套，已完成512套。", ["900", "600"], ["512"]),
        ("完成年度任务86.6%，比年度计划多12公里。", [], ["86.6", "12"]),
        ("高标准农田年度任务18万亩已全部开工。", [], ["18"]),
        ("三次产业结构调整为9.2:44.1:46.7。", [], ["9.2", "44.1", "46.7"]),
    ],
)
def test_the_report_of_a_task_names_a_goal(sentence: str, promised: list[str], reported: list[str]) -> None:
    _, _, found = read(sentence)
    assert [t.value for t in found.targets] == promised
    assert [o.value for o in found.observations] == reported


def test_what_was_told_before_is_promised_in_no_section() -> None:
    text = "三、下一步安排\n对上述25项滞后任务逐项整改，年底前新建公园6处。"
    at = text.index("\n")
    passages = (
        Passage(Role.HEADING, Span(0, at), section_no="1"),
        Passage(Role.NARRATIVE, Span(at + 1, len(text)), section_no="1"),
    )
    found = read_statements(Structure(text, Layout.CIRCULAR, YEAR, (), (), passages))
    assert [t.value for t in found.targets] == ["6"]
    assert [o.value for o in found.observations] == ["25"]


EXCLUDED = [
    ("会议于【2022】年【10】月【21】日召开。", ["date"] * 3),
    ("依据江政办〔【2022】〕【6】号文件执行。", ["document_number"] * 2),
    ("印发《发展规划（【2021-2025】年）》。", ["name"]),
    ("G【205】改线和S【334】北延开工。", ["name"] * 2),
    ("热线【12345】平台接入。", ["name"]),
    ("深化“【1】%工作法”。", ["name"]),
    ("集体收入【50】万元以上的村全部建档。", ["criterion"]),
    ("贷款额度可上浮【10%-20】%。", ["parameter"]),
    ("成功举办第【六】届博览会。", ["ordinal"]),
    ("（【1】）加强领导。", ["list_number"]),
    ("为【60】岁以上老人免费体检。", ["criterion"]),
]


@pytest.mark.parametrize(("sentence", "reasons"), EXCLUDED)
def test_numbers_that_are_no_figures_say_why(sentence: str, reasons: list[str]) -> None:
    _, spans, found = read(sentence)
    assert not found.observations
    assert not found.unread_numbers
    assert [x.why for x in found.excluded_numbers] == reasons
    assert [(x.number_start, x.number_end) for x in found.excluded_numbers] == spans


def test_a_number_without_a_unit_is_reported_as_unread_not_guessed() -> None:
    text, spans, found = read("其他事项【42】说明。")
    assert not found.observations
    assert [(u.number_start, u.number_end) for u in found.unread_numbers] == spans
    assert text[spans[0][0] : spans[0][1]] == "42"


def test_white_space_inside_words_and_numbers_keeps_offsets_true() -> None:
    _, spans, found = read("拟于20 23年启用，\n\n 新 建 路 灯 【1 \n 50】\n盏。")
    assert [(o.value, o.unit) for o in found.observations] == [("150", "盏")]
    assert [(o.number_start, o.number_end) for o in found.observations] == spans
    assert [x.why for x in found.excluded_numbers] == ["date"]


def test_traditional_characters_keep_the_printed_unit() -> None:
    _, spans, found = read("新增就業【8.2】萬人。")
    assert [(o.value, o.unit, o.kind) for o in found.observations] == [("8.2", "萬人", "increment")]
    assert [(o.number_start, o.number_end) for o in found.observations] == spans


@pytest.mark.parametrize(
    ("sentence", "claim", "subject"),
    [
        ("已完成。", "done", ""),
        ("省级企业正在申报中。", "under_way", "省级企业"),
        ("污水厂扩建工程尚未开工。", "not_done", "污水厂扩建工程"),
        # what comes before the thing is done: the thing is under way
        ("凉亭实施方案已印发。", "under_way", "凉亭"),
        ("补贴提标方案正在征求意见。", "under_way", "补贴提标"),
        ("凉棚项目招标公告已发布。", "under_way", "凉棚项目"),
    ],
)
def test_claims_say_how_a_thing_stands(sentence: str, claim: str, subject: str) -> None:
    _, _, found = read(sentence)
    assert [(c.claim, c.subject) for c in found.claims] == [(claim, subject)]


def test_a_narrative_promises_under_a_heading_of_plans_and_reports_elsewhere() -> None:
    _, _, past = read("新增就业8万人。", Role.NARRATIVE)
    _, _, purpose = read("为实现平均利润率提高1%，建立专班。", Role.NARRATIVE)
    assert [o.value for o in past.observations] == ["8"]
    assert [t.value for t in purpose.targets] == ["1"]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("发放碳减排贷款15亿元，增长8%。", ["碳减排贷款发放额", "碳减排贷款发放额"]),
        ("共新建400个公共停车位。", ["公共停车位数"]),
        ("征集测试道路4条，长度24公里。", ["测试道路条数", "测试道路长度"]),
        ("工业增加值占生产总值比重达35%。", ["工业增加值占生产总值比重"]),
        ("固定资产投资增长6%，增速居全省第3位。", ["固定资产投资", "固定资产投资增速全省排名"]),
    ],
)
def test_indicators_stand_on_their_own(sentence: str, names: list[str]) -> None:
    _, _, found = read(sentence)
    assert [o.indicator for o in found.observations] == names
