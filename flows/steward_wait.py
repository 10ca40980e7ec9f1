"""Waiting for a steward: which findings a run waits for, and waiting until they are decided, somebody answers, or time is over.

Belongs here: the wait on the catalogue, which needs no Prefect server. Does not belong here: the form of a Prefect server
(steward_form.py), what a decision means (serving.deciding, dbt).

A run waits for findings that are new: those that the published release shows as open already have been published with their mark, and
waiting for them again would be waiting every time. With `strict` every open finding is waited for, since each refuses the release.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from flows.job import Job
from warehouse import releases, waiting
from warehouse.catalogue import Catalogue
from warehouse.clock import now
from warehouse.decisions import has_lapsed
from warehouse.errors import CatalogueUnreachable
from warehouse.home import Home
from warehouse.records import Action
from warehouse.waiting import Then, Waiting

#: How often the catalogue is asked (seconds).
ASK_EVERY = 1.0
#: What a steward is asked about; an `info` is only said.
ASKED = ("critical", "warning")

How = Literal["decided", "answered", "form", "time is over"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding that waits for a decision, as a person is told of it."""

    check_id: str
    kind: str
    severity: str
    claim: str
    arithmetic: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """How a wait ended: what to do now, who said so, by which way."""

    then: Then
    how: How
    by: str = ""


def needed(job: Job) -> tuple[Finding, ...]:
    """The findings of the candidate that this run has to wait for, worst first."""
    found = tuple(each for each in open_findings(job.candidate) if each.severity in ASKED)
    if job.strict:
        return found
    known = {each.check_id for each in open_findings(job.home.current)} if releases.current(job.home) else set()
    return tuple(each for each in found if each.check_id not in known)


def open_findings(warehouse: Path) -> tuple[Finding, ...]:
    """What nobody has decided in this warehouse, worst first."""
    import duckdb

    query = """
        SELECT check_id, kind, severity, claim, arithmetic, places FROM bi.checks
        WHERE NOT holds AND decision IS NULL
        ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, kind, check_id"""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(query).fetchall()
    return tuple(Finding(i, k, s, c or "", a or "", tuple(map(str, p or ()))) for i, k, s, c, a, p in rows)


class Wait:
    """A wait under way: what was decided before it began, and what somebody has said since.

    `flow_run` and `form`: of a run that goes to sleep, its id on the server and that of the form that it is to be answered by.
    """

    def __init__(
        self, job: Job, findings: tuple[Finding, ...], seconds: float, *, flow_run: str = "", form: str = ""
    ) -> None:
        self.job, self.findings, self.seconds = job, findings, seconds
        self.until: datetime = now() + timedelta(seconds=seconds)
        self._ends_at = time.monotonic() + seconds
        self._after = max((record.order for record in job.catalogue.decisions.list()), default=0)
        self.told: Waiting = waiting.begin(
            job.home,
            job.run_id,
            since=now(),
            until=self.until,
            candidate=waiting.keep(job.home, job.candidate) if flow_run else job.candidate,
            findings=tuple(finding.check_id for finding in findings),
            after=self._after,
            flow_run=flow_run,
            form=form,
        )

    @property
    def over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._ends_at

    @property
    def left(self) -> float:
        """Seconds that are left, at least 0."""
        return max(0.0, self._ends_at - time.monotonic())

    def heard(self) -> Heard | None:
        """What was said by now, at the desk or the command line; None: nothing that the run could go on with."""
        return heard(self.job.home, self.job.catalogue, self.told)

    def any_decided(self) -> bool:
        """Whether anything was decided since the wait began: then the candidate is to be built anew."""
        return any(record.order > self._after for record in self.job.catalogue.decisions.list())


def heard(home: Home, catalogue: Catalogue, told: Waiting) -> Heard | None:
    """What was said to a waiting run by now, at the desk or the command line; None: nothing that it could go on with.

    A database that is away for a while is no answer: it is asked again.
    """
    said = waiting.answer_to(home, told)
    if said is not None:
        return Heard(said.then, "answered", said.by)
    try:
        undecided, by = _undecided(catalogue, told)
    except CatalogueUnreachable:
        return None
    return None if undecided else Heard(Then.PUBLISH, "decided", by)


def _undecided(catalogue: Catalogue, told: Waiting) -> tuple[set[str], str]:
    """The findings that nobody has decided since, and who decided the last of the others."""
    today = now().astimezone().date()
    last = {record.decision.check_id: record for record in catalogue.decisions.list()}
    undecided, by = set(), ""
    for finding in told.findings:
        record = last.get(finding)
        if (
            record is None
            or record.order <= told.after
            or record.decision.action is Action.WITHDRAW
            or has_lapsed(record.decision, today)
        ):
            undecided.add(finding)
        else:
            by = record.decision.decided_by
    return undecided, by


def on_the_catalogue(wait: Wait, still: Callable[[float], None]) -> Heard:
    """Wait for decisions or an answer; `still` is called now and then with the seconds that are left."""
    while not wait.over:
        heard = wait.heard()
        if heard is not None:
            return heard
        still(wait.left)
        time.sleep(min(ASK_EVERY, wait.left))
    return wait.heard() or Heard(Then.KEEP, "time is over")
