"""How a run is told and kept: in the catalogue, in a few words beside each step, as the outcome at its end.

Belongs here: making records of what steps returned. Does not belong here: steps, printing (summary.py).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flows.faults import exit_code_of
from flows.ingest import Ingest
from flows.job import Job
from flows.outcome import Outcome, Refused, State, figures_of
from flows.reading_step import Read
from flows.versions import code_version
from warehouse import releases, waiting
from warehouse.records import RunState, StepRecord

if TYPE_CHECKING:
    from expectations import Judgement


def recorded(job: Job, run: Callable[[Job], Outcome]) -> Outcome:
    """Run, and let the catalogue know how it ended, whatever happens. Raises Refused where it did not pass."""
    job.catalogue.runs.start(job.run_id, code_version(job.settings.dbt_project))
    try:
        outcome = run(job)
    except BaseException as error:
        # Ctrl-C, or a run that was cancelled on a server: somebody stopped it, nothing has failed.
        if went_to_sleep(job):
            _finish(job, RunState.WAITING, {}, None)
        else:
            state = RunState.FAILED if isinstance(error, Exception) else RunState.INTERRUPTED
            _finish(job, state, {"error": str(error), "exit_code": int(exit_code_of(error))}, None)
        raise
    _finish(job, RunState(outcome.state), outcome.as_data(), outcome.release)
    if outcome.state == "refused":
        raise Refused(outcome)
    return outcome


def went_to_sleep(job: Job) -> bool:
    """Whether this run ends its process to wait for a steward, and will go on in another one."""
    sleeper = waiting.current(job.home)
    return sleeper is not None and bool(sleeper.flow_run) and sleeper.run_id == job.run_id


def _finish(job: Job, state: RunState, told: dict[str, Any], release: str | None) -> None:
    runs = job.catalogue.runs
    for each in job.progress.times:
        runs.add_step(job.run_id, StepRecord(each.name, each.seconds, each.state))
    summary = json.loads(json.dumps(told, default=str, ensure_ascii=False))
    runs.finish(job.run_id, state, summary, inputs_key=job.inputs_key, release_version=release)


def told_ingest(ingested: Ingest) -> str:
    """What came in, in a few words."""
    words = f"{len(ingested.places)} 份文件 documents · {ingested.new} 份新 new"
    return words + (f" · {len(ingested.refusals)} 份未收到 not had" if ingested.refusals else "")


def told_read(read: Read) -> str:
    """What was read, in a few words."""
    words = f"{read.read_now} 份新读 read now · {len(read.editions)} 份入库 in the warehouse"
    return words + (f" · {len(read.refusals)} 份拒收 refused" if read.refusals else "")


def told_judgement(judgement: Judgement | None) -> str:
    """What the gate says, in a few words."""
    if judgement is None:
        return "模型测试未通过 · the models' own tests failed"
    asked, met = int(judgement.statistics["asked"]), int(judgement.statistics["met"])
    return f"{met}/{asked} 项成立 hold · {judgement.open_findings} 个待决问题 open findings"


def outcome_of(
    job: Job, state: State, ingested: Ingest, read: Read, started: datetime, failures: tuple[str, ...] = ()
) -> Outcome:
    """The end of the run as it is told; the release is the one that readers see now."""
    release = releases.current(job.home)
    page = job.home.report / "index.html"
    return Outcome(
        state=state,
        run_id=job.run_id,
        strict=job.strict,
        new_documents=ingested.new,
        read_now=read.read_now,
        passed_over=ingested.passed_over,
        refusals=(*ingested.refusals, *read.refusals),
        failures=failures,
        release=release.version if release else None,
        published_at=release.published_at if release else None,
        release_folder=releases.folder_of(job.home, release.version) if release else None,
        warehouse=job.home.current if release else None,
        report=page if page.exists() else None,
        figures=figures_of(job.home.current) if release else None,
        started=started,
        seconds=time.monotonic() - job.began,
        steps=tuple(job.progress.times),
    )
