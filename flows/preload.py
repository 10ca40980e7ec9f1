"""Heavy libraries imported beside the work: dbt and Great Expectations cost seconds before they do anything.

Belongs here: the thread that imports them. Does not belong here: using them.
"""

from __future__ import annotations

import threading

from flows import modelling, steps

_thread: threading.Thread | None = None
_lock = threading.Lock()


def begin() -> None:
    """Begin to import what the later steps need, unless that has begun. Whoever imports the same meanwhile waits for
    it.
    """
    global _thread
    with _lock:
        if _thread is None:
            _thread = threading.Thread(target=_import, name="preload", daemon=True)
            _thread.start()


def _import() -> None:
    modelling.preload()
    steps.preload_judging()
