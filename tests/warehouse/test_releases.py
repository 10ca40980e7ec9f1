"""Releases: complete, checksummed, deterministic, never published twice for the same inputs."""

from __future__ import annotations

import csv
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.warehouse.examples import SEEN, facts, make_candidate, python
from warehouse import releases
from warehouse.catalogue import Catalogue
from warehouse.errors import DamagedFile, StorageFault, WrongUse
from warehouse.home import Home
from warehouse.records import LandedEdition, ReleaseState


@pytest.fixture(autouse=True)
def _fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(SEEN.timestamp())))


def rows_in(path: Path) -> int:
    """How many rows the warehouse has, read through a view that names its database."""
    with duckdb.connect(str(path), read_only=True) as connection:
        row = connection.execute("SELECT count(*), max(of_rows) FROM bi.wide").fetchone()
    assert row is not None
    assert row[0] == row[1]  # one version, not a mixture
    return int(row[0])


def publish(home: Home, rows: int, inputs: str) -> releases.Published:
    return releases.publish(make_candidate(home, rows), home, facts(inputs))


def test_a_release_has_all_that_it_promises(home: Home) -> None:
    published = publish(home, 3, "one")
    assert published.new
    manifest = json.loads((published.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["version"], manifest["code_version"], manifest["previous"]) == ("2023.01.20-1", "code-1", None)
    assert manifest["documents"][0]["sha256"] == "a" * 64
    assert manifest["validation"] == {"passed": True}
    assert {t["name"]: t["rows"] for t in manifest["tables"]} == {"bi.wide": 3, "marts.fct": 3}
    assert sorted(f["path"] for f in manifest["files"]) == [
        "CITATION.txt",
        "croissant.json",
        "csv/bi.wide.csv",
        "csv/marts.fct.csv",
        "data-dictionary.html",
        "datapackage.json",
        "dcat.jsonld",
        "parquet/bi.wide.parquet",
        "parquet/marts.fct.parquet",
        "warehouse.duckdb",
    ]
    assert subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=published.folder).returncode == 0
    assert releases.verify(published.folder) == ()
    assert rows_in(home.current) == rows_in(published.folder / "warehouse.duckdb") == 3
    assert releases.current(home) == published.manifest
    assert not (home.work / "candidate" / "warehouse.duckdb").exists()


def test_csv_is_made_for_spreadsheets(home: Home) -> None:
    data = (publish(home, 2, "one").folder / "csv" / "bi.wide.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid,")
    header, first, second = csv.reader(data.decode("utf-8-sig").splitlines())
    row = dict(zip(header, first, strict=True))
    assert row["said"] == "'=cmd|0"  # a formula no longer
    assert row["change"] == "-77.3"  # a number stays one
    assert json.loads(row["units"]) == ["市林业局", "=1+1"]
    assert (row["amount"], row["nothing"]) == ("3.50", "")
    assert second[0] == "1"


HOSTILE = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠x", "-", "+"]
HARMLESS = ["", "1-1", "a=b", "-77.3", "+5", "-12", "市@局", "'=1", 'say "=1"', "一,二", "line\nline"]


def test_every_kind_of_formula_is_neutralised_and_nothing_else(home: Home) -> None:
    candidate = make_candidate(home)
    with duckdb.connect(str(candidate)) as connection:
        connection.execute("CREATE TABLE bi.texts AS SELECT unnest(?::VARCHAR[]) AS t", [HOSTILE + HARMLESS])
    path = releases.publish(candidate, home, facts()).folder / "csv" / "bi.texts.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = {row["t"] for row in csv.DictReader(file)}
    assert found == {"'" + t for t in HOSTILE} | set(HARMLESS)


def test_parquet_keeps_types_and_comments(home: Home) -> None:
    table = pq.read_table(publish(home, 3, "one").folder / "parquet" / "bi.wide.parquet")
    assert table["units"].to_pylist() == [["市林业局", "=1+1"]] * 3
    assert table["id"].to_pylist() == [0, 1, 2]
    assert table.schema.metadata[b"description"].decode() == "宽表 · wide"
    assert table.schema.field("said").metadata[b"description"].decode() == "所述 · what was said"


def test_the_same_content_gives_the_same_files_in_any_home(tmp_path: Path) -> None:
    hashes = []
    for name in ("one", "other"):
        home = Home.at(tmp_path / name).make()
        manifest = publish(home, 5000, "one").manifest  # its rows are written in random order
        hashes.append({f.path: f.sha256 for f in manifest.files if f.path.startswith(("csv/", "parquet/"))})
    assert hashes[0] == hashes[1]
    assert len(hashes[0]) == 4


def test_the_same_inputs_are_never_published_twice(home: Home) -> None:
    first = publish(home, 3, "one")
    before = {p: p.stat().st_mtime_ns for p in home.published.rglob("*")}
    again = publish(home, 4, "one")
    assert (again.new, again.manifest) == (False, first.manifest)
    assert {p: p.stat().st_mtime_ns for p in home.published.rglob("*")} == before


def test_versions_count_up_and_point_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(11):
        publish(home, 1, f"inputs {i}")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(SEEN.timestamp()) + 86_400))
    publish(home, 2, "next day")
    versions = [m.version for m in releases.history(home)]
    assert versions == ["2023.01.21-1", *(f"2023.01.20-{i}" for i in range(11, 0, -1))]
    assert [m.previous for m in releases.history(home)] == [*versions[1:], None]
    assert rows_in(home.current) == 2


def test_a_release_stays_whole_when_somebody_writes_to_the_published_file(home: Home) -> None:
    folder = publish(home, 3, "one").folder
    with duckdb.connect(str(home.current)) as connection:
        connection.execute("DELETE FROM marts.fct")
    assert releases.verify(folder) == ()
    assert releases.recover(home).completed == "2023.01.20-1"
    assert rows_in(home.current) == 3
    assert releases.recover(home).completed is None


def test_a_log_left_beside_the_published_file_is_not_applied_to_the_next_one(home: Home) -> None:
    publish(home, 3, "one")
    source = """
import duckdb, os, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("UPDATE marts.fct SET of_rows = 99")
os._exit(0)
"""
    python(source, home.current)
    assert home.current.with_name("warehouse.duckdb.wal").exists()
    publish(home, 4, "two")
    assert rows_in(home.current) == 4


def test_a_candidate_whose_writer_left_a_log_is_published_with_it(home: Home) -> None:
    candidate = make_candidate(home, 3)
    source = """
import duckdb, os, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("CREATE TABLE marts.late AS SELECT 1 AS one")
os._exit(0)
"""
    python(source, candidate)
    assert candidate.with_name("warehouse.duckdb.wal").exists()
    names = [t.name for t in releases.publish(candidate, home, facts()).manifest.tables]
    assert names == ["bi.wide", "marts.fct", "marts.late"]


def test_a_view_that_would_not_work_under_the_published_name_stops_the_release(home: Home) -> None:
    publish(home, 3, "one")
    (home.work / "candidate").rename(home.work / "elsewhere")
    candidate = home.work / "elsewhere" / "duban.duckdb"
    with duckdb.connect(str(candidate)) as connection:
        connection.execute(
            "CREATE SCHEMA bi; CREATE TABLE bi.t AS SELECT 1 AS one; CREATE VIEW bi.v AS FROM duban.bi.t"
        )
    with pytest.raises(StorageFault, match="last release is untouched"):
        releases.publish(candidate, home, facts("two"))
    assert candidate.exists()
    assert rows_in(home.current) == 3
    assert [p.name for p in home.releases.iterdir()] == ["2023.01.20-1"]


def test_verify_names_every_kind_of_damage(home: Home) -> None:
    folder = publish(home, 3, "one").folder
    changed, gone, extra = folder / "csv" / "bi.wide.csv", folder / "parquet" / "bi.wide.parquet", folder / "extra"
    changed.chmod(0o644)
    changed.write_bytes(changed.read_bytes().replace(b"0", b"1"))
    gone.unlink()
    extra.write_text("x")
    (folder / "SHA256SUMS").unlink()
    assert {d.path for d in releases.verify(folder)} == {changed, gone, extra, folder / "SHA256SUMS"}
    (folder / "manifest.json").unlink()
    with pytest.raises(DamagedFile, match=r"manifest\.json"):
        releases.verify(folder)


def test_retention_keeps_the_newest_and_the_current(home: Home) -> None:
    for i in range(4):
        publish(home, 1, f"inputs {i}")
    assert releases.retain(home, None) == ()
    assert releases.retain(home, 2) == ("2023.01.20-1", "2023.01.20-2")
    assert sorted(p.name for p in home.releases.iterdir()) == ["2023.01.20-3", "2023.01.20-4"]
    (home.published / "current.json").write_text('{"version": "2023.01.20-3"}')
    assert releases.retain(home, 1) == ()
    with pytest.raises(WrongUse):
        releases.retain(home, 0)
    publish(home, 1, "after")
    assert releases.history(home)[0].version == "2023.01.20-5"


def test_the_catalogue_is_told_once(home: Home) -> None:
    with Catalogue(home.catalogue_url) as catalogue:
        releases.tell_catalogue(home, catalogue)
        assert catalogue.releases.history() == ()
        manifest = publish(home, 1, "one").manifest
        releases.tell_catalogue(home, catalogue)
        releases.tell_catalogue(home, catalogue)
        (told,) = catalogue.releases.history()
    assert (told.version, told.published_at, told.state) == (
        manifest.version,
        manifest.published_at,
        ReleaseState.CURRENT,
    )


def test_before_the_first_release_there_is_none(home: Home) -> None:
    assert releases.current(home) is None
    assert releases.history(home) == ()
    assert releases.recover(home) == releases.Recovery((), None)
    with pytest.raises(WrongUse, match="no candidate"):
        releases.publish(home.work / "nothing.duckdb", home, facts())


@pytest.mark.parametrize("version", ["..", "2023.01.20", "2023.01.20-1/../..", ""])
def test_a_version_from_a_person_cannot_lead_elsewhere(home: Home, version: str) -> None:
    with pytest.raises(WrongUse):
        releases.folder_of(home, version)


def test_the_key_of_inputs_follows_every_input_and_no_order() -> None:
    one = LandedEdition("grove", 1, "a" * 64, SEEN, "k" * 64)
    other = replace(one, document_id="lake")
    key = releases.inputs_key([one, other], [], "code-1")
    assert releases.inputs_key([other, one], [], "code-1") == key
    changed = [
        releases.inputs_key([one], [], "code-1"),
        releases.inputs_key([one, other], [], "code-2"),
        releases.inputs_key([one, replace(other, edition_no=2)], [], "code-1"),
        releases.inputs_key([one, replace(other, reading_key="x")], [], "code-1"),
    ]
    assert len({key, *changed}) == 5


@pytest.mark.parametrize("file", ["manifest.json", "warehouse.duckdb", "current.json"])
@pytest.mark.parametrize("how", ["gone", "other bytes"])
def test_a_damaged_current_release_is_told_with_a_repair_that_works(home: Home, file: str, how: str) -> None:
    folder = publish(home, 3, "one").folder
    path = home.published / file if file == "current.json" else folder / file
    path.chmod(0o644)
    path.unlink() if how == "gone" else path.write_bytes(b"[]")
    if (file, how) == (
        "current.json",
        "gone",
    ):  # as after the repair itself: nothing is current, the file is still there
        assert releases.recover(home).completed is None
    else:
        with pytest.raises(DamagedFile, match=r"duban run|current version") as caught:
            releases.recover(home)
        assert caught.value.path == path
        command = caught.value.repair.partition(": ")[2].partition(" && ")[0]
        (home.published / "current.json").unlink() if file == "current.json" else subprocess.run(
            command, shell=True, check=True
        )
    assert rows_in(home.current) == 3
    published = publish(home, 3, "one")
    assert rows_in(home.current) == 3
    assert releases.verify(published.folder) == ()
    assert releases.recover(home).completed is None
