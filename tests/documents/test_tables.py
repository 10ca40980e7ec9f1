"""Real tables: tasks and projects in cells."""

from __future__ import annotations

from documents.reading import Layout, Place, Role
from tests.documents.layout_of import passages, read, units


def _table(*rows: str) -> str:
    body = "".join(
        "<tr>" + "".join(cell if cell.startswith("<t") else f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>"
        for row in rows
    )
    return f"<html><body><table>{body}</table></body></html>"


def test_spanned_rows_belong_to_one_task() -> None:
    found = read(
        _table(
            "序号|工作任务|责任单位|完成情况",
            "<td rowspan=2>1</td>|<td rowspan=2>增收节支。</td>|市财政局|增收1亿元。",
            "市税务局|减税2亿元。",
            "2|修桥3座。|市交通局|修好3座。",
        )
    )
    assert units(found) == [["市财政局", "市税务局"], ["市交通局"]]
    assert [task.report for task in found.tasks] == ["增收1亿元。\n减税2亿元。", "修好3座。"]
    assert found.tasks[1].parts[0].place == Place(table=1, row=4, column=2)


def test_title_rows_repeated_headers_and_category_columns() -> None:
    found = read(
        _table(
            "类别|序号|任务内容|牵头单位|配合单位|进展情况",
            "<td rowspan=2>工业</td>|1|建厂1座。|市工信局|市财政局|建成。",
            "2|技改5项。|市工信局||完成4项。",
            "类别|序号|任务内容|牵头单位|配合单位|进展情况",
            "农业|3|种粮10万亩。|市农业农村局||种了。",
            "<td colspan=6>附：其他工作</td>",
            "|4|办展会1次。|市商务局||办了。",
        )
    )
    assert [task.section for task in found.tasks] == ["工业", "工业", "农业", "附：其他工作"]
    assert units(found, Role.CO_UNIT) == [["市财政局"], [], [], []]


def test_projects_carry_name_and_unit_to_bare_numbers() -> None:
    found = read(
        "<html><body><p>单位：万元</p>"
        + _table(
            "序号|项目名称|计量单位|年度目标|实际完成|完成率|到位资金(万元)",
            "1|修建厕所|座|120|126|105%|88.5",
            "2|修水渠|公里|30|12|40|17",
        )
        + "</body></html>"
    )
    assert found.layout is Layout.PROJECT_TABLE
    hints = [
        (found.text[p.span.start : p.span.end], p.role, p.subject_hint, p.unit_hint)
        for p in found.passages
        if p.subject_hint
    ]
    assert hints[:4] == [
        ("120", Role.COMMITMENT, "修建厕所", "座"),
        ("126", Role.REPORT, "修建厕所", "座"),
        ("105%", Role.REPORT, "修建厕所完成率", "%"),
        ("88.5", Role.REPORT, "修建厕所到位资金", "万元"),
    ]
    assert hints[6][2:] == ("修水渠完成率", "%")


def test_a_table_without_header_is_told_by_its_cells() -> None:
    found = read(
        _table(
            "1|全市种树十万棵以上。|市林业局|全年种树12万棵。",
            "2|新建公园三座并开放。|市园林局、市财政局|三座公园都已开放。",
        )
    )
    assert [task.task_no for task in found.tasks] == [1, 2]
    assert units(found) == [["市林业局"], ["市园林局", "市财政局"]]
    assert found.tasks[0].commitment == "全市种树十万棵以上。"


def test_a_breakdown_has_promises_only() -> None:
    found = read(
        _table(
            "序号|目标与任务|牵头单位|责任单位", "1|种树5万棵。|市林业局|市财政局", "2|修路9公里。|市交通局|各县区政府"
        )
    )
    assert found.layout is Layout.BREAKDOWN
    assert passages(found, Role.REPORT) == []
    assert found.problems == ()


def test_pipes_in_plain_text() -> None:
    head = "# 东山市工作\n\n| 编号 | 责任单位 | 事项 | 完成情况 |\n|---|:--:|---|---|\n"
    text = head + "| 1 | 市林业局 | 种树5万棵。 | 种了6万棵。 |\n| 2 | 市水利局 | 修渠。 | |\n"
    found = read(text)
    assert [(task.commitment, task.report) for task in found.tasks] == [("种树5万棵。", "种了6万棵。"), ("修渠。", "")]
    report = next(p for p in found.tasks[0].parts if p.role is Role.REPORT)
    assert report.span.start == text.index("种了6万棵")
