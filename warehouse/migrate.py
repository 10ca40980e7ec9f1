"""Bringing a catalogue up to date when it is opened.

Belongs here: which revision the code wants, running Alembic under a lock. Does not belong here: the revisions
themselves.

Alembic is imported only when there is something to do: opening an up-to-date catalogue costs one query.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from warehouse.errors import CatalogueTooNew

HEAD = "0003"  # a test keeps it equal to the newest revision
_SCRIPTS = Path(__file__).parent / "migrations"
_POSTGRES_LOCK = 7_282_226_001  # any number of our own: two processes that migrate at once wait for each other


def revision_of(connection: Connection) -> str | None:
    """The revision that the database is at; None for one without a catalogue."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade(connection: Connection) -> bool:
    """Bring the database to HEAD within the connection's transaction; returns whether there was anything to do.

    On SQLite the transaction must have been begun for writing (it is the lock); on PostgreSQL an advisory lock is
    held until it ends. Raises CatalogueTooNew when the database is at a revision that this code does not know.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POSTGRES_LOCK})
    found = revision_of(connection)
    if found == HEAD:
        return False
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise CatalogueTooNew(
            f"The catalogue {connection.engine.url.render_as_string()} is at revision {found}, "
            f"which this version does not know (it knows up to {HEAD}). "
            "Use the newer version of the program, or another DUBAN_HOME."
        )
    command.upgrade(config, "head")
    return True


def rebuild_at(connection: Connection, revision: str) -> None:
    """Make an empty catalogue anew at an earlier (or this) revision. Raises CatalogueTooNew for an unknown one.

    All its tables are dropped: only for who has made sure that nothing is in them.
    """
    from alembic import command
    from alembic.script import ScriptDirectory
    from sqlalchemy import MetaData

    config = _config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision not in known:
        raise CatalogueTooNew(f"The backup is of revision {revision}, which this version does not know (up to {HEAD})")
    metadata = MetaData()
    metadata.reflect(connection)
    metadata.drop_all(connection)
    command.upgrade(config, revision)


def _config(connection: Connection):  # type: ignore[no-untyped-def]  # alembic is imported late
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
