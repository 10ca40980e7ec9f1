"""Landing tables from literal rows, for the tests of the models.

Belongs here: making a candidate file whose `landing` schema holds given rows. Does not belong here: assertions, and reading documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from warehouse import landing_tables
from warehouse.landing_tables import LandingTable

Rows = Mapping[str, Iterable[Mapping[str, Any]]]

TABLES: dict[str, LandingTable] = {
    table.name: table for table in vars(landing_tables).values() if isinstance(table, LandingTable)
}

# What a row has unless a test says otherwise: a plain figure of the year 2022 in the report of task 1.
_PLAIN: dict[str, Any] = {
    "document_id": "d1",
    "title": "2022年度重点工作",
    "publisher": "某市人民政府",
    "jurisdiction": "某市",
    "document_type": "annual_report",
    "year": 2022,
    "period": "2022",
    "sha256": "0" * 64,
    "reader_version": "1.0",
    "edition_no": 1,
    "first_seen": "2023-01-20 00:00:00",
    "layout": "task_table",
    "text": "",
    "facts_read": [],
    "task_order": 1,
    "task_no": 1,
    "commitment": "",
    "report": "",
    "evidence": "",
    "char_start": 0,
    "char_end": 0,
    "modifier": "exact",
    "firmness": "firm",
    "comparator": "ge",
    "kind": "level",
    "scope": "全市",
    "cumulative": False,
    "total": False,
    "part": False,
    "sentence": 0,
    "subject": "",
    "decided_on": "2023-02-01",
    "decision_order": 1,
    "lapsed": False,
}

_ROLES = {
    "targets": "commitment",
    "observations": "report",
    "claims": "report",
    "task_units": "lead",
    "task_parts": "commitment",
}


def create(path: Path, rows: Rows) -> None:
    """Write a candidate file at `path` with every landing table; unnamed columns take plain values, unknown ones raise KeyError."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA landing")
        for table in TABLES.values():
            for statement in table.create_statements("landing"):
                connection.execute(statement)
            for number, row in enumerate(rows.get(table.name, ()), start=1):
                _insert(connection, table, {**_defaults(table.name, number), **row}, row)


def _defaults(table: str, number: int) -> dict[str, Any]:
    anchor = {"anchor": number, "part_order": number, "unit_order": number, "section_no": None}
    return {**_PLAIN, **anchor, "role": _ROLES.get(table, "report")}


def _insert(
    connection: duckdb.DuckDBPyConnection, table: LandingTable, full: dict[str, Any], given: Mapping[str, Any]
) -> None:
    names = [column.name for column in table.columns]
    unknown = set(given) - set(names)
    if unknown:
        raise KeyError(f"landing.{table.name} has no column {', '.join(sorted(unknown))}")
    columns = ", ".join(f'"{name}"' for name in names)
    connection.execute(
        f"INSERT INTO landing.{table.name} ({columns}) VALUES ({', '.join('?' * len(names))})",
        [full.get(name) for name in names],
    )
