"""From kept text to structure: the layouts of a document, recognised from the text.

Belongs here: going through the document and handing each stretch to the layout that fits. Does not belong here: any layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from documents.formats.content import Content, Table
from documents.layouts import answered, figures, flat_figures, flattened, list_marks, listing, narrative, problems
from documents.layouts.brackets import folded
from documents.layouts.draft import Draft
from documents.layouts.furniture import is_furniture
from documents.layouts.lines import Line, lines_of
from documents.layouts.tables import TableReader
from documents.reading import KnownFacts, Layout, Span, Structure

#: A layout that holds less of the text than this is an introduction or a note, not a layout of the document.
_LARGE = 0.33


def structure(content: Content, facts: KnownFacts) -> tuple[Structure, Span | None]:
    """The tasks, sections and passages of a document, and where its title stands.

    Raises NoTasks where there is nothing to read.
    """
    from documents.metadata import HEAD_LINES, title_of

    outside = (line for start, end, _ in _stretches(content) for line in lines_of(content.text, start, end))
    title = title_of(content, list(islice(outside, HEAD_LINES)), facts)
    walk = _Walk(content, facts, title)
    for start, end, table in _stretches(content):
        walk.running([*lines_of(content.text, start, end)])
        if table is not None:
            walk.table(table, content.text[max(start, end - 200) : end])
    return walk.finish(), title


def _stretches(content: Content) -> list[tuple[int, int, Table | None]]:
    """The text between tables, each with the table behind it."""
    found: list[tuple[int, int, Table | None]] = []
    at = 0
    for table in content.tables:
        found.append((at, table.start, table))
        at = table.end
    found.append((at, len(content.text), None))
    return found


class _Walk:
    """One document, from its beginning to its end."""

    def __init__(self, content: Content, facts: KnownFacts, title: Span | None) -> None:
        self._content, self._facts, self._title = content, facts, title
        self._draft = Draft(content.text)
        self._tables = TableReader(self._draft)
        self._marked = {heading.start: heading for heading in content.headings}
        self._shares: dict[Layout, int] = {}  # characters read in each layout, in the order of the document

    def running(self, lines: Sequence[Line]) -> None:
        """Lines outside real tables: flattened tables among prose."""
        kept = [line for line in lines if not self._in_title(line)]
        bare = flat_figures.number_lines(self._content.text, kept)
        waiting: list[Line] = []
        index = 0
        while index < len(kept):
            figure_table = flat_figures.find(self._content.text, kept, bare, index)
            if figure_table is not None:
                self._prose(waiting, before_table=bool(self._content.tables))
                waiting = []
                flat_figures.read(self._draft, kept, figure_table)
                self._count(Layout.NARRATIVE, kept[index].start, kept[figure_table.last - 1].end)
                index = figure_table.last
                continue
            header = flattened.find_header(self._content.text, kept, index)
            if header is None:
                waiting.append(kept[index])
                index += 1
                continue
            self._prose(waiting, before_table=True)
            waiting = []
            first = index
            index = flattened.read(self._draft, kept, header)
            self._count(Layout.TASK_TABLE, kept[first].start, kept[index - 1].end)
        self._prose(waiting, before_table=bool(self._content.tables))

    def table(self, table: Table, note: str) -> None:
        kind = self._tables.feed(table, note)
        if kind is not None:
            self._count(kind, table.start, table.end)
            return
        if figures.read(self._draft, table):
            self._count(Layout.NARRATIVE, table.start, table.end)
            return
        lines = list(lines_of(self._content.text, table.start, table.end))
        self._prose(lines, before_table=True)

    def finish(self) -> Structure:
        self._tables.end()
        self._draft.finish()
        return Structure(
            text=self._content.text,
            layout=self._layout(),
            facts=self._facts,
            sections=tuple(self._draft.sections),
            tasks=tuple(self._draft.tasks),
            passages=tuple(self._draft.passages),
            problems=tuple(problems.found(self._draft, self._facts)),
        )

    def _prose(self, lines: Sequence[Line], *, before_table: bool) -> None:
        text = self._content.text
        foreign = {line.start for line in lines if is_furniture(text[line.start : line.end])}
        kept = [line for line in lines if line.start not in foreign]
        # A field of a list may be called like a line at the foot of a page (主办单位).
        fields = [line for line in lines if line.start not in foreign or list_marks.fields_of(text, line)]
        fields = folded(text, fields)
        if self._answered(kept):
            return
        style = listing.recognise(text, fields) if len(fields) > 1 else None
        if style is not None:
            kept = fields
            first = listing.first_line(text, kept, style)
            if first < len(kept):
                self._paragraphs(kept[:first], before_table=True)
                self._tables.forget()
                before = len(self._draft.tasks)
                first, last = listing.read(self._draft, kept, style)
                reported = any(task.report for task in self._draft.tasks[before:])
                self._count(Layout.TASK_LIST if reported else Layout.BREAKDOWN, kept[first].start, kept[last - 1].end)
                self._paragraphs(kept[last:], before_table=True)
                return
        self._paragraphs(kept, before_table=before_table)

    def _answered(self, lines: Sequence[Line]) -> bool:
        """Numbered items that promise and then report; whether these lines hold such."""
        text = self._content.text
        shape = narrative.shape_of(text, lines, self._content.whole_paragraphs)
        title = text[self._title.start : self._title.end] if self._title else ""
        entries = answered.recognise(text, lines, wrapped=shape.wrapped, title=title)
        if not entries:
            return False
        first, last = answered.first_line(text, lines, entries), entries[-1].last
        self._paragraphs(lines[:first], before_table=True)
        self._tables.forget()
        answered.read(self._draft, lines, entries)
        self._count(Layout.TASK_LIST, lines[first].start, lines[last - 1].end)
        self._paragraphs(lines[last:], before_table=True)
        return True

    def _paragraphs(self, lines: Sequence[Line], *, before_table: bool) -> None:
        if not lines:
            return
        shape = narrative.shape_of(self._content.text, lines, self._content.whole_paragraphs)
        read = narrative.read(
            self._draft, lines, shape, self._marked, beside_table=before_table, on_text=self._tables.forget
        )
        if read:
            self._count(Layout.NARRATIVE, 0, read)

    def _in_title(self, line: Line) -> bool:
        return self._title is not None and line.start < self._title.end and line.end > self._title.start

    def _count(self, layout: Layout, start: int, end: int) -> None:
        self._shares[layout] = self._shares.get(layout, 0) + max(0, end - start)

    def _layout(self) -> Layout:
        """The one layout, or MIXED where two of them each hold a third of the text."""
        shares = dict(self._shares)
        if len(shares) > 1 and Layout.NARRATIVE in shares:
            shares[Layout.NARRATIVE] //= 2  # prose is wordier than cells
        large = [layout for layout, share in shares.items() if share >= _LARGE * sum(shares.values())]
        if len(large) > 1:
            return Layout.MIXED
        return max(shares, key=lambda layout: shares[layout], default=Layout.NARRATIVE)
