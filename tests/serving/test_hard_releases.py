"""Releases that nobody would choose to show: empty ones, a thousand findings, several cities, texts that want to be more than text."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from serving.release import Release
from serving.report import build
from serving.visible import visible
from tests import small_warehouse
from tests.serving.conftest import FACTS
from tests.serving.test_browser import CHROMIUM, Visit, browser
from tests.serving.test_report import pages, tree, words

__all__ = ["browser"]  # the fixture

TURNS = "\u202e\u2066\u200f\x1b[31m\x07"
LONG_CHINESE = "关于进一步深化改革优化环境促进高质量发展的若干政策措施落实情况" * 6
LONG_ENGLISH = "Unbreakable" * 25


def changed(warehouse: Path, folder: Path, *statements: str) -> Path:
    """A copy of the warehouse after these statements."""
    target = folder / "warehouse.duckdb"
    shutil.copyfile(warehouse, target)
    with duckdb.connect(str(target)) as connection:
        for statement in statements:
            connection.execute(statement)
    return target


def test_no_finding_is_said_with_the_number_of_checks(warehouse: Path, tmp_path: Path) -> None:
    calm = changed(warehouse, tmp_path, "delete from bi.checks where not holds")
    said = words(build(calm, tmp_path / "report", FACTS))
    assert "没有待裁定的发现" in said
    assert "1 项核对，数字之间没有发现待裁定的矛盾" in said


def test_a_release_without_anything_says_so_on_every_list(warehouse: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        named = "select table_schema || '.' || table_name from information_schema.tables"
        tables = [name for (name,) in connection.execute(named).fetchall()]
    empty = changed(warehouse, tmp_path, *(f"delete from {table}" for table in tables))
    site = build(empty, tmp_path / "report", FACTS).parent
    assert "没有可以互相核对的数字" in words(site / "index.html")
    for folder in ("tasks", "units", "indicators", "left-out", "themes", "findings", "documents"):
        assert "没有" in words(site / folder / "index.html"), folder


def test_a_thousand_findings_are_listed_by_kind_too(warehouse: Path, tmp_path: Path) -> None:
    copies = (
        "insert into bi.checks by name select * exclude (n) replace ('C-' || n as check_id, "
        "case when n % 2 = 0 then 'sum' else 'repeat' end as kind) from bi.checks, range(999) as r(n) where check_id = 'C-7f3a'"
    )
    site = build(changed(warehouse, tmp_path, copies), tmp_path / "report", FACTS).parent
    kinds = [" ".join(node.text().split()) for node in tree(site / "findings/index.html").css(".kinds a")]
    assert kinds == [
        "全部 All 1000",
        "分项与合计不符 parts and total disagree 500",
        "两处不一 a figure said twice differs 499",
        "累计值下降 a cumulative figure falls 1",
    ]
    assert len(tree(site / "findings/sum/page-13.html").css(".card")) == 20
    assert not (site / "findings/sum/page-14.html").exists()
    assert max(path.stat().st_size for path in site.rglob("*.html")) < 1_000_000


def test_units_and_series_of_two_cities_stay_apart(warehouse: Path, tmp_path: Path) -> None:
    two = changed(
        warehouse,
        tmp_path,
        f"update bi.documents set jurisdiction = '远市' where document_id = '{small_warehouse.ARTICLE}'",
        f"update bi.observations set indicator = '生产总值', kind = 'level', unit = '亿元', base_unit = '元' "
        f"where document_id = '{small_warehouse.ARTICLE}'",
    )
    site = build(two, tmp_path / "report", FACTS).parent
    names = [node.text() for node in tree(site / "units/index.html").css("tbody th a")]
    assert names
    assert all(name.startswith("临市 ") for name in names)
    lead = tree(site / "tasks/linshi-2022-report-1.html").css(".facts section")[0]
    assert [a.text() for a in lead.css("a")] == ["临市 市发展改革委", "临市 市统计局"]
    page = next(p for p in (site / "indicators").iterdir() if "<h1>生产总值</h1>" in p.read_text("utf-8"))
    headings = {" ".join(node.text().split()) for node in tree(page).css("h2")}
    assert headings == {"临市 数量 level 元", "远市 数量 level 元"}


def test_a_break_is_drawn_and_told(warehouse: Path, tmp_path: Path) -> None:
    broken = changed(
        warehouse,
        tmp_path,
        "update bi.observations set indicator = '信用贷款金额' where indicator = '信用贷款企业数'",
        "alter table bi.indicator_series add column break_reason varchar",
        "update bi.indicator_series set break_reason = 'base', observation_id = (select observation_id from bi.observations "
        "where value = 83.9) where actual_value = 83.9",
    )
    assert list(Release(broken).breaks.values()) == ["base"]
    site = build(broken, tmp_path / "report", FACTS).parent
    page = next(p for p in (site / "indicators").iterdir() if "<h1>信用贷款金额</h1>" in p.read_text("utf-8"))
    assert len(tree(page).css("g.break line")) == 1
    assert "another base" in words(page)


def test_no_text_turns_the_words_around_it(warehouse: Path, tmp_path: Path) -> None:
    assert visible(TURNS) == "\ufffd" * 4 + "[31m\ufffd"
    assert visible("甲\n\u200b乙\t丙") == "甲\n\u200b乙\t丙"
    hostile = changed(
        warehouse,
        tmp_path,
        f"update bi.documents set title = '{TURNS}题', publisher = '{TURNS}'",
        f"update bi.checks set claim_zh = '{TURNS}', left_said = '{TURNS}', arithmetic = '{TURNS}'",
        f"update bi.tasks set commitment = '{TURNS}', stated_status = '{TURNS}', lead_unit_names = ['{TURNS}局']",
        f"update bi.targets set indicator = '{TURNS}', verdict_reason = '{TURNS}'",
    )
    site = build(hostile, tmp_path / "report", FACTS).parent
    for path in (*pages(site), *site.glob("search/*.js")):
        assert not set(TURNS) - set("[31m") & set(path.read_text("utf-8")), path
    assert "\ufffd题" in words(site / "documents/index.html")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("width", [1280, 390])
def test_long_names_are_wrapped_and_push_nothing_off_the_page(
    browser: Browser, warehouse: Path, tmp_path: Path, width: int
) -> None:
    long = changed(
        warehouse,
        tmp_path,
        f"update bi.documents set title = '{LONG_CHINESE}', publisher = '{LONG_ENGLISH}'",
        f"update bi.tasks set lead_unit_names = ['{LONG_ENGLISH}', '{LONG_CHINESE}'] where task_no < 3",
        f"update bi.targets set indicator = '{LONG_ENGLISH}'",
        f"update bi.observations set indicator = '{LONG_ENGLISH}', scope = '{LONG_CHINESE}', unit = '{LONG_ENGLISH}'",
        f"update bi.checks set claim_zh = '{LONG_CHINESE}', claim_en = '{LONG_ENGLISH}', left_said = '{LONG_ENGLISH}'",
    )
    site = build(long, tmp_path / "report", FACTS).parent
    visit = Visit(browser, "light", width)
    try:
        for name in ("index", "units/index", "indicators/index", "tasks/linshi-2022-report-1", "findings/C-7f3a"):
            visit.go(site / f"{name}.html")
            too_wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert visit.page.evaluate(too_wide) <= 0, name
        visit.go(site / "index.html")
        shown = visit.page.locator(".bars .bar").first.bounding_box()
        assert shown is not None
        assert shown["x"] + shown["width"] <= width
        assert shown["width"] > width / 3
    finally:
        visit.page.context.close()
