"""DOCX: paragraphs, headings and tables in the order of the document.

Belongs here: WordprocessingML to lines and cells. Does not belong here: headers and footers of pages (furniture), layout.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn
from lxml import etree

from documents.errors import NotText
from documents.formats.archive import open_archive
from documents.formats.content import Cell, Content
from documents.formats.writer import Writer

_P, _TBL, _TR, _TC, _R, _T = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r", "t"))
_SDT, _SDT_CONTENT, _BR, _CR, _TAB, _VAL = (qn(f"w:{name}") for name in ("sdt", "sdtContent", "br", "cr", "tab", "val"))
#: Deleted text, field codes, and what stands outside the flow of the text.
_SKIPPED = frozenset(
    qn(f"w:{name}") for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "footnoteReference")
)
_TITLE_LEVEL = 1


def read(data: bytes) -> Content:
    """The kept text of a DOCX. Raises NotText, TooLarge."""
    open_archive(data, "DOCX").close()
    try:
        document = docx.Document(io.BytesIO(data))
        levels = _heading_levels(document)
        body = document.element.body
    except Exception as error:  # python-docx lets errors of zip, XML and its own through
        raise NotText(f"the DOCX file cannot be read: {error}", advice="save it again with an Office program") from None
    writer = Writer("docx")
    for element in _blocks(body):
        if element.tag == _P:
            level = levels.get(_style(element), 0)
            for text in _lines(element):
                if level:
                    writer.heading(text, level)
                else:
                    writer.line(text)
        else:
            _table(writer, element)
    facts = {"title": document.core_properties.title.strip()} if document.core_properties.title else {}
    return writer.content(facts)


def _blocks(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, also those inside content controls."""
    for child in parent:
        if child.tag in (_P, _TBL):
            yield child
        elif child.tag == _SDT:
            content = child.find(_SDT_CONTENT)
            if content is not None:
                yield from _blocks(content)


def _heading_levels(document: docx.document.Document) -> dict[str, int]:
    """Level of each paragraph style that is a heading, by style id."""
    levels = {}
    for style in document.styles:
        name = (style.name or "").lower()
        for prefix in ("heading ", "标题 ", "标题"):
            if name.startswith(prefix) and name[len(prefix) :].strip().isdigit():
                levels[style.style_id] = int(name[len(prefix) :])
        if name in ("title", "标题"):
            levels[style.style_id] = _TITLE_LEVEL
    return levels


def _style(paragraph: etree._Element) -> str:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return found.get(_VAL) or "" if found is not None else ""


def _lines(paragraph: etree._Element) -> list[str]:
    """The text of a paragraph; a line break inside it begins a new line."""
    pieces: list[str] = []
    walker = etree.iterwalk(paragraph, events=("start",))
    for _, element in walker:
        if element.tag in _SKIPPED:
            walker.skip_subtree()
        elif element.tag == _T:
            pieces.append(element.text or "")
        elif element.tag == _TAB and element.getparent().tag == _R:
            pieces.append(" ")
        elif element.tag in (_BR, _CR):
            pieces.append("\n")
    return [line for line in "".join(pieces).splitlines() if line.strip()]


def _table(writer: Writer, table: etree._Element) -> None:
    writer.gap()
    start = writer.size
    cells: list[Cell] = []
    for row, element in enumerate((child for child in table.iter(_TR) if _owner(child) is table), start=1):
        column = 1
        for cell in (child for child in element.iter(_TC) if _row_of(child) is element):
            span = _number(cell, "gridSpan")
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merged is None or merged.get(_VAL) == "restart":  # the others go on with the cell above
                lines = [line for paragraph in cell.iter(_P) for line in _lines(paragraph)]
                cells.append(writer.cell(lines, (row, column, 1, span)))
            column += span
    writer.table(cells, start)
    writer.gap()


def _owner(row: etree._Element) -> etree._Element | None:
    return next(row.iterancestors(_TBL), None)


def _row_of(cell: etree._Element) -> etree._Element | None:
    return next(cell.iterancestors(_TR), None)


def _number(cell: etree._Element, name: str) -> int:
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:' + name)}")
    try:
        return max(1, min(100, int(found.get(_VAL) or 1))) if found is not None else 1
    except ValueError:
        return 1
