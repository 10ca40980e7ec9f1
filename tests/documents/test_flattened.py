"""Task tables flattened to one cell a line."""

from __future__ import annotations

import pytest

from documents.errors import NoTasks
from documents.reading import KnownFacts, Layout, Role, Severity
from tests.documents.layout_of import passages, promised, read, units

HEAD = "联系我们:010-1234\n\n东山市2023年重点工作完成情况\n\n首页 > 公开\n\n序号\n\n工作任务\n\n牵头责任单位\n\n完成情况\n\n"


def _rows(*rows: str) -> str:
    return HEAD + "\n\n".join("\n\n".join(row.split("/")) for row in rows) + "\n"


def test_rows_units_and_reports() -> None:
    found = read(
        _rows(
            "1/修路10公里。/市交通局/修路12公里。",
            "2/种树5万棵。/市林业局市水利局/“东方药谷”/领导小组/种树6万棵。/另种花3万株。",
            "3/建桥2座。/市交通局/已建成1座。/市住建局/另1座开工。",
        )
    )
    assert found.layout is Layout.TASK_TABLE
    assert [task.task_no for task in found.tasks] == [1, 2, 3]
    assert units(found) == [["市交通局"], ["市林业局", "市水利局", "“东方药谷”领导小组"], ["市交通局", "市住建局"]]
    assert [task.report for task in found.tasks] == [
        "修路12公里。",
        "种树6万棵。\n另种花3万株。",
        "已建成1座。\n另1座开工。",
    ]
    assert passages(found, Role.COMMITMENT) == ["修路10公里。", "种树5万棵。", "建桥2座。"]
    assert found.problems == ()


def test_the_parts_stand_where_they_are_printed() -> None:
    text = _rows("1/修路10公里。/市交通局/修路12公里。")
    part = next(part for part in read(text).tasks[0].parts if part.role is Role.REPORT)
    assert part.span.start == text.index("修路12")
    assert text[part.span.start : part.span.end] == "修路12公里。"


def test_numbers_with_spaces_between_their_digits() -> None:
    rows = [f"{' '.join(str(number))}/第{number}件事办好。/市财政局/办好了{number}件。" for number in range(1, 102)]
    assert [task.task_no for task in read(_rows(*rows)).tasks] == list(range(1, 102))


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("序号/牵头单位/重点任务/进展情况", "{}/市水利局/修渠{}公里。/修好{}公里。"),
        ("编号/任务/进展情况/责任单位", "{}/修渠{}公里。/修好{}公里。/市水利局"),
        ("序号/目标与任务/牵头单位/责任单位/完成情况/状态", "{}/修渠{}公里。/市水利局/市财政局/修好{}公里。/已完成"),
    ],
)
def test_any_order_of_columns(header: str, row: str) -> None:
    rows = [row.format(number, number * 3, number * 4) for number in range(1, 5)]
    found = read("\n".join(header.split("/")) + "\n" + "\n".join("\n".join(r.split("/")) for r in rows) + "\n")
    assert [task.commitment for task in found.tasks] == [f"修渠{n * 3}公里。" for n in range(1, 5)]
    assert [task.report for task in found.tasks] == [f"修好{n * 4}公里。" for n in range(1, 5)]
    assert units(found) == [["市水利局"]] * 4


def test_section_titles_and_a_numbering_that_begins_anew() -> None:
    found = read(
        _rows(
            "一、工业",
            "1/甲事办好。/市财政局/办好。",
            "2/乙事办好。/市财政局/办好。",
            "二、农业",
            "1/丙事办好。/市财政局/办好。",
        )
    )
    assert [(task.task_no, task.section) for task in found.tasks] == [(1, "一、工业"), (2, "一、工业"), (1, "二、农业")]
    assert [section.section_no for section in found.sections] == ["1", "2"]
    assert [p.code for p in found.problems] == []


def test_a_missing_number_is_critical_unless_the_publisher_left_it_out() -> None:
    text = _rows("1/甲事办好。/市财政局/办好。", "3/丙事办好。/市财政局/办好。")
    problem = read(text).problems[0]
    assert (problem.severity, problem.code) == (Severity.CRITICAL, "task_missing")
    assert problem.line == text[: text.index("\n3\n")].count("\n") + 2
    assert f"line {problem.line}" in problem.message
    assert read(text, KnownFacts("test", known_gaps=(2,))).problems == ()


def test_a_number_twice_is_critical() -> None:
    found = read(_rows("1/甲事办好。/市财政局/办好。", "2/乙事办好。/市财政局/办好。", "2/丙事办好。/市财政局/办好。"))
    assert [(p.code, p.severity) for p in found.problems] == [("task_twice", Severity.CRITICAL)]
    assert "task 2 stands twice" in found.problems[0].message


def test_an_empty_report_is_told() -> None:
    found = read(_rows("1/甲事办好。/市财政局/办好。", "2/乙事办好。/市财政局"))
    assert [(p.code, p.severity) for p in found.problems] == [("empty_report", Severity.INFO)]


def test_the_foot_of_the_page_is_no_report() -> None:
    found = read(_rows("1/甲事办好。/市财政局/办好。") + "\n上一篇：别的\n版权所有：东山市人民政府\n")
    assert found.tasks[0].report == "办好。"
    assert [p.role for p in found.passages] == [Role.NUMBER, Role.COMMITMENT, Role.REPORT]


def test_furniture_alone_has_nothing_to_read() -> None:
    with pytest.raises(NoTasks):
        read("logo\n首页 > 公开\n版权所有：东山市\n")


def test_a_table_whose_header_is_lost() -> None:
    text = _rows(*(f"{n}/修渠{n}公里，种树{n}棵。/市水利局/市林业局/修好{n}公里，种好{n}棵。" for n in range(1, 6)))
    found = read(text[text.index("\n1\n") :])
    assert [task.task_no for task in found.tasks] == [1, 2, 3, 4, 5]
    assert units(found) == [["市水利局", "市林业局"]] * 5
    assert found.tasks[4].report == "修好5公里，种好5棵。"


def test_a_column_of_problems_and_plans_is_told_apart() -> None:
    rows = ["序号", "工作任务", "责任单位", "完成情况", "存在问题及下一步打算"]
    rows += ["1", "修桥3座。", "市交通局", "修好1座。", "受汛期影响停工9天。下一步，12月底前修好2座。"]
    rows += ["2", "建校2所。", "市教育局", "建成1所。", "学位缺口仍有300个，争取年底前再建1所。"]
    found = read("\n".join(rows))
    assert promised(found) == [
        "修桥3座。",
        "下一步，12月底前修好2座。",
        "建校2所。",
        "争取年底前再建1所。",
    ]


def test_bare_figures_of_a_performance_table_are_no_numbers_of_rows() -> None:
    head = ["序号", "绩效指标", "年度目标值", "2021年实际值", "全年完成值", "完成率", "得分", "责任科室"]
    rows = ["1", "修渠长度（公里）", "30", "28", "33", "110", "5", "农水科"]
    rows += ["2", "新建泵站（座）", "3", "2", "2", "66.7", "3", "农水科"]
    rows += ["3", "培训（人次）", "900", "870", "950", "105.6", "4", "人事科"]
    found = read("\n".join([*head, *rows]))
    assert [(task.task_no, task.commitment, task.report) for task in found.tasks] == [
        (1, "修渠长度（公里）\n30", "28\n33\n110"),
        (2, "新建泵站（座）\n3", "2\n2\n66.7"),
        (3, "培训（人次）\n900", "870\n950\n105.6"),
    ]
    assert [(p.subject_hint, p.unit_hint) for p in found.passages if p.subject_hint][:4] == [
        ("修渠长度（公里）", "公里"),
        ("2021年修渠长度（公里）", "公里"),
        ("修渠长度（公里）", "公里"),
        ("修渠长度（公里）完成率", "%"),
    ]
    assert passages(found, Role.STATUS) == ["5", "3", "4"]
    assert units(found) == [["农水科"], ["农水科"], ["人事科"]]
