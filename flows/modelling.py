"""MODEL 建模: dbt builds the candidate, in this process.

Belongs here: calling dbt and telling what came of it. Does not belong here: models, tests, seeds (dbt_project).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows import growing
from flows.faults import BuildFailed
from flows.job import Job
from flows.progress import Node
from warehouse.home import Home

if TYPE_CHECKING:
    from collections.abc import Iterator

_importing = threading.Lock()

#: How many failures are told in the message; all of them stand in dbt's log.
TOLD = 5


@dataclass(frozen=True, slots=True)
class TestFailure:
    """A dbt test on the data that does not hold: the candidate must not be published."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Model:
    """What dbt did: nodes built or tested, and the tests that failed."""

    nodes: int
    failures: tuple[TestFailure, ...]


def model(job: Job) -> Model:
    """Build every seed and model of the candidate and run the data tests (unit tests belong to `make test`).

    Where only a part is landed (`job.part`), the candidate becomes the published warehouse with that part exchanged. Raises BuildFailed
    where dbt itself, a model or a seed fails: a defect of the code or the machine, never of a document.
    """
    if job.part is None:
        return _build(job)
    part = _build(job, *growing.OF_PART)
    growing.graft(job, job.part)
    whole = _build(job, *growing.OF_WHOLE)
    return Model(part.nodes + whole.nodes, whole.failures)


def _build(job: Job, *options: str) -> Model:
    dbt_home = job.home.root / "dbt"
    arguments = [
        "--log-level",
        "none",
        "--log-level-file",
        "info",
        "--log-path",
        str(dbt_home / "logs"),
        "build",
        "--project-dir",
        str(job.settings.dbt_project),
        "--profiles-dir",
        str(job.settings.dbt_project),
        "--target-path",
        str(dbt_home / "target"),
        "--exclude-resource-type",
        "unit_test",
        *options,
    ]
    with _environment(DUBAN_CANDIDATE=str(job.candidate), DO_NOT_TRACK="1", DBT_SEND_ANONYMOUS_USAGE_STATS="false"):
        result = _invoke(arguments, job)
    if result.exception is not None:
        raise _failed(dbt_home, str(result.exception))
    nodes = list(getattr(result.result, "results", ()))
    broken = [each for each in nodes if str(each.status) in ("error", "runtime error")]
    if broken or not nodes:
        told = "; ".join(f"{each.node.name}: {_one_line(each.message)}" for each in broken[:TOLD])
        raise _failed(dbt_home, told or "nothing was built")
    failed = tuple(TestFailure(each.node.name, _one_line(each.message)) for each in nodes if str(each.status) == "fail")
    return Model(len(nodes), failed)


def manifest_of(home: Home) -> Path:
    """What dbt wrote about the models that it built last in this home."""
    return home.root / "dbt" / "target" / "manifest.json"


def document(home: Home, project: Path, target: Path) -> Path:
    """Build dbt's documentation of the current release into the folder `target`: one page that needs no server.

    Returns the page. Raises BuildFailed where dbt fails.
    """
    with tempfile.TemporaryDirectory(prefix="docs-", dir=home.root) as folder:
        # dbt opens its file for writing: a copy, under the name that the file's views know.
        copy = Path(folder) / home.current.name
        shutil.copyfile(home.current, copy)
        arguments = ["--log-level", "none", "--log-path", str(home.root / "dbt" / "logs"), "docs", "generate"]
        arguments += ["--static", "--project-dir", str(project), "--profiles-dir", str(project)]
        arguments += ["--target-path", str(Path(folder) / "target")]
        with _environment(DUBAN_CANDIDATE=str(copy), DO_NOT_TRACK="1", DBT_SEND_ANONYMOUS_USAGE_STATS="false"):
            result = _invoke(arguments)
        page = Path(folder) / "target" / "static_index.html"
        if result.exception is not None or not page.is_file():
            raise _failed(home.root / "dbt", str(result.exception or "no page was built"))
        target.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(page, target / "index.html"))


def preload() -> None:
    """Import what `model` needs, so that it happens while the run waits for something else.

    One thread at a time: dbt's modules import each other in circles, and of two threads that meet in such a circle Python lets one go on
    with a half-made module.
    """
    with _importing:
        import dbt.adapters.duckdb
        import dbt.cli.main  # noqa: F401


def _invoke(arguments: list[str], job: Job | None = None) -> Any:
    preload()
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    try:
        return dbtRunner(callbacks=[_listener(job)] if job else []).invoke(arguments)
    finally:
        DuckDBConnectionManager.close_all_connections()  # else the file stays locked


def _listener(job: Job) -> Callable[[Any], None]:
    done = 0
    total = 0

    def listen(event: Any) -> None:
        nonlocal done, total
        if event.info.name == "ConcurrencyLine":
            total = int(event.data.node_count)
        elif event.info.name == "NodeFinished":
            done += 1
            job.progress.moved(done, max(total, done), str(event.data.node_info.node_name))
            job.progress.node(_node(event.data))

    return listen


def _node(finished: Any) -> Node:
    """One ended node, as dbt's event tells of it."""
    info, result = finished.node_info, finished.run_result
    message = _one_line(result.message)
    told = "" if message in ("OK", "PASS") else message
    return Node(info.node_name, info.resource_type, info.node_status, told, float(result.execution_time))


def _failed(dbt_home: Path, what: str) -> BuildFailed:
    return BuildFailed(
        f"the models do not build: {_one_line(what)}",
        place=str(dbt_home / "logs" / "dbt.log"),
        advice="that log tells more; a full disk or a damaged installation (make clean setup) are the usual reasons",
    )


def _one_line(message: str | None) -> str:
    return " ".join((message or "").split())[:400]


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
