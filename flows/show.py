"""`duban read`: one document as it was read, on a terminal.

Belongs here: how a Reading is shown, every number marked in its sentence by what it is. Does not belong here: reading
itself (documents).

Colours tell the kinds apart on a terminal; without colour (a pipe, NO_COLOR) brackets do: 〖promise〗 【figure】 ⟨left
out·why⟩ ⁇unread⁇.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from documents.reading import (
    ExcludedNumber,
    Observation,
    Reading,
    Role,
    Section,
    Span,
    Statement,
    Target,
    Task,
    UnreadNumber,
)
from flows.console import safe


@dataclass(frozen=True, slots=True)
class Mark:
    """How one kind of number is marked: a style with colour, brackets without."""

    style: str
    left: str
    right: str
    label: str


MARKS: dict[type[Statement], Mark] = {
    Target: Mark("bold black on green", "〖", "〗", "承诺 promise"),
    Observation: Mark("bold black on cyan", "【", "】", "数字 figure"),
    ExcludedNumber: Mark("dim underline", "⟨", "⟩", "不计 left out (why)"),
    UnreadNumber: Mark("bold white on red", "⁇", "⁇", "未读 unread"),
}
COMPARATORS = {
    "ge": "≥",
    "le": "≤",
    "about": "≈",
    "eq": "=",
    "sync": "与…同步 in step with",
    "higher": "高于 above",
    "lower": "低于 below",
}
MODIFIERS = {"exact": "", "about": "≈", "more_than": ">", "less_than": "<"}
PARTS = {
    Role.COMMITMENT: "任务 promise",
    Role.REPORT: "完成 report",
    Role.STATUS: "状态 status",
    Role.LEADER: "领导 leader",
}
SEVERITY_STYLE = {"critical": "bold red", "warning": "yellow", "info": "dim"}


def show(console: Console, reading: Reading, *, task_no: int | None = None, section_no: str | None = None) -> None:
    """Print the reading, or one task or section of it."""
    console.print(_head(reading))
    console.print(_legend(console))
    statements = _by_place(reading)
    for section in reading.sections:
        if task_no is None and section_no in (None, section.section_no):
            _show_section(console, reading, section, statements[("section", section.section_no)])
        for task in (t for t in reading.tasks if t.section_no == section.section_no):
            if _wanted(task, task_no, section_no):
                _show_task(console, reading, task, statements[("task", str(task.task_order))])
    known = {section.section_no for section in reading.sections}
    for task in reading.tasks:
        if task.section_no not in known and _wanted(task, task_no, section_no):
            _show_task(console, reading, task, statements[("task", str(task.task_order))])
    console.print(_foot(reading))


def selected(reading: Reading, task_no: int | None, section_no: str | None) -> bool:
    """Whether the reading has the task or section asked for (True where nothing is asked)."""
    if task_no is not None:
        return any(task.task_no == task_no for task in reading.tasks)
    return section_no is None or any(section.section_no == section_no for section in reading.sections)


def _wanted(task: Task, task_no: int | None, section_no: str | None) -> bool:
    return task_no in (None, task.task_no) and section_no in (None, task.section_no)


def _statements(reading: Reading) -> Iterator[Statement]:
    yield from reading.targets
    yield from reading.observations
    yield from reading.excluded_numbers
    yield from reading.unread_numbers


def _by_place(reading: Reading) -> dict[tuple[str, str], list[Statement]]:
    found: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in sorted(_statements(reading), key=lambda s: s.anchor):
        if statement.task_order is not None:
            found[("task", str(statement.task_order))].append(statement)
        else:
            found[("section", statement.section_no or "")].append(statement)
    return found


def _head(reading: Reading) -> RenderableType:
    facts = reading.facts
    title = Text(safe(facts.title or facts.document_id), style="bold")
    grid = Table.grid(padding=(0, 2))
    read_off = set(reading.facts_read)
    for label, name in (
        ("发布 publisher", "publisher"),
        ("地区 jurisdiction", "jurisdiction"),
        ("类型 type", "document_type"),
        ("年份 year", "year"),
        ("期间 period", "period"),
        ("日期 published", "published_on"),
        ("地址 url", "url"),
    ):
        value = getattr(facts, name)
        if value is not None:
            source = Text(" (读自文件 read off the document)", style="dim") if name in read_off else Text("")
            grid.add_row(Text(label, style="dim"), Text(safe(str(value))) + source)
    grid.add_row(Text("版式 layout", style="dim"), Text(str(reading.layout)))
    return Group(title, Padding(grid, (0, 0, 1, 2)))


def _legend(console: Console) -> Text:
    legend = Text("图例 legend  ", style="dim")
    for mark in MARKS.values():
        legend.append_text(_marked(mark.label, mark, console.no_color or not console.is_terminal))
        legend.append("  ")
    return legend


def _show_section(console: Console, reading: Reading, section: Section, statements: list[Statement]) -> None:
    heading = f"第{section.section_no}节 section {section.section_no}  {safe(squeeze(section.heading))}"
    console.print()
    console.print(Rule(Text(heading, style="bold"), align="left", characters="─"))
    inside = [s for s in statements if section.span.start <= s.anchor < section.span.end]
    if not inside and any(task.section_no == section.section_no for task in reading.tasks):
        return  # its text is that of its tasks
    console.print(Padding(_highlighted(console, reading.text, section.span, inside), (0, 0, 0, 2)))
    _list(console, inside)


def _show_task(console: Console, reading: Reading, task: Task, statements: list[Statement]) -> None:
    console.print()
    status = f"  {safe(task.stated_status)}" if task.stated_status else ""
    console.print(Text.assemble((f"任务 {task.task_no} · task {task.task_no}", "bold"), status))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for role, label in ((Role.LEAD_UNIT, "牵头 lead"), (Role.CO_UNIT, "协同 with")):
        names = [unit.name for unit in task.units if unit.role is role]
        if names:
            grid.add_row(label, Text(safe("、".join(names))))
    for part in task.parts:
        if part.role in PARTS:
            inside = [s for s in statements if part.span.start <= s.anchor < part.span.end]
            grid.add_row(PARTS[part.role], _highlighted(console, reading.text, part.span, inside))
    console.print(Padding(grid, (0, 0, 0, 2)))
    _list(console, statements)


def _list(console: Console, statements: Iterable[Statement]) -> None:
    """The promises and figures of one place, a line each, the values aligned."""
    table = Table.grid(padding=(0, 2))
    for _ in range(2):
        table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for statement in statements:
        row = _row(statement)
        if row is not None:
            table.add_row(*row)
    if table.row_count:
        console.print(Padding(table, (0, 0, 0, 4)))


def _row(statement: Statement) -> tuple[Text, ...] | None:
    if isinstance(statement, Target):
        sign, value = COMPARATORS[statement.comparator], _value(statement.value, statement.value_high)
        words = (statement.kind, statement.firmness, statement.period, statement.scope, statement.relative_to)
        label = Text("▸ 承诺 promise", style="green")
    elif isinstance(statement, Observation):
        sign, value = MODIFIERS[statement.modifier], _value(statement.value, statement.value_high)
        words = (statement.kind, statement.period, statement.scope, None, None)
        label = Text("▸ 数字 figure", style="cyan")
    elif isinstance(statement, UnreadNumber):
        return (Text("▸ 未读 unread", style="red"), Text(""), Text(""), Text(""), Text(safe(statement.detail)))
    else:
        return None
    detail = " · ".join(safe(str(word)) for word in words if word)
    amount = f"{sign} {value}".strip()
    return label, Text(safe(statement.indicator)), Text(amount), Text(statement.unit or ""), Text(detail, style="dim")


def _value(value: str | None, high: str | None) -> str:
    return f"{value}~{high}" if value and high else value or ""


def _highlighted(console: Console, text: str, span: Span, statements: Iterable[Statement]) -> Text:
    """The stretch with its numbers marked; line breaks inside a sentence are closed up, offsets are followed before
    that.
    """
    plain = console.no_color or not console.is_terminal
    shown = Text()
    at = span.start
    for statement in sorted(statements, key=lambda s: s.anchor):
        start, end = _marked_span(text, statement)
        if start is None or start < at or end > span.end:
            continue
        shown.append(squeeze(safe(text[at:start]), before=at > span.start))
        mark = MARKS[type(statement)]
        words = squeeze(safe(text[start:end]))
        if isinstance(statement, ExcludedNumber):
            words += f"·{statement.why}"
        shown.append_text(_marked(words, mark, plain))
        at = end
    shown.append(squeeze(safe(text[at : span.end]), before=at > span.start).rstrip())
    return shown


def _marked_span(text: str, statement: Statement) -> tuple[int | None, int]:
    """The printed number together with the unit that stands behind it."""
    if statement.number_start is None or statement.number_end is None:
        return None, 0
    end = statement.number_end
    unit = getattr(statement, "unit", None) or ""
    if unit and text.startswith(unit, end):
        end += len(unit)
    return statement.number_start, end


def _marked(words: str, mark: Mark, plain: bool) -> Text:
    return Text(f"{mark.left}{words}{mark.right}") if plain else Text(words, style=mark.style)


def squeeze(text: str, *, before: bool = False) -> str:
    """Text on one line: white space that breaks lines between Chinese characters goes, other white space becomes one
    space.

    `before` says that something stands before the text, so that a space at its beginning may matter.
    """
    words = text.split()
    if not words:
        return ""
    line = words[0]
    for left, right in pairwise(words):
        line += ("" if _wide(left[-1]) or _wide(right[0]) else " ") + right
    return (" " if before and text[0].isspace() and not _wide(words[0][0]) else "") + line


def _wide(character: str) -> bool:
    return ord(character) >= 0x2E80


def _foot(reading: Reading) -> RenderableType:
    line = (
        f"{len(reading.tasks)} 项任务 tasks · {len(reading.sections)} 节 sections · {len(reading.targets)} 个承诺 promises · "
        f"{len(reading.observations)} 个数字 figures · {len(reading.excluded_numbers)} 个不计 left out · "
        f"{len(reading.unread_numbers)} 个未读 unread"
    )
    parts: list[RenderableType] = [Text(""), Rule(characters="─"), Text(line, style="bold")]
    for problem in reading.problems:
        place = f"第{problem.line}行 line {problem.line}: " if problem.line else ""
        words = f"{problem.severity}: {place}{problem.message} → {problem.advice}"
        parts.append(Text(safe(words), style=SEVERITY_STYLE[problem.severity]))
    return Group(*parts)
