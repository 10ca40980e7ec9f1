"""Which entries of the lexicon some text uses, and which need a reason to be there.

Belongs here: the schemas of all files in one list, and the search for entries in texts. Does not belong here: what an entry does, and how the
result is shown.

An entry is used when its term stands in one of the texts given (white space left aside; a pattern: when it fits a line).
An entry that no text uses is justified by its note, or by the reason that reasons.tsv gives for its group: entries of one
cue, role, kind or dimension are one family, and a family is kept whole. A word of one character is taken as used: it
stands everywhere, and finding it would prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from documents.lexicon import FOLDER, Column, LexiconError, Row, Schema, load
from documents.normal import normalise

REASONS = Schema((Column("file"), Column("group"), Column("reason")), unique=("file", "group"))
#: The columns by which the entries of a file form groups.
_GROUPED_BY = ("cue", "role", "kind", "dimension", "type")


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: how many entries it has, those that no text uses, and of these the ones with neither note nor reason."""

    name: str
    entries: int
    unused: tuple[Row, ...]
    unjustified: tuple[Row, ...]


def schemas() -> Mapping[str, Schema]:
    """Every file of the lexicon and its schema."""
    from documents import metadata, vocabulary
    from documents.layouts import words

    return {
        "columns": words.COLUMNS,
        "counting_words": vocabulary.COUNTING_SCHEMA,
        "cues": vocabulary.CUES_SCHEMA,
        "document_types": metadata.SCHEMA,
        "furniture": words.FURNITURE,
        "measure_units": vocabulary.UNITS_SCHEMA,
        "short_names": vocabulary.SHORT_NAMES_SCHEMA,
        "status_words": words.STATUS,
        "told_words": words.STATUS,
        "unit_words": words.UNIT_WORDS,
        "reasons": REASONS,
    }


def check(texts: Iterable[str], folder: Path = FOLDER) -> list[FileReport]:
    """A report on each file. Raises LexiconError at the first line that does not keep to its schema, and for a file without one."""
    known = schemas()
    for path in sorted(folder.glob("*.tsv")):
        if path.stem not in known:
            raise LexiconError(path.name, 1, f"no schema is known for this file; there are {', '.join(known)}")
    files = {name: load(name, schema, folder) for name, schema in known.items()}
    reasons = _reasons(files)
    normal = [normalise(text) for text in texts]
    squeezed = "\n".join(re.sub(r"\s+", "", text) for text in normal)
    lines = "\n".join(line.strip() for text in normal for line in text.splitlines())
    return [_report(name, rows, squeezed, lines, reasons) for name, rows in files.items() if name != "reasons"]


def group_of(row: Row) -> str:
    """The group of an entry within its file."""
    return next((row[column] for column in _GROUPED_BY if column in row), "*")


def _reasons(files: Mapping[str, tuple[Row, ...]]) -> set[tuple[str, str]]:
    """(file, group) of every reason. Raises LexiconError for a reason of a group that does not exist."""
    for row in files["reasons"]:
        groups = {group_of(entry) for entry in files.get(row["file"], ())} if row["file"] != "reasons" else set()
        if not groups or row["group"] not in groups | {"*"}:
            raise LexiconError(
                "reasons.tsv",
                row.line,
                f"{row['file']} / {row['group']} does not exist; remove the line or mend its names",
            )
    return {(row["file"], row["group"]) for row in files["reasons"]}


def _report(name: str, rows: tuple[Row, ...], squeezed: str, lines: str, reasons: set[tuple[str, str]]) -> FileReport:
    unused = tuple(row for row in rows if not _used(row, squeezed, lines))
    bare = (row for row in unused if not row.note and not {(name, "*"), (name, group_of(row))} & reasons)
    return FileReport(name, len(rows), unused, tuple(bare))


def _used(row: Row, squeezed: str, lines: str) -> bool:
    if row.get("kind") == "pattern":
        return bool(re.search(f"^(?:{row['term']})$", lines, re.M))
    term = re.sub(r"\s+", "", normalise(row["term"]))
    return len(term) == 1 or term in squeezed
