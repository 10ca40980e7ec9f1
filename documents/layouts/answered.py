"""Numbered items that say first what was promised and then what came of it, without labels: circulars on what lags, reviews of a year's goals.

Belongs here: finding such items among running lines, and reading each into a task. Does not belong here: where one item is cut
(answers.py), lists whose fields have labels (listing.py), items that only report (narrative.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from documents.layouts import answers
from documents.layouts.answers import Answer
from documents.layouts.brackets import units_anywhere
from documents.layouts.draft import Draft, TaskDraft
from documents.layouts.flattened import PART_OF
from documents.layouts.lines import Line, ends_sentence
from documents.layouts.list_marks import Field, Item, fields_of, item_of
from documents.layouts.words import ColumnRole
from documents.normal import normalise
from documents.reading import Role, Span

_STYLES = frozenset({"arabic", "brackets", "task", "chinese brackets"})
_FEWEST = 4  # items; fewer show no way of telling
_LONGEST_TITLE = 45
_LONGEST_ITEM = 60  # lines; more are a chapter, no item
_WIDE = 0.8  # of the widest line: a shorter one ends its paragraph
#: Of the items: those that report, promise a figure or a direction, and report in their promise.
_REPORTING, _FIGURED, _ASKING, _MIXED = 0.6, 0.7, 0.4, 0.25
#: The same below a title that says that goals are answered, where every item has a line for each.
_LINED, _TELLING = 0.8, 0.3
_OF_GOALS = re.compile("(?:目标|指标)[^。]{0,8}(?:完成|执行|落实|实现)情况(?!的?通报)")
_ANSWERING = re.compile(
    "(?:任务|目标|承诺|实事|事项|工作报告|计划|要点).{0,12}(?:完成|落实|进展|推进|办理|执行|实施)(?:的?情况|结果)"
)


class Entry(NamedTuple):
    """One item: its number, the lines that it takes (an index past the last one), and what they say."""

    item: Item
    first: int
    last: int
    answer: Answer
    fields: tuple[Field, ...]  # labelled stretches behind the answer: 整改要求:…


def recognise(text: str, lines: Sequence[Line], *, wrapped: bool, title: str = "") -> list[Entry]:
    """The items of these lines, where most of them promise and then report; [] where they do not. `title`: of the document."""
    runs = _runs(text, lines, wrapped=wrapped)
    if len(runs) < _FEWEST or any(run.followed and run.last - run.first > _LONGEST_ITEM for run in runs):
        return []
    most = max((_plain_paragraphs(text, lines, run, wrapped=wrapped) for run in runs if run.followed), default=0)
    entries = [_entry(text, lines, run, most, wrapped=wrapped) for run in runs]
    found = [entry.answer for entry in entries]
    # Paragraphs numbered (一) are the parts of a narrative, unless somebody answers for each.
    if runs[0].item.style.startswith("chinese") and not all(answer.between for answer in found):
        return []
    headed = bool(_ANSWERING.search(normalise("".join(title.split()))))
    # Items that are headed like sections (外贸进出口。年度目标…) are such, unless the document is about the goals themselves.
    if 2 * sum(answer.topical for answer in found) > len(found) and not _OF_GOALS.search(title):
        return []
    return entries if _tell(found) or (headed and _line_by_line(found)) else []


def read(draft: Draft, lines: Sequence[Line], entries: Sequence[Entry]) -> None:
    """The tasks of the items, and the titles between them, into the draft."""
    before: Entry | None = None
    for entry in entries:
        for line in _titles_above(draft.text, lines, entry.first, before.last if before else 0):
            draft.open_section(Span(line.start, line.end))
        draft.close_task(_task(draft.text, lines, entry))
        before = entry


def first_line(text: str, lines: Sequence[Line], entries: Sequence[Entry]) -> int:
    """Index of the line where the items begin: the titles above the first one, or the item itself."""
    first = entries[0].first
    return first - len(_titles_above(text, lines, first, 0))


class _Run(NamedTuple):
    item: Item
    first: int
    last: int
    followed: bool  # by another item: all of its lines are its own


def _runs(text: str, lines: Sequence[Line], *, wrapped: bool) -> list[_Run]:
    """The lines from each item to the next item or title. The numbers go on, or begin anew below a title."""
    found: list[_Run] = []
    start: tuple[Item, int] | None = None
    titled = False
    for index, line in enumerate(lines):
        last = start[0] if start else found[-1].item if found else None
        item = item_of(text, line, last.number + 1 if last else None)
        follows = item is not None and _follows(item, last, titled=titled) and not _is_title(text, line)
        if item is not None and follows and _fresh(text, lines, index, wrapped=wrapped):
            if start is not None:
                found.append(_Run(*start, index, True))
            start, titled = (item, index), False
        elif _is_title(text, line):
            if start is not None:
                found.append(_Run(*start, index, False))
            start, titled = None, True
    if start is not None:
        found.append(_Run(*start, len(lines), False))
    return found


def _follows(item: Item, last: Item | None, *, titled: bool) -> bool:
    if item.style not in _STYLES:
        return False
    if last is None:
        return item.number == 1
    return item.style == last.style and (item.number - last.number in (1, 2) or (titled and item.number == 1))


def _fresh(text: str, lines: Sequence[Line], index: int, *, wrapped: bool) -> bool:
    """A number at the beginning of a wrapped line is an item only where the line before it has ended."""
    if not wrapped or index == 0:
        return True
    before = lines[index - 1]
    return _ended(text, before) or _is_title(text, before)


def _ended(text: str, line: Line) -> bool:
    tail = text[max(line.start, line.end - 8) : line.end]
    return ends_sentence(tail) or tail.endswith((")", "）", "】"))


def _is_title(text: str, line: Line) -> bool:
    """A title: short, numbered in Chinese, no sentence, and nobody answers for it."""
    if line.end - line.start > _LONGEST_TITLE or ends_sentence(text[max(line.start, line.end - 8) : line.end]):
        return False
    item = item_of(text, line)
    if item is None or not item.style.startswith("chinese"):
        return False
    return units_anywhere(normalise(text[line.start : line.end])) is None


def _titles_above(text: str, lines: Sequence[Line], first: int, after: int) -> Sequence[Line]:
    """The titles directly above an item, those of a part and of a chapter in it."""
    top = first
    while top > after and _is_title(text, lines[top - 1]):
        top -= 1
    return lines[top:first]


def _opens_paragraph(text: str, lines: Sequence[Line], index: int, *, wrapped: bool) -> bool:
    if not wrapped:
        return True
    before = lines[index - 1]
    widest = max(line.end - line.start for line in lines[max(0, index - 4) : index + 4])
    return _ended(text, before) and before.end - before.start < _WIDE * widest


def _plain_paragraphs(text: str, lines: Sequence[Line], run: _Run, *, wrapped: bool) -> int:
    """How many paragraphs without a label an item has."""
    inner = range(run.first + 1, run.last)
    return 1 + sum(_opens_paragraph(text, lines, i, wrapped=wrapped) and not fields_of(text, lines[i]) for i in inner)


def _entry(text: str, lines: Sequence[Line], run: _Run, most: int, *, wrapped: bool) -> Entry:
    """An item with no more paragraphs than those that others follow have: what stands below the last is not its own."""
    plain, last = 1, run.first + 1
    body = run.first + 1  # where the lines without labels end
    fields: list[Field] = []
    for index in range(run.first + 1, run.last):
        labelled = fields_of(text, lines[index])
        if not labelled and _opens_paragraph(text, lines, index, wrapped=wrapped):
            plain += 1
            if not run.followed and (plain > most > 0 or index - run.first > _LONGEST_ITEM):
                break
        fields.extend(labelled)
        last = index + 1
        if not fields:
            body = last
        elif not labelled:
            fields.append(Field(fields[-1].role, lines[index].start, lines[index].end))
    starts = [run.item.words, *(line.start for line in lines[run.first + 1 : body])]
    spans = [(start, line.end) for start, line in zip(starts, lines[run.first : body], strict=True)]
    breaks = [i for i in range(1, len(spans)) if _opens_paragraph(text, lines, run.first + i, wrapped=wrapped)]
    return Entry(run.item, run.first, last, answers.cut(text, spans, breaks), tuple(fields))


def _tell(found: Sequence[Answer]) -> bool:
    """Whether items promise and then report: nearly all name a figure first, most report behind it, and few do at once."""
    reports = [answer for answer in found if answer.reports]
    return (
        len(reports) >= _REPORTING * len(found)
        and sum(answer.told for answer in reports) >= _REPORTING * len(reports)
        and sum(answer.figured for answer in found) >= _FIGURED * len(found)
        and sum(answer.asking for answer in found) >= _ASKING * len(found)
        and sum(answer.mixed for answer in found) <= _MIXED * len(found)
    )


def _line_by_line(found: Sequence[Answer]) -> bool:
    """Whether each item has a line that promises a figure and a line that reports, though few words say which is which."""
    reports = [answer for answer in found if answer.lined]
    return (
        len(reports) >= _LINED * len(found)
        and sum(answer.told for answer in reports) >= _TELLING * len(reports)
        and sum(answer.figured for answer in found) >= _FIGURED * len(found)
        and sum(answer.mixed for answer in found) <= _MIXED * len(found)
    )


def _task(text: str, lines: Sequence[Line], entry: Entry) -> TaskDraft:
    task = TaskDraft(entry.item.number, lines[entry.first].start, number_end=entry.item.words)
    stretches = [*entry.answer.stretches, *((field.role, field.start, field.end) for field in entry.fields)]
    told = {Role.LEAD_UNIT, Role.CO_UNIT, Role.LEADER}
    led = any(role is ColumnRole.LEAD for role, _, _ in stretches)
    for role, first, last in stretches:
        if role is ColumnRole.UNIT:
            role, led = (ColumnRole.CO if led else ColumnRole.LEAD), True
        demanded = role is ColumnRole.NEXT  # a circular demands it behind its report
        part = Role.REPORT if demanded else PART_OF.get(role)
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if part is not None and last > first:
            if entry.answer.topic and part not in told:
                task.hints[first] = (entry.answer.topic, None)
                told.add(part)
            task.add(part, first, last, promises=demanded)
    return task
