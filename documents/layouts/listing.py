"""Numbered lists of tasks with labelled fields, or with the units in brackets behind each item.

Belongs here: finding such a list among running lines and cutting it into tasks, whatever its labels are called. Does not belong here:
tables, and prose that is numbered but names no units and no reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from documents.layouts.brackets import units_in_brackets
from documents.layouts.columns import LABEL, role_of
from documents.layouts.draft import Draft, TaskDraft
from documents.layouts.flattened import PART_OF
from documents.layouts.lines import Line, ends_sentence, squeeze
from documents.layouts.list_marks import Field, Item, fields_of, item_of, labels_within
from documents.layouts.outlook import told_apart
from documents.layouts.units import likeness
from documents.layouts.words import ColumnRole, told_words
from documents.normal import normalise
from documents.reading import Role, Span

_LONGEST_HEADING = 45


class Style(NamedTuple):
    """How the tasks of a list are told: by the style of their numbers, or None for a labelled promise; units in brackets or not."""

    items: str | None
    brackets: bool


def recognise(text: str, lines: Sequence[Line]) -> Style | None:
    """Whether these lines are a list of tasks, and how its tasks are told."""
    before: Counter[str | None] = Counter()
    brackets: Counter[str] = Counter()
    items: Counter[str] = Counter()
    first: Item | None = None
    labels = promises = told = 0
    roles: set[ColumnRole] = set()
    called: Counter[str] = Counter()
    fresh = False  # no label since the last item
    begun: int | None = None  # where the last item begins, until its brackets are found
    for line in lines:
        fields = fields_of(text, line)
        if fields:
            labels += 1
            roles.update(field.role for field in fields)
            called[squeeze(text[line.start : fields[0].start])] += 1
            promises += fields[0].role is ColumnRole.COMMITMENT
            if first is not None and fresh:
                before[first.style] += 1
                fresh = False
            continue
        item = item_of(text, line)
        if item is not None:
            first, fresh, begun = item, True, line.start
            items[item.style] += 1
        if first is not None and begun is not None and units_in_brackets(text, line):
            brackets[first.style] += 1
            told += bool(told_words().search(text, begun, min(line.end, begun + 2_000)))
            begun = None
    style, count = before.most_common(1)[0] if before else (None, 0)
    # Labels of one sort only, each in other words, are sentences with a colon (收支平衡情况:…), not the fields of a form.
    telling = roles & {ColumnRole.COMMITMENT, ColumnRole.REPORT, ColumnRole.UNIT}
    form = len(telling) > 1 or (bool(called) and called.most_common(1)[0][1] > 1)
    if form and labels >= 2 and count >= 1 and count >= 0.3 * labels / 4:
        return Style(style, bool(brackets))
    if promises >= 2:
        return Style(None, False)
    style, count = brackets.most_common(1)[0] if brackets else (None, 0)
    if told * 2 > sum(brackets.values()):
        return None  # a circular: what its items tell are results
    return Style(style, True) if style and count >= 2 and count >= 0.4 * items[style] else None


def read(draft: Draft, lines: Sequence[Line], style: Style) -> tuple[int, int]:
    """Read the list into the draft. Returns the lines it takes: index of the first, index past the last."""
    reader = _Reader(draft, lines, style)
    return reader.read()


def first_line(text: str, lines: Sequence[Line], style: Style) -> int:
    """Index of the line where the list begins: its first item, or the section title above it."""
    for index in range(len(lines)):
        if _starts_task(text, lines, index, style):
            while index > 0 and _is_title(text, lines[index - 1], style):
                index -= 1
            return index
    return len(lines)


class _Reader:
    def __init__(self, draft: Draft, lines: Sequence[Line], style: Style) -> None:
        self._draft, self._lines, self._style = draft, lines, style
        self._task: TaskDraft | None = None
        self._role: ColumnRole | None = None
        self._bracketed = False  # the last line read ends with units in brackets

    def read(self) -> tuple[int, int]:
        first = first_line(self._draft.text, self._lines, self._style)
        last = first
        for index in range(first, len(self._lines)):
            if self._line(index):
                last = index + 1
        self._close()
        return first, last

    def _line(self, index: int) -> bool:
        """Read one line; whether it belonged to the list."""
        text, line = self._draft.text, self._lines[index]
        starts = _starts_task(text, self._lines, index, self._style) or self._is_next(index)
        if starts and not self._inside_report(index):
            self._start(index)
            return True
        fields = fields_of(text, line)
        if fields and self._task is not None:
            for field in fields:
                self._field(field)
            return True
        if _is_title(text, line, self._style) and self._title_here(index):
            self._close()
            self._draft.open_section(Span(line.start, line.end))
            return True
        if self._task is None or self._role is None:
            return False
        if self._bracketed and not self._more_brackets(index):
            self._close()  # the brackets end the last task; what follows is not its own
            return False
        if self._role in (ColumnRole.LEAD, ColumnRole.CO) and not _names_units(text[line.start : line.end]):
            if self._reported() or not self._more_tasks(index):
                self._close()  # the units end a task; what follows is not its own
                return False
            self._role = ColumnRole.REPORT
        self._more(line)
        return True

    def _is_next(self, index: int) -> bool:
        """The next number of a list whose units stand in brackets is the next task, though its own bracket is damaged."""
        if self._task is None or self._task.number is None or not self._style.brackets:
            return False
        item = item_of(self._draft.text, self._lines[index], self._task.number + 1)
        if item is None:
            return False
        return (
            item.style == self._style.items
            and item.number == self._task.number + 1
            and self._role is not ColumnRole.REPORT
        )

    def _more_brackets(self, index: int) -> bool:
        """Whether the list goes on: units in brackets, labels or items in the next lines."""
        here = self._lines[index]
        return bool(units_in_brackets(self._draft.text, here)) or self._more_tasks(index)

    def _more_tasks(self, index: int) -> bool:
        after = self._lines[index + 1 : index + 40]
        return any(fields_of(self._draft.text, line) or item_of(self._draft.text, line) for line in after)

    def _inside_report(self, index: int) -> bool:
        """The last of the numbered points of a report looks like a task, but goes on with the points before it."""
        if self._role is not ColumnRole.REPORT or self._task is None or self._task.number is None:
            return False
        item = item_of(self._draft.text, self._lines[index])
        before = item_of(self._draft.text, self._lines[index - 1])
        if item is None or before is None or item.number == self._task.number + 1:
            return False
        return before.style == item.style and before.number == item.number - 1

    def _title_here(self, index: int) -> bool:
        """A title stands above an item or another title, not within a report."""
        after = index + 1
        while after < len(self._lines) and _is_title(self._draft.text, self._lines[after], self._style):
            after += 1
        return after < len(self._lines) and _starts_task(self._draft.text, self._lines, after, self._style)

    def _start(self, index: int) -> None:
        expected = self._task.number + 1 if self._task is not None and self._task.number is not None else None
        self._close()
        text, line = self._draft.text, self._lines[index]
        item = item_of(text, line, expected) if self._style.items else None
        self._task = TaskDraft(
            item.number if item else None, line.start, number_end=item.words if item is not None else None
        )
        self._bracketed = False
        self._role = ColumnRole.COMMITMENT
        if item is None:
            for field in fields_of(text, line):
                self._field(field)
            return
        self._words(self._behind_label(item.words, line), line)

    def _behind_label(self, start: int, line: Line) -> int:
        """The words of a promise begin behind a label of their own: 1. 目标任务: …"""
        label = LABEL.match(normalise(self._draft.text[start : min(line.end, start + 24)]))
        return start + label.end() if label and role_of(label.group(1)) is ColumnRole.COMMITMENT else start

    def _words(self, start: int, line: Line) -> None:
        """The promise of an item, and what its brackets or labels behind it say of units."""
        inside = units_in_brackets(self._draft.text, line)
        self._bracketed = bool(inside)
        end, labelled = (inside[0][1], []) if inside else labels_within(self._draft.text, start, line.end)
        self._add(ColumnRole.COMMITMENT, start, end)
        for field in labelled:
            self._field(field)
        for role, first, last in inside:
            if role is not None:
                self._add(role, first, last)

    def _field(self, field: Field) -> None:
        role = field.role
        if role is ColumnRole.UNIT:
            told = self._task is not None and any(part.role is Role.LEAD_UNIT for part in self._task.parts)
            role = ColumnRole.CO if told else ColumnRole.LEAD
        self._role = role
        self._add(role, field.start, field.end)

    def _more(self, line: Line) -> None:
        """A line without label or number goes on with the field that is open."""
        if self._role is ColumnRole.COMMITMENT:
            self._words(line.start, line)
        elif self._role is not None:
            self._add(self._role, line.start, line.end)

    def _reported(self) -> bool:
        return self._task is not None and any(part.role is Role.REPORT for part in self._task.parts)

    def _add(self, role: ColumnRole, start: int, end: int) -> None:
        part = PART_OF.get(role)
        text = self._draft.text
        while start < end and text[start].isspace():
            start += 1
        if part in (Role.LEAD_UNIT, Role.CO_UNIT):
            end = start + len(_closed(text[start:end]))
        while end > start and text[end - 1].isspace():
            end -= 1
        if self._task is None or part is None:
            return
        for promises, first, last in told_apart(text, role, start, end):
            self._task.add(part, first, last, promises=promises)

    def _close(self) -> None:
        if self._task is not None:
            self._draft.close_task(self._task)
        self._task, self._role = None, None


def _starts_task(text: str, lines: Sequence[Line], index: int, style: Style) -> bool:
    """Whether a task begins with this line: an item of the list's style, with a field or brackets before the next such item."""
    line = lines[index]
    if style.items is None:
        fields = fields_of(text, line)
        return bool(fields) and fields[0].role is ColumnRole.COMMITMENT
    item = item_of(text, line)
    if item is None or item.style != style.items:
        return False
    if style.brackets and units_in_brackets(text, line):
        return True
    for after in lines[index + 1 : index + 40]:
        if fields_of(text, after):
            return True
        follows = item_of(text, after)
        if follows is not None and follows.style == style.items:
            return False
        if style.brackets and units_in_brackets(text, after):
            return True
    return False


def _names_units(words: str) -> bool:
    """Whether a line can go on with the units above it; one in brackets as a whole is a note, unless it holds organisations."""
    noted = words.startswith(("(", "（")) and words.endswith((")", "）"))
    return likeness(words[1:-1]) >= 0.9 if noted else likeness(words) >= 0.5


def _is_title(text: str, line: Line, style: Style) -> bool:
    """A section title: short, no sentence, numbered in another style than the items."""
    if line.end - line.start > _LONGEST_HEADING or ends_sentence(text[max(line.start, line.end - 8) : line.end]):
        return False
    item = item_of(text, line)
    return (
        item is not None
        and item.style != style.items
        and item.style.startswith("chinese")
        and not fields_of(text, line)
    )


def _closed(words: str) -> str:
    """Without a closing bracket at the end that opens nowhere in it."""
    bare = words.rstrip(" 。；;")
    if bare.endswith((")", "）", "】", "]")) and not any(mark in bare for mark in "(（【["):
        return bare[:-1]
    return words
