"""The PostgreSQL database that releases are published to: its address, connections, what its faults mean.

Belongs here: understanding DUBAN_PUBLISH_URL, connecting, turning PostgreSQL's errors into words that name the repair.
Does not belong here: what is done in the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import errors
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from warehouse.errors import StorageFault, WrongUse

VARIABLE = "DUBAN_PUBLISH_URL"
EXAMPLE = "postgresql+psycopg://user:password@host:5432/database"
CONNECT_SECONDS = 10
_DRIVERS = ("postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2")


@dataclass(frozen=True, slots=True)
class Address:
    """A PostgreSQL database; `shown` may be printed, it hides the password.

    `variable` is the setting that names it, `again` the command that a person repeats once a fault is mended.
    """

    url: URL
    variable: str = VARIABLE
    again: str = "duban publish"

    @classmethod
    def of(cls, text: str, variable: str = VARIABLE, again: str = "duban publish") -> Address:
        """Understand a URL. Raises WrongUse for what is no address of a PostgreSQL database."""
        try:
            url = make_url(text.strip())
        except (ArgumentError, ValueError) as fault:  # the text is not repeated: it may hold a password
            raise WrongUse(f"{variable} is no address of a database; write {EXAMPLE}") from fault
        if url.drivername not in _DRIVERS:
            raise WrongUse(f"{variable}: releases go to PostgreSQL, not to {url.drivername}; write {EXAMPLE}")
        if not url.database:
            raise WrongUse(f"{variable} names no database; write {EXAMPLE}")
        return cls(url, variable, again)

    @property
    def shown(self) -> str:
        """The address without its password."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=True)

    def connect(self, *, autocommit: bool = False) -> psycopg.Connection[tuple[object, ...]]:
        """A new connection. Raises StorageFault when the server does not answer or does not let us in."""
        query = {name: value for name, value in self.url.query.items() if isinstance(value, str)}
        settings = {
            "host": self.url.host,
            "port": self.url.port,
            "user": self.url.username,
            "password": self.url.password,
            "dbname": self.url.database,
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "duban publish",
            **query,
        }
        try:
            conninfo = make_conninfo("", **{name: value for name, value in settings.items() if value is not None})
            return psycopg.connect(conninfo, autocommit=autocommit)
        except psycopg.ProgrammingError as fault:
            raise WrongUse(f"{self.variable}: {self.shown}: {_line(fault)}; write {EXAMPLE}") from fault
        except psycopg.Error as fault:
            raise StorageFault(
                f"{self.shown}: cannot connect ({_line(fault)}). The published data are as they were. "
                f"Check {self.variable}, that the server runs and that it lets this user in; then: {self.again}"
            ) from fault


#: What a person does about a class of errors; the first that fits counts.
_REPAIRS: tuple[tuple[type[psycopg.Error], str], ...] = (
    (errors.DiskFull, "the database server's disk is full: make room there"),
    (
        errors.InsufficientPrivilege,
        "the user lacks a right; as an administrator of that database: "
        "GRANT CREATE ON DATABASE {database} TO {user}; and make {user} the owner of schemas marts and bi",
    ),
    (errors.OutOfMemory, "the database server is out of memory: give it more or close other sessions"),
    (errors.ReadOnlySqlTransaction, "the server takes no writing (a standby?): name the primary in {variable}"),
    (errors.TooManyConnections, "the server takes no more connections: close some or raise max_connections"),
    (errors.UndefinedObject, "something that was there is gone; look at the database with its administrator"),
    (errors.UniqueViolation, "a key occurs twice in the release: duban release verify; report this as a defect"),
    (errors.OperationalError, "check that the server runs and that the network holds"),
)


@contextmanager
def faults(address: Address, doing: str) -> Iterator[None]:
    """Turn PostgreSQL's errors within the block into StorageFault: what was being done, what it said, the repair."""
    try:
        yield
    except psycopg.Error as fault:
        repair = next(
            (words for kind, words in _REPAIRS if isinstance(fault, kind)), "look at the server's log; it is unexpected"
        )
        repair = repair.format(
            database=address.url.database, user=address.url.username or "this user", variable=address.variable
        )
        raise StorageFault(
            f"{address.shown}: {doing}: {_line(fault)}. The published data are as they were. "
            f"To repair it: {repair}; then: {address.again}"
        ) from fault


def _line(fault: psycopg.Error) -> str:
    """What PostgreSQL said, in one line; never a row of data."""
    message = fault.diag.message_primary or str(fault)
    return " ".join(message.split())[:300]
