"""What happened: runs of the main job with their steps, and releases, as the catalogue keeps them.

Belongs here: recording and telling runs and releases. Does not belong here: running, publishing (the release's files
are in `releases`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from warehouse.clock import now
from warehouse.database import Database
from warehouse.errors import WrongUse
from warehouse.models import ReleaseRow, RunRow, RunStepRow
from warehouse.records import ReleaseRecord, ReleaseState, RunRecord, RunState, StepRecord


class Runs:
    """The runs of the main job."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, run_id: str, code_version: str) -> RunRecord:
        """Record that a run begins; ids are the caller's and must be new."""
        row = RunRow(id=run_id, started=now(), state=RunState.RUNNING, code_version=code_version, summary={})
        with self._database.writing() as session:
            session.add(row)
            session.flush()
            return _run(row)

    def add_step(self, run_id: str, step: StepRecord) -> None:
        """Record a step that has ended."""
        with self._database.writing() as session:
            last = session.scalar(select(func.max(RunStepRow.step_no)).where(RunStepRow.run_id == run_id))
            session.add(
                RunStepRow(
                    run_id=run_id, step_no=(last or 0) + 1, name=step.name, seconds=step.seconds, state=step.state
                )
            )

    def finish(
        self,
        run_id: str,
        state: RunState,
        summary: Mapping[str, Any],
        *,
        inputs_key: str | None = None,
        release_version: str | None = None,
    ) -> None:
        """Record how a run ended. Raises WrongUse when there is no such run under way."""
        change = update(RunRow).where(RunRow.id == run_id, RunRow.state == RunState.RUNNING)
        with self._database.writing() as session:
            done = session.execute(
                change.values(
                    state=state,
                    finished=now(),
                    summary=dict(summary),
                    inputs_key=inputs_key,
                    release_version=release_version,
                ).returning(RunRow.id)
            ).all()
            if not done:
                raise WrongUse(f"There is no run {run_id} under way that could be ended as {state}")

    def mark_interrupted(self) -> tuple[str, ...]:
        """Mark every run that never told its end as interrupted; for who holds the run lock (then none is alive)."""
        change = update(RunRow).where(RunRow.state == RunState.RUNNING)
        with self._database.writing() as session:
            ids = session.scalars(change.values(state=RunState.INTERRUPTED, finished=now()).returning(RunRow.id)).all()
        return tuple(sorted(ids))

    def history(self, limit: int = 20) -> tuple[RunRecord, ...]:
        """The last runs, newest first."""
        query = select(RunRow).order_by(RunRow.started.desc(), RunRow.id.desc()).limit(limit)
        with self._database.reading() as session:
            return tuple(_run(row) for row in session.scalars(query))

    def steps(self, run_id: str) -> tuple[StepRecord, ...]:
        """The steps of a run, in order."""
        query = select(RunStepRow).where(RunStepRow.run_id == run_id).order_by(RunStepRow.step_no)
        with self._database.reading() as session:
            return tuple(StepRecord(row.name, row.seconds, row.state) for row in session.scalars(query))


class Releases:
    """The releases, as they were published."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, version: str, published_at: datetime, inputs_key: str, manifest_sha256: str) -> None:
        """Record a release as the current one and the one before as superseded. Recording it again changes nothing."""
        with self._database.writing() as session:
            session.execute(
                update(ReleaseRow)
                .where(ReleaseRow.state == ReleaseState.CURRENT, ReleaseRow.version != version)
                .values(state=ReleaseState.SUPERSEDED)
            )
            session.merge(
                ReleaseRow(
                    version=version,
                    published_at=published_at,
                    inputs_key=inputs_key,
                    manifest_sha256=manifest_sha256,
                    state=ReleaseState.CURRENT,
                )
            )

    def mark_removed(self, version: str) -> None:
        """Record that retention removed a release's files. Raises WrongUse for the current or an unknown one."""
        change = update(ReleaseRow).where(ReleaseRow.version == version, ReleaseRow.state != ReleaseState.CURRENT)
        with self._database.writing() as session:
            if not session.execute(change.values(state=ReleaseState.REMOVED).returning(ReleaseRow.version)).all():
                raise WrongUse(f"There is no release {version} that could be marked as removed")

    def history(self) -> tuple[ReleaseRecord, ...]:
        """All releases, newest first."""
        query = select(ReleaseRow).order_by(ReleaseRow.published_at.desc(), ReleaseRow.version.desc())
        with self._database.reading() as session:
            return tuple(
                ReleaseRecord(r.version, r.published_at, r.inputs_key, r.manifest_sha256, ReleaseState(r.state))
                for r in session.scalars(query)
            )


def _run(row: RunRow) -> RunRecord:
    return RunRecord(
        row.id,
        row.started,
        row.finished,
        RunState(row.state),
        row.code_version,
        row.inputs_key,
        row.release_version,
        row.summary,
    )
