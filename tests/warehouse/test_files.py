"""Durable files, raw bytes, places and locks."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.examples import python
from warehouse import files as durable
from warehouse.errors import AlreadyRunning, DamagedFile, StorageFault, WrongUse
from warehouse.home import Home
from warehouse.locks import holder_of, run_lock
from warehouse.raw import RawStore

HOLD = """
import sys, time
from pathlib import Path
from warehouse.home import Home
from warehouse.locks import run_lock
with run_lock(Home.at(Path(sys.argv[1])), purpose="the first run"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    place = tmp_path / "file"
    durable.write_atomic(place, b"old")

    def die_half_way() -> None:
        with durable.replacing(place) as temporary:
            temporary.write_bytes(b"half of the n")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        die_half_way()
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("file", b"old")]


def test_leftovers_of_the_dead_are_removed_and_those_of_the_living_kept(tmp_path: Path) -> None:
    mine = durable.temporary_beside(tmp_path / "x")
    dead = tmp_path / mine.name.replace(f"-{os.getpid()}-", f"-{python('pass').pid}-")
    of_another_host = tmp_path / ".new-000000-1-01234567"
    for path in (mine, dead, of_another_host, tmp_path / ".new-year", tmp_path / "document"):
        path.write_text("x")
    assert durable.remove_leftovers(tmp_path) == [dead]
    long_ago = time.time() - durable.STALE_SECONDS - 60
    os.utime(of_another_host, (long_ago, long_ago))
    assert durable.remove_leftovers(tmp_path) == [of_another_host]


def test_home_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Home.from_environment({}).root == tmp_path / "var"
    home = Home.from_environment({"DUBAN_HOME": "/somewhere", "DUBAN_CATALOGUE_URL": "postgresql://h/d"})
    assert (home.current, home.catalogue_url) == (Path("/somewhere/published/warehouse.duckdb"), "postgresql://h/d")
    assert Home.from_environment({"DUBAN_HOME": "/s"}).catalogue_url == "sqlite:////s/catalogue.db"


def test_a_home_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file in the way")
    with pytest.raises(StorageFault, match="DUBAN_HOME") as caught:
        Home.at(tmp_path / "var").make()
    assert caught.value.exit_code == 3


@settings(deadline=None, max_examples=30)
@given(st.lists(st.binary(max_size=200), max_size=20))
def test_raw_gives_back_what_was_put_and_keeps_it_once(
    tmp_path_factory: pytest.TempPathFactory, all_bytes: list[bytes]
) -> None:
    store = RawStore(tmp_path_factory.mktemp("raw"))
    names = [store.put(data) for data in all_bytes + all_bytes]
    assert [store.get(name) for name in names] == all_bytes + all_bytes
    assert {p.name for p in store.folder.iterdir()} == set(names)


def test_a_damaged_raw_file_is_noticed_and_mended_by_putting_it_again(tmp_path: Path) -> None:
    store = RawStore(tmp_path)
    name = store.put(b"the document")
    (tmp_path / name).write_bytes(b"the dokument")
    with pytest.raises(DamagedFile, match=f"{name}.*rm -f") as caught:
        store.get(name)
    assert caught.value.path == tmp_path / name
    store.put(b"the document")
    assert store.get(name) == b"the document"
    with pytest.raises(DamagedFile, match="gone"):
        store.get("0" * 64)
    with pytest.raises(WrongUse):
        store.get("../../etc/passwd")


def test_the_second_run_is_refused_and_told_by_whom(home: Home) -> None:
    first = python(HOLD, home.root, 30, wait=False)
    assert first.stdout is not None
    try:
        assert first.stdout.readline() == "held\n"
        holder = holder_of(home)
        assert holder is not None
        assert holder.pid == first.pid
        with pytest.raises(AlreadyRunning, match=f"the first run, process {first.pid} on .* since 2"), run_lock(home):
            pass
        first.send_signal(signal.SIGKILL)
        with run_lock(home, wait_seconds=10) as mine:  # the lock ends with its process, however that ends
            assert mine.pid == os.getpid()
    finally:
        first.kill()
        first.communicate()
    assert holder_of(home) is None


def test_the_second_run_waits(home: Home) -> None:
    first = python(HOLD, home.root, 0.6, wait=False)
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    with run_lock(home, wait_seconds=30) as mine:
        assert first.wait(10) == 0
        assert mine.pid == os.getpid()
    first.communicate()


def test_a_forked_child_does_not_keep_the_lock(home: Home) -> None:
    source = HOLD.replace("    time.sleep", "    import os\n    os.fork()\n    time.sleep")
    first = python(source, home.root, 20, wait=False)
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    time.sleep(0.2)
    child = int(Path(f"/proc/{first.pid}/task/{first.pid}/children").read_text().split()[0])
    try:
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        with run_lock(home, wait_seconds=5):
            os.kill(child, 0)  # it lives, and the lock is ours
    finally:
        os.kill(child, signal.SIGKILL)
        first.communicate()
