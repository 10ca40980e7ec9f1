"""A Prefect server with a worker, as `make server` starts them: what is deployed runs by its schedule and by hand, waits for a steward, is
cancelled, is killed and taken up again.

One server for all of it; the tests stand in the order in which they are cheapest and each leaves a published release behind.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.conftest import Duban
from tests.end_to_end import linshui
from warehouse import locks
from warehouse.catalogue import Catalogue
from warehouse.home import Home

pytestmark = pytest.mark.end_to_end

#: Longest that anything may take, on a machine that does other things, too (seconds).
PATIENCE = 900
SOURCES = """documents:
  - id: linshui-2022
    path: linshui-2022.txt
"""


#: A publisher's list page, and the list that names it.
LIST_PAGE = '<ul><li><a href="linshui-2026.txt">临水市2026年重点工作完成情况</a> 2027-01-10</li></ul>'
WATCH = """pages:
  - id: linshui
    url: http://127.0.0.1:{port}/list.html
    wanted: [重点工作.*完成情况]
"""


class Server:
    """`duban server` in a home of its own, and what its API tells."""

    def __init__(self, duban: Duban, documents: Path, port: int, process: subprocess.Popen[str]) -> None:
        self.duban, self.documents, self.process = duban, documents, process
        self.url = f"http://127.0.0.1:{port}/api"

    def ask(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """One request; its JSON."""
        data = None if method == "GET" else json.dumps(body or {}).encode()
        asked = urllib.request.Request(
            f"{self.url}/{path}", data=data, headers={"Content-Type": "application/json"}, method=method
        )
        ends_at = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
                    return json.loads(answer.read() or "null")
            except urllib.error.HTTPError as fault:
                if fault.code != 503 or time.monotonic() > ends_at:  # "later, please": its database is busy
                    raise
                time.sleep(1)

    def deployment(self, name: str) -> dict[str, Any]:
        """A deployment by its name."""
        (found,) = self.ask("deployments/filter", {"deployments": {"name": {"any_": [name]}}})
        return dict(found)

    def start(self, name: str = "by-hand", /, **parameters: Any) -> str:
        """Start a run of a deployment by hand with these parameters; its id."""
        made = self.ask(f"deployments/{self.deployment(name)['id']}/create_flow_run", {"parameters": parameters})
        return str(made["id"])

    def run(self, run_id: str) -> dict[str, Any]:
        """A flow run."""
        return dict(self.ask(f"flow_runs/{run_id}", method="GET"))

    def until(self, run_id: str, *states: str) -> dict[str, Any]:
        """Wait until the run is in one of these states."""

        def there() -> dict[str, Any] | None:
            run = self.run(run_id)
            if run["state_type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") and run["state_type"] not in states:
                pytest.fail(f"{run['state_type']}: {run['state']['message']}\n{self.log()}")
            return run if run["state_type"] in states else None

        return wait_for(there, f"run {run_id} in {states}", self.log)

    def set_state(self, run_id: str, **state: Any) -> None:
        """Put a run into a state, as the server's page does."""
        self.ask(f"flow_runs/{run_id}/set_state", {"state": state, "force": True})

    def artifacts(self, run_id: str) -> dict[str, Any]:
        """What the run has told, by key."""
        found = self.ask("artifacts/filter", {"flow_runs": {"id": {"any_": [run_id]}}})
        return {artifact["key"]: artifact["data"] for artifact in sorted(found, key=lambda each: each["created"])}

    def logs(self, run_id: str) -> str:
        """The run's log."""
        wanted = {"logs": {"flow_run_id": {"any_": [run_id]}}, "limit": 200, "sort": "TIMESTAMP_ASC"}
        lines: list[str] = []
        while page := self.ask("logs/filter", {**wanted, "offset": len(lines)}):
            lines += [line["message"] for line in page]
        return "\n".join(lines)

    def log(self) -> str:
        """What the worker has printed, the last of it."""
        path = self.duban.home / "logs" / "prefect-worker.log"
        return path.read_text("utf-8")[-3000:] if path.exists() else ""

    def at_work(self) -> bool:
        """Whether a run has its turn."""
        return locks.holder_of(Home.at(self.duban.home)) is not None

    def runs(self) -> set[str]:
        """The ids of the runs that the catalogue knows: a run is there from when it has begun."""
        home = Home.at(self.duban.home)
        if not (home.root / "catalogue.db").exists():
            return set()
        with Catalogue(home.catalogue_url) as catalogue:
            return {run.run_id for run in catalogue.runs.history(50)}

    def worker(self) -> psutil.Process:
        """The worker's process."""
        return self.workers()[0]

    def workers(self) -> list[psutil.Process]:
        """The same; none while one that died is not started again."""
        children = psutil.Process(self.process.pid).children()
        return [child for child in children if child.status() != psutil.STATUS_ZOMBIE and "worker" in child.cmdline()]


def wait_for(there: Callable[[], Any], what: str, told: Callable[[], str]) -> Any:
    """Ask until there is an answer."""
    ends_at = time.monotonic() + PATIENCE
    while time.monotonic() < ends_at:
        if found := there():
            return found
        time.sleep(0.3)
    pytest.fail(f"{what} never came\n{told()}")


@pytest.fixture(scope="module")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a publisher's site with one list page."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "list.html").write_text(LIST_PAGE, "utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site.server_port
        site.shutdown()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, published: Duban, publisher: int) -> Iterator[Server]:
    """The server with its worker, stopped as Ctrl-C stops it; nothing of it may be left then."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "linshui-2022.txt").write_text(linshui.page(17, 2022), "utf-8")
    (folder / "sources.yml").write_text(SOURCES, "utf-8")
    shutil.copytree(published.home / "dbt", folder / "home" / "dbt")
    (folder / "watch.yml").write_text(WATCH.format(port=publisher), "utf-8")
    settings = {
        "DUBAN_SOURCES": str(folder / "sources.yml"),
        "DUBAN_WATCH_LIST": str(folder / "watch.yml"),
        "DUBAN_POLL_PRIVATE": f"127.0.0.1:{publisher}",
        "DUBAN_POLL_PAUSE": "0",
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }
    duban = Duban(folder / "home", **settings)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = duban.start("server", "--port", str(port))
    try:
        assert process.stdout is not None
        told = ""
        for line in process.stdout:
            told += line
            if "Ctrl+C" in line:
                break
        assert f"http://127.0.0.1:{port}" in told, told + process.communicate(timeout=PATIENCE)[1]
        assert "yearly" in told
        yield Server(duban, folder, port, process)
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, err
        _, alive = psutil.wait_procs(family, timeout=10)
        assert alive == []
    finally:
        process.kill()


def test_what_is_deployed(server: Server) -> None:
    """Three schedules of Shanghai and one without; the form of the parameters tells what each is, in both languages."""
    schedules = {
        name: [(s["schedule"]["cron"], s["schedule"]["timezone"]) for s in server.deployment(name)["schedules"]]
        for name in ("yearly", "quarterly", "by-hand", "poll")
    }
    assert schedules == {
        "yearly": [("0 8 15 1 *", "Asia/Shanghai")],
        "quarterly": [("0 8 15 4,7,10 *", "Asia/Shanghai")],
        "by-hand": [],
        "poll": [("0 7 * * *", "Asia/Shanghai")],
    }
    form = server.deployment("yearly")["parameter_openapi_schema"]["properties"]
    assert set(form) == {"documents", "sources", "strict", "wait", "wait_for_steward"}
    for name, field in form.items():
        assert " · " in field["title"], name
        assert " · " in field["description"], name
    assert form["wait_for_steward"]["maximum"] == 7 * 24 * 3600
    wrong = {"parameters": {"wait_for_steward": -1}}
    with pytest.raises(urllib.error.HTTPError) as refused:
        server.ask(f"deployments/{server.deployment('by-hand')['id']}/create_flow_run", wrong)
    assert refused.value.code == 409
    workers = {"workers": {}}
    wait_for(lambda: server.ask("work_pools/duban/workers/filter", workers), "the worker", server.log)
    ended = server.duban("doctor", "--json", PREFECT_API_URL=server.url)
    answers = {answer["question"].rpartition(" ")[2]: answer["state"] for answer in ended.data()["answers"]}
    assert (answers["Server"], answers["Worker"], answers["run"]) == ("ok", "ok", "ok"), ended.out
    assert "Schedule" not in answers  # it is told of only where something is missing or switched off
    for another in (("server", "--port", "4201"), ("worker",)):  # it would take this one's runs for its own
        second = server.duban(*another, PREFECT_API_URL=server.url)
        assert second.code == 3, second.told
        assert f"duban server, process {server.process.pid}" in second.err


def january_run(server: Server) -> dict[str, Any]:
    """The run that the server's scheduler made for next January: it may look ahead a limited time only, so it is asked to look further."""
    deployment = server.deployment("yearly")["id"]
    now = datetime.now(UTC)
    span = {"start_time": now.isoformat(), "end_time": now.replace(year=now.year + 1, day=1).isoformat(), "min_runs": 1}
    server.ask(f"deployments/{deployment}/schedule", span)
    wanted = {"deployments": {"id": {"any_": [deployment]}}, "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
    runs = sorted(server.ask("flow_runs/filter", wanted), key=lambda run: run["expected_start_time"])
    return dict(runs[0])


@pytest.mark.slow  # minutes: make test-server
def test_the_january_run_waits_for_a_steward_who_decides_at_the_command_line(server: Server) -> None:
    run = january_run(server)
    due = datetime.fromisoformat(run["expected_start_time"])
    assert (due.month, due.day, due.hour, due.minute) == (1, 15, 0, 0)  # 08:00 in Shanghai
    assert run["auto_scheduled"] is True
    server.set_state(run["id"], type="SCHEDULED", state_details={"scheduled_time": datetime.now(UTC).isoformat()})
    paused = server.until(run["id"], "PAUSED")
    keys = paused["state"]["state_details"]["run_input_keyset"]
    form = wait_for(lambda: _input(server, run["id"], keys["schema"]), "the form", server.log)
    assert form["properties"]["by"]["title"] == "裁定人 · Your name"
    (finding,) = server.duban("findings", "--json").data()["findings"]
    assert [each["finding"] for each in form["properties"]["decisions"]["default"]] == [finding["check_id"]]
    assert finding["check_id"].replace("-", "") in server.artifacts(run["id"])["duban-findings"].replace(
        "\\-", ""
    ).replace("-", "")
    assert not server.duban.warehouse.exists()
    _it_sleeps(server, run["id"], paused)
    correction = ("--correct", "17=12", "--reason", "第二处印错", "--by", "王某")
    assert server.duban("decide", finding["check_id"], *correction).code == 0
    done = server.until(run["id"], "COMPLETED")
    assert done["infrastructure_pid"] != paused["infrastructure_pid"]
    assert server.duban("status", "--json").data()["waiting"] is None
    values = server.duban.rows("SELECT value, quality FROM bi.observations WHERE value_text = '17'")
    assert [(int(value), quality) for value, quality in values] == [(12, "corrected")]
    _what_the_run_shows(server, run["id"])


def _it_sleeps(server: Server, run_id: str, paused: dict[str, Any]) -> None:
    """No process stays; the run keeps its turn all the same, also when the worker is started again meanwhile."""
    assert paused["state"]["name"] == "Suspended"
    wait_for(lambda: not server.at_work(), "the end of its process", server.log)
    worker = server.worker()
    os.kill(worker.pid, signal.SIGKILL)
    wait_for(lambda: any(each.pid != worker.pid for each in server.workers()), "another worker", server.log)
    waits = server.duban("status", "--json").data()
    assert (waits["waiting"]["flow_run"], waits["running"]) == (run_id, None)
    assert waits["runs"][0]["state"] == "waiting"
    refused = server.duban("run", "--wait", "0")
    assert refused.code == 3, refused.told
    assert "duban answer" in refused.err
    assert server.run(run_id)["state"]["name"] == "Suspended"


def _input(server: Server, run_id: str, key: str) -> Any:
    try:
        return server.ask(f"flow_runs/{run_id}/input/{key}", method="GET")
    except urllib.error.HTTPError:
        return None  # it is saved a moment after the pause


def _what_the_run_shows(server: Server, run_id: str) -> None:
    told = server.artifacts(run_id)
    assert "已发布" in told["duban-summary"]
    assert told["duban-progress"] == 100
    (document,) = json.loads(told["duban-documents"])
    assert (document["文件 document"], document["任务 tasks"], document["数字 figures"]) == ("linshui-2022", 2, 2)
    models = {row["名称 name"]: row["结果 result"] for row in json.loads(told["duban-models"])}
    assert models["fct_target"] == "success"
    steps = [row["步骤 step"] for row in json.loads(told["duban-steps"])]
    assert steps[:2] == ["收取 Ingest", "读取 Read"]
    assert "等待裁定 Steward" in steps
    assert "index.html" in told["duban-report"]
    log = wait_for(lambda: (log := server.logs(run_id)) and "✓ 报告 Report" in log and log, "the log", server.log)
    assert "dbt model fct_target: success" in log
    assert "linshui-2022" in log
    names = {
        run["name"].rpartition("-")[0]
        for run in server.ask("task_runs/filter", {"flow_runs": {"id": {"any_": [run_id]}}})
    }
    assert names == {"收取 Ingest", "读取 Read", "入库 Land", "建模 Model", "校验 Judge", "发布 Publish", "报告 Report"}


@pytest.mark.slow  # minutes: make test-server
def test_the_form_decides_and_keeps_the_old_release(server: Server) -> None:
    """Run by hand with parameters; the answer in the form is recorded, the release stays."""
    page = server.documents / "linshui-2023.txt"
    page.write_text(linshui.page(19, 2023), "utf-8")
    before = server.duban.warehouse.stat().st_ino
    run_id = server.start(documents=[str(page)], wait_for_steward=PATIENCE)
    paused = server.until(run_id, "PAUSED")
    keys = paused["state"]["state_details"]["run_input_keyset"]
    form = wait_for(lambda: _input(server, run_id, keys["schema"]), "the form", server.log)
    (asked,) = form["properties"]["decisions"]["default"]
    choices = form["$defs"]["Choice"]["enum"]
    answer = {
        "by": "李某",
        "then": next(each for each in form["$defs"]["Next"]["enum"] if "keep" in each),
        "decisions": [{**asked, "choice": next(c for c in choices if "accept" in c), "reason": "口径不同"}],
    }
    server.ask(f"flow_runs/{run_id}/resume", {"run_input": answer})
    failed = server.until(run_id, "FAILED")
    assert "李某" in failed["state"]["message"]
    assert failed["infrastructure_pid"] != paused["infrastructure_pid"]
    decisions = server.duban("decisions", "list", asked["finding"], "--json").data()["decisions"]
    assert [(d["decision"]["action"], d["decision"]["decided_by"]) for d in decisions] == [("accept", "李某")]
    assert server.duban.warehouse.stat().st_ino == before


@pytest.mark.slow  # minutes: make test-server
def test_time_over_keeps_the_old_release(server: Server) -> None:
    """Nobody answers: the run wakes by itself, tells so and ends; one that is cancelled meanwhile waits no more."""
    page = server.documents / "linshui-2025.txt"
    page.write_text(linshui.page(19, 2025), "utf-8")
    before = server.duban.warehouse.stat().st_ino
    run_id = server.start(documents=[str(page)], wait_for_steward=1)
    failed = server.until(run_id, "FAILED")
    assert "nobody decided in time" in failed["state"]["message"]
    assert server.duban.warehouse.stat().st_ino == before
    given_up = server.start(documents=[str(page)], wait_for_steward=PATIENCE)
    server.until(given_up, "PAUSED")
    server.set_state(given_up, type="CANCELLED")
    status = lambda: server.duban("status", "--json").data()  # noqa: E731
    wait_for(lambda: status()["waiting"] is None, "the end of its wait", server.log)


def _logged(server: Server, run_id: str, words: str) -> bool:
    return words in server.logs(run_id)


@pytest.mark.slow  # minutes: make test-server
def test_list_pages_are_looked_at_and_what_is_new_is_proposed(server: Server) -> None:
    """As every morning; a page that has not changed is not sent again, and one that is not there makes its run fail, which says which."""
    for expected in ("1 份新 new", "无变化 unchanged"):
        run_id = server.start("poll")
        server.until(run_id, "COMPLETED")
        (row,) = json.loads(server.artifacts(run_id)["duban-proposals"])
        assert row["日期 date"] == "2027-01-10"
        (proposal,) = server.duban("proposals", "--json").data()
        assert proposal["proposal_id"] == row["提议 proposal"]
        assert proposal["url"].endswith("/linshui-2026.txt")
        wait_for(partial(_logged, server, run_id, expected), expected, server.log)
    gone = server.documents / "gone.yml"
    gone.write_text((server.documents / "watch.yml").read_text("utf-8").replace("list.html", "gone.html"), "utf-8")
    failed = server.until(server.start("poll", watch_list=str(gone)), "FAILED")
    assert "linshui" in failed["state"]["message"]


@pytest.mark.slow  # minutes: make test-server
def test_cancelled(server: Server) -> None:
    before = server.runs()
    run_id = server.start(documents=[str(server.documents / "linshui-2023.txt")])
    server.until(run_id, "RUNNING")
    wait_for(lambda: server.runs() - before, "the run in the catalogue", server.log)
    server.ask(f"flow_runs/{run_id}/set_state", {"state": {"type": "CANCELLING"}})
    server.until(run_id, "CANCELLED")
    wait_for(lambda: not server.at_work(), "the end of its process", server.log)


@pytest.mark.slow  # minutes: make test-server
def test_a_killed_worker_is_started_again_and_its_run_taken_up(server: Server) -> None:
    """Everything below the supervisor is killed at once, as a machine that goes down would: worker, run, readers."""
    page = server.documents / "linshui-2024.txt"
    page.write_text(linshui.page(12, 2024), "utf-8")
    before = server.runs()
    run_id = server.start(documents=[str(page)])
    server.until(run_id, "RUNNING")
    wait_for(lambda: server.runs() - before, "the run in the catalogue", server.log)
    worker = server.worker()
    for process in [*worker.children(recursive=True), worker]:
        os.kill(process.pid, signal.SIGKILL)
    done = server.until(run_id, "COMPLETED")
    assert done["run_count"] == 2
    assert server.worker().pid != worker.pid
    assert ("linshui-2024",) in server.duban.rows("SELECT document_id FROM bi.documents")
    states = [run["state"] for run in server.duban("status", "--json").data()["runs"]]
    assert "running" not in states
    assert "interrupted" in states


def test_a_server_that_does_not_answer(duban: Duban, tmp_path: Path) -> None:
    document = tmp_path / "own-2022.txt"
    document.write_text(linshui.page(12, 2022), encoding="utf-8")
    ended = duban("run", "--documents", document, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert ended.code == 3, ended.told
    assert "PREFECT_API_URL" in ended.err
    assert "Traceback" not in ended.err
