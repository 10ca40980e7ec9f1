"""What the catalogue tells: frozen records, one for each kind of row, and what a document to be landed is.

Belongs here: types that other rooms get from the catalogue. Does not belong here: SQL, files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from documents.reading import KnownFacts


class ReadingStatus(StrEnum):
    OK = "ok"
    REFUSED = "refused"


class RunState(StrEnum):
    """How a run stands; all but RUNNING are final."""

    RUNNING = "running"
    PUBLISHED = "published"
    NOTHING_NEW = "nothing_new"
    REFUSED = "refused"  # by validation
    FAILED = "failed"
    INTERRUPTED = "interrupted"  # its process died
    WAITING = "waiting"  # it sleeps until a steward answers; it goes on as a run of its own


class ReleaseState(StrEnum):
    CURRENT = "current"
    SUPERSEDED = "superseded"
    REMOVED = "removed"  # its files were removed by retention


class Action(StrEnum):
    """What a steward does about a finding."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    WITHDRAW = "withdraw"  # takes an earlier decision back


@dataclass(frozen=True, slots=True)
class NewEdition:
    """Bytes as they came: what the catalogue records when a document is ingested."""

    sha256: str
    size: int  # bytes
    media_type: str | None = None
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    fetched_at: datetime | None = None  # None for a file that was not fetched


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document with the newest facts known about it."""

    document_id: str
    first_seen: datetime
    facts: KnownFacts


@dataclass(frozen=True, slots=True)
class EditionRecord:
    """One edition of a document. Moments are UTC."""

    document_id: str
    edition_no: int
    sha256: str
    size: int
    media_type: str | None
    url: str | None
    etag: str | None
    last_modified: str | None
    first_seen: datetime
    fetched_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """One reading, done (`file` is its folder below readings/) or refused (`problem` says why)."""

    reading_key: str
    document_id: str
    sha256: str
    reader_version: str
    status: ReadingStatus
    file: str
    counts: Mapping[str, int]
    problem: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PlannedReading:
    """A document's newest edition with the key its reading must have; `reading` is None until it has been read."""

    edition: EditionRecord
    facts: KnownFacts
    reading_key: str
    reading: ReadingRecord | None


@dataclass(frozen=True, slots=True)
class LandedEdition:
    """An edition that is to be landed, and which reading of it."""

    document_id: str
    edition_no: int
    sha256: str
    first_seen: datetime
    reading_key: str

    @classmethod
    def of(cls, planned: PlannedReading) -> LandedEdition:
        """The planned reading, to be landed."""
        edition = planned.edition
        return cls(edition.document_id, edition.edition_no, edition.sha256, edition.first_seen, planned.reading_key)


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of the main job. Moments are UTC."""

    run_id: str
    started: datetime
    finished: datetime | None
    state: RunState
    code_version: str
    inputs_key: str | None
    release_version: str | None
    summary: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step of a run: state is done, skipped or failed."""

    name: str
    seconds: float
    state: str


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """One release as the catalogue knows it."""

    version: str
    published_at: datetime
    inputs_key: str
    manifest_sha256: str
    state: ReleaseState


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision as a steward makes it.

    `corrected_value` (an exact decimal) belongs to CORRECT alone, and so does `printed_value`: the printed number of
    the check that it replaces. None: that of the right side.
    """

    check_id: str
    action: Action
    reason: str
    decided_by: str
    decided_on: date
    corrected_value: str | None = None
    until: date | None = None
    left_said: str | None = None
    right_said: str | None = None
    supersedes: str | None = None
    printed_value: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A recorded decision; `decision_id` is a hash of its content, `order` grows in the order of recording.

    `lapsed` says, in a snapshot, that its last day is over.
    """

    decision_id: str
    order: int
    decision: NewDecision
    recorded_at: datetime
    lapsed: bool = False
