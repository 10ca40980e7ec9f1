"""A release in PostgreSQL: sent there, or changed back to the one before.

Belongs here: the order of the work. Does not belong here: rows (postgres_load), tables (postgres_tables), schemas and
the swap (postgres_schemas), the address and what faults mean (postgres_address).

The tables of `bi` stay tables there. As views over `marts` they would be computed again for every query of every BI
user, would need a second set of definitions, and a copy that was checked against the manifest would depend on what
it was not checked for.

Whatever fails on the way, and whenever the process is killed, readers keep the release they have: nothing they see is
touched before the one transaction that renames the schemas.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from warehouse import files as durable
from warehouse import keys, postgres_schemas, postgres_tables
from warehouse.errors import AlreadyRunning, DamagedFile, StorageFault, WrongUse
from warehouse.postgres_address import VARIABLE, Address, faults
from warehouse.postgres_load import load_table
from warehouse.postgres_schemas import BUILDING, PREVIOUS, RETIRED, Publication
from warehouse.release_manifest import Manifest, read_manifest
from warehouse.release_store import WAREHOUSE
from warehouse.release_tables import EXPORTED_SCHEMAS, tables_of

READER = "duban_reader"
PATIENCE = 60.0  # seconds
_CONNECTIONS = 2
_LOCK = 0x64756261  # of PostgreSQL's advisory locks: "duba"
_LOCK_TIMEOUT = "SET lock_timeout = '10s'"

__all__ = ["PATIENCE", "READER", "Publication", "Sent", "publish", "published", "rollback"]


@dataclass(frozen=True, slots=True)
class Sent:
    """A release that readers of the database see now: where (no password), its version, rows, seconds it took."""

    address: str
    version: str
    rows: int
    seconds: float
    previous: str | None


def published(url: str, schemas: Sequence[str] = EXPORTED_SCHEMAS, *, kept: bool = False) -> Publication | None:
    """Which release the database's readers see, or with `kept` the one before it that is kept for going back.

    None where there is none. Raises WrongUse, StorageFault.
    """
    address = Address.of(url)
    with address.connect(autocommit=True) as connection, faults(address, "asking which release is there"):
        suffix = PREVIOUS if kept else ""
        found = {postgres_schemas.publication(connection, name + suffix) for name in schemas}
        return found.pop() if len(found) == 1 else None


def publish(
    folder: Path,
    url: str,
    *,
    reader: str = READER,
    patience: float = PATIENCE,
    schemas: Sequence[str] = EXPORTED_SCHEMAS,
) -> Sent:
    """Send the release in `folder` to the database at `url` and let its readers see it, in place of the one before.

    `reader`: the role that may read it. `patience`: seconds to wait for readers' open transactions. Raises WrongUse
    for what is no address, DamagedFile for a release that is not what was published, StorageFault for everything that
    the database refuses (the message names the repair), AlreadyRunning when another process publishes there.
    """
    began = time.monotonic()
    address = Address.of(url)
    manifest = read_manifest(folder)
    _check_file(folder, manifest)
    with _control(address, "publishing") as control:
        postgres_schemas.check_owner(control, address, schemas)
        before = postgres_schemas.publication(control, schemas[-1])
        postgres_schemas.make_reader(control, address, reader)
        postgres_schemas.drop(control, schemas, BUILDING)  # of a publication that was killed
        postgres_schemas.drop(control, schemas, RETIRED)
        postgres_schemas.create_building(control, manifest, schemas)
        try:
            rows = _load(folder / WAREHOUSE, address, manifest, control, schemas)
            postgres_schemas.let_read(control, reader, [name + BUILDING for name in schemas])
            postgres_schemas.swap_in(control, address, schemas, reader, patience)
        except BaseException:
            with suppress(psycopg.Error):  # the first error is the one to be told; what is left the next one drops
                postgres_schemas.drop(control, schemas, BUILDING)
            raise
        with suppress(psycopg.errors.LockNotAvailable):  # somebody looks at it; the next publication drops it
            postgres_schemas.drop(control, schemas, RETIRED)
    return Sent(address.shown, manifest.version, rows, time.monotonic() - began, before.version if before else None)


def rollback(
    url: str,
    *,
    reader: str = READER,
    patience: float = PATIENCE,
    schemas: Sequence[str] = EXPORTED_SCHEMAS,
) -> Publication:
    """Let readers see the release before the current one again; the two change places. Returns what they see now.

    Raises WrongUse where there is none to go back to, else as `publish`.
    """
    address = Address.of(url)
    with _control(address, "going back to the release before") as control:
        postgres_schemas.check_owner(control, address, schemas)
        before = postgres_schemas.publication(control, schemas[-1] + PREVIOUS)
        if before is None:
            raise WrongUse(f"{address.shown}: there is no release before the current one to go back to")
        postgres_schemas.drop(control, schemas, RETIRED)
        postgres_schemas.swap_back(control, address, schemas, reader, patience)
        return before


@contextmanager
def _control(address: Address, doing: str) -> Iterator[psycopg.Connection[Any]]:
    """The connection that decides, holding the lock that lets one process publish at a time; the server frees it."""
    with address.connect(autocommit=True) as connection, faults(address, doing):
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise StorageFault(
                f"{address.shown}: the database's encoding is {encoding}, which cannot hold Chinese text safely. "
                "To repair it: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0; name that one in " + VARIABLE
            )
        try:  # the server frees it when the session ends, a moment after its process
            connection.execute("SET lock_timeout = '2s'")
            connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        except psycopg.errors.LockNotAvailable as fault:
            raise AlreadyRunning(
                f"{address.shown}: another process is publishing there; wait for it, then try again"
            ) from fault
        connection.execute(_LOCK_TIMEOUT)
        yield connection


def _check_file(folder: Path, manifest: Manifest) -> None:
    path = folder / WAREHOUSE
    promised = next((f.sha256 for f in manifest.files if f.path == WAREHOUSE), None)
    if not path.is_file() or durable.sha256_of(path) != promised:
        what = "it is gone or has other bytes than were published (SHA-256 differs)"
        raise DamagedFile(path, what, "restore the release from a backup, or publish anew: duban run")


def _load(
    warehouse: Path,
    address: Address,
    manifest: Manifest,
    control: psycopg.Connection[Any],
    schemas: Sequence[str],
) -> int:
    """Load every table into the building schemas, the largest first, over several connections; returns the rows."""
    expected = {each.name: each.rows for each in manifest.tables}
    with duckdb.connect(str(warehouse), read_only=True) as source:
        tables = tables_of(source, schemas)
        missing = expected.keys() - {t.full_name for t in tables if t.full_name in expected}
        if missing:
            raise StorageFault(
                f"{warehouse}: the manifest names tables that are not in it: {', '.join(sorted(missing))}"
            )
        queue = sorted(tables, key=lambda t: expected[t.full_name] * len(t.columns))
        taking = threading.Lock()

        def work() -> int:
            rows = 0
            with address.connect() as target, faults(address, f"loading {manifest.version}"):
                while True:
                    with taking:
                        if not queue:
                            return rows
                        table = queue.pop()
                    try:
                        rows += load_table(
                            source.cursor(), target, table, table.schema + BUILDING, expected[table.full_name]
                        )
                    except BaseException:
                        with taking:
                            queue.clear()  # the others need not go on
                        raise

        with ThreadPoolExecutor(_CONNECTIONS, "publish") as pool:
            loaded = sum(each.result() for each in [pool.submit(work) for _ in range(_CONNECTIONS)])
    with control.transaction():
        building = {name: name + BUILDING for name in schemas}
        for each in keys.references(tables):
            control.execute(postgres_tables.reference(each, building))
    return loaded
