"""Tables of statistics: each bare number with its subject and unit."""

from __future__ import annotations

from documents.reading import Layout
from tests.documents.layout_of import read


def _hints(page: str) -> list[tuple[str, str | None, str | None]]:
    found = read(page)
    return [
        (found.text[p.span.start : p.span.end], p.subject_hint, p.unit_hint) for p in found.passages if p.subject_hint
    ]


PAGE = (
    "<html><body><p>全年工农业生产平稳增长，主要产品产量见下表。</p><table>"
    "<tr><td>产品</td><td>单位</td><td>产量</td><td>比上年增长（%）</td></tr>"
    "<tr><td>棉花</td><td>万吨</td><td>3.9</td><td>-11.4</td></tr><tr><td>其中：长绒棉</td><td>吨</td><td>1,250</td><td>2.0</td></tr>"
    "</table></body></html>"
)
YEARS = (
    "<html><body><table><tr><td>指标</td><td>2024年</td><td>2023年</td></tr>"
    "<tr><td>发电量(亿千瓦时)</td><td>26</td><td>25</td></tr></table></body></html>"
)


def test_row_column_and_unit_make_the_hint() -> None:
    assert _hints(PAGE) == [
        ("3.9", "棉花产量", "万吨"),
        ("-11.4", "棉花产量比上年增长", "%"),
        ("1,250", "长绒棉产量", "吨"),
        ("2.0", "长绒棉产量比上年增长", "%"),
    ]
    assert read(PAGE).layout is Layout.NARRATIVE


def test_an_earlier_year_is_named() -> None:
    assert _hints(YEARS) == [("26", "发电量", "亿千瓦时"), ("25", "2023年发电量", "亿千瓦时")]


def test_a_flattened_table_may_have_a_column_of_units() -> None:
    lines = "表1 主要产品产量|产品|计量单位|产量|比上年增减（％）|棉花|万吨|3.9|-11.4|茶叶|吨|1250|2.0|蚕茧|吨|88|0.5|二、工业"
    assert _hints(lines.replace("|", "\n")) == [
        ("3.9", "棉花产量", "万吨"),
        ("-11.4", "棉花产量比上年增长", "%"),
        ("1250", "茶叶产量", "吨"),
        ("2.0", "茶叶产量比上年增长", "%"),
        ("88", "蚕茧产量", "吨"),
        ("0.5", "蚕茧产量比上年增长", "%"),
    ]
