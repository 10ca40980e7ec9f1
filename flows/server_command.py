"""`duban server` and `duban worker`: a Prefect server on this machine, and the worker that does the scheduled runs.

Belongs here: their processes - started, watched, started again, stopped. Does not belong here: what the server is told (registration.py).

The worker is a process of Prefect's that this one watches: one that dies is started again, and the runs that died with it are taken up again.
Every process ends with its parent, however that ends (tethered.py).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.text import Text

from flows import engine
from flows.console import out
from flows.faults import ExitCode, MachineFault
from flows.schedule import due
from warehouse import locks
from warehouse.files import make_folder
from warehouse.home import Home

#: Seconds that a process has to end after it was asked to.
PATIENCE = 15.0
#: Seconds before a worker that died is started again; doubles with each death until one has lived for some minutes.
AGAIN_AFTER = 1.0
LONGEST_AFTER = 60.0
LIVED = 300.0
#: A log of at least this many bytes is begun anew, also while its program writes; one old log is kept.
LOG_BYTES = 10 * 1024 * 1024


def server(*, port: int) -> ExitCode:
    """Serve Prefect on loopback with a worker beside it, until Ctrl-C.

    Raises MachineFault where it does not start, AlreadyRunning where this home has a server or a worker already.
    """
    home = Home.from_environment().make()
    url = f"http://127.0.0.1:{port}/api"
    os.environ["PREFECT_API_URL"] = url
    _prepare(home)
    log = make_folder(home.root / "logs") / "prefect-server.log"
    command = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    alone = locks.worker_lock(home, purpose="duban server")
    with alone, _until_stopped() as stopped, _running(command, log) as process:
        _wait_for(url, process, log, stopped)
        return _work(home, stopped, f"✓ Prefect  http://127.0.0.1:{port}", {log: process})


def worker() -> ExitCode:
    """Do the runs of the server that PREFECT_API_URL names (default: this machine's), until stopped. Raises AlreadyRunning as `server`."""
    home = Home.from_environment().make()
    os.environ.setdefault("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    _prepare(home)
    with locks.worker_lock(home, purpose="duban worker"), _until_stopped() as stopped:
        _wait_for(os.environ["PREFECT_API_URL"], None, None, stopped)
        return _work(home, stopped, f"✓ Worker  {os.environ['PREFECT_API_URL']}", {})


def _prepare(home: Home) -> None:
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "INFO")  # what a run logs is to be read on the server
    os.environ["DUBAN_HOME"] = str(home.root)  # runs have a working directory of their own
    engine.prepare(home.root)
    make_folder(Path(os.environ["PREFECT_HOME"]))


def _work(
    home: Home, stopped: threading.Event, headline: str, others: Mapping[Path, subprocess.Popen[bytes]]
) -> ExitCode:
    """Register, take up what was cut off, and keep a worker running. `others`, by their logs, must go on living meanwhile."""
    if stopped.is_set():
        return ExitCode.OK
    from flows import registration, steward_sleep

    registration.register()
    _tell(headline, registration.take_up_again())
    log = make_folder(home.root / "logs") / "prefect-worker.log"
    command = ["prefect", "worker", "start", "--pool", registration.POOL, "--type", "process"]
    command += ["--name", registration.worker_name(), "--install-policy", "never"]
    after = AGAIN_AFTER
    while not stopped.is_set():
        began = time.monotonic()
        with _running(command, log) as process, steward_sleep.waking(home):
            while not stopped.wait(0.5) and process.poll() is None:
                _refuse_the_dead(others.values())
                for each in (log, *others):
                    _turn_over(each)
            if stopped.is_set():
                break
        after = AGAIN_AFTER if time.monotonic() - began > LIVED else min(after * 2, LONGEST_AFTER)
        out.print(
            Text(f"! 工作进程已退出 · the worker has died ({process.returncode}), see {log}; again in {after:g} s"),
            soft_wrap=True,
        )
        stopped.wait(after)
        if not stopped.is_set():
            _tell_taken_up(registration.take_up_again())
    back = registration.stop_runs(PATIENCE)
    if back:
        out.print(
            Text(f"· 运行已中止，下次启动后继续 · stopped, goes on after the next start: {', '.join(back)}"),
            soft_wrap=True,
        )
    out.print(Text("已停止 · Stopped"))
    return ExitCode.OK


def _tell(headline: str, taken_up: Sequence[str]) -> None:
    out.print(Text(headline, style="bold"), soft_wrap=True)
    for each in due():
        out.print(Text(f"  {each.deployment:<10} 下次 next {each.next:%Y-%m-%d %H:%M} ({each.timezone})"))
    _tell_taken_up(taken_up)
    out.print(Text("  Ctrl+C 停止 · to stop", style="dim"))
    sys.stdout.flush()


def _tell_taken_up(runs: Sequence[str]) -> None:
    for name in runs:
        out.print(Text(f"· 继续被中断的运行 · taken up again: {name}"), soft_wrap=True)


@contextmanager
def _until_stopped() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set; a second Ctrl-C ends at once."""
    stopped = threading.Event()

    def stop(number: int, _: object) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _running(command: Sequence[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A module of Python as a process of its own session, which ends with the block or with us, whichever is first."""
    _turn_over(log)
    with log.open("ab") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.tethered", *command],
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=written,
            start_new_session=True,  # Ctrl-C is ours to handle, in order
        )
    try:
        yield process
    finally:
        _stop(process)


def _turn_over(log: Path) -> None:
    """Keep a copy of a log that has become long and empty it: its program, which appends, goes on in the same file."""
    if log.is_file() and log.stat().st_size >= LOG_BYTES:
        with contextlib.suppress(OSError):  # on a full disk the room counts for more than an old log
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        os.truncate(log, 0)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _wait_for(url: str, process: subprocess.Popen[bytes] | None, log: Path | None, stopped: threading.Event) -> None:
    """Wait until the server answers; raises MachineFault when it does not within two minutes, or ends before."""
    import httpx

    ends_at = time.monotonic() + engine.STARTUP_SECONDS
    while time.monotonic() < ends_at and not stopped.is_set():
        if process is not None and process.poll() is not None:
            break
        try:
            if httpx.get(f"{url}/health", timeout=5).is_success:
                return
        except httpx.TransportError:
            stopped.wait(0.3)
    if not stopped.is_set():
        advice = "read that file; another --port where this one is taken" if log else "start it: make server"
        raise MachineFault("the Prefect server does not start", place=str(log or url), advice=advice)


def _refuse_the_dead(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is not None:
            raise MachineFault(
                f"the Prefect server has ended ({process.returncode})",
                advice="see logs/prefect-server.log in DUBAN_HOME",
            )
