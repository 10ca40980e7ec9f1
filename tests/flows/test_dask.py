"""Reading on a real cluster: a scheduler and two workers, processes of their own, one of which is killed."""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from documents import READER_VERSION
from flows import ingest, reading_step, steps
from flows.dask_runner import _on_worker
from flows.faults import MachineFault
from flows.job import Job
from flows.settings import PROJECT, Settings
from flows.sources import Sources
from tests.flows.test_ingest_and_read import PICTURE
from warehouse import readings
from warehouse.catalogue import Catalogue
from warehouse.errors import DamagedFile
from warehouse.home import Home

COUNT = 60


def long_report(number: int) -> str:
    """Some fifteen tasks: enough work that a worker can be killed while it reads."""
    tasks = "".join(
        f"{task}. 新增高新技术企业{number}{task}家，完成投资{task}.5亿元。\n牵头责任单位：市科技局\n"
        f"进展情况：新增高新技术企业{number}{task + 1}家，增长{task}%，完成投资{task}.7亿元。\n"
        for task in range(1, 16)
    )
    return f"某市2022年重点工作完成情况\n\n{tasks}"


class Cluster:
    """`dask scheduler` and two `dask worker` as somebody would start them."""

    def __init__(self, folder: Path) -> None:
        self.processes: list[subprocess.Popen[str]] = []
        scheduler = self._start(folder, "scheduler", "--port", "0", "--no-dashboard")
        told = ""
        assert scheduler.stderr is not None
        for line in scheduler.stderr:
            told += line
            found = re.search(r"Scheduler at:\s+tcp://(\S+)", line)
            if found:
                break
        else:
            pytest.fail(told)
        threading.Thread(target=scheduler.stderr.read, daemon=True).start()
        self.address = found[1]
        self.workers = [
            self._start(folder, "worker", f"tcp://{self.address}", "--no-nanny", "--nthreads", "1", "--no-dashboard")
            for _ in range(2)
        ]
        for worker in self.workers:
            threading.Thread(target=worker.stderr.read, daemon=True).start()  # type: ignore[union-attr]

    def _start(self, folder: Path, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:], "--host", "127.0.0.1"]
        process = subprocess.Popen(
            command,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
        )
        self.processes.append(process)
        return process

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    for number in range(1, COUNT):
        (folder / f"city-{number}.txt").write_text(long_report(number), encoding="utf-8")
    (folder / "photo.txt").write_bytes(PICTURE)
    return folder


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.stop()


class Reader:
    """A home whose documents are read and landed by some runner."""

    def __init__(self, root: Path, papers: Path, runner: str) -> None:
        self.home = Home.at(root).make()
        self.catalogue = Catalogue(self.home.catalogue_url)
        settings = Settings(home=root, task_runner=runner, workers=1)
        self.job = Job(settings, self.home, self.catalogue, Sources(), [papers], strict=False)
        self.ingested = ingest.ingest(self.job)

    def read(self) -> reading_step.Read:
        read = reading_step.read(self.job, self.ingested.places)
        planned = steps.Plan("key", (), nothing_new=False)
        self.job.candidate.parent.mkdir(parents=True)
        files = [readings.open_files(folder, verify=True) for folder in read.folders]
        readings.land(self.job.candidate, files, read.editions, planned.decisions, read.past)
        return read

    def parquet(self) -> dict[str, str]:
        """Every file of the readings with its hash."""
        root = self.home.readings
        return {
            str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }

    def landed(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of the landing, but for the moment in which a document was first seen."""
        with duckdb.connect(str(self.job.candidate), read_only=True) as connection:
            query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'landing' ORDER BY 1"
            return {
                name: connection.execute(f"SELECT COLUMNS(c -> c <> 'first_seen') FROM landing.{name}").fetchall()
                for (name,) in connection.execute(query).fetchall()
            }


def test_a_worker_is_killed_and_the_result_is_the_same_to_the_byte(
    cluster: Cluster, papers: Path, tmp_path: Path
) -> None:
    alone = Reader(tmp_path / "alone", papers, "processes")
    alone.read()
    many = Reader(tmp_path / "many", papers, f"dask://{cluster.address}")

    def kill_one() -> None:
        while not list(many.home.readings.glob("*/*/manifest.json")):
            time.sleep(0.005)
        cluster.workers[0].send_signal(signal.SIGKILL)
        cluster.workers[0].wait()  # else it stays in the list of processes, as if it were alive

    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    read = many.read()
    killer.join(20)
    assert cluster.workers[0].wait(10) == -signal.SIGKILL
    assert cluster.workers[1].poll() is None
    assert (read.read_now, len(read.editions), len(read.refusals)) == (COUNT, COUNT - 1, 1)
    assert many.parquet() == alone.parquet()
    assert many.landed() == alone.landed()
    recorded = [each.reading_key for each in many.catalogue.readings()]
    assert len(recorded) == len(set(recorded)) == COUNT
    assert reading_step.read(many.job, many.ingested.places).read_now == 0


def test_a_cluster_that_is_not_there_is_a_fault(papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.dask_runner.CONNECT_SECONDS", 1)
    nobody = Reader(tmp_path / "home", papers, "dask://127.0.0.1:9")
    with pytest.raises(MachineFault, match="does not answer") as caught:
        nobody.read()
    assert "DUBAN_TASK_RUNNER" in caught.value.advice


def test_a_worker_of_another_version_or_without_the_folder_refuses(tmp_path: Path) -> None:
    with pytest.raises(MachineFault, match="a worker has the reader"):
        _on_worker(len, "0.9+000000000000", (), tmp_path, tmp_path)
    with pytest.raises(MachineFault, match="does not see"):
        _on_worker(len, READER_VERSION, (), tmp_path / "raw", tmp_path / "readings")


def test_a_damaged_file_is_told_from_another_process(tmp_path: Path) -> None:
    told = pickle.loads(pickle.dumps(DamagedFile(tmp_path, "is gone", "rm it")))
    assert (told.path, told.what, told.repair) == (tmp_path, "is gone", "rm it")
