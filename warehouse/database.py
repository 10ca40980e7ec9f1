"""The catalogue's connection: engine, transactions for reading and for writing, faults in plain words.

Belongs here: what SQLite and PostgreSQL need so that many processes can use one catalogue. Does not belong here:
tables, queries.

On SQLite a writing transaction begins IMMEDIATE: one that begins by reading and then writes can fail at once although
it would only have to wait. The write-ahead log lets readers go on meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from warehouse import migrate
from warehouse.errors import CatalogueUnreachable, StorageFault, WrongUse
from warehouse.files import make_folder

BUSY_SECONDS = 30  # how long a writer waits for another one
GONE_SECONDS = 60  # how long a server that has answered before is waited for
_WRITES = "duban_writes"


class Database:
    """One catalogue database, brought up to date on opening. Safe to share between threads; each process opens its own.

    Raises WrongUse for a URL that is none, CatalogueUnreachable when it does not answer, CatalogueTooNew.
    """

    def __init__(self, url: str) -> None:
        self.url = _understand(url)
        self.engine = _make_engine(self.url)
        self._worked = False
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise
        self._worked = True

    @property
    def shown_url(self) -> str:
        """The URL without its password."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent state; nothing it does is kept."""
        with self._faults():
            self._wait_for_it()
            with Session(self.engine) as session:
                yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is kept whole when the block ends well, and not at all otherwise."""
        with self._faults():
            self._wait_for_it()
            with Session(self.engine.execution_options(**{_WRITES: True})) as session, session.begin():
                yield session

    def _wait_for_it(self) -> None:
        """A server that did answer and is gone (restarted, switched over) most likely comes back: wait for it a while.

        Only here, where nothing has been done yet; what breaks off in between is a fault.
        """
        if self.engine.dialect.name == "sqlite":
            return
        give_up = time.monotonic() + GONE_SECONDS
        while True:
            try:
                with self.engine.connect():
                    return
            except OperationalError:
                if not self._worked or time.monotonic() > give_up:
                    raise
                time.sleep(0.5)

    def close(self) -> None:
        """Let the database go."""
        self.engine.dispose()

    def _migrate(self) -> None:
        with self._faults(), self.engine.connect() as connection:
            if migrate.revision_of(connection) == migrate.HEAD:
                return
        with self._faults(), self.engine.execution_options(**{_WRITES: True}).begin() as connection:
            migrate.upgrade(connection)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as fault:
            raise WrongUse(f"The catalogue {self.shown_url} refuses this: {fault.orig}") from fault
        except DBAPIError as fault:
            raise CatalogueUnreachable(
                f"The catalogue {self.shown_url} does not work: {str(fault.orig).strip()}. "
                "Check DUBAN_CATALOGUE_URL, that the server runs, and that the disk has room."
            ) from fault


def _understand(url: str) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as fault:
        raise WrongUse(
            "DUBAN_CATALOGUE_URL is not an address of a database that is known here; "
            "write sqlite:////absolute/path.db or postgresql+psycopg://user:password@host/database"
        ) from fault
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise WrongUse(f"The catalogue can be SQLite or PostgreSQL, not {parsed.get_backend_name()}")
    return parsed


def _make_engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    if url.database and url.database != ":memory:":
        folder = Path(url.database).parent
        try:
            make_folder(folder)
        except OSError as fault:
            raise StorageFault(f"{folder}: cannot make the catalogue's folder ({fault.strerror})") from fault
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not by the driver
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    _use_wal(cursor)
    cursor.close()


def _use_wal(cursor: Any) -> None:
    """Switch to the write-ahead log; SQLite does not wait when several connections do this to a new file at once."""
    import sqlite3

    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")
