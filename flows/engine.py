"""Prefect's surroundings: quiet settings, a home of its own, and a local API for the time of a run where no server is
named.

Belongs here: everything that must stand before `import prefect`. Does not belong here: flows and tasks (main_job.py).

Prefect needs an API. Where PREFECT_API_URL names a server, the run appears there. Else a server of our own runs on
loopback for the time of the run, started at the very beginning, so that it comes up while this process imports what
the run needs. (Prefect would start such a server by itself, but only when the flow begins, and it would outlive a run
that is killed.)
"""

from __future__ import annotations

import contextlib
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


@contextlib.contextmanager
def local_api(home: Path) -> Iterator[LocalApi]:
    """Start the local API (returns at once) and stop it at the end; nothing where PREFECT_API_URL names a server.

    For who holds the run lock: two of these on one home would contend for one database.
    """
    prepare(home)
    if os.environ.get("PREFECT_API_URL"):
        yield LocalApi(None, None)
        return
    prefect_home = Path(os.environ["PREFECT_HOME"])
    make_folder(prefect_home)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        process = _start(listening, prefect_home)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
    os.environ["PREFECT_API_URL"] = url
    try:
        yield LocalApi(url, process)
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        _stop(process)


def _start(listening: socket.socket, prefect_home: Path) -> subprocess.Popen[bytes]:
    """The server as a process of ours. It holds our pipe as its standard input and ends when that closes: also when we
    are killed.
    """
    with (prefect_home / "api.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.local_api", str(listening.fileno())],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            pass_fds=(listening.fileno(),),
            env={**os.environ, **_WITHOUT_SERVICES},
            start_new_session=True,  # Ctrl-C reaches this process, which then stops the server in order
        )


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(timeout=3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
