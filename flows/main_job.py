"""督办 main job: the flow that names the steps and hands their results on.

Belongs here: the flow, its tasks, which of them is tried again, the artifacts that a Prefect server shows. Does not
belong here: logic of fetching, reading, storing, judging or showing. `flows.engine.prepare` must have run before this
module is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows import ingest, modelling, progress, reading_step, settings, steps
from flows.job import Job, sources_of
from flows.outcome import Outcome, State
from flows.record import outcome_of, recorded, told_ingest, told_judgement, told_read
from flows.summary import as_markdown
from flows.turn import turn
from warehouse import releases
from warehouse.catalogue import Catalogue
from warehouse.clock import now
from warehouse.errors import CatalogueUnreachable
from warehouse.home import Home

_F = TypeVar("_F", bound=Callable[..., Any])


def _passing(task: Any, run: Any, state: Any) -> bool:
    """Whether a fault may be gone at the next try: a database that does not answer may, a wrong document may not."""
    try:
        state.result()
    except CatalogueUnreachable:
        return True
    except BaseException:
        return False
    return False


def _step(name: str, *, retries: int = 0) -> Callable[[_F], Any]:
    """A task with a name that a steward understands; with `retries`, passing faults are tried again after 2, 8, 20
    seconds.
    """
    return task(
        name=name,
        retries=retries,
        retry_delay_seconds=[2.0, 8.0, 20.0][:retries],
        retry_condition_fn=_passing,
        cache_policy=NO_CACHE,
        persist_result=False,
    )


@_step("收取 Ingest", retries=3)
def ingest_documents(job: Job) -> ingest.Ingest:
    """Collect the documents: files, folders, URLs; keep their bytes."""
    return ingest.ingest(job)


@_step("读取 Read", retries=3)
def read_documents(job: Job, places: dict[str, str]) -> reading_step.Read:
    """Read what has not been read: tasks, promises, figures."""
    return reading_step.read(job, places)


@_step("入库 Land", retries=3)
def land(job: Job, read: reading_step.Read, planned: steps.Plan) -> dict[str, int]:
    """Put the readings and the stewards' decisions into a new candidate warehouse."""
    return steps.land(job, read, planned)


@_step("建模 Model")
def model(job: Job) -> modelling.Model:
    """Build the star schema and the wide views in the candidate."""
    return modelling.model(job)


@_step("校验 Judge")
def judge(job: Job) -> Any:
    """Ask the candidate every question; nothing critical may be wrong."""
    return steps.judge(job)


@_step("发布 Publish", retries=3)
def publish(job: Job, read: reading_step.Read, planned: steps.Plan, judgement: Any) -> releases.Published:
    """Make the candidate the published release, at once and whole."""
    return steps.publish(job, read, planned, judgement)


@_step("发往数据库 Database")
def send(job: Job) -> Any:
    """Send the release to the PostgreSQL database that readers use."""
    return steps.send(job)


@_step("报告 Report")
def report(job: Job, state: State, judgement: Any, started: Any, reasons: tuple[str, ...]) -> Path:
    """Build the steward's report."""
    return steps.report(job, state=state, judgement=judgement, started=started, reasons=reasons)


@flow(
    name="督办 main job",
    flow_run_name=lambda: f"督办 {now():%Y-%m-%d %H:%M} UTC",
    persist_result=False,
    validate_parameters=False,
)
def main_job(
    documents: list[str] | None = None, sources: str | None = None, strict: bool = False, wait: float | None = None
) -> Outcome:
    """Collect, read, land, model, judge, publish and report.

    Args:
        documents: files and folders to read; none: the documents of the catalogue.
        sources: another catalogue (sources.yml).
        strict: findings that nobody has decided refuse the release.
        wait: seconds to wait for another run to end.
    """
    chosen = settings.load()
    home = Home.from_environment().make()
    paths = [Path(name) for name in documents or ()]
    catalogue_of_documents = sources_of(chosen, paths, Path(sources) if sources else None)
    with (
        turn(home, progress.current(), wait=chosen.wait if wait is None else wait),
        Catalogue(home.catalogue_url) as catalogue,
    ):
        job = Job(chosen, home, catalogue, catalogue_of_documents, paths, strict=strict)
        steps.recover(job)
        try:
            return recorded(job, _run)
        finally:
            steps.clear_up(job)


def _run(job: Job) -> Outcome:
    started = now()
    with job.progress.step("收取 Ingest"):
        ingested = ingest_documents(job)
        job.progress.detail(told_ingest(ingested))
    with job.progress.step("读取 Read"):
        read = read_documents(job, ingested.places)
        planned = steps.plan(job, read, ingested)
        job.inputs_key = planned.inputs_key
        job.progress.detail(told_read(read))
    if planned.nothing_new:
        if not steps.report_is_current(job):
            _report(job, "nothing_new", None, started)
        _send_if_wanted(job)
        return _told(outcome_of(job, "nothing_new", ingested, read, started))
    with job.progress.step("入库 Land"):
        rows = land(job, read, planned)
        job.progress.detail(f"{sum(rows.values()):,} 行 rows")
    with job.progress.step("建模 Model"):
        modelled = model(job)
        job.progress.detail(f"{modelled.nodes} 个模型与测试 models and tests")
    with job.progress.step("校验 Judge"):
        judgement = judge(job) if not modelled.failures else None
        job.progress.detail(told_judgement(judgement))
    reasons = steps.refusal_reasons(modelled, judgement)
    if not reasons:
        with job.progress.step("发布 Publish"):
            published = publish(job, read, planned, judgement)
            job.progress.detail(published.manifest.version)
    state: State = "refused" if reasons else "published"
    _report(job, state, judgement, started)
    if state == "published":
        _send_if_wanted(job)
    return _told(outcome_of(job, state, ingested, read, started, reasons))


def _report(job: Job, state: State, judgement: Any, started: Any, reasons: tuple[str, ...] = ()) -> None:
    with job.progress.step("报告 Report"):
        page = report(job, state, judgement, started, reasons)
        job.progress.detail(str(page))


def _send_if_wanted(job: Job) -> None:
    """Also after a run with nothing new: an earlier one may not have reached the database."""
    if steps.database_waits(job):
        with job.progress.step("发往数据库 Database"):
            sent = send(job)
            job.progress.detail(f"{sent.version} · {sent.rows:,} 行 rows")


def _told(outcome: Outcome) -> Outcome:
    """The outcome, told to Prefect as artifacts: the summary, the times of the steps."""
    create_markdown_artifact(as_markdown(outcome), key="duban-summary", description="督办运行摘要 · summary of the run")
    table = [{"步骤 step": s.name, "秒 seconds": round(s.seconds, 2), "状态 state": s.state} for s in outcome.steps]
    create_table_artifact(table, key="duban-steps", description="各步用时 · steps of the run")
    return outcome
