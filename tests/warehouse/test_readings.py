"""Readings as Parquet: complete, deterministic, verified, whole whatever happens."""

from __future__ import annotations

import dataclasses
import json
import signal
import time
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import reading as types
from tests.warehouse.examples import READER, python, reading
from warehouse import landing_tables as tables
from warehouse import readings
from warehouse.errors import DamagedFile, WrongUse
from warehouse.reading_rows import rows_of

STATEMENTS = {
    "targets": types.Target,
    "observations": types.Observation,
    "excluded_numbers": types.ExcludedNumber,
    "unread_numbers": types.UnreadNumber,
    "claims": types.Claim,
    "problems": types.Problem,
}
BATCH = [reading("grove"), reading("lake", trees="41"), reading("hill", trees="5")]


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_field_of_a_statement_has_its_column(name: str) -> None:
    table = next(t for t in tables.LANDING_TABLES if t.name == name)
    fields = {f.name for f in dataclasses.fields(STATEMENTS[name])}
    place = {"page", "table_no", "row_no", "column_no"} if "place" in fields else set()
    assert {c.name for c in table.columns} == (fields - {"place"}) | place | {"document_id"}


def test_the_example_fills_every_table_and_no_row_has_a_column_that_is_not_declared() -> None:
    rows = rows_of(reading())
    for table in tables.READING_TABLES:
        assert rows[table.name], table.name
        for row in rows[table.name]:
            assert row.keys() <= {c.name for c in table.stored}


def test_every_column_is_documented_in_both_languages() -> None:
    for table in tables.LANDING_TABLES:
        for column in table.columns:
            assert any("\u4e00" <= c <= "\u9fff" for c in column.zh), (table.name, column.name)
            assert len([c for c in column.en if c.isascii() and c.isalpha()]) >= 3, (table.name, column.name)
        assert set(table.key) <= {c.name for c in table.columns}


def test_what_is_written_is_what_was_read(tmp_path: Path) -> None:
    batch = readings.write(BATCH, tmp_path)
    by_key = {r.document_id: r.reading_key for r in batch.readings}
    for table in tables.READING_TABLES:
        stored = pq.read_table(batch.folder / f"{table.name}.parquet").to_pylist()
        expected = [
            {tables.READING_KEY: by_key[r.facts.document_id], **{c.name: row.get(c.name) for c in table.stored}}
            for r in BATCH
            for row in rows_of(r)[table.name]
        ]
        assert sorted(stored, key=str) == sorted(expected, key=str)
    assert [r.counts["observations"] for r in batch.readings] == [1, 1, 1]


def test_same_readings_same_bytes_in_any_order_and_place(tmp_path: Path) -> None:
    one = readings.write(BATCH, tmp_path / "one")
    other = readings.write(BATCH[::-1], tmp_path / "other")
    assert one.place == other.place
    assert one.place.startswith(f"{READER}/")
    assert {f.name: f.read_bytes() for f in one.folder.iterdir()} == {
        f.name: f.read_bytes() for f in other.folder.iterdir()
    }


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    first = readings.write(BATCH, tmp_path)
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    assert readings.write(BATCH, tmp_path) == first
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_a_table_without_rows_has_no_file_and_counts_zero(tmp_path: Path) -> None:
    bare = dataclasses.replace(reading(), claims=(), problems=())
    batch = readings.write([bare], tmp_path)
    assert not (batch.folder / "claims.parquet").exists()
    assert batch.readings[0].counts["claims"] == 0


def damage_byte(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def damage_end(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def swap_figure(file: Path) -> None:
    """A figure changed by hand: a perfectly good Parquet file with another content."""
    table = pq.read_table(file)
    column = table.schema.names[-1]
    changed = table.set_column(len(table.schema) - 1, column, table[column].take(list(range(len(table)))[::-1]))
    pq.write_table(changed.slice(0, len(table) - 1), file)


DAMAGES = {"byte": damage_byte, "end": damage_end, "figure": swap_figure, "gone": Path.unlink}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["documents.parquet", "observations.parquet", "task_parts.parquet"])
def test_a_damaged_file_is_named_with_its_repair_and_the_repair_repairs(tmp_path: Path, name: str, damage: str) -> None:
    batch = readings.write(BATCH, tmp_path)
    DAMAGES[damage](batch.folder / name)
    with pytest.raises(DamagedFile) as caught:
        readings.open_files(batch.folder, verify=True)
    assert str(batch.folder / name) in str(caught.value)
    assert f"rm -r {batch.folder} && duban run" in str(caught.value)
    assert caught.value.exit_code == 1
    assert readings.write(BATCH, tmp_path) == batch  # reading again puts it right
    assert readings.open_files(batch.folder, verify=True) == batch


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'{"format": 1}', b"\xff"])
def test_a_damaged_manifest_is_named(tmp_path: Path, content: bytes | None) -> None:
    batch = readings.write(BATCH, tmp_path)
    manifest = batch.folder / "manifest.json"
    manifest.unlink() if content is None else manifest.write_bytes(content)
    with pytest.raises(DamagedFile, match=r"manifest\.json: .*duban run"):
        readings.open_files(batch.folder, verify=False)


def test_a_manifest_cannot_lead_out_of_its_folder(tmp_path: Path) -> None:
    batch = readings.write(BATCH, tmp_path)
    told = json.loads((batch.folder / "manifest.json").read_text())
    told["files"][0]["file"] = "../../secret.parquet"
    (batch.folder / "manifest.json").write_text(json.dumps(told))
    with pytest.raises(DamagedFile, match="outside its folder"):
        readings.open_files(batch.folder, verify=True)


def test_wrong_batches_are_refused(tmp_path: Path) -> None:
    other_reader = dataclasses.replace(reading("lake"), reader_version="1.1+0123456789ab")
    bad_version = dataclasses.replace(reading(), reader_version="../1")
    for batch in ([], [reading(), other_reader], [reading(), reading()], [bad_version]):
        with pytest.raises(WrongUse):
            readings.write(batch, tmp_path)
    no_unit = dataclasses.replace(reading().observations[0], unit=None)
    with pytest.raises(WrongUse, match=r"observations.*unit"):
        readings.write([dataclasses.replace(reading(), observations=(no_unit,))], tmp_path)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_the_key_of_a_reading_follows_all_that_it_depends_on() -> None:
    known = types.KnownFacts("grove", year=2022)
    keys = {
        readings.reading_key("a" * 64, known, READER),
        readings.reading_key("b" * 64, known, READER),
        readings.reading_key("a" * 64, known, "1.1+0123456789ab"),
        readings.reading_key("a" * 64, dataclasses.replace(known, year=2023), READER),
        readings.reading_key("a" * 64, dataclasses.replace(known, published_on=date(2023, 1, 1)), READER),
        readings.reading_key("a" * 64, dataclasses.replace(known, known_gaps=(3,)), READER),
    }
    assert len(keys) == 6
    assert readings.reading_key("a" * 64, types.KnownFacts("grove", year=2022), READER) in keys


def test_the_given_facts_are_told_from_those_read_off() -> None:
    known = readings.known_facts(reading())
    assert (known.title, known.year) == (None, 2022)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=4, unique=True), st.randoms())
def test_any_text_comes_back_and_order_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], random: object
) -> None:
    folder = tmp_path_factory.mktemp("readings")
    batch = [dataclasses.replace(reading(f"d{i}"), text=name) for i, name in enumerate(names)]
    bare = [dataclasses.replace(r, tasks=(), sections=()) for r in batch]
    written = readings.write(bare, folder)
    shuffled = list(bare)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert readings.write(shuffled, folder / "again").files == written.files
    assert set(pq.read_table(written.folder / "documents.parquet")["text"].to_pylist()) == set(names)


WRITER = """
import sys
from pathlib import Path
from tests.warehouse.examples import reading
from warehouse import readings
for i in range(10_000):
    readings.write([reading(f"d{i}"), reading(f"e{i}")], Path(sys.argv[1]))
    print(i, flush=True)
"""


def test_a_killed_writer_leaves_only_whole_batches(tmp_path: Path) -> None:
    for moment in (0.0, 0.011, 0.023):
        writer = python(WRITER, tmp_path, wait=False)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "0\n"  # one batch is whole, the next under way
        time.sleep(moment)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
    batches = [p for p in (tmp_path / READER).iterdir() if not p.name.startswith(".")]
    assert batches
    assert all(readings.open_files(batch, verify=True).readings for batch in batches)
    readings.clear_leftovers(tmp_path)
    assert {p.name for p in (tmp_path / READER).iterdir()} == {p.name for p in batches}


def test_two_processes_that_write_the_same_batches_do_the_work_once(tmp_path: Path) -> None:
    source = WRITER.replace("10_000", "30")
    writers = [python(source, tmp_path, wait=False) for _ in range(3)]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert writer.returncode == 0, errors
    folders = list((tmp_path / READER).iterdir())
    assert len(folders) == 30
    assert all(readings.open_files(folder, verify=True) for folder in folders)
