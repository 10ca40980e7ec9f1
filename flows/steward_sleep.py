"""A run of a deployment sleeps while it waits for a steward: its process ends, days later the answer begins it again in a new one.

Belongs here: going to sleep, being woken, what the woken run hears. Does not belong here: the form itself (steward_form.py), which findings
are waited for and what was said about them elsewhere (steward_wait.py).

Nothing of the run need be kept but its question (warehouse.waiting) and its candidate, which others look at meanwhile: the woken run does its
steps again, finds everything read, and builds the candidate with the decisions that were taken. Who wakes it: Prefect, when its form is
sent; the worker's supervisor (server_command.py), when it was answered or decided at the desk or the command line, or when time is over.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.context import FlowRunContext
from prefect.exceptions import ObjectNotFound
from prefect.flow_runs import suspend_flow_run
from prefect.input.actions import read_flow_run_input
from prefect.input.run_input import keyset_from_base_key
from pydantic import ValidationError

from flows import steward_form
from flows.job import Job
from flows.steward_form import Next, StewardAnswer
from flows.steward_wait import Finding, Heard, Wait, heard
from warehouse import waiting
from warehouse.catalogue import Catalogue
from warehouse.clock import now
from warehouse.errors import WarehouseError
from warehouse.home import Home
from warehouse.waiting import Then, Waiting

#: How often the supervisor looks whether a sleeping run is to be woken (seconds).
LOOK_EVERY = 2.0
#: The server gives a sleeping run up this much later than the run itself would (seconds): the run wakes and tells what became of it.
GRACE = 3600
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Woken:
    """What a woken run knows: what it had asked, what it heard (None: nothing that it could go on with), what of the form was wrong."""

    asked: Waiting
    heard: Heard | None
    wrong: str = ""


def flow_run_that_may_sleep() -> str:
    """The id of this process's flow run, where its server can begin it again (it has a deployment); else an empty string."""
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    return str(run.id) if run and run.deployment_id else ""


def sleep(job: Job, findings: tuple[Finding, ...], seconds: float, flow_run: str, wrong: str = "") -> NoReturn:
    """Ask, and end this process. Raises Prefect's own signal, which nobody but Prefect may catch."""
    key = secrets.token_hex(4)
    wait = Wait(job, findings, seconds, flow_run=flow_run, form=f"suspended-{key}")
    try:
        suspend_flow_run(steward_form.form_of(wait, wrong), timeout=round(seconds) + GRACE, key=key)
    except Exception:
        waiting.end(job.home)
        raise
    raise RuntimeError("Prefect has not suspended the run")  # a key is new, so it does, and raises its signal


def woken(job: Job, flow_run: str) -> Woken | None:
    """What this run was answered, its decisions recorded; None where it had not been asleep."""
    asked = waiting.current(job.home)
    if not flow_run or asked is None or asked.flow_run != flow_run:
        return None
    told = read_flow_run_input(keyset_from_base_key(asked.form)["response"], flow_run_id=UUID(flow_run))
    answer = None if told is None else StewardAnswer.model_validate(told)
    elsewhere = heard(job.home, job.catalogue, asked)
    if elsewhere is not None and not (answer and answer.decisions):
        return Woken(asked, elsewhere)
    wrong = steward_form.record(asked.candidate, job.catalogue, answer) if answer else ""
    then = steward_form.then(answer) if answer and not wrong else None
    if answer and then:
        return Woken(asked, Heard(then, "form", answer.by))
    return Woken(asked, Heard(Then.KEEP, "time is over") if now() >= asked.until else None, wrong)


@contextmanager
def waking(home: Home) -> Iterator[None]:
    """Look now and then, during the block, whether the run that sleeps in this home is to be woken."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK_EVERY):
            try:
                _wake_if_answered(home)
            except (httpx.HTTPError, OSError, WarehouseError, ValidationError) as fault:
                _log.warning("a sleeping run could not be looked after (%s); it is tried again", fault)

    thread = threading.Thread(target=look, name="waking", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _wake_if_answered(home: Home) -> None:
    asked = waiting.current(home)
    if asked is None or not asked.flow_run:
        return
    with get_client(sync_client=True) as client:
        if not _sleeps(client, home, asked):
            return
        with Catalogue(home.catalogue_url) as catalogue:
            answered = heard(home, catalogue, asked) is not None
        if answered or now() >= asked.until:
            said = StewardAnswer(then=Next.WAIT).model_dump(mode="json")
            client.resume_flow_run(UUID(asked.flow_run), run_input=said)


def _sleeps(client: SyncPrefectClient, home: Home, asked: Waiting) -> bool:
    """Whether the run still sleeps. One that was cancelled or given up on the server, or is gone from it, waits for nobody."""
    try:
        state = client.read_flow_run(UUID(asked.flow_run)).state
    except ObjectNotFound:
        waiting.end(home)
        return False
    if state is not None and state.is_final():
        waiting.end(home)
    return state is not None and state.is_paused()
