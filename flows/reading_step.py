"""READ 读取: every edition that this reader has not read yet, in batches, in processes when there are many.

Belongs here: which editions are read and landed, batches, processes, refusals. Does not belong here: reading one batch
(batch.py), reading itself (documents), Parquet (warehouse.readings).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import documents
from documents.reading import KnownFacts
from flows.batch import Batch, Wanted, read_batch
from flows.faults import MachineFault
from flows.ingest import Refusal
from flows.job import Job
from warehouse import readings as store
from warehouse.records import EditionRecord, LandedEdition, PlannedReading, ReadingRecord, ReadingStatus

#: Fewer documents than this are read in this process: starting others costs more than it saves.
WORTH_PROCESSES = 24


@dataclass(frozen=True, slots=True)
class Read:
    """What is to be landed, and how it came about."""

    editions: tuple[LandedEdition, ...]
    folders: tuple[Path, ...]  # readings that hold them
    read_now: int
    refusals: tuple[Refusal, ...]  # of documents that this run was given
    past: tuple[LandedEdition, ...] = ()  # readable editions that a newer one has taken the place of


def read(job: Job, places: Mapping[str, str]) -> Read:
    """Read what is missing, record it, and choose what is landed: of each document the newest edition that could be
    read.

    `places` are the documents this run was given, by id: only their refusals are told (the others were told when they
    came).
    """
    version = documents.READER_VERSION
    plan = job.catalogue.plan(version, job.home.readings)
    read_now = _read_missing(job, plan)
    plan = job.catalogue.plan(version, job.home.readings)
    refused = [each for each in plan if _refused(each.reading)]
    older = _older_editions(job, refused)
    read_now += _read_missing(job, older)
    again = {each.edition.document_id: each for each in _with_readings(job, older) if not _refused(each.reading)}
    chosen = [again.get(each.edition.document_id, each) for each in plan]
    landed = _without_samples(job, [each for each in chosen if each.reading and not _refused(each.reading)])
    refusals = tuple(_told(each, places) for each in refused if each.edition.document_id in places)
    past, read_again = _past_editions(job, landed)
    read_now += read_again
    folders = sorted({each.reading.file for each in [*landed, *past] if each.reading})
    return Read(
        tuple(LandedEdition.of(each) for each in landed),
        tuple(job.home.readings / f for f in folders),
        read_now,
        refusals,
        tuple(LandedEdition.of(each) for each in past),
    )


def _past_editions(job: Job, landed: Sequence[PlannedReading]) -> tuple[list[PlannedReading], int]:
    """The editions before those that are landed, as far as they can be read, and how many were read for it.

    They are read by the reader of today: what differs between two editions is then the document's doing, not the reader's.
    """
    planned = []
    for each in (each for each in landed if each.edition.edition_no > 1):
        known = {reading.reading_key: reading for reading in job.catalogue.readings(each.edition.document_id)}
        before = job.catalogue.editions(each.edition.document_id)[: each.edition.edition_no - 1]
        planned += [_planned(edition, each.facts, known) for edition in before if _there(job, edition)]
    read_now = _read_missing(job, planned)
    again = _with_readings(job, planned) if read_now else planned
    return [each for each in again if each.reading is not None and not _refused(each.reading)], read_now


def _there(job: Job, edition: EditionRecord) -> bool:
    """Whether the edition's bytes are still kept (`duban prune --editions` removes those of old ones)."""
    return job.raw.has(edition.sha256)


def _refused(reading: ReadingRecord | None) -> bool:
    return reading is not None and reading.status is ReadingStatus.REFUSED


def _told(each: PlannedReading, places: Mapping[str, str]) -> Refusal:
    what, _, advice = ((each.reading.problem if each.reading else None) or "").partition(" → ")
    return Refusal(each.edition.document_id, places[each.edition.document_id], what, advice)


def _without_samples(job: Job, planned: list[PlannedReading]) -> list[PlannedReading]:
    """Samples are there to start with: as soon as there is a document of one's own, they are left out."""
    samples = {source.id for source in job.sources.documents if source.sample}
    own = [each for each in planned if each.edition.document_id not in samples]
    return own or planned


def _older_editions(job: Job, refused: Sequence[PlannedReading]) -> list[PlannedReading]:
    """For a document whose newest edition is refused: the newest one before it that was not."""
    found = []
    for each in refused:
        known = {reading.reading_key: reading for reading in job.catalogue.readings(each.edition.document_id)}
        for edition in reversed(job.catalogue.editions(each.edition.document_id)[: each.edition.edition_no - 1]):
            planned = _planned(edition, each.facts, known)
            if not _refused(planned.reading) and _there(job, edition):
                found.append(planned)
                break
    return found


def _with_readings(job: Job, planned: Iterable[PlannedReading]) -> list[PlannedReading]:
    again = []
    for each in planned:
        known = {reading.reading_key: reading for reading in job.catalogue.readings(each.edition.document_id)}
        again.append(_planned(each.edition, each.facts, known))
    return again


def _planned(edition: EditionRecord, facts: KnownFacts, known: Mapping[str, ReadingRecord]) -> PlannedReading:
    key = store.reading_key(edition.sha256, facts, documents.READER_VERSION)
    return PlannedReading(edition, facts, key, known.get(key))


def _read_missing(job: Job, plan: Sequence[PlannedReading]) -> int:
    """Read and record every planned reading that is not there; returns how many."""
    missing = {each.reading_key: each for each in plan if each.reading is None}
    wanted = [Wanted(each.edition.sha256, each.facts, key) for key, each in missing.items()]
    done = 0
    for batch, size in _batches_read(job, wanted):
        last = ""
        if batch.files is not None:
            job.catalogue.record_readings(batch.files)
            for stored in batch.files.readings:
                last = stored.document_id
                job.progress.document(last, _counted(stored.counts))
        for key, what, advice in batch.refused:
            problem = f"{what} → {advice}" if advice else what
            job.catalogue.record_refusal(missing[key], documents.READER_VERSION, problem)
            last = missing[key].edition.document_id
            job.progress.document(last, f"拒收 refused: {problem}")
        done += size
        job.progress.moved(done, len(wanted), last)
    return len(wanted)


def _counted(counts: Mapping[str, int]) -> str:
    """What was read from a document, in a few words."""
    shown = {
        "tasks": "任务 tasks",
        "targets": "承诺 promises",
        "observations": "数字 figures",
        "unread_numbers": "未读 unread",
    }
    return " · ".join(f"{counts.get(table, 0)} {label}" for table, label in shown.items())


def _batches_read(job: Job, wanted: Sequence[Wanted]) -> Iterator[tuple[Batch, int]]:
    """Every batch as it is read. The batches are the same whoever reads them, so the files are, too."""
    workers = job.settings.workers or os.cpu_count() or 1
    runner = job.settings.task_runner
    batches = _batches(wanted, job.settings.batch)
    if len(wanted) < WORTH_PROCESSES or (workers == 1 and runner == "processes"):
        for batch in batches:
            yield read_batch(batch, job.home.raw, job.home.readings), len(batch)
    elif runner == "processes":
        yield from _read_in_processes(batches, workers, job.home.raw, job.home.readings)
    else:
        from flows.dask_runner import read_on_cluster

        for got in read_on_cluster(runner, workers, read_batch, batches, job.home.raw, job.home.readings):
            _must_be_here(got[0], runner)
            yield got
        store.clear_leftovers(job.home.readings)  # of workers that died


def _batches(wanted: Sequence[Wanted], most: int) -> list[Sequence[Wanted]]:
    """Few documents one by one, so that the progress moves; many in batches, at least eight of them, so that several
    workers have something to do.
    """
    size = 1 if len(wanted) < WORTH_PROCESSES else max(1, min(most, -(-len(wanted) // 8)))
    return [wanted[start : start + size] for start in range(0, len(wanted), size)]


def _must_be_here(batch: Batch, runner: str) -> None:
    """What a worker wrote must be seen from here; else it has written into a folder of its own machine."""
    if batch.files is not None and not batch.files.folder.is_dir():
        advice = "share DUBAN_HOME with every worker, under the same path"
        raise MachineFault(f"a worker of {runner} writes elsewhere", place=str(batch.files.folder), advice=advice)


def _read_in_processes(
    batches: Sequence[Sequence[Wanted]], workers: int, raw: Path, readings: Path
) -> Iterator[tuple[Batch, int]]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(batches)), mp_context=context, initializer=_worker_begins) as pool:
        coming = {pool.submit(read_batch, batch, raw, readings): len(batch) for batch in batches}
        try:
            for future in as_completed(coming):
                yield future.result(), coming[future]
        except BrokenProcessPool as error:
            advice = "run again: what is read is kept; fewer at once with DUBAN_WORKERS=1 where memory is short"
            raise MachineFault("a process that reads documents was killed", advice=advice) from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _worker_begins() -> None:
    """Ctrl-C is the parent's to handle, and a worker ends when its parent is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:

        def end_with_parent() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=end_with_parent, daemon=True).start()
