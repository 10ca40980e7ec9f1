"""One run at a time: whose turn it is.

Belongs here: taking the run lock once for a process, whoever in it asks first. Does not belong here: the lock itself
(warehouse.locks).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from flows.progress import Progress
from warehouse import locks, waiting
from warehouse.errors import AlreadyRunning
from warehouse.home import Home

#: How often it is looked whether a run that sleeps was answered (seconds).
LOOK_EVERY = 1.0
_held: set[str] = set()


@contextmanager
def turn(
    home: Home, progress: Progress, *, wait: float, purpose: str = "duban run", of_run: str | None = None
) -> Iterator[None]:
    """Hold the home's run lock for the block; at once where this process holds it already.

    The command line takes it before anything is started, a run that a Prefect worker starts takes it when it begins.
    A run also waits for one that sleeps until a steward answers, unless it is that one: `of_run` is its id on a server, or "". Who runs
    nothing (None) need not. Says so where it has to wait; raises warehouse.errors.AlreadyRunning, which names the other run, after `wait`
    seconds.
    """
    name = str(home.root)
    if name in _held:
        yield
        return
    holder = locks.holder_of(home)
    if holder is not None and wait > 0:
        progress.say(
            f"另一次运行正在进行，最多等待 {wait:g} 秒 · another run is at work (process {holder.pid}, since {holder.since}); "
            f"waiting up to {wait:g} s"
        )
    gives_up = time.monotonic() + wait
    while True:
        with locks.run_lock(home, wait_seconds=max(0.0, gives_up - time.monotonic()), purpose=purpose):
            sleeper = waiting.asleep(home) if of_run is not None else None
            if sleeper is None or sleeper.flow_run == of_run:
                _held.add(name)
                try:
                    yield
                finally:
                    _held.discard(name)
                return
        if time.monotonic() >= gives_up:
            raise AlreadyRunning(
                f"Run {sleeper.run_id} waits for a steward until {sleeper.until:%Y-%m-%d %H:%M} UTC. "
                "Decide (duban findings, duban desk) or answer it (duban answer --publish or --keep), then try again."
            )
        time.sleep(LOOK_EVERY)
