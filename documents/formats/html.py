"""HTML pages: the article without the furniture around it, its tables with their cells.

Belongs here: elements to lines, cells and headings. Does not belong here: what a column means, furniture told by its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from documents.errors import EmptyDocument, NotText, TooLarge
from documents.formats.content import Cell, Content
from documents.formats.text import decode
from documents.formats.writer import Grid, Writer
from documents.reading import KnownFacts

_LOOKS = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body|div|table|p|meta|section|article)\b",
    re.I | re.S,
)
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.I)
_SPACE = re.compile(r"[ \t\n\r\f]+")

_DROPPED = frozenset(
    "script style noscript nav footer aside form button select option iframe object embed svg canvas template video audio map head "
    "input textarea datalist dialog menu".split()
)
_BLOCKS = frozenset(
    "p div li ul ol dl dt dd section article main header blockquote pre figure figcaption address center table caption thead tbody tfoot "
    "tr td th hr fieldset details summary body html h1 h2 h3 h4 h5 h6".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
#: Words of class and id that name the furniture of a page.
_FURNITURE = frozenset(
    "nav navbar navigation menu breadcrumb breadcrumbs crumb crumbs footer foot copyright sidebar side share sharebar bdshare search toolbar "
    "login pagination pager weizhi dqwz location related relation qrcode erweima topbar top header head banner links friendlink sitemap "
    "tools print fontsize float floating backtop gotop skip hidden".split()
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
#: Furniture holds less than this share of a page's text; a wrapper called "header" that holds the article stays.
_LARGEST_FURNITURE = 0.3
_META = {
    "articletitle": "title",
    "og:title": "title",
    "pubdate": "published_on",
    "publishdate": "published_on",
    "article:published_time": "published_on",
    "contentsource": "publisher",
    "og:url": "url",
    "url": "url",
}


def looks_like(text: str) -> bool:
    """Whether a decoded text is an HTML page (or a piece of one)."""
    head = text[:4000].lstrip("﻿")
    if _LOOKS.match(head):
        return True
    return head.lstrip().startswith("<") and bool(re.search(r"</(?:p|td|div|table|body)>", text[:20_000], re.I))


def declared(data: bytes) -> str | None:
    """The charset that a page declares in its first bytes, as Python names it."""
    found = _CHARSET.search(data[:4096])
    if found is None:
        return None
    name = found.group(1).decode("ascii").lower()
    return "gb18030" if name.startswith("gb") else name


def to_text(data: bytes) -> str:
    """The characters of a page: sound UTF-8 is UTF-8 whatever is declared; else the declared charset; else as plain text."""
    name = declared(data)
    if name and name not in ("utf-8", "utf8") and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)


def read(text: str, known: KnownFacts) -> Content:
    """The kept text of a page. Raises EmptyDocument, NotText."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise NotText(f"the page cannot be read as HTML: {error}") from None
    if any("depth" in (entry.message or "") for entry in parser.error_log):
        raise TooLarge("the elements of the page are nested too deeply", advice="ask the publisher for another format")
    if root is None:
        raise EmptyDocument("the page holds no element", advice="fetch it again")
    facts = _facts(root)
    page = _Page(root)
    page.walk(root)
    return page.writer.content(facts)


class _Page:
    """One walk through the elements, without recursion: pages may be nested deeper than a call stack."""

    def __init__(self, root: etree._Element) -> None:
        self.writer = Writer("html")
        self._buffer: list[str] = []
        self._level = 0  # of the heading that is open
        self._lines: list[str] | None = None  # of the cell that is open
        self._cells: list[Cell] = []
        self._grid: Grid | None = None
        self._table_start = 0
        self._dropped, self._data = _survey(root)

    def walk(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if tag in _DROPPED or element in self._dropped:
                    self._flush_if(tag)
                    walker.skip_subtree()
                    continue
                self._open(element, tag)
                self._text(element.text)
            else:
                if tag not in _DROPPED and element not in self._dropped:
                    self._close(element, tag)
                if element is not root:
                    self._text(element.tail)
        self._flush()

    def _flush_if(self, tag: str) -> None:
        if tag not in ("script", "style", "noscript", "template"):
            self._flush()

    def _text(self, text: str | None) -> None:
        if text:
            self._buffer.append(text)

    def _open(self, element: etree._Element, tag: str) -> None:
        if tag == "br" or tag in _BLOCKS:
            self._flush()
        if tag in _HEADINGS:
            self._level = _HEADINGS[tag]
        elif tag == "table" and element in self._data:
            self.writer.gap()
            self._grid, self._cells, self._table_start = Grid(), [], self.writer.size
        elif tag == "tr" and self._grid is not None:
            self._grid.next_row()
        elif tag in ("td", "th") and self._grid is not None:
            self._lines = []

    def _close(self, element: etree._Element, tag: str) -> None:
        if tag not in _BLOCKS:
            return
        self._flush()
        if tag in _HEADINGS:
            self._level = 0
        elif tag in ("td", "th") and self._grid is not None and self._lines is not None:
            if self._grid.row == 0:
                self._grid.next_row()
            place = self._grid.place(_number(element.get("rowspan")), _number(element.get("colspan")))
            self._cells.append(self.writer.cell(self._lines, place))
            self._lines = None
        elif tag == "table" and element in self._data:
            self.writer.table(self._cells, self._table_start)
            self.writer.gap()
            self._grid, self._cells, self._lines = None, [], None

    def _flush(self) -> None:
        if not self._buffer:
            return
        text = _SPACE.sub(" ", "".join(self._buffer)).strip()
        self._buffer = []
        if not text:
            return
        if self._lines is not None:
            self._lines.append(text)
        elif self._level:
            self.writer.heading(text, self._level)
        else:
            self.writer.line(text)


def _number(value: str | None) -> int:
    try:
        return min(int(value or 1), 65_534)
    except ValueError:
        return 1


def _survey(root: etree._Element) -> tuple[set[etree._Element], set[etree._Element]]:
    """One pass before the walk: the elements to drop, and the tables that hold data rather than lay out the page."""
    sizes: dict[etree._Element, int] = {}
    suspects: dict[etree._Element, int] = {}
    data: set[etree._Element] = set()
    for _, element in etree.iterwalk(root, events=("end",)):
        tag = element.tag if isinstance(element.tag, str) else ""
        size = 0 if tag in _DROPPED else len((element.text or "").strip())
        if tag not in _DROPPED:
            for child in element:
                size += sizes.pop(child, 0) + len((child.tail or "").strip())
        sizes[element] = size
        if (tag in _BLOCKS or tag in ("span", "a")) and _is_suspect(element):
            suspects[element] = size
        if tag == "table" and _holds_data(element):
            data.add(element)
    whole = max(1, sizes.get(root, 1))
    dropped = set()
    for element, size in suspects.items():
        if _is_hidden(element) or (
            size < _LARGEST_FURNITURE * whole and not any(table in data for table in element.iter("table"))
        ):
            dropped.add(element)
    return dropped, data


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))


def _is_suspect(element: etree._Element) -> bool:
    if _is_hidden(element) or element.tag == "header":
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not names.strip() or element.tag in ("body", "html", "td", "th", "tr", "table"):
        return False
    return any(word.lower() in _FURNITURE for word in _WORD.findall(names[:200]))


def _holds_data(table: etree._Element) -> bool:
    """A table with at least two rows, one of them of two cells or more, and no table inside."""
    rows = widest = 0
    for element in _inside(table):
        if element.tag == "table":
            return False
        if element.tag == "tr":
            rows += 1
            widest = max(widest, sum(child.tag in ("td", "th") for child in element))
    return rows >= 2 and widest >= 2


def _inside(table: etree._Element) -> Iterator[etree._Element]:
    iterator = table.iter("table", "tr")
    next(iterator)
    return iterator


def _facts(root: etree._Element) -> dict[str, str]:
    facts: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = _META.get((meta.get("name") or meta.get("property") or "").lower())
        value = (meta.get("content") or "").strip()
        if name and value and len(value) < 500:
            facts.setdefault(name, value)
    title = root.find(".//title")
    if title is not None and title.text and "title" not in facts:
        facts["title"] = _SPACE.sub(" ", title.text).strip()[:300].split("_")[0].split("|")[0].strip()
    link = root.find(".//link[@rel='canonical']")
    if link is not None and link.get("href"):
        facts.setdefault("url", str(link.get("href")))
    return facts
