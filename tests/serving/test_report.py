"""The report's files: whole, self-contained, true to the warehouse, safe with hostile text."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from serving.facts import RunFacts
from serving.report import build
from tests import small_warehouse
from tests.expectations.test_judging import DAMAGES
from tests.serving.conftest import FACTS


def pages(site: Path) -> list[Path]:
    return [path for path in site.rglob("*.html") if path.relative_to(site).parts[0] != "validation"]


def tree(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_text("utf-8"))


def text_of(node: LexborNode) -> str:
    return " ".join(node.text().split())


def words(path: Path) -> str:
    body = tree(path).body
    assert body is not None
    return text_of(body)


def test_every_task_section_unit_indicator_and_finding_has_a_page(site: Path) -> None:
    made = {path.relative_to(site).as_posix() for path in pages(site)}
    assert {f"tasks/linshi-2022-report-{no}.html" for no in range(1, 6)} <= made
    assert {f"sections/linshi-2024-article-{no}.html" for no in "012"} <= made
    assert "findings/C-7f3a.html" in made
    assert len([p for p in made if p.startswith("units/")]) == 6 + 1
    indicators = {o[4] for o in small_warehouse.OBSERVATIONS} | {t[3] for t in small_warehouse.TARGETS}
    assert len([p for p in made if p.startswith("indicators/")]) == len(indicators) + 1


def test_front_page_answers_first(site: Path) -> None:
    said = words(site / "index.html")
    assert "已发布 Published 2023-01-20，版本 version 2023.01.20-1" in said
    assert "1 项发现待裁定" in said
    numbers = [text_of(dd) for dd in tree(site / "index.html").css(".four dd")]
    assert numbers == ["2", "2 / 5", "10", "1"]
    first = tree(site / "index.html").css(".bars tbody tr")[0]
    assert first.css("th")[0].text() == "市科技局"
    assert [r.attributes.get("class") for r in first.css("rect")] == ["v-met", "v-pending", "v-claimed"]


def test_finding_shows_both_sides_the_arithmetic_and_the_command(site: Path) -> None:
    card = tree(site / "findings/C-7f3a.html").css(".card")[0]
    assert [mark.text() for mark in card.css("mark")] == ["87.06", "83.9"]
    quotes = [q.text() for q in card.css("q")]
    assert quotes[0] == "累计为1935家小微企业发放信用贷款87.06亿元。"
    assert "−3.16 亿元, −3.6%" in card.text()
    commands = [code.text() for code in card.css(".command")]
    assert commands[0] == 'duban decide C-7f3a --accept --reason "…" --by "…"'
    assert commands[1] == 'duban decide C-7f3a --correct 83.9=VALUE --reason "…" --by "…"'
    outside = [a.attributes.get("href") for a in card.css("a[rel~=external]")]
    assert all(href.startswith("https://example.org/linshi/") and "#:~:text=" in href for href in outside)
    assert len(outside) == 2


def test_task_page_marks_every_number_by_what_it_is(site: Path) -> None:
    page = tree(site / "tasks/linshi-2022-report-2.html")
    marked = {(a.text(), a.attributes.get("class").split()[1]) for a in page.css(".text a.num")}
    assert marked == {
        ("300", "promise"),
        ("8", "left_out"),
        ("322", "figure"),
        ("1 620", "figure"),
        ("十五", "figure"),
    }
    for told in page.css(".tip"):
        told.decompose()
    task = small_warehouse.TASKS[1]
    assert [passage.text() for passage in page.css(".text")] == [task[2], task[3]]


def test_verdict_names_the_figure_it_was_judged_by(site: Path) -> None:
    promise = tree(site / "tasks/linshi-2022-report-2.html").css(".verdicts li")[0]
    said = text_of(promise)
    assert "✓ 已兑现 met 322 家 107.3%" in said
    assert "322 ≥ 300" in said


def test_hostile_text_is_text(site: Path) -> None:
    for page in pages(site):
        assert "<script>alert" not in page.read_text("utf-8"), page
    assert small_warehouse.HOSTILE in words(site / "tasks/linshi-2022-report-3.html")
    assert small_warehouse.HOSTILE in words(site / "gate/index.html")


def test_nothing_is_asked_from_elsewhere(site: Path) -> None:
    for page in pages(site):
        parsed = tree(page)
        for element in parsed.css("link, script, img, iframe, source, video, audio, object, embed"):
            address = element.attributes.get("src") or element.attributes.get("href") or ""
            assert not address.startswith(("http:", "https:", "//")), (page, address)
        for anchor in parsed.css("a[href^=http]"):
            assert "external" in (anchor.attributes.get("rel") or ""), (page, anchor.attributes.get("href"))
        assert not parsed.css("[style], style, [onclick]"), page
    assert "url(" not in (site / "report.css").read_text("utf-8")
    assert "@import" not in (site / "report.css").read_text("utf-8")


def test_links_and_ids_resolve(site: Path) -> None:
    parsed = {path: tree(path) for path in pages(site)}
    ids = {}
    for path, page in parsed.items():
        found = [node.attributes["id"] for node in page.css("[id]")]
        assert len(found) == len(set(found)), (path, "an id stands twice")
        ids[path.resolve()] = set(found)
    for path, page in parsed.items():
        for address in (node.attributes["href"] for node in page.css("a[href]")):
            if address.startswith("http"):
                continue
            file, _, fragment = address.partition("#")
            target = (path.parent / unquote(file)).resolve() if file else path.resolve()
            assert target.is_file(), (path, address)
            assert not fragment or fragment in ids[target], (path, address)
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            for value in (node.attributes[name] for node in page.css(f"[{name}]")):
                assert value in ids[path.resolve()], (path, name, value)


def test_search_index_names_every_place(site: Path) -> None:
    script = (site / "search/0.js").read_text("utf-8")
    assert script.startswith("dubanSearch(1,")
    entries = json.loads(script[len("dubanSearch(1,") : script.rindex(")")])
    assert len(entries) == 8
    assert all((site / entry[0]).is_file() for entry in entries)


def test_indicator_page_draws_promise_hollow_and_result_full(site: Path) -> None:
    page = next(
        p for p in pages(site) if p.parent.name == "indicators" and "<h1>生产总值增速</h1>" in p.read_text("utf-8")
    )
    points = {(e.tag, e.attributes.get("class")) for e in tree(page).css(".point")}
    assert points == {("circle", "point promise"), ("circle", "point result")}


def test_refused_says_why_and_that_the_last_release_stays(warehouse: Path, tmp_path: Path) -> None:
    failure = {"severity": "critical", "message": "偏移有误 <b>", "advice": "read anew"}
    run = dataclasses.replace(
        FACTS, state="refused", judgement={"answers": [], "failures": [failure]}, reasons=("dbt: a test",)
    )
    said = words(build(warehouse, tmp_path / "report", run))
    assert "未发布 Refused. 2 项严重问题" in said
    assert "仍以旧版为准" in said
    assert "偏移有误 <b>" in said
    assert "dbt: a test" in said


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_candidate_is_shown_or_said_to_be_too_damaged(name: str, warehouse: Path, tmp_path: Path) -> None:
    target = tmp_path / "damaged.duckdb"
    shutil.copyfile(warehouse, target)
    with duckdb.connect(str(target)) as connection:
        connection.execute(DAMAGES[name][0])
    first = build(target, tmp_path / "report", RunFacts(state="refused"))
    assert "未发布" in words(first)


def test_a_candidate_without_views_still_gives_a_front_page(tmp_path: Path) -> None:
    target = tmp_path / "empty.duckdb"
    duckdb.connect(str(target)).close()
    first = build(target, tmp_path / "report", RunFacts(state="refused", reasons=("model failed",)))
    assert "model failed" in words(first)
    assert "too damaged" in words(first)


def test_a_failing_build_leaves_the_old_report_and_nothing_beside_it(warehouse: Path, tmp_path: Path) -> None:
    target = tmp_path / "report"
    build(warehouse, target, FACTS)
    before = (target / "index.html").read_bytes()
    with pytest.raises(duckdb.Error):
        build(tmp_path / "missing.duckdb", target, FACTS)
    assert (target / "index.html").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_documentation_is_taken_over_and_kept_by_the_next_report(warehouse: Path, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.html").write_text("<p>docs</p>", "utf-8")
    target = tmp_path / "report"
    build(warehouse, target, dataclasses.replace(FACTS, validation_docs=docs))
    build(warehouse, target, FACTS)
    assert (target / "validation" / "index.html").read_text("utf-8") == "<p>docs</p>"
    assert tree(target / "index.html").css("a[href='validation/index.html']")


def test_the_same_warehouse_gives_the_same_pages(warehouse: Path, site: Path, tmp_path: Path) -> None:
    again = build(warehouse, tmp_path / "report", FACTS).parent
    for page in pages(site):
        assert (again / page.relative_to(site)).read_bytes() == page.read_bytes()
