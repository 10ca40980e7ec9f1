"""Real tables: tasks and projects in cells."""

from __future__ import annotations

import pytest

from documents.layouts import columns
from documents.layouts.words import ColumnRole
from documents.reading import Layout, Passage, Place, Role, Structure
from tests.documents.layout_of import passages, promised, read, units


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


def test_names_of_columns_that_nobody_knows_are_told_by_their_cells() -> None:
    found = read(
        _table(
            "编号|<td rowspan=2>做什么</td>|<td rowspan=2>计划数（个）</td>|<td colspan=2>截至9月30日</td>|<td rowspan=2>谁来做</td>",
            "|完成数（个）|完成率（%）",
            "1|新建社区书屋|20|15|75|市文旅局",
            "2|改造农贸市场|8|9|112.5|市商务局",
        )
    )
    assert [task.task_no for task in found.tasks] == [1, 2]
    assert units(found) == [["市文旅局"], ["市商务局"]]
    assert [(p.subject_hint, p.unit_hint) for p in found.passages if p.subject_hint and p.role is Role.COMMITMENT] == [
        ("新建社区书屋", "个"),
        ("改造农贸市场", "个"),
    ]


PLAN = _table(
    "<td colspan=6>主要指标</td>",
    "序号|指标名称|单位|2020年|2025年|属性",
    "1|城镇化率|%|61.2|68|预期性",
    "2|森林蓄积量|万立方米|1300|1500|约束性",
)


def test_the_last_year_of_a_plan_is_promised() -> None:
    found = read(PLAN)
    assert passages(found, Role.COMMITMENT) == ["城镇化率", "%", "68", "森林蓄积量", "万立方米", "1500"]
    assert passages(found, Role.REPORT) == ["61.2", "1300"]


def test_years_without_the_marks_of_a_plan_are_figures() -> None:
    found = read(PLAN.replace("预期性", "甲").replace("约束性", "乙"))
    assert passages(found, Role.COMMITMENT) == ["城镇化率", "%", "森林蓄积量", "万立方米"]


def test_a_table_that_nobody_answers_for_is_part_of_the_narrative_around_it() -> None:
    table = _table("绩效指标|单位|年度目标值|实际完成值", "修建水渠|公里|≥12|13.5", "验收合格率|%|100|98")
    found = read(f"<html><body><p>资金全部用于项目，绩效目标完成情况见下表。</p>{table[12:]}")
    assert found.tasks == ()
    told = [(found.text[p.span.start : p.span.end], p.promises, p.unit_hint) for p in found.passages if p.unit_hint]
    assert told == [("≥12", True, "公里"), ("13.5", False, "公里"), ("100", True, "%"), ("98", False, "%")]


def test_columns_named_in_two_languages() -> None:
    table = (
        "| No. | 类别 Category | 指标 Indicator | 单位 Unit | 目标值 Target | 完成值 Actual | 完成率/Rate | 责任单位 Responsible unit |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
        "| 1 | 建设 Works | 修建水渠 Canals (new) | 公里 | ≥12 | 13.5 | 112.5% | 市水务局 |\n"
        "| 2 | 建设 Works | 植树 Trees planted | 万株 | 1,000 | 980 | 98% | 市林业局 |\n"
    )
    found = read(table)
    assert found.layout is Layout.PROJECT_TABLE
    assert units(found) == [["市水务局"], ["市林业局"]]
    assert [task.task_no for task in found.tasks] == [1, 2]
    hinted = [
        (found.text[p.span.start : p.span.end], p.subject_hint, p.unit_hint) for p in found.passages if p.unit_hint
    ]
    assert hinted == [
        ("≥12", "修建水渠", "公里"),
        ("13.5", "修建水渠", "公里"),
        ("112.5%", "修建水渠完成率", "%"),
        ("1,000", "植树", "万株"),
        ("980", "植树", "万株"),
        ("98%", "植树完成率", "%"),
    ]


def test_a_header_in_latin_letters_behind_nothing_stays_as_it_is() -> None:
    assert columns.in_chinese("R&D 投入") == "R&D投入"
    assert columns.in_chinese("PM2.5") == "PM2.5"
    assert columns.in_chinese("年均浓度（PM2.5）") == "年均浓度（PM2.5）"
    assert columns.in_chinese("完成率 Completion rate (%)") == "完成率"
    assert columns.role_of("备注 Remarks") is ColumnRole.REMARK


#: Nobody knows these names of columns: what stands in them tells.
STRANGE = (
    "第几笔|哪件事|要见到什么|见到了什么|谁来扛",
    "第1笔|河岸整治|整治河岸12公里，新建步道8公里|整治河岸13公里，步道建成6公里|市水务局",
    "第2笔|果园改造|改造果园3万亩，培训果农200人|改造果园2.8万亩，培训果农260人|市林业局",
    "第3笔|校舍加固|加固校舍15栋，新增座位900个|加固校舍15栋，新增座位850个|市教育局",
)


def test_names_of_rows_before_what_is_promised_are_part_of_the_promise() -> None:
    found = read(_table(*STRANGE))
    assert [task.commitment.split("\n")[0] for task in found.tasks] == ["河岸整治", "果园改造", "校舍加固"]
    assert [task.task_no for task in found.tasks] == [1, 2, 3]


def test_ordinals_and_categories_before_what_is_promised_are_not() -> None:
    rows = [row.replace("第2笔|果园改造", "第2笔|河岸整治") for row in STRANGE]
    assert [task.commitment[:2] for task in read(_table(*rows)).tasks] == ["整治", "改造", "加固"]
    ordinals = [row.split("|", 1)[1] for row in STRANGE]
    for name, ordinal in (("河岸整治", "第一件"), ("果园改造", "第二件"), ("校舍加固", "第三件")):
        ordinals = [row.replace(name, ordinal) for row in ordinals]
    assert [task.commitment[:2] for task in read(_table(*ordinals)).tasks] == ["整治", "改造", "加固"]


def test_a_column_of_next_steps_is_promised() -> None:
    found = read(
        _table(
            "序号|工作任务|责任单位|完成情况|下一步打算",
            "1|修桥3座。|市交通局|修好2座。|6月底前再修1座。",
            "2|修渠5公里。|市水务局|修好5公里。|无",
        )
    )
    assert passages(found, Role.COMMITMENT) == ["修桥3座。", "6月底前再修1座。", "修渠5公里。", "无"]
    assert passages(found, Role.REPORT) == ["修好2座。", "修好5公里。"]


def test_the_number_of_a_row_is_a_passage_of_its_own() -> None:
    found = read(_table("序号|工作任务|责任单位", "1|修桥3座。|市交通局", "|修渠5公里。|市水务局"))
    assert passages(found, Role.NUMBER) == ["1"]
    assert [task.task_no for task in found.tasks] == [1, 2]


def test_results_of_the_year_before_stand_beside_those_of_the_year() -> None:
    found = read(
        "<html><body><p>填报单位：某市水利局</p>"
        + _table(
            "序号|指标类别|绩效指标|年度目标值|2021年实际值|全年完成值|完成率（%）|得分|偏差原因及说明|责任科室",
            "1|数量指标|修渠长度|不少于30公里|28公里|33公里|110|5|抢工期12天。|农水科",
            "2|数量指标|利用系数|不低于0.58|0.57|0.59|101.7|4.5|—|农水科",
        )
        + "</body></html>"
    )
    assert found.layout is Layout.PROJECT_TABLE
    hints = [(_words(found, p), p.subject_hint, p.unit_hint) for p in found.passages if p.subject_hint]
    assert hints == [
        ("不少于30公里", "修渠长度", None),
        ("28公里", "2021年修渠长度", None),
        ("33公里", "修渠长度", None),
        ("110", "修渠长度完成率", "%"),
        ("不低于0.58", "利用系数", None),
        ("0.57", "2021年利用系数", None),
        ("0.59", "利用系数", None),
        ("101.7", "利用系数完成率", "%"),
    ]
    assert [task.report for task in found.tasks] == ["28公里\n33公里\n110\n抢工期12天。", "0.57\n0.59\n101.7\n—"]
    assert passages(found, Role.STATUS) == ["5", "4.5"]
    assert [section.heading for section in found.sections] == ["数量指标"]
    assert units(found) == [["农水科"], ["农水科"]]


def test_a_form_of_several_parts_has_a_header_within() -> None:
    found = read(
        _table(
            "年度总体目标|<td colspan=3>预期目标</td>|<td colspan=3>实际完成情况</td>",
            "|<td colspan=3>新建泵站3座。</td>|<td colspan=3>建成泵站2座。</td>",
            "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
            "<td rowspan=2>产出指标</td>|数量指标|新建泵站|≥3座|2座|10|6.7",
            "质量指标|验收合格率|100%|98%|10|9.8",
        )
    )
    assert [(task.commitment, task.report) for task in found.tasks] == [
        ("新建泵站3座。", "建成泵站2座。"),
        ("新建泵站\n≥3座", "2座"),
        ("验收合格率\n100%", "98%"),
    ]
    assert passages(found, Role.STATUS) == ["10", "6.7", "10", "9.8"]


def test_growth_beside_goal_and_result_and_plans_for_the_next_half() -> None:
    found = read(
        _table(
            "序号|考核指标|年度目标|1-6月实际完成|同比增长（%）|时序进度|下半年工作安排",
            "1|技改投资|120亿元|52.3亿元|8.6|43.6%|新开工30个项目",
            "2|高标准农田|18万亩|9.6万亩|—|53.3%|12月底前完工",
        )
    )
    assert passages(found, Role.COMMITMENT)[1:3] == ["120亿元", "新开工30个项目"]
    assert [(p.subject_hint, p.unit_hint) for p in found.passages if p.role is Role.REPORT][1:3] == [
        ("技改投资同比增长", "%"),
        ("技改投资时序进度", "%"),
    ]


def test_the_latest_of_several_years_is_the_one_reported() -> None:
    found = read(
        _table(
            "序号|指标名称|目标值|2021年完成值|2022年完成值|上年同期",
            "1|粮食产量|52万吨|50万吨|53万吨|49万吨",
            "2|生猪出栏|30万头|28万头|31万头|27万头",
        )
    )
    assert [p.subject_hint for p in found.passages if p.role is Role.REPORT][:3] == [
        "2021年粮食产量",
        "粮食产量",
        "上年同期粮食产量",
    ]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("存在问题及下步打算", ColumnRole.OUTLOOK),
        ("未完成原因和整改措施", ColumnRole.OUTLOOK),
        ("进展情况及下一步计划", ColumnRole.OUTLOOK),
        ("存在问题", ColumnRole.REMARK),
        ("下一步打算", ColumnRole.NEXT),
        ("是否达序时进度", ColumnRole.STATUS),
        ("上半年完成值", ColumnRole.PROGRESS),
        ("1-9月完成情况", ColumnRole.REPORT),
        ("截至6月底完成投资", ColumnRole.PROGRESS),
        ("自评得分", ColumnRole.SCORE),
        ("上年实际", ColumnRole.FIGURE),
        ("偏差原因及说明", ColumnRole.REMARK),
        ("全年目标", ColumnRole.TARGET),
        ("责任科室", ColumnRole.UNIT),
    ],
)
def test_names_of_columns(name: str, role: ColumnRole) -> None:
    assert columns.role_of(name) is role


def test_a_cell_of_problems_and_plans_is_told_apart() -> None:
    found = read(
        _table(
            "序号|年度目标|上半年完成情况|责任单位|存在问题及下步打算",
            "1|修路30公里。|修好12公里。|市交通局|受降雨影响停工9天，7月起每月修4公里，资金缺口2000万元。下半年铺油18公里，11月完工。",
            "2|建校2所。|建成1所。|市教育局|“拟关停”校点仍有6个。下一步，新建1所。缺口500个学位。",
        )
    )
    assert promised(found) == [
        "修路30公里。",
        "7月起每月修4公里，",
        "下半年铺油18公里，11月完工。",
        "建校2所。",
        "下一步，新建1所。缺口500个学位。",
    ]
    assert [_words(found, p) for p in found.passages if p.role is Role.REPORT and not p.promises] == [
        "修好12公里。",
        "受降雨影响停工9天，",
        "资金缺口2000万元。",
        "建成1所。",
        "“拟关停”校点仍有6个。",
    ]
    assert [task.commitment for task in found.tasks] == ["修路30公里。", "建校2所。"]


def test_a_rate_for_each_promise_of_a_row() -> None:
    found = read(
        _table(
            "序号|年度目标|完成情况|完成率|责任单位",
            "1|修路1,200公里，其中硬化300公里|修好660公里。|55%；40.2%|市交通局",
            "2|建校2所，增学位900个|建成1所。|50%|市教育局",
        )
    )
    rates = [(p.subject_hint, p.unit_hint) for p in found.passages if p.subject_hint]
    assert rates == [("修路完成率", "%"), ("硬化完成率", "%"), ("建校2所，增学位900个完成率", "%")]


def _words(found: Structure, passage: Passage) -> str:
    return found.text[passage.span.start : passage.span.end]
