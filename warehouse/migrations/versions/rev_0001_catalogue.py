"""The catalogue as it began: documents, facts, editions, readings, runs and their steps, releases, decisions."""

import sqlalchemy as sa
from alembic import op

from warehouse.migrations.append_only import protect

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create all tables and make the append-only ones so."""
    _create_documents()
    _create_editions_and_readings()
    _create_runs_and_releases()
    _create_decisions()
    protect("documents", "document_facts", "editions", "readings", "decisions")


def _create_documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.String(200), nullable=False, comment="文件标识 · id of the document"),
        sa.Column("first_seen", MOMENT, nullable=False, comment="首次登记时间 · when it was first recorded, UTC"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        comment="文件 · documents, each in any number of editions",
    )
    op.create_table(
        "document_facts",
        sa.Column("id", sa.Integer, nullable=False, comment="行标识 · id of the row"),
        sa.Column("document_id", sa.String(200), nullable=False, comment="文件标识 · the document"),
        sa.Column("facts_no", sa.Integer, nullable=False, comment="变更次序（从1起） · number of the change, from 1"),
        sa.Column("facts", sa.JSON, nullable=False, comment="已知属性 · the facts that are known, by name"),
        sa.Column("known_since", MOMENT, nullable=False, comment="登记时间 · since when they are known, UTC"),
        sa.PrimaryKeyConstraint("id", name="pk_document_facts"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_document_facts_document_id_documents"),
        sa.UniqueConstraint("document_id", "facts_no", name="uq_document_facts_document_id_facts_no"),
        comment="文件的已知属性（每次变更一行） · known facts of documents, a row for each change",
    )


def _create_editions_and_readings() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.Integer, nullable=False, comment="行标识 · id of the row"),
        sa.Column("document_id", sa.String(200), nullable=False, comment="文件标识 · the document"),
        sa.Column("edition_no", sa.Integer, nullable=False, comment="版次（从1起） · number of the edition, from 1"),
        sa.Column(
            "sha256", sa.String(64), nullable=False, comment="字节的SHA-256 · SHA-256 of the bytes, lower-case hex"
        ),
        sa.Column("size", sa.BigInteger, nullable=False, comment="字节数 · size in bytes"),
        sa.Column("media_type", sa.String(200), comment="媒体类型 · media type as served or recognised"),
        sa.Column("url", sa.Text, comment="来源地址 · where it was fetched from"),
        sa.Column("etag", sa.Text, comment="实体标签（ETag） · HTTP ETag, for conditional requests"),
        sa.Column(
            "last_modified",
            sa.Text,
            comment="最后修改时间（Last-Modified） · HTTP Last-Modified, for conditional requests",
        ),
        sa.Column("first_seen", MOMENT, nullable=False, comment="首次收到时间 · when this edition was first seen, UTC"),
        sa.Column("fetched_at", MOMENT, comment="抓取时间 · when it was fetched, UTC; none for a file"),
        sa.PrimaryKeyConstraint("id", name="pk_editions"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_editions_document_id_documents"),
        sa.UniqueConstraint("document_id", "edition_no", name="uq_editions_document_id_edition_no"),
        comment="文件版次 · editions of documents",
    )
    op.create_index("ix_editions_sha256", "editions", ["sha256"])
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer, nullable=False, comment="行标识 · id of the row"),
        sa.Column(
            "reading_key",
            sa.String(64),
            nullable=False,
            comment="阅读键 · hash of bytes, facts, reader and storage format",
        ),
        sa.Column("document_id", sa.String(200), nullable=False, comment="文件标识 · the document"),
        sa.Column("sha256", sa.String(64), nullable=False, comment="字节的SHA-256 · the bytes that were read"),
        sa.Column("reader_version", sa.String(100), nullable=False, comment="阅读器版本 · version of the reader"),
        sa.Column("status", sa.String(20), nullable=False, comment="ok 已读、refused 拒绝 · ok or refused"),
        sa.Column(
            "file",
            sa.String(200),
            nullable=False,
            comment="所在文件夹 · folder below readings/ that holds it; empty when refused",
        ),
        sa.Column("counts", sa.JSON, nullable=False, comment="各表行数 · rows by landing table"),
        sa.Column("problem", sa.Text, comment="拒绝原因 · why it was refused"),
        sa.Column("recorded_at", MOMENT, nullable=False, comment="记录时间 · when it was recorded, UTC"),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_readings_document_id_documents"),
        sa.UniqueConstraint("reading_key", "file", name="uq_readings_reading_key_file"),
        comment="阅读结果 · readings of editions",
    )
    op.create_index("ix_readings_document_id", "readings", ["document_id"])


def _create_runs_and_releases() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.String(64), nullable=False, comment="运行标识 · id of the run"),
        sa.Column("started", MOMENT, nullable=False, comment="开始时间 · start, UTC"),
        sa.Column("finished", MOMENT, comment="结束时间 · end, UTC; none while it runs"),
        sa.Column(
            "state",
            sa.String(20),
            nullable=False,
            comment="状态 · running, published, nothing_new, refused, failed, interrupted",
        ),
        sa.Column("code_version", sa.String(100), nullable=False, comment="代码版本 · version of the code"),
        sa.Column("inputs_key", sa.String(64), comment="输入键 · hash of all inputs of the warehouse"),
        sa.Column("release_version", sa.String(50), comment="发布版本 · the release it made"),
        sa.Column("summary", sa.JSON, nullable=False, comment="摘要 · what it did, in figures"),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        comment="运行 · runs of the main job",
    )
    op.create_index("ix_runs_started", "runs", ["started"])
    op.create_table(
        "run_steps",
        sa.Column("id", sa.Integer, nullable=False, comment="行标识 · id of the row"),
        sa.Column("run_id", sa.String(64), nullable=False, comment="运行标识 · the run"),
        sa.Column("step_no", sa.Integer, nullable=False, comment="次序（从1起） · order, from 1"),
        sa.Column("name", sa.String(100), nullable=False, comment="步骤名 · name of the step"),
        sa.Column("seconds", sa.Double, nullable=False, comment="用时（秒） · duration in seconds"),
        sa.Column("state", sa.String(20), nullable=False, comment="状态 · done, skipped or failed"),
        sa.PrimaryKeyConstraint("id", name="pk_run_steps"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_steps_run_id_runs"),
        sa.UniqueConstraint("run_id", "step_no", name="uq_run_steps_run_id_step_no"),
        comment="运行步骤 · steps of runs",
    )
    op.create_table(
        "releases",
        sa.Column("version", sa.String(50), nullable=False, comment="版本 · version"),
        sa.Column("published_at", MOMENT, nullable=False, comment="发布时间 · when it was published, UTC"),
        sa.Column("inputs_key", sa.String(64), nullable=False, comment="输入键 · hash of all its inputs"),
        sa.Column(
            "manifest_sha256", sa.String(64), nullable=False, comment="清单的SHA-256 · SHA-256 of its manifest.json"
        ),
        sa.Column("state", sa.String(20), nullable=False, comment="状态 · current, superseded or removed"),
        sa.PrimaryKeyConstraint("version", name="pk_releases"),
        comment="发布 · releases",
    )
    op.create_index("ix_releases_published_at", "releases", ["published_at"])


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, nullable=False, comment="记录次序 · order of recording"),
        sa.Column("decision_id", sa.String(40), nullable=False, comment="决定标识 · id, a hash of its content"),
        sa.Column("check_id", sa.String(200), nullable=False, comment="检查标识 · the check it decides"),
        sa.Column("action", sa.String(20), nullable=False, comment="处理 · accept, correct, reject or withdraw"),
        sa.Column("corrected_value", sa.String(100), comment="更正值 · exact decimal that replaces the printed one"),
        sa.Column("reason", sa.Text, nullable=False, comment="理由 · why"),
        sa.Column("decided_by", sa.String(200), nullable=False, comment="决定人 · who decided"),
        sa.Column("decided_on", sa.Date, nullable=False, comment="决定日期 · the day of the decision"),
        sa.Column("until", sa.Date, comment="有效期至 · last day it holds; none: without end"),
        sa.Column("left_said", sa.Text, comment="左侧所述 · what the left side said when it was decided"),
        sa.Column("right_said", sa.Text, comment="右侧所述 · what the right side said when it was decided"),
        sa.Column("supersedes", sa.String(40), comment="取代的决定 · the decision it replaces"),
        sa.Column("recorded_at", MOMENT, nullable=False, comment="记录时间 · when it was recorded, UTC"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.UniqueConstraint("decision_id", name="uq_decisions_decision_id"),
        sa.ForeignKeyConstraint(["supersedes"], ["decisions.decision_id"], name="fk_decisions_supersedes_decisions"),
        comment="数据管理员的决定 · decisions of data stewards",
    )
    op.create_index("ix_decisions_check_id", "decisions", ["check_id"])
