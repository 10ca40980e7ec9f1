"""A run that waits for a steward: which candidate waits, for what, until when, and the answer that somebody gives it.

Belongs here: the two small files of a home that a waiting run and those who answer it talk through. Does not belong here: waiting itself
(flows), decisions on findings (warehouse.decisions).

A run waits in one of two ways. Its process stays and holds the run lock: then a file whose process does not hold it was left by a killed
run and counts for nothing. Or it sleeps: a Prefect server keeps it, its process has ended, its candidate lies in the folder `waiting/`, and
who wakes it is told by `flow_run`. A sleeping run keeps its turn until it is answered or its time is over, though nobody holds the lock.
"""

from __future__ import annotations

import json
import os
import socket
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from warehouse import locks
from warehouse.clock import now
from warehouse.files import make_folder, remove, write_atomic
from warehouse.home import Home


class Then(StrEnum):
    """What a waiting run is to do."""

    PUBLISH = "publish"  # with the decisions that were taken; what is undecided is published as disputed
    KEEP = "keep"  # publish nothing, the old release stays


@dataclass(frozen=True, slots=True)
class Waiting:
    """A run that waits: its id and process, the candidate (a DuckDB file that may be opened read-only), the findings it waits for."""

    run_id: str
    pid: int
    host: str
    since: datetime
    until: datetime
    candidate: Path
    findings: tuple[str, ...]
    after: int = 0  # decisions up to this order had been taken before
    flow_run: str = ""  # the sleeping run as the Prefect server knows it; empty: the process itself waits
    form: str = ""  # which of its forms it waits for


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to a waiting run."""

    run_id: str
    then: Then
    by: str


def begin(
    home: Home,
    run_id: str,
    *,
    since: datetime,
    until: datetime,
    candidate: Path,
    findings: tuple[str, ...],
    after: int = 0,
    flow_run: str = "",
    form: str = "",
) -> Waiting:
    """Tell that this process waits, or that it is going to sleep. An answer to an earlier wait is forgotten."""
    host = socket.gethostname()
    waiting = Waiting(run_id, os.getpid(), host, since, until, candidate, findings, after, flow_run, form)
    remove(_answer_path(home))
    write_atomic(_path(home), json.dumps(asdict(waiting), default=str, ensure_ascii=False).encode())
    return waiting


def end(home: Home) -> None:
    """Nobody waits any more. For who holds the run lock."""
    remove(_path(home))
    remove(_answer_path(home))
    remove(_folder(home))


def keep(home: Home, candidate: Path) -> Path:
    """Put the candidate of a run that goes to sleep where it outlives its process; its new place."""
    kept = make_folder(_folder(home)) / candidate.name
    os.replace(candidate, kept)  # noqa: PTH105 - within one file system
    return kept


def asleep(home: Home) -> Waiting | None:
    """The run that sleeps and that others have to wait for: nobody has answered it, and its time is not over."""
    waiting = current(home)
    if waiting is None or not waiting.flow_run or now() >= waiting.until or answer_to(home, waiting):
        return None
    return waiting


def current(home: Home) -> Waiting | None:
    """The run that waits now, or None."""
    try:
        told = json.loads(_path(home).read_bytes())
    except FileNotFoundError:
        return None
    waiting = Waiting(
        run_id=told["run_id"],
        pid=told["pid"],
        host=told["host"],
        since=datetime.fromisoformat(told["since"]),
        until=datetime.fromisoformat(told["until"]),
        candidate=Path(told["candidate"]),
        findings=tuple(told["findings"]),
        after=told.get("after", 0),
        flow_run=told.get("flow_run", ""),
        form=told.get("form", ""),
    )
    if waiting.flow_run:
        return waiting if waiting.candidate.is_file() else None
    holder = locks.holder_of(home)
    at_work = holder is not None and (holder.pid, holder.host) == (waiting.pid, waiting.host)
    return waiting if at_work and waiting.candidate.is_file() else None


def judged(home: Home) -> Path:
    """The warehouse whose findings wait for a decision: the candidate of a waiting run, else the published one."""
    waiting = current(home)
    return waiting.candidate if waiting else home.current


def answer(home: Home, waiting: Waiting, then: Then, by: str) -> Answer:
    """Answer a waiting run; the last answer counts."""
    said = Answer(waiting.run_id, then, by)
    write_atomic(_answer_path(home), json.dumps(asdict(said), ensure_ascii=False).encode())
    return said


def answer_to(home: Home, waiting: Waiting) -> Answer | None:
    """What was said to this run, if anything."""
    try:
        told = json.loads(_answer_path(home).read_bytes())
    except FileNotFoundError:
        return None
    said = Answer(told["run_id"], Then(told["then"]), told["by"])
    return said if said.run_id == waiting.run_id else None


def _folder(home: Home) -> Path:
    return home.root / "waiting"


def _path(home: Home) -> Path:
    return home.root / "waiting.json"


def _answer_path(home: Home) -> Path:
    return home.root / "waiting-answer.json"
