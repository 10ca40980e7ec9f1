"""The tables and views of a warehouse file as they describe themselves: names, types, comments.

Belongs here: asking DuckDB what a file holds. Does not belong here: writing it anywhere, keys (see `keys`: DuckDB's
tables carry none).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

EXPORTED_SCHEMAS = ("marts", "bi")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `type` as DuckDB names it (VARCHAR, DECIMAL(28,8), VARCHAR[] …), `comment` for people."""

    name: str
    type: str
    comment: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view with its columns in their order."""

    schema: str
    name: str
    comment: str | None
    columns: tuple[Column, ...]

    @property
    def full_name(self) -> str:
        """Name with schema: bi.tasks."""
        return f"{self.schema}.{self.name}"


def tables_of(connection: duckdb.DuckDBPyConnection, schemas: Sequence[str] = EXPORTED_SCHEMAS) -> list[Table]:
    """Every table and view of the schemas, sorted by schema and name."""
    query = """
        SELECT
            t.schema_name, t.name, t.comment,
            list({'n': c.column_name, 't': c.data_type, 'c': c.comment} ORDER BY c.column_index)
        FROM (
            SELECT schema_name, table_name AS name, comment FROM duckdb_tables() WHERE NOT internal AND NOT temporary
            UNION ALL
            SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal AND NOT temporary
        ) AS t
        JOIN duckdb_columns() AS c ON c.schema_name = t.schema_name AND c.table_name = t.name
        WHERE t.schema_name IN (SELECT unnest(?))
        GROUP BY ALL
        ORDER BY t.schema_name, t.name
    """
    rows = connection.execute(query, [list(schemas)]).fetchall()
    return [
        Table(s, n, comment, tuple(Column(c["n"], c["t"], c["c"]) for c in columns)) for s, n, comment, columns in rows
    ]


def quoted(identifier: str) -> str:
    """An identifier as both databases take it, whatever it holds."""
    return '"' + identifier.replace('"', '""') + '"'
