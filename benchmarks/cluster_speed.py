"""Reading on a Dask cluster: 1 and 2 workers, 100 to 6,000 documents, and what handing the work over costs.

Belongs here: the measurement. Does not belong here: reading and the cluster themselves (flows.reading_step,
flows.dask_runner).

Documents are made up (tasks with figures); they are kept in a home of the benchmark's own and read by the very batches of a
run. Told for each size and number of workers: seconds of the reading, start of the cluster apart; cost per document; and the
orchestration: the CPU seconds of everybody when the same batches are handed to workers that do nothing with them, and what
the cluster costs by being there as long as the reading took; and their share of the reading's CPU seconds in one process.
Loaded machines tell wall times badly: CPU seconds are what to compare.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from distributed import Client

from documents.reading import KnownFacts
from flows import dask_runner
from flows.batch import Batch, Wanted, read_batch
from flows.reading_step import _batches
from flows.settings import Settings
from warehouse import readings
from warehouse.home import Home
from warehouse.raw import RawStore
from warehouse.readings import reading_key

#: How long the cluster is looked at while it has nothing to do (seconds).
IDLE = 10.0


@dataclass(frozen=True)
class Line:
    """One measurement; seconds, and milliseconds a document."""

    documents: int
    workers: int  # 0: this process alone
    batches: int
    seconds: float
    cpu_seconds: float
    ms_per_document: float
    cpu_ms_per_document: float
    orchestration_seconds: float  # CPU
    orchestration_share: float  # of the reading's CPU time in one process


def main() -> None:
    """Measure and print a table (and JSON lines on standard error)."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 1000, 6000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--tasks", type=int, default=10, help="tasks in a document")
    given = parser.parse_args()
    print("| documents | workers | batches | wall s | CPU s | ms/doc | CPU ms/doc | orchestration CPU s | share |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for count in given.documents:
        with tempfile.TemporaryDirectory(prefix="cluster-speed-") as folder:
            home = Home.at(Path(folder)).make()
            batches = _batches(prepared(home, count, given.tasks), Settings().batch)
            alone = one_process(home, batches, count)
            show(alone)
            for workers in given.workers:
                shutil.rmtree(home.readings)
                home.make()
                show(cluster(home, batches, count, workers, alone))


def prepared(home: Home, count: int, tasks: int) -> list[Wanted]:
    """Made-up documents, their bytes kept."""
    import documents

    raw = RawStore(home.raw)
    wanted = []
    for number in range(count):
        lines = "".join(
            f"{task}. 新增高新技术企业{number}{task}家，完成投资{task}.5亿元。\n牵头责任单位：市科技局\n"
            f"进展情况：新增高新技术企业{number}{task + 1}家，增长{task}%，完成投资{task}.7亿元。\n"
            for task in range(1, tasks + 1)
        )
        sha256 = raw.put(f"某市2022年重点工作完成情况\n\n{lines}".encode())
        facts = KnownFacts(f"city-{number}", file_name=f"city-{number}.txt")
        wanted.append(Wanted(sha256, facts, reading_key(sha256, facts, documents.READER_VERSION)))
    return wanted


def one_process(home: Home, batches: Sequence[Sequence[Wanted]], count: int) -> Line:
    read_batch(batches[0][:1], home.raw, home.readings)  # the vocabulary is loaded once
    began, used = time.monotonic(), cpu(resource.RUSAGE_SELF)
    for batch in batches:
        read_batch(batch, home.raw, home.readings)
    return line(count, 0, len(batches), time.monotonic() - began, cpu(resource.RUSAGE_SELF) - used, 0.0, 1.0)


def cluster(home: Home, batches: Sequence[Sequence[Wanted]], count: int, workers: int, alone: Line) -> Line:
    """A local cluster: worker processes of their own, as DUBAN_TASK_RUNNER=dask starts them."""
    with dask_runner._client("dask", workers) as client:
        client.run(_warm)
        list(dask_runner.results_of(client, "dask", _nothing, batches[:2], home.raw, home.readings))
        _, handing = through(client, home, batches, _nothing)
        before, began = used_by(client), time.monotonic()
        time.sleep(IDLE)
        standing = (used_by(client) - before) / (time.monotonic() - began)
        seconds, used = through(client, home, batches, read_batch)
    found = len(list(home.readings.glob("*/*/manifest.json")))
    assert found == len(batches), f"{found} of {len(batches)} batches are there"
    return line(count, workers, len(batches), seconds, used, handing + standing * seconds, alone.cpu_seconds)


def through(
    client: Client, home: Home, batches: Sequence[Sequence[Wanted]], read: Callable[..., object]
) -> tuple[float, float]:
    """Seconds, and CPU seconds of this process (client, scheduler) and of the workers, which are there and warm."""
    before = used_by(client)
    began = time.monotonic()
    for _ in dask_runner.results_of(client, "dask", read, batches, home.raw, home.readings):
        pass
    seconds = time.monotonic() - began
    return seconds, used_by(client) - before


def used_by(client: Client) -> float:
    """CPU seconds of everybody so far."""
    return cpu(resource.RUSAGE_SELF) + sum(client.run(time.process_time).values())


def _warm() -> None:
    import documents
    import flows.batch  # noqa: F401

    documents.read("1. 植树9公顷。\n进展情况：植树9公顷。\n".encode(), KnownFacts("warm", file_name="warm.txt"))


def _nothing(batch: Sequence[Wanted], raw: Path, readings_folder: Path) -> Batch:
    """What a batch gives, without reading it: as large as the true answer."""
    stored = tuple(readings.StoredReading(w.reading_key, w.facts.document_id, w.sha256, {}) for w in batch)
    return Batch(readings.ReadingFiles(raw, "1.0", "x", stored, ()), ())


def cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def line(
    count: int, workers: int, batches: int, seconds: float, used: float, handing: float, reading_cpu: float
) -> Line:
    return Line(
        count,
        workers,
        batches,
        seconds,
        used,
        seconds / count * 1000,
        used / count * 1000,
        handing,
        handing / reading_cpu,
    )


def show(told: Line) -> None:
    values = (
        f"{told.documents:,}",
        str(told.workers or "alone"),
        str(told.batches),
        f"{told.seconds:.1f}",
        f"{told.cpu_seconds:.1f}",
        f"{told.ms_per_document:.1f}",
        f"{told.cpu_ms_per_document:.1f}",
        f"{told.orchestration_seconds:.2f}" if told.workers else "–",
        f"{told.orchestration_share:.1%}" if told.workers else "–",
    )
    print("| " + " | ".join(values) + " |", flush=True)
    print(json.dumps(told.__dict__), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
