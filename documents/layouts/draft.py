"""What the layouts write into while they read: tasks, sections, passages and problems in the order of the document.

Belongs here: collecting, numbering and closing. Does not belong here: recognising anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from documents.layouts.lines import ends_sentence, squeeze
from documents.layouts.units import find
from documents.reading import Part, Passage, Place, Problem, Role, Section, Span, Task, UnitMention

NOWHERE = Place()


@dataclass(slots=True)
class TaskDraft:
    """One task while it is being put together. Pieces come in the order of the text."""

    number: int | None
    at: int  # where its number, or else its first piece, stands
    parts: list[Part] = field(default_factory=list)
    hints: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)  # of parts by start: subject, unit
    wrapped: bool = True  # pieces may be lines of one paragraph
    number_end: int | None = None  # behind its printed number; None where none is printed
    promising: set[int] = field(default_factory=set)  # starts of the pieces of a report that promise
    scores: list[Span] = field(default_factory=list)  # points given for it

    def add(self, role: Role, start: int, end: int, place: Place = NOWHERE, *, promises: bool = False) -> None:
        """One piece; `promises`: part of the report, it says what is meant or demanded to be done next."""
        if end > start:
            self.parts.append(Part(role, Span(start, end), place))
            if promises:
                self.promising.add(start)


@dataclass(slots=True)
class Draft:
    """The document so far."""

    text: str
    tasks: list[Task] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    headings: int = 0
    numbers_at: list[tuple[int, int | None]] = field(default_factory=list)  # of each task: where, printed number

    def piece(self, start: int, end: int) -> str:
        return self.text[start:end]

    def open_section(self, heading: Span, place: Place = NOWHERE) -> None:
        """A heading begins the next section; its numbers are read like any other."""
        self._close_section(heading.start)
        self.headings += 1
        number = str(self.headings)
        self.sections.append(Section(number, _tidy(self.text[heading.start : heading.end]), heading))
        self.passages.append(Passage(Role.HEADING, heading, section_no=number, place=place))

    def section_no(self) -> str | None:
        return self.sections[-1].section_no if self.sections else None

    @property
    def narrated(self) -> bool:
        """Whether running text has been read: what follows may be a table in it."""
        return any(passage.role is Role.NARRATIVE for passage in self.passages)

    def narrate(
        self,
        start: int,
        end: int,
        place: Place = NOWHERE,
        subject: str | None = None,
        unit: str | None = None,
        *,
        promises: bool = False,
    ) -> None:
        """A paragraph of running text or a cell that tells a figure, under the section that is open ("0" before the first heading)."""
        if not self.sections:
            self.sections.append(Section("0", "", Span(start, end)))
        section = self.sections[-1]
        self.sections[-1] = replace(section, span=Span(section.span.start, max(end, section.span.end)))
        passage = Passage(Role.NARRATIVE, Span(start, end), None, section.section_no, subject, unit, place, promises)
        self.passages.append(passage)

    def close_task(self, draft: TaskDraft) -> None:
        """The task is complete: its units are named, its pieces become passages."""
        if not draft.parts:
            return
        order = len(self.tasks) + 1
        section = self.sections[-1] if self.sections and self.sections[-1].section_no != "0" else None
        self.numbers_at.append((draft.at, draft.number))
        self.tasks.append(
            Task(
                task_order=order,
                task_no=draft.number if draft.number is not None else order,
                section_no=section.section_no if section else None,
                section=section.heading if section else None,
                commitment=self._joined(draft, Role.COMMITMENT),
                report=self._joined(draft, Role.REPORT),
                parts=tuple(draft.parts),
                units=tuple(self._units(draft)),
                stated_status=squeeze(self._joined(draft, Role.STATUS)) or None,
            )
        )
        if section:
            last = draft.parts[-1].span.end
            self.sections[-1] = replace(section, span=Span(section.span.start, max(section.span.end, last)))
        if draft.number is not None and draft.number_end is not None:
            span = Span(draft.at, draft.number_end)
            self.passages.append(Passage(Role.NUMBER, span, order, section.section_no if section else None))
        section_no = section.section_no if section else None
        self.passages.extend(Passage(Role.STATUS, span, order, section_no) for span in draft.scores)
        self.passages.extend(self._passages(draft, order, section_no))

    def finish(self) -> None:
        if self.sections:
            self._close_section(len(self.text))
        self.passages.sort(key=lambda passage: passage.span.start)

    def _close_section(self, at: int) -> None:
        """Nothing to cut: a section ends with its last paragraph or task, which is before `at`."""
        if self.sections and self.sections[-1].span.end > at:
            section = self.sections[-1]
            self.sections[-1] = replace(section, span=Span(section.span.start, at))

    def _joined(self, draft: TaskDraft, role: Role) -> str:
        return "\n".join(self.piece(p.span.start, p.span.end) for p in draft.parts if p.role is role)

    def _units(self, draft: TaskDraft) -> Iterable[UnitMention]:
        """Names run over neighbouring lines of a cell, never over a report between them."""
        run: list[Part] = []
        for part in [*draft.parts, None]:
            if run and (part is None or part.role is not run[-1].role):
                yield from self._mentions(run)
                run = []
            if part is not None and part.role in (Role.LEAD_UNIT, Role.CO_UNIT):
                run.append(part)

    def _mentions(self, run: list[Part]) -> Iterable[UnitMention]:
        for name, start, end in find(self.text, [(part.span.start, part.span.end) for part in run]):
            yield UnitMention(name, Span(start, end), run[0].role)

    def _passages(self, draft: TaskDraft, order: int, section_no: str | None) -> Iterable[Passage]:
        """One for each paragraph of commitment and report; lines that break within a sentence are one paragraph."""
        found: list[Passage] = []
        for part in draft.parts:
            if part.role not in (Role.COMMITMENT, Role.REPORT):
                continue
            subject, unit = draft.hints.get(part.span.start, (None, None))
            promises = part.span.start in draft.promising
            passage = Passage(part.role, part.span, order, section_no, subject, unit, part.place, promises)
            if found and draft.wrapped and self._goes_on(found[-1], passage):
                found[-1] = replace(found[-1], span=Span(found[-1].span.start, part.span.end))
            else:
                found.append(passage)
        return found

    def _goes_on(self, before: Passage, after: Passage) -> bool:
        """Whether two pieces are lines of one paragraph: same role and cell, nothing between, no sentence end."""
        told = after.subject_hint is not None or after.unit_hint is not None
        if told or (before.role, before.place, before.promises) != (after.role, after.place, after.promises):
            return False
        if self.text[before.span.end : after.span.start].strip():
            return False
        return not ends_sentence(self.text[max(before.span.start, before.span.end - 8) : before.span.end])


def _tidy(title: str) -> str:
    return "".join(line.strip() for line in title.splitlines())
