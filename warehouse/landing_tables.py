"""The landing tables, declared once: names, types, keys and what every column means, in Chinese and English.

Belongs here: the declaration, and the Arrow schemas, DuckDB tables and storage format that follow from it. Does not
belong here: rows.

Columns are the fields of documents/reading.py. `origin` says where a column's content comes from: READING columns are
in the Parquet files, CATALOGUE columns (when an edition was first seen, which one it is) are added when a document is
landed, so that a file depends on its document alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum, StrEnum

import pyarrow as pa


class ColumnType(Enum):
    """A column's type, as Arrow and as DuckDB know it."""

    TEXT = (pa.string(), "VARCHAR")
    INTEGER = (pa.int32(), "INTEGER")
    BOOLEAN = (pa.bool_(), "BOOLEAN")
    DATE = (pa.date32(), "DATE")
    TIMESTAMP = (pa.timestamp("us"), "TIMESTAMP")  # UTC, without a zone: a warehouse has one clock
    TEXT_LIST = (pa.list_(pa.string()), "VARCHAR[]")

    @property
    def arrow(self) -> pa.DataType:
        return self.value[0]

    @property
    def duckdb(self) -> str:
        return self.value[1]


class Origin(StrEnum):
    """Where a column's content comes from when a document is landed."""

    READING = "reading"
    CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `zh` and `en` say what it holds, for people."""

    name: str
    type: ColumnType
    zh: str
    en: str
    nullable: bool = True
    origin: Origin = Origin.READING


@dataclass(frozen=True, slots=True)
class LandingTable:
    """One landing table; `key` identifies a row and is the order in which rows are written and landed."""

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    from_readings: bool = True  # False: filled from the catalogue alone

    @property
    def stored(self) -> tuple[Column, ...]:
        """The columns that are in the Parquet files."""
        return tuple(c for c in self.columns if c.origin is Origin.READING)

    @property
    def arrow_schema(self) -> pa.Schema:
        """Schema of the Parquet file: `reading_key` (which reading a row belongs to), then the stored columns."""
        fields = [pa.field(c.name, c.type.arrow, nullable=c.nullable) for c in self.stored]
        return pa.schema([pa.field(READING_KEY, pa.string(), nullable=False), *fields])

    def create_statements(self, schema: str) -> list[str]:
        """DuckDB statements that create the empty table with its comments."""
        columns = ", ".join(f'"{c.name}" {c.type.duckdb}{"" if c.nullable else " NOT NULL"}' for c in self.columns)
        place = f'{schema}."{self.name}"'
        comments = [f"COMMENT ON TABLE {place} IS {_quoted(f'{self.zh} · {self.en}')}"]
        comments += [f'COMMENT ON COLUMN {place}."{c.name}" IS {_quoted(f"{c.zh} · {c.en}")}' for c in self.columns]
        return [f"CREATE TABLE {place} ({columns})", *comments]


READING_KEY = "reading_key"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _text(name: str, zh: str, en: str, *, required: bool = False) -> Column:
    return Column(name, ColumnType.TEXT, zh, en, nullable=not required)


def _integer(name: str, zh: str, en: str, *, required: bool = False) -> Column:
    return Column(name, ColumnType.INTEGER, zh, en, nullable=not required)


def _date(name: str, zh: str, en: str) -> Column:
    return Column(name, ColumnType.DATE, zh, en)


def _flag(name: str, zh: str, en: str) -> Column:
    return Column(name, ColumnType.BOOLEAN, zh, en, nullable=False)


_DOCUMENT = _text("document_id", "文件标识", "id of the document", required=True)
_TASK_ORDER = _integer(
    "task_order", "任务在文件中的次序", "position of the task in the document, from 1", required=True
)
_START = _integer(
    "char_start", "起始字符位置（从0起，含）", "first character, 0-based offset into documents.text", required=True
)
_END = _integer("char_end", "结束字符位置（不含）", "end, exclusive, offset into documents.text", required=True)
_PLACE = (
    _integer("page", "页码（从1起）", "page, from 1, where the format has pages"),
    _integer("table_no", "表格序号（从1起）", "table, from 1, where it stood in a table"),
    _integer("row_no", "行号（从1起）", "row of that table, from 1"),
    _integer("column_no", "列号（从1起）", "column of that table, from 1"),
)
_STATEMENT = (
    _DOCUMENT,
    _integer(
        "anchor",
        "陈述的定位点（文件内唯一）",
        "offset that identifies the statement within the document",
        required=True,
    ),
    _integer("task_order", "任务在文件中的次序", "position of its task in the document, from 1"),
    _integer("task_no", "任务序号（印刷）", "printed number of its task"),
    _text("section_no", "所在章节", "its section; 0 before the first heading"),
    _text(
        "role",
        "所在部分：commitment 承诺、report 完成情况、narrative 叙述",
        "commitment, report or narrative",
        required=True,
    ),
    _text("evidence", "原文依据", "the clause it was read from, character for character", required=True),
    _START,
    _END,
    _integer("number_start", "数字起始字符位置", "first character of the printed number"),
    _integer("number_end", "数字结束字符位置（不含）", "end of the printed number, exclusive"),
    *_PLACE,
)
_PERIOD = (
    _text("period", "所属期", "period in the notation 2022, 2022Q1-Q3, 2022-11, asof-2024, 2021-", required=True),
    _date("period_start", "所属期起", "first day of the period"),
    _date("period_end", "所属期止", "last day of the period"),
    _text("scope", "范围", "what the figure covers; 全市 by default", required=True),
)
_VALUE = (
    _text("value", "数值（精确小数，印刷尺度）", "exact decimal in the printed scale"),
    _text("value_high", "区间上限", "upper end where a range is printed"),
)

DOCUMENTS = LandingTable(
    "documents",
    "文件：每份文件的最新版次",
    "documents: the newest edition of each",
    (
        _DOCUMENT,
        _text("sha256", "原始文件的SHA-256", "SHA-256 of the bytes, lower-case hex", required=True),
        _text("reader_version", "阅读器版本", "version of the reader", required=True),
        Column("edition_no", ColumnType.INTEGER, "版次（从1起）", "edition, from 1", False, Origin.CATALOGUE),
        _text("title", "标题", "title"),
        _text("publisher", "发布机构", "publisher"),
        _text("jurisdiction", "所属地区", "jurisdiction"),
        _text("document_type", "文件类型", "type: annual_report, breakdown, progress, circular, article …"),
        _integer("year", "所述年份", "the year it is about"),
        _text("period", "默认所属期", "its default period"),
        _text("url", "发布地址", "address on the publisher's site"),
        _date("published_on", "发布日期", "day of publication"),
        Column(
            "first_seen",
            ColumnType.TIMESTAMP,
            "首次收到时间（UTC）",
            "when this edition was first seen, UTC",
            False,
            Origin.CATALOGUE,
        ),
        _text("layout", "版式", "layout as recognised from the text", required=True),
        _text("text", "保存的全文", "the kept text that all offsets refer to", required=True),
        Column(
            "facts_read", ColumnType.TEXT_LIST, "从正文读出的属性名", "facts read off the document, not given", False
        ),
    ),
    ("document_id",),
)
SECTIONS = LandingTable(
    "sections",
    "章节",
    "sections with their headings",
    (
        _DOCUMENT,
        _text("section_no", "章节序号；0为首个标题之前", "0 before the first heading, then 1, 2 …", required=True),
        _text("heading", "标题", "heading", required=True),
        _START,
        _END,
    ),
    ("document_id", "char_start", "section_no"),
)
TASKS = LandingTable(
    "tasks",
    "任务：文件中编号的每一项",
    "numbered tasks",
    (
        _DOCUMENT,
        _TASK_ORDER,
        _integer("task_no", "任务序号（印刷；未印则为次序）", "printed number, or the row's order", required=True),
        _text("section_no", "所在章节", "its section"),
        _text("section", "所在章节标题", "heading of its section"),
        _text("commitment", "任务内容", "the commitment as printed, pieces joined by a line feed", required=True),
        _text("report", "完成情况", "the report as printed, pieces joined by a line feed", required=True),
        _text("stated_status", "文件自印的状态", "the document's own word for the status"),
        _integer("char_start", "首字符位置", "first character of the task's first piece"),
        _integer("char_end", "末字符位置（不含）", "end of the task's last piece, exclusive"),
    ),
    ("document_id", "task_order"),
)
TASK_PARTS = LandingTable(
    "task_parts",
    "任务的各部分",
    "pieces of tasks: number, commitment, units, report …",
    (
        _DOCUMENT,
        _TASK_ORDER,
        _integer("part_order", "部分次序", "position of the piece in the task, from 1", required=True),
        _text("role", "作用", "what the piece is for", required=True),
        _text("text", "原文", "the piece, character for character", required=True),
        _START,
        _END,
        *_PLACE,
    ),
    ("document_id", "task_order", "part_order"),
)
TASK_UNITS = LandingTable(
    "task_units",
    "任务的责任单位",
    "organisations named for a task",
    (
        _DOCUMENT,
        _TASK_ORDER,
        _text("role", "角色：lead 牵头、co 协同", "lead or co", required=True),
        _integer(
            "unit_order", "次序（同角色内，从1起）", "position among the units of that role, from 1", required=True
        ),
        _text("unit", "单位名称（印刷）", "name as printed, without white space", required=True),
        _START,
        _END,
    ),
    ("document_id", "task_order", "role", "unit_order"),
)
TARGETS = LandingTable(
    "targets",
    "目标：每项可核对的承诺",
    "promises that can be checked",
    (
        *_STATEMENT,
        _text("indicator", "指标（印刷）", "indicator as printed", required=True),
        _text("comparator", "比较方式", "ge, le, about, eq, sync, higher, lower", required=True),
        *_VALUE,
        _text("unit", "单位（印刷）", "printed unit, scale word included"),
        _text("kind", "数量种类", "level, increment, growth, share, rank, ratio", required=True),
        _text("firmness", "约束力", "firm or strive", required=True),
        _text("relative_to", "参照对象", "reference indicator or average, where there is one"),
        *_PERIOD,
    ),
    ("document_id", "anchor"),
)
OBSERVATIONS = LandingTable(
    "observations",
    "观测值：每个报告的数字",
    "reported figures",
    (
        *_STATEMENT,
        _text("indicator", "指标（印刷）", "indicator as printed", required=True),
        _text("kind", "数量种类", "level, increment, growth, share, rank, ratio", required=True),
        _text("value", "数值（精确小数，印刷尺度）", "exact decimal in the printed scale", required=True),
        _VALUE[1],
        _text("unit", "单位（印刷）", "printed unit, scale word included", required=True),
        _text("modifier", "限定", "exact, about, more_than, less_than", required=True),
        *_PERIOD,
        _flag("cumulative", "标为累计", "the text marks it as cumulative"),
        _flag("total", "标为合计", "the text marks it as a total of parts"),
        _flag("part", "标为其中", "the text marks it as a part of what stands before"),
        _integer("sentence", "句序", "number of its sentence within the document", required=True),
    ),
    ("document_id", "anchor"),
)
EXCLUDED_NUMBERS = LandingTable(
    "excluded_numbers",
    "不是数据的数字及原因",
    "numbers that are no figures, and why",
    (*_STATEMENT, _text("why", "原因", "date, document_number, name, ordinal, criterion, …", required=True)),
    ("document_id", "anchor"),
)
UNREAD_NUMBERS = LandingTable(
    "unread_numbers",
    "未能判定的数字",
    "numbers that the reader could not place",
    (*_STATEMENT, _text("detail", "说明", "what stood in the way", required=True)),
    ("document_id", "anchor"),
)
CLAIMS = LandingTable(
    "claims",
    "无数字的完成说法",
    "words of a report that say how a thing stands, without a figure",
    (
        *_STATEMENT,
        _text("claim", "说法", "done, under_way, not_done", required=True),
        _text("subject", "所指事项", "what it is said of; empty for the task as a whole", required=True),
    ),
    ("document_id", "anchor"),
)
PROBLEMS = LandingTable(
    "problems",
    "阅读中的问题",
    "what a person should know about the reading",
    (
        _DOCUMENT,
        _text("severity", "严重程度", "critical, warning, info", required=True),
        _text("code", "代码", "short code of the problem", required=True),
        _text("message", "说明", "the problem in plain words", required=True),
        _text("advice", "建议", "what to do", required=True),
        _integer("char_start", "字符位置", "where, as an offset into documents.text"),
        _integer("line", "行号（从1起）", "line of the kept text, from 1"),
    ),
    ("document_id", "char_start", "line", "code", "message"),
)
DECISIONS = LandingTable(
    "decisions",
    "数据管理员的决定",
    "decisions of data stewards, as they stood when the candidate was built",
    (
        _text("decision_id", "决定标识", "id of the decision", required=True),
        _text("check_id", "所决定的检查", "the check it decides", required=True),
        _text(
            "action",
            "处理：accept 接受、correct 更正、reject 驳回",
            "accept, correct, reject or withdraw",
            required=True,
        ),
        _text("corrected_value", "更正值", "the value that replaces the printed one"),
        _text("reason", "理由", "why", required=True),
        _text("decided_by", "决定人", "who decided", required=True),
        _date("decided_on", "决定日期", "the day of the decision"),
        _date("until", "有效期至", "last day it holds; none: without end"),
        _text("left_said", "决定时左侧所述", "what the left side said when it was decided"),
        _text("right_said", "决定时右侧所述", "what the right side said when it was decided"),
        _text("supersedes", "取代的决定", "the decision that it replaces"),
        _integer("decision_order", "记录次序（从1起）", "order of recording, from 1", required=True),
        _text("printed_value", "被更正的原文数字", "the printed number that a correction replaces"),
        _flag("lapsed", "是否已过有效期", "whether its last day was over when the candidate was built"),
    ),
    ("decision_order",),
    from_readings=False,
)
PAST_EDITIONS = LandingTable(
    "past_editions",
    "旧版次：被新版次取代、仍可读的版次",
    "editions that a newer one has taken the place of, where they could be read",
    (
        _DOCUMENT,
        _integer("edition_no", "版次（从1起）", "edition, from 1", required=True),
        _text("sha256", "原始文件的SHA-256", "SHA-256 of the bytes, lower-case hex", required=True),
        Column("first_seen", ColumnType.TIMESTAMP, "首次收到时间（UTC）", "when it was first seen, UTC", False),
    ),
    ("document_id", "edition_no"),
    from_readings=False,
)
PAST_FIGURES = LandingTable(
    "past_figures",
    "旧版次中的承诺与数字",
    "promises and figures of past editions, read by the reader of today",
    (
        _DOCUMENT,
        _integer("edition_no", "版次（从1起）", "edition, from 1", required=True),
        _text("statement", "种类：target 承诺、observation 数字", "target or observation", required=True),
        _integer("anchor", "陈述的定位点（该版次内唯一）", "offset that identifies it in its edition", required=True),
        _integer("task_no", "任务序号（印刷）", "printed number of its task"),
        _text("section_no", "所在章节", "its section"),
        _text("indicator", "指标（印刷）", "indicator as printed", required=True),
        _text("kind", "数量种类", "level, increment, growth, share, rank, ratio", required=True),
        *_VALUE,
        _text("unit", "单位（印刷）", "printed unit, scale word included"),
        _text("period", "所属期", "period", required=True),
        _text("scope", "范围", "what it covers", required=True),
        _text("evidence", "原文依据", "the clause it was read from", required=True),
    ),
    ("document_id", "edition_no", "statement", "anchor"),
    from_readings=False,
)
PAST_VERDICTS = LandingTable(
    "past_verdicts",
    "旧版次中的承诺及当时的结论",
    "promises of past editions with the verdicts that follow from them, judged by the rules of today",
    (
        _DOCUMENT,
        _integer("edition_no", "版次（从1起）", "edition, from 1", required=True),
        _integer("anchor", "陈述的定位点（该版次内唯一）", "offset that identifies it in its edition", required=True),
        _text("promise_id", "承诺编号", "id of the promise, the same in every document that repeats it", required=True),
        _integer("task_no", "任务序号（印刷）", "printed number of its task"),
        _text("section_no", "所在章节", "its section"),
        _text("indicator", "指标（规范名）", "canonical name of the indicator", required=True),
        _text("comparator", "比较方式", "ge, le, about, eq, sync, higher, lower", required=True),
        *_VALUE,
        _text("unit", "单位（印刷）", "printed unit, scale word included"),
        _text("kind", "数量种类", "level, increment, growth, share, rank, ratio", required=True),
        _text("period", "所属期", "period", required=True),
        _text("scope", "范围", "what it covers", required=True),
        _text("evidence", "原文依据", "the clause it was read from", required=True),
        _text("verdict", "结论", "the verdict", required=True),
        _text("ratio", "比值（四位小数）", "result divided by promise, four decimals"),
        _text("verdict_reason", "依据", "why this is the verdict", required=True),
    ),
    ("document_id", "edition_no", "anchor"),
    from_readings=False,
)

LANDING_TABLES: tuple[LandingTable, ...] = (
    DOCUMENTS, SECTIONS, TASKS, TASK_PARTS, TASK_UNITS, TARGETS, OBSERVATIONS, EXCLUDED_NUMBERS, UNREAD_NUMBERS, CLAIMS,
    PROBLEMS, DECISIONS, PAST_EDITIONS, PAST_FIGURES, PAST_VERDICTS,
)  # fmt: skip
READING_TABLES: tuple[LandingTable, ...] = tuple(t for t in LANDING_TABLES if t.from_readings)


def _storage_format() -> str:
    """Hash of names, types and keys of what is stored: files of another format are never mistaken for ours."""
    shape = [(t.name, t.key, [(c.name, c.type.duckdb, c.nullable) for c in t.stored]) for t in READING_TABLES]
    return hashlib.sha256(repr(shape).encode()).hexdigest()[:12]


STORAGE_FORMAT = _storage_format()
