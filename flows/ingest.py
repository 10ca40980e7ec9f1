"""INGEST 收取: which documents this run was given, their bytes kept, their editions recorded.

Belongs here: naming the inputs, opening or fetching each, telling which could not be had. Does not belong here: HTTP
itself (fetch.py), the schema of sources.yml (sources.py), reading.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from documents.reading import KnownFacts
from flows import fetch
from flows.faults import UnreadableInput, WrongUse
from flows.job import Job
from flows.read_command import bytes_of
from flows.sources import Source
from warehouse.clock import now
from warehouse.records import NewEdition

#: Files of a folder that are taken for documents; a file named by itself is taken whatever its ending.
ENDINGS = frozenset({".txt", ".html", ".htm", ".xhtml", ".shtml", ".docx", ".xlsx", ".xls", ".pdf", ".md"})
FETCHED_AT_ONCE = 4
NO_VALIDATORS = fetch.Validators()


@dataclass(frozen=True, slots=True)
class Input:
    """One document that the run was given: what is known of it, and a file or a URL."""

    facts: KnownFacts
    file: Path | None
    url: str | None
    hosts: frozenset[str] = frozenset()  # of a found document: where it, and what it leads to, may be

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        return str(self.file or self.url)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that was left out, in words for people."""

    document_id: str
    place: str
    what: str
    advice: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" + (f" → {self.advice}" if self.advice else "")


@dataclass(frozen=True, slots=True)
class Ingest:
    """What became of the inputs: ids that are in (with their places), how many of them are new, and those that could
    not be had.
    """

    places: dict[str, str]
    new: int
    unchanged: int
    passed_over: int  # files of a folder that are no documents by their ending
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class _Arrived:
    """The bytes of one input; `data` is None where the publisher says that nothing has changed."""

    each: Input
    data: bytes | None
    media_type: str | None = None
    validators: fetch.Validators = NO_VALIDATORS


def ingest(job: Job) -> Ingest:
    """Collect every input of the run; one that cannot be had is named in `refusals`, the others go on."""
    inputs, refusals, passed_over = inputs_of(job)
    arrived: list[_Arrived] = []
    places: dict[str, str] = {}
    for count, got in enumerate(_collect(job, inputs), start=1):
        if isinstance(got, Refusal):
            refusals.append(got)
        else:
            arrived.append(got)
            places[got.each.facts.document_id] = got.each.place
        job.progress.moved(count, len(inputs))
    done = job.catalogue.ingest_many([_edition(job, each) for each in arrived])
    new = sum(each.new_edition or each.new_facts for each in done)
    return Ingest(places, new, len(places) - new, passed_over, tuple(refusals))


def inputs_of(job: Job) -> tuple[list[Input], list[Refusal], int]:
    """The inputs by id, those that cannot be taken, and how many files were passed over."""
    refusals: list[Refusal] = []
    passed_over = 0
    if not job.documents:
        wanted = [_from_source(job, source) for source in job.sources.documents if source.active]
        wanted += _confirmed(job)
        if not wanted:
            raise WrongUse(
                "the catalogue names no document", place=str(job.settings.sources), advice="name files with --documents"
            )
        return wanted, refusals, passed_over
    by_id: dict[str, Input] = {}
    for given in job.documents:
        files, others = files_of(given)
        passed_over += others
        for file in files:
            each = _from_file(job, file)
            first = by_id.setdefault(each.facts.document_id, each)
            if first is not each and first.file is not None and not _same(first.file, file):
                advice = f"{first.file} has it too: rename one, or give it an id of its own in sources.yml"
                refusals.append(Refusal(each.facts.document_id, str(file), f"the id {file.stem!r} is taken", advice))
    return list(by_id.values()), refusals, passed_over


def _from_source(job: Job, source: Source) -> Input:
    file = (job.sources.folder / source.path) if source.path is not None else None
    name = file.name if file else fetch.file_name(source.url or "")
    return Input(source.facts(file_name=name or None), file, source.url)


def _confirmed(job: Job) -> list[Input]:
    """Documents that a poller has found and a steward has confirmed, unless sources.yml names them by now."""
    found = []
    for each in job.catalogue.proposals.confirmed():
        assert each.document_id is not None, "a confirmed proposal has an id"
        if job.sources.by_id(each.document_id) is None:
            published = each.facts.get("published_on")
            facts = KnownFacts(
                document_id=each.document_id,
                title=each.title,
                publisher=each.facts.get("publisher"),
                jurisdiction=each.facts.get("jurisdiction"),
                document_type=each.facts.get("document_type"),
                url=each.url,
                published_on=date.fromisoformat(published) if published else None,
                file_name=fetch.file_name(each.url) or None,
            )
            found.append(Input(facts, None, each.url, frozenset({urlsplit(each.url).netloc.lower()})))
    return found


def _from_file(job: Job, file: Path) -> Input:
    source = job.sources.for_file(file)
    facts = source.facts(file_name=file.name) if source else KnownFacts(document_id=file.stem, file_name=file.name)
    return Input(facts, file, None)


def files_of(given: Path) -> tuple[list[Path], int]:
    """The documents that a file or folder named by hand stands for, in the order of their names, and how many files it
    has besides.
    """
    if not given.exists():
        raise WrongUse("there is no such file or folder", place=str(given), advice="mend the path")
    if not given.is_dir():
        return [given], 0
    found = sorted(_walk(given))
    documents = [file for file in found if file.suffix.lower() in ENDINGS and file.stem.lower() != "readme"]
    if not documents:
        kinds = " ".join(sorted(ENDINGS))
        raise WrongUse("holds no document", place=str(given), advice=f"a folder's documents end in {kinds}")
    return documents, len(found) - len(documents)


def _walk(folder: Path) -> Iterator[Path]:
    """Regular files below the folder; hidden ones and links to folders are not followed."""

    def fail(error: OSError) -> None:
        raise UnreadableInput(
            error.strerror or "cannot be listed", place=error.filename, advice="mend the folder's rights"
        ) from error

    for place, folders, files in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (path for name in files if not name.startswith(".") and (path := Path(place) / name).is_file())


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve() or one.read_bytes() == other.read_bytes()


def _collect(job: Job, inputs: Sequence[Input]) -> Iterator[_Arrived | Refusal]:
    """Open or fetch each input in order; a few are fetched at once, so that a slow publisher does not hold up the
    others.
    """
    remote = [each for each in inputs if each.file is None]
    with ThreadPoolExecutor(FETCHED_AT_ONCE, thread_name_prefix="fetch") as pool:
        coming = {each.facts.document_id: pool.submit(_fetched, job, each) for each in remote}
        for each in inputs:
            try:
                got = _opened(job, each) if each.file else coming[each.facts.document_id].result()
            except UnreadableInput as error:
                yield Refusal(each.facts.document_id, error.place or each.place, error.what, error.advice)
            else:
                yield got


def _opened(job: Job, each: Input) -> _Arrived:
    assert each.file is not None
    limit = job.settings.fetch_max_bytes
    if each.file.is_file() and each.file.stat().st_size > limit:
        raise UnreadableInput(
            f"larger than {limit:,} bytes", place=each.place, advice="set DUBAN_FETCH_MAX_BYTES if it is meant"
        )
    return _Arrived(each, bytes_of(each.file))


def _fetched(job: Job, each: Input) -> _Arrived:
    from flows.poll_command import guard_of, limits_of

    guard = guard_of(job.settings, each.hosts, None) if each.hosts else None
    answer = fetch.fetch(each.url or "", _validators(job, each), limits_of(job.settings), guard)
    return _Arrived(each, answer.data, answer.media_type, answer.validators)


def _validators(job: Job, each: Input) -> fetch.Validators:
    """What the publisher said last time, if those bytes came from the same URL."""
    newest = job.catalogue.newest_edition(each.facts.document_id)
    if newest is None or newest.url != each.url or not job.raw.has(newest.sha256):
        return NO_VALIDATORS
    return fetch.Validators(newest.etag, newest.last_modified)


def _edition(job: Job, arrived: _Arrived) -> tuple[KnownFacts, NewEdition]:
    """The bytes kept, and what the catalogue is to record; where nothing has changed, its newest edition once more."""
    each, data = arrived.each, arrived.data
    if data is None:
        newest = job.catalogue.newest_edition(each.facts.document_id)
        assert newest is not None, "only a document with an edition is asked for conditionally"
        known = {field.name: getattr(newest, field.name) for field in fields(NewEdition)}
        return replace(each.facts, media_type=newest.media_type), NewEdition(**known)
    edition = NewEdition(
        sha256=job.raw.put(data),
        size=len(data),
        media_type=arrived.media_type,
        url=each.url,
        etag=arrived.validators.etag,
        last_modified=arrived.validators.last_modified,
        fetched_at=now() if each.file is None else None,
    )
    return replace(each.facts, media_type=arrived.media_type), edition
