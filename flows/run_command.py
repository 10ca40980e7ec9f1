"""`duban run`: starts the main job from the command line and tells how it ended.

Belongs here: what frames the flow at a terminal (local API, progress, summary, exit code). Does not belong here: the
steps (main_job.py).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows import engine, stopping
from flows.console import err, out, print_json
from flows.faults import ExitCode
from flows.progress import ConsoleProgress, Progress, listening
from warehouse.home import Home

if TYPE_CHECKING:
    from flows.outcome import Outcome
    from flows.settings import Settings


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
    home = Home.from_environment()
    console = err if as_json else out
    # The API first, it takes the longest to come up; then the listener, so that nobody looks at a silent terminal while the rest is imported.
    with stopping.noticed(), engine.ComingApi(home.root) as coming, listening(progress := ConsoleProgress(console)):
        from flows import ingest, settings
        from flows.job import sources_of

        chosen = settings.load()
        sources_of(chosen, documents, sources)  # wrong use is told at once, before anything is made
        for given in documents:
            ingest.files_of(given)
        outcome = _outcome(
            home.make(),
            chosen,
            coming,
            progress,
            documents=[str(path.absolute()) for path in documents],
            sources=str(sources.absolute()) if sources else None,
            strict=strict,
            wait=chosen.wait if wait is None else wait,
            wait_for_steward=wait_for_steward,
        )
    outcome = replace(outcome, seconds=time.monotonic() - began)
    _show(outcome, timings=timings, as_json=as_json)
    return outcome.exit_code


def _outcome(
    home: Home, chosen: Settings, coming: engine.ComingApi, progress: Progress, *, wait: float, **parameters: Any
) -> Outcome:
    """Run the flow when the turn has come, with what it does told to `progress`."""
    from flows.turn import turn

    with turn(home, progress, wait=wait, of_run=""), engine.local_api(home.root, coming) as api:
        from flows import main_job, preload
        from flows.outcome import Refused

        engine.hush()
        with preload.preloading(home, chosen.dbt_project):
            api.ready()
        try:
            return main_job.main_job(wait=wait, **parameters)
        except Refused as refused:
            return refused.outcome


def _show(outcome: Outcome, *, timings: bool, as_json: bool) -> None:
    from flows import summary

    if as_json:
        print_json(outcome.as_data())
        if timings:
            summary.show_timings(err, outcome)
    else:
        summary.show(out, outcome, timings=timings)
