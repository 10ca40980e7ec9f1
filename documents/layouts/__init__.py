"""From kept text to structure: the layouts of a document, recognised from the text.

Belongs here: going through the document and handing each stretch to the layout that fits. Does not belong here: any one layout.
"""

from __future__ import annotations

from documents.formats.content import Content
from documents.layouts import flattened, narrative, problems
from documents.layouts.draft import Draft
from documents.layouts.furniture import is_furniture
from documents.layouts.lines import Line, lines_of
from documents.reading import KnownFacts, Layout, Span, Structure


def structure(content: Content, facts: KnownFacts) -> tuple[Structure, Span | None]:
    """The tasks, sections and passages of a document, and where its title stands. Raises NoTasks where there is nothing to read."""
    from documents.metadata import title_of

    draft = Draft(content.text)
    lines = list(lines_of(content.text))
    title = title_of(content, lines, facts)
    if title is not None:
        lines = [line for line in lines if line.end <= title.start or line.start >= title.end]
    kinds: list[Layout] = []
    waiting: list[Line] = []
    index = 0
    while index < len(lines):
        header = flattened.find_header(content.text, lines, index)
        if header is None:
            waiting.append(lines[index])
            index += 1
            continue
        _running(draft, waiting, content, facts, kinds)
        waiting = []
        index = flattened.read(draft, lines, header)
        kinds.append(Layout.TASK_TABLE)
    _running(draft, waiting, content, facts, kinds)
    draft.finish()
    found = Structure(
        text=content.text,
        layout=kinds[0] if kinds else Layout.NARRATIVE,
        facts=facts,
        sections=tuple(draft.sections),
        tasks=tuple(draft.tasks),
        passages=tuple(draft.passages),
        problems=tuple(problems.found(draft, facts)),
    )
    return found, title


def _running(draft: Draft, lines: list[Line], content: Content, facts: KnownFacts, kinds: list[Layout]) -> None:
    kept = [line for line in lines if not is_furniture(content.text[line.start : line.end])]
    marked = {heading.start: heading for heading in content.headings}
    before = len(draft.passages)
    narrative.read(draft, kept, narrative.shape_of(content.text, kept, content.whole_paragraphs), marked)
    if len(draft.passages) > before:
        kinds.append(Layout.NARRATIVE)
