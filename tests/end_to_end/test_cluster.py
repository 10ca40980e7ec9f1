"""The whole main job on a cluster of separate processes, one of which is killed while it reads: the release is that of one process (slow)."""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path

import pytest

from tests.end_to_end.test_same_bytes import release_files
from tests.flows.test_dask import Cluster, long_report

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]  # minutes: make test-cluster

COUNT = 60


def test_a_worker_is_killed_and_the_release_is_the_same_to_the_byte(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(COUNT):
        (papers / f"city-{number}.txt").write_text(long_report(number), encoding="utf-8")
    alone = release_files(tmp_path / "alone", papers, DUBAN_WORKERS="1")
    readings = tmp_path / "many" / "readings"
    cluster = Cluster(tmp_path)

    def kill_one() -> None:
        while not list(readings.glob("*/*/manifest.json")):
            time.sleep(0.005)
        cluster.workers[0].send_signal(signal.SIGKILL)

    try:
        threading.Thread(target=kill_one, daemon=True).start()
        many = release_files(tmp_path / "many", papers, DUBAN_TASK_RUNNER=f"dask://{cluster.address}")
        assert cluster.workers[0].wait(10) == -signal.SIGKILL
        assert cluster.workers[1].poll() is None
    finally:
        cluster.stop()
    assert sum(name.endswith((".csv", ".parquet")) for name in alone) > 60
    assert sorted(name for name in alone.keys() | many.keys() if alone.get(name) != many.get(name)) == []
    own = release_files(tmp_path / "own", papers, DUBAN_TASK_RUNNER="dask", DUBAN_WORKERS="2")
    assert own == alone
