"""The later steps of a run, each a thin call of the room that does the work: LAND, JUDGE, PUBLISH, REPORT, and what
frames them.

Belongs here: putting together what a room asks for out of what the run knows. Does not belong here: Prefect
(main_job.py), the steps with a module of their own (ingest.py, reading_step.py, modelling.py).
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import documents
from flows import growing, modelling, past_verdicts
from flows.faults import UnreadableInput
from flows.ingest import Ingest
from flows.job import Job
from flows.modelling import Model
from flows.outcome import figures_of
from flows.reading_step import Read
from flows.versions import code_version
from warehouse import readings, releases, waiting
from warehouse.files import remove
from warehouse.growth import Wanted
from warehouse.landing_tables import PAST_VERDICTS
from warehouse.records import DecisionRecord

if TYPE_CHECKING:
    from expectations import Judgement
    from warehouse import postgres


_importing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Plan:
    """What the warehouse is to be made of, and whether the published one is made of just that."""

    inputs_key: str
    decisions: tuple[DecisionRecord, ...]
    nothing_new: bool


def recover(job: Job, *, woken: bool = False) -> tuple[str, ...]:
    """Clear away what a killed run left, complete what it had published, and say so. For who holds the run lock.

    `woken`: this run had gone to sleep and has still to hear what it was answered. Returns the ids of the runs that were cut off.
    """
    if not woken:
        waiting.end(job.home)
    interrupted = job.catalogue.runs.mark_interrupted()
    recovery = releases.recover(job.home)
    releases.tell_catalogue(job.home, job.catalogue)
    if interrupted:
        job.progress.say(f"上次运行被中断，已恢复 · an earlier run was cut off ({', '.join(interrupted)}); cleaned up")
    if recovery.completed:
        job.progress.say(f"已补完发布 · the publication of {recovery.completed} was completed")
    return interrupted


def clear_up(job: Job) -> None:
    """Remove the candidate and what was made beside it: nothing of that outlives its run."""
    for path in job.home.work.iterdir():
        remove(path)


def plan(job: Job, read: Read, ingested: Ingest) -> Plan:
    """Compare what would be built with what is published.

    Raises UnreadableInput where there is nothing at all to build from.
    """
    if not read.editions:
        refusals = [*ingested.refusals, *read.refusals]
        raise UnreadableInput(
            "no document could be read:\n" + "\n".join(f"  {each}" for each in refusals),
            advice="mend them, then run again",
        )
    decisions = job.catalogue.decisions.snapshot()
    key = releases.inputs_key([*read.editions, *read.past], decisions, code_version(job.settings.dbt_project))
    published = releases.current(job.home)
    same = published is not None and published.inputs_key == key
    undecided = same and job.strict and figures_of(job.home.current).open_findings > 0
    return Plan(key, decisions, same and not undecided)


def plan_again(job: Job, read: Read) -> Plan:
    """What the warehouse is to be made of, with the decisions that were taken since it was planned."""
    decisions = job.catalogue.decisions.snapshot()
    key = releases.inputs_key([*read.editions, *read.past], decisions, code_version(job.settings.dbt_project))
    return Plan(key, decisions, nothing_new=False)


def only_undecided(judgement: Judgement) -> bool:
    """Whether nothing but undecided findings stands against this candidate."""
    from expectations.consistency import UNDECIDED

    return all(f.severity != "critical" or f.expectation in UNDECIDED for f in judgement.failures)


def land(job: Job, read: Read, planned: Plan) -> dict[str, int]:
    """The candidate with its landing schema, of all documents or of the part that is modelled anew; row counts by table."""
    job.candidate.parent.mkdir(parents=True, exist_ok=True)
    job.candidate.unlink(missing_ok=True)  # of a try before this one
    files = [readings.open_files(folder, verify=False) for folder in read.folders]  # `land` verifies what it takes
    wanted = Wanted(files, read.editions, planned.decisions, read.past)
    job.part = growing.part_to_build(job, wanted)
    editions, past = (job.part.editions, job.part.past) if job.part else (read.editions, read.past)
    rows = readings.land(job.candidate, files, editions, planned.decisions, past)
    return {**rows, PAST_VERDICTS.name: past_verdicts.land(job, files, past)}


def judge(job: Job) -> Judgement:
    """Ask every question of the candidate; Data Docs go beside it and are taken over by the report."""
    import expectations

    preload_judging()
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)  # tells of its folders
    return expectations.judge(job.candidate, docs_folder(job), strict=job.strict)


def preload_judging() -> None:
    """Import what `judge` needs, so that it happens while the run waits for something else."""
    with _importing:
        import expectations.datasource
        import expectations.documentation  # noqa: F401


def docs_folder(job: Job) -> Path:
    """Where the Data Docs of the candidate are built."""
    return job.home.work / "docs"


def refusal_reasons(model: Model, judgement: Judgement | None) -> tuple[str, ...]:
    """Why the candidate must not be published, worst first; empty where it may."""
    failed = [f"{test.name}: {test.message}" for test in model.failures]
    if judgement is not None and not judgement.passed:
        failed += [f"{f.message} → {f.advice}" for f in judgement.failures if f.severity == "critical"]
    return tuple(failed)


def publish(job: Job, read: Read, planned: Plan, judgement: Judgement) -> releases.Published:
    """Make the candidate the published release, the reader's accuracy card with it, and record it."""
    from serving import accuracy_card

    facts = releases.ReleaseFacts(
        inputs_key=planned.inputs_key,
        code_version=code_version(job.settings.dbt_project),
        reader_version=documents.READER_VERSION,
        documents=_input_documents(job, read),
        decisions=len(planned.decisions),
        validation={
            "passed": judgement.passed,
            "strict": judgement.strict,
            "open_findings": judgement.open_findings,
            "statistics": dict(judgement.statistics),
        },
    )
    published = releases.publish(job.candidate, job.home, facts, attachments={**accuracy_card.kept(), **_models(job)})
    releases.tell_catalogue(job.home, job.catalogue)
    return published


def _models(job: Job) -> dict[str, bytes]:
    """The picture of the way of the data and dbt's documentation, from what dbt has just built."""
    from serving import lineage, model_docs

    manifest = json.loads(modelling.manifest_of(job.home).read_bytes())
    return {"lineage.svg": lineage.svg(manifest), model_docs.NAME: model_docs.page(manifest, job.candidate)}


def database_waits(job: Job) -> bool:
    """Whether a database is to have the current release (DUBAN_PUBLISH_URL) and has another one, or none."""
    if job.settings.publish_url is None:
        return False
    from flows import publish_command  # its database driver is needed only where there is a database

    return publish_command.waits(job.home, job.settings)


def send(job: Job) -> postgres.Sent:
    """Send the current release to that database."""
    from flows import publish_command

    return publish_command.send(job.home, job.settings)


def _input_documents(job: Job, read: Read) -> tuple[releases.InputDocument, ...]:
    known = {record.document_id: record.facts for record in job.catalogue.documents()}
    return tuple(
        releases.InputDocument(
            each.document_id,
            each.edition_no,
            each.sha256,
            each.reading_key,
            known[each.document_id].title,
            known[each.document_id].url,
        )
        for each in read.editions
    )


def report(
    job: Job, *, state: str, judgement: Judgement | None, started: datetime, reasons: tuple[str, ...] = ()
) -> Path:
    """Build the steward's report of the release, or of the candidate that was refused and why; its front page."""
    from serving.facts import RunFacts
    from serving.report import build

    release = releases.current(job.home)
    facts: dict[str, Any] = {
        "state": state,
        "release_version": release.version if release else None,
        "published_at": release.published_at if release else None,
        "run_id": job.run_id,
        "started_at": started,
        "code_version": code_version(job.settings.dbt_project),
        "strict": job.strict,
        "judgement": judgement.to_dict() if judgement else None,
        "validation_docs": _docs(job),
        "timings": {each.name: each.seconds for each in job.progress.times},
        # What the gate refused is told by the judgement; a model's own test that failed, or a steward's word, is in the reasons only.
        "reasons": reasons if judgement is None or judgement.passed else (),
        **_before(job, release, state),
    }
    warehouse = job.candidate if state == "refused" else job.home.current
    page = build(warehouse, job.home.report, RunFacts(**facts))
    if release is not None:
        _marker(job).write_text(_made_of(job, release, state), encoding="utf-8")
    return page


def _before(job: Job, release: releases.Manifest | None, state: str) -> dict[str, Any]:
    """The release that the shown warehouse is compared with: for a candidate the published one, else the one before."""
    version = release and (release.version if state == "refused" else release.previous)
    if not version:
        return {}
    return {"previous": releases.folder_of(job.home, version) / "warehouse.duckdb", "previous_version": version}


def report_is_current(job: Job) -> bool:
    """Whether the report shows the published release; not so after a refused candidate or a run that was cut off."""
    release = releases.current(job.home)
    try:
        told = _marker(job).read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return release is not None and told == _made_of(job, release, "published")


def _marker(job: Job) -> Path:
    return job.home.root / "report.made-of"


def _made_of(job: Job, release: releases.Manifest, state: str) -> str:
    shows = "candidate" if state == "refused" else "release"
    return f"{shows} {release.version} {code_version(job.settings.dbt_project)}\n"


def _docs(job: Job) -> Path | None:
    folder = docs_folder(job) / "validation"
    return folder if folder.is_dir() else None
