"""Waiting for a steward without a server: decided, answered, taken back, time over, killed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from flows.job import Job
from flows.progress import Progress
from flows.settings import Settings
from flows.sources import Sources
from flows.steward_wait import Finding, Heard, Wait, on_the_catalogue
from flows.turn import turn
from warehouse import locks, waiting
from warehouse.catalogue import Catalogue
from warehouse.clock import now
from warehouse.errors import AlreadyRunning
from warehouse.home import Home
from warehouse.records import Action, NewDecision
from warehouse.waiting import Then

FOUND = tuple(Finding(f"C-{n}", "repeat", "warning", "said twice", "17 - 12 = 5", ("任务1",)) for n in (1, 2))


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    """A run that holds its turn and has built a candidate."""
    home = Home.at(tmp_path / "home").make()
    with locks.run_lock(home), Catalogue(home.catalogue_url) as catalogue:
        made = Job(Settings(), home, catalogue, Sources(), (), strict=False)
        made.candidate.parent.mkdir(parents=True)
        made.candidate.write_bytes(b"a warehouse")
        yield made


def decide(job: Job, check: str, action: Action = Action.ACCEPT) -> None:
    """A steward's decision, as the desk or the command line records it."""
    day = now().astimezone().date()
    job.catalogue.decisions.record(NewDecision(check, action, "两处口径不同", "王某", day))


def test_it_goes_on_when_the_last_finding_is_decided(job: Job) -> None:
    wait = Wait(job, FOUND, 60)
    assert wait.heard() is None
    decide(job, "C-1")
    decide(job, "C-other")
    assert wait.heard() is None
    decide(job, "C-2")
    assert wait.heard() == Heard(Then.PUBLISH, "decided", "王某")
    decide(job, "C-2", Action.WITHDRAW)
    assert wait.heard() is None


def test_what_was_decided_before_does_not_count(job: Job) -> None:
    """The finding is open although there is a decision: the source has changed since."""
    decide(job, "C-1")
    decide(job, "C-2")
    wait = Wait(job, FOUND, 60)
    assert wait.heard() is None
    assert not wait.any_decided()


def test_time_over_keeps_the_old_release(job: Job) -> None:
    told: list[float] = []
    began = now()
    assert on_the_catalogue(Wait(job, FOUND, 0.4), told.append) == Heard(Then.KEEP, "time is over")
    assert timedelta(seconds=0.4) <= now() - began < timedelta(seconds=5)
    assert told


def test_an_answer_ends_the_wait_though_nothing_is_decided(job: Job) -> None:
    wait = Wait(job, FOUND, 60)
    threading.Timer(0.3, lambda: waiting.answer(job.home, wait.told, Then.PUBLISH, "李某")).start()
    assert on_the_catalogue(wait, lambda _: None) == Heard(Then.PUBLISH, "answered", "李某")
    waiting.end(job.home)
    assert Wait(job, FOUND, 60).heard() is None  # that was said to the wait before


def test_others_see_the_candidate_only_while_its_run_lives(job: Job) -> None:
    assert waiting.judged(job.home) == job.home.current
    Wait(job, FOUND, 60)
    waits = waiting.current(job.home)
    assert waits is not None
    assert (waits.findings, waits.run_id) == (("C-1", "C-2"), job.run_id)
    assert waiting.judged(job.home) == job.candidate
    file = job.home.root / "waiting.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"pid": 1}), "utf-8")  # another process, now gone
    assert waiting.current(job.home) is None
    assert waiting.judged(job.home) == job.home.current


def test_a_run_that_sleeps_keeps_its_turn_until_it_is_answered(tmp_path: Path) -> None:
    """Nobody holds the lock meanwhile: another run is refused, upkeep is not, and the run itself may go on."""
    home = Home.at(tmp_path / "home").make()
    with locks.run_lock(home), Catalogue(home.catalogue_url) as catalogue:
        job = Job(Settings(), home, catalogue, Sources(), (), strict=False)
        job.candidate.parent.mkdir(parents=True)
        job.candidate.write_bytes(b"a warehouse")
        wait = Wait(job, FOUND, 3600, flow_run="f-1", form="suspended-1")
    assert not job.candidate.exists()
    assert waiting.judged(home).read_bytes() == b"a warehouse"
    with pytest.raises(AlreadyRunning, match="duban answer"), turn(home, Progress(), wait=0, of_run=""):
        pass
    for one in ("f-1", None):
        with turn(home, Progress(), wait=0, of_run=one):
            assert waiting.current(home) == wait.told
    threading.Timer(0.3, lambda: waiting.answer(home, wait.told, Then.KEEP, "李某")).start()
    with turn(home, Progress(), wait=60, of_run=""):
        assert waiting.current(home) is not None  # who comes first hears it: that is not for us to end
    waiting.end(home)
    assert waiting.judged(home) == home.current


def test_nobody_waits_for_a_run_whose_time_is_over(job: Job) -> None:
    Wait(job, FOUND, 0, flow_run="f-1", form="suspended-1")
    assert waiting.current(job.home) is not None
    assert waiting.asleep(job.home) is None
