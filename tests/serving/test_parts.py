"""Pieces of the report: numbers, addresses, marked text, drawings."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest

from serving import addresses, marks, numbers, periods, series, words
from serving.release import Piece, Statement


def statement(text: str, number: str, clause: str | None = None) -> Statement:
    at = text.index(number)
    clause = clause or number
    start = text.index(clause)
    return Statement("x", "figure", "d", 1, None, clause, start, start + len(clause), at, at + len(number), {})


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Decimal("87.060000"), "87.06"),
        (Decimal("-77.30"), "−77.3"),
        (Decimal(0), "0"),
        (Decimal("1E+3"), "1000"),
        ("100", "100"),
        (None, ""),
        ("不详", "不详"),
    ],
)
def test_exact(value: object, told: str) -> None:
    assert numbers.exact(value) == told


def test_grouped_keeps_every_digit() -> None:
    assert numbers.grouped(Decimal("29342.50")) == "29\u202f342.5"
    assert numbers.grouped(Decimal("-1234567")) == "−1\u202f234\u202f567"
    assert numbers.grouped(1620) == "1620"


def test_difference_can_be_checked_by_head() -> None:
    assert numbers.difference(Decimal(8706000000), Decimal(8390000000), "元") == "−3.16 亿元, −3.6%"
    assert numbers.difference(3, 4, "家") == "+1 家, +33.3%"
    assert numbers.difference(5, 5, "家") is None
    assert numbers.difference(None, 4, "家") is None


@pytest.mark.parametrize(
    "name", ["市科技局", "../../etc/passwd", "a/b", "", "x" * 300, "名称\ud800", "C-7f3a", "<script>"]
)
def test_slugs_are_plain_file_names(name: str) -> None:
    made = addresses.slug(name)
    assert made
    assert len(made) <= 100
    assert made.isascii()
    assert not set(made) & set("/\\<>:\"'?#%")
    assert made not in (".", "..")
    assert made == addresses.slug(name)


def test_slugs_of_different_names_differ() -> None:
    assert addresses.slug("市科技局") != addresses.slug("市教育局")
    assert addresses.slug("a b") != addresses.slug("ab")


def test_original_leads_only_where_a_browser_may_follow() -> None:
    assert addresses.original("javascript:alert(1)", "字") is None
    assert addresses.original(None, "字") is None
    assert (
        addresses.original("https://example.org/a#b", "增长 4%,")
        == "https://example.org/a#:~:text=%E5%A2%9E%E9%95%BF%204%25%2C"
    )


def test_marked_text_loses_nothing() -> None:
    text = "建成充电桩997个，其中公共桩320个。"
    piece = Piece("report", text, 0)
    cut = marks.stretches(piece, [statement(text, "320"), statement(text, "997"), statement(text, "97")])
    assert "".join(s.text for s in cut) == text
    assert [s.text for s in cut if s.statement] == ["997", "320"]


def test_sentence_is_whole_and_stays_inside_its_piece() -> None:
    text = "前一句。今年新增322家，\n增长较快！后一句。"
    cut = marks.sentence(text, statement(text, "322", "新增322家"))
    assert "".join(s.text for s in cut) == "今年新增322家，增长较快！"
    inner = marks.sentence(text, statement(text, "322", "新增322家"), 6, 12)
    assert "".join(s.text for s in inner) == text[6:12]


def test_wrapped_lines_are_joined_without_a_space_between_chinese() -> None:
    assert marks.unwrapped("改革\n　　创新") == "改革创新"
    assert marks.unwrapped("Wi\nFi") == "Wi Fi"
    assert marks.unwrapped("第一段。\n\n第二段") == "第一段。\n第二段"
    assert marks.unwrapped("韧性的重\n\n要支 撑") == "韧性的重要支撑"


def test_every_verdict_has_its_own_sign() -> None:
    signs = [label.sign for label in words.verdicts()]
    assert len(set(signs)) == len(signs) == 6


def test_axis_is_round_and_spans_the_values() -> None:
    steps = series._steps([Decimal("-77.3"), Decimal("45.5")])
    assert steps[0] <= Decimal("-77.3")
    assert steps[-1] >= Decimal("45.5")
    assert Decimal(0) in steps
    assert len({b - a for a, b in pairwise(steps)}) == 1
    assert len(series._steps([Decimal(0)])) == 2


def point(year: int, broken: words.Label | None = None) -> series.Point:
    told = periods.label(str(year))
    return series.Point(
        statement("1", "1"), None, "result", year, Decimal(1), "", told, "", broken=broken, x=float(year)
    )


def test_a_missing_year_breaks_the_line() -> None:
    lines = list(series._lines(tuple(point(year) for year in (2020, 2021, 2023, 2024, 2026))))
    assert [[x for x, _ in line] for line in lines] == [[2020.0, 2021.0], [2023.0, 2024.0]]


def test_a_series_is_not_drawn_through_a_break() -> None:
    points = (point(2020), point(2021), point(2022, broken=words.label("break", "base")), point(2023))
    lines = list(series._lines(points))
    assert [[x for x, _ in line] for line in lines] == [[2020.0, 2021.0], [2022.0, 2023.0]]
    assert {at: reason.value for at, reason in series._breaks(points).items()} == {2021.5: "base"}
    assert series._breaks(points[2:]) == {}  # nothing stands before it


@pytest.mark.parametrize(
    ("period", "chinese", "english"),
    [
        ("2022", "2022年", ""),
        ("2022H1", "2022年上半年", "first half of 2022"),
        ("2022Q1-Q3", "2022年前3季度", "Q1 to Q3 2022"),
        ("2022-11", "2022年11月", "month 11 of 2022"),
        ("asof-2022", "截至2022年", "as of 2022"),
        ("asof-2022-09", "截至2022年9月", "as of month 9 of 2022"),
        ("2021-", "2021年以来", "since 2021"),
        ("2021-2023", "2021至2023年", "2021 to 2023"),
        ("<b>", "<b>", ""),
    ],
)
def test_a_period_is_told_in_words(period: str, chinese: str, english: str) -> None:
    told = periods.label(period)
    assert (told.chinese, told.english) == (chinese, english)
