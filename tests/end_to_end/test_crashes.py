"""Killed, interrupted, two at once, disk full: the published release stays whole and the next run goes on by itself."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.conftest import PATIENCE, Duban
from tests.end_to_end.test_main_job import SMALL

pytestmark = pytest.mark.end_to_end

STEPS = ("收取 Ingest", "读取 Read", "入库 Land", "建模 Model", "校验 Judge", "发布 Publish", "报告 Report")


def own_document(folder: Path) -> Path:
    """A document that is not among the samples, so that there is something to do."""
    file = folder / "own-2022.txt"
    file.write_text(SMALL, encoding="utf-8")
    return file


def wait_for(process: subprocess.Popen[str], words: str) -> str:
    """Read what the process prints until the words come; what it printed so far."""
    told = ""
    assert process.stdout is not None
    for line in process.stdout:
        told += line
        if words in line:
            return told
    pytest.fail(f"{words!r} never came:\n{told}{process.stderr.read() if process.stderr else ''}")


def kill_in(duban: Duban, step: str, *arguments: str | Path) -> None:
    """Start a run and kill it with SIGKILL in that step; its helpers must go with it."""
    process = duban.start("run", *arguments)
    before = STEPS.index(step) - 1
    if before >= 0:
        wait_for(process, f"✓ {STEPS[before]}")
    else:
        time.sleep(1.0)
    time.sleep(0.15)
    helpers = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate(timeout=PATIENCE)
    _, alive = psutil.wait_procs(helpers, timeout=10)
    assert alive == [], "a helper outlives its killed run"


def fingerprint(duban: Duban) -> str:
    return hashlib.sha256(duban.warehouse.read_bytes()).hexdigest()


def test_killed_in_every_step(published_copy: Duban, tmp_path: Path) -> None:
    duban, document = published_copy, own_document(tmp_path)
    before = fingerprint(duban)
    for step in STEPS[:-2]:
        kill_in(duban, step, "--documents", document)
        assert fingerprint(duban) == before, step
    kill_in(
        duban, "发布 Publish", "--documents", document
    )  # before or after the switch: one whole release or the other
    assert duban.rows("SELECT count(*) FROM bi.documents")[0][0] in (1, 9)
    ended = duban("run", "--documents", document)
    assert ended.code == 0, ended.told
    assert "已恢复" in ended.out
    assert duban.rows("SELECT document_id FROM bi.documents") == [("own-2022",)]
    assert list((duban.home / "work").iterdir()) == []
    states = [run["state"] for run in duban("status", "--json").data()["runs"]]
    assert states[0] in ("published", "nothing_new")
    assert "running" not in states
    _killed_while_the_report_is_built(duban, document)


def _killed_while_the_report_is_built(duban: Duban, document: Path) -> None:
    """The release is out; the next run has nothing to publish but builds the report that is missing."""
    document.write_text(SMALL.replace("322", "323"), encoding="utf-8")
    kill_in(duban, "报告 Report", "--documents", document)
    (duban.home / "report.made-of").unlink(missing_ok=True)  # however far it came
    outcome = duban.run("--documents", document)
    assert outcome["state"] == "nothing_new"
    assert [step["name"] for step in outcome["steps"]][-1] == "报告 Report"


def test_interrupted_by_hand(published_copy: Duban, tmp_path: Path) -> None:
    duban = published_copy
    before = fingerprint(duban)
    process = duban.start("run", "--documents", own_document(tmp_path))
    wait_for(process, "✓ 入库 Land")
    helpers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, err
    assert "已停止 · Stopped" in err
    assert "Traceback" not in err
    assert fingerprint(duban) == before
    _, alive = psutil.wait_procs(helpers, timeout=10)
    assert alive == []


def test_two_at_once_on_a_new_home(tmp_path: Path) -> None:
    """Both started in the same moment, nothing prepared: one publishes, the other waits and finds nothing new."""
    duban = Duban(tmp_path / "home")
    document = own_document(tmp_path)
    both = [duban.start("run", "--documents", document, "--wait", "200") for _ in range(2)]
    told = [process.communicate(timeout=PATIENCE) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert sorted(re.findall("已发布 · Published|无新内容 · Nothing new", "".join(out for out, _ in told))) == [
        "已发布 · Published",
        "无新内容 · Nothing new",
    ]
    assert len(list((duban.home / "published" / "releases").iterdir())) == 1


def test_the_second_refuses_when_it_may_not_wait(published_copy: Duban, tmp_path: Path) -> None:
    duban, document = published_copy, own_document(tmp_path)
    first = duban.start("run", "--documents", document)
    wait_for(first, "✓ 收取 Ingest")
    second = duban("run", "--documents", document, "--wait", "0")
    assert second.code == 3, second.told
    assert f"process {first.pid}" in second.told
    out, err = first.communicate(timeout=PATIENCE)
    assert first.returncode == 0, out + err


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    """A file stands where a folder should: a fault of the machine, told in a line."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "raw").write_text("in the way", encoding="utf-8")
    ended = Duban(tmp_path / "home")("run", "--documents", own_document(tmp_path))
    assert ended.code == 3, ended.told
    assert str(tmp_path / "home" / "raw") in ended.err
    assert "Traceback" not in ended.told


def test_a_catalogue_that_does_not_answer(duban: Duban, tmp_path: Path) -> None:
    url = "postgresql+psycopg://duban:secret@127.0.0.1:9/duban"
    ended = duban("run", "--documents", own_document(tmp_path), DUBAN_CATALOGUE_URL=url)
    assert ended.code == 3, ended.told
    assert "DUBAN_CATALOGUE_URL" in ended.err
    assert "secret" not in ended.told


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root")
def test_disk_full(published: Duban, tmp_path: Path) -> None:
    """On a disk that is too small the run ends with a clear message; what was published before stays readable."""
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", small], capture_output=True).returncode != 0:
        pytest.skip("this machine does not allow mounting a tmpfs")
    try:
        home = small / "home"
        environment = {"PREFECT_HOME": str(tmp_path / "prefect")}
        duban = Duban(home, **environment)
        (small / "ballast").write_bytes(bytes(9 * 1024 * 1024))
        ended = duban("run", "--documents", own_document(tmp_path))
        assert ended.code == 3, ended.told
        assert "→" in ended.err or "disk" in ended.err
        assert not duban.warehouse.exists()
    finally:
        subprocess.run(["umount", small], check=True)
