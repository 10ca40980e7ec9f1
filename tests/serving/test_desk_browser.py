"""The desk in a real browser: somebody who never opens a terminal decides a finding; pages are accessible and ask for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.serving.desk_server import Running, running
from tests.serving.test_browser import CHROMIUM, browser
from warehouse.records import Action

__all__ = ["browser"]  # the fixture

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: the desk is not tried in a browser"
)


@pytest.fixture
def desk(warehouse: Path, tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path, warehouse) as served:
        yield served


def visitor(browser: Browser, width: int = 1280) -> BrowserContext:
    return browser.new_context(viewport={"width": width, "height": 900})


def decide(page: Page, action: str, reason: str, by: str) -> None:
    page.locator(f"input[value={action}]").check()
    page.locator("#reason").fill(reason)
    page.locator("#by").fill(by)
    page.locator(".decision button").click()


def test_a_steward_corrects_a_figure_and_another_must_confirm(browser: Browser, desk: Running) -> None:
    first, second = visitor(browser).new_page(), visitor(browser).new_page()
    other = f"{desk.address}/findings/C-7f3a"
    second.goto(other)
    said: list[str] = []
    first.on("console", lambda message: said.append(message.text))
    first.goto(desk.address)
    first.get_by_role("link", name="累计").first.click()
    first.locator("#figure").select_option("83.9")
    first.locator("#value").fill("87.9")
    decide(first, "correct", "原文笔误", "王某")
    first.get_by_role("status").wait_for()
    assert "83.9 → 87.9" in first.locator("main").inner_text()
    decide(second, "reject", "不可用", "赵某")
    second.get_by_role("alert").wait_for()
    assert "王某" in second.get_by_role("alert").inner_text()
    assert len(desk.catalogue.decisions.list()) == 1
    assert second.locator("#reason").input_value() == "不可用"
    second.get_by_role("button", name="确认并取代").click()
    second.get_by_role("status").wait_for()
    assert [r.decision.action for r in desk.catalogue.decisions.list()] == [Action.CORRECT, Action.REJECT]
    assert said == []
    first.context.close()
    second.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_accessible_fit_and_ask_only_the_desk(browser: Browser, desk: Running, width: int) -> None:
    context = visitor(browser, width)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/?show=all", "/findings/C-7f3a", "/decisions", "/login", "/nothing"):
        page.goto(desk.address + path)
        report = Axe().run(page)
        assert report.violations_count == 0, f"{path}: {report.generate_report()}"
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, path
        assert page.evaluate("document.styleSheets.length") == 2
    assert [url for url in asked if not url.startswith((desk.address, "data:"))] == []
    context.close()


def test_a_page_of_another_site_cannot_send_the_form(browser: Browser, desk: Running, tmp_path: Path) -> None:
    context = visitor(browser)
    page = context.new_page()
    page.goto(f"{desk.address}/findings/C-7f3a")  # the session is there
    evil = tmp_path / "evil.html"
    action = f"{desk.address}/findings/C-7f3a"
    fields = "".join(f"<input name={name} value=x>" for name in ("reason", "by")) + "<input name=action value=accept>"
    evil.write_text(f"<form method=post action={action}>{fields}<button>win a prize</button></form>", "utf-8")
    page.goto(evil.as_uri())
    page.get_by_role("button").click()
    page.wait_for_url(action)
    assert "403" in page.locator("body").inner_text()
    assert desk.catalogue.decisions.list() == ()
    context.close()
