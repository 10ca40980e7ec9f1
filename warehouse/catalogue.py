"""The catalogue: which documents there are, in which editions, with what known about them, and how they were read.

Belongs here: documents, facts, editions, readings and the plan of what is to be read and landed. Does not belong
here: bytes, Parquet. Runs and releases are in `history`, stewards' decisions in `decisions`, documents that were
found in `proposals`; `Catalogue` holds all four.

Everything here is append-only and idempotent: told the same thing twice, the catalogue stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Insert, Select, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from documents.reading import KnownFacts
from warehouse.clock import now
from warehouse.database import Database
from warehouse.decisions import Decisions
from warehouse.history import Releases, Runs
from warehouse.models import Base, DocumentRow, EditionRow, FactsRow, ReadingRow
from warehouse.proposals import Proposals
from warehouse.reading_files import ReadingFiles, reading_key
from warehouse.records import (
    DocumentRecord,
    EditionRecord,
    NewEdition,
    PlannedReading,
    ReadingRecord,
    ReadingStatus,
)

_CHUNK = 500  # documents in one query: databases limit the number of parameters
_Row = TypeVar("_Row", FactsRow, EditionRow)


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of a document that was handed in: its edition, and whether the edition or the facts are new."""

    document_id: str
    edition_no: int
    new_edition: bool
    new_facts: bool


class Catalogue:
    """One catalogue, migrated on opening (see Database for the errors). Use as a context manager, or close it."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.runs = Runs(self.database)
        self.releases = Releases(self.database)
        self.decisions = Decisions(self.database)
        self.proposals = Proposals(self.database)

    def close(self) -> None:
        """Let the database go."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ingest(self, facts: KnownFacts, edition: NewEdition) -> Ingested:
        """Record that a document has these facts and, now, these bytes."""
        return self.ingest_many([(facts, edition)])[0]

    def ingest_many(self, documents: Sequence[tuple[KnownFacts, NewEdition]]) -> list[Ingested]:
        """Record documents in one transaction, in the order given; returns what became of each.

        An edition is new when its bytes differ from the document's newest edition, facts when they differ from the
        newest facts.
        """
        done: list[Ingested] = []
        with self.database.writing() as session:
            for start in range(0, len(documents), _CHUNK):
                done += _ingest_chunk(session, documents[start : start + _CHUNK])
        return done

    def documents(self) -> tuple[DocumentRecord, ...]:
        """All documents with their newest facts, in the order of their ids."""
        with self.database.reading() as session:
            facts = _newest(session, FactsRow, FactsRow.facts_no)
            rows = session.scalars(select(DocumentRow).order_by(DocumentRow.id))
            return tuple(
                DocumentRecord(r.id, r.first_seen, _facts_from(r.id, facts[r.id].facts)) for r in rows if r.id in facts
            )

    def editions(self, document_id: str | None = None) -> tuple[EditionRecord, ...]:
        """Every edition (of one document, or of all), by document and number."""
        query = select(EditionRow).order_by(EditionRow.document_id, EditionRow.edition_no)
        if document_id is not None:
            query = query.where(EditionRow.document_id == document_id)
        with self.database.reading() as session:
            return tuple(_edition(row) for row in session.scalars(query))

    def newest_edition(self, document_id: str) -> EditionRecord | None:
        """The newest edition of a document (its etag and last_modified serve conditional requests), or None."""
        editions = self.editions(document_id)
        return editions[-1] if editions else None

    def plan(self, reader_version: str, readings_folder: Path | None = None) -> tuple[PlannedReading, ...]:
        """Every document's newest edition with its facts and the reading it needs by this reader, in the order of ids.

        `reading` is None where it has not been read so. With `readings_folder` a reading whose folder is gone counts
        as not done.
        """
        with self.database.reading() as session:
            known = _readings_by_key(session, reader_version, readings_folder)
            facts = _newest(session, FactsRow, FactsRow.facts_no)
            editions = _newest(session, EditionRow, EditionRow.edition_no)
            return tuple(_planned(editions[name], facts[name], known, reader_version) for name in sorted(editions))

    def record_readings(self, batch: ReadingFiles) -> None:
        """Record that these readings are done and where they are."""
        moment = now()
        rows = [
            _reading_values(
                r.reading_key, r.document_id, r.sha256, batch.reader_version, moment, file=batch.place, counts=r.counts
            )
            for r in batch.readings
        ]
        with self.database.writing() as session:
            _add(session, ReadingRow, rows)

    def record_refusal(self, planned: PlannedReading, reader_version: str, problem: str) -> None:
        """Record that a document cannot be read by this reader, and why (in words for people)."""
        edition = planned.edition
        row = _reading_values(
            planned.reading_key, edition.document_id, edition.sha256, reader_version, now(), problem=problem
        )
        with self.database.writing() as session:
            _add(session, ReadingRow, [row])

    def readings(self, document_id: str | None = None) -> tuple[ReadingRecord, ...]:
        """Every recorded reading (of one document, or of all), in the order of recording."""
        query = select(ReadingRow).order_by(ReadingRow.id)
        if document_id is not None:
            query = query.where(ReadingRow.document_id == document_id)
        with self.database.reading() as session:
            return tuple(_reading(row) for row in session.scalars(query))


def _ingest_chunk(session: Session, documents: Sequence[tuple[KnownFacts, NewEdition]]) -> Iterator[Ingested]:
    moment = now()
    ids = sorted(
        {facts.document_id for facts, _ in documents}
    )  # sorted: two writers never wait for each other in a ring
    _add(session, DocumentRow, [{"id": name, "first_seen": moment} for name in ids])
    session.execute(select(DocumentRow.id).where(DocumentRow.id.in_(ids)).order_by(DocumentRow.id).with_for_update())
    facts_now = {n: (r.facts_no, r.facts) for n, r in _newest(session, FactsRow, FactsRow.facts_no, ids).items()}
    editions_now = {
        n: (r.edition_no, r.sha256) for n, r in _newest(session, EditionRow, EditionRow.edition_no, ids).items()
    }
    new_facts: list[dict[str, Any]] = []
    new_editions: list[dict[str, Any]] = []
    done: list[Ingested] = []
    for known, edition in documents:
        name, told = known.document_id, _facts_to(known)
        facts_no, facts = facts_now.get(name, (0, None))
        edition_no, sha256 = editions_now.get(name, (0, None))
        if facts != told:
            facts_no += 1
            facts_now[name] = (facts_no, told)
            new_facts.append({"document_id": name, "facts_no": facts_no, "facts": told, "known_since": moment})
        if sha256 != edition.sha256:
            edition_no += 1
            editions_now[name] = (edition_no, edition.sha256)
            new_editions.append(
                {"document_id": name, "edition_no": edition_no, "first_seen": moment, **_values(edition)}
            )
        done.append(Ingested(name, edition_no, sha256 != edition.sha256, facts != told))
    _add(session, FactsRow, new_facts)
    _add(session, EditionRow, new_editions)
    return iter(done)


def _newest(session: Session, model: type[_Row], number: Any, ids: Sequence[str] | None = None) -> dict[str, _Row]:
    """The row with the highest number of each document."""
    newest = select(model.document_id, func.max(number).label("number")).group_by(model.document_id).subquery()
    query: Select[tuple[_Row]] = select(model).join(
        newest, (model.document_id == newest.c.document_id) & (number == newest.c.number)
    )
    if ids is not None:
        query = query.where(model.document_id.in_(ids))
    return {row.document_id: row for row in session.scalars(query)}


def _add(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Add rows; one that is there already (by any unique key) stays as it is."""
    if not rows:
        return
    insert: Insert
    if session.get_bind().dialect.name == "postgresql":
        insert = postgresql.insert(model).on_conflict_do_nothing()
    else:
        insert = sqlite.insert(model).on_conflict_do_nothing()
    session.execute(insert, rows)


def _readings_by_key(session: Session, reader_version: str, folder: Path | None) -> dict[str, ReadingRow]:
    """The newest usable record of each reading by this reader."""
    query = select(ReadingRow).where(ReadingRow.reader_version == reader_version).order_by(ReadingRow.id)
    rows = session.scalars(query).all()
    places = {row.file for row in rows if row.file}
    there = places if folder is None else {place for place in places if (folder / place).is_dir()}
    return {row.reading_key: row for row in rows if not row.file or row.file in there}


def _planned(edition: EditionRow, facts: FactsRow, known: dict[str, ReadingRow], reader_version: str) -> PlannedReading:
    told = _facts_from(edition.document_id, facts.facts)
    key = reading_key(edition.sha256, told, reader_version)
    row = known.get(key)
    return PlannedReading(_edition(edition), told, key, _reading(row) if row else None)


def _facts_to(facts: KnownFacts) -> dict[str, Any]:
    """The known facts as JSON values, those that nobody has said left out."""
    told = {f.name: getattr(facts, f.name) for f in fields(KnownFacts) if f.name != "document_id"}
    return {n: _json(v) for n, v in told.items() if v is not None and v != ()}


def _json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _facts_from(document_id: str, told: dict[str, Any]) -> KnownFacts:
    known = {f.name for f in fields(KnownFacts)}
    values = {n: v for n, v in told.items() if n in known}
    if values.get("published_on"):
        values["published_on"] = date.fromisoformat(values["published_on"])
    return KnownFacts(document_id, **{**values, "known_gaps": tuple(values.get("known_gaps", ()))})


def _reading_values(
    key: str,
    document_id: str,
    sha256: str,
    reader_version: str,
    moment: datetime,
    *,
    file: str = "",
    counts: dict[str, int] | None = None,
    problem: str | None = None,
) -> dict[str, Any]:
    return {
        "reading_key": key,
        "document_id": document_id,
        "sha256": sha256,
        "reader_version": reader_version,
        "status": ReadingStatus.REFUSED if problem is not None else ReadingStatus.OK,
        "file": file,
        "counts": counts or {},
        "problem": problem,
        "recorded_at": moment,
    }


def _values(edition: NewEdition) -> dict[str, Any]:
    return {f.name: getattr(edition, f.name) for f in fields(NewEdition)}


def _edition(row: EditionRow) -> EditionRecord:
    return EditionRecord(**{f.name: getattr(row, f.name) for f in fields(EditionRecord)})


def _reading(row: ReadingRow) -> ReadingRecord:
    values = {f.name: getattr(row, f.name) for f in fields(ReadingRecord)}
    return ReadingRecord(**{**values, "status": ReadingStatus(row.status)})
