"""Polling, against a real publisher's site on loopback: lists, pages, redirects, robots, everything that is not allowed."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from flows import fetch, ingest, poll, reading_step
from flows.faults import FetchFailed, WrongUse
from flows.job import Job
from flows.poll_guard import PAGES, Guard, _public
from flows.settings import Settings
from flows.sources import Sources
from flows.watch_list import Page, load
from tests.flows.test_ingest_and_read import report
from warehouse.catalogue import Catalogue
from warehouse.errors import WrongUse as Refused
from warehouse.home import Home
from warehouse.proposals import ProposalState

LIMITS = fetch.Limits(connect=2, read=2, total=3, max_bytes=50_000, attempts=2, wait=0.01)

FIRST = """<html><head><meta charset="utf-8"></head><body><ul>
<li><a href="2022.html#top" title="2022年重点工作完成情况（全文）">2022年重点工作完…</a><span>2023-01-17</span></li>
<li><a href="/doc/region.html">某区重点工作完成情况</a></li>
<li><a href="tender.html">招标公告</a></li>
<li><a href="http://elsewhere.example/2022.html">2022年重点工作完成情况</a></li>
<li><a href="javascript:alert(1)">重点工作完成情况</a> <a href="http://[::1">重点工作完成情况</a></li>
</ul><a href="list_2.html">下一页</a></body></html>"""
SECOND = """<ul><li>2021年12月40日 <a href="2021.html">2021年重点工作完成情况</a></li></ul>
<a href="/list/index.html">下一页</a>"""


class Site(BaseHTTPRequestHandler):
    """A publisher's site; `asked` are the paths in the order of asking, `robots` its rules (None: it has none)."""

    asked: ClassVar[list[str]]
    robots: ClassVar[list[str | int]]
    elsewhere: ClassVar[list[str]]

    def do_GET(self) -> None:
        path = self.path
        self.asked.append(path)
        if path == "/robots.txt":
            rules = self.robots[0]
            self.answer(rules if isinstance(rules, int) else 200, str(rules).encode(), "text/plain")
        elif path == "/list/index.html":
            unchanged = self.headers.get("If-None-Match") == '"1"'
            self.answer(304 if unchanged else 200, b"" if unchanged else FIRST.encode())
        elif path == "/list/list_2.html":
            self.answer(200, SECOND.encode("gb18030"), "text/html; charset=gb18030")
        elif path in ("/list/2022.html", "/list/2021.html"):
            self.answer(200, report(2).encode())
        elif path == "/huge.html":
            self.answer(200, b"x" * 60_000)
        elif path == "/bomb.html":
            self.answer(200, gzip.compress(b"x" * 5_000_000), encoding="gzip")
        elif path == "/film.html":
            self.answer(200, b"x", "video/mp4")
        elif path.startswith("/to/"):
            self.answer(302, b"", location=self.elsewhere[0] if path == "/to/elsewhere" else "/list/index.html")
        elif path == "/round":
            self.answer(302, b"", location="/round")
        else:
            self.answer(404, b"")

    def answer(
        self, status: int, body: bytes, kind: str = "text/html", *, location: str = "", encoding: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("ETag", '"1"')
        if location:
            self.send_header("Location", location)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@dataclass
class Publisher:
    """The site while it runs; `host` is its name and port."""

    host: str
    asked: list[str]
    robots: list[str | int]
    elsewhere: list[str]
    settings: dict[str, str] = field(default_factory=dict)

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def page(self, path: str = "/list/index.html", **more: object) -> Page:
        wanted = ("重点工作.*完成情况",)
        return Page(id="city", url=self.url(path), wanted=wanted, unwanted=("区",), publisher="某市", **more)  # type: ignore[arg-type]

    def guard(self, page: Page, **more: object) -> Guard:
        return Guard(page.allowed, frozenset({self.host}), 0, PAGES, **more)  # type: ignore[arg-type]


@pytest.fixture
def site() -> Iterator[Publisher]:
    told = {"asked": [], "robots": [404], "elsewhere": [""]}
    handler = type("Handler", (Site,), dict(told))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield Publisher(f"127.0.0.1:{server.server_port}", **told)  # type: ignore[arg-type]
    server.shutdown()
    server.server_close()


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue(Home.at(tmp_path / "home").make().catalogue_url) as opened:
        yield opened


def polled(site: Publisher, catalogue: Catalogue, page: Page | None = None, known: frozenset[str] = frozenset()):  # type: ignore[no-untyped-def]
    page = page or site.page()
    return poll.poll(page, catalogue, site.guard(page), LIMITS, known)


def test_new_documents_of_the_wanted_kinds_are_proposed(site: Publisher, catalogue: Catalogue) -> None:
    done = polled(site, catalogue)
    assert (done.pages, done.wanted, len(done.new), done.fault) == (2, 2, 2, None)
    first, second = catalogue.proposals.all()
    assert first.url == site.url("/list/2022.html")
    assert first.title == "2022年重点工作完成情况（全文）"  # the whole title, not what fits the page
    assert first.facts == {"publisher": "某市", "title": first.title, "published_on": "2023-01-17"}
    assert second.title == "2021年重点工作完成情况"  # from a page in GB18030
    assert "published_on" not in second.facts  # the 40th is no day
    assert {each.state for each in (first, second)} == {ProposalState.OPEN}
    assert site.asked == ["/robots.txt", "/list/index.html", "/list/list_2.html"]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("said", [True, False])
def test_a_page_need_not_say_its_encoding(encoding: str, said: bool) -> None:
    head = f'<meta charset="{encoding}">' if said else ""
    page = f'<html><head>{head}</head><body><a href="1.html">重点工作完成情况</a></body></html>'
    (link,) = poll.links_of(page.encode(encoding), "https://city.example/list/", None)
    assert (link.url, link.text) == ("https://city.example/list/1.html", "重点工作完成情况")


def test_what_has_not_changed_is_not_sent_again_unless_the_rules_have(site: Publisher, catalogue: Catalogue) -> None:
    polled(site, catalogue)
    site.asked.clear()
    again = polled(site, catalogue)
    assert (again.unchanged, again.new) == (True, ())
    assert site.asked == ["/robots.txt", "/list/index.html"]
    other = polled(site, catalogue, site.page(pages=1))
    assert (other.unchanged, other.wanted, other.new) == (False, 1, ())


def test_what_one_has_is_not_proposed(site: Publisher, catalogue: Catalogue) -> None:
    done = polled(site, catalogue, known=frozenset({site.url("/list/2022.html")}))
    assert [each.url for each in catalogue.proposals.all()] == [site.url("/list/2021.html")]
    assert done.wanted == 1


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/gone.html", "404"),
        ("/huge.html", "larger than 50,000 bytes"),
        ("/bomb.html", "larger than 50,000 bytes"),
        ("/film.html", "video/mp4, not text/html"),
        ("/round", "more than 5 redirects"),
    ],
)
def test_a_page_that_cannot_be_looked_at_is_told_and_seen_anew_next_time(
    site: Publisher, catalogue: Catalogue, path: str, says: str
) -> None:
    done = polled(site, catalogue, site.page(path))
    assert done.fault is not None
    assert says in done.fault
    assert done.fault.startswith(site.url(path))
    assert catalogue.proposals.page(site.url(path)) is None


@pytest.mark.parametrize(
    ("rules", "allowed"),
    [
        (404, True),
        ("User-agent: *\nDisallow: /list/", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: duban\nAllow: /", True),
        (503, False),
        (429, False),
        ("\x00\xff nonsense", True),
    ],
)
def test_robots_are_obeyed(site: Publisher, catalogue: Catalogue, rules: str | int, allowed: bool) -> None:
    site.robots[0] = rules
    done = polled(site, catalogue)
    assert (done.fault is None) is allowed, done.fault
    assert ("/list/index.html" in site.asked) is allowed
    assert allowed or "robots.txt" in str(done.fault)


def test_a_redirect_is_followed_on_the_same_host_only(site: Publisher, catalogue: Catalogue) -> None:
    assert len(polled(site, catalogue, site.page("/to/list")).new) == 2
    for target, says in (
        ("http://elsewhere.example/x", "elsewhere.example is not allowed"),
        ("http://127.0.0.1:1/x", "127.0.0.1:1 is not allowed"),
        ("file:///etc/passwd", "only http and https"),
        (f"http://user@{site.host}/x", "without a user"),
        ("http://[::1", "location header"),
    ):
        site.elsewhere[0] = target
        assert says in str(polled(site, catalogue, site.page("/to/elsewhere")).fault)


def test_a_host_that_is_not_written_in_ascii_is_refused() -> None:
    with pytest.raises(FetchFailed, match="in ASCII"):
        Guard(frozenset({"例子.example"}), robots=False).pin("http://例子.example/x")


def test_a_redirect_to_a_private_machine_is_refused_even_where_its_host_is_allowed(
    site: Publisher, catalogue: Catalogue
) -> None:
    port = int(site.host.rpartition(":")[2])
    site.elsewhere[0] = f"http://localhost:{port}/list/index.html"
    page = site.page("/to/elsewhere", hosts=(f"localhost:{port}",))
    site.asked.clear()
    assert "private network" in str(polled(site, catalogue, page).fault)
    assert "/list/index.html" not in site.asked


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(site: Publisher) -> None:
    """A name that turns to a private address after it was looked at gains nothing; one with both is refused."""
    port = site.host.rpartition(":")[2]
    name = f"publisher.example:{port}"
    answers = [["127.0.0.1"], ["127.0.0.1"]]
    allowed = Guard(frozenset({name}), frozenset({name}), 0, PAGES, lambda host, port: answers.pop(0))
    assert fetch.fetch(f"http://{name}/list/index.html", limits=LIMITS, guard=allowed).data == FIRST.encode()
    assert answers == []  # robots.txt and the page: one look each, no other by the client
    both = Guard(frozenset({name}), frozenset(), 0, PAGES, lambda host, port: ["93.184.215.14", "127.0.0.1"])
    with pytest.raises(FetchFailed, match="private network"):
        fetch.fetch(f"http://{name}/", limits=LIMITS, guard=both)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("no address", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert _public(address) is public


def test_requests_keep_their_distance(site: Publisher, catalogue: Catalogue) -> None:
    site.robots[0] = "User-agent: *\nCrawl-delay: 0.4"
    began = time.monotonic()
    polled(site, catalogue)
    assert time.monotonic() - began > 0.8  # robots.txt, two pages
    page = site.page()
    guard = Guard(page.allowed, frozenset({site.host}), 0.3, PAGES)
    began = time.monotonic()
    for _ in range(2):
        fetch.fetch(page.url, limits=LIMITS, guard=guard)
    assert time.monotonic() - began > 0.6


def test_a_confirmed_document_is_fetched_by_the_next_run(site: Publisher, catalogue: Catalogue, tmp_path: Path) -> None:
    polled(site, catalogue)
    first, second = catalogue.proposals.all()
    catalogue.proposals.confirm(first.proposal_id, "city-2022", by="王某")
    catalogue.proposals.reject(second.proposal_id, by="王某", reason="已有")
    settings = Settings(home=tmp_path, poll_private=site.host, poll_pause=0, fetch_wait=0)
    job = Job(settings, Home.at(tmp_path / "home"), catalogue, Sources(), (), strict=False)
    ingested = ingest.ingest(job)
    assert ingested.refusals == ()
    read = reading_step.read(job, ingested.places)
    assert [each.document_id for each in read.editions] == ["city-2022"]
    (document,) = catalogue.documents()
    assert (document.facts.title, document.facts.publisher) == (first.title, "某市")
    assert str(document.facts.published_on) == "2023-01-17"
    assert ingest.ingest(job).new == 0
    closed = Settings(home=tmp_path, poll_pause=0, fetch_wait=0)
    refused = ingest.ingest(Job(closed, job.home, catalogue, Sources(), (), strict=False)).refusals
    assert "private network" in str(refused[0])


def test_answers_are_kept_and_the_newest_holds(site: Publisher, catalogue: Catalogue) -> None:
    polled(site, catalogue)
    first, second = catalogue.proposals.all()
    with pytest.raises(Refused, match="reason"):
        catalogue.proposals.reject(first.proposal_id, by="王某", reason=" ")
    with pytest.raises(Refused, match="--by"):
        catalogue.proposals.confirm(first.proposal_id, "a", by="")
    with pytest.raises(Refused, match="there is no proposal P-x"):
        catalogue.proposals.confirm("P-x", "a", by="王某")
    catalogue.proposals.confirm(first.proposal_id, "a", by="王某")
    with pytest.raises(Refused, match="the id a is that of"):
        catalogue.proposals.confirm(second.proposal_id, "a", by="王某")
    assert catalogue.proposals.reject(first.proposal_id, by="李某", reason="转载").state is ProposalState.REJECTED
    assert catalogue.proposals.confirmed() == ()
    assert polled(site, catalogue, site.page(pages=1)).new == ()  # what was rejected is not proposed again


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("pages:\n  - id: a\n    url: http://a.example/\n    wnated: [x]\n", 4, "unknown key 'wnated'"),
        ("pages:\n  - id: a\n    url: gopher://a.example/\n    wanted: [x]\n", 3, "http"),
        ("pages:\n  - id: a\n    url: http://a.example/\n    wanted: ['(']\n", 4, "no regular expression"),
        ("pages:\n  - id: a\n    url: http://a.example/\n    wanted: [x]\n    pages: 99\n", 5, "1 to 50"),
        ("pages:\n  - {id: a, url: http://a.example/, wanted: [x]}\n  - {id: a, url: http://a.example/, wanted: [x]}", 3, "twice"),
        ("pages: [", 1, "no YAML"),
        ("- a", 1, "should hold"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(tmp_path: Path, content: str, line: int, says: str) -> None:
    file = tmp_path / "watch.yml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(WrongUse) as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}:{line}:")
    assert says in str(caught.value)


def test_the_list_that_comes_with_the_program_is_right() -> None:
    assert load(Settings().watch_list).pages == ()
