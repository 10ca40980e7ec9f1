"""The years as one story: the samples' growth promised and reported, tasks followed through documents, cities that never mix, any order.

Belongs here: assertions on warehouses built from the samples and from the made-up corpus. Does not belong here: the corpus (benchmarks).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import building
import duckdb
import pytest

from benchmarks import years_corpus
from documents import read
from documents.reading import KnownFacts, Reading
from flows import past_verdicts
from flows.sources import load
from warehouse import past_editions, readings
from warehouse.records import LandedEdition

ROOT = Path(__file__).parents[2]
SEEN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def sample_readings() -> list[Reading]:
    return [
        read((ROOT / str(source.path)).read_bytes(), source.facts(file_name=str(source.path)))
        for source in load(ROOT / "sources.yml").documents
    ]


def _land(said: list[Reading], folder: Path, batches: int) -> Path:
    """A candidate from readings that came in this order, so many batches."""
    size = -(-len(said) // batches)
    files = [readings.write(said[at : at + size], folder / "readings") for at in range(0, len(said), size)]
    editions = [LandedEdition(r.document_id, 1, r.sha256, SEEN, r.reading_key) for b in files for r in b.readings]
    candidate = folder / "candidate.duckdb"
    readings.land(candidate, files, editions, [])
    return candidate


@pytest.fixture(scope="module")
def samples(
    sample_readings: list[Reading], tmp_path_factory: pytest.TempPathFactory, workspace: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    candidate = _land(sample_readings, tmp_path_factory.mktemp("samples"), 1)
    assert building.build(candidate, workspace) == []
    with duckdb.connect(str(candidate), read_only=True) as connection:
        yield connection


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def test_growth_is_promised_and_reported_in_one_row_a_year(samples: duckdb.DuckDBPyConnection) -> None:
    told = _rows(
        samples,
        "select year, period, target_value, actual_value, verdict, progress_value, progress_period, promised_in, document_id "
        "from bi.indicator_series where indicator = '地区生产总值' and kind = 'growth' and target_value is not null "
        "order by year, target_value",
    )
    assert told == [
        (2021, "2021", 8.5, 11.6, "met", None, None, "wuhu-2021-breakdown-sample", "wuhu-2021-annual-sample"),
        (2022, "2022", 9.0, 4.0, "not_met", None, None, "wuhu-2022-tasks-sample", "wuhu-2022-tasks-sample"),
        # of 2023 a level at half-year is all that is told; two promises, a firm one and one striven for
        (2023, "2023", 8.0, None, "not_reported", None, None, "wuhu-2023-q3-sample", "wuhu-2023-q3-sample"),
        (2023, "2023", 8.5, None, "not_reported", None, None, "wuhu-2023-q3-sample", "wuhu-2023-q3-sample"),
        (2025, "2025", 6.0, None, "pending", 7.1, "2025Q1", "wuhu-2025-breakdown-sample", "wuhu-2025-q1-sample"),
    ]


def test_a_quarter_has_a_row_of_its_own(samples: duckdb.DuckDBPyConnection) -> None:
    quarter = _rows(
        samples,
        "select target_value, actual_value, verdict, grain from bi.indicator_series "
        "where indicator = '地区生产总值' and period = '2025Q1'",
    )
    assert quarter == [(None, 7.1, None, "quarter")]


def test_figures_stand_as_they_are_printed_beside_the_computed_ones(samples: duckdb.DuckDBPyConnection) -> None:
    said = _rows(
        samples,
        "select target_said, actual_said, actual_value from bi.indicator_series where indicator = '地区生产总值' "
        "and year = 2021 and kind = 'growth' and target_value is not null",
    )
    assert said == [("8.5%", "11.6%", 11.6)]
    unlike = _rows(
        samples,
        "select s.actual_said, s.actual_value, o.value, o.base_value from bi.indicator_series as s "
        "join bi.observations as o using (observation_id) where s.answer_from is null "
        "and (s.actual_value <> o.base_value or s.actual_said not like cast(cast(o.value as double) as text) || '%') "
        "and o.value_high is null and o.value = trunc(o.value) and s.actual_said not like cast(cast(o.value as bigint) as text) || '%'",
    )
    assert unlike == []


def test_growth_is_computed_anew_and_a_restated_base_breaks_the_series(samples: duckdb.DuckDBPyConnection) -> None:
    sql = (
        "select actual_value, growth_recomputed, break_reason from bi.indicator_series "
        "where indicator = '{}' and period = '2022' and kind = 'growth' and actual_value is not null"
    )
    assert _rows(samples, sql.format("一般公共预算收入")) == [(9.5, 7.53, "base")]
    flagged = "select count(*) from bi.indicator_series where is_break <> (break_reason is not null)"
    assert _rows(samples, flagged) == [(0,)]
    # Constant prices: what follows from the levels is something else, and no break. Its levels: 4550 after 4302.
    (actual, recomputed, broken), *_ = _rows(samples, sql.format("地区生产总值"))
    assert (actual, broken) == (4.0, None)
    assert recomputed in (None, 5.76)


def test_promises_come_back_or_are_said_not_to(samples: duckdb.DuckDBPyConnection) -> None:
    story = _rows(
        samples,
        "select stage, state, outcome, match_outcome, score from bi.task_history "
        "where year = 2021 and commitment like '地区生产总值%' order by state_no",
    )
    assert story == [
        ("promise", "not_reported", "met", "first", None),
        ("result", "met", "met", "matched", 1.0),
    ]
    lost = _rows(
        samples,
        "select distinct first_task_no, outcome from marts.dim_task_life where year = 2021 and not came_back order by 1",
    )
    assert lost == [(number, "not_reported") for number in (7, 8, 9, 10)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_documents_does_not_change_what_is_landed(
    sample_readings: list[Reading], samples: duckdb.DuckDBPyConnection, tmp_path: Path, seed: int
) -> None:
    shuffled = random.Random(seed).sample(sample_readings, len(sample_readings))
    candidate = _land(shuffled, tmp_path, batches=seed)
    with duckdb.connect(str(candidate), read_only=True) as other:
        _same_tables(samples, other, ("landing",))


def test_the_order_of_documents_does_not_change_the_warehouse(
    sample_readings: list[Reading], samples: duckdb.DuckDBPyConnection, tmp_path: Path, workspace: Path
) -> None:
    candidate = _land(list(reversed(sample_readings)), tmp_path, batches=4)
    assert building.build(candidate, workspace) == []
    with duckdb.connect(str(candidate), read_only=True) as other:
        _same_tables(samples, other, ("marts", "bi"))


def _same_tables(left: duckdb.DuckDBPyConnection, right: duckdb.DuckDBPyConnection, schemas: tuple[str, ...]) -> None:
    names = _rows(
        left,
        "select table_schema || '.\"' || table_name || '\"' from information_schema.tables "
        f"where table_schema in ({', '.join(repr(s) for s in schemas)}) order by 1",
    )
    assert names
    for (name,) in names:
        sql = f"select * from {name} order by all"
        assert _rows(left, sql) == _rows(right, sql), name


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory, workspace: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Two made-up cities over the years of a reform, with units of the same names and tasks of the same numbers."""
    candidate = tmp_path_factory.mktemp("cities") / "cities.duckdb"
    years_corpus.land(years_corpus.generate(cities=2, years=2, tasks=40, first_year=2018), candidate)
    assert building.build(candidate, workspace) == []
    with duckdb.connect(str(candidate), read_only=True) as connection:
        yield connection


def test_tasks_are_followed_through_other_words_numbers_and_order(cities: duckdb.DuckDBPyConnection) -> None:
    figures = years_corpus.measure(cities)
    assert figures["pairs_meant"] > 200
    assert figures["precision"] >= 0.99
    assert figures["recall"] >= 0.95


def test_the_next_promise_is_tied_to_the_one_before(
    cities: duckdb.DuckDBPyConnection, samples: duckdb.DuckDBPyConnection
) -> None:
    figures = years_corpus.measure(cities)
    assert figures["years_precision"] >= 0.95
    assert figures["years_recall"] >= 0.9
    growth = _rows(
        samples,
        "select year from bi.task_history where state_no = 1 and thread_id = (select thread_id from bi.task_history "
        "where year = 2022 and task_no = 1) order by year",
    )
    assert growth == [(2021,), (2022,), (2023,)]


def test_two_cities_never_mix(cities: duckdb.DuckDBPyConnection) -> None:
    mixed = _rows(
        cities,
        "select life_id from bi.task_history as h join bi.documents as d using (document_id) "
        "group by life_id having count(distinct d.jurisdiction) > 1 or count(distinct d.year) > 1",
    )
    assert mixed == []
    shared = _rows(
        cities,
        "select unit, year, count(*), count(distinct jurisdiction), sum(tasks_led) from bi.unit_scorecard "
        "group by unit, year having count(*) > 1",
    )
    assert shared
    assert all(rows == of_cities == 2 for _, _, rows, of_cities, _ in shared)
    # A task that two units lead counts for both.
    led = "select sum(len(list_distinct(lead_unit_names))) from bi.tasks where jurisdiction = '甲州市' and year = 2018"
    counted = "select sum(tasks_led) from bi.unit_scorecard where jurisdiction = '甲州市' and year = 2018"
    assert _rows(cities, led) == _rows(cities, counted)


def test_a_renamed_unit_keeps_its_name_of_the_time_and_rolls_up_to_that_of_today(
    cities: duckdb.DuckDBPyConnection,
) -> None:
    names = _rows(
        cities,
        "select distinct year, unit, present_unit from bi.unit_scorecard "
        "where present_unit = '市生态环境局' order by all",
    )
    assert names == [(2018, "市环境保护局", "市生态环境局"), (2019, "市生态环境局", "市生态环境局")]


def test_tasks_nobody_promised_are_marked(cities: duckdb.DuckDBPyConnection) -> None:
    marked = _rows(cities, "select count(*) from marts.dim_task_life where is_without_promise")[0][0]
    lost = _rows(cities, "select count(*) from marts.dim_task_life where not came_back and outcome = 'not_reported'")
    assert marked >= 4
    assert lost[0][0] >= 4


def test_the_made_up_corpus_is_the_same_every_time() -> None:
    one, two = (years_corpus.generate(1, 1, 20) for _ in range(2))
    assert one.rows == two.rows
    assert one.truth == two.truth


def _edition(
    text: str, number: int, seen: datetime, folder: Path, kind: str = "annual_report"
) -> tuple[Any, LandedEdition]:
    name = kind[:1]
    known = KnownFacts(name, jurisdiction="某市", document_type=kind, year=2022, period="2022")
    batch = readings.write([read(text.encode(), known)], folder / "readings")
    (stored,) = batch.readings
    return batch, LandedEdition(name, number, stored.sha256, seen, stored.reading_key)


def test_what_was_known_on_a_day_and_what_an_edition_changed(tmp_path: Path, workspace: Path) -> None:
    told = "2022年度重点工作完成情况\n\n1．地区生产总值增长9%。\n进展情况：{}\n牵头责任单位：市发改委\n"
    told += "2．扩建图书馆。\n进展情况：已完成。\n牵头责任单位：市文旅局\n"  # nobody promised it
    plan = "2022年重点工作任务分解\n\n1．地区生产总值增长9%。\n牵头责任单位：市发改委\n"
    plan += "2．新建医院3所。\n牵头责任单位：市卫健委\n"  # never heard of again
    promise, planned = _edition(plan, 1, datetime(2022, 2, 1, tzinfo=UTC), tmp_path, "breakdown")
    first, old = _edition(told.format("地区生产总值增长4%。"), 1, datetime(2023, 1, 20, tzinfo=UTC), tmp_path)
    second, new = _edition(
        told.format("地区生产总值增长4.1%，新建学校3所。"), 2, datetime(2023, 3, 5, tzinfo=UTC), tmp_path
    )
    candidate = tmp_path / "candidate.duckdb"
    files = [promise, first, second]
    readings.land(candidate, files, [planned, new], [], [old])
    past_candidate = tmp_path / "past.duckdb"
    verdicts = past_verdicts.judge(
        files, [old], past_candidate, lambda: building.build(past_candidate, workspace, *past_verdicts.OPTIONS)
    )
    assert past_editions.land_verdicts(candidate, [verdicts]) == 1
    assert building.build(candidate, workspace) == []
    story = (
        "select stage, state from bi.task_history where commitment like '地区生产总值%' "
        "and known_from <= timestamp '{0}' and (known_to is null or known_to > timestamp '{0}')"
    )
    known_on = (
        "select value_text from bi.figure_history where statement = 'observation' and indicator = '地区生产总值' "
        "and valid_from <= timestamp '{0}' and (valid_to is null or valid_to > timestamp '{0}')"
    )
    verdict_on = (
        "select document_id, verdict, ratio from bi.verdict_history where indicator = '地区生产总值' "
        "and {1}_from <= timestamp '{0}' and ({1}_to is null or {1}_to > timestamp '{0}') order by 1"
    )
    with duckdb.connect(str(candidate), read_only=True) as connection:
        assert _rows(connection, verdict_on.format("2022-01-01", "valid")) == []
        assert _rows(connection, verdict_on.format("2022-06-01", "known")) == [("b", "not_reported", None)]
        before, after = Decimal("0.4444"), Decimal("0.4556")
        assert _rows(connection, verdict_on.format("2023-03-01", "known")) == [("a", "not_met", before)]
        assert _rows(connection, verdict_on.format("2023-04-01", "known")) == [("a", "not_met", after)]
        # Both documents stand, each with what it says.
        both = [("a", "not_met", before), ("b", "not_reported", None)]
        assert _rows(connection, verdict_on.format("2023-03-01", "valid")) == both
        assert _rows(connection, story.format("2022-01-01")) == []
        assert _rows(connection, story.format("2022-06-01")) == [("promise", "not_reported")]
        assert _rows(connection, story.format("2023-04-01")) == [("result", "not_met")]
        assert _rows(connection, known_on.format("2023-01-01")) == []
        assert _rows(connection, known_on.format("2023-03-01")) == [("4",)]
        assert _rows(connection, known_on.format("2023-04-01")) == [("4.1",)]
        changes = _rows(connection, "select change, said_before, said_after from bi.edition_changes order by 1")
        assert changes == [("added", None, "3所"), ("changed", "4%", "4.1%")]
        # Facts follow the newest edition.
        counted = _rows(connection, "select value from bi.observations where indicator = '地区生产总值'")
        assert [float(value) for (value,) in counted] == [4.1]
