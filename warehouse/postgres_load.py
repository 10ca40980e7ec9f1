"""Rows from a release's warehouse file into new PostgreSQL tables, and the proof that they arrived.

Belongs here: streaming one table by COPY, comparing what the two databases say of it. Does not belong here: which
tables, where they are built, when readers see them.

Rows go in with FREEZE: they are visible to every snapshot, also to one taken before the load. So a reader's long
transaction that meets the new table after the swap finds its rows, not an empty table.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv

from warehouse import postgres_tables
from warehouse.errors import StorageFault
from warehouse.release_tables import Column, Table, quoted

#: Few enough for a batch to stay in the processor's cache from DuckDB to the socket.
_BATCH_ROWS = 4_096
_AS_CSV = csv.WriteOptions(include_header=False, quoting_style="needed")
#: Sums of doubles depend on the order of adding; two that differ by less are the same.
_SUM_TOLERANCE = 1e-9
#: Enough to sort the keys of a million rows without a file, for each of two connections; any user may set it.
_SORT_MEMORY = "SET LOCAL maintenance_work_mem = '192MB'"
_NUMBERS = ("numeric", "double precision", "real")
_WHOLE_NUMBERS = ("smallint", "integer", "bigint")


def load_table(
    source: duckdb.DuckDBPyConnection, target: psycopg.Connection[Any], table: Table, schema: str, rows: int
) -> int:
    """Create the table in `schema`, fill it, give it keys, indexes, comments and statistics, and check it; commits.

    `rows`: how many the release's manifest says. Returns that number. Raises StorageFault when what arrived is not
    what was sent.
    """
    with target.transaction(), target.cursor() as cursor:
        cursor.execute(_SORT_MEMORY)
        cursor.execute(postgres_tables.create_table(table, schema))
        place = sql.Identifier(schema, table.name)
        with cursor.copy(sql.SQL("COPY {} FROM STDIN (FORMAT csv, FREEZE true)").format(place)) as copy:
            for chunk in _chunks(source, table):
                copy.write(chunk)
        for statement in (
            *postgres_tables.keys_and_indexes(table, schema),
            *postgres_tables.comments(table, schema),
            # The rows never change again, and FREEZE has done what a vacuum would do.
            sql.SQL("ALTER TABLE {} SET (autovacuum_enabled = false)").format(place),
            sql.SQL("ANALYZE {}").format(place),
        ):
            cursor.execute(statement)
        _check(source, cursor, table, place, rows)
    return rows


def _chunks(source: duckdb.DuckDBPyConnection, table: Table) -> Iterator[bytes]:
    nul = _columns_with_nul(source, table)
    columns = ", ".join(
        postgres_tables.source_expression(column, with_nul=column.name in nul) for column in table.columns
    )
    for batch in source.execute(f"SELECT {columns} FROM {_from(table)}").to_arrow_reader(_BATCH_ROWS):
        if batch.num_rows:
            sink = pa.BufferOutputStream()
            csv.write_csv(batch, sink, _AS_CSV)
            yield sink.getvalue().to_pybytes()


def _columns_with_nul(source: duckdb.DuckDBPyConnection, table: Table) -> frozenset[str]:
    """The text columns in which the character NUL occurs; next to always none."""
    texts = [column.name for column in table.columns if postgres_tables.is_text(column)]
    if not texts:
        return frozenset()
    asked = ", ".join(f"bool_or(contains({quoted(name)}::VARCHAR, chr(0)))" for name in texts)
    row = source.execute(f"SELECT {asked} FROM {_from(table)}").fetchone()
    assert row is not None  # an aggregate without GROUP BY gives one row
    return frozenset(name for name, found in zip(texts, row, strict=True) if found)


def _check(
    source: duckdb.DuckDBPyConnection, cursor: psycopg.Cursor[Any], table: Table, place: sql.Identifier, rows: int
) -> None:
    """Compare row count and a digest of each column (how many values, their sum, length or bounds)."""
    told = [digest for column in table.columns for digest in _digests(column)]
    sent = source.execute(f"SELECT count(*), {', '.join(d for d, _ in told)} FROM {_from(table)}").fetchone()
    query = sql.SQL("SELECT count(*), {} FROM {}").format(
        sql.SQL(", ".join(p for _, p in told)),
        place,
    )
    arrived = cursor.execute(query).fetchone()
    assert sent is not None
    assert arrived is not None  # an aggregate without GROUP BY gives one row
    if arrived[0] != rows or sent[0] != rows:
        raise StorageFault(
            f"{table.full_name}: {arrived[0]} rows arrived in PostgreSQL, the manifest says {rows}. "
            "The published data are as they were. To repair it: duban release verify; then: duban publish"
        )
    for (expression, _), one, other in zip(told, sent[1:], arrived[1:], strict=True):
        if not _same(one, other):
            raise StorageFault(
                f"{table.full_name}: what arrived in PostgreSQL is not what was sent: {expression} is {one} in the "
                f"release, {other} there. The published data are as they were; this is a defect: please report it"
            )


def _digests(column: Column) -> Iterator[tuple[str, str]]:
    """Pairs of aggregates, DuckDB's and PostgreSQL's, that give the same for the same values.

    One more for each value of a text or a list: what is empty counts otherwise than what is missing, without a second
    aggregate for it.
    """
    name, kind = quoted(column.name), postgres_tables.postgres_type(column.type)
    if kind == "text":
        sent = f"replace({name}::VARCHAR, chr(0), chr(65533))"
        yield f"sum(strlen({sent}) + 1)", f"sum(octet_length({name}) + 1)"
        return
    if kind.endswith("[]"):
        yield f"sum(len({name}) + 1)", f"sum(cardinality({name}) + 1)"
        return
    yield f"count({name})", f"count({name})"
    if kind in _WHOLE_NUMBERS:
        yield f"sum({name})", f"sum({name})"
    elif kind.startswith(_NUMBERS):
        # Each numeric made a double would be written out and read again.
        there = f"sum({name})::double precision" if kind.startswith("numeric") else f"sum({name}::double precision)"
        yield f"sum({name}::DOUBLE)", there
        yield f"min({name})", f"min({name})"
        yield f"max({name})", f"max({name})"
    elif kind == "boolean":
        yield f"count(*) FILTER ({name})", f"count(*) FILTER (WHERE {name})"
    elif kind != "jsonb":
        yield f"min({name})::VARCHAR", f"min({name})::text"
        yield f"max({name})::VARCHAR", f"max({name})::text"


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    if isinstance(one, float) and isinstance(other, float):
        return (
            one == other or math.isclose(one, other, rel_tol=_SUM_TOLERANCE) or (math.isnan(one) and math.isnan(other))
        )
    return bool(Decimal(one) == Decimal(other) if isinstance(one, int | Decimal) else one == other)


def _from(table: Table) -> str:
    return f"{quoted(table.schema)}.{quoted(table.name)}"
