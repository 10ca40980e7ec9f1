"""`duban run --wait-for-steward` without a server: the run waits, a decision or an answer at the command line lets it go on."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import PATIENCE, Duban
from tests.end_to_end.test_decisions import TEXT

pytestmark = pytest.mark.end_to_end


def until_it_waits(duban: Duban, process: subprocess.Popen[str]) -> None:
    """Wait until `duban status` says that the run waits."""
    ends_at = time.monotonic() + PATIENCE
    while time.monotonic() < ends_at and process.poll() is None:
        if duban("status", "--json").data()["waiting"]:
            return
        time.sleep(0.5)
    process.kill()
    pytest.fail(f"the run never waited: {process.communicate()}")


def test_a_run_waits_for_decisions_and_answers(duban: Duban, tmp_path: Path) -> None:
    page = tmp_path / "linshui-2022.txt"
    page.write_text(TEXT.format(libraries="17"), "utf-8")
    asked = ("run", "--documents", page, "--wait-for-steward", str(PATIENCE))
    process = duban.start(*asked)
    until_it_waits(duban, process)
    assert not duban.warehouse.exists()
    assert "等待裁定" in duban("status").out
    (finding,) = duban("findings", "--json").data()["findings"]  # of the candidate: nothing is published yet
    said = duban("decide", finding["check_id"], "--correct", "17=12", "--reason", "印错", "--by", "王某")
    assert "等待中的运行会采用" in said.out, said.told
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert "已发布 · Published" in out
    assert duban.rows("SELECT CAST(value AS INTEGER) FROM bi.observations WHERE value_text = '17'") == [(12,)]
    assert duban("answer", "--publish", "--by", "王某").code == 2  # nobody waits any more
    _kept_by_an_answer(duban, page)


def _kept_by_an_answer(duban: Duban, page: Path) -> None:
    """The source changes, the correction is for another number: a finding again, and somebody keeps the old release."""
    before = duban.warehouse.stat().st_ino
    page.write_text(TEXT.format(libraries="19"), "utf-8")
    process = duban.start("run", "--documents", page, "--wait-for-steward", str(PATIENCE))
    until_it_waits(duban, process)
    assert duban("answer", "--keep", "--by", "李某").code == 0
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, err
    assert "李某" in out
    assert duban.warehouse.stat().st_ino == before
    assert duban("status", "--json").data()["waiting"] is None
