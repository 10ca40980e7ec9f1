"""PDF with a text layer: ruled tables and lines of text, page by page.

Belongs here: text, table cells and repeated page furniture of PDF files. Does not belong here: recognising characters in pictures.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from typing import Any

import pdfplumber
import pypdfium2

from documents.errors import DocumentError, NotText, TooLarge
from documents.formats.content import Content
from documents.formats.writer import Writer
from documents.limits import MAX_PAGES

_NO_TEXT = 10  # characters a page, on average: below it there is no text layer
_CID = re.compile(r"\(cid:\d+\)")
_EDGE = 0.08  # share of the page at its top and bottom where furniture stands
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read(data: bytes) -> Content:
    """The kept text of a PDF. Raises NotText (no text layer, password, broken), TooLarge."""
    _check(data)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            pages = [_page(page) for page in document.pages]
    except DocumentError:
        raise
    except Exception as error:  # pdfminer lets errors of many kinds through
        raise NotText(f"the PDF file cannot be read: {error}", advice="save it again, or give another format") from None
    furniture = _repeated(pages)
    writer = Writer("pdf")
    for number, (height, pieces) in enumerate(pages, start=1):
        writer.page()
        for top, bottom, piece in pieces:
            if isinstance(piece, str):
                if not _at_edge(top, bottom, height) or _shape(piece) not in furniture:
                    writer.line(piece)
            else:
                start = writer.size
                cells = [writer.cell(lines, place) for lines, place in piece]
                writer.table(cells, start, number)
    return writer.content(whole_paragraphs=False)


def _check(data: bytes) -> None:
    """Pages and text layer, with a library that is quick: before anything slow begins."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise NotText("the PDF file is protected by a password", advice="save it without one") from None
        raise NotText(f"the PDF file is broken: {error}", advice="fetch or save it again") from None
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise TooLarge(f"the PDF file has {count:,} pages, more than {MAX_PAGES:,}", advice="split it")
        texts = []
        for index in range(min(count, 20)):
            page = document[index]
            texts.append(page.get_textpage().get_text_bounded())
            page.close()
    except pypdfium2.PdfiumError as error:
        raise NotText(f"the PDF file is broken: {error}", advice="fetch or save it again") from None
    finally:
        document.close()
    if sum(len(text.strip()) for text in texts) < _NO_TEXT * max(1, len(texts)):
        raise NotText(
            "the PDF file has no text layer: its pages are pictures (scanned)",
            advice="ask the publisher for the text, or have the characters recognised first",
        )


Piece = tuple[float, float, Any]


def _page(page: Any) -> tuple[float, list[Piece]]:
    """Height of the page, and its lines (str) and tables (lists of cells) from top to bottom."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.rows[0].cells) > 1]
    pieces: list[Piece] = [(table.bbox[1], table.bbox[3], _cells(table)) for table in tables]

    def outside(thing: dict[str, Any]) -> bool:
        middle = ((thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2)
        return not any(t.bbox[0] <= middle[0] <= t.bbox[2] and t.bbox[1] <= middle[1] <= t.bbox[3] for t in tables)

    rest = page.filter(lambda thing: thing.get("object_type") != "char" or outside(thing)) if tables else page
    for line in rest.extract_text_lines(return_chars=False):
        text = _CID.sub("", line["text"])
        if text.strip():
            pieces.append((line["top"], line["bottom"], text))
    height = float(page.height)
    page.close()
    return height, sorted(pieces, key=lambda piece: piece[0])


def _cells(table: Any) -> list[tuple[list[str], tuple[int, int, int, int]]]:
    """The cells of a ruled table with the rows and columns that they span."""
    boxes = [cell for row in table.rows for cell in row.cells if cell]
    lefts = _edges([box[0] for box in boxes])
    tops = _edges([box[1] for box in boxes])
    found = []
    for row, words in zip(table.rows, table.extract(), strict=False):
        for box, text in zip(row.cells, words, strict=False):
            if box is None:
                continue
            place = (_index(tops, box[1]), _index(lefts, box[0]))
            spans = (_span(tops, box[1], box[3]), _span(lefts, box[0], box[2]))
            lines = [line for line in _CID.sub("", text or "").splitlines() if line.strip()]
            found.append((lines, (*place, *spans)))
    return found


def _edges(values: list[float]) -> list[float]:
    """The distinct edges, those within two points taken as one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > 2:
            edges.append(value)
    return edges


def _index(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value)) + 1


def _span(edges: list[float], first: float, last: float) -> int:
    return max(1, sum(first - 2 <= edge < last - 2 for edge in edges))


def _at_edge(top: float, bottom: float, height: float) -> bool:
    return bottom < _EDGE * height or top > (1 - _EDGE) * height


def _shape(line: str) -> str:
    """A line without its digits: page numbers differ from page to page."""
    return re.sub(r"\d+", "0", "".join(line.split()))


def _repeated(pages: list[tuple[float, list[Piece]]]) -> set[str]:
    """Running heads and feet: lines at the edge of at least half the pages (of two or more)."""
    count: Counter[str] = Counter()
    for height, pieces in pages:
        count.update({_shape(p) for top, bottom, p in pieces if isinstance(p, str) and _at_edge(top, bottom, height)})
    return {shape for shape, times in count.items() if times >= max(2, len(pages) / 2)}
