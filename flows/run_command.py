"""`duban run`: starts the main job from the command line and tells how it ended.

Belongs here: what frames the flow at a terminal (local API, progress, summary, exit code). Does not belong here: the
steps (main_job.py).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from flows import engine, ingest, settings
from flows.console import err, out, print_json
from flows.faults import ExitCode
from flows.job import sources_of
from flows.progress import ConsoleProgress, listening
from flows.turn import turn
from warehouse import releases
from warehouse.home import Home


def run(
    documents: Sequence[Path],
    *,
    sources: Path | None,
    strict: bool,
    wait: float | None,
    wait_for_steward: float = 0,
    timings: bool,
    as_json: bool,
) -> ExitCode:
    """Run the main job and print its summary; the exit code is CONTRACT.md's."""
    began = time.monotonic()
    chosen = settings.load()
    sources_of(chosen, documents, sources)  # wrong use is told at once, before anything is started or made
    for given in documents:
        ingest.files_of(given)
    home = Home.from_environment().make()
    console = err if as_json else out
    progress = ConsoleProgress(console)
    patience = chosen.wait if wait is None else wait
    with listening(progress), turn(home, progress, wait=patience), engine.local_api(home.root) as api:
        from flows import main_job, preload, summary
        from flows.outcome import Refused

        engine.hush()
        with preload.preloading(releases.current(home) is None):  # the first run needs them for certain
            api.ready()
        try:
            outcome = main_job.main_job(
                documents=[str(path.absolute()) for path in documents],
                sources=str(sources.absolute()) if sources else None,
                strict=strict,
                wait=wait,
                wait_for_steward=wait_for_steward,
            )
        except Refused as refused:
            outcome = refused.outcome
        outcome = replace(outcome, seconds=time.monotonic() - began)
        if as_json:
            print_json(outcome.as_data())
        else:
            summary.show(console, outcome, timings=timings)
        if as_json and timings:
            summary.show_timings(err, outcome)
        return outcome.exit_code
