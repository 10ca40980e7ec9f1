"""Numbered lists with labelled fields, and with units in brackets."""

from __future__ import annotations

import pytest

from documents.reading import Layout, Role
from tests.documents.layout_of import read, units


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
