"""What a Prefect server knows of this installation: the work pool, the deployments of prefect.yaml, the runs that were cut off.

Belongs here: talking to the server about them. Does not belong here: the processes of server and worker (server_command.py).

A run whose process is gone (the machine went down, somebody killed it) stands on the server as if it went on. The worker of the same machine
puts it back into the queue when it starts: what was read is kept, so the run takes up where it was.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psutil
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.exceptions import ObjectAlreadyExists
from prefect.states import AwaitingRetry, Crashed
from prefect.workers.process import ProcessWorker

from flows import progress, settings
from flows.faults import MachineFault
from flows.notifications import Notifier
from flows.schedule import FILE
from flows.settings import PROJECT

POOL = "duban"
#: A run that was cut off this often is not begun again: it may be what kills its machine.
TRIES = 3
_ALIVE = (StateType.RUNNING, StateType.PENDING, StateType.PAUSED)


def worker_name() -> str:
    """The name of this machine's worker: tells later which runs were its own."""
    return f"duban@{socket.gethostname()}"


def register() -> None:
    """Make the work pool, where there is none, and the deployments of prefect.yaml as they stand there."""
    with get_client(sync_client=True) as client:
        try:
            template = ProcessWorker.get_default_base_job_template()
            client.create_work_pool(WorkPoolCreate(name=POOL, type=ProcessWorker.type, base_job_template=template))
        except ObjectAlreadyExists:
            pass  # as it should be from the second start on
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(FILE)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        told = (done.stderr or done.stdout).strip().splitlines()[-15:]
        raise MachineFault("cannot be deployed:\n" + "\n".join(told), place=str(FILE), advice="mend that file")


def take_up_again() -> tuple[str, ...]:
    """Put this machine's runs whose process is gone back into the queue; the names of the runs."""
    taken = []
    with get_client(sync_client=True) as client:
        for run in _own(client):
            if _process(run) is None:
                _again(client, run)
                taken.append(run.name)
    return tuple(taken)


def stop_runs(patience: float = 10.0) -> tuple[str, ...]:
    """End this machine's runs and put them back into the queue: the next worker takes them up. The names of the runs."""
    with get_client(sync_client=True) as client:
        at_work = [(run, process) for run in _own(client) if (process := _process(run))]
        for _, process in at_work:
            process.terminate()
        _, alive = psutil.wait_procs([process for _, process in at_work], timeout=patience)
        for process in alive:
            process.kill()
        for run, _ in at_work:
            _again(client, run)
    return tuple(run.name for run, _ in at_work)


def _own(client: SyncPrefectClient) -> Sequence[FlowRun]:
    """The runs that should be alive and that this machine's worker has started."""
    found = client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(_ALIVE)))),
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL])),
    )
    return [
        run
        for run in found
        if run.labels.get("prefect.worker.name") == worker_name() and run.infrastructure_pid and not _sleeps(run)
    ]


def _sleeps(run: FlowRun) -> bool:
    """A run that waits for a steward has no process and needs none."""
    return run.state is not None and run.state.is_paused() and run.state.name == "Suspended"


def _process(run: FlowRun) -> psutil.Process | None:
    """The process of a run, if it is alive; a later process may have got the same number."""
    try:
        process = psutil.Process(int(str(run.infrastructure_pid).rpartition(":")[2]))
        is_ours = any("prefect" in word for word in process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, ValueError):
        return None
    began = run.start_time.timestamp() if run.start_time else float("inf")
    return process if is_ours and process.create_time() <= began + 1 else None


def _again(client: SyncPrefectClient, run: FlowRun) -> None:
    state: State[Any] = AwaitingRetry(message=f"the process of this run was gone; taken up again by {worker_name()}")
    if run.run_count >= TRIES:
        state = Crashed(message=f"cut off {TRIES} times: not begun again")
        Notifier(settings.load(), progress.current()).given_up(run.name, TRIES)
    client.set_flow_run_state(UUID(str(run.id)), state, force=True)
