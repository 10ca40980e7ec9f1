"""Documents that a poller has found on publishers' list pages, what stewards said of them, and what those pages told last."""

import sqlalchemy as sa
from alembic import op

from warehouse.migrations.append_only import protect

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer, nullable=False, comment="行标识 · id of the row"),
        sa.Column("proposal_id", sa.String(20), nullable=False, comment="提议标识 · id, a hash of the address"),
        sa.Column("url", sa.Text, nullable=False, comment="文件地址 · address of the document"),
        sa.Column("title", sa.Text, nullable=False, comment="列表页上的标题 · title on the list page"),
        sa.Column("list_id", sa.String(200), nullable=False, comment="列表页标识 · id of the list page"),
        sa.Column("facts", sa.JSON, nullable=False, comment="已知属性 · what the list page tells of it"),
        sa.Column("found_at", MOMENT, nullable=False, comment="发现时间 · when it was found, UTC"),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sa.UniqueConstraint("proposal_id", name="uq_proposals_proposal_id"),
        comment="待确认的新文件 · documents found on list pages, for a steward to confirm",
    )
    op.create_table(
        "proposal_answers",
        sa.Column("id", sa.Integer, nullable=False, comment="记录次序 · order of recording"),
        sa.Column("proposal_id", sa.String(20), nullable=False, comment="提议标识 · the proposal"),
        sa.Column("action", sa.String(20), nullable=False, comment="处理 · confirm or reject"),
        sa.Column("document_id", sa.String(200), comment="确认后的文件标识 · id of the document, when confirmed"),
        sa.Column("reason", sa.Text, nullable=False, comment="理由 · why"),
        sa.Column("answered_by", sa.String(200), nullable=False, comment="处理人 · who answered"),
        sa.Column("answered_at", MOMENT, nullable=False, comment="处理时间 · when, UTC"),
        sa.PrimaryKeyConstraint("id", name="pk_proposal_answers"),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.proposal_id"], name="fk_proposal_answers_proposal_id_proposals"
        ),
        comment="对新文件提议的答复 · what stewards said of proposals; the newest holds",
    )
    op.create_index("ix_proposal_answers_proposal_id", "proposal_answers", ["proposal_id"])
    op.create_table(
        "list_pages",
        sa.Column("url", sa.String(2000), nullable=False, comment="列表页地址 · address of the list page"),
        sa.Column("etag", sa.Text, comment="实体标签（ETag） · HTTP ETag, for conditional requests"),
        sa.Column("last_modified", sa.Text, comment="最后修改时间 · HTTP Last-Modified, for conditional requests"),
        sa.Column("read_as", sa.String(64), nullable=False, comment="所用规则 · hash of the rules it was read by"),
        sa.Column("polled_at", MOMENT, nullable=False, comment="查看时间 · when it was looked at, UTC"),
        sa.PrimaryKeyConstraint("url", name="pk_list_pages"),
        comment="列表页 · list pages as they were last",
    )
    protect("proposals", "proposal_answers")
