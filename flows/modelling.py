"""MODEL 建模: dbt builds the candidate, in this process.

Belongs here: what dbt is asked to build and what came of it. Does not belong here: how dbt is called (dbt_calls.py); models, tests, seeds
(dbt_project).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from flows import dbt_calls, growing
from flows.faults import BuildFailed
from flows.job import Job
from flows.progress import Node
from warehouse.home import Home

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
        return build(job)
    part = build(job, *growing.OF_PART, short=len(job.part.editions) <= growing.FEW)
    growing.graft(job, job.part)
    whole = build(job, *growing.OF_WHOLE, short=True)
    return Model(part.nodes + whole.nodes, whole.failures)


def build(job: Job, *options: str, short: bool = False) -> Model:
    """One call of dbt on the candidate, with options of its own; `short` as dbt_calls.build has it.

    Raises BuildFailed where a model or a seed fails.
    """
    dbt_home = dbt_home_of(job.home)
    unit_tests_apart = ("--exclude-resource-type", "unit_test", *options)
    try:
        result = dbt_calls.build(
            job.settings.dbt_project, dbt_home, job.candidate, unit_tests_apart, [_listener(job)], short=short
        )
    except duckdb.Error as fault:  # where the file is opened or closed around dbt
        raise _failed(dbt_home, str(fault)) from fault
    if result.exception is not None:
        raise _failed(dbt_home, str(result.exception))
    nodes = list(getattr(result.result, "results", ()))
    broken = [each for each in nodes if str(each.status) in ("error", "runtime error")]
    if broken or not nodes:
        told = "; ".join(f"{each.node.name}: {_one_line(each.message)}" for each in broken[:TOLD])
        raise _failed(dbt_home, told or "nothing was built")
    failed = tuple(TestFailure(each.node.name, _one_line(each.message)) for each in nodes if str(each.status) == "fail")
    return Model(len(nodes), failed)


def dbt_home_of(home: Home) -> Path:
    """Where dbt keeps what it has parsed, its target and its log."""
    return home.root / "dbt"


def manifest_of(home: Home) -> Path:
    """What dbt wrote about the models that it built last in this home."""
    return dbt_home_of(home) / "target" / "manifest.json"


def document(home: Home, project: Path, target: Path) -> Path:
    """Build dbt's documentation of the current release into the folder `target`: one page that needs no server.

    Returns the page. Raises BuildFailed where dbt fails.
    """
    with tempfile.TemporaryDirectory(prefix="docs-", dir=home.root) as folder:
        # dbt opens its file for writing: a copy, under the name that the file's views know.
        copy = Path(folder) / home.current.name
        shutil.copyfile(home.current, copy)
        result = dbt_calls.document(project, dbt_home_of(home), copy, Path(folder) / "target")
        page = Path(folder) / "target" / "static_index.html"
        if result.exception is not None or not page.is_file():
            raise _failed(dbt_home_of(home), str(result.exception or "no page was built"))
        target.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(page, target / "index.html"))


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
