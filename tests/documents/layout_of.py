"""What the tests of the layouts share: reading a text of the test, and checking every span of what was read."""

from __future__ import annotations

from documents.formats import extract
from documents.formats.content import Content
from documents.layouts import structure
from documents.reading import KnownFacts, Role, Structure


def read(data: str | bytes, known: KnownFacts = KnownFacts("test")) -> Structure:  # noqa: B008
    """The structure of a document of a test, with its spans checked."""
    content: Content = extract(data.encode() if isinstance(data, str) else data, known)
    found, _ = structure(content, known)
    check_spans(found)
    return found


def check_spans(found: Structure) -> None:
    """Spans lie in the text, hold what they claim, and no two passages overlap."""
    text, last = found.text, 0
    for passage in found.passages:
        assert last <= passage.span.start < passage.span.end <= len(text)
        last = passage.span.end
    for task in found.tasks:
        for role, words in ((Role.COMMITMENT, task.commitment), (Role.REPORT, task.report)):
            assert words == "\n".join(text[p.span.start : p.span.end] for p in task.parts if p.role is role)
        for unit in task.units:
            assert unit.name in "".join(text[unit.span.start : unit.span.end].split())
    for section in found.sections:
        assert 0 <= section.span.start <= section.span.end <= len(text)


def units(found: Structure, role: Role = Role.LEAD_UNIT) -> list[list[str]]:
    return [[unit.name for unit in task.units if unit.role is role] for task in found.tasks]


def passages(found: Structure, role: Role) -> list[str]:
    return ["".join(found.text[p.span.start : p.span.end].split()) for p in found.passages if p.role is role]


def promised(found: Structure) -> list[str]:
    """The passages read as promises: the commitments, and what reports say of the time ahead."""
    ahead = (p for p in found.passages if p.role is Role.COMMITMENT or p.promises)
    return ["".join(found.text[p.span.start : p.span.end].split()) for p in ahead]
