"""The catalogue as lines of JSON, and back: from SQLite or PostgreSQL into SQLite or PostgreSQL.

Belongs here: rows to lines and lines to rows, at the revision at which they were written. Does not belong here: the
archive they travel in (backup.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from warehouse import migrate
from warehouse.catalogue import Catalogue
from warehouse.database import Database
from warehouse.errors import WrongUse
from warehouse.models import Base

CHUNK = 500


def dump(catalogue: Catalogue) -> dict[str, list[bytes]]:
    """Every table, each row a line of JSON, all of one moment; in the order in which they can be put back."""
    options = {"isolation_level": "REPEATABLE READ"} if catalogue.database.engine.dialect.name == "postgresql" else {}
    with catalogue.database.engine.connect().execution_options(**options) as connection, connection.begin():
        return {table.name: list(_lines(connection, table)) for table in Base.metadata.sorted_tables}


def _lines(connection: sa.Connection, table: sa.Table) -> Iterator[bytes]:
    for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings():
        told = {name: _plain(value) for name, value in row.items()}
        yield json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def is_empty(database: Database) -> bool:
    """Whether nothing is recorded there: a catalogue that may be filled from a backup."""
    with database.reading() as session:
        one = [sa.select(sa.literal(1)).select_from(table).limit(1) for table in Base.metadata.sorted_tables]
        return all(session.execute(query).first() is None for query in one)


def load(url: str, tables: Mapping[str, Iterable[bytes]], at_revision: str) -> None:
    """Fill an empty catalogue with the rows of a dump, made at `at_revision`, and bring it up to date; all or nothing.

    Raises WrongUse for a catalogue that is not empty, a revision or a table that is not known here.
    """
    database = Database(url)
    try:
        if not is_empty(database):
            raise WrongUse(f"The catalogue {database.shown_url} is not empty: nothing is restored over what is there")
        with database.engine.execution_options(duban_writes=True).begin() as connection:
            migrate.rebuild_at(connection, at_revision)
            metadata = sa.MetaData()
            metadata.reflect(connection)
            unknown = set(tables) - set(metadata.tables)
            if unknown:
                raise WrongUse(f"The backup has tables that revision {at_revision} does not have: {sorted(unknown)}")
            for table in metadata.sorted_tables:
                _fill(connection, table, tables.get(table.name, ()))
            migrate.upgrade(connection)
    finally:
        database.close()


def _fill(connection: sa.Connection, table: sa.Table, lines: Iterable[bytes]) -> None:
    naive = connection.dialect.name == "sqlite"
    rows: list[dict[str, Any]] = []
    count = 0
    for line in lines:
        told = json.loads(line)
        rows.append({column.name: _value(column, told.get(column.name), naive) for column in table.columns})
        count += 1
        if len(rows) == CHUNK:
            connection.execute(table.insert(), rows)
            rows = []
    if rows:
        connection.execute(table.insert(), rows)
    if count and not naive and "id" in table.columns and isinstance(table.columns["id"].type, sa.Integer):
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        connection.execute(
            sa.select(sa.func.setval(sequence, sa.select(sa.func.max(table.columns["id"])).scalar_subquery()))
        )


def _value(column: sa.Column[Any], value: Any, naive: bool) -> Any:
    if value is None:
        return sa.null() if isinstance(column.type, sa.JSON) else None
    if isinstance(column.type, sa.DateTime):
        moment = datetime.fromisoformat(value).astimezone(UTC)
        return moment.replace(tzinfo=None) if naive else moment
    return date.fromisoformat(value) if isinstance(column.type, sa.Date) else value
