"""`python -m serving.bi` (make bi): open the dashboards. Installs, prepares and starts Superset, prints address and password.

Belongs here: the command and the server's life. Does not belong here: what it needs (preparing.py, settings.py).
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from serving.bi.errors import BiError
from serving.bi.preparing import check_warehouse, inside_environment, install, prepare
from serving.bi.settings import Settings, free_port, settings

#: Seconds until the server must answer; a cold start on a busy machine takes 20.
_PATIENCE = 180


def main() -> int:
    """Run the command; the exit code is 0, 2 (wrong use, no warehouse) or 3 (a fault of the machine)."""
    parser = argparse.ArgumentParser(prog="python -m serving.bi", description="Open the dashboards in Apache Superset.")
    parser.add_argument("--prepare-only", action="store_true", help="install and import, do not start the server")
    chosen = parser.parse_args()
    try:
        known = settings()
        check_warehouse(known.uri)
        install(known, _tell)
        password = prepare(known, _tell)
        return 0 if chosen.prepare_only else _serve(known, password)
    except BiError as fault:
        print(f"✗ {fault}", file=sys.stderr)
        return fault.code
    except KeyboardInterrupt:
        return 130


def _serve(known: Settings, password: str) -> int:
    port = free_port(known.port)
    if port != known.port:
        _tell(f"端口 {known.port} 已被占用 · port {known.port} is taken: using {port}")
    server = subprocess.Popen(_command(known, port), env=inside_environment(known), start_new_session=True)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _wait(server, port)
        print(
            f"\n✓ 仪表板 Dashboards  http://127.0.0.1:{port}/superset/dashboard/duban-overview/\n"
            f"  用户 User          admin\n"
            f"  密码 Password      {password}\n"
            f"  停止 Stop          Ctrl-C\n",
            flush=True,
        )
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()


def _command(known: Settings, port: int) -> list[str]:
    # One process with threads: DuckDB lets one process read as often as it likes, and the machine is a person's own.
    return [
        *(str(known.python), "-m", "gunicorn", "superset.app:create_app()"),
        # Another host only in a container, whose ports are published to loopback.
        *(
            "--bind",
            f"{os.environ.get('DUBAN_BI_HOST') or '127.0.0.1'}:{port}",
            "--workers",
            "1",
            "--worker-class",
            "gthread",
            "--threads",
            "8",
        ),
        *("--timeout", "120", "--log-level", "warning", "--no-control-socket"),
    ]


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise BiError(f"Superset ended by itself (exit code {server.returncode}); its words stand above", code=3)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            pass  # Not up yet: that is what is waited for.
        time.sleep(0.3)
    raise BiError(f"Superset did not answer within {_PATIENCE} s on port {port}", code=3)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
