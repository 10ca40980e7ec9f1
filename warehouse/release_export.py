"""A candidate's tables and views as Parquet and CSV.

Belongs here: the two formats, their determinism, the neutralising of formulas. Does not belong here: releases,
manifests.

Rows are sorted by all their columns, so that the same content gives the same bytes whatever order dbt's threads wrote
it in.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.release_manifest import TableFacts
from warehouse.release_tables import EXPORTED_SCHEMAS, Column, Table, quoted, tables_of

_BATCH_ROWS = 100_000
_BOM = "\ufeff"  # Excel takes a CSV file for UTF-8 only when it begins so

# A spreadsheet evaluates a cell that begins like this (owasp.org, CSV injection); full-width signs count in East Asian
# locales. A plain number such as -77.3 is left alone: evaluated, it is itself.
_FORMULA = r"^(\s*[=+\-@＝＋－＠]|[\t\r\n])"
_NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"


def export(candidate: Path, folder: Path, schemas: Sequence[str] = EXPORTED_SCHEMAS) -> tuple[TableFacts, ...]:
    """Write every table and view of the schemas to parquet/<schema>.<name>.parquet and csv/….csv below the folder.

    CSV: UTF-8 with BOM, comma, header, lists and structures as JSON text, text that a spreadsheet would take for a
    formula preceded by an apostrophe; an absent value is empty, an empty text is "". Returns names and row counts,
    sorted by name.
    """
    for sub_folder in ("parquet", "csv"):
        (folder / sub_folder).mkdir(parents=True)
    with duckdb.connect(str(candidate), read_only=True) as connection:
        return tuple(_export_table(connection, table, folder) for table in tables_of(connection, schemas))


def _export_table(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> TableFacts:
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE exported AS SELECT * FROM {quoted(table.schema)}.{quoted(table.name)} ORDER BY ALL"
    )
    rows = _write_parquet(connection, table, folder / "parquet" / f"{table.full_name}.parquet")
    cells = ", ".join(_cell(column, first=i == 0) for i, column in enumerate(table.columns))
    target = str(folder / "csv" / f"{table.full_name}.csv").replace("'", "''")
    connection.execute(f"COPY (SELECT {cells} FROM exported) TO '{target}' (FORMAT csv, HEADER true, DELIMITER ',')")
    connection.execute("DROP TABLE exported")
    return TableFacts(table.full_name, rows, tuple(c.name for c in table.columns))


def _write_parquet(connection: duckdb.DuckDBPyConnection, table: Table, path: Path) -> int:
    """Through Arrow, in one thread: deterministic bytes, and the comments travel with the file."""
    reader = connection.execute("SELECT * FROM exported").to_arrow_reader(_BATCH_ROWS)
    described = [
        field.with_metadata({"description": column.comment}) if column.comment else field
        for field, column in zip(reader.schema, table.columns, strict=True)
    ]
    schema = pa.schema(described, metadata={"description": table.comment} if table.comment else None)
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in reader:
            rows += batch.num_rows
            writer.write_table(pa.Table.from_batches([batch]).cast(schema), row_group_size=_BATCH_ROWS)
    return rows


def text_cell(expression: str) -> str:
    """SQL of a text cell of a CSV file: what a spreadsheet would take for a formula is preceded by an apostrophe."""
    text = f"({expression})::VARCHAR"
    formula = f"regexp_matches({text}, '{_FORMULA}') AND NOT regexp_matches({text}, '{_NUMBER}')"
    return f"CASE WHEN {formula} THEN '''' || {text} ELSE {text} END"


def _cell(column: Column, *, first: bool) -> str:
    """The SQL of one CSV cell; the byte-order mark is part of the first header."""
    name = quoted(column.name)
    header = quoted(_BOM + column.name) if first else name
    if column.type.endswith("]") or column.type.startswith(("STRUCT", "MAP", "UNION", "JSON")):
        return f"to_json({name})::VARCHAR AS {header}"
    if column.type.startswith(("VARCHAR", "ENUM", "BLOB")):
        return f"{text_cell(name)} AS {header}"
    return f"{name} AS {header}"
