"""What a person sees while a run goes on: one line a step, a moving count on long ones.

Belongs here: the listener that steps report to, silent by default, and the one for terminals. Does not belong here:
the end summary (summary.py), logs of a Prefect server.
"""

from __future__ import annotations

import threading
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
EVERY = 2.0
#: How often a listener that shows something is asked whether it has something to show (seconds).
PULSE = 0.5
#: What is said before the first step, and after one.
START = "启动 Start"
BETWEEN = "下一步 Next"


@dataclass(frozen=True, slots=True)
class StepTime:
    """A step that has ended: seconds, and done, skipped or failed."""

    name: str
    seconds: float
    state: str


@dataclass(frozen=True, slots=True)
class Node:
    """One model, seed or test that dbt has ended: its name, kind (model, seed, test), status (success, pass, fail, …), when and how long."""

    name: str
    kind: str
    status: str
    message: str = ""
    seconds: float = 0.0


class Progress:
    """Hears of every step; keeps the times and shows nothing. Subclasses show."""

    #: Whether `tick` is to be called now and then: also a step that counts nothing, and what comes before the first one and between
    #: two of them, must not look dead.
    pulses = False

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

    @contextmanager
    def pulsing(self) -> Iterator[None]:
        """Call `tick` now and then during the block, where this listener wants it."""
        if not self.pulses:
            yield
            return
        over = threading.Event()

        def pulse() -> None:
            while not over.wait(PULSE):
                self.tick()

        thread = threading.Thread(target=pulse, name="progress", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            self.close()

    def close(self) -> None:
        """Nothing more comes."""

    def tick(self) -> None:
        """Some time has passed; called in a thread of its own."""

    def detail(self, words: str) -> None:
        """What the step has done, in a few words: shown when it ends."""
        self._detail = words

    def began(self, name: str) -> None:
        """A step begins."""

    def moved(self, done: int, total: int, what: str = "") -> None:
        """A long step is at `done` of `total`, just now at `what`."""

    def node(self, node: Node) -> None:
        """dbt has ended a model, a seed or a test; called from dbt's threads."""

    def document(self, document: str, words: str) -> None:
        """A document was read (or refused): which, and what came of it in a few words."""

    def ended(self, ended: StepTime, detail: str) -> None:
        """A step has ended."""

    def say(self, words: str) -> None:
        """Something worth a line between steps."""


class ConsoleProgress(Progress):
    """Shows the steps on a console: a spinner on a terminal, plain lines in a pipe."""

    pulses = True

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console
        self._status: Status | None = None
        self._name, self._at, self._since = START, "", time.monotonic()
        self._spoke_at = self._since
        self._speaking = threading.RLock()

    def began(self, name: str) -> None:
        with self._speaking:
            self._name, self._at, self._since = name, "", time.monotonic()
            self._spoke_at = self._since
            self._show()

    def moved(self, done: int, total: int, what: str = "") -> None:
        self._at = f"{done:,}/{total:,}  {safe(what)}".rstrip()
        if not self._console.is_terminal:
            self._speak()

    def tick(self) -> None:
        if self._console.is_terminal:
            with self._speaking:
                self._show()
        else:
            self._speak()

    def _show(self) -> None:
        """The line that moves, on a terminal."""
        if not self._console.is_terminal:
            return
        words = Text(f"{self._name}  {time.monotonic() - self._since:.0f} s  {self._at}".rstrip())
        if self._status is None:
            self._status = self._console.status(words)
            self._status.start()
        else:
            self._status.update(words)

    def _speak(self) -> None:
        """A line of its own, where the last one is some seconds old."""
        with self._speaking:
            now = time.monotonic()
            if now - self._spoke_at < EVERY:
                return
            self._spoke_at = now
            words = f"  {self._name}  {now - self._since:.0f} s  {self._at}".rstrip()
            self._console.print(Text(words), soft_wrap=True)

    def ended(self, ended: StepTime, detail: str) -> None:
        sign = Text("✓ ", style="green") if ended.state == "done" else Text("✗ ", style="red")
        name = Text(ended.name)
        name.pad_right(max(0, 18 - name.cell_len))
        with self._speaking:
            self.close()
            self._console.print(sign + name + Text(f"  {safe(detail)}", style="dim"), soft_wrap=True)
            self._name, self._at, self._since = BETWEEN, "", time.monotonic()
            self._spoke_at = self._since

    def close(self) -> None:
        with self._speaking:
            if self._status is not None:
                self._status.stop()
                self._status = None

    def say(self, words: str) -> None:
        self._console.print(Text(f"· {safe(words)}"), soft_wrap=True)


_current: Progress = Progress()


@contextmanager
def listening(progress: Progress) -> Iterator[Progress]:
    """Make `progress` the one that steps of this process report to, for the block."""
    global _current
    if progress is _current:
        yield progress
        return
    before, _current = _current, progress
    try:
        with progress.pulsing():
            yield progress
    finally:
        _current = before


def current() -> Progress:
    """The listener of this process; a silent one where nobody listens."""
    return _current
