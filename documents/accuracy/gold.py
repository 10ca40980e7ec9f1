"""Gold folders: figures annotated by hand, one JSON object a line.

Belongs here: finding and checking the gold lines and the documents they tell of. Does not belong here: comparing them with a reading.

A folder holds tasks, targets, observations, excluded (…).jsonl, in itself or in subfolders (one a layout, say). `documents.jsonl` names for
each document its file, layout and known facts; without it the documents are those that the lines name, found by their ids.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from documents.accuracy.scores import SORTS
from documents.reading import KnownFacts

Line = Mapping[str, Any]
_NEEDED = {
    "documents": ("doc",),
    "tasks": ("doc", "task"),
    "targets": ("doc", "evidence", "indicator", "value", "unit", "comparator"),
    "observations": ("doc", "evidence", "indicator", "value", "unit"),
    "excluded": ("doc", "evidence", "why"),
}
_FACTS = frozenset(each.name for each in fields(KnownFacts)) - {"document_id"}


class GoldError(ValueError):
    """A gold folder that cannot be used; names file and line and what to do."""


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document with gold lines: where it is, its layout as the annotator calls it (None: not said), what is known of it."""

    id: str
    file: Path
    layout: str | None
    facts: KnownFacts


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold folder: its documents, and its lines by name (targets, observations …)."""

    documents: tuple[GoldDocument, ...]
    lines: Mapping[str, tuple[Line, ...]]

    def of(self, document_id: str) -> dict[str, list[Line]]:
        """The lines of one document, by name."""
        return {name: [line for line in lines if line.get("doc") == document_id] for name, lines in self.lines.items()}


def load(folder: Path, documents: Path | None = None) -> Gold:
    """The gold of a folder with its documents (looked for in `documents`, else beside the gold). Raises GoldError."""
    if not folder.is_dir():
        raise GoldError(f"{folder} is no folder; name the one that holds the .jsonl files")
    lines = load_gold(folder)
    if not any(lines.get(sort) for sort in SORTS):
        raise GoldError(f"{folder} holds no observations.jsonl, targets.jsonl or excluded.jsonl with a line in it")
    places = [documents] if documents else [folder / "documents", folder.parent / "documents", folder, folder.parent]
    named = lines.get("documents") or [{"doc": doc} for doc in _ids(lines)]
    return Gold(tuple(_document(line, places) for line in named), {name: tuple(found) for name, found in lines.items()})


def load_gold(folder: Path) -> dict[str, list[Line]]:
    """Every gold line of a folder and its subfolders: {"observations": [...], "targets": [...], …}. Raises GoldError naming a bad line."""
    gold: dict[str, list[Line]] = defaultdict(list)
    for path in sorted(folder.rglob("*.jsonl")):
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError as error:
            raise GoldError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                gold[path.stem].append(_parsed(line, path, number))
    return dict(gold)


def _parsed(line: str, path: Path, number: int) -> Line:
    try:
        content = json.loads(line)
    except json.JSONDecodeError as error:
        raise GoldError(f"{path}, line {number}: not JSON ({error.msg}); mend the line") from error
    if not isinstance(content, dict):
        raise GoldError(f"{path}, line {number}: not a JSON object; write one object a line")
    missing = [name for name in _NEEDED.get(path.stem, ()) if name not in content]
    if missing:
        raise GoldError(f"{path}, line {number}: {', '.join(missing)} missing; add it")
    return content


def _ids(lines: Mapping[str, list[Line]]) -> list[str]:
    return list(dict.fromkeys(line["doc"] for sort in ("tasks", *SORTS) for line in lines.get(sort, ())))


def _document(line: Line, places: Iterable[Path]) -> GoldDocument:
    doc, name = str(line["doc"]), line.get("file")
    file = _find(doc, str(name) if name else None, places)
    known = dict(line.get("known") or {})
    if unknown := set(known) - _FACTS:
        raise GoldError(
            f"document {doc}: known facts {', '.join(sorted(unknown))} do not exist; there are {', '.join(sorted(_FACTS))}"
        )
    try:
        facts = KnownFacts(
            document_id=doc, **{"file_name": file.name, **{key: _fact(key, value) for key, value in known.items()}}
        )
    except ValueError as error:
        raise GoldError(f"document {doc}: a known fact is wrong: {error}") from error
    return GoldDocument(doc, file, line.get("layout"), facts)


def _fact(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "year":
        return int(value)
    if name == "published_on":
        return date.fromisoformat(value)
    return tuple(int(each) for each in value) if name == "known_gaps" else value


def _find(doc: str, name: str | None, places: Iterable[Path]) -> Path:
    tried = []
    for place in places:
        if name:
            found = [path for path in (place / name, place / Path(name).name) if path.is_file()]
        else:
            found = sorted(
                path for path in place.glob("*") if path.is_file() and path.stem == doc and path.suffix != ".jsonl"
            )
        if found:
            return found[0]
        tried.append(str(place))
    raise GoldError(
        f"document {doc}: no file {name or doc + '.*'} in {', '.join(tried)}; name its folder with --documents"
    )
