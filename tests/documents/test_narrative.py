"""Running text: paragraphs, headings, sections; wrapped by hand or not."""

from __future__ import annotations

import textwrap

import pytest

from documents.reading import Layout, Role
from tests.documents.layout_of import passages, read

INTRO = "东山市依山傍水，常住人口120万人，辖两县三区，去年全市各项改革走在全省前列，成效明显。"
FIRST = (
    "种树是百年大计。东山市连续五年组织全民种树，先后种下各类树木300万棵，城市绿化率由32%提高到41%，群众出门就能见绿。"
)
SECOND = "修路先修桥。全市三年新建桥梁46座，改造危桥112座，山区群众出行时间平均缩短40分钟，农产品外运成本下降15%。"


def _wrapped(paragraph: str, width: int) -> list[str]:
    return textwrap.wrap(paragraph, width, break_long_words=True, break_on_hyphens=False)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_hard_wrapped_columns(gap: str) -> None:
    blocks = [
        gap.join(_wrapped(INTRO, 16)),
        "坚持全民种树\n让城市披上绿装",
        gap.join(_wrapped(FIRST, 16)),
        "坚持修路架桥\n打通最后一里",
        gap.join(_wrapped(SECOND, 16)),
    ]
    found = read("\n\n".join(blocks) + "\n\n（图文由市改革办提供）\n")
    assert found.layout is Layout.NARRATIVE
    assert [(s.section_no, s.heading) for s in found.sections] == [
        ("0", ""),
        ("1", "坚持全民种树让城市披上绿装"),
        ("2", "坚持修路架桥打通最后一里"),
    ]
    assert passages(found, Role.NARRATIVE) == [INTRO, FIRST, SECOND]
    assert [p.section_no for p in found.passages] == ["0", "1", "1", "2", "2"]


def test_whole_paragraphs_with_numbered_headings() -> None:
    found = read(f"东山市2023年工作报告\n{INTRO}\n一、绿化\n{FIRST}\n二、交通\n{SECOND}\n")
    assert [(s.section_no, s.heading) for s in found.sections] == [("0", ""), ("1", "一、绿化"), ("2", "二、交通")]
    assert passages(found, Role.NARRATIVE) == [INTRO, FIRST, SECOND]


def test_headings_of_the_format() -> None:
    found = read(
        f"<html><body><p>{INTRO}</p><h3>绿满东山</h3><p>{FIRST}</p><h3>路通东山</h3><p>{SECOND}</p></body></html>"
    )
    assert [s.heading for s in found.sections] == ["", "绿满东山", "路通东山"]


def test_section_spans_hold_their_paragraphs() -> None:
    found = read(f"{INTRO}\n一、绿化\n{FIRST}\n二、交通\n{SECOND}\n")
    spans = {s.section_no: s.span for s in found.sections}
    for passage in found.passages:
        span = spans[passage.section_no or ""]
        assert span.start <= passage.span.start
        assert passage.span.end <= span.end


def test_a_passage_of_wrapped_lines_covers_its_line_ends() -> None:
    text = "\n".join(_wrapped(FIRST, 14) + _wrapped(SECOND, 14)) + "\n"
    found = read(text)
    start = text.index("种树是")
    assert any(p.span.start == start and "\n" in text[p.span.start : p.span.end] for p in found.passages)


def test_a_numbered_heading_stands_behind_a_byline() -> None:
    found = read(
        "青山县政府工作报告\n——2024年1月9日在青山县第十届人民代表大会第三次会议上\n青山县县长　王某\n一、工作回顾\n"
        "全年新建学校3所，改造道路20公里，群众得到更多方便。\n二、工作安排\n计划新建学校2所，改造道路15公里，继续改善条件。\n"
    )
    assert [section.heading for section in found.sections if section.section_no != "0"] == [
        "一、工作回顾",
        "二、工作安排",
    ]


def test_a_numbered_line_before_a_table_is_its_heading() -> None:
    table = "<table><tr><td>指标</td><td>单位</td><td>数值</td></tr><tr><td>粮食产量</td><td>万吨</td><td>32.5</td></tr></table>"
    found = read(
        "<html><body><p>一、总体情况</p><p>全年各项工作平稳推进，主要数据列表说明如下。</p>"
        f"<p>二、主要数据</p>{table}<p>三、存在问题</p><p>人手不足，设备老旧，需要继续投入和改善条件。</p></body></html>"
    )
    assert [section.heading for section in found.sections if section.section_no != "0"] == [
        "一、总体情况",
        "二、主要数据",
        "三、存在问题",
    ]
