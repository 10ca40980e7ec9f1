"""Organisations: told apart where they run together, put together where a line breaks them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.layouts.units import find, likeness


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("市水利局市林业局", ["市水利局", "市林业局"]),
        ("机场公司高新区管委会东山县政府", ["机场公司", "高新区管委会", "东山县政府"]),
        ("市委办公室市委统战部", ["市委办公室", "市委统战部"]),
        ("“东方药谷”\n领导小组", ["“东方药谷”领导小组"]),
        ("市人力资源和社会\n保障局", ["市人力资源和社会保障局"]),
        ("市 残 联", ["市残联"]),
        ("市水利局 市林业局\n团市委", ["市水利局", "市林业局", "团市委"]),
        ("市发展和改革委员会、各县（市、区）人民政府", ["市发展和改革委员会", "各县（市、区）人民政府"]),
        ("市公安局东山区分局", ["市公安局东山区分局"]),
        ("国家税务总局东山市税务局", ["国家税务总局东山市税务局"]),
        ("市水务局（市河长办）", ["市水务局（市河长办）"]),
        ("市林业局（牵头）、市财政局", ["市林业局", "市财政局"]),
        ("市教育局和市财政局按职责分工负责", ["市教育局", "市财政局"]),
        ("牵头单位：市林业局；配合单位：市财政局", ["市林业局", "市财政局"]),
        ("高新区市场监管局", ["高新区市场监管局"]),
        ("市市场监管局市财政局", ["市市场监管局", "市财政局"]),
        ("市委、市政府督查室", ["市委", "市政府督查室"]),
        ("", []),
    ],
)
def test_names(cell: str, names: list[str]) -> None:
    found = find(cell, [(0, len(cell))])
    assert [name for name, _, _ in found] == names
    for name, start, end in found:
        assert "".join(cell[start:end].split()).startswith(name[0])
        assert name in "".join(cell[start:end].split())


@pytest.mark.parametrize("line", ["市财政局", "市财政局、市水利局", "领导小组", "人行东山中支", "东山自贸区"])
def test_a_cell_of_units_is_recognised(line: str) -> None:
    assert likeness(line) == 1.0


@pytest.mark.parametrize("line", ["全市新增就业3万人。", "已完成。", "市财政局拨付资金2亿元,用于修路。", "增长5%", ""])
def test_a_sentence_is_no_unit(line: str) -> None:
    assert likeness(line) == 0.0


@given(st.text(alphabet="市县区局委会政府管公司、，（）() \n“”甲乙和", max_size=60))
def test_every_span_holds_its_name(cell: str) -> None:
    last = 0
    for name, start, end in find(cell, [(0, len(cell))]):
        assert last <= start < end <= len(cell)
        assert "".join(cell[start:end].split()) == name
        last = end


def test_a_name_never_runs_over_other_words() -> None:
    text = "市发展和\n时限：年底\n改革委员会"
    found = find(text, [(0, 4), (11, 16)])
    assert all("时限" not in text[start:end] for _, start, end in found)
    assert [name for name, _, _ in find("市发展和\n改革委员会", [(0, 4), (5, 10)])] == ["市发展和改革委员会"]


def test_a_bracket_that_never_closes_does_not_swallow_the_cell() -> None:
    cell = "各县（市\n" + "\n".join(["市财政局"] * 30)
    assert max(len(name) for name, _, _ in find(cell, [(0, len(cell))])) <= 40
