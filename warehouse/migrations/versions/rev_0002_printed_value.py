"""A correction says which printed number it replaces."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column (in place: the triggers of the table stay)."""
    comment = "被更正的原文数字 · the printed number that the correction replaces"
    op.add_column("decisions", sa.Column("printed_value", sa.String(100), comment=comment))
