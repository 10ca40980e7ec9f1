"""READING: bytes -> tasks, promises, figures, each with its place in the text.

Belongs here: everything that turns the bytes of one document into a `Reading`. Does not belong here: sockets, databases,
Prefect, anything that knows a second document. `read` is the one way in.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from documents.reading import KnownFacts, Reading

#: The second number is raised when a reading means something new; the hash says which code and vocabulary read.
_GENERATION = "1.1"


@cache
def _version() -> str:
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".tsv", ".yml") and path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{_GENERATION}+{digest.hexdigest()[:12]}"


READER_VERSION: str = _version()


def read(data: bytes, known: KnownFacts) -> Reading:
    """Read one document. Pure: the same bytes and facts always give an equal reading.

    Raises documents.errors.DocumentError subclasses for what cannot be read.
    """
    from documents import layouts, metadata
    from documents.formats import extract

    content = extract(data, known)
    structure, title = layouts.structure(content, known)
    facts, facts_read = metadata.complete(known, content, structure, title)
    structure = replace(structure, facts=facts)
    statements = _statements(structure)
    return Reading(
        reader_version=READER_VERSION,
        sha256=hashlib.sha256(data).hexdigest(),
        facts=facts,
        facts_read=facts_read,
        layout=structure.layout,
        text=structure.text,
        sections=structure.sections,
        tasks=structure.tasks,
        targets=statements[0],
        observations=statements[1],
        excluded_numbers=statements[2],
        unread_numbers=statements[3],
        claims=statements[4],
        problems=structure.problems,
    )


def _statements(structure):  # type: ignore[no-untyped-def]
    try:
        from documents.statements import read_statements
    except ImportError:
        return (), (), (), (), ()
    found = read_statements(structure)
    return found.targets, found.observations, found.excluded_numbers, found.unread_numbers, found.claims
