"""Backup and restore: destroyed and brought back, moved to another database, hostile archives; what prune leaves."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import time
from pathlib import Path

import pytest

from documents.reading import KnownFacts
from tests.warehouse.examples import READER, facts, make_candidate, reading
from tests.warehouse.test_catalogue import DECISION
from tests.warehouse.test_releases import rows_in
from warehouse import backup, readings, releases, retention
from warehouse.catalogue import Catalogue
from warehouse.catalogue_dump import dump
from warehouse.errors import WrongUse
from warehouse.home import Home
from warehouse.proposals import ListPage, NewProposal
from warehouse.raw import RawStore
from warehouse.records import NewEdition
from warehouse.releases import InputDocument


def live(home: Home) -> dict[str, list[bytes]]:
    """A home in which all kinds of things have happened; the rows of its catalogue."""
    raw = RawStore(home.raw)
    with Catalogue(home.catalogue_url) as catalogue:
        for number in (1, 2):
            sha256 = raw.put(f"第{number}版".encode())
            catalogue.ingest(KnownFacts("grove", title="植树"), NewEdition(sha256, 7, url="https://a.example/1"))
        catalogue.record_readings(readings.write([reading(sha256=sha256)], home.readings))
        catalogue.decisions.record(DECISION)
        found = NewProposal("https://a.example/2", "完成情况", "list", {"publisher": "某市"})
        catalogue.proposals.found([found], ListPage("https://a.example/", '"1"', None, "x"))
        catalogue.proposals.confirm(found.proposal_id, "two", by="王某")
        catalogue.runs.start("run-1", "0.1")
        for name, rows in (("one", 3), ("two", 5)):
            releases.publish(make_candidate(home, rows), home, facts(name))
            releases.tell_catalogue(home, catalogue)
        return dump(catalogue)


def tree(home: Home) -> dict[str, bytes]:
    folders = (home.raw, home.readings, home.published)
    return {str(p.relative_to(home.root)): p.read_bytes() for f in folders for p in sorted(f.rglob("*")) if p.is_file()}


@pytest.fixture
def saved(home: Home, tmp_path: Path) -> Path:
    """A backup of a live home."""
    live(home)
    with Catalogue(home.catalogue_url) as catalogue:
        backup.write(home, catalogue, tmp_path / "saved.tar.gz")
    return tmp_path / "saved.tar.gz"


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_destroyed_and_restored(home: Home, tmp_path: Path, target: str, request: pytest.FixtureRequest) -> None:
    rows = live(home)
    before = tree(home)
    with Catalogue(home.catalogue_url) as catalogue:
        told = backup.write(home, catalogue, tmp_path / "saved.tar.gz")
    assert told.count("raw") == 2
    shutil.rmtree(home.root)
    url = request.getfixturevalue("postgres_url") if target == "postgresql" else None
    again = Home.at(home.root, url)
    backup.restore(tmp_path / "saved.tar.gz", again)
    assert tree(again) == before
    assert rows_in(again.current) == 5
    assert all(releases.verify(releases.folder_of(again, m.version)) == () for m in releases.history(again))
    with Catalogue(again.catalogue_url) as catalogue:
        assert dump(catalogue) == rows
        assert catalogue.ingest(KnownFacts("other"), NewEdition("c" * 64, 1)).new_edition  # ids go on where they were
        (decision,) = catalogue.decisions.list()
        assert decision.decision == DECISION


def test_nothing_is_restored_over_what_is_there(home: Home, saved: Path) -> None:
    before = tree(home)
    with pytest.raises(WrongUse, match="is not empty"):
        backup.restore(saved, home)
    assert tree(home) == before
    with Catalogue(home.catalogue_url) as catalogue, pytest.raises(WrongUse, match="is there already"):
        backup.write(home, catalogue, saved)


def test_a_restore_that_was_cut_off_is_begun_anew(saved: Path, tmp_path: Path) -> None:
    other = Home.at(tmp_path / "other").make()
    (other.root / "restore.unfinished").touch()
    (other.raw / ("a" * 64)).write_bytes(b"of the one that was cut off")
    backup.restore(saved, other)
    assert rows_in(other.current) == 5
    assert not (other.raw / ("a" * 64)).exists()
    assert not (other.root / "restore.unfinished").exists()


def changed(saved: Path, target: Path, change) -> Path:  # type: ignore[no-untyped-def]
    """The archive with other members: `change` gets the list of (header, content) and returns another."""
    with tarfile.open(saved) as archive:
        members = [(header, archive.extractfile(header).read()) for header in archive]  # type: ignore[union-attr]
    with tarfile.open(target, "w:gz") as archive:
        for header, content in change(members):
            header.size = len(content)
            archive.addfile(header, io.BytesIO(content))
    return target


def named(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.type, header.linkname = kind, link
    return header


def with_name(members, name: str):  # type: ignore[no-untyped-def]
    """contents.json names a further file, with its true size and hash, and the file is there."""
    told = json.loads(members[0][1])
    told["members"].append(
        {"name": name, "size": 1, "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
    )
    return [(members[0][0], json.dumps(told).encode()), *members[1:], (named(name), b"x")]  # fmt: skip


HOSTILE = {
    "climbs out": lambda m: with_name(m, "readings/../../../tmp/x"),
    "absolute": lambda m: with_name(m, "/tmp/x"),
    "another place of the home": lambda m: with_name(m, "sources.yml"),
    "raw under a false name": lambda m: with_name(m, "raw/" + "0" * 64),
    "not in the contents": lambda m: [*m, (named("raw/" + "1" * 64), b"x")],
    "twice": lambda m: [*m, m[-1]],
    "a link": lambda m: [*m[:-1], (named(m[-1][0].name, tarfile.SYMTYPE, "/etc/passwd"), b"")],
    "a device": lambda m: [*m[:-1], (named(m[-1][0].name, tarfile.CHRTYPE), b"")],
    "other bytes": lambda m: [*m[:-1], (m[-1][0], b"!" * len(m[-1][1]))],
    "larger": lambda m: [*m[:-1], (m[-1][0], m[-1][1] + b"x")],
    "missing": lambda m: m[:-1],
    "no contents": lambda m: m[1:],
    "contents that are none": lambda m: [(m[0][0], b"[]"), *m[1:]],
}


@pytest.mark.parametrize("how", HOSTILE)
def test_a_hostile_or_damaged_archive_changes_nothing(saved: Path, tmp_path: Path, how: str) -> None:
    bad = changed(saved, tmp_path / "bad.tar.gz", HOSTILE[how])
    other = Home.at(tmp_path / "other").make()
    with pytest.raises(WrongUse, match="is no whole backup"):
        backup.restore(bad, other)
    assert tree(other) == {}
    assert [p.name for p in other.root.iterdir() if p.name.startswith(".")] == []
    backup.restore(saved, other)
    assert rows_in(other.current) == 5


def test_a_cut_archive_is_told(saved: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    with pytest.raises(WrongUse, match="is no whole backup"):
        backup.restore(cut, Home.at(tmp_path / "other").make())
    with pytest.raises(WrongUse, match="no such file"):
        backup.restore(tmp_path / "absent", Home.at(tmp_path / "other").make())


def published(home: Home, catalogue: Catalogue, number: int) -> str:
    """A release made of the edition that came just now; its version."""
    sha256 = RawStore(home.raw).put(f"第{number}版".encode())
    done = catalogue.ingest(KnownFacts("grove"), NewEdition(sha256, 7))
    made_of = facts(str(number))
    document = InputDocument("grove", done.edition_no, sha256, "k" * 64)
    made = releases.publish(
        make_candidate(home, number),
        home,
        type(made_of)(**{**{n: getattr(made_of, n) for n in made_of.__slots__}, "documents": (document,)}),
    )
    releases.tell_catalogue(home, catalogue)
    return made.manifest.version


def test_prune_keeps_what_a_kept_release_refers_to(home: Home) -> None:
    with Catalogue(home.catalogue_url) as catalogue:
        versions = [published(home, catalogue, number) for number in range(1, 6)]
        orphan = home.raw / ("e" * 64)
        orphan.write_bytes(b"?")
        young = home.raw / ("f" * 64)
        young.write_bytes(b"?")
        os.utime(orphan, (time.time() - 100_000,) * 2)
        (home.readings / "1.0+oldoldoldold").mkdir()
        (home.readings / READER).mkdir()
        before = tree(home)
        only_told = retention.prune(home, catalogue, READER, keep=2, editions=1, dry_run=True)
        assert tree(home) == before
        done = retention.prune(home, catalogue, READER, keep=2, editions=1, dry_run=False)
        assert done == only_told
        assert set(done.releases) == set(versions[:3])
        assert [m.version for m in releases.history(home)] == versions[:2:-1]
        raw = RawStore(home.raw)
        texts = {number: f"第{number}版".encode() for number in range(1, 6)}
        kept = {number for number, text in texts.items() if raw.has(_hash(text))}
        assert kept == {4, 5}  # 4 is no newest edition, but a kept release was made of it
        assert (orphan.exists(), young.exists()) == (False, True)
        assert [path.name for path in home.readings.iterdir()] == [READER]
        states = {each.version: each.state.value for each in catalogue.releases.history()}
        assert [states[version] for version in versions] == ["removed"] * 3 + ["superseded", "current"]
        assert rows_in(home.current) == 5
        nothing = retention.prune(home, catalogue, READER, keep=2, editions=1, dry_run=False)
        assert (nothing.releases, nothing.documents, nothing.size) == ((), (), 0)
        with pytest.raises(WrongUse, match="At least one"):
            retention.prune(home, catalogue, READER, keep=0, editions=None, dry_run=True)


def test_prune_keeps_the_current_release_after_a_rollback(home: Home) -> None:
    with Catalogue(home.catalogue_url) as catalogue:
        versions = [published(home, catalogue, number) for number in range(1, 4)]
        releases.roll_back(home, versions[0])
        done = retention.prune(home, catalogue, READER, keep=1, editions=None, dry_run=False)
    assert done.releases == (versions[1],)
    assert done.documents == ()  # every edition's bytes stay unless it is said otherwise
    assert rows_in(home.current) == 1


def _hash(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()
