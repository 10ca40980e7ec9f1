"""督办 main job: the flow that names the steps and hands their results on.

Belongs here: the flow, its tasks, which of them is tried again. Does not belong here: logic of fetching, reading, storing, judging or
showing; what a Prefect server is told besides (artifacts.py, server_progress.py). `flows.engine.prepare` must have run before this module is
imported, or the environment must be that of a worker of `duban worker`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows import artifacts, ingest, modelling, parameters, progress, reading_step, settings, steps, stopping
from flows.job import Job, sources_of
from flows.notifications import Notifier
from flows.outcome import Outcome, State
from flows.record import outcome_of, recorded, told_ingest, told_judgement, told_read, went_to_sleep
from flows.server_progress import ServerProgress, shown_on_a_server
from flows.steward_wait import Finding, Heard, Wait, needed, on_the_catalogue, open_findings
from flows.turn import turn
from warehouse import releases, waiting
from warehouse.catalogue import Catalogue
from warehouse.clock import now
from warehouse.errors import CatalogueUnreachable
from warehouse.home import Home
from warehouse.waiting import Then

if TYPE_CHECKING:
    from flows.steward_sleep import Woken

#: The steps in order, as the bar of a server counts them.
STEPS = ("收取 Ingest", "读取 Read", "入库 Land", "建模 Model", "校验 Judge", "发布 Publish", "报告 Report")

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
    documents: parameters.Documents = None,
    sources: parameters.Sources = None,
    strict: parameters.Strict = False,
    wait: parameters.Wait = None,
    wait_for_steward: parameters.WaitForSteward = 0,
) -> Outcome:
    """收取、读取、入库、建模、校验、发布、出报告。 Collect, read, land, model, judge, publish and report."""
    chosen = settings.load()
    home = Home.from_environment().make()
    paths = [Path(name) for name in documents or ()]
    catalogue_of_documents = sources_of(chosen, paths, Path(sources) if sources else None)
    with progress.listening(_listener()) as told:
        people = Notifier(chosen, told)
        flow_run = _may_sleep_as()
        with (
            people.telling(),
            turn(home, told, wait=chosen.wait if wait is None else wait, of_run=flow_run),
            Catalogue(home.catalogue_url) as catalogue,
        ):
            job = Job(chosen, home, catalogue, catalogue_of_documents, paths, strict=strict)
            steward = _Steward(job, people, wait_for_steward, flow_run)
            if cut_off := steps.recover(job, woken=steward.woken is not None):
                people.interrupted(cut_off)
            try:
                outcome = recorded(job, lambda job: _run(job, steward))
            finally:
                steps.clear_up(job)
                if not went_to_sleep(job):
                    waiting.end(job.home)
        people.ended(outcome)
        return outcome


def _listener() -> progress.Progress:
    """Who listens already, and the server where there is one."""
    return ServerProgress(progress.current(), STEPS) if shown_on_a_server() else progress.current()


def _may_sleep_as() -> str:
    """The run's id on a server that can begin it again, else an empty string."""
    if not shown_on_a_server():
        return ""
    from flows import steward_sleep

    return steward_sleep.flow_run_that_may_sleep()


def _run(job: Job, steward: _Steward) -> Outcome:
    started = now()
    with job.progress.step("收取 Ingest"):
        ingested = ingest_documents(job)
        job.progress.detail(told_ingest(ingested))
    with job.progress.step("读取 Read"):
        stopping.check()
        read = read_documents(job, ingested.places)
        planned = steps.plan(job, read, ingested)
        job.inputs_key = planned.inputs_key
        job.progress.detail(told_read(read))
    if shown_on_a_server():
        artifacts.documents(job, read)
    if planned.nothing_new:
        if not steps.report_is_current(job):
            _report(job, "nothing_new", None, started)
        _send_if_wanted(job)
        return _told(job, outcome_of(job, "nothing_new", ingested, read, started))
    built = _build(job, read, planned)
    if built.may_wait:
        built = steward.decides(read, built)
    if not built.reasons:
        with job.progress.step("发布 Publish"):
            stopping.check()
            published = publish(job, read, built.planned, built.judgement)
            job.progress.detail(published.manifest.version)
    state: State = "refused" if built.reasons else "published"
    _report(job, state, built.judgement, started, built.reasons)
    if state == "published":
        _send_if_wanted(job)
    return _told(job, outcome_of(job, state, ingested, read, started, built.reasons))


@dataclass(frozen=True)
class _Built:
    """A candidate that was built and judged: of what, with which answer, and why it must not be published."""

    planned: steps.Plan
    judgement: Any
    reasons: tuple[str, ...]

    @property
    def may_wait(self) -> bool:
        """Whether a steward's decision is all that may be missing."""
        return self.judgement is not None and steps.only_undecided(self.judgement)


def _build(job: Job, read: reading_step.Read, planned: steps.Plan) -> _Built:
    """Land, model, judge."""
    with job.progress.step("入库 Land"):
        stopping.check()
        rows = land(job, read, planned)
        job.progress.detail(f"{sum(rows.values()):,} 行 rows")
    with job.progress.step("建模 Model"):
        stopping.check()
        modelled = model(job)
        job.progress.detail(f"{modelled.nodes} 个模型与测试 models and tests")
    with job.progress.step("校验 Judge"):
        stopping.check()
        judgement = judge(job) if not modelled.failures else None
        job.progress.detail(told_judgement(judgement))
    return _Built(planned, judgement, steps.refusal_reasons(modelled, judgement))


class _Steward:
    """The person whom a run waits for, where it is to: asked by this process, or by the one before it went to sleep."""

    def __init__(self, job: Job, people: Notifier, seconds: float, flow_run: str) -> None:
        """`flow_run`: the run's id on a server that begins it again, so that it may sleep meanwhile; else empty."""
        self._job, self._people, self._seconds, self._flow_run = job, people, seconds, flow_run
        self.woken: Woken | None = None
        if flow_run:
            from flows import steward_sleep

            self.woken = steward_sleep.woken(job, flow_run)

    def decides(self, read: reading_step.Read, built: _Built) -> _Built:
        """Wait for decisions on what is new; with them the candidate is built once more. Without an answer nothing is published."""
        found = needed(self._job)
        if self.woken:
            return self._after_sleep(self.woken, found, built)
        if not found or not self._seconds:
            return built
        if self._flow_run:
            self._sleep(found, self._seconds)
        return self._stay(found, read, built)

    def _after_sleep(self, woken: Woken, found: tuple[Finding, ...], built: _Built) -> _Built:
        """Go on as it was answered; the candidate has the decisions already. What nobody was asked about yet is asked now."""
        unasked = {finding.check_id for finding in found} - set(woken.asked.findings)
        told = woken.heard
        if found and (told is None or (told.then is Then.PUBLISH and unasked)):
            left = (woken.asked.until - now()).total_seconds()
            self._sleep(found, max(1.0, left), woken.wrong)
        with self._job.progress.step("等待裁定 Steward"):
            self._job.progress.detail(f"{told.how} · {told.then} {told.by}".rstrip() if told else "已裁定 decided")
        return _kept_back(built, told) if told and told.then is Then.KEEP else built

    def _sleep(self, found: tuple[Finding, ...], seconds: float, wrong: str = "") -> NoReturn:
        from flows import steward_sleep

        until = now() + timedelta(seconds=seconds)
        if not wrong:
            self._people.waiting(found, until)
        self._job.progress.say(
            f"{_asked(found, until)}；进程结束，答复后继续 · the process ends, the answer begins it again"
        )
        artifacts.findings(found, waiting=True)
        steward_sleep.sleep(self._job, found, seconds, self._flow_run, wrong)

    def _stay(self, found: tuple[Finding, ...], read: reading_step.Read, built: _Built) -> _Built:
        job = self._job
        wait = Wait(job, found, self._seconds)
        self._people.waiting(found, wait.until)
        try:
            with job.progress.step("等待裁定 Steward"):
                job.progress.say(_asked(found, wait.until))
                heard = _heard(wait)
                job.progress.detail(f"{heard.how} · {heard.then} {heard.by}".rstrip())
        finally:
            waiting.end(job.home)
        if heard.then is Then.KEEP:
            return _kept_back(built, heard)
        if not wait.any_decided():
            return built
        planned = steps.plan_again(job, read)
        job.inputs_key = planned.inputs_key
        return _build(job, read, planned)


def _asked(found: tuple[Finding, ...], until: datetime) -> str:
    return f"{len(found)} 个新问题待裁定 · new findings wait for a decision, until {until:%Y-%m-%d %H:%M} UTC"


def _kept_back(built: _Built, heard: Heard) -> _Built:
    """The candidate that is not published, and who said so."""
    said = f"由 {heard.by} 决定 · as {heard.by} said" if heard.by else "逾期无人裁定 · nobody decided in time"
    return replace(built, reasons=(*built.reasons, f"保留原发布 · the old release is kept: {said}"))


def _heard(wait: Wait) -> Heard:
    if not shown_on_a_server():
        return on_the_catalogue(wait, lambda left: wait.job.progress.moved(0, 1, f"还有 {left:.0f} s left"))
    from flows import steward_form

    artifacts.findings(wait.findings, waiting=True)
    return steward_form.on_the_server(wait)


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


def _told(job: Job, outcome: Outcome) -> Outcome:
    """The outcome, told to Prefect as artifacts."""
    artifacts.summary(outcome)
    artifacts.steps(outcome.steps)
    told = job.progress
    if isinstance(told, ServerProgress):
        warehouse = job.candidate if outcome.state == "refused" else outcome.warehouse
        artifacts.findings(open_findings(warehouse) if warehouse else ())
        if told.nodes:
            artifacts.models(told.nodes)
        artifacts.links(job, outcome)
    return outcome
