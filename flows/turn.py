"""One run at a time: whose turn it is.

Belongs here: taking the run lock once for a process, whoever in it asks first. Does not belong here: the lock itself
(warehouse.locks).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flows.progress import Progress
from warehouse import locks
from warehouse.home import Home

_held: set[str] = set()


@contextmanager
def turn(home: Home, progress: Progress, *, wait: float, purpose: str = "duban run") -> Iterator[None]:
    """Hold the home's run lock for the block; at once where this process holds it already.

    The command line takes it before anything is started, a run that a Prefect worker starts takes it when it begins.
    Says so where it has to wait; raises warehouse.errors.AlreadyRunning, which names the other run, after `wait`
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
    with locks.run_lock(home, wait_seconds=wait, purpose=purpose):
        _held.add(name)
        try:
            yield
        finally:
            _held.discard(name)
