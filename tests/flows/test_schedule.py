"""The dates of the scheduled runs, counted from prefect.yaml."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.faults import WrongUse
from flows.schedule import due


def test_the_year_and_the_quarters_in_shanghai() -> None:
    dates = []
    moment = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # in Shanghai the new year has begun
    for _ in range(5):
        first = next(each for each in due(moment) if each.deployment != "poll")
        dates.append((first.deployment, f"{first.next:%Y-%m-%d %H:%M %z}"))
        moment = first.next
    assert dates == [
        ("yearly", "2027-01-15 08:00 +0800"),
        ("quarterly", "2027-04-15 08:00 +0800"),
        ("quarterly", "2027-07-15 08:00 +0800"),
        ("quarterly", "2027-10-15 08:00 +0800"),
        ("yearly", "2028-01-15 08:00 +0800"),
    ]


def test_list_pages_are_looked_at_every_morning() -> None:
    moment = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    (poll,) = (each for each in due(moment) if each.deployment == "poll")
    assert f"{poll.next:%Y-%m-%d %H:%M %z}" == "2027-01-01 07:00 +0800"


@pytest.mark.parametrize(
    "text",
    [
        "deployments: [{name: x, schedules: [{cron: 61 * * * *}]}]",
        "deployments: [{name: x, schedules: [{cron: 0 8 * * *, timezone: Asia/Nowhere}]}]",
        "deployments: [{name: x, schedules: [{interval: 5}]}]",
        "deployments: {",
        "[]",
    ],
)
def test_a_schedule_that_cannot_be_meant_names_its_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "prefect.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(WrongUse, match=r"prefect\.yaml"):
        due(file=file)


def test_a_schedule_that_is_switched_off_is_not_due(tmp_path: Path) -> None:
    file = tmp_path / "prefect.yaml"
    file.write_text("deployments: [{name: x, schedules: [{cron: 0 8 * * *, active: false}]}, {name: y}]", "utf-8")
    assert due(file=file) == ()
