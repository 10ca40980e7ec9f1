"""What a document says of itself, and that given facts win."""

from __future__ import annotations

from datetime import date

import pytest

import documents
from documents.reading import KnownFacts, Layout

ROWS = "序号\n工作任务\n牵头单位\n完成情况\n1\n修路10公里。\n市交通局\n修路12公里。\n2\n种树5万棵。\n市林业局\n种树6万棵。\n"


def test_title_date_publisher_and_period_of_a_page() -> None:
    text = f"网站首页\n东山市2023年前三季度重点工作进展情况\n2023-10-20 09:30 来源: 东山市人民政府办公室\n{ROWS}"
    reading = documents.read(text.encode(), KnownFacts("page"))
    facts = reading.facts
    assert facts.title == "东山市2023年前三季度重点工作进展情况"
    assert (facts.year, facts.period, facts.document_type) == (2023, "2023Q1-Q3", "progress")
    assert (facts.publisher, facts.jurisdiction) == ("东山市人民政府办公室", "东山市")
    assert facts.published_on == date(2023, 10, 20)
    assert set(reading.facts_read) == {
        "title", "year", "period", "document_type", "publisher", "jurisdiction", "published_on",
    }  # fmt: skip


def test_given_facts_are_kept_and_not_named_as_read() -> None:
    known = KnownFacts("page", title="目录里的题目", year=2019, publisher="某办公室")
    reading = documents.read(f"东山市2023年重点工作完成情况\n{ROWS}".encode(), known)
    assert (reading.facts.title, reading.facts.year, reading.facts.publisher) == ("目录里的题目", 2019, "某办公室")
    assert not {"title", "year", "publisher"} & set(reading.facts_read)


@pytest.mark.parametrize(
    ("title", "year", "period", "kind"),
    [
        ("东山市2022年度重点工作完成情况", 2022, "2022", "annual_report"),
        ("2025年一季度东山市重点工作进展情况", 2025, "2025Q1", "progress"),
        ("东山市2024年1-11月重点任务推进情况", 2024, "2024M1-M11", "progress"),
        ("关于2021年上半年重点工作的通报", 2021, "2021H1", "circular"),
    ],
)
def test_year_period_and_kind_of_a_title(title: str, year: int, period: str, kind: str) -> None:
    facts = documents.read(f"{title}\n{ROWS}".encode(), KnownFacts("page")).facts
    assert (facts.year, facts.period, facts.document_type) == (year, period, kind)


def test_a_yearly_report_published_in_january_is_about_the_year_before() -> None:
    facts = documents.read(f"重点工作完成情况公示\n发布日期：2024年1月17日\n{ROWS}".encode(), KnownFacts("page")).facts
    assert (facts.year, facts.published_on) == (2023, date(2024, 1, 17))


def test_a_work_report_is_about_the_year_it_looks_back_on() -> None:
    text = "东山市政府工作报告\n2024年1月9日\n一、2023年工作回顾\n过去一年，全市新增就业3万人，城镇登记失业率保持在较低水平，群众收入稳步提高。\n"
    facts = documents.read(text.encode(), KnownFacts("report")).facts
    assert (facts.year, facts.document_type, facts.jurisdiction) == (2023, "work_report", "东山市")


def test_a_report_given_on_a_day_is_about_the_year_before_or_the_same_late_in_it() -> None:
    page = "青山县人民政府工作报告\n——2023年{month}月8日在青山县第十七届人民代表大会第二次会议上\n一、难忘的一年\n新建学校3所，修路20公里。\n"
    years = {month: documents.read(page.format(month=month).encode(), KnownFacts("r")).facts.year for month in (2, 12)}
    assert years == {2: 2022, 12: 2023}


def test_prose_of_a_circular_is_a_circular() -> None:
    text = "关于2023年重点工作督查情况的通报\n今年以来，全市各项重点工作进展总体顺利，但是仍有12个项目进度滞后，需要加快推进。\n"
    assert documents.read(text.encode(), KnownFacts("note")).layout is Layout.CIRCULAR


def test_the_same_bytes_give_an_equal_reading() -> None:
    data = f"东山市2023年重点工作完成情况\n{ROWS}".encode()
    assert documents.read(data, KnownFacts("page")) == documents.read(data, KnownFacts("page"))
    assert documents.read(data, KnownFacts("page")).reader_version == documents.READER_VERSION
