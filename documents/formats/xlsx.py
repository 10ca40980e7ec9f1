"""XLSX: each sheet a table, its cells as a reader sees them.

Belongs here: values as they are displayed (percent formats, decimals, dates), merged cells. Does not belong here: what the columns mean.
"""

from __future__ import annotations

import io
import re
import warnings
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from documents.errors import NotText
from documents.formats.archive import open_archive
from documents.formats.content import Cell, Content
from documents.formats.writer import Writer
from documents.limits import check_cells

_MERGE = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_EMPTY_ROWS = 1_000  # so many empty rows end a sheet: formatted but unused rows are no content
_WIDEST = 200


def read(data: bytes) -> Content:
    """The kept text of a workbook, sheet after sheet. Raises NotText, TooLarge."""
    archive = open_archive(data, "XLSX")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles it does not keep
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            writer = Writer("xlsx")
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    _sheet(writer, sheet, _merged(archive, sheet))
            book.close()
    except NotText:
        raise
    except Exception as error:
        from documents.errors import DocumentError

        if isinstance(error, DocumentError):
            raise
        raise NotText(f"the XLSX file cannot be read: {error}", advice="save it again with an Office program") from None
    return writer.content()


def _merged(archive: Any, sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Spans of the merged cells by their first cell (row, column); openpyxl does not give them when it streams."""
    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    if path not in archive.namelist():
        return {}
    spans = {}
    for found in _MERGE.finditer(archive.read(path)):
        left, top, right, bottom = range_boundaries(found.group(1).decode("ascii"))
        spans[top, left] = (bottom - top + 1, right - left + 1)
    return spans


def _sheet(writer: Writer, sheet: Any, spans: dict[tuple[int, int], tuple[int, int]]) -> None:
    writer.gap()
    start, empty, count = writer.size, 0, 0
    cells: list[Cell] = []
    for row in sheet.iter_rows(max_col=min(sheet.max_column or _WIDEST, _WIDEST)):
        filled = [(cell, shown(cell.value, cell.number_format)) for cell in row if cell.value is not None]
        filled = [(cell, text) for cell, text in filled if text.strip()]
        empty = 0 if filled else empty + 1
        if empty > _EMPTY_ROWS:
            break
        count += len(filled)
        check_cells(count)
        for cell, text in filled:
            row_span, column_span = spans.get((cell.row, cell.column), (1, 1))
            cells.append(writer.cell(text.splitlines(), (cell.row, cell.column, row_span, min(column_span, _WIDEST))))
    writer.table(cells, start)


def shown(value: object, number_format: str) -> str:
    """A value as the sheet displays it: 0.912 in a percent format is 91.2%."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        return _number(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), number_format)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _number(value: Decimal, number_format: str) -> str:
    pattern = (number_format or "General").split(";")[0]
    decimals = re.search(r"[0#]\.(0+)", pattern)
    sign = ""
    if "%" in pattern:
        value, sign = value * 100, "%"
    if decimals:
        return f"{value:.{len(decimals.group(1))}f}{sign}"
    if value == value.to_integral_value() or re.fullmatch(r"[#,]*0%?", pattern):
        return f"{value:.0f}{sign}"
    # A binary fraction printed in full (0.1 + 0.2) is shown as a person typed it.
    return f"{round(value, 10).normalize():f}{sign}"
