"""DOCX, XLSX and PDF: written here, read back; and archives that were made to harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from reportlab.lib import colors
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

from documents.errors import NotText, TooLarge
from documents.formats import extract
from documents.formats.content import Content
from documents.formats.xlsx import shown
from documents.reading import KnownFacts
from tests.documents.layout_of import read, units

KNOWN = KnownFacts("test")
ROWS = [
    ("序号", "工作任务", "牵头单位", "完成情况"),
    ("1", "修路10公里。", "市交通局", "修路12公里。"),
    ("2", "种树5万棵。", "市林业局", "种树6万棵。"),
]


def _bytes(write: Callable[[io.BytesIO], object]) -> bytes:
    stream = io.BytesIO()
    write(stream)
    return stream.getvalue()


def _word() -> bytes:
    document = docx.Document()
    document.add_heading("一、总体情况", level=1)
    document.add_paragraph("全年各项工作顺利完成，共办成2件事。")
    table = document.add_table(rows=4, cols=4)
    for row, cells in zip(table.rows, [*ROWS, ("", "", "市财政局", "拨款3万元。")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(2, 0).merge(table.cell(3, 0))
    table.cell(2, 1).merge(table.cell(3, 1))
    return _bytes(document.save)


def test_word_tables_with_merged_cells_and_headings() -> None:
    content = extract(_word(), KNOWN)
    assert [content.text[h.start : h.end] for h in content.headings] == ["一、总体情况"]
    found = read(_word())
    assert units(found) == [["市交通局"], ["市林业局", "市财政局"]]
    assert found.tasks[1].report == "种树6万棵。\n拨款3万元。"


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    for number, sheet in enumerate((book.active, book.create_sheet("二"))):
        sheet.append(["附件：重点工作"])
        sheet.merge_cells("A1:D1")
        sheet.append(ROWS[0])
        sheet.append([2 * number + 1, f"修路{number}公里。", "市交通局", "修好了。"])
        sheet.append([2 * number + 2, "覆盖率达到90%。", "市水利局", 0.915])
        sheet["D4"].number_format = "0.0%"
    return _bytes(book.save)


def test_sheets_are_tables_and_values_read_as_displayed() -> None:
    content = extract(_workbook(), KNOWN)
    assert len(content.tables) == 2
    assert content.tables[0].cells[0].column_span == 4
    found = read(_workbook())
    assert [task.task_no for task in found.tasks] == [1, 2, 3, 4]
    assert found.tasks[1].report == "91.5%"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1236, "General", "1236"), (0.1 + 0.2, "General", "0.3"), (0.912, "0.0%", "91.2%"), (1, "0%", "100%"),
        (48372.0, "#,##0", "48372"), (3.14159, "0.00", "3.14"), ("文字", "General", "文字"), (True, "General", "是"),
    ],
)  # fmt: skip
def test_a_number_is_shown_as_the_sheet_shows_it(value: object, form: str, text: str) -> None:
    assert shown(value, form) == text


def _pdf(pages: int) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    rows = [ROWS[0], *((str(n), f"修路{n}公里。", "市交通局", f"修路{n + 1}公里。") for n in range(1, pages * 30))]
    table = Table(rows, repeatRows=1)
    table.setStyle(
        TableStyle([("FONT", (0, 0), (-1, -1), "STSong-Light", 9), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    )
    return _bytes(lambda stream: SimpleDocTemplate(stream).build([table]))


def test_a_ruled_table_over_several_pages() -> None:
    content: Content = extract(_pdf(2), KNOWN)
    assert len(content.pages) >= 2
    found = read(_pdf(2))
    assert [task.task_no for task in found.tasks] == list(range(1, 60))
    assert units(found) == [["市交通局"]] * 59
    assert {part.place.page for task in found.tasks for part in task.parts} >= {1, 2}


def test_a_scanned_pdf_says_that_it_has_no_text() -> None:
    stream = io.BytesIO()
    page = canvas.Canvas(stream)
    page.rect(10, 10, 500, 700, fill=1)
    page.showPage()
    page.save()
    with pytest.raises(NotText, match="no text layer"):
        extract(stream.getvalue(), KNOWN)


def _archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return stream.getvalue()


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(TooLarge, match="unpacks"):
        extract(_archive(word__document_xml=b"0" * 30_000_000), KNOWN)


def test_xml_that_defines_entities_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><a>&b;</a>'
    for encoded in (bomb, bomb.decode().encode("utf-16")):
        with pytest.raises(TooLarge, match="entities"):
            extract(_archive(word__document_xml=encoded), KNOWN)


@pytest.mark.parametrize("cut", [30, 400, 2000])
def test_a_cut_file_is_refused_with_a_reason(cut: int) -> None:
    for data in (_word(), _workbook(), _pdf(1)):
        with pytest.raises(NotText, match=r"broken|cannot be read"):
            extract(data[:cut], KNOWN)


def test_an_archive_without_a_document_is_refused() -> None:
    with pytest.raises(NotText, match="archive"):
        extract(_archive(readme_txt=b"hello"), KNOWN)
