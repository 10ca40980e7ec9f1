"""Which files of the inbox may be taken, and under which names."""

from __future__ import annotations

import fcntl
import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.inbox_look import Kind, Watch, folders_of, open_for_writing
from flows.inbox_names import is_temporary, numbered, safe_name

SETTLE = 0.1


@pytest.mark.parametrize("name", ["2022年完成情况.html", "a b.txt", "report-2022.v2.docx", "no ending", "x.tar.gz"])
def test_a_plain_name_stays(name: str) -> None:
    assert safe_name(name) == name
    assert not is_temporary(name)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a\x1b[31m\n.txt", "a_[31m_.txt"),
        ("a\u202etxt.exe", "a_txt.exe"),  # would be shown turned round
        ("..\\..\\windows.txt", "_.._windows.txt"),
        ("-rf.txt", "_rf.txt"),
        ("e\u0301te\u0301.txt", "\xe9t\xe9.txt"),  # as a Mac sends it
        ("\udce4\udcb8.txt", "\ufffd.txt"),  # no UTF-8
        ("\n", "_"),
    ],
)
def test_a_hostile_name_becomes_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_two_long_names_stay_two() -> None:
    one, other = (safe_name("重" * 84 + last + ".html") for last in "ab")
    assert one != other
    assert max(len(one.encode()), len(other.encode())) <= 180
    assert one.endswith(".html")


@given(st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=300))
def test_whatever_comes_the_name_names_one_file_in_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe == Path(safe).name
    assert safe not in ("", ".", "..")
    assert not safe.startswith((".", "-"))
    assert safe.replace("\u3000", " ").isprintable() or any(map(str.isspace, safe))
    assert len(numbered(safe, 12).encode()) + len(".note.txt") < 255
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    "name", [".hidden", "~$office.docx", "a.html.part", "a.crdownload", "a.TMP", "Thumbs.db", "a~"]
)
def test_names_of_what_is_not_complete(name: str) -> None:
    assert is_temporary(name)


def settled(watch: Watch) -> list[str]:
    return [each.path.name for each in watch.settled()]


def test_a_file_that_grows_is_left_alone_until_it_rests(tmp_path: Path) -> None:
    file, watch = tmp_path / "a.txt", Watch(tmp_path, SETTLE)
    old = time.time() - 3600
    for piece in range(4):
        with file.open("a") as growing:
            growing.write("重点工作")
        os.utime(file, (old, old))  # a tool that keeps the date of the original
        time.sleep(SETTLE * 0.7)
        assert settled(watch) == [], piece
        assert watch.waiting == ("a.txt",)
    time.sleep(SETTLE)
    assert settled(watch) == ["a.txt"]


def test_a_file_that_somebody_holds_open_for_writing_is_left_alone(tmp_path: Path) -> None:
    file, watch = tmp_path / "a.txt", Watch(tmp_path, SETTLE)
    with file.open("w") as writer:
        writer.write("half")
        writer.flush()
        if not _leases_work(tmp_path):
            pytest.skip("this file system does not tell who has a file open")
        assert settled(watch) == []
        time.sleep(SETTLE * 2)
        assert settled(watch) == []
        with file.open() as reader:
            assert reader.read() == "half"  # a reader is no obstacle …
    assert settled(watch) == ["a.txt"]
    with file.open():
        assert settled(watch) == ["a.txt"]  # … not even now


def test_asking_survives_a_writer_that_comes_in_that_moment(tmp_path: Path) -> None:
    """The kernel would end us by a signal if the lease were still held when somebody opens the file."""
    file = tmp_path / "a.txt"
    file.write_text("x")
    writer = os.fork()
    if writer == 0:
        ends = time.monotonic() + 1
        while time.monotonic() < ends:
            file.open("a").close()
        os._exit(0)
    asked = {open_for_writing(file) for _ in range(3000)}
    os.waitpid(writer, 0)
    assert asked <= {True, False}


def _leases_work(folder: Path) -> bool:
    probe = folder / ".probe"
    with probe.open("w"):
        return sys.platform == "linux" and hasattr(fcntl, "F_SETLEASE") and open_for_writing(probe)


def test_a_placeholder_beside_its_download_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("x")
    (tmp_path / "a.html.part").write_text("x")
    watch = Watch(tmp_path, SETTLE)
    settled(watch)
    time.sleep(SETTLE * 1.5)
    assert settled(watch) == []
    (tmp_path / "a.html.part").unlink()
    assert settled(watch) == ["a.html"]


def test_an_empty_file_may_still_get_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.html").touch()
    watch = Watch(tmp_path, SETTLE)
    settled(watch)
    time.sleep(SETTLE * 1.5)
    assert settled(watch) == []
    assert watch.waiting == ("a.html",)


def test_links_and_pipes_are_told_and_folders_stay(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe.txt")
    for folder in ("archive", "rejected", ".reading", "mine"):
        (tmp_path / folder).mkdir()
    assert {each.path.name: each.kind for each in Watch(tmp_path, SETTLE).settled()} == {
        "link.txt": Kind.LINK,
        "pipe.txt": Kind.OTHER,
    }
    assert folders_of(tmp_path) == ["mine"]
