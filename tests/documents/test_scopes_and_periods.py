"""Whose figure it is and when: sentences of our own with places, works, organisations and years.

A planted number stands in 【】, as in test_statements; every figure must be found exactly there, with the scope or the period given.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from documents.reading import KnownFacts, Layout, Passage, Role, Span, Structure, Task
from documents.statements import Statements, read_statements
from tests.documents.test_statements import ARTICLE, MARK, YEAR
from tests.documents.test_statements import read as read_planted

HALF = replace(YEAR, period="2022H1")


def read(planted: str, role: Role = Role.REPORT, facts: KnownFacts = YEAR) -> Statements:
    """What was read; the planted places are checked on the way."""
    _, spans, found = read_planted(planted, role, facts)
    said = sorted((s.number_start, s.number_end) for s in [*found.observations, *found.targets])
    assert said == spans
    return found


SITES = [
    # a zone, a work, an organisation, a water opens its clause; what tells on of it is of it too
    ("澄湖片区实有企业【902】户，注册资本总计【78】亿元。", ["澄湖片区", "澄湖片区"]),
    ("澄阳高速路基完成【71】%，累计完成投资【5.7】亿元。", ["澄阳高速", "澄阳高速"]),
    ("澄江机场起降【1380】架次、旅客吞吐量【131】万人次。", ["澄江机场", "澄江机场"]),
    ("县中医院迁建项目完成投资【4】亿元，占年度计划的【80】%。", ["县中医院迁建项目"] * 2),
    ("市实验学校东校区迎来新生【1080】名。", ["市实验学校东校区"]),
    ("澄河出境断面总磷浓度【0.07】毫克/升。", ["澄河"]),
    ("X073线长【23.6】公里。", ["X073线"]),
    ("经开区以全市【1.8】%的面积，贡献了【43】%的税收。", ["经开区", "经开区"]),
    ("园区亩均税收【13.8】万元。", ["园区"]),
    ("柳塘镇完成改厕【120】户，东桥镇完成改厕【90】户。", ["柳塘镇", "东桥镇"]),
    # described by its figure
    ("总投资【26】亿元的澄阳高速建成通车。", ["澄阳高速"]),
    # something else comes in between
    ("澄阳高速完成投资【5】亿元，新建充电桩【90】个。", ["澄阳高速", "全市"]),
    ("县中医院开放床位【300】张；放映电影【20】场。", ["县中医院", "全市"]),
    # kinds of things, lists, what was built, a name in brackets
    ("改造老旧小区【46】个。", ["全市"]),
    ("重点项目开工【236】个。", ["全市"]),
    ("建成跨江大桥【2】座。", ["全市"]),
    ("送戏下乡【57】场，和美乡村建成【3】个。", ["全市", "全市"]),
    ("四好农村路【163】公里，农村电商交易【9】亿元。", ["全市", "全市"]),
    ("高新区、经开区等园区新增企业【20】家。", ["全市"]),
    ("长江岸线复绿【12】公里。", ["全市"]),
    # the province and the nation beside the city
    ("投资增长【5.1】%，同期全省增长【4.4】%。", ["全市", "全省"]),
    ("浓度【33】微克/立方米，全省平均为【35】微克/立方米。", ["全市", "全省"]),
    ("增长【5.1】%，快于全省【0.7】个百分点。", ["全市", "全市"]),
    ("降幅小于全国（下降【5】%）、大于全省（下降【1】%）。", ["全国", "全省"]),
    # town and country
    ("新改建农村公路【274】公里。", ["农村"]),
    ("农村公路【546】公里、危桥【30】座。", ["农村", "全市"]),
    ("城乡居民收入分别为【4】万元和【2】万元，分别增长【4】%和【6】%。", ["城镇", "农村", "城镇", "农村"]),
    ("农村居民收入【2】万元，城乡收入比【1.89】:1。", ["农村", "全市"]),
    ("城镇新增就业【3】万人，失业人员再就业【1】万人。", ["城镇", "全市"]),
]


@pytest.mark.parametrize(("sentence", "scopes"), SITES)
def test_a_figure_is_of_the_site_that_its_clause_tells_of(sentence: str, scopes: list[str]) -> None:
    sentence = sentence.replace("【1.89】:1", "【1.89:1】")
    assert [o.scope for o in read(sentence).observations] == scopes


def test_a_scene_holds_for_its_sentence_and_while_it_is_taken_up() -> None:
    found = read(
        "群山环抱的柳塘镇，把【17】个村并成一片，户均分红【3000】元。如今，镇上接待游客【8】万人次。全市有茶园【9】万亩。",
        Role.NARRATIVE,
        ARTICLE,
    )
    assert [o.scope for o in found.observations] == ["柳塘镇", "柳塘镇", "柳塘镇", "全市"]


def test_a_river_is_told_on_of_by_its_banks() -> None:
    found = read(
        "澄江干流【92】公里，沿岸有码头【46】座。如今，码头拆并为【6】座。新增企业【9】家。", Role.NARRATIVE, ARTICLE
    )
    assert [o.scope for o in found.observations] == ["澄江干流", "澄江", "澄江", "全市"]


def test_the_city_and_the_year_may_stand_before_the_part_of_it_that_is_told_of() -> None:
    found = read("2022年，江城市城区有效监测【365】天，优良【319】天。全市植树【9】万株。")
    assert [o.scope for o in found.observations] == ["城区", "城区", "全市"]


def test_a_firm_is_told_of_by_its_people_and_taken_up_behind_them() -> None:
    found = read(
        "“办证只跑了【2】趟。”恒岳轴承总经理高某说。这家成立不久的企业拿到贷款【600】万元。全市发放贷款【73】亿元。"
        "市商务局负责人介绍，新增企业【9】家。",
        Role.NARRATIVE,
        ARTICLE,
    )
    assert [o.scope for o in found.observations] == ["恒岳轴承", "恒岳轴承", "全市", "全市"]


def test_the_first_sentence_of_a_paragraph_may_only_name_its_work() -> None:
    found = read("（三）红石水库除险加固。总投资【1.3】亿元，全市完成水利投资【9】亿元。", Role.NARRATIVE)
    assert [o.scope for o in found.observations] == ["红石水库", "全市"]


@pytest.mark.parametrize(
    ("promise", "scope"),
    [
        ("开工建设江城东站综合交通枢纽。", "江城东站综合交通枢纽"),
        ("澄阳高速公路完成投资18亿元。", "澄阳高速公路"),
        ("改造老旧小区20个。", "全市"),
    ],
)
def test_a_report_tells_of_the_work_that_its_task_promises(promise: str, scope: str) -> None:
    report = "累计完成投资3.5亿元。植树9万株。"
    text = f"{promise}\n{report}"
    span = Span(len(promise) + 1, len(text))
    task = Task(1, 1, None, None, promise, report, (), ())
    structure = Structure(text, Layout.TASK_TABLE, YEAR, (), (task,), (Passage(Role.REPORT, span, task_order=1),))
    found = read_statements(structure).observations
    assert [(o.value, o.scope) for o in found] == [("3.5", scope), ("9", "全市")]


PERIODS = [
    # a year that belongs to one number alone
    ("企业由2018年的【174】家增加到2021年的【522】家；技术合同【96】项。", YEAR, ["2018", "2021", "2022"]),
    (
        "生产总值从2019年的【12】亿元增加到2022年的【16】亿元，年均增长【7】%。",
        ARTICLE,
        ["2019", "2022", "2019-"],
    ),
    # what is compared with an earlier year is of this one; 年前 names a stretch
    ("占比【2.5】%，比2019年提高【0.8】个百分点。", YEAR, ["2022", "2022"]),
    ("占比【2.5】%，比五年前提高【0.8】个百分点。", YEAR, ["2022", "2018-"]),
    # some years and more
    ("三年多累计节约【2】亿元。", YEAR, ["2019-"]),
    ("三年间攻克技术【14】项。", YEAR, ["2020-"]),
    # the start of a named stretch, the year before of a counted one, a rule that held
    ("2018年以来，码头由【46】座减少到【6】座。", YEAR, ["2018", "2022"]),
    ("平均用时由法定【17】天减到【6】天。", YEAR, ["2022", "2022"]),
    ("病种由【63】种增至【76】种。", YEAR, ["2021", "asof-2022"]),
    # a part of a year: its plan and 今年 set nothing
    ("完成全年任务的【65】%，培训【2460】人次。", HALF, ["2022H1", "2022H1"]),
    ("今年已建【702】座，占计划的【39】%。", HALF, ["2022H1", "2022H1"]),
    ("全年计划投资9亿元，到6月底通过认证【33】个。", HALF, ["2022-06"]),
    # the sentence behind a month's end: only what banks hold
    ("12月末，贷款余额【512】亿元。不良贷款率【1】%。植树【9】万株。", YEAR, ["2022-12", "2022-12", "2022"]),
    ("截至11月底，建成公园【9】个。植树【9】万株。", YEAR, ["2022-11", "2022"]),
    # the end of a year is for stocks
    ("年末，企业【83】家，登记失业率【3】%，实现营业收入【9】亿元。", YEAR, ["asof-2022", "2022", "2022"]),
    # amounts per head and what only sounds like a stock
    ("每万人拥有5G基站【24】个。", YEAR, ["2022"]),
    ("改造存量床位【312】张，用水总量【9】亿立方米。", YEAR, ["2022", "2022"]),
    ("有效发明专利【2316】件，在校学生【3】万人。", YEAR, ["asof-2022", "asof-2022"]),
    # a base at the end of a year, a total that grew, what is so until now in a part of a year
    ("贷款【218】亿元，是2020年末的【2.9】倍。", YEAR, ["2022", "2022"]),
    ("企业总数由【372】家增加到【466】家。", YEAR, ["2021", "asof-2022"]),
    ("至今改造【7432】户。", HALF, ["2022H1"]),
    ("年末，全市有各级各类学校【186】所，人均体育场地【2.5】平方米。", YEAR, ["asof-2022", "2022"]),
    ("总投资比2020年的【67】亿元减少【3】亿元，2021年末占比为【62】%。", YEAR, ["2020", "2022", "2021"]),
    # the year of an audit, a month by its name
    ("2021年度审计查出问题【14】个。", YEAR, ["2022"]),
    ("10月份位列全省第【1】位。", YEAR, ["2022-10"]),
]


@pytest.mark.parametrize(("sentence", "facts", "periods"), PERIODS)
def test_a_figure_is_of_the_time_that_is_told_of_it(sentence: str, facts: KnownFacts, periods: list[str]) -> None:
    _, spans, found = read_planted(sentence, facts=facts)
    planted = [o for o in found.observations if (o.number_start, o.number_end) in spans]
    assert len(MARK.findall(sentence)) == len(planted)
    assert [o.period for o in planted] == periods


FIGURES = [
    ("客户经理一天走访【四五】家企业。", [("4", "5", "家")]),
    ("民宿均价【268】元/晚。", [("268", None, "元/晚")]),
    ("容积率由【0.7】升至【2.4】。", [("0.7", None, ""), ("2.4", None, "")]),
    ("在全省17个市中由第【15】跃居第【4】。", [("15", None, "位"), ("4", None, "位")]),
    ("优良率位列全省倒数第【二】。", [("2", None, "位")]),
    ("按可比口径计算下降【2.7】%。", [("-2.7", None, "%")]),
    ("建筑业下拉经济增速约【0.4】个百分点。", [("-0.4", None, "个百分点")]),
    ("总产【28】亿斤，比上年少收【1.9】亿斤。", [("28", None, "亿斤"), ("-1.9", None, "亿斤")]),
    ("前100家企业拿走【58】%的贷款。", [("58", None, "%")]),
    ("财政补助不超过总投入的30%，到位【9】亿元。", [("9", None, "亿元")]),
]


@pytest.mark.parametrize(("sentence", "expected"), FIGURES)
def test_figures_have_the_value_that_is_printed(sentence: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert [(o.value, o.value_high, o.unit) for o in read(sentence).observations] == expected


KINDS = [
    ("万人发明专利【8】件，每万人拥有5G基站【17】个。", ["ratio", "ratio"]),
    ("租金由每亩【520】元涨到【680】元。", ["ratio", "ratio"]),
    ("居民人均可支配收入【3】万元，其中城镇居民【4】万元。", ["ratio", "ratio"]),
    ("放大倍数【4.6】倍。", ["ratio"]),
    ("浓度同比反弹【6.7】%，植树超年计划【4】%。", ["growth", "growth"]),
    ("村医平均年龄【36】岁。", ["level"]),
    ("新增医院【3】家、总数达【40】家。", ["increment", "level"]),
    ("A类企业少付【3】万元，D类企业多付【1】万元。", ["increment", "increment"]),
    ("亩均税收比全市平均水平高出【940】元。", ["increment"]),
]


MODIFIERS = [
    ("总量不及全市平均水平的【五分之一】，完成不到计划的【四成】。", ["less_than", "less_than"]),
    ("通过率进入全省前【30】名，办结率居全省第【4】位。", ["less_than", "exact"]),
    ("生产总值跨上【1800】亿元台阶。", ["more_than"]),
]


@pytest.mark.parametrize(("sentence", "modifiers"), MODIFIERS)
def test_figures_are_as_exact_as_their_words(sentence: str, modifiers: list[str]) -> None:
    found = read_planted(sentence)[2]
    assert [o.modifier for o in found.observations] == modifiers


@pytest.mark.parametrize(("sentence", "kinds"), KINDS)
def test_figures_are_of_their_kind(sentence: str, kinds: list[str]) -> None:
    assert [o.kind for o in read(sentence).observations] == kinds


def test_a_sentence_goes_on_to_a_later_year_or_to_the_next_step() -> None:
    found = read(
        "贷款余额【218】亿元。他告诉记者，到2026年末，余额达到【300】亿元，费率不超过【0.6】%。下一步，套餐扩大到【50】个，目前已有【30】个。",
        Role.NARRATIVE,
        ARTICLE,
    )
    assert [o.value for o in found.observations] == ["218", "30"]
    assert [t.value for t in found.targets] == ["300", "0.6", "50"]


@pytest.mark.parametrize("word", ["只减不增", "比上年双下降", "同比减少"])
def test_a_promise_of_less_than_the_year_before_needs_no_figure(word: str) -> None:
    found = read_planted(f"生产安全事故死亡人数{word}。", Role.COMMITMENT)[2]
    assert [(t.comparator, t.value) for t in found.targets] == [("lower", None)]
