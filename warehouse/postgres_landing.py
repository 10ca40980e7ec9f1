"""The landing tables of a candidate in PostgreSQL, for a team that lets dbt build there (`dbt build --target postgres`).

Belongs here: copying them, whole or not at all, and never over what is somebody else's. Does not belong here: landing
itself (landing makes the candidate, on any machine), publishing a release (postgres).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from psycopg import sql

from warehouse import postgres_schemas
from warehouse.errors import StorageFault, WrongUse
from warehouse.landing import SCHEMA
from warehouse.postgres_address import Address, faults
from warehouse.postgres_load import load_table
from warehouse.release_tables import EXPORTED_SCHEMAS, tables_of

MARK = "Duban 督办 landing"


def land(candidate: Path, address: Address) -> dict[str, int]:
    """Copy schema `landing` of the candidate (a closed DuckDB file) to the database, in place of what was there.

    One transaction: readers and dbt see the old tables or the new ones. Models built on the old ones as views go with
    them; the next build makes them again. Returns row counts by table. Raises WrongUse for a
    database that releases are published to, StorageFault for everything that the database refuses and for a schema
    `landing` of somebody else.
    """
    _refuse_what_is_not_ours(address)
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
            target.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(schema, MARK))
            for table in tables_of(source, (SCHEMA,)):
                counted = source.execute(f'SELECT count(*) FROM {SCHEMA}."{table.name}"').fetchone()
                rows[table.name] = load_table(source, target, table, SCHEMA, int(counted[0]) if counted else 0)
    return rows


def _refuse_what_is_not_ours(address: Address) -> None:
    """dbt writes over `marts` and `bi`, and `landing` is dropped: not where readers see a release, nor somebody's own."""
    with address.connect(autocommit=True) as connection, faults(address, "looking at its schemas"):
        for name in EXPORTED_SCHEMAS:
            if postgres_schemas.publication(connection, name) is not None:
                raise WrongUse(
                    f"{address.shown}: releases are published to this database (schema {name}); building there would "
                    "change what its readers see. Name another database"
                )
        row = connection.execute(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", [SCHEMA]
        ).fetchone()
        if row and row[0] != MARK:
            raise StorageFault(
                f"{address.shown}: there is a schema {SCHEMA} that is not ours; its tables would be lost. Nothing was "
                f"changed. To repair it, name another database, or: ALTER SCHEMA {SCHEMA} RENAME TO {SCHEMA}_kept"
            )
