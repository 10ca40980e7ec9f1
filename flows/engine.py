"""Prefect's surroundings: quiet settings, a home of its own, and a local API for the time of a run where no server is
named.

Belongs here: everything that must stand before `import prefect`. Does not belong here: flows and tasks (main_job.py).

Prefect needs an API. Where PREFECT_API_URL names a server, the run appears there. Else a server of our own runs on
loopback for the time of the run. Its process is started at the very beginning, before this one has imported anything
heavy: it takes the longest of all to come up. It opens its database when the run has its turn. (Prefect would start such
a server by itself, but only when the flow begins, and it would outlive a run that is killed.)
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.faults import MachineFault
from warehouse.files import make_folder

STARTUP_SECONDS = 120
SERVER_SECONDS = 15
#: Set before Prefect is imported, where the environment does not say otherwise. (Level WARNING would break
#: prefect-dbt.)
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": str(STARTUP_SECONDS),
    "PREFECT_SHOW_DEPRECATION_WARNINGS": "false",
}
#: Services that a local API does not need for one run.
_WITHOUT_SERVICES = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
}


def prepare(home: Path) -> None:
    """Set Prefect's environment (idempotent); `home` is DUBAN_HOME as an absolute path."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("PREFECT_HOME", str(home / "prefect"))
    if not os.environ.get("PREFECT_API_URL"):
        os.environ.setdefault("PREFECT_LOGGING_TO_API_ENABLED", "false")


def hush() -> None:
    """Keep Prefect's own tracebacks off the terminal, where the command line says in a line what went wrong.

    A server that is named by PREFECT_API_URL gets its logs as ever.
    """
    if os.environ.get("PREFECT_LOGGING_TO_API_ENABLED") == "false" and not os.environ.get("DUBAN_DEBUG"):
        for name in ("prefect.flow_runs", "prefect.task_runs", "prefect.engine"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def collect_less_garbage() -> None:
    """Let Python look for cycles after 100,000 new objects instead of 700: importing and parsing make objects that stay, and looking at
    all of them again and again is a fifth of the start-up time.
    """
    gc.set_threshold(100_000, 20, 20)


@dataclass(frozen=True, slots=True)
class LocalApi:
    """A local API that is coming up; `ready` waits for it. `url` is None where PREFECT_API_URL names a server."""

    url: str | None
    process: subprocess.Popen[bytes] | None

    def ready(self) -> None:
        """Wait until the API answers; raises MachineFault when it does not within two minutes."""
        if self.url is None or self.process is None:
            _check_server(os.environ["PREFECT_API_URL"])
            return
        import httpx

        ends_at = time.monotonic() + STARTUP_SECONDS
        while time.monotonic() < ends_at:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/health", timeout=STARTUP_SECONDS).is_success:
                    return
            time.sleep(0.05)
        home = os.environ["PREFECT_HOME"]
        raise MachineFault(
            "Prefect's local API does not start",
            place=f"{home}/api.log",
            advice=f"read that file; removing {home} (only Prefect's own history of runs) mends a damaged database",
        )


def _check_server(url: str) -> None:
    """Raise MachineFault where the server that PREFECT_API_URL names does not answer."""
    import httpx

    try:
        httpx.get(f"{url.rstrip('/')}/health", timeout=SERVER_SECONDS).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        advice = "start it (or mend PREFECT_API_URL); without that variable a run needs no server"
        raise MachineFault(f"the Prefect server does not answer ({error})", place=url, advice=advice) from error


class ComingApi:
    """The local API's process while it imports its program; it writes nothing before `begin`."""

    def __init__(self, home: Path) -> None:
        """`home` is DUBAN_HOME as an absolute path. Nothing is started where PREFECT_API_URL names a server."""
        prepare(home)
        self.process: subprocess.Popen[bytes] | None = None
        if os.environ.get("PREFECT_API_URL"):
            return
        # A port is bound at once, and the one that the kernel chose is never given to another process meanwhile.
        self.listening = socket.socket()
        self.listening.bind(("127.0.0.1", 0))
        self.listening.listen(64)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flows.local_api", str(self.listening.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(self.listening.fileno(),),
            env={**os.environ, **_WITHOUT_SERVICES},
            start_new_session=True,  # Ctrl-C reaches this process, which then stops the server in order
            bufsize=0,
        )

    def begin(self) -> str:
        """Let it open its database and serve; its URL."""
        assert self.process is not None
        assert self.process.stdin is not None
        log = make_folder(Path(os.environ["PREFECT_HOME"])) / "api.log"
        with contextlib.suppress(BrokenPipeError):  # it has died: `ready` tells so
            self.process.stdin.write(f"{log.absolute()}\n".encode())
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}/api"

    def __enter__(self) -> ComingApi:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.listening.close()
            _stop(self.process)


@contextlib.contextmanager
def local_api(home: Path, coming: ComingApi | None = None) -> Iterator[LocalApi]:
    """Let the local API begin (returns at once) and stop it at the end; nothing where PREFECT_API_URL names a server.

    For who holds the run lock: two of these on one home would contend for one database. `coming` is its process, where it was started
    before.
    """
    with coming or ComingApi(home) as api:
        if api.process is None:
            yield LocalApi(None, None)
            return
        url = api.begin()
        os.environ["PREFECT_API_URL"] = url
        try:
            yield LocalApi(url, api.process)
        finally:
            os.environ.pop("PREFECT_API_URL", None)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(timeout=3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
