"""Ctrl-C during a run: it is noticed for good, whatever the code that it meets makes of it.

Belongs here: remembering that somebody wants the run to stop, and saying so at the next step. Does not belong here: what is told of it
(cli.py), runs of a server, which are cancelled there.

Python tells of Ctrl-C by an exception, out of whatever line is just running. Where that is a line of the engine, its clean-up may put
another exception in its place or drop it (seen in 1 of 20 stops: the run went on and published); so it is told again.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_asked = threading.Event()


@contextmanager
def noticed() -> Iterator[None]:
    """Notice Ctrl-C for the block, which ends with KeyboardInterrupt then even if it failed in another way."""
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield
        return
    _asked.clear()
    before = signal.signal(signal.SIGINT, _stop)
    try:
        yield
    except Exception as error:
        if _asked.is_set():
            raise KeyboardInterrupt from error
        raise
    finally:
        signal.signal(signal.SIGINT, before)
        _asked.clear()


def check() -> None:
    """Go no further where Ctrl-C was pressed. Raises KeyboardInterrupt."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _stop(_number: int, _frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt
