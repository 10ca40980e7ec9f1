"""A Reading as rows of the landing tables.

Belongs here: which field of a Reading becomes which column. Does not belong here: files, databases, any change of
what was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from documents.reading import Place, Reading, Role, Statement, Task
from warehouse.landing_tables import LandingTable

Row = dict[str, Any]

_UNIT_ROLES = {Role.LEAD_UNIT: "lead", Role.CO_UNIT: "co"}


def rows_of(reading: Reading) -> dict[str, list[Row]]:
    """The rows of one reading by table name; columns that the catalogue adds are missing, absent values too."""
    statements = {
        "targets": reading.targets,
        "observations": reading.observations,
        "excluded_numbers": reading.excluded_numbers,
        "unread_numbers": reading.unread_numbers,
        "claims": reading.claims,
    }
    rows = {
        "documents": [_document(reading)],
        "sections": [_section(s) for s in reading.sections],
        "tasks": [_task(t) for t in reading.tasks],
        "task_parts": [row for t in reading.tasks for row in _parts(t, reading.text)],
        "task_units": [row for t in reading.tasks for row in _units(t)],
        "problems": [_fields(p) for p in reading.problems],
        **{name: [_statement(s) for s in found] for name, found in statements.items()},
    }
    document_id = reading.facts.document_id
    for table_rows in rows.values():
        for row in table_rows:
            row["document_id"] = document_id
    return rows


def sort_rows(table: LandingTable, rows: Sequence[Row]) -> list[Row]:
    """The rows in the order of the table's key; a missing value stands before all others."""
    return sorted(rows, key=lambda row: [(row.get(name) is not None, row.get(name)) for name in table.key])


def _document(reading: Reading) -> Row:
    facts = reading.facts
    return {
        "sha256": reading.sha256,
        "reader_version": reading.reader_version,
        "title": facts.title,
        "publisher": facts.publisher,
        "jurisdiction": facts.jurisdiction,
        "document_type": facts.document_type,
        "year": facts.year,
        "period": facts.period,
        "url": facts.url,
        "published_on": facts.published_on,
        "layout": reading.layout,
        "text": reading.text,
        "facts_read": list(reading.facts_read),
    }


def _section(section: Any) -> Row:
    return {
        "section_no": section.section_no,
        "heading": section.heading,
        "char_start": section.span.start,
        "char_end": section.span.end,
    }


def _task(task: Task) -> Row:
    spans = [part.span for part in task.parts] + [unit.span for unit in task.units]
    return {
        "task_order": task.task_order,
        "task_no": task.task_no,
        "section_no": task.section_no,
        "section": task.section,
        "commitment": task.commitment,
        "report": task.report,
        "stated_status": task.stated_status,
        "char_start": min((s.start for s in spans), default=None),
        "char_end": max((s.end for s in spans), default=None),
    }


def _parts(task: Task, text: str) -> Iterator[Row]:
    for order, part in enumerate(task.parts, start=1):
        yield {
            "task_order": task.task_order,
            "part_order": order,
            "role": part.role,
            "text": text[part.span.start : part.span.end],
            "char_start": part.span.start,
            "char_end": part.span.end,
            **_place(part.place),
        }


def _units(task: Task) -> Iterator[Row]:
    last = dict.fromkeys(_UNIT_ROLES, 0)
    for unit in task.units:
        last[unit.role] += 1
        yield {
            "task_order": task.task_order,
            "role": _UNIT_ROLES[unit.role],
            "unit_order": last[unit.role],
            "unit": unit.name,
            "char_start": unit.span.start,
            "char_end": unit.span.end,
        }


def _statement(statement: Statement) -> Row:
    row = _fields(statement)
    row.update(_place(row.pop("place")))
    return row


def _fields(piece: Any) -> Row:
    """The fields of a flat dataclass by name (without the copying that dataclasses.asdict does)."""
    return {name: getattr(piece, name) for name in piece.__dataclass_fields__}


def _place(place: Place) -> Row:
    return {"page": place.page, "table_no": place.table, "row_no": place.row, "column_no": place.column}
