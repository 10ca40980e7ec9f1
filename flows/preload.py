"""Heavy libraries imported while the run waits for something else: dbt and Great Expectations cost seconds to import.

Belongs here: the thread that imports them. Does not belong here: using them.

Nothing else may be imported meanwhile: two threads that import packages with circular imports can hand each other
half-made modules. So this fits only around a wait, and whoever began it waits for its end before going on.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flows import modelling, steps


@contextmanager
def preloading(wanted: bool) -> Iterator[None]:
    """Import what the later steps need while the block waits; ends when both have ended. A failed import is raised."""
    failed: list[BaseException] = []

    def load() -> None:
        try:
            modelling.preload()
            steps.preload_judging()
        except BaseException as error:
            failed.append(error)

    if not wanted:
        yield
        return
    thread = threading.Thread(target=load, name="preload", daemon=True)
    thread.start()
    yield
    thread.join()
    if failed:
        raise failed[0]
