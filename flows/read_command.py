"""`duban read FILE`: reads one document and shows it; stores nothing.

Belongs here: finding the file, what the catalogue knows of it, the JSON form. Does not belong here: how it looks
(show.py). Imports little, so that a document is on the screen at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from documents.errors import DocumentError
from documents.reading import KnownFacts, Problem, Reading, Severity
from flows.console import out, print_json
from flows.faults import ExitCode, UnreadableInput, WrongUse
from flows.settings import PROJECT
from flows.show import selected, show


def read(file: Path, *, task: int | None, section: str | None, sources: Path | None, as_json: bool) -> ExitCode:
    """Read, show; INPUT where the document has a critical problem (it is shown all the same)."""
    reading = reading_of(file, sources)
    if not selected(reading, task, section):
        wanted = f"task {task}" if task is not None else f"section {section}"
        has = _numbers([t.task_no for t in reading.tasks]) if task is not None else _names(reading)
        raise WrongUse(f"no {wanted}", place=str(file), advice=f"it has {has}")
    if as_json:
        print_json(as_data(reading, task, section))
    else:
        show(out, reading, task_no=task, section_no=section)
    return ExitCode.INPUT if critical(reading.problems) else ExitCode.OK


def reading_of(file: Path, sources: Path | None) -> Reading:
    """The reading of a file; UnreadableInput names the file, what is wrong and what to do."""
    import documents

    try:
        return documents.read(bytes_of(file), _facts(file, sources))
    except DocumentError as error:
        place = f"{file}: {error.place}" if error.place else str(file)
        raise UnreadableInput(error.what, place=place, advice=error.advice) from error


def bytes_of(file: Path) -> bytes:
    """The bytes of a file; UnreadableInput where it is none or may not be read."""
    try:
        return file.read_bytes()
    except IsADirectoryError as error:
        advice = "name one of its files, or `duban run --documents` for all of them"
        raise UnreadableInput("is a folder, not a file", place=str(file), advice=advice) from error
    except FileNotFoundError as error:
        raise UnreadableInput("there is no such file", place=str(file), advice="mend the path") from error
    except OSError as error:
        raise UnreadableInput(error.strerror or str(error), place=str(file), advice="mend the file's rights") from error


def critical(problems: Sequence[Problem]) -> list[Problem]:
    """The problems for which a document is refused."""
    return [problem for problem in problems if problem.severity is Severity.CRITICAL]


def _facts(file: Path, sources: Path | None) -> KnownFacts:
    from flows import sources as catalogue

    place = sources or PROJECT / "sources.yml"
    if sources is not None or place.exists():
        known = catalogue.load(place).for_file(file)
        if known is not None:
            return known.facts(file_name=file.name)
    return KnownFacts(document_id=file.stem, file_name=file.name)


def as_data(reading: Reading, task: int | None, section: str | None) -> dict[str, Any]:
    """The reading as it stands in documents/reading.py, field by field, or the part of it that belongs to one task or
    section.
    """
    data: dict[str, Any] = {each.name: getattr(reading, each.name) for each in fields(reading)}
    if task is None and section is None:
        return data
    for name, value in data.items():
        if isinstance(value, tuple) and name not in ("problems", "facts_read"):
            data[name] = [item for item in value if _belongs(item, task, section)]
    del data["text"]
    return data


def _belongs(item: Any, task: int | None, section: str | None) -> bool:
    if task is not None:
        return bool(getattr(item, "task_no", None) == task)
    return bool(getattr(item, "section_no", None) == section)


def _numbers(numbers: list[int]) -> str:
    return f"{len(numbers)} tasks, numbers {min(numbers)} to {max(numbers)}" if numbers else "no numbered tasks"


def _names(reading: Reading) -> str:
    return "sections " + ", ".join(section.section_no for section in reading.sections)
