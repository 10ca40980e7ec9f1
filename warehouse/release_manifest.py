"""The manifest of a release: what it was made of, what it holds, how it was judged.

Belongs here: the manifest's types, its JSON, the key of a release's inputs. Does not belong here: making or moving
files.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.errors import DamagedFile
from warehouse.records import DecisionRecord, LandedEdition

MANIFEST = "manifest.json"
CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class InputDocument:
    """A document that a release was made of."""

    document_id: str
    edition_no: int
    sha256: str
    reading_key: str
    title: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class TableFacts:
    """One exported table or view: `name` with its schema (bi.tasks), its rows, the names of its columns."""

    name: str
    rows: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file of a release: path within it, size in bytes, SHA-256."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What is known about a release before it is made.

    `inputs_key` comes from the function of that name; `validation` is anything that JSON can hold.
    """

    inputs_key: str
    code_version: str
    reader_version: str
    documents: tuple[InputDocument, ...]
    decisions: int = 0  # how many decisions were landed
    validation: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release that was made; `published_at` is UTC, `previous` the version that it followed."""

    version: str
    published_at: datetime
    previous: str | None
    facts: ReleaseFacts
    tables: tuple[TableFacts, ...]
    files: tuple[FileFacts, ...]

    @property
    def inputs_key(self) -> str:
        """Hash of all inputs."""
        return self.facts.inputs_key

    def to_json(self) -> bytes:
        """The manifest file's bytes."""
        told = {
            "version": self.version,
            "published_at": self.published_at.isoformat(),
            "previous": self.previous,
            **asdict(self.facts),
            "tables": [asdict(t) for t in self.tables],
            "files": [asdict(f) for f in self.files],
        }
        return (json.dumps(told, indent=1, ensure_ascii=False, default=str) + "\n").encode()

    @classmethod
    def from_json(cls, data: bytes) -> Manifest:
        """Raises ValueError, KeyError or TypeError for what is no manifest."""
        told = json.loads(data)
        facts = ReleaseFacts(
            told["inputs_key"],
            told["code_version"],
            told["reader_version"],
            tuple(InputDocument(**d) for d in told["documents"]),
            told["decisions"],
            told["validation"],
        )
        return cls(
            told["version"],
            datetime.fromisoformat(told["published_at"]).astimezone(UTC),
            told["previous"],
            facts,
            tuple(TableFacts(t["name"], t["rows"], tuple(t["columns"])) for t in told["tables"]),
            tuple(FileFacts(**f) for f in told["files"]),
        )


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the release in this folder. Raises DamagedFile when it is gone or cannot be understood."""
    path = folder / MANIFEST
    repair = f"restore the release from a backup, or: rm -r {shlex.quote(str(folder))}"
    try:
        return Manifest.from_json(path.read_bytes())
    except FileNotFoundError:
        raise DamagedFile(path, "the release's manifest is gone", repair) from None
    except (ValueError, KeyError, TypeError) as fault:
        raise DamagedFile(path, f"the release's manifest cannot be understood ({fault!r})", repair) from fault


def inputs_key(editions: Iterable[LandedEdition], decisions: Iterable[DecisionRecord], code_version: str) -> str:
    """Hash (64 hex digits) of all that a warehouse is made of: landed editions, decisions, code, models, seeds."""
    told = {
        "editions": sorted(
            (e.document_id, e.edition_no, e.sha256, e.first_seen.astimezone(UTC).isoformat(), e.reading_key)
            for e in editions
        ),
        "decisions": [
            d.decision_id + (" lapsed" if d.lapsed else "") for d in sorted(decisions, key=lambda d: d.order)
        ],
        "code": code_version,
    }
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
