"""A step that counts nothing must not look dead: in a pipe it says every few seconds that it goes on."""

from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from flows import progress
from flows.progress import ConsoleProgress, listening


def test_a_silent_step_is_told_of_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.2)
    monkeypatch.setattr(progress, "PULSE", 0.05)
    told = io.StringIO()
    listener = ConsoleProgress(Console(file=told))
    with listening(listener), listener.step("校验 Judge"):
        time.sleep(0.7)
        listener.moved(3, 7, "fct_target\x1b[31m")
        time.sleep(0.3)
    lines = told.getvalue().splitlines()
    assert len([line for line in lines if line.strip().startswith("校验 Judge")]) >= 3
    assert any("3/7" in line for line in lines)
    assert lines[-1].startswith("✓ 校验 Judge")
    with listening(listener):
        time.sleep(0.4)  # what comes between two steps, or before the first one
    assert len(told.getvalue().splitlines()) > len(lines)
    lines = told.getvalue().splitlines()
    assert "\x1b" not in told.getvalue()
    time.sleep(0.3)
    assert told.getvalue().splitlines() == lines  # the pulse ends with its step


def test_the_goal_of_five_seconds_is_kept_by_its_numbers() -> None:
    assert progress.EVERY + progress.PULSE < 5
