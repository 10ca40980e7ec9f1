"""READING: bytes -> tasks, promises, figures, each with its place in the text.

Belongs here: everything that turns the bytes of one document into a `Reading`. Does not belong here: sockets, databases,
Prefect, anything that knows a second document. `read` is the one way in.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from documents.errors import NoTasks
from documents.reading import KnownFacts, Reading

#: The second number is raised when a reading means something new; the hash says which code and vocabulary read.
_GENERATION = "1.1"


@cache
def _version() -> str:
    digest = hashlib.sha256()
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*")):
        if (
            path.suffix in (".py", ".tsv", ".yml") and path.is_file() and path.parent.name != "accuracy"
        ):  # measures, never reads
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{_GENERATION}+{digest.hexdigest()[:12]}"


READER_VERSION: str = _version()


def read(data: bytes, known: KnownFacts) -> Reading:
    """Read one document. Pure: the same bytes and facts always give an equal reading.

    Raises documents.errors.DocumentError subclasses for what cannot be read.
    """
    from documents import layouts, metadata
    from documents.formats import extract
    from documents.statements import read_statements

    content = extract(data, known)
    structure, title = layouts.structure(content, known)
    facts, facts_read = metadata.complete(known, content, structure, title)
    structure = replace(structure, facts=facts, layout=metadata.layout(structure.layout, facts))
    statements = read_statements(structure)
    if not (structure.tasks or statements.targets or statements.observations):
        raise NoTasks(
            "no task and no figure was found in the document · 未找到任务或数字",
            advice="give the page or file that holds the task table or the article itself",
        )
    return Reading(
        reader_version=READER_VERSION,
        sha256=hashlib.sha256(data).hexdigest(),
        facts=facts,
        facts_read=facts_read,
        layout=structure.layout,
        text=structure.text,
        sections=structure.sections,
        tasks=structure.tasks,
        targets=statements.targets,
        observations=statements.observations,
        excluded_numbers=statements.excluded_numbers,
        unread_numbers=statements.unread_numbers,
        claims=statements.claims,
        problems=structure.problems,
    )
