"""Reading on a Dask cluster: DUBAN_TASK_RUNNER=dask (processes of this machine) or dask://host:port (a scheduler elsewhere).

Belongs here: the cluster, handing batches to it, what its faults mean. Does not belong here: which documents make a batch
and what a batch is (reading_step.py).

Dask is used directly and not through Prefect's Dask task runner: there every batch is a Prefect task run, whose worker must
reach Prefect's API. A run without a server has one on loopback only, which workers of other machines cannot reach, and its
bookkeeping costs more than handing the batch over.

Every worker must see DUBAN_HOME under the same path (a shared folder) and have the same version of this program. A worker
that dies is no loss: its batch is read by another one, and what it had written already is found and taken (the same batch
gives the same bytes). A Dask scheduler obeys whoever reaches it: keep it inside a network that you trust.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import documents
from flows.faults import MachineFault

if TYPE_CHECKING:
    from distributed import Client

ADDRESS = "dask://"
CONNECT_SECONDS = 15
#: A batch that has killed this many workers is not tried again.
DEATHS = 3
LOOK_SECONDS = 0.05
ALONE_SECONDS = 60

_T = TypeVar("_T")


def read_on_cluster(
    runner: str, workers: int, read: Callable[..., _T], batches: Sequence[Sequence[Any]], raw: Path, readings: Path
) -> Iterator[tuple[_T, int]]:
    """What `read(batch, raw, readings)` gives for each batch, with the batch's size, as they come.

    `runner` is the setting; `workers` counts for a local cluster. Raises MachineFault where the cluster cannot be reached,
    has another version of the reader, does not see the folders, or loses its workers over and over.
    """
    with _client(runner, min(workers, len(batches))) as client:
        yield from results_of(client, runner, read, batches, raw, readings)


def results_of(
    client: Client, runner: str, read: Callable[..., _T], batches: Sequence[Sequence[Any]], raw: Path, readings: Path
) -> Iterator[tuple[_T, int]]:
    """The same by a client of a cluster that is there."""
    from distributed import as_completed
    from distributed.client import FutureCancelledError
    from distributed.scheduler import KilledWorker

    sizes = {
        client.submit(_on_worker, read, documents.READER_VERSION, batch, raw, readings, pure=False): len(batch)
        for batch in batches
    }
    coming = as_completed(list(sizes), loop=client.loop)
    moved_at = time.monotonic()
    while coming.count():
        try:
            done = coming.next_batch(block=False)
            for future in done:
                yield future.result(), sizes[future]
            if done:
                moved_at = time.monotonic()
            else:
                _somebody_must_work(client, runner, moved_at)
                time.sleep(LOOK_SECONDS)
        except KilledWorker as error:
            advice = "run again: what is read is kept; look at the workers' memory and logs"
            raise MachineFault(f"{DEATHS + 1} workers died over one batch", place=runner, advice=advice) from error
        except (FutureCancelledError, OSError) as error:
            advice = "see that the scheduler runs and can be reached, then run again: what is read is kept"
            raise MachineFault(f"the cluster is gone ({error})", place=runner, advice=advice) from error


def _somebody_must_work(client: Client, runner: str, moved_at: float) -> None:
    """A cluster may lose its last worker and get another one; after a while without any, nobody will come."""
    if time.monotonic() - moved_at > ALONE_SECONDS and not client.scheduler_info(n_workers=-1)["workers"]:
        advice = "start workers (dask worker …), then run again: what is read is kept"
        raise MachineFault(f"the cluster has had no worker for {ALONE_SECONDS} s", place=runner, advice=advice)


def _on_worker(read: Callable[..., _T], version: str, batch: Sequence[Any], raw: Path, readings: Path) -> _T:
    """One batch, in a worker's process."""
    if version != documents.READER_VERSION:
        advice = "install the same version on every machine and restart the workers"
        told = f"a worker has the reader {documents.READER_VERSION}, this run {version}"
        raise MachineFault(told, advice=advice)
    if not raw.is_dir() or not readings.is_dir():
        raise MachineFault(
            "a worker does not see this folder",
            place=str(raw.parent),
            advice="share DUBAN_HOME with every worker, under the same path",
        )
    return read(batch, raw, readings)


@contextmanager
def _client(runner: str, workers: int) -> Iterator[Client]:
    import dask
    from distributed import Client, LocalCluster

    settings = {
        "distributed.scheduler.allowed-failures": DEATHS,
        "distributed.admin.large-graph-warning-threshold": "1 GiB",
        "distributed.logging.distributed": "error",
        # It looks at every stack of a worker each 10 ms, which on a busy machine costs as much as the reading.
        "distributed.worker.profile.enabled": False,
        # What Dask watches by itself costs 5 % of a core for as long as the cluster is there; a batch takes seconds, so less often is enough.
        "distributed.admin.tick.interval": "1s",
        "distributed.admin.system-monitor.interval": "5s",
        "distributed.worker.memory.monitor-interval": "1s",
        "distributed.scheduler.active-memory-manager.start": False,  # it moves results about; ours are a few bytes
        "distributed.comm.timeouts.connect": f"{CONNECT_SECONDS}s",
    }
    with dask.config.set(settings):
        if not runner.startswith(ADDRESS):
            with (
                LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address=None,
                    silence_logs="ERROR",
                ) as cluster,
                Client(cluster, set_as_default=False) as client,
            ):
                yield client
            return
        address = "tcp://" + runner.removeprefix(ADDRESS)
        try:
            client = Client(address, timeout=f"{CONNECT_SECONDS}s", set_as_default=False)
        except (OSError, TimeoutError) as error:
            advice = "start it (dask scheduler, dask worker …), or mend DUBAN_TASK_RUNNER"
            raise MachineFault(f"the Dask scheduler does not answer ({error})", place=runner, advice=advice) from error
        with client:
            if not client.scheduler_info(n_workers=-1)["workers"]:
                client.wait_for_workers(1, timeout=CONNECT_SECONDS)
            yield client
