"""Which addresses a poller may ask: allowed hosts, public machines only, and what robots.txt lets in; not too often.

Belongs here: saying yes or no to one address. Does not belong here: HTTP itself (fetch.py), which pages are looked at
(poll.py).

A name is looked up once, every address that it has must be public, and the connection goes to the address that was looked
at: a name that is public when asked and private when connected to (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from flows import fetch
from flows.faults import FetchFailed

#: What a list page, or a document, may be; everything else (pictures, films, programs) is not loaded.
PAGES = ("text/html", "application/xhtml+xml")
NO_DOCUMENTS = ("image/", "video/", "audio/", "font/", "application/x-msdownload", "application/x-executable")
ROBOTS = fetch.Limits(connect=10, read=10, total=20, max_bytes=512 * 1024, attempts=2, wait=1)
LONGEST_PAUSE = 60.0
#: A site without robots.txt; one that asks to be left alone for a while (408, 425, 429) has not said what its rules are.
_NO_RULES = re.compile(r"answers 4(?!08|25|29)\d\d")

Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the system says. Raises OSError."""
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Pinned:
    """How to ask for an address without looking its name up again."""

    url: str
    host: str
    extensions: dict[str, Any]


@dataclass(slots=True)
class Guard:
    """Lets addresses of `hosts` through (`name`, or `name:port` where the port is not 80 or 443).

    `private` are those of them that may be machines of a private network (for tests, and for a mirror of one's own).
    `pause` is the least time between two requests to one host, in seconds.
    """

    hosts: frozenset[str]
    private: frozenset[str] = frozenset()
    pause: float = 1.0
    types: tuple[str, ...] | None = None  # allowed media types; None: everything but NO_DOCUMENTS
    resolve: Resolve = resolve
    robots: bool = True
    _rules: dict[str, Any] = field(default_factory=dict)
    _asked_at: dict[str, float] = field(default_factory=dict)

    def pin(self, url: str) -> Pinned:
        """The address to connect to; waits its turn. Raises FetchFailed, which says what is not allowed."""
        pinned = self._checked(url)
        if self.robots:
            self._ask_robots(url)
        self._wait(url)
        return pinned

    def check_type(self, url: str, content_type: str, status: int) -> None:
        """Raise FetchFailed for an answer that is of no use, before it is loaded."""
        kind = content_type.partition(";")[0].strip().lower()
        unwanted = kind.startswith(NO_DOCUMENTS) if self.types is None else kind not in self.types
        if status == httpx.codes.OK and unwanted:
            wanted = "no document" if self.types is None else f"not {' or '.join(self.types)}"
            raise FetchFailed(f"is {kind or 'of no named type'}, {wanted}", place=url, advice="mend the url")

    def _checked(self, url: str) -> Pinned:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise FetchFailed(f"no address ({error})", place=url, advice="mend the url") from error
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
            raise FetchFailed("only http and https, without a user's name", place=url, advice="mend the url")
        if not parts.netloc.isascii():
            raise FetchFailed("a host is written in ASCII", place=url, advice="write it as xn--…")
        name = _name(host, port, parts.scheme)
        if name not in self.hosts:
            advice = "add it to `hosts` of that list page in watch.yml, if it is the publisher's"
            raise FetchFailed(f"the host {name} is not allowed", place=url, advice=advice)
        port = port or (443 if parts.scheme == "https" else 80)
        try:
            addresses = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchFailed(f"the host {host} is not known ({error})", place=url, advice="mend the url") from error
        if not addresses:
            raise FetchFailed(f"the host {host} has no address", place=url, advice="mend the url")
        closed = [each for each in addresses if not _public(each)]
        if closed and name not in self.private:
            raise FetchFailed(
                f"the host {host} is a machine of a private network ({closed[0]})",
                place=url,
                advice="a publisher's site is public; DUBAN_POLL_PRIVATE names exceptions",
            )
        address = addresses[0]
        literal = f"[{address}]" if ":" in address else address
        return Pinned(
            parts._replace(netloc=f"{literal}:{port}", fragment="").geturl(),
            parts.netloc,
            {"sni_hostname": host},
        )

    def _ask_robots(self, url: str) -> None:
        rules = self._rules_of(url)
        if not rules.can_fetch(url, fetch.USER_AGENT):
            raise FetchFailed("robots.txt does not allow it", place=url, advice="leave it out, or ask the publisher")

    def _rules_of(self, url: str) -> Any:
        """The rules of the site, asked for once. A site without any allows everything; one that fails, nothing."""
        from protego import Protego

        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._rules:
            plain = Guard(self.hosts, self.private, self.pause, None, self.resolve, robots=False)
            try:
                body = fetch.fetch(f"{site}/robots.txt", limits=ROBOTS, guard=plain).data or b""
            except FetchFailed as error:
                if not _NO_RULES.search(error.what):
                    advice = "try again later; what its rules are is not known"
                    raise FetchFailed(f"robots.txt cannot be had ({error.what})", place=url, advice=advice) from error
                body = b""
            self._asked_at.update(plain._asked_at)
            self._rules[site] = Protego.parse(body.decode("utf-8", "replace"))
        return self._rules[site]

    def _wait(self, url: str) -> None:
        parts = urlsplit(url)
        pause = self.pause
        rules = self._rules.get(f"{parts.scheme}://{parts.netloc}")
        if rules is not None:
            pause = min(LONGEST_PAUSE, max(pause, rules.crawl_delay(fetch.USER_AGENT) or 0))
        left = self._asked_at.get(parts.netloc, -LONGEST_PAUSE) + pause - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._asked_at[parts.netloc] = time.monotonic()


def _name(host: str, port: int | None, scheme: str) -> str:
    usual = port in (None, 443 if scheme == "https" else 80)
    return host.lower() if usual else f"{host.lower()}:{port}"


def _public(address: str) -> bool:
    """Whether the address is one of the public internet, also when it is wrapped into an IPv6 address."""
    try:
        known: Any = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if known.version == 6:
        inner = known.ipv4_mapped or known.sixtofour or (known.teredo or (None, None))[1]
        if inner is None and known in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.ip_address(int(known) & 0xFFFFFFFF)
        known = inner or known
    return bool(known.is_global and not known.is_multicast)
