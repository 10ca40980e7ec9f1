"""Numbered lists with labelled fields, and with units in brackets."""

from __future__ import annotations

import pytest

from documents.reading import Layout, Role
from tests.documents.layout_of import passages, promised, read, units


@pytest.mark.parametrize(
    ("progress", "lead", "co"),
    [
        ("进展情况", "牵头责任单位", "协同责任单位"),
        ("完成情况", "牵头单位", "配合单位"),
        ("推进情况", "主办单位", "协办单位"),
    ],
)
def test_labels_of_any_name(progress: str, lead: str, co: str) -> None:
    found = read(
        f"一、工业\n1.建厂3座。\n{progress}：建成2座，\n另1座在建。\n{lead}：市工信局\n{co}：市财政局、市住建局\n"
        f"2.技改5项。\n{progress}：完成5项。\n{lead}：市工信局；{co}：市科技局\n二、农业\n3.种粮10万亩。\n责任领导：王某\n{lead}：市农业农村局\n{progress}：种了11万亩。\n"
    )
    assert found.layout is Layout.TASK_LIST
    assert [(task.task_no, task.section) for task in found.tasks] == [(1, "一、工业"), (2, "一、工业"), (3, "二、农业")]
    assert [task.commitment for task in found.tasks] == ["建厂3座。", "技改5项。", "种粮10万亩。"]
    assert [task.report for task in found.tasks] == ["建成2座，\n另1座在建。", "完成5项。", "种了11万亩。"]
    assert units(found) == [["市工信局"], ["市工信局"], ["市农业农村局"]]
    assert units(found, Role.CO_UNIT) == [["市财政局", "市住建局"], ["市科技局"], []]


def test_numbers_inside_a_report_begin_no_task() -> None:
    found = read(
        "1.修路。\n进展情况：分三步：\n1.勘测；\n2.招标；\n3.开工。\n牵头单位：市交通局\n2.种树。\n进展情况：种了。\n牵头单位：市林业局\n"
    )
    assert [task.task_no for task in found.tasks] == [1, 2]
    assert found.tasks[0].report.count("\n") == 3


def test_units_in_brackets_behind_each_item() -> None:
    found = read(
        "一、工业\n1.建厂3座。（牵头单位：市工信局；责任单位：市财政局）\n2.技改5项。（市工信局牵头，市科技局、各县（市、区）政府配合）\n"
        "二、农业\n3.种粮10万亩。（责任单位：市农业农村局）\n"
    )
    assert found.layout is Layout.BREAKDOWN
    assert [task.commitment for task in found.tasks] == ["建厂3座。", "技改5项。", "种粮10万亩。"]
    assert units(found) == [["市工信局"], ["市工信局"], ["市农业农村局"]]
    assert units(found, Role.CO_UNIT) == [["市财政局"], ["市科技局", "各县（市、区）政府"], []]


def test_what_follows_the_list_is_not_its_last_report() -> None:
    found = read(
        "1.修路。\n进展情况：修好。\n牵头单位：市交通局\n2.种树。\n进展情况：种好。\n牵头单位：市林业局\n欢迎各界继续监督我们的工作。\n"
    )
    assert found.tasks[-1].report == "种好。"
    assert units(found)[-1] == ["市林业局"]


def test_results_with_a_unit_in_brackets_are_no_promises() -> None:
    found = read(
        "一、进度滞后的事项\n1.工业增长。全年目标7%，上半年同比增长2%。（责任单位：市工信局）\n2.引进外资。截至6月底完成1亿美元。（责任单位：市商务局）\n"
    )
    assert found.tasks == ()
    assert sum(p.role is Role.NARRATIVE for p in found.passages) == 2


def test_brackets_of_units_that_a_page_breaks_over_lines() -> None:
    found = read(
        "一、工业\n1.建厂3座，改造老厂\n房5处。（牵头单位：市工信局；责任单\n位：市财\n政局、各县（市、区）政府）\n2.技改5项。（\n牵头单位：市科技局）\n"
        "二、农业\n3.种粮10万亩，养牛\n2万头。（牵\n头单位：市农业农村局；责任单位：市水务局）\n注：每季度报一次。\n"
    )
    assert found.layout is Layout.BREAKDOWN
    assert ["".join(t.commitment.split()) for t in found.tasks] == [
        "建厂3座，改造老厂房5处。",
        "技改5项。",
        "种粮10万亩，养牛2万头。",
    ]
    assert [task.section for task in found.tasks] == ["一、工业", "一、工业", "二、农业"]
    assert units(found) == [["市工信局"], ["市科技局"], ["市农业农村局"]]
    assert units(found, Role.CO_UNIT) == [["市财政局", "各县（市、区）政府"], [], ["市水务局"]]


def test_a_bracket_that_names_no_units_stays_with_its_lines() -> None:
    text = "1.修路（含县道、\n乡道）20公里。（牵头单位：市交通局）\n2.植树（不含\n补植）5万亩。（牵头单位：市林业局）\n"
    assert ["".join(task.commitment.split()) for task in read(text).tasks] == [
        "修路（含县道、乡道）20公里。",
        "植树（不含补植）5万亩。",
    ]


def test_a_note_behind_the_last_brackets_is_no_part_of_the_task() -> None:
    found = read("1.修路20公里。（牵头单位：市交通局）\n2.植树5万亩。（牵头单位：市林业局）\n（此件公开发布）\n")
    assert found.tasks[-1].commitment == "植树5万亩。"


@pytest.mark.parametrize(
    ("note", "names"), [("（比例另行核定）", ["市林业局"]), ("（市绿化办）", ["市林业局（市绿化办）"])]
)
def test_a_line_in_brackets_below_the_units(note: str, names: list[str]) -> None:
    found = read(
        f"1.修路。\n进展情况：修好。\n责任单位：市交通局\n2.种树。\n进展情况：种好。\n责任单位：市林业局\n{note}\n"
    )
    assert units(found)[-1] == names


@pytest.mark.parametrize("label", ["下步打算", "下一步计划", "下一步工作安排"])
def test_what_is_meant_to_be_done_next_is_promised_not_reported(label: str) -> None:
    found = read(
        f"甲市2025年上半年重点工作推进情况\n一、建设\n【任务1】修路\n年度目标：修路20公里\n半年进展：修了9公里\n{label}：9月底前修到15公里\n牵头单位：市交通局\n"
        f"【任务2】种树\n年度目标：种树5万亩\n半年进展：种了2万亩\n{label}：秋季再种3万亩\n牵头单位：市林业局\n"
    )
    assert [task.commitment for task in found.tasks] == [
        "修路\n修路20公里\n9月底前修到15公里",
        "种树\n种树5万亩\n秋季再种3万亩",
    ]
    assert [task.report for task in found.tasks] == ["修了9公里", "种了2万亩"]


@pytest.mark.parametrize("number", ["{}.", "（{}）", "【任务{}】"])
def test_the_number_of_a_task_is_a_passage_of_its_own(number: str) -> None:
    found = read(
        "甲市2025年重点任务\n各部门：\n"
        f"{number.format(1)}修路20公里。（牵头单位：市交通局）\n{number.format(12)}植树5万亩。（牵头单位：市林业局）\n"
    )
    assert passages(found, Role.NUMBER) == [number.format(1), number.format(12)]
    assert [p.task_order for p in found.passages if p.role is Role.NUMBER] == [1, 2]


def test_a_figure_may_stand_right_behind_the_number_of_an_item() -> None:
    found = read(
        "1.5月底前修桥3座。（责任单位：市交通局）\n"
        "2.2022年内建校2所。（责任单位：市教育局）\n"
        "3.120个村改水。（责任单位：市水利局）\n"
        "4.安装12.5公里路灯。（责任单位：市城管局）\n"
    )
    assert [(task.task_no, task.commitment) for task in found.tasks] == [
        (1, "5月底前修桥3座。"),
        (2, "2022年内建校2所。"),
        (3, "120个村改水。"),
        (4, "安装12.5公里路灯。"),
    ]


def test_units_with_a_label_behind_the_promise_in_its_line() -> None:
    found = read(
        "1.修桥3座。责任单位：市交通局、市财政局。\n完成情况：修好2座。\n2.建校2所。责任单位：市教育局。\n完成情况：建成1所。\n"
    )
    assert [task.commitment for task in found.tasks] == ["修桥3座。", "建校2所。"]
    assert [task.report for task in found.tasks] == ["修好2座。", "建成1所。"]
    assert units(found) == [["市交通局", "市财政局"], ["市教育局"]]


def test_a_field_of_problems_and_plans_is_told_apart() -> None:
    found = read(
        "1.修桥3座。\n进展情况：修好1座。\n存在问题及下步打算：停工9天，资金缺口200万元。12月底前修好2座。\n责任单位：市交通局\n"
        "2.建校2所。\n进展情况：建成1所。\n存在问题及下步打算：下一步，再建1所。\n责任单位：市教育局\n"
    )
    assert promised(found) == ["修桥3座。", "12月底前修好2座。", "建校2所。", "下一步，再建1所。"]
    assert [task.commitment for task in found.tasks] == ["修桥3座。", "建校2所。"]
    reported = [p for p in found.passages if p.role is Role.REPORT and not p.promises]
    assert [found.text[p.span.start : p.span.end] for p in reported] == [
        "修好1座。",
        "停工9天，资金缺口200万元。",
        "建成1所。",
    ]
