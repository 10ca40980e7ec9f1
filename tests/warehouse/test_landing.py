"""Landing: the candidate's schema `landing` is the readings, row for row, from whatever batches it is built."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.examples import SEEN, landed, reading
from warehouse import readings
from warehouse.errors import DamagedFile, MissingReading, WrongUse
from warehouse.landing_tables import LANDING_TABLES
from warehouse.reading_rows import rows_of
from warehouse.records import Action, DecisionRecord, NewDecision

BATCH = [reading("lake", trees="41"), reading("grove"), reading("hill", trees="5")]


def content(candidate: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every landing table's rows in the order in which they rest."""
    with duckdb.connect(str(candidate), read_only=True) as connection:
        return {t.name: connection.execute(f"SELECT * FROM landing.{t.name}").fetchall() for t in LANDING_TABLES}


def decision(order: int, check: str = "C-1") -> DecisionRecord:
    made = NewDecision(check, Action.CORRECT, "a reason", "somebody", date(2023, 2, 1), "83.9", until=date(2024, 1, 1))
    return DecisionRecord(f"D-{order}", order, made, SEEN)


def test_what_is_landed_is_what_was_read(tmp_path: Path) -> None:
    batch = readings.write(BATCH, tmp_path / "readings")
    rows = readings.land(tmp_path / "candidate.duckdb", [batch], landed(batch), [decision(7), decision(3)])
    assert rows["observations"] == 3
    assert (tmp_path / "candidate.duckdb").stat().st_size < 3_000_000  # few rows, small blocks
    with duckdb.connect(str(tmp_path / "candidate.duckdb"), read_only=True) as connection:
        found = connection.execute("SELECT * FROM landing.tasks ORDER BY document_id").fetchdf().to_dict("records")
        documents = connection.execute("SELECT document_id, edition_no, first_seen, facts_read FROM landing.documents")
        assert documents.fetchall() == [
            (name, 1, datetime(2023, 1, 20, 8, 30), ["title"]) for name in ("grove", "hill", "lake")
        ]
        decisions = connection.execute("SELECT decision_order, decision_id, until FROM landing.decisions").fetchall()
        assert decisions == [(1, "D-3", date(2024, 1, 1)), (2, "D-7", date(2024, 1, 1))]
    expected = sorted((row for r in BATCH for row in rows_of(r)["tasks"]), key=lambda row: row["document_id"])
    assert [{k: f[k] for k in e} for f, e in zip(found, expected, strict=True)] == expected


def test_spans_of_parts_and_tasks_are_true(tmp_path: Path) -> None:
    batch = readings.write(BATCH, tmp_path / "readings")
    readings.land(tmp_path / "candidate.duckdb", [batch], landed(batch), [])
    with duckdb.connect(str(tmp_path / "candidate.duckdb"), read_only=True) as connection:
        checked = connection.execute("""
            SELECT count(*), count(*) FILTER (d.text[p.char_start + 1 : p.char_end] = p.text)
            FROM landing.task_parts p JOIN landing.documents d USING (document_id)
        """).fetchone()
    assert checked == (6, 6)


def test_tables_without_rows_are_there_with_their_types_and_comments(tmp_path: Path) -> None:
    rows = readings.land(tmp_path / "candidate.duckdb", [], [], [])
    assert set(rows.values()) == {0}
    with duckdb.connect(str(tmp_path / "candidate.duckdb"), read_only=True) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns() "
            "WHERE schema_name = 'landing'"
        ).fetchall()
        comments = connection.execute("SELECT comment FROM duckdb_tables() WHERE schema_name = 'landing'").fetchall()
    expected = [
        (t.name, c.name, c.type.duckdb, c.nullable, f"{c.zh} · {c.en}") for t in LANDING_TABLES for c in t.columns
    ]
    assert sorted(columns) == sorted(expected)
    assert len(comments) == len(LANDING_TABLES)
    assert all(" · " in comment for (comment,) in comments)


def test_only_the_wanted_readings_are_landed_even_when_they_rest_in_two_batches(tmp_path: Path) -> None:
    old, new = reading("grove", trees="99", sha256="0" * 64), reading("grove")
    first = readings.write([old, reading("lake")], tmp_path)
    second = readings.write([new, reading("lake")], tmp_path)  # lake was read twice: a repair, another worker
    wanted = {e.document_id: e for e in landed(first, second) if e.sha256 == "a" * 64}
    rows = readings.land(tmp_path / "c.duckdb", [first, second], list(wanted.values()), [])
    assert (rows["documents"], rows["observations"]) == (2, 2)
    assert [row[15] for row in content(tmp_path / "c.duckdb")["observations"]].count("99") == 0


def test_damage_is_found_before_anything_is_built(tmp_path: Path) -> None:
    batch = readings.write(BATCH, tmp_path / "readings")
    file = batch.folder / "observations.parquet"
    file.write_bytes(file.read_bytes()[:-4] + b"PAR2")
    with pytest.raises(DamagedFile, match=r"observations\.parquet.*duban run"):
        readings.land(tmp_path / "candidate.duckdb", [batch], landed(batch), [])
    assert not (tmp_path / "candidate.duckdb").exists()


def test_a_manifest_that_promises_other_rows_is_refused(tmp_path: Path) -> None:
    batch = readings.write(BATCH, tmp_path / "readings")
    lying = dataclasses.replace(batch.readings[0], counts={**batch.readings[0].counts, "claims": 2})
    batch = dataclasses.replace(batch, readings=(lying, *batch.readings[1:]))
    with pytest.raises(DamagedFile, match="3 rows of claims were landed, the manifests say 4"):
        readings.land(tmp_path / "candidate.duckdb", [batch], landed(batch), [])


def test_wrong_requests_are_refused(tmp_path: Path) -> None:
    batch = readings.write(BATCH, tmp_path / "readings")
    with pytest.raises(MissingReading, match="nowhere"):
        readings.land(
            tmp_path / "c.duckdb",
            [batch],
            [dataclasses.replace(landed(batch)[0], document_id="nowhere", reading_key="x")],
            [],
        )
    with pytest.raises(WrongUse, match="more than once: "):
        readings.land(tmp_path / "c.duckdb", [batch], landed(batch, batch), [])
    (tmp_path / "c.duckdb").touch()
    with pytest.raises(WrongUse, match="remove this file"):
        readings.land(tmp_path / "c.duckdb", [batch], landed(batch), [])


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 2), min_size=5, max_size=5), st.permutations(range(5)))
def test_landing_does_not_depend_on_batches_or_order(
    tmp_path_factory: pytest.TempPathFactory, batch_of: list[int], order: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("landing")
    all_readings = [reading(f"d{i}", trees=str(10 + i)) for i in range(5)]
    whole = readings.write(all_readings, folder / "whole")
    groups = [[all_readings[i] for i in order if batch_of[i] == number] for number in range(3)]
    batches = [readings.write(group, folder / "parts") for group in groups if group]
    editions = landed(*batches)
    readings.land(folder / "whole.duckdb", [whole], landed(whole), [decision(1)])
    readings.land(folder / "parts.duckdb", batches[::-1], editions[::-1], [decision(1)])
    assert content(folder / "whole.duckdb") == content(folder / "parts.duckdb")


def test_moments_are_landed_in_utc(tmp_path: Path) -> None:
    batch = readings.write([reading()], tmp_path / "readings")
    shanghai = datetime.fromisoformat("2023-01-20T16:30:00+08:00")
    readings.land(tmp_path / "c.duckdb", [batch], [dataclasses.replace(landed(batch)[0], first_seen=shanghai)], [])
    with duckdb.connect(str(tmp_path / "c.duckdb"), read_only=True) as connection:
        row = connection.execute("SELECT first_seen FROM landing.documents").fetchone()
    assert row == (SEEN.astimezone(UTC).replace(tzinfo=None),)
