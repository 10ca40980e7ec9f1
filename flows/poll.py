"""POLL 巡查: looks at publishers' list pages and proposes the documents that are new there.

Belongs here: pages, links, what is new. Does not belong here: HTTP (fetch.py), which addresses may be asked
(poll_guard.py), what a steward says of a proposal (warehouse.proposals).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from flows import fetch
from flows.faults import FetchFailed
from flows.poll_guard import Guard
from flows.watch_list import Page
from warehouse.catalogue import Catalogue
from warehouse.proposals import ListPage, NewProposal

MAX_PAGE_BYTES = 5 * 1024 * 1024
#: Links beyond these are not looked at, text beyond this is not compared: a page is somebody else's.
MAX_LINKS, MAX_TEXT = 5000, 300
_DATE = re.compile(r"(?<!\d)(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: absolute address without fragment, its text, a date that stands beside it (ISO) or None."""

    url: str
    text: str
    date: str | None


@dataclass(frozen=True, slots=True)
class Polled:
    """What came of one list page: `new` are proposal ids; `fault` says why it could not be looked at (to its end)."""

    list_id: str
    pages: int
    unchanged: bool
    wanted: int
    new: tuple[str, ...]
    fault: str | None = None


def poll(page: Page, catalogue: Catalogue, guard: Guard, limits: fetch.Limits, known: frozenset[str]) -> Polled:
    """Look at one list page and those after it, and record what is new. `known` are addresses of documents one has.

    What was found before a fault is recorded; the page counts as seen only when all of it was.
    """
    before = catalogue.proposals.page(page.url)
    same_rules = before is not None and before.read_as == page.rules
    asked = fetch.Validators(before.etag, before.last_modified) if before and same_rules else fetch.Validators()
    found: dict[str, NewProposal] = {}
    seen: set[str] = set()
    here: str | None = page.url
    news = fetch.Validators()
    fault = None
    try:
        while here is not None and here not in seen and len(seen) < page.pages:
            answer = fetch.fetch(here, asked if here == page.url else fetch.Validators(), limits, guard)
            seen.add(here)
            if answer.data is None:
                return Polled(page.id, 1, True, 0, ())
            if here == page.url:
                news = answer.validators
            links = list(links_of(answer.data, answer.url, answer.charset))
            for each in wanted_of(page, links):
                if each.url not in known:
                    found.setdefault(each.url, _proposal(page, each))
            here = next((each.url for each in links if each.text in page.next), None)
    except FetchFailed as error:
        fault = str(error)
    seen_whole = None if fault else ListPage(page.url, news.etag, news.last_modified, page.rules)
    new = catalogue.proposals.found(list(found.values()), seen_whole)
    return Polled(page.id, len(seen), False, len(found), new, fault)


def wanted_of(page: Page, links: list[Link]) -> Iterator[Link]:
    """The links whose text is wanted and whose host is allowed."""
    for each in links:
        parts = urlsplit(each.url)
        if parts.scheme not in ("http", "https") or parts.netloc.lower() not in page.allowed:
            continue
        if any(re.search(rule, each.text) for rule in page.wanted) and not any(
            re.search(rule, each.text) for rule in page.unwanted
        ):
            yield each


def _proposal(page: Page, link: Link) -> NewProposal:
    facts = {**page.facts, "title": link.text, **({"published_on": link.date} if link.date else {})}
    return NewProposal(link.url, link.text, page.id, facts)


def links_of(data: bytes, url: str, charset: str | None) -> Iterator[Link]:
    """The links of an HTML page, in their order; a broken page gives what can be found in it."""
    from lxml import etree, html

    try:
        parser = html.HTMLParser(encoding=charset or _unsaid(data), no_network=True, huge_tree=False)
        tree = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, LookupError):
        return
    base = next((urljoin(url, each.get("href") or "") for each in tree.iter("base")), url)
    for count, anchor in enumerate(tree.iter("a")):
        if count >= MAX_LINKS:
            return
        href = (anchor.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:", "mailto:")):
            continue
        try:
            address = urldefrag(urljoin(base, href)).url
            urlsplit(address).port  # noqa: B018 - raises for a port that is none
        except ValueError:
            continue
        if len(address) <= 2000:
            yield Link(address, _text(anchor), _date(anchor))


def _unsaid(data: bytes) -> str | None:
    """The encoding of a page of which neither the server nor the page itself says one (the parser would take it for Latin); else None."""
    if b"charset" in data[:4096].lower():
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _text(anchor: Any) -> str:
    """The link's title where it has one (long titles are cut off on the page), else its text."""
    words = " ".join(str(anchor.get("title") or anchor.text_content()).split())
    return words[:MAX_TEXT]


def _date(anchor: Any) -> str | None:
    """A date in the entry of the list that the link stands in."""
    from datetime import date

    entry = next((each for each in anchor.iterancestors("li", "tr", "dd", "dl") if each is not None), None)
    match = _DATE.search(" ".join(entry.text_content()[:1000].split())) if entry is not None else None
    if match is None:
        return None
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return None
