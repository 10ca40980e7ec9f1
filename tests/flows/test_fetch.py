"""Fetching, against a real HTTP server on loopback."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from flows.faults import ExitCode, FetchFailed, exit_code_of
from flows.fetch import Limits, Validators, fetch

QUICK = Limits(connect=2, read=1, total=3, max_bytes=100_000, attempts=3, wait=0.01)
PAGE = "一、地区生产总值增长9%以上。".encode()


class Site(BaseHTTPRequestHandler):
    """A publisher's site with every kind of answer; `asked` counts the requests by path."""

    asked: dict[str, int]

    def do_GET(self) -> None:
        path = self.path
        self.asked[path] = self.asked.get(path, 0) + 1
        if path == "/page":
            unchanged = (
                self.headers.get("If-None-Match") == '"v1"'
                or self.headers.get("If-Modified-Since") == "Tue, 17 Jan 2023 00:00:00 GMT"
            )
            self.answer(304 if unchanged else 200, b"" if unchanged else PAGE)
        elif path == "/shaky":
            self.answer(200 if self.asked[path] > 1 else 500, PAGE)
        elif path == "/broken":
            self.answer(503, b"later")
        elif path == "/moved":
            self.answer(302, b"", Location="/page")
        elif path == "/round":
            self.answer(302, b"", Location="/round")
        elif path == "/slow":
            time.sleep(1.6)
            self.answer(200, PAGE)
        elif path == "/large":
            self.answer(200, b"x" * 200_000)
        elif path in ("/endless", "/drip"):
            self.endless(pause=0 if path == "/endless" else 0.3, size=10_000 if path == "/endless" else 1)
        else:
            self.answer(404, b"not here")

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("ETag", '"v1"')
        self.send_header("Last-Modified", "Tue, 17 Jan 2023 00:00:00 GMT")
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def endless(self, *, pause: float, size: int) -> None:
        """A body without a length that does not end by itself within the test's limits."""
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(200):
                self.wfile.write(b"x" * size)
                self.wfile.flush()
                time.sleep(pause)
        except OSError:
            pass  # the client gave up, as it should

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, int]]]:
    handler = type("Handler", (Site,), {"asked": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler.asked  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()


def test_a_page_comes_with_its_type_and_validators(site: tuple[str, dict[str, int]]) -> None:
    answer = fetch(site[0] + "/page", limits=QUICK)
    assert answer.data == PAGE
    assert answer.media_type == "text/html"
    assert answer.validators == Validators('"v1"', "Tue, 17 Jan 2023 00:00:00 GMT")


@pytest.mark.parametrize("known", [Validators(etag='"v1"'), Validators(last_modified="Tue, 17 Jan 2023 00:00:00 GMT")])
def test_what_has_not_changed_is_not_sent_again(site: tuple[str, dict[str, int]], known: Validators) -> None:
    answer = fetch(site[0] + "/page", known, QUICK)
    assert answer.data is None
    assert answer.validators == known


def test_a_passing_fault_is_tried_again(site: tuple[str, dict[str, int]]) -> None:
    url, asked = site
    assert fetch(url + "/shaky", limits=QUICK).data == PAGE
    assert asked["/shaky"] == 2


@pytest.mark.parametrize(
    ("path", "tries", "says"),
    [
        ("/gone", 1, "404"),
        ("/broken", 3, "503 Service Unavailable after 3 tries"),
        ("/slow", 3, "no answer within 1 s after 3 tries"),
        ("/large", 1, "larger than 100,000 bytes"),
        ("/endless", 1, "larger than 100,000 bytes"),
        ("/round", 6, "more than 5 redirects"),
    ],
)
def test_a_failure_names_url_reason_and_remedy(
    site: tuple[str, dict[str, int]], path: str, tries: int, says: str
) -> None:
    url, asked = site
    with pytest.raises(FetchFailed) as caught:
        fetch(url + path, limits=QUICK)
    assert asked[path] == tries
    assert says in str(caught.value)
    assert str(caught.value).startswith(url + path)
    assert "→" in str(caught.value)
    assert exit_code_of(caught.value) is ExitCode.INPUT


def test_a_server_that_drips_is_given_up(site: tuple[str, dict[str, int]]) -> None:
    limits = Limits(connect=2, read=1, total=0.5, attempts=1, wait=0.01)
    began = time.monotonic()
    with pytest.raises(FetchFailed, match=r"not complete within 0\.5 s"):
        fetch(site[0] + "/drip", limits=limits)
    assert time.monotonic() - began < 3


def test_redirects_are_followed(site: tuple[str, dict[str, int]]) -> None:
    answer = fetch(site[0] + "/moved", limits=QUICK)
    assert answer.data == PAGE
    assert answer.url == site[0] + "/page"


def test_nobody_there() -> None:
    with socket.socket() as free:  # bound, never listening: a connection is refused
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/page"
        with pytest.raises(FetchFailed, match="cannot be reached"):
            fetch(url, limits=QUICK)


@pytest.mark.parametrize("url", ["http://", "http://[::1", "gopher://example.org/x"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(FetchFailed):
        fetch(url, limits=QUICK)
