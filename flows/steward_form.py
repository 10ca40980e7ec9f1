"""The form by which a steward answers a waiting run on a Prefect server.

Belongs here: the form's fields, pausing the run, taking the answer. Does not belong here: which findings are waited for
(steward_wait.py), what may be decided (serving.deciding).

A run of a deployment goes to sleep over it (steward_sleep.py). One that was started at a terminal is paused, not ended: its candidate stays
as it is, and so does its turn. Decisions that come by another way (the desk, the command line) resume the run as if the form had been sent.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.responses import SetStateStatus
from prefect.context import FlowRunContext
from prefect.exceptions import FlowPauseTimeout
from prefect.flow_runs import pause_flow_run
from prefect.input import RunInput
from prefect.logging import get_run_logger
from pydantic import BaseModel, Field

from flows.console import safe
from flows.markdown import findings_table, plain
from flows.steward_wait import ASK_EVERY, Finding, Heard, Wait
from warehouse.catalogue import Catalogue
from warehouse.errors import WarehouseError
from warehouse.records import Action
from warehouse.waiting import Then

#: How many findings the form lists; the others are decided at the desk or the command line.
LISTED = 30
#: How often a paused run looks whether it was resumed (seconds).
LOOK_EVERY = 2


class Choice(StrEnum):
    """What is done with one finding."""

    LATER = "暂不裁定 · not now"
    ACCEPT = "保留两数 · accept"
    CORRECT = "更正 · correct"
    REJECT = "不采用 · reject"


class Next(StrEnum):
    """What the run does then."""

    PUBLISH = "发布 · publish"
    KEEP = "保留原发布 · keep the old release"
    WAIT = "继续等待 · go on waiting"


_ACTIONS = {Choice.ACCEPT: Action.ACCEPT, Choice.CORRECT: Action.CORRECT, Choice.REJECT: Action.REJECT}
_THEN = {Next.PUBLISH: Then.PUBLISH, Next.KEEP: Then.KEEP}


class Decision(BaseModel):
    """One finding and what is decided on it."""

    finding: str = Field(title="问题编号 · Finding", description="如上表所列 · as listed above")
    choice: Choice = Field(default=Choice.LATER, title="裁定 · Decision")
    correction: str | None = Field(
        default=None,
        title="更正值 · Right value",
        description="仅用于更正：原文数字=正确数字，按原文单位 · for a correction only: PRINTED=VALUE, in the printed unit",
    )
    reason: str = Field(
        default="", title="理由 · Reason", description="他人日后会读到 · others will read it, years later"
    )


class StewardAnswer(RunInput):
    """The form."""

    by: str = Field(default="", title="裁定人 · Your name")
    then: Next = Field(
        default=Next.PUBLISH,
        title="然后 · And then",
        description="发布时，未裁定的问题保留“有争议”标记 · what is undecided is published as disputed",
    )
    decisions: list[Decision] = Field(default_factory=list, title="裁定 · Decisions")


def on_the_server(wait: Wait) -> Heard:
    """Pause the run with the form until somebody answers, there or elsewhere, or time is over."""
    wrong = ""
    while not wait.over:
        try:
            answer = _paused(wait, wrong)
        except FlowPauseTimeout:
            break
        heard = wait.heard()
        if heard is not None and not answer.decisions:
            return heard
        wrong = record(wait.told.candidate, wait.job.catalogue, answer)
        if not wrong and (chosen := then(answer)):
            return Heard(chosen, "form", answer.by)
    return wait.heard() or Heard(Then.KEEP, "time is over")


def form_of(wait: Wait, wrong: str) -> type[StewardAnswer]:
    """The form with its findings; `wrong` is what could not be recorded of the last answer."""
    return StewardAnswer.with_initial_data(
        description=told(wait.findings, wrong),
        decisions=Field(
            default=[Decision(finding=finding.check_id) for finding in wait.findings[:LISTED]],
            title=StewardAnswer.model_fields["decisions"].title,
        ),
    )


def then(answer: StewardAnswer) -> Then | None:
    """What the run is to do; None: go on waiting."""
    return _THEN.get(answer.then)


def _paused(wait: Wait, wrong: str) -> StewardAnswer:
    context = FlowRunContext.get()
    assert context is not None
    assert context.flow_run is not None
    with _ListeningElsewhere(wait, context.flow_run.id):
        return pause_flow_run(form_of(wait, wrong), timeout=max(1, round(wait.left)), poll_interval=LOOK_EVERY)


class _ListeningElsewhere:
    """Resume the run as soon as what it waits for was decided elsewhere."""

    def __init__(self, wait: Wait, flow_run: UUID) -> None:
        self._wait, self._flow_run = wait, flow_run
        self._over = threading.Event()
        self._log: Any = get_run_logger()
        self._thread = threading.Thread(target=self._listen, name="steward", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _listen(self) -> None:
        """Until it worked: the server knows of the pause, and of its form, a moment after it was asked for."""
        while not self._over.wait(ASK_EVERY):
            try:
                if self._wait.heard() is not None and self._resumed():
                    self._log.info("裁定已在别处作出，继续运行 · decided elsewhere: the run goes on")
                    return
            except (httpx.HTTPError, OSError) as fault:
                self._log.debug("the server did not resume the run (%s); it is asked again", fault)

    def _resumed(self) -> bool:
        said = StewardAnswer(then=Next.WAIT).model_dump(mode="json")
        with get_client(sync_client=True) as client:
            return client.resume_flow_run(self._flow_run, run_input=said).status == SetStateStatus.ACCEPT


def record(warehouse: Path, catalogue: Catalogue, answer: StewardAnswer) -> str:
    """Record what the form decides; returns in words what could not be recorded, and why."""
    from serving import deciding

    log = get_run_logger()
    wrong = []
    for each in answer.decisions:
        if each.choice not in _ACTIONS:
            continue
        request = deciding.Request(each.finding, _ACTIONS[each.choice], each.reason, answer.by, each.correction)
        try:
            decided = deciding.decide(warehouse, catalogue, request)
        except WarehouseError as fault:
            wrong.append(f"{each.finding}: {fault}")
            log.warning("%s", safe(wrong[-1]))
        else:
            log.info(
                "已记录 recorded %s: %s %s", decided.record.decision_id, each.finding, decided.record.decision.action
            )
    return "\n".join(wrong)


def told(findings: Sequence[Finding], wrong: str = "") -> str:
    """What the form says above its fields, as Markdown."""
    lines = ["## 有问题待裁定 · Findings wait for a decision", ""]
    if wrong:
        lines += ["**未能记录 · not recorded:**", *(f"- {plain(each)}" for each in wrong.splitlines()), ""]
    lines += findings_table(findings[:LISTED])
    if len(findings) > LISTED:
        more = len(findings) - LISTED
        lines += ["", f"另有 {more} 条：duban findings · {more} more: `duban findings`, or the desk"]
    return "\n".join(lines)
