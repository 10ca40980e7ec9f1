"""Numbered items that promise and then report, without labels: circulars on what lags, reviews of a year's goals."""

from __future__ import annotations

import pytest

from documents.reading import Layout, Role, Structure
from tests.documents.layout_of import passages, promised, read, units

_PROMISES = ("5月底前建成水厂1座。", "全年计划改造管网40公里。", "年内种树6000亩。", "2022年9月前修路12公里。")
_REPORTS = (
    "土建完成71%，设备尚未到场。",
    "已改造17公里，完成率42.5%。",
    "种树2310亩。截至目前缺口较大。",
    "仅修好3公里。",
)
_OFFICES = ("市水利局", "市住建局、市城管局", "市林业局", "市交通局")


def _lines(*items: str) -> str:
    numbered = (f"{number}.{item}" for number, item in enumerate(items, 1))
    return "关于部分任务进展滞后的通报\n一、滞后事项\n" + "\n".join(numbered)


def _each(pattern: str) -> str:
    return _lines(*(pattern.format(p, r, u) for p, r, u in zip(_PROMISES, _REPORTS, _OFFICES, strict=True)))


@pytest.mark.parametrize(
    "pattern",
    [
        "{0}（责任单位：{2}）\n{1}",
        "{0}（{2}）\n{1}",
        "{0}（责任单位：{2}）{1}",
        "{0}{1}（责任单位：{2}）",
        "{0}\n{1}（责任单位：{2}）",
        "{0}{1}责任单位：{2}。",
        "{0}责任单位：{2}。\n完成情况：{1}",
        "{0}完成情况：{1}\n责任单位：{2}",
    ],
)
def test_units_stand_where_the_writer_likes(pattern: str) -> None:
    found = read(_each(pattern))
    assert [task.commitment for task in found.tasks] == list(_PROMISES)
    assert ["".join(task.report.split()) for task in found.tasks] == list(_REPORTS)
    assert units(found) == [["市水利局"], ["市住建局", "市城管局"], ["市林业局"], ["市交通局"]]
    assert [section.heading for section in found.sections] == ["一、滞后事项"]
    assert found.layout is Layout.TASK_LIST


def test_what_a_circular_demands_is_promised_and_its_closing_words_belong_to_no_item() -> None:
    text = _each("{0}（责任单位：{2}）\n{1}\n整改要求：12月底前补齐5处。").replace("\n4.", "\n二、其他\n4.")
    found = read(text + "\n以上单位须于11月8日前书面报告原因，市政府督查室将适时组织抽查。")
    assert len(found.tasks) == 4
    assert [section.heading for section in found.sections] == ["一、滞后事项", "二、其他"]
    assert promised(found)[1::2] == ["12月底前补齐5处。"] * 4
    assert found.tasks[3].report == f"{_REPORTS[3]}\n12月底前补齐5处。"
    assert passages(found, Role.NARRATIVE)[-1].startswith("以上单位")


def test_items_numbered_like_headings_and_headings_of_two_levels() -> None:
    text = _each("{0}（责任单位：{2}）\n{1}")
    for number, sign in enumerate("一二三四", 1):
        text = text.replace(f"\n{number}.", f"\n（{sign}）")
    found = read(text)
    assert [(task.task_no, task.commitment) for task in found.tasks] == [*enumerate(_PROMISES, 1)]
    deeper = read(_each("{0}（责任单位：{2}）\n{1}").replace("\n3.", "\n二、其他\n（一）农林类\n3."))
    assert [section.heading for section in deeper.sections] == ["一、滞后事项", "二、其他", "（一）农林类"]
    assert [task.section for task in deeper.tasks] == ["一、滞后事项"] * 2 + ["（一）农林类"] * 2


def test_items_of_a_circular_that_are_headed_like_sections_are_such() -> None:
    names = ("工业增加值", "利用外资", "充电设施", "棚户区改造", "学校建设")
    items = (
        f"{n}.{name}。全年目标增长{n}%，上半年增长0.{n}%。（责任单位：市发改委）" for n, name in enumerate(names, 1)
    )
    assert not read("上半年重点任务推进情况的通报\n" + "\n".join(items)).tasks


def test_parts_of_a_narrative_are_no_items_though_each_tells_a_goal() -> None:
    parts = ("外贸进出口", "消费品零售", "技术合同", "招商引资", "专项债券")
    lines = (
        f"（{sign}）{name}。全年计划增长7%，上半年增长3.9%。" for sign, name in zip("一二三四五", parts, strict=True)
    )
    assert not read("上半年情况通报\n" + "\n".join(lines)).tasks


def test_goals_and_results_in_one_paragraph() -> None:
    found = read(
        "某市2023年主要预期目标执行情况\n"
        "1．粮食产量，预期稳定在50万吨以上。全年产量51.2万吨，与上年持平。\n"
        "2．城镇新增就业预期3万人，实际完成3.1万人。\n"
        "3．外贸进出口。目标增长5%。由于订单外移，下降2.7%，未完成预期。\n"
        "4．居民收入增长与经济增长同步。人均可支配收入3.2万元，比上年增长6%。\n"
        "5．能耗强度，要求下降2.5%。初步核算下降1.1%。\n"
    )
    assert [(task.commitment, task.report) for task in found.tasks] == [
        ("粮食产量，预期稳定在50万吨以上。", "全年产量51.2万吨，与上年持平。"),
        ("城镇新增就业预期3万人，", "实际完成3.1万人。"),
        ("外贸进出口。目标增长5%。", "由于订单外移，下降2.7%，未完成预期。"),
        ("居民收入增长与经济增长同步。", "人均可支配收入3.2万元，比上年增长6%。"),
        ("能耗强度，要求下降2.5%。", "初步核算下降1.1%。"),
    ]


def test_an_item_may_open_with_what_it_is_about() -> None:
    found = read(
        "某市2023年主要预期目标完成情况\n"
        "1.经济增长目标完成情况。年初确定的目标是增长6%左右，全年实际增长5.4%。\n"
        "2.就业目标完成情况。目标是城镇新增就业5万人，全年完成5.36万人。\n"
        "3.物价控制情况。居民消费价格涨幅控制在3%左右，全年上涨0.3%。\n"
        "4.节能减排情况。单位GDP能耗要求下降2.8%，初步核算下降0.7%。\n"
    )
    assert [task.report for task in found.tasks] == [
        "全年实际增长5.4%。",
        "全年完成5.36万人。",
        "全年上涨0.3%。",
        "初步核算下降0.7%。",
    ]
    assert {p.subject_hint for p in found.passages if p.role is Role.REPORT} == {None}


def test_what_an_item_names_first_its_promise_and_report_are_about() -> None:
    found = read(
        "1.粮食产量，预期稳定在50万吨以上。执行结果为51.2万吨。\n2.外贸进出口。目标增长5%。实际下降2.7%。\n"
        "3.计划改造管网40公里，新增泵站2座。已改造17公里。\n4.能耗强度，要求下降2.5%。初步核算下降1.1%。\n"
    )
    hints = [p.subject_hint for p in found.passages if p.role in (Role.COMMITMENT, Role.REPORT)]
    assert hints == ["粮食产量", "粮食产量", "外贸进出口", "外贸进出口", None, None, "能耗强度", "能耗强度"]


def test_a_title_may_say_that_a_line_for_each_promise_is_answered_by_the_line_below() -> None:
    items = (
        "1.新建幼儿园3所。\n已建成2所，另1所主体封顶。\n2.新增学位900个。\n新增学位960个。\n"
        "3.建设养老服务站12个。\n建成11个。\n4.改造适老化家庭300户。\n全部完成。\n"
    )
    found = read("某区2023年民生实事完成情况\n" + items)
    assert [(task.commitment, task.report) for task in found.tasks][1:3] == [
        ("新增学位900个。", "新增学位960个。"),
        ("建设养老服务站12个。", "建成11个。"),
    ]
    assert not read("某区教育和养老服务巡礼\n" + items).tasks


def test_how_a_thing_stands_may_be_printed_between_promise_and_report() -> None:
    found = read(
        "1.改造小区40个。【已完成】改造小区43个。\n2.新建公园20个。【已完成】建成22个。\n"
        "3.新增学位3000个。【已完成】新增3200个。\n4.建设充电桩500个。【正在推进】建成430个。\n"
    )
    assert [(task.commitment, task.stated_status, task.report) for task in found.tasks][2:] == [
        ("新增学位3000个。", "已完成", "新增3200个。"),
        ("建设充电桩500个。", "正在推进", "建成430个。"),
    ]


def test_a_clause_of_the_time_reported_answers_the_goal_before_it() -> None:
    found = read(
        "1.招商引资：年度目标签约40个，上半年签约23个。\n2.工业技改：年度目标投资30亿元，1-6月完成16.2亿元。\n"
        "3.城市更新：年度目标改造12个，二季度末完工2个。\n4.就业：年度目标新增1.1万人，上半年新增6100人。\n"
    )
    assert [task.report for task in found.tasks] == [
        "上半年签约23个。",
        "1-6月完成16.2亿元。",
        "二季度末完工2个。",
        "上半年新增6100人。",
    ]


def test_wrapped_lines_of_an_item_belong_together() -> None:
    rows = [
        "1．粮食产量，预期稳定在50万吨以上，播种面积",
        "不低于90万亩。全年产量51.2万吨，播种面积88",
        "万亩，比上年减少1万亩。",
        "2．城镇新增就业要求达到3万人，城镇调查失业",
        "率控制在5.5%以内。全年新增就业2.9万人，调查",
        "失业率5.2%，青年就业压力仍然比较大。",
        "3．空气优良天数，要求不少于300天，重污染天数",
        "不超过3天。全年优良295天，重污染天数4天。",
        "4．外贸进出口，预期增长5%，其中出口增长7%。",
        "全年进出口下降2.7%，出口下降4.1%，未完成。",
    ]
    found = read("2023年目标执行情况\n" + "\n".join(rows) + "\n")
    assert len(found.tasks) == 4
    assert passages(found, Role.COMMITMENT)[1] == "城镇新增就业要求达到3万人，城镇调查失业率控制在5.5%以内。"
    assert passages(found, Role.REPORT)[0] == "全年产量51.2万吨，播种面积88万亩，比上年减少1万亩。"


def _unanswered(found: Structure) -> bool:
    return not any(task.report for task in found.tasks)


@pytest.mark.parametrize(
    "items",
    [
        # what is promised only, with a sentence that goes on with it
        ["稳住农业，计划种粮90万亩。新建高标准农田8万亩，力争总产量50万吨。"] * 6,
        # what came about only
        ["工业生产加快。规上工业增加值增长7.8%，比上年提高1.2个百分点。"] * 6,
        ["新增就业3.1万人，增长2%。全年发放贷款4亿元，带动创业900人。"] * 6,
        # too few to tell
        ["全年计划改造管网40公里。已改造17公里，完成率42.5%。"] * 3,
    ],
)
def test_items_that_do_not_promise_and_report_stay_prose(items: list[str]) -> None:
    assert _unanswered(read(_lines(*items)))
