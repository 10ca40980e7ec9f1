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

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
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
UNITS = {Role.LEAD_UNIT: "牵头 lead", Role.CO_UNIT: "协同 with"}
FACTS = {
    "发布 publisher": "publisher",
    "地区 jurisdiction": "jurisdiction",
    "类型 type": "document_type",
    "年份 year": "year",
    "期间 period": "period",
    "日期 published": "published_on",
    "地址 url": "url",
}
LABEL_WIDTH = 17
SEVERITY_STYLE = {"critical": "bold red", "warning": "yellow", "info": "dim"}


def show(console: Console, reading: Reading, *, task_no: int | None = None, section_no: str | None = None) -> None:
    """Print the reading, or one task or section of it."""
    _head(console, reading)
    console.print(_legend(console), soft_wrap=True)
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
    _foot(console, reading)


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


def _head(console: Console, reading: Reading) -> None:
    facts = reading.facts
    console.print(Text(safe(squeeze(facts.title or facts.document_id)), style="bold"), soft_wrap=True)
    for label, name in FACTS.items():
        value = getattr(facts, name)
        if value is not None:
            source = "  (读自文件 read off the document)" if name in reading.facts_read else ""
            _line(console, label, Text.assemble(safe(str(value)), (source, "dim")), indent=2)
    _line(console, "版式 layout", Text(str(reading.layout)), indent=2)
    console.print()


def _legend(console: Console) -> Text:
    legend = Text("图例 legend  ", style="dim")
    for mark in MARKS.values():
        legend.append_text(_marked(mark.label, mark, console.no_color or not console.is_terminal))
        legend.append("  ")
    return legend


def _show_section(console: Console, reading: Reading, section: Section, statements: list[Statement]) -> None:
    heading = f"── 第{section.section_no}节 section {section.section_no}  {safe(squeeze(section.heading))} ──"
    console.print()
    console.print(Text(heading, style="bold"), soft_wrap=True)
    inside = [s for s in statements if section.span.start <= s.anchor < section.span.end]
    if not inside and any(task.section_no == section.section_no for task in reading.tasks):
        return  # its text is that of its tasks
    body = Span(_after_heading(reading.text, section), section.span.end)
    _line(console, "", _highlighted(console, reading.text, body, inside), indent=2)
    _list(console, inside)


def _after_heading(text: str, section: Section) -> int:
    """Where the section's body begins: its span holds the heading too, perhaps broken by lines."""
    at = section.span.start
    for character in "".join(section.heading.split()):
        while at < section.span.end and text[at].isspace():
            at += 1
        if at >= section.span.end or text[at] != character:
            return section.span.start
        at += 1
    return at


def _show_task(console: Console, reading: Reading, task: Task, statements: list[Statement]) -> None:
    console.print()
    status = f"  {safe(task.stated_status)}" if task.stated_status else ""
    console.print(Text.assemble((f"任务 {task.task_no} · task {task.task_no}", "bold"), status))
    for role, label in UNITS.items():
        names = [unit.name for unit in task.units if unit.role is role]
        if names:
            _line(console, label, Text(safe("、".join(names))), indent=2)
    for part in task.parts:
        if part.role in PARTS:
            inside = [s for s in statements if part.span.start <= s.anchor < part.span.end]
            _line(console, PARTS[part.role], _highlighted(console, reading.text, part.span, inside), indent=2)
    _list(console, statements)


def _line(console: Console, label: str, words: Text, *, indent: int) -> None:
    """A label and its text; on a terminal the text is folded beside the label, in a pipe a line stays a line."""
    if console.is_terminal:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True, style="dim", min_width=LABEL_WIDTH if label else 0)
        grid.add_column(overflow="fold")
        grid.add_row(label, words)
        console.print(Padding(grid, (0, 0, 0, indent), expand=False))
    else:
        padding = " " * (LABEL_WIDTH - cell_len(label) + 2) if label else ""
        console.print(Text(" " * indent + label + padding) + words, soft_wrap=True)


def _list(console: Console, statements: Iterable[Statement]) -> None:
    """The promises and figures of one place, a line each."""
    for statement in statements:
        told = _told(statement)
        if told is not None:
            label, style, words, detail = told
            console.print(
                Text.assemble("    ", (f"▸ {label}", style), f"  {safe(words)}  ", (safe(detail), "dim")),
                soft_wrap=True,
            )


def _told(statement: Statement) -> tuple[str, str, str, str] | None:
    """Label, its style, the statement in words, its details; None for what is marked in the text alone."""
    details: tuple[str | None, ...]
    if isinstance(statement, Target):
        words = f"{statement.indicator} {COMPARATORS[statement.comparator]} {_amount(statement)}"
        details = (statement.kind, statement.firmness, statement.period, statement.scope, statement.relative_to)
        return "承诺 promise", "green", words.rstrip(), " · ".join(str(d) for d in details if d)
    if isinstance(statement, Observation):
        words = f"{statement.indicator} {MODIFIERS[statement.modifier]} {_amount(statement)}"
        details = (statement.kind, statement.period, statement.scope)
        return "数字 figure", "cyan", " ".join(words.split()), " · ".join(str(d) for d in details if d)
    if isinstance(statement, UnreadNumber):
        return "未读 unread", "red", squeeze(statement.evidence), statement.detail
    return None


def _amount(statement: Target | Observation) -> str:
    return f"{_value(statement.value, statement.value_high)} {statement.unit or ''}".strip()


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


def _foot(console: Console, reading: Reading) -> None:
    counts = (
        (reading.tasks, "项任务 tasks"),
        (reading.sections, "节 sections"),
        (reading.targets, "个承诺 promises"),
        (reading.observations, "个数字 figures"),
        (reading.excluded_numbers, "个不计 left out"),
        (reading.unread_numbers, "个未读 unread"),
    )
    console.print()
    console.print(
        Text("── " + " · ".join(f"{len(things)} {label}" for things, label in counts), style="bold"), soft_wrap=True
    )
    for problem in reading.problems:
        place = f"第{problem.line}行 line {problem.line}: " if problem.line else ""
        words = f"{problem.severity}: {place}{problem.message} → {problem.advice}"
        console.print(Text(safe(words), style=SEVERITY_STYLE[problem.severity]), soft_wrap=True)
