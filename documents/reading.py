"""The types of a reading: what one document says, each piece with its place in the kept text.

Belongs here: frozen types and enumerations that other rooms rely on. Does not belong here: any reading, storing or judging.

Offsets are 0-based, half-open character offsets into `Reading.text`, which is the document's text exactly as kept: `text[start:end]` is
the evidence, character for character. Decimals are strings in the printed scale, so that no digit is lost or invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Layout(StrEnum):
    """How a document, or the larger part of it, is laid out; recognised from the text, never configured."""

    TASK_TABLE = "task_table"  # tasks, units and reports in the cells of a table (also one cell a line)
    TASK_LIST = "task_list"  # numbered tasks with labelled fields
    BREAKDOWN = "breakdown"  # promises and units only, table or list
    PROJECT_TABLE = "project_table"  # projects with target, progress and completion-rate columns
    CIRCULAR = "circular"  # items gone through one by one in prose
    NARRATIVE = "narrative"  # sections with headings: articles, work reports, communiqués
    MIXED = "mixed"  # several of these in a row


class Role(StrEnum):
    """What a stretch of a document is for."""

    NUMBER = "number"
    COMMITMENT = "commitment"
    LEAD_UNIT = "lead_unit"
    CO_UNIT = "co_unit"
    LEADER = "leader"
    REPORT = "report"
    STATUS = "status"
    HEADING = "heading"
    NARRATIVE = "narrative"


class Kind(StrEnum):
    """What sort of quantity a figure is (GUIDE: kind)."""

    LEVEL = "level"
    INCREMENT = "increment"
    GROWTH = "growth"
    SHARE = "share"
    RANK = "rank"
    RATIO = "ratio"


class Modifier(StrEnum):
    """How exactly a reported figure is meant."""

    EXACT = "exact"
    ABOUT = "about"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"


class Comparator(StrEnum):
    """How a promise compares the result with its value."""

    GE = "ge"
    LE = "le"
    ABOUT = "about"
    EQ = "eq"
    SYNC = "sync"
    HIGHER = "higher"
    LOWER = "lower"


class Firmness(StrEnum):
    FIRM = "firm"
    STRIVE = "strive"


class Why(StrEnum):
    """Why a number is no figure."""

    DATE = "date"
    DOCUMENT_NUMBER = "document_number"
    NAME = "name"
    ORDINAL = "ordinal"
    CRITERION = "criterion"
    PARAMETER = "parameter"
    LIST_NUMBER = "list_number"
    IDIOM = "idiom"


class ClaimKind(StrEnum):
    """What a report says of a task without a figure."""

    DONE = "done"  # 已完成
    UNDER_WAY = "under_way"  # 正在推进, 申报中
    NOT_DONE = "not_done"  # 未完成, 尚未


class Severity(StrEnum):
    """How much a problem of reading matters."""

    CRITICAL = "critical"  # the document is refused: what it says cannot be trusted
    WARNING = "warning"  # read, but a steward should look
    INFO = "info"


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What is known about a document from outside (the catalogue); None where nobody has said it.

    `known_gaps`: task numbers that the publisher itself left out, so that their absence is no problem.
    """

    document_id: str
    title: str | None = None
    publisher: str | None = None
    jurisdiction: str | None = None  # 芜湖市
    document_type: str | None = None  # annual_report, breakdown, progress, circular, article, work_report, communique
    year: int | None = None  # the year the document is about
    period: str | None = None  # its default period, in the notation of GUIDE.md: 2022, 2023Q1-Q3, asof-2024
    url: str | None = None
    published_on: date | None = None
    file_name: str | None = None
    media_type: str | None = None
    known_gaps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch stood in a format that has more than characters (all 1-based; None where it does not apply)."""

    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch to be read for statements: one paragraph or cell, of one role, of one task or section.

    `subject_hint` and `unit_hint` come from the row name and the column header of a table whose cells hold bare numbers;
    `promises`: its column is one of targets, though the table is part of a narrative; or what a report says of the time ahead.
    """

    role: Role
    span: Span
    task_order: int | None = None
    section_no: str | None = None
    subject_hint: str | None = None
    unit_hint: str | None = None
    place: Place = Place()
    promises: bool = False


@dataclass(frozen=True, slots=True)
class UnitMention:
    """An organisation as printed: `name` without white space, where it stands, lead or co-operating."""

    name: str
    span: Span
    role: Role  # LEAD_UNIT or CO_UNIT


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a task; a role may come in several pieces (unit, report, unit, report)."""

    role: Role
    span: Span
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Section:
    section_no: str  # "0" before the first heading, then "1", "2", …
    heading: str
    span: Span  # heading and body


@dataclass(frozen=True, slots=True)
class Task:
    task_order: int  # 1, 2, … in the order of the document: its key within the document
    task_no: int  # as printed; the row's order where none is printed
    section_no: str | None
    section: str | None
    commitment: str  # the commitment's pieces as printed, joined by a line feed
    report: str
    parts: tuple[Part, ...]
    units: tuple[UnitMention, ...]
    stated_status: str | None = None  # the document's own word, where it prints one in a cell of its own


@dataclass(frozen=True, slots=True)
class Structure:
    """What the layouts find: tasks, sections, and the passages that are to be read for statements."""

    text: str
    layout: Layout
    facts: KnownFacts
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    passages: tuple[Passage, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What every read number has: its clause, its place, and where it belongs. `anchor` is unique among all statements of a reading."""

    anchor: int  # number_start, or, without a printed number, where the word stands that makes the statement
    task_order: int | None
    task_no: int | None
    section_no: str | None
    role: Role  # COMMITMENT, REPORT or NARRATIVE: where in the task or document it stands
    evidence: str
    char_start: int
    char_end: int
    number_start: int | None
    number_end: int | None
    place: Place = field(default=Place(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Observation(Statement):
    """A reported figure (GUIDE.md: observations)."""

    indicator: str
    kind: Kind
    value: str
    value_high: str | None
    unit: str
    modifier: Modifier
    period: str
    period_start: date | None
    period_end: date | None
    scope: str
    cumulative: bool = False  # the text marks it 累计, 总数, 以来 …
    total: bool = False  # the text marks it as a total of parts (共计, 合计, 总计)
    part: bool = False  # the text marks it as a part of what stands before (其中, 包括)
    sentence: int = 0  # number of the sentence within the document: figures of one sentence share it


@dataclass(frozen=True, slots=True)
class Target(Statement):
    """A promise (GUIDE.md: targets); `value` is None where the promise names a direction or a reference instead of a figure."""

    indicator: str
    comparator: Comparator
    value: str | None
    value_high: str | None
    unit: str | None
    kind: Kind
    firmness: Firmness
    relative_to: str | None
    period: str
    period_start: date | None
    period_end: date | None
    scope: str


@dataclass(frozen=True, slots=True)
class ExcludedNumber(Statement):
    """A number that is no figure, and why."""

    why: Why


@dataclass(frozen=True, slots=True)
class UnreadNumber(Statement):
    """A number that the reader could not place: reported, never guessed."""

    detail: str


@dataclass(frozen=True, slots=True)
class Claim(Statement):
    """A word of a report that says how a thing stands, without a figure; `subject` is what it is said of ("" for the task as a whole)."""

    claim: ClaimKind
    subject: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should know about the reading of a document."""

    severity: Severity
    code: str  # task_missing, task_twice, no_task, empty_report, unknown_unit, …
    message: str  # in plain words, Chinese content as it is
    advice: str  # what to do
    char_start: int | None = None
    line: int | None = None  # 1-based line of the kept text


@dataclass(frozen=True, slots=True)
class Reading:
    """One document, read. The same bytes and the same known facts always give an equal reading."""

    reader_version: str
    sha256: str
    facts: KnownFacts  # completed by what the document says of itself
    facts_read: tuple[str, ...]  # names of the facts that were read off the document, not given
    layout: Layout
    text: str
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    observations: tuple[Observation, ...]
    excluded_numbers: tuple[ExcludedNumber, ...]
    unread_numbers: tuple[UnreadNumber, ...]
    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...]
