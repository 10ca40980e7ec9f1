"""The schemas of a publication in PostgreSQL: which release they hold, who may read them, how they change places.

Belongs here: the names current, previous, building, retired; the mark that says that a schema is ours; the role for BI;
the swap. Does not belong here: rows (postgres_load), the order of a publication (postgres).

    marts, bi                       what readers see
    marts_previous, bi_previous     the release before, for `duban rollback`; only its owner may read it
    marts_building, bi_building     a release on its way in
    marts_retired, bi_retired       two releases back, to be dropped

A schema's comment holds its version, so a swap that is rolled back leaves no record behind. The swap first locks every
table that readers use, so that it never happens within a reader's transaction: no reader sees tables of two releases.
It looks for a moment in which nobody reads, many times a second and without waiting, so that it keeps nobody waiting
either. Where readers leave no such moment it queues among them, for less than deadlock_timeout, so that PostgreSQL
never ends one of them to break a deadlock; the table it waited for in vain comes first the next time. Readers whose
transactions overlap without a pause and take the tables in different orders can keep it waiting until it gives up.
"""

from __future__ import annotations

import itertools
import random
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import errors, sql

from warehouse.errors import StorageFault
from warehouse.postgres_address import Address
from warehouse.release_manifest import Manifest

PREVIOUS, BUILDING, RETIRED = "_previous", "_building", "_retired"
_LOCK_SECONDS = 0.3
_QUEUE_EVERY = 25  # attempts: about twice a second
_MARK = re.compile(r"^Duban 督办 (?P<version>\S+) · published (?P<at>\S+) · inputs (?P<key>\S+)$")

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Publication:
    """A release as a schema's comment names it: version, when it was published (UTC), hash of its inputs."""

    version: str
    published_at: datetime
    inputs_key: str


def mark_of(manifest: Manifest) -> str:
    """The comment of a release's schemas."""
    at = manifest.published_at.isoformat(timespec="seconds")
    return f"Duban 督办 {manifest.version} · published {at} · inputs {manifest.inputs_key}"


def publication(connection: Connection, schema: str) -> Publication | None:
    """Which release a schema holds; None where there is no such schema or it is not ours."""
    row = connection.execute(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", [schema]
    ).fetchone()
    match = _MARK.match(row[0]) if row and row[0] else None
    return Publication(match["version"], datetime.fromisoformat(match["at"]), match["key"]) if match else None


def check_owner(connection: Connection, address: Address, schemas: Iterable[str]) -> None:
    """Refuse to touch schemas that are not publications of ours, or that another user owns. Raises StorageFault."""
    names = [name + suffix for name in schemas for suffix in ("", PREVIOUS, BUILDING, RETIRED)]
    rows = connection.execute(
        "SELECT nspname, pg_get_userbyid(nspowner), pg_has_role(nspowner, 'USAGE'), "
        "obj_description(oid, 'pg_namespace'), current_user FROM pg_namespace WHERE nspname = ANY(%s) ORDER BY 1",
        [names],
    ).fetchall()
    for name, owner, ours, comment, user in rows:
        if not ours:
            raise StorageFault(
                f"{address.shown}: schema {name} belongs to {owner}, not to {user}. Nothing was changed. To repair it, "
                f"log in as {owner}, or as an administrator: ALTER SCHEMA {name} OWNER TO {user}; or name a database "
                "of its own in DUBAN_PUBLISH_URL"
            )
        if not _MARK.match(comment or ""):
            raise StorageFault(
                f"{address.shown}: there is a schema {name} that no release was published to; its tables would be "
                f"lost. Nothing was changed. To repair it, name another database in DUBAN_PUBLISH_URL, or: "
                f"ALTER SCHEMA {name} RENAME TO {name}_kept"
            )


def make_reader(connection: Connection, address: Address, reader: str) -> None:
    """Make sure that the role for BI exists: it cannot log in itself, administrators grant it to users who can."""
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [reader]).fetchone() is None:
        try:
            with connection.transaction():
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(reader)))
        except errors.InsufficientPrivilege as fault:
            raise StorageFault(
                f"{address.shown}: the read-only role {reader} does not exist and this user may not create it. "
                f'To repair it, as an administrator: CREATE ROLE "{reader}" NOLOGIN; then: duban publish'
            ) from fault
    database = address.url.database or ""
    may = connection.execute("SELECT has_database_privilege(%s, %s, 'CONNECT')", [reader, database]).fetchone()
    if not (may and may[0]):
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), sql.Identifier(reader))
        )


def let_read(connection: Connection, reader: str, schemas: Iterable[str]) -> None:
    """Give the role the right to read the tables of the schemas, and nothing else."""
    for name in schemas:
        for right in ("USAGE ON SCHEMA {}", "SELECT ON ALL TABLES IN SCHEMA {}"):
            connection.execute(sql.SQL(f"GRANT {right} TO {{}}").format(sql.Identifier(name), sql.Identifier(reader)))


def create_building(connection: Connection, manifest: Manifest, schemas: Iterable[str]) -> None:
    """Make the empty schemas that a release is loaded into, marked with its version."""
    with connection.transaction():
        for name in schemas:
            place = sql.Identifier(name + BUILDING)
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(place))
            connection.execute(sql.SQL("COMMENT ON SCHEMA {} IS {}").format(place, mark_of(manifest)))


def drop(connection: Connection, schemas: Iterable[str], suffix: str) -> None:
    """Drop the schemas of that suffix where they exist."""
    with connection.transaction():
        for name in schemas:
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name + suffix)))


def swap_in(connection: Connection, address: Address, schemas: Sequence[str], reader: str, patience: float) -> None:
    """Make the building schemas current and the current ones previous, at once; `patience`: seconds to wait for readers.

    Raises StorageFault, which names the sessions in the way, when a reader's transaction lasts longer than that.
    """
    present = _present(connection, schemas)
    renames = [(name + PREVIOUS, name + RETIRED) for name in schemas if name + PREVIOUS in present]
    renames += [(name, name + PREVIOUS) for name in schemas if name in present]
    renames += [(name + BUILDING, name) for name in schemas]
    hidden = [name + PREVIOUS for name in schemas if name in present]
    _swap(connection, address, schemas, renames, (hidden, [], reader), patience)


def swap_back(connection: Connection, address: Address, schemas: Sequence[str], reader: str, patience: float) -> None:
    """Let current and previous change places, at once; raises StorageFault as `swap_in` does."""
    renames = [(name, name + RETIRED) for name in schemas]
    renames += [(name + PREVIOUS, name) for name in schemas]
    renames += [(name + RETIRED, name + PREVIOUS) for name in schemas]
    hidden = [name + PREVIOUS for name in schemas]
    _swap(connection, address, schemas, renames, (hidden, list(schemas), reader), patience)


def _swap(
    connection: Connection,
    address: Address,
    schemas: Sequence[str],
    renames: Sequence[tuple[str, str]],
    rights: tuple[Sequence[str], Sequence[str], str],
    patience: float,
) -> None:
    hidden, shown, reader = rights
    give_up = time.monotonic() + patience
    tables = _tables(connection, schemas)
    for attempt in itertools.count(1):
        try:
            with connection.transaction():
                if attempt % _QUEUE_EVERY:
                    _lock_now(connection, tables)
                else:
                    _lock_in_turn(connection, tables)
                for old, new in renames:
                    connection.execute(
                        sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
                    )
                for name in hidden:
                    connection.execute(
                        sql.SQL("REVOKE ALL ON SCHEMA {} FROM {}").format(sql.Identifier(name), sql.Identifier(reader))
                    )
                let_read(connection, reader, shown)
            return
        except errors.LockNotAvailable:  # readers are at work; they go on while we wait for a better moment
            if time.monotonic() > give_up:
                raise StorageFault(_in_the_way(connection, address, schemas, patience)) from None
        time.sleep(random.uniform(0.001, 0.02))


def _tables(connection: Connection, schemas: Sequence[str]) -> list[tuple[str, str]]:
    query = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s) ORDER BY 1, 2"
    return connection.execute(query, [list(schemas)]).fetchall()


def _lock_now(connection: Connection, tables: Sequence[tuple[str, str]]) -> None:
    """Lock all the tables at once or raise LockNotAvailable at once."""
    if tables:
        names = sql.SQL(", ").join(sql.Identifier(*each) for each in tables)
        connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE NOWAIT").format(names))


def _lock_in_turn(connection: Connection, tables: list[tuple[str, str]]) -> None:
    """Lock all the tables within a moment or raise LockNotAvailable; then the one that was taken stands first."""
    query = "SELECT setting::float8 / 1000 FROM pg_settings WHERE name = 'deadlock_timeout'"
    row = connection.execute(query).fetchone()
    moment = min(_LOCK_SECONDS, row[0] / 2 if row else _LOCK_SECONDS)
    end = time.monotonic() + moment  # for all of them: a reader that waits for us never waits for deadlock_timeout
    for i, (schema, table) in enumerate(tables):
        left = max(1, int((end - time.monotonic()) * 1000))
        try:
            connection.execute(
                sql.SQL("SET LOCAL lock_timeout = {}; LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(
                    left, sql.Identifier(schema, table)
                )
            )
        except errors.LockNotAvailable:
            tables.insert(0, tables.pop(i))
            raise


def _in_the_way(connection: Connection, address: Address, schemas: Sequence[str], patience: float) -> str:
    rows = connection.execute(
        "SELECT DISTINCT a.pid, coalesce(a.usename, '?'), coalesce(nullif(a.application_name, ''), '?'), "
        "coalesce(to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), '?') FROM pg_locks AS l "
        "JOIN pg_class AS c ON c.oid = l.relation JOIN pg_namespace AS n ON n.oid = c.relnamespace "
        "JOIN pg_stat_activity AS a USING (pid) WHERE l.granted AND l.pid <> pg_backend_pid() AND n.nspname = ANY(%s) "
        "ORDER BY 1 LIMIT 5",
        [list(schemas)],
    ).fetchall()
    sessions = "; ".join(
        f"process {pid} of {user} ({program}), since {since} UTC" for pid, user, program, since in rows
    )
    return (
        f"{address.shown}: readers kept their transactions open for {patience:g} s, so the new release was not swapped "
        f"in; they see the old one. In the way: {sessions or 'sessions that have just ended'}. To repair it, close "
        "them (SELECT pg_terminate_backend(process)) or set DUBAN_PUBLISH_WAIT to more seconds; then: duban publish"
    )


def _present(connection: Connection, schemas: Sequence[str]) -> set[str]:
    names = [name + suffix for name in schemas for suffix in ("", PREVIOUS)]
    rows = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname = ANY(%s)", [names]).fetchall()
    return {row[0] for row in rows}
