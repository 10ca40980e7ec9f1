"""What a Prefect server shows while a run goes on: a line in the run's log for each step, document and dbt node, and a bar.

Belongs here: the listener that tells Prefect. Does not belong here: the tables at the end (artifacts.py), the terminal (progress.py).

Steps report from any thread (dbt has several), so what belongs to the run - its logger, the bar's id - is taken once, in the flow's own
thread. What the server cannot be told is told to the log and the run goes on: a bar is no reason to lose a release.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.logging import get_run_logger

from flows.console import safe
from flows.progress import EVERY, Node, Progress, StepTime

#: A bar that moves more often costs the server more than it tells a person (seconds).
BAR_EVERY = 2.0
_FAILED = frozenset({"fail", "error", "runtime error", "partial success"})
_BAR = "duban-progress"


def shown_on_a_server() -> bool:
    """Whether the run is seen on a server that outlives it; the API that a run starts for itself is looked at by nobody."""
    return os.environ.get("PREFECT_LOGGING_TO_API_ENABLED", "true").lower() not in ("false", "0")


class ServerProgress(Progress):
    """Tells the flow run that it is made in, and whoever listened before (a terminal)."""

    pulses = True

    def __init__(self, inner: Progress, steps: Sequence[str]) -> None:
        """`steps`: the names of the steps in order, for the bar."""
        super().__init__()
        self.nodes: list[Node] = []
        self._inner = inner
        self._steps = tuple(steps)
        self._log: Any = get_run_logger()
        self._name, self._share, self._at = "", 0.0, ""
        self._bar_at = 0.0
        self._since = self._spoke_at = time.monotonic()
        made = create_progress_artifact(0.0, key=_BAR, description="督办运行进度 · progress of the run")
        self._bar: UUID | None = cast(UUID, made)

    def began(self, name: str) -> None:
        self._inner.began(name)
        self._name, self._share, self._at = name, 0.0, ""
        self._since = self._spoke_at = time.monotonic()
        self._log.info("▶ %s", name)
        self._draw(force=True)

    def moved(self, done: int, total: int, what: str = "") -> None:
        self._inner.moved(done, total, what)
        self._share, self._at = done / max(total, 1), f"{done:,}/{total:,} {safe(what)}".rstrip()

    def tick(self) -> None:
        if self._name and time.monotonic() - self._spoke_at >= EVERY:
            self._spoke_at = time.monotonic()
            self._log.info("… %s %.0f s %s", self._name, self._spoke_at - self._since, self._at)
        self._draw()

    def node(self, node: Node) -> None:
        self._inner.node(node)
        self.nodes.append(node)
        level = logging.ERROR if node.status in _FAILED else logging.INFO
        words = f"dbt {node.kind} {node.name}: {node.status} ({node.seconds:.2f} s) {safe(node.message)}".rstrip()
        self._log.log(level, "%s", words)

    def document(self, document: str, words: str) -> None:
        self._inner.document(document, words)
        self._log.info("文件 document %s: %s", safe(document), safe(words))

    def ended(self, ended: StepTime, detail: str) -> None:
        self._inner.ended(ended, detail)
        level = logging.INFO if ended.state == "done" else logging.ERROR
        sign = "✓" if ended.state == "done" else "✗"
        self._log.log(level, "%s %s %.1f s %s", sign, ended.name, ended.seconds, safe(detail))
        self._share, self._at = 1.0, ""
        self._since = self._spoke_at = time.monotonic()
        self._draw(force=True)

    def say(self, words: str) -> None:
        self._inner.say(words)
        self._log.info("%s", safe(words))

    def _draw(self, *, force: bool = False) -> None:
        if self._bar is None or (not force and time.monotonic() - self._bar_at < BAR_EVERY):
            return
        self._bar_at = time.monotonic()
        place = self._steps.index(self._name) if self._name in self._steps else len(self._steps) - 1
        percent = min(100.0, 100.0 * (place + self._share) / len(self._steps))
        try:
            update_progress_artifact(self._bar, progress=round(percent, 1), description=f"{self._name} {self._at}")
        except Exception as fault:
            self._log.warning("the server does not take the progress (%s); the run goes on", fault)
            self._bar = None
