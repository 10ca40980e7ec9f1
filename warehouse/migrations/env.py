"""Alembic's entry: runs the revisions on the connection that warehouse/migrate.py hands over.

Belongs here: what Alembic must be told. Does not belong here: locks, URLs, the choice of a revision.
"""

from alembic import context

from warehouse.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
