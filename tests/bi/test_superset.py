"""Every chart of the bundle in a real Superset: its query runs, is not empty, and is drawn (`make test-bi`)."""

from __future__ import annotations

import json
import shutil
import stat
import statistics
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from serving.bi import bundle, queries, spec
from tests.bi.conftest import Running
from tests.conftest import PROJECT

#: Seconds that a chart's answer may take at the median, Superset's own work included, on however busy a machine; how
#: fast the queries themselves are is what `make bench-charts` measures.
MEDIAN = 10
#: Seconds that a dashboard may take to send all its queries.
PATIENCE = 120
SHOTS = PROJECT / "var" / "bi-screenshots"


def test_everything_of_the_bundle_is_there(running: Running) -> None:
    session = running.session()
    boards = spec.dashboards()
    assert {each["dashboard_title"] for each in session.listed("dashboard")} == {str(board.title) for board in boards}
    assert len(session.listed("chart")) == sum(len(board.charts) for board in boards)
    assert len(session.listed("dataset")) == len(spec.datasets())
    print(f"\nready after {running.seconds:.1f} s")


def test_every_chart_answers_and_none_is_empty(running: Running) -> None:
    session = running.session()
    answers = [session.ask(chart) for chart in session.listed("chart")]
    assert [(each.name, each.error) for each in answers if each.error] == []
    assert [each.name for each in answers if not each.rows or 0 in each.rows] == []
    median = statistics.median(each.seconds for each in answers)
    slowest = max(answers, key=lambda each: each.seconds)
    print(
        f"\n{len(answers)} charts, median {median * 1000:.0f} ms, slowest {slowest.seconds * 1000:.0f} ms ({slowest.name})"
    )
    assert median < MEDIAN


def test_the_queries_that_are_measured_are_those_that_superset_asks(running: Running) -> None:
    """`make bench-charts` asks without Superset: the same rows must come back."""
    session = running.session()
    shown = {each.name: each.data for each in map(session.ask, session.listed("chart"))}
    for query in queries.charts():
        [rows] = shown[query.title]
        assert len(rows) == len(running.duban.rows(query.sql)), query.title
        told = [list(row) for row in rows[:1]]
        assert told in ([], [[name for name, _ in (*query.columns, *query.metrics)]]), query.title


def test_numbers_are_those_of_the_warehouse(running: Running) -> None:
    session = running.session()
    shown = {each.name: each.data[0] for each in map(session.ask, session.listed("chart"))}
    [[promises]] = running.duban.rows("select count(*) from bi.targets")
    assert shown["承诺 Promises"][0]["promises"] == promises
    by_verdict = running.duban.rows("select count(*) from bi.targets group by verdict order by 1")
    assert sorted(row["promises"] for row in shown["承诺的结论 Promises by verdict"]) == [row[0] for row in by_verdict]
    [[open_findings]] = running.duban.rows(
        "select count(*) from bi.checks where not holds and decision is null and severity <> 'info'"
    )
    assert shown["待决 Open"][0]["open_findings"] == open_findings


def test_nothing_can_be_written_and_no_other_file_read(running: Running) -> None:
    session = running.session()
    assert session.sql("select count(*) as n from bi.documents").json()["data"][0]["n"] > 0
    for statement in (
        "delete from bi.targets",
        "create table bi.mine as select 1 as one",
        "select * from read_text('/etc/hostname')",
        "copy (select 1) to '/tmp/duban-bi-escape.csv'",
        "attach '/tmp/duban-bi-escape.db' as other",
        "set enable_external_access = true",
    ):
        assert session.sql(statement).status_code >= 400, statement
    assert not list(Path("/tmp").glob("duban-bi-escape*"))


def test_strangers_see_nothing(running: Running) -> None:
    with httpx.Client(base_url=running.address) as stranger:
        assert stranger.get("/api/v1/chart/1/data/").status_code == 401
        assert stranger.get("/superset/dashboard/duban-overview/").is_redirect
        told = {"username": "admin", "password": "admin", "provider": "db"}
        assert stranger.post("/api/v1/security/login", json=told).status_code == 401
    folder = running.duban.home / "superset"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("secret_key", "admin_password", "superset.db"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


@pytest.fixture
def browser() -> Any:
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("no chromium here: apt-get install chromium")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-background-networking"])
        yield opened
        opened.close()


def _log_in(page: Any, running: Running) -> None:
    """The form is drawn anew while it loads and forgets what is typed into it: type until it has taken it."""
    from playwright.sync_api import TimeoutError

    page.goto(f"{running.address}/login/")
    until = time.monotonic() + PATIENCE
    while True:
        page.wait_for_load_state("networkidle")
        page.fill("#username", "admin")
        page.fill("#password", running.password)
        page.keyboard.press("Enter")
        try:
            page.wait_for_url(f"{running.address}/superset/welcome/**", wait_until="commit", timeout=15_000)
            return
        except TimeoutError:
            if time.monotonic() > until:
                raise


def _rows_are_not_called_anomalies(page: Any, running: Running) -> None:
    """Superset's own Chinese says 异常 of the rows of every table; some of its words are ours."""
    said = page.request.get(f"{running.address}/superset/language_pack/zh/").json()["locale_data"]["superset"]
    own = json.loads((PROJECT / "serving" / "bi" / "inside" / "chinese.json").read_text("utf-8"))
    assert {name: said[name] for name in own} == {name: [words] for name, words in own.items()}
    assert len(said) > 1000  # the rest of its words are there


def test_each_dashboard_is_drawn_with_data(running: Running, browser: Any) -> None:
    """The queries that the browser really sends (filters included) succeed and bring rows; a picture of each is kept."""
    # Charts below the edge of the window are not drawn: it is as high as the longest dashboard.
    page = browser.new_context(viewport={"width": 1600, "height": 3400}, locale="zh-CN").new_page()
    answered: list[tuple[str, int, bool]] = []
    arrived: set[str] = set()

    def hear(answer: Any) -> None:
        if not answer.url.startswith((running.address, "data:", "blob:")):
            arrived.add(answer.url)
        if "/api/v1/chart/data" in answer.url:
            results = answer.json().get("result", [{}])
            full = all(not each.get("error") and each.get("rowcount") for each in results)
            answered.append((answer.request.post_data or "", answer.status, full))

    page.on("response", hear)
    page.set_default_timeout(PATIENCE * 1000)
    _log_in(page, running)
    _rows_are_not_called_anomalies(page, running)
    SHOTS.mkdir(parents=True, exist_ok=True)
    for board in spec.dashboards():
        answered.clear()
        page.goto(f"{running.address}/superset/dashboard/{board.slug}/")
        until = time.monotonic() + PATIENCE
        while len(answered) < len(board.charts) and time.monotonic() < until:
            page.wait_for_timeout(300)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(4000)  # Drawing itself sends nothing that one could wait for, and bars grow.
        ends = [box["y"] + box["height"] for each in page.locator(".grid-row").all() if (box := each.bounding_box())]
        assert max(ends) <= 3400, f"{board.slug} is longer than the window"
        kept: Any = {"x": 0, "y": 0, "width": 1600, "height": max(ends) + 20}
        page.screenshot(path=str(SHOTS / f"{board.slug}, {running.source}.png"), clip=kept)
        assert [each for each in answered if each[1] != 200 or not each[2]] == [], board.slug
        assert len(answered) >= len(board.charts)
        assert page.locator(".ant-alert-error, [data-test='error-alert']").count() == 0
    assert arrived == set(), "something came from elsewhere"


def test_superset_keeps_every_chart_as_the_bundle_has_it(running: Running) -> None:
    """The form of every chart, but for the ids of its own."""
    session = running.session()
    kept = {each["slice_name"]: json.loads(each["params"]) for each in session.listed("chart")}
    for path, text in bundle.read().items():
        if path.startswith("charts/"):
            told = yaml.safe_load(text)
            wanted = {name: value for name, value in told["params"].items() if name != "datasource"}
            assert {name: kept[told["slice_name"]].get(name) for name in wanted} == wanted, path
