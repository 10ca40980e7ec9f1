"""The tables of the catalogue, as SQLAlchemy 2 typed models, every column documented.

Belongs here: the shape of the catalogue as it is now (how it came to be is in migrations/). Does not belong here:
queries, rules.

Editions, facts, readings and decisions are only ever added to; triggers in the database refuse to change or remove
them. Runs and releases have a state that moves on.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

APPEND_ONLY = (
    "documents", "document_facts", "editions", "readings", "decisions", "proposals", "proposal_answers",
)  # fmt: skip


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: UTC with its zone in Python; `timestamptz` in PostgreSQL, UTC without a zone in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value}: a moment without a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PlainText(TypeDecorator[str]):
    """Text of any origin: what a database cannot hold (NUL, half a character) becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """The text as SQLite and PostgreSQL can both hold it."""
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Base(DeclarativeBase):
    """Base of all models; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class DocumentRow(Base):
    """A document: one thing published, in any number of editions."""

    __tablename__ = "documents"
    __table_args__ = {"comment": "文件 · documents, each in any number of editions"}  # noqa: RUF012

    id: Mapped[str] = mapped_column(String(200), primary_key=True, comment="文件标识 · id of the document")
    first_seen: Mapped[datetime] = mapped_column(UtcDateTime, comment="首次登记时间 · when it was first recorded, UTC")


class FactsRow(Base):
    """What is known about a document from outside, each time it changed; the newest row holds."""

    __tablename__ = "document_facts"
    __table_args__ = (
        UniqueConstraint("document_id", "facts_no"),
        {"comment": "文件的已知属性（每次变更一行） · known facts of documents, a row for each change"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="行标识 · id of the row")
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), comment="文件标识 · the document")
    facts_no: Mapped[int] = mapped_column(Integer, comment="变更次序（从1起） · number of the change, from 1")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="已知属性 · the facts that are known, by name")
    known_since: Mapped[datetime] = mapped_column(UtcDateTime, comment="登记时间 · since when they are known, UTC")


class EditionRow(Base):
    """One edition of a document: the bytes as they were at some time."""

    __tablename__ = "editions"
    __table_args__ = (
        UniqueConstraint("document_id", "edition_no"),
        {"comment": "文件版次 · editions of documents"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="行标识 · id of the row")
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), comment="文件标识 · the document")
    edition_no: Mapped[int] = mapped_column(Integer, comment="版次（从1起） · number of the edition, from 1")
    sha256: Mapped[str] = mapped_column(
        String(64), index=True, comment="字节的SHA-256 · SHA-256 of the bytes, lower-case hex"
    )
    size: Mapped[int] = mapped_column(BigInteger, comment="字节数 · size in bytes")
    media_type: Mapped[str | None] = mapped_column(String(200), comment="媒体类型 · media type as served or recognised")
    url: Mapped[str | None] = mapped_column(PlainText, comment="来源地址 · where it was fetched from")
    etag: Mapped[str | None] = mapped_column(
        PlainText, comment="实体标签（ETag） · HTTP ETag, for conditional requests"
    )
    last_modified: Mapped[str | None] = mapped_column(
        PlainText, comment="最后修改时间（Last-Modified） · HTTP Last-Modified, for conditional requests"
    )
    first_seen: Mapped[datetime] = mapped_column(
        UtcDateTime, comment="首次收到时间 · when this edition was first seen, UTC"
    )
    fetched_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="抓取时间 · when it was fetched, UTC; none for a file"
    )


class ReadingRow(Base):
    """One reading of some bytes with some facts by one reader, or the refusal of it."""

    __tablename__ = "readings"
    __table_args__ = (
        UniqueConstraint("reading_key", "file"),
        {"comment": "阅读结果 · readings of editions"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="行标识 · id of the row")
    reading_key: Mapped[str] = mapped_column(
        String(64), comment="阅读键 · hash of bytes, facts, reader and storage format"
    )
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), index=True, comment="文件标识 · the document")
    sha256: Mapped[str] = mapped_column(String(64), comment="字节的SHA-256 · the bytes that were read")
    reader_version: Mapped[str] = mapped_column(String(100), comment="阅读器版本 · version of the reader")
    status: Mapped[str] = mapped_column(String(20), comment="ok 已读、refused 拒绝 · ok or refused")
    file: Mapped[str] = mapped_column(
        String(200), comment="所在文件夹 · folder below readings/ that holds it; empty when refused"
    )
    counts: Mapped[dict[str, int]] = mapped_column(JSON, comment="各表行数 · rows by landing table")
    problem: Mapped[str | None] = mapped_column(PlainText, comment="拒绝原因 · why it was refused")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="记录时间 · when it was recorded, UTC")


class RunRow(Base):
    """One run of the main job."""

    __tablename__ = "runs"
    __table_args__ = {"comment": "运行 · runs of the main job"}  # noqa: RUF012

    id: Mapped[str] = mapped_column(String(64), primary_key=True, comment="运行标识 · id of the run")
    started: Mapped[datetime] = mapped_column(UtcDateTime, index=True, comment="开始时间 · start, UTC")
    finished: Mapped[datetime | None] = mapped_column(UtcDateTime, comment="结束时间 · end, UTC; none while it runs")
    state: Mapped[str] = mapped_column(
        String(20), comment="状态 · running, published, nothing_new, refused, failed, interrupted"
    )
    code_version: Mapped[str] = mapped_column(String(100), comment="代码版本 · version of the code")
    inputs_key: Mapped[str | None] = mapped_column(String(64), comment="输入键 · hash of all inputs of the warehouse")
    release_version: Mapped[str | None] = mapped_column(String(50), comment="发布版本 · the release it made")
    summary: Mapped[dict[str, Any]] = mapped_column(JSON, comment="摘要 · what it did, in figures")


class RunStepRow(Base):
    """One step of a run that has ended."""

    __tablename__ = "run_steps"
    __table_args__ = (UniqueConstraint("run_id", "step_no"), {"comment": "运行步骤 · steps of runs"})

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="行标识 · id of the row")
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), comment="运行标识 · the run")
    step_no: Mapped[int] = mapped_column(Integer, comment="次序（从1起） · order, from 1")
    name: Mapped[str] = mapped_column(String(100), comment="步骤名 · name of the step")
    seconds: Mapped[float] = mapped_column(Double, comment="用时（秒） · duration in seconds")
    state: Mapped[str] = mapped_column(String(20), comment="状态 · done, skipped or failed")


class ReleaseRow(Base):
    """One published release."""

    __tablename__ = "releases"
    __table_args__ = {"comment": "发布 · releases"}  # noqa: RUF012

    version: Mapped[str] = mapped_column(String(50), primary_key=True, comment="版本 · version")
    published_at: Mapped[datetime] = mapped_column(
        UtcDateTime, index=True, comment="发布时间 · when it was published, UTC"
    )
    inputs_key: Mapped[str] = mapped_column(String(64), comment="输入键 · hash of all its inputs")
    manifest_sha256: Mapped[str] = mapped_column(String(64), comment="清单的SHA-256 · SHA-256 of its manifest.json")
    state: Mapped[str] = mapped_column(String(20), comment="状态 · current, superseded or removed")


class DecisionRow(Base):
    """One decision of a data steward on one check."""

    __tablename__ = "decisions"
    __table_args__ = (
        Index("ix_decisions_check_id", "check_id"),
        {"comment": "数据管理员的决定 · decisions of data stewards"},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="记录次序 · order of recording")
    decision_id: Mapped[str] = mapped_column(String(40), unique=True, comment="决定标识 · id, a hash of its content")
    check_id: Mapped[str] = mapped_column(String(200), comment="检查标识 · the check it decides")
    action: Mapped[str] = mapped_column(String(20), comment="处理 · accept, correct, reject or withdraw")
    corrected_value: Mapped[str | None] = mapped_column(
        String(100), comment="更正值 · exact decimal that replaces the printed one"
    )
    reason: Mapped[str] = mapped_column(PlainText, comment="理由 · why")
    decided_by: Mapped[str] = mapped_column(String(200), comment="决定人 · who decided")
    decided_on: Mapped[date] = mapped_column(Date, comment="决定日期 · the day of the decision")
    until: Mapped[date | None] = mapped_column(Date, comment="有效期至 · last day it holds; none: without end")
    left_said: Mapped[str | None] = mapped_column(
        PlainText, comment="左侧所述 · what the left side said when it was decided"
    )
    right_said: Mapped[str | None] = mapped_column(
        PlainText, comment="右侧所述 · what the right side said when it was decided"
    )
    supersedes: Mapped[str | None] = mapped_column(
        ForeignKey("decisions.decision_id"), comment="取代的决定 · the decision it replaces"
    )
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="记录时间 · when it was recorded, UTC")
    printed_value: Mapped[str | None] = mapped_column(
        String(100), comment="被更正的原文数字 · the printed number that the correction replaces"
    )


class ProposalRow(Base):
    """A document that a poller has found on a list page."""

    __tablename__ = "proposals"
    __table_args__ = {"comment": "待确认的新文件 · documents found on list pages, for a steward to confirm"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="行标识 · id of the row")
    proposal_id: Mapped[str] = mapped_column(String(20), unique=True, comment="提议标识 · id, a hash of the address")
    url: Mapped[str] = mapped_column(PlainText, comment="文件地址 · address of the document")
    title: Mapped[str] = mapped_column(PlainText, comment="列表页上的标题 · title on the list page")
    list_id: Mapped[str] = mapped_column(String(200), comment="列表页标识 · id of the list page")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, comment="已知属性 · what the list page tells of it")
    found_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="发现时间 · when it was found, UTC")


class ProposalAnswerRow(Base):
    """What a steward said of a proposal; the newest answer holds."""

    __tablename__ = "proposal_answers"
    __table_args__ = {"comment": "对新文件提议的答复 · what stewards said of proposals; the newest holds"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(Integer, primary_key=True, comment="记录次序 · order of recording")
    proposal_id: Mapped[str] = mapped_column(
        ForeignKey("proposals.proposal_id"), index=True, comment="提议标识 · the proposal"
    )
    action: Mapped[str] = mapped_column(String(20), comment="处理 · confirm or reject")
    document_id: Mapped[str | None] = mapped_column(
        String(200), comment="确认后的文件标识 · id of the document, when confirmed"
    )
    reason: Mapped[str] = mapped_column(PlainText, comment="理由 · why")
    answered_by: Mapped[str] = mapped_column(String(200), comment="处理人 · who answered")
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="处理时间 · when, UTC")


class ListPageRow(Base):
    """A list page as it was when it was last read."""

    __tablename__ = "list_pages"
    __table_args__ = {"comment": "列表页 · list pages as they were last"}  # noqa: RUF012

    url: Mapped[str] = mapped_column(String(2000), primary_key=True, comment="列表页地址 · address of the list page")
    etag: Mapped[str | None] = mapped_column(
        PlainText, comment="实体标签（ETag） · HTTP ETag, for conditional requests"
    )
    last_modified: Mapped[str | None] = mapped_column(
        PlainText, comment="最后修改时间 · HTTP Last-Modified, for conditional requests"
    )
    read_as: Mapped[str] = mapped_column(String(64), comment="所用规则 · hash of the rules it was read by")
    polled_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="查看时间 · when it was looked at, UTC")
