"""A pass over the inbox: what becomes of each file, also when the pass is killed anywhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from flows import inbox, inbox_moves, ingest, reading_step
from flows.faults import ExitCode
from flows.inbox import Ended, Pass
from flows.inbox_look import Entry, Kind
from flows.job import Job
from flows.settings import PROJECT, Settings
from flows.sources import Sources
from tests.flows.test_ingest_and_read import PICTURE, report
from warehouse.catalogue import Catalogue
from warehouse.home import Home


class Desk:
    """A home with an inbox. Its runs are the first half of the main job, Ingest and Read, in this process."""

    def __init__(self, root: Path, **settings: int) -> None:
        self.home = Home.at(root).make()
        self.inbox = self.home.inbox
        self.settings = Settings(home=root, **settings)  # type: ignore[arg-type]
        self.runs: list[list[str]] = []

    def put(self, name: str, content: str | bytes) -> Path:
        file = self.inbox / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    def go(self) -> Pass:
        entries = []
        for path in sorted(self.inbox.iterdir()):
            if not path.is_dir() or path.is_symlink():
                kind = Kind.LINK if path.is_symlink() else Kind.FILE if path.is_file() else Kind.OTHER
                entries.append(Entry(path, kind, path.lstat().st_size))
        return inbox.go_through(self.home, self.settings, entries, self.run)

    def run(self, files: Sequence[Path]) -> Ended:
        self.runs.append([file.name for file in files])
        with Catalogue(self.home.catalogue_url) as catalogue:
            job = Job(self.settings, self.home, catalogue, Sources(), files, strict=False)
            ingested = ingest.ingest(job)
            read = reading_step.read(job, ingested.places)
        refusals = [
            {"place": each.place, "what": each.what, "advice": each.advice}
            for each in (*ingested.refusals, *read.refusals)
        ]
        return Ended(ExitCode.INPUT if refusals else ExitCode.OK, {"state": "published", "refusals": refusals})

    def files(self) -> dict[str, bytes]:
        """Every file below the inbox, by its path there."""
        return {
            str(path.relative_to(self.inbox)): path.read_bytes()
            for path in sorted(self.inbox.rglob("*"))
            if path.is_file() and not path.is_symlink()
        }


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "home", fetch_max_bytes=100_000)


def archived(desk: Desk) -> list[str]:
    return sorted(path.name for path in (desk.inbox / "archive").glob("*/*"))


def test_read_is_archived_and_the_rest_rejected_with_a_note(desk: Desk) -> None:
    desk.put("city-1.txt", report(1))
    desk.put("photo.png", PICTURE)
    desk.put("large.txt", b"x" * 100_001)
    (desk.inbox / "link.txt").symlink_to("/etc/hostname")
    done = desk.go()
    assert [(each.document_id, each.edition_no) for each in done.archived] == [("city-1", 1)]
    assert archived(desk) == ["city-1.txt"]
    assert done.archived[0].path.read_text() == report(1)
    rejected = desk.inbox / "rejected"
    assert sorted(path.name for path in rejected.iterdir()) == [
        "large.txt",
        "large.txt.note.txt",
        "link.txt",
        "link.txt.note.txt",
        "photo.png",
        "photo.png.note.txt",
    ]
    assert (rejected / "link.txt").is_symlink()  # the link itself; what it points to was not touched
    assert "链接" in (rejected / "link.txt.note.txt").read_text()
    assert "100,000" in (rejected / "large.txt.note.txt").read_text()
    for note in rejected.glob("*.note.txt"):
        told = note.read_text()
        assert "怎么办" in told, note
        assert "What to do" in told, note
    assert done.exit_code is ExitCode.INPUT
    assert list((desk.inbox / ".reading").iterdir()) == []


def test_the_same_name_again_is_the_next_edition_and_the_archive_keeps_both(desk: Desk) -> None:
    for number in (1, 2, 2):
        desk.put("city.txt", report(number))
        done = desk.go()
        assert [each.edition_no for each in done.archived] == [number]
    assert archived(desk) == ["city-2.txt", "city-3.txt", "city.txt"]


def test_two_of_one_name_at_once(desk: Desk) -> None:
    """With the same content one waits its turn; with another nobody can tell which is the newer."""
    desk.put("city.txt", report(1))
    desk.put("city.md", report(1))
    desk.put("town.txt", report(1))
    desk.put("town.md", report(2))
    done = desk.go()
    assert len(done.archived) == 2
    assert [each.path.name for each in done.rejected] == ["town.txt"]
    assert "town" in (desk.inbox / "rejected" / "town.txt.note.txt").read_text()
    desk.go()
    assert archived(desk) == ["city.md", "city.txt", "town.md"]
    with Catalogue(desk.home.catalogue_url) as catalogue:
        assert len(catalogue.editions("city")) == 1


def test_a_hostile_name(desk: Desk) -> None:
    desk.put("a\x1b]0;owned\x07\n：伪造.txt", PICTURE)
    done = desk.go()
    (rejected,) = done.rejected
    assert rejected.path.name.isprintable()
    note = (desk.inbox / "rejected" / (rejected.path.name + ".note.txt")).read_text()
    assert note.startswith("文件 File: a_]0;owned__：伪造.txt\n时间")


def test_a_name_that_the_archive_points_elsewhere_with_is_not_followed(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    (desk.inbox / "rejected").mkdir()
    (desk.inbox / "rejected" / "photo.png").symlink_to(outside)
    desk.put("photo.png", PICTURE)
    desk.go()
    assert not outside.exists()
    assert (desk.inbox / "rejected" / "photo-2.png").read_bytes() == PICTURE


def test_a_fault_of_the_machine_keeps_everything_for_the_next_pass(desk: Desk) -> None:
    file = desk.put("city-1.txt", report(1))
    entry = [Entry(file, Kind.FILE, 1)]
    done = inbox.go_through(desk.home, desk.settings, entry, lambda files: Ended(3, {"error": "disk full"}))
    assert done.exit_code is ExitCode.MACHINE
    assert done.fault == "disk full"
    assert [path.name for path in done.kept] == ["city-1.txt"]
    again = desk.go()
    assert [each.document_id for each in again.archived] == ["city-1"]


def test_a_file_whose_reading_kills_its_process_is_told_apart(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run died by a signal: each file is read once more by itself, and one that kills again is rejected."""
    files = [desk.put("city-1.txt", report(1)), desk.put("city-2.txt", report(2))]
    here = desk.home.root / "here"
    here.mkdir()
    # What a broken library does to the interpreter, for one file: the process ends by a signal.
    (here / "sitecustomize.py").write_text(
        "import os, sys\nif 'read' in sys.argv and sys.argv[-1].endswith('city-2.txt'): os.kill(os.getpid(), 11)\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{here}:{PROJECT}")
    entries = [Entry(file, Kind.FILE, 1) for file in files]
    done = inbox.go_through(desk.home, desk.settings, entries, lambda _: Ended(-11, {}))
    assert [(each.path.name, "SIGSEGV" in each.reason.why_en) for each in done.rejected] == [("city-2.txt", True)]
    assert [path.name for path in done.kept] == ["city-1.txt"]


# Goes through the inbox in a forked child for each moment; the child kills itself just before the n-th operation on a
# file. The parent opens no database, so that forking is safe.
KILLER = """
import json, os, shutil, sys
from pathlib import Path
import documents, flows.inbox, tests.flows.test_inbox as t
OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir"}
prepared, results, moments = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
documents.read(t.report(9).encode(), documents.KnownFacts("warm", file_name="warm.txt"))

def go(root, moment):
    seen = 0
    def count(event, arguments):
        nonlocal seen
        if event in OPERATIONS and str(root) in str(arguments[0]):
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), 9)
    sys.addaudithook(count)
    t.Desk(root).go()
    (root / "operations").write_text(str(seen))
    os._exit(0)

for moment in moments:
    root = results / str(moment)
    shutil.copytree(prepared, root)
    child = os.fork()
    if child == 0:
        try:
            go(root, moment)
        finally:
            os._exit(70)
    _, status = os.waitpid(child, 0)
    (root / "ended").write_text(str(os.waitstatus_to_exitcode(status)))
"""


def kill_at(prepared: Path, results: Path, moments: list[int]) -> None:
    command = [sys.executable, "-c", KILLER, str(prepared), str(results), json.dumps(moments)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, timeout=200)
    assert ended.returncode == 0, ended.stderr


def test_killed_at_any_file_operation_no_file_is_lost_or_doubled(desk: Desk, tmp_path: Path) -> None:
    given = {"city-1.txt": report(1).encode(), "city-2.txt": report(2).encode(), "photo.png": PICTURE}
    for name, content in given.items():
        desk.put(name, content)
    Catalogue(desk.home.catalogue_url).close()  # made once, not at every moment
    never = 1_000_000
    kill_at(desk.home.root, tmp_path, [never])
    operations = int((tmp_path / str(never) / "operations").read_text())
    assert operations > 60
    moments = list(range(1, operations, max(1, operations // 10)))
    kill_at(desk.home.root, tmp_path, moments)
    for moment in moments:
        other = Desk(tmp_path / str(moment))
        assert (other.home.root / "ended").read_text() == "-9", moment
        check_nothing_lost(other, given)
        other.go()
        check_all_at_an_end(other, given)
        shutil.rmtree(other.home.root)


def check_nothing_lost(desk: Desk, given: dict[str, bytes]) -> None:
    there = [
        content for path, content in desk.files().items() if not path.endswith(".note.txt") and "/.new-" not in path
    ]
    assert sorted(there) == sorted(given.values())


def check_all_at_an_end(desk: Desk, given: dict[str, bytes]) -> None:
    check_nothing_lost(desk, given)
    assert archived(desk) == ["city-1.txt", "city-2.txt"]
    assert (desk.inbox / "rejected" / "photo.png").exists()
    assert (desk.inbox / "rejected" / "photo.png.note.txt").exists()
    assert inbox_moves.left_by_a_crash(desk.inbox) == []
    with Catalogue(desk.home.catalogue_url) as catalogue:
        assert {each.document_id: each.edition_no for each in catalogue.editions()} == {
            "city-1": 1,
            "city-2": 1,
            "photo": 1,
        }
