"""A run that waits for a steward: which candidate waits, for what, until when, and the answer that somebody gives it.

Belongs here: the two small files of a home that a waiting run and those who answer it talk through. Does not belong here: waiting itself
(flows), decisions on findings (warehouse.decisions).

A run waits only while it holds the run lock, so a file whose process does not hold it was left by a killed run and counts for nothing.
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
from warehouse.files import remove, write_atomic
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


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to a waiting run."""

    run_id: str
    then: Then
    by: str


def begin(
    home: Home, run_id: str, *, since: datetime, until: datetime, candidate: Path, findings: tuple[str, ...]
) -> Waiting:
    """Tell that this process waits. An answer to an earlier wait is forgotten."""
    waiting = Waiting(run_id, os.getpid(), socket.gethostname(), since, until, candidate, findings)
    remove(_answer_path(home))
    write_atomic(_path(home), json.dumps(asdict(waiting), default=str, ensure_ascii=False).encode())
    return waiting


def end(home: Home) -> None:
    """Nobody waits any more. For who holds the run lock."""
    remove(_path(home))
    remove(_answer_path(home))


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
    )
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


def _path(home: Home) -> Path:
    return home.root / "waiting.json"


def _answer_path(home: Home) -> Path:
    return home.root / "waiting-answer.json"
