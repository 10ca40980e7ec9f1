"""What was known on a day, told by the validity columns, is what a warehouse built on that day would have told.

Belongs here: building warehouses of the documents known by a day and comparing their verdicts and figures with the history. Does not belong
here: one case told in full (test_years). Slow: a build for each day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import building
import duckdb
import pytest

from documents import read
from documents.reading import KnownFacts
from flows import growing, past_verdicts
from warehouse import past_editions, readings
from warehouse.reading_files import ReadingFiles
from warehouse.records import LandedEdition

pytestmark = pytest.mark.slow

PLAN = "2022年重点工作任务分解\n\n1．地区生产总值增长{}%。\n牵头责任单位：市发改委\n2．新建学校{}所。\n牵头责任单位：市教育局\n"
REPORT = (
    "2022年重点工作完成情况\n\n1．地区生产总值增长9%。\n进展情况：地区生产总值增长{}%。\n牵头责任单位：市发改委\n"
    "2．新建学校4所。\n进展情况：新建学校{}所。\n牵头责任单位：市教育局\n"
)


@dataclass(frozen=True)
class Came:
    """One edition of a document, as it came on a day."""

    name: str
    kind: str
    period: str
    edition: int
    day: datetime
    text: str


def _day(month: int, day: int, year: int = 2022) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


STORY = (
    Came("plan", "breakdown", "2022", 1, _day(2, 1), PLAN.format(8, 4)),
    Came("plan", "breakdown", "2022", 2, _day(2, 20), PLAN.format(9, 4)),
    Came("half", "progress", "2022H1", 1, _day(7, 20), REPORT.format(5, 2)),
    Came("year", "annual_report", "2022", 1, _day(1, 20, 2023), REPORT.format(4, 4)),
    Came("year", "annual_report", "2022", 2, _day(3, 5, 2023), REPORT.format("9.2", 3)),
    Came("year", "annual_report", "2022", 3, _day(4, 5, 2023), REPORT.format("9.1", 3)),
    # The correction of an old document, long after.
    Came("half", "progress", "2022H1", 2, _day(5, 1, 2023), REPORT.format(6, 4)),
)
DAYS = sorted({each.day for each in STORY})


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> dict[Came, tuple[ReadingFiles, LandedEdition]]:
    folder = tmp_path_factory.mktemp("readings")
    told = {}
    for each in STORY:
        facts = KnownFacts(each.name, jurisdiction="某市", document_type=each.kind, year=2022, period=each.period)
        batch = readings.write([read(each.text.encode(), facts)], folder)
        (stored,) = batch.readings
        told[each] = (batch, LandedEdition(each.name, each.edition, stored.sha256, each.day, stored.reading_key))
    return told


def _newest(told: list[Came]) -> list[Came]:
    """Of each document the newest edition."""
    return list({each.name: each for each in sorted(told, key=lambda e: e.edition)}.values())


def _rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def history(
    landed: dict[Came, tuple[ReadingFiles, LandedEdition]],
    tmp_path_factory: pytest.TempPathFactory,
    workspace: Path,
) -> Path:
    """The warehouse of today, with its past."""
    folder = tmp_path_factory.mktemp("history")
    now = _newest(list(STORY))
    past = [landed[each][1] for each in STORY if each not in now]
    files = [batch for batch, _ in landed.values()]
    candidate, aside = folder / "warehouse.duckdb", folder / "past.duckdb"
    readings.land(candidate, files, [landed[each][1] for each in now], [], past)
    verdicts = past_verdicts.judge(files, past, aside, lambda: building.build(aside, workspace, *past_verdicts.OPTIONS))
    past_editions.land_verdicts(candidate, [verdicts])
    assert building.build(candidate, workspace) == []
    return candidate


@pytest.mark.parametrize("day", DAYS, ids=lambda d: f"{d:%Y-%m-%d}")
def test_the_history_tells_what_a_build_of_that_day_tells(
    landed: dict[Came, tuple[ReadingFiles, LandedEdition]],
    history: Path,
    day: datetime,
    tmp_path: Path,
    workspace: Path,
) -> None:
    then = _newest([each for each in STORY if each.day <= day])
    candidate = tmp_path / "warehouse.duckdb"
    readings.land(candidate, [landed[each][0] for each in then], [landed[each][1] for each in then], [])
    options = ("--select", "+targets", "+observations", *growing.OF_PART)
    assert building.build(candidate, workspace, *options) == []
    promises = "document_id, task_no, value_text, unit, verdict, cast(ratio as varchar)"
    figures = "document_id, task_no, value_text, unit, period"
    at = f"valid_from <= timestamp '{day:%Y-%m-%d}' and (valid_to is null or valid_to > timestamp '{day:%Y-%m-%d}')"
    told = _rows(history, f"select {promises} from bi.verdict_history where {at} order by all")
    assert told == _rows(candidate, f"select {promises} from bi.targets order by all")
    assert len(told) == 2 * len(then)
    said = _rows(
        history, f"select {figures} from bi.figure_history where statement = 'observation' and {at} order by all"
    )
    assert said == _rows(candidate, f"select {figures} from bi.observations order by all")


def test_of_the_story_the_latest_chapter_counts(history: Path) -> None:
    growth = (
        "select stage, edition_no, verdict from bi.verdict_history where indicator = '地区生产总值' and value_text = '9' "
        "and known_from <= timestamp '{0}' and (known_to is null or known_to > timestamp '{0}')"
    )
    assert _rows(history, growth.format("2022-02-10")) == []
    assert _rows(history, growth.format("2022-03-01")) == [("promise", 2, "not_reported")]
    assert _rows(history, growth.format("2022-08-01")) == [("progress", 1, "not_met")]
    assert _rows(history, growth.format("2023-03-01")) == [("result", 1, "not_met")]
    # Nothing is taken back by the late correction of the half year.
    assert _rows(history, growth.format("2023-06-01")) == [("result", 3, "met")]
