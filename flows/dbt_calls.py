"""dbt in this process: imported once, its project parsed once, its commands run.

Belongs here: how dbt is called, so that it costs as little as it can. Does not belong here: what is built and what a failure means (modelling.py).

dbt's modules import each other in circles, and of two threads that meet in such a circle Python lets one go on with a half-made module: so
one thread at a time imports them.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import duckdb

from warehouse.files import make_folder

#: What dbt logs from this level on is kept, as dbt itself would keep it: it makes a line of every event first, also of the thousands that
#: it then throws away, which costs a tenth of a small build.
_LEVELS = {"info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}
_LOG_BYTES = 10 * 1024 * 1024
_OLD_LOGS = 5

_importing = threading.Lock()
#: Projects that were parsed while the run waited for something else; each is used once, since a build writes into what it gets.
_parsed: dict[tuple[Path, Path], Any] = {}


def preload() -> None:
    """Import what dbt needs."""
    with _importing:
        import dbt.adapters.duckdb
        import dbt.cli.main  # noqa: F401


def parse(project: Path, dbt_home: Path, candidate: Path) -> None:
    """Parse the project, so that the next build need not: for the time when a run waits for something else.

    A project that cannot be parsed is left to the build, which says what is wrong with it.
    """
    arguments = ["parse", *_places(project, dbt_home / "target")]
    result = invoke(arguments, dbt_home / "logs", candidate)
    if result.exception is None:
        _parsed[project, dbt_home] = result.result


def build(
    project: Path,
    dbt_home: Path,
    candidate: Path,
    options: Sequence[str],
    listeners: Sequence[Callable[[Any], None]],
    *,
    short: bool = False,
) -> Any:
    """Build the candidate; dbt's own result. `listeners` hear of dbt's events, in dbt's threads; `short`: the queries are (see one_thread)."""
    arguments = ["build", *_places(project, dbt_home / "target"), *options]
    parsed = _parsed.pop((project, dbt_home), None)
    with one_thread(candidate) if short else nullcontext():
        return invoke(arguments, dbt_home / "logs", candidate, listeners, parsed)


def document(project: Path, dbt_home: Path, candidate: Path, target: Path) -> Any:
    """Write dbt's documentation of the candidate as one page, `static_index.html` in the folder `target`; dbt's own result."""
    return invoke(["docs", "generate", "--static", *_places(project, target)], dbt_home / "logs", candidate)


def invoke(
    arguments: Sequence[str],
    logs: Path,
    candidate: Path,
    listeners: Sequence[Callable[[Any], None]] = (),
    manifest: Any = None,
) -> Any:
    """Run one command of dbt on the candidate; dbt's own result. Lets the candidate go afterwards: dbt would keep it locked."""
    preload()
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    quiet = ["--log-level", "none", "--log-level-file", "none", "--log-path", str(logs)]
    told = {"DUBAN_CANDIDATE": str(candidate), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"}
    with _log(logs) as log, environment(**told):
        try:
            return dbtRunner(manifest=manifest, callbacks=[*listeners, log]).invoke([*quiet, *arguments])
        finally:
            DuckDBConnectionManager.close_all_connections()


def _places(project: Path, target: Path) -> list[str]:
    return ["--project-dir", str(project), "--profiles-dir", str(project), "--target-path", str(target)]


@contextmanager
def one_thread(candidate: Path) -> Iterator[None]:
    """Inside, each of dbt's queries has one thread of DuckDB: for hundreds of short ones a second costs more than it brings.

    Not in dbt's profile, of which every change makes dbt parse all anew: what one connection to a file sets holds for all of this process.
    """
    with duckdb.connect(str(candidate)) as connection:
        connection.execute("SET threads = 1")
        yield


@contextmanager
def _log(folder: Path) -> Iterator[Callable[[Any], None]]:
    """A listener that writes dbt's log, `dbt.log`, which turns over by itself."""
    make_folder(folder)
    handler = RotatingFileHandler(
        folder / "dbt.log", maxBytes=_LOG_BYTES, backupCount=_OLD_LOGS, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s [%(levelname)-7s] %(message)s"))

    def listen(event: Any) -> None:
        level = _LEVELS.get(event.info.level)
        if level is not None:
            handler.handle(logging.LogRecord("dbt", level, "", 0, event.info.msg, None, None))

    try:
        yield listen
    finally:
        handler.close()


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Variables of the environment that dbt's profile reads, as long as the block runs; what they were stands again behind it."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
