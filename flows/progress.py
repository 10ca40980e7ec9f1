"""What a person sees while a run goes on: one line a step, a moving count on long ones.

Belongs here: the listener that steps report to, silent by default, and the one for terminals. Does not belong here:
the end summary (summary.py), logs of a Prefect server.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.status import Status
from rich.text import Text

from flows.console import safe

#: In a pipe nothing moves, so a long step says how far it is in a line of its own, but not more often than this
#: (seconds).
EVERY = 4.0


@dataclass(frozen=True, slots=True)
class StepTime:
    """A step that has ended: seconds, and done, skipped or failed."""

    name: str
    seconds: float
    state: str


class Progress:
    """Hears of every step; keeps the times and shows nothing. Subclasses show."""

    def __init__(self) -> None:
        self.times: list[StepTime] = []
        self._detail = ""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step; an exception marks it failed and goes on its way."""
        began, state = time.monotonic(), "failed"
        self._detail = ""
        self.began(name)
        try:
            yield
            state = "done"
        finally:
            ended = StepTime(name, time.monotonic() - began, state)
            self.times.append(ended)
            self.ended(ended, self._detail)

    def detail(self, words: str) -> None:
        """What the step has done, in a few words: shown when it ends."""
        self._detail = words

    def began(self, name: str) -> None:
        """A step begins."""

    def moved(self, done: int, total: int, what: str = "") -> None:
        """A long step is at `done` of `total`, just now at `what`."""

    def ended(self, ended: StepTime, detail: str) -> None:
        """A step has ended."""

    def say(self, words: str) -> None:
        """Something worth a line between steps."""


class ConsoleProgress(Progress):
    """Shows the steps on a console: a spinner on a terminal, plain lines in a pipe."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self._status: Status | None = None
        self._name = ""
        self._spoke_at = 0.0

    def began(self, name: str) -> None:
        self._name, self._spoke_at = name, time.monotonic()
        if self._console.is_terminal:
            self._status = self._console.status(Text(name))
            self._status.start()

    def moved(self, done: int, total: int, what: str = "") -> None:
        words = f"{self._name}  {done:,}/{total:,}  {safe(what)}".rstrip()
        if self._status is not None:
            self._status.update(Text(words))
        elif time.monotonic() - self._spoke_at >= EVERY:
            self._spoke_at = time.monotonic()
            self._console.print(Text(f"  {words}"), soft_wrap=True)

    def ended(self, ended: StepTime, detail: str) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None
        sign = Text("✓ ", style="green") if ended.state == "done" else Text("✗ ", style="red")
        name = Text(ended.name)
        name.pad_right(max(0, 18 - name.cell_len))
        self._console.print(sign + name + Text(f"  {safe(detail)}", style="dim"), soft_wrap=True)

    def say(self, words: str) -> None:
        self._console.print(Text(f"· {safe(words)}"), soft_wrap=True)


_current: Progress = Progress()


@contextmanager
def listening(progress: Progress) -> Iterator[Progress]:
    """Make `progress` the one that steps of this process report to, for the block."""
    global _current
    before, _current = _current, progress
    try:
        yield progress
    finally:
        _current = before


def current() -> Progress:
    """The listener of this process; a silent one where nobody listens."""
    return _current
