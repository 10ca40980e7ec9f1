"""The landing tables of a candidate in PostgreSQL, for a team that lets dbt build there (`dbt build --target postgres`).

Belongs here: copying them, whole or not at all. Does not belong here: landing itself (landing makes the candidate, on
any machine), publishing a release (postgres).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from psycopg import sql

from warehouse.landing import SCHEMA
from warehouse.postgres_address import Address, faults
from warehouse.postgres_load import load_table
from warehouse.release_tables import tables_of


def land(candidate: Path, url: str) -> dict[str, int]:
    """Copy schema `landing` of the candidate (a closed DuckDB file) to the database, in place of what was there.

    One transaction: readers and dbt see the old tables or the new ones. Models built on the old ones as views go with
    them; the next build makes them again. Returns row counts by table. Raises WrongUse for what is no address,
    StorageFault for everything that the database refuses.
    """
    address = Address.of(url)
    rows: dict[str, int] = {}
    with (
        duckdb.connect(str(candidate), read_only=True) as source,
        address.connect() as target,
        faults(address, "landing"),
    ):
        schema = sql.Identifier(SCHEMA)
        with target.transaction():
            target.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
            target.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
            for table in tables_of(source, (SCHEMA,)):
                counted = source.execute(f'SELECT count(*) FROM {SCHEMA}."{table.name}"').fetchone()
                rows[table.name] = load_table(source, target, table, SCHEMA, int(counted[0]) if counted else 0)
    return rows
