"""Heavy work done while the run waits for something else: importing dbt and Great Expectations, parsing dbt's project.

Belongs here: the thread that does it. Does not belong here: using what was imported.

Nothing else may be imported meanwhile: two threads that import packages with circular imports can hand each other
half-made modules. So this fits only around a wait, and whoever began it waits for its end before going on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flows import dbt_calls, modelling, steps
from flows.job import candidate_of
from flows.versions import code_version
from warehouse import releases
from warehouse.home import Home


@contextmanager
def preloading(home: Home, dbt_project: Path) -> Iterator[None]:
    """Do what the later steps need while the block waits, where it is certain that they come; ends when both have ended.

    A failed import is raised.
    """
    failed: list[BaseException] = []

    def load() -> None:
        try:
            dbt_calls.preload()
            dbt_calls.parse(dbt_project, modelling.dbt_home_of(home), candidate_of(home))
            steps.preload_judging()
        except BaseException as error:
            failed.append(error)

    if not _will_build(home, dbt_project):
        yield
        return
    with _thread(load):
        yield
    if failed:
        raise failed[0]


def _will_build(home: Home, dbt_project: Path) -> bool:
    """Whether this run builds whatever the documents say: there is no release, or one that other code has made."""
    release = releases.current(home)
    return release is None or release.facts.code_version != code_version(dbt_project)


@contextmanager
def _thread(work: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=work, name="preload", daemon=True)
    thread.start()
    yield
    thread.join()
