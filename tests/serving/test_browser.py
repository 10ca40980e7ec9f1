"""The report in a real browser, the network cut off: it loads, is quiet, accessible, and finds a task."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: the report is not tried in a browser"
)

PAGES = (
    "index.html",
    "findings/index.html",
    "findings/C-7f3a.html",
    "tasks/index.html",
    "tasks/linshi-2022-report-2.html",
    "tasks/linshi-2022-report-3.html",
    "sections/linshi-2024-article-1.html",
    "units/index.html",
    "indicators/index.html",
    "left-out/index.html",
    "documents/index.html",
    "gate/index.html",
    "changes/index.html",
    "themes/index.html",
    "accuracy/index.html",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield running
        running.close()


class Visit:
    """A page without a network, and what it said and asked for."""

    def __init__(self, browser: Browser, scheme: str, width: int) -> None:
        context = browser.new_context(
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 900},
            offline=True,
        )
        self.page: Page = context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def go(self, path: Path) -> None:
        self.page.goto(path.as_uri())


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    made = Visit(browser, "light", 1280)
    yield made
    made.page.context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_pages_are_quiet_accessible_and_ask_for_nothing(browser: Browser, site: Path, scheme: str, width: int) -> None:
    visit = Visit(browser, scheme, width)
    try:
        others = [next((site / folder).glob("[!ip]*.html")) for folder in ("units", "indicators")]
        for path in [site / page for page in PAGES] + others:
            visit.go(path)
            assert visit.said == []
            assert [url for url in visit.asked if not url.startswith(("file:", "data:"))] == []
            result = Axe().run(visit.page)
            visit.said.clear()  # the checker itself tries to fetch the style sheet, which the page's policy refuses
            assert result.violations_count == 0, f"{path.name}: {result.generate_report()}"
            assert visit.page.evaluate("document.styleSheets.length") == 1
            overflow = visit.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert overflow <= 0, f"{path.name} is {overflow} px too wide at {width} px"
    finally:
        visit.page.context.close()


def test_search_finds_a_task_by_its_words_and_by_keyboard(visit: Visit, site: Path) -> None:
    visit.go(site / "tasks/linshi-2022-report-1.html")
    visit.page.keyboard.press("/")
    visit.page.keyboard.type("高新技术 科技局")
    visit.page.locator("#found a").first.wait_for()
    assert "任务 2" in visit.page.locator("#found a").first.inner_text()
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/tasks/linshi-2022-report-2.html")
    assert visit.said == []


def test_search_says_when_nothing_is_found(visit: Visit, site: Path) -> None:
    visit.go(site / "index.html")
    visit.page.locator("#q").fill("<b>没有的词")
    visit.page.locator("#found li").first.wait_for()
    assert "没有找到" in visit.page.locator("#found").inner_text()
    assert "0" in visit.page.locator("#found-count").inner_text()


def test_a_number_tells_itself_on_hover_focus_and_not_after_escape(visit: Visit, site: Path) -> None:
    visit.go(site / "tasks/linshi-2022-report-3.html")
    number = visit.page.locator("a.num.figure", has_text="87.06")
    tip = visit.page.locator(f"#{number.get_attribute('aria-describedby')}")
    assert not tip.is_visible()
    number.focus()
    assert tip.is_visible()
    told = tip.inner_text()
    assert "信用贷款金额" in told
    assert "87.06 亿元" in told
    assert "有疑义" in told
    visit.page.keyboard.press("Escape")
    assert not tip.is_visible()
    number.hover()
    assert tip.is_visible()


def test_the_command_can_be_copied(visit: Visit, site: Path) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.go(site / "findings/C-7f3a.html")
    visit.page.locator(".copy").first.click()
    visit.page.locator(".copy", has_text="已复制").wait_for()
    assert visit.page.evaluate("navigator.clipboard.readText()") == 'duban decide C-7f3a --accept --reason "…" --by "…"'


def test_hostile_text_runs_nothing(visit: Visit, site: Path) -> None:
    ran: list[str] = []
    visit.page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    visit.go(site / "tasks/linshi-2022-report-3.html")
    visit.page.locator("#q").fill("小微企业")
    visit.page.locator("#found a").first.wait_for()
    assert ran == []


def test_print_drops_navigation_and_shows_addresses(visit: Visit, site: Path) -> None:
    visit.go(site / "findings/C-7f3a.html")
    visit.page.emulate_media(media="print")
    assert not visit.page.locator(".top").is_visible()
    shown = visit.page.evaluate("getComputedStyle(document.querySelector('a[rel~=external]'), '::after').content")
    assert "https://example.org/linshi/" in shown
