"""Publishing while killed, while the disk refuses, while readers read: what is published is always one version."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.warehouse.examples import facts, make_candidate, python
from tests.warehouse.test_releases import rows_in
from warehouse import files as durable
from warehouse import releases
from warehouse.home import Home

# Publishes in a forked child for each moment; the child kills itself just before the n-th operation on a file. The
# parent touches no database, so that forking is safe.
KILLER = """
import json, os, shutil, sys
from pathlib import Path
from tests.warehouse.examples import facts
from warehouse import releases
from warehouse.home import Home

OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir", "os.link", "os.chmod", "os.rmdir", "shutil.copyfile"}
prepared, results, moments = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])

def publish_until(home, moment):
    seen = 0
    def count(event, arguments):
        nonlocal seen
        if event in OPERATIONS:
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), 9)
    sys.addaudithook(count)
    releases.publish(home.work / "candidate" / "warehouse.duckdb", home, facts("two"))
    (home.root / "operations").write_text(str(seen))
    os._exit(0)

for moment in moments:
    root = results / str(moment)
    shutil.copytree(prepared, root)
    child = os.fork()
    if child == 0:
        publish_until(Home.at(root), moment)
    _, status = os.waitpid(child, 0)
    (root / "ended").write_text(str(os.waitstatus_to_exitcode(status)))
"""


def kill_at(prepared: Path, results: Path, moments: list[int]) -> None:
    killer = python(KILLER, prepared, results, json.dumps(moments), wait=False)
    _, errors = killer.communicate(timeout=300)
    assert killer.returncode == 0, errors


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A home with a release of 3 rows and a candidate of 5."""
    home = Home.at(tmp_path / "prepared").make()
    releases.publish(make_candidate(home, 3), home, facts("one"))
    make_candidate(home, 5)
    return home.root


def test_killed_at_any_file_operation_the_published_release_stays_whole(prepared: Path, tmp_path: Path) -> None:
    never = 1_000_000
    kill_at(prepared, tmp_path, [never])
    operations = int((tmp_path / str(never) / "operations").read_text())
    assert operations > 40
    moments = sorted({*range(1, operations, operations // 14), *range(operations - 12, operations + 1)})
    kill_at(prepared, tmp_path, moments)
    outcomes = set()
    for moment in moments:
        home = Home.at(tmp_path / str(moment))
        assert (home.root / "ended").read_text() == "-9", moment
        outcomes.add(rows_in(home.current))  # asserts that it is one version
        check_recovery(home)
    assert outcomes == {3, 5}


def check_recovery(home: Home) -> None:
    """Recovered, nothing lies about, and publishing the same inputs again makes exactly one release of them."""
    releases.recover(home)
    present = releases.current(home)
    assert present is not None
    assert rows_in(home.current) == {t.name: t.rows for t in present.tables}["bi.wide"]
    assert not [p for p in home.root.rglob("*") if durable.TEMPORARY.match(p.name)]
    assert list(home.work.iterdir()) == []
    releases.publish(make_candidate(home, 5), home, facts("two"))
    assert rows_in(home.current) == 5
    assert [m.version.endswith(("-1", "-2")) for m in releases.history(home)] == [True, True]
    assert all(releases.verify(releases.folder_of(home, m.version)) == () for m in releases.history(home))
    shutil.rmtree(home.root)


READER = """
import sys, duckdb
from pathlib import Path
current, stop = sys.argv[1], Path(sys.argv[2])
seen = set()
print("reading", flush=True)
while not stop.exists():
    with duckdb.connect(current, read_only=True) as connection:
        rows, said = connection.execute("SELECT count(*), max(of_rows) FROM bi.wide").fetchone()
        assert rows == said > 0, (rows, said)
        seen.add(rows)
print(len(seen))
"""


def test_readers_never_see_a_mixture_or_an_error(home: Home, tmp_path: Path) -> None:
    releases.publish(make_candidate(home, 100), home, facts("start"))
    stop = tmp_path / "stop"
    reader = python(READER, home.current, stop, wait=False)
    assert reader.stdout is not None
    assert reader.stdout.readline() == "reading\n"
    for i in range(1, 13):
        releases.publish(make_candidate(home, 100 + i), home, facts(f"inputs {i}"))
    stop.touch()
    out, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    assert int(out) >= 3, "the reader saw the versions change"


@pytest.mark.parametrize(("limit", "built"), [(1_000, False), (60_000, True)])
def test_a_disk_that_refuses_is_a_fault_and_the_last_release_stays(prepared: Path, limit: int, built: bool) -> None:
    """No file may grow beyond `limit` bytes: the system refuses a write while exporting, or while switching."""
    source = """
import resource, sys
from pathlib import Path
from tests.warehouse.examples import facts
from warehouse import releases
from warehouse.errors import StorageFault
from warehouse.home import Home
home = Home.at(Path(sys.argv[1]))
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    releases.publish(home.work / "candidate" / "warehouse.duckdb", home, facts("two"))
except StorageFault as fault:
    print(fault)
    sys.exit(fault.exit_code)
"""
    home = Home.at(prepared)
    failed = python(source, home.root, limit)
    out, errors = failed.communicate()
    assert failed.returncode == 3, errors
    assert "The last release is untouched" in out
    assert rows_in(home.current) == 3
    present = releases.current(home)
    assert present is not None
    assert present.inputs_key == facts("one").inputs_key
    assert [p.name for p in home.published.iterdir() if p.name.startswith(".")] == []
    assert (len(releases.history(home)) == 2) is built
    assert (home.work / "candidate" / "warehouse.duckdb").exists() is not built
    check_recovery(home)


def test_two_that_publish_at_once_make_two_whole_releases(home: Home) -> None:
    source = """
import sys
from pathlib import Path
from tests.warehouse.examples import facts, make_candidate
from warehouse import releases
from warehouse.home import Home
home, name = Home.at(Path(sys.argv[1])), sys.argv[2]
for i in range(4):
    releases.publish(make_candidate(home, 3, name), home, facts(f"{name} {i}"))
"""
    processes: list[subprocess.Popen[str]] = [python(source, home.root, name, wait=False) for name in ("p", "q")]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    history = releases.history(home)
    assert len(history) == 8
    assert all(releases.verify(releases.folder_of(home, m.version)) == () for m in history)
    assert releases.current(home) == history[0]
