"""With PREFECT_API_URL set, the same run appears on that server: its steps, its artifacts, its end."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.engine import QUIET
from tests.conftest import PATIENCE, Duban
from tests.end_to_end.test_main_job import SMALL

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def server(tmp_path: Path, published: Duban) -> Iterator[str]:
    """A Prefect server of its own, as `prefect server start` makes one; its API's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, **QUIET, "PREFECT_HOME": str(tmp_path / "server"), "PREFECT_UI_ENABLED": "0"}
    environment.pop("PREFECT_API_URL", None)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/api"
    try:
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    ends_at = time.monotonic() + PATIENCE
    while time.monotonic() < ends_at and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the Prefect server did not start")


def ask(url: str, what: str) -> list[dict[str, Any]]:
    """Everything of one kind that the server knows."""
    request = urllib.request.Request(
        f"{url}/{what}/filter", data=b"{}", headers={"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return list(json.load(answer))


def test_the_run_appears_on_the_server(duban: Duban, server: str, tmp_path: Path) -> None:
    document = tmp_path / "own-2022.txt"
    document.write_text(SMALL, encoding="utf-8")
    ended = duban("run", "--documents", document, PREFECT_API_URL=server)
    assert ended.code == 0, ended.told
    runs = ask(server, "flow_runs")
    assert [run["state_type"] for run in runs] == ["COMPLETED"]
    names = {run["name"].rpartition("-")[0] for run in ask(server, "task_runs")}
    assert names == {"收取 Ingest", "读取 Read", "入库 Land", "建模 Model", "校验 Judge", "发布 Publish", "报告 Report"}
    artifacts = {artifact["key"]: artifact["data"] for artifact in ask(server, "artifacts")}
    assert "已发布" in artifacts["duban-summary"]
    assert "file://" in artifacts["duban-summary"]
    steps = json.loads(artifacts["duban-steps"])
    assert [step["步骤 step"] for step in steps][:2] == ["收取 Ingest", "读取 Read"]
    assert {step["状态 state"] for step in steps} == {"done"}


def test_a_server_that_does_not_answer(duban: Duban, tmp_path: Path) -> None:
    document = tmp_path / "own-2022.txt"
    document.write_text(SMALL, encoding="utf-8")
    ended = duban("run", "--documents", document, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert ended.code == 3, ended.told
    assert "PREFECT_API_URL" in ended.err
    assert "Traceback" not in ended.err
