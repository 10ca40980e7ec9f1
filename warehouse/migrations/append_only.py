"""Triggers that make a table append-only in the database itself, whoever is connected.

Belongs here: the statements for SQLite and PostgreSQL, used by revisions. Does not belong here: which tables (each
revision says so). SQLite's batch mode rebuilds a table and drops its triggers with the old one: a revision that uses
it calls `protect` again afterwards.
"""

from alembic import op

_FUNCTION = """
CREATE OR REPLACE FUNCTION duban_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only: rows are added, never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def protect(*tables: str) -> None:
    """From now on these tables refuse UPDATE and DELETE."""
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute(_FUNCTION)
    for table in tables:
        if postgres:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION duban_append_only()"
            )
            continue
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} BEGIN "
                f"SELECT RAISE(ABORT, 'table {table} is append-only: rows are added, never changed or removed'); END"
            )
