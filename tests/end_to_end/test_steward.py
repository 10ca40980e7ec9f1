"""`duban run --wait-for-steward` without a server: the run waits with its candidate, others see it, an answer ends the wait.

That decisions let it go on, and that the candidate is built anew with them, is shown with a server (test_server.py).
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.conftest import PATIENCE, Duban
from tests.end_to_end import linshui
from warehouse import waiting
from warehouse.home import Home

pytestmark = pytest.mark.end_to_end


def test_a_run_waits_and_is_told_to_keep_the_old_release(duban: Duban, tmp_path: Path) -> None:
    page = tmp_path / "linshui-2022.txt"
    page.write_text(linshui.page(17), "utf-8")
    process = duban.start("run", "--documents", page, "--wait-for-steward", str(PATIENCE))
    home = Home.at(duban.home)
    ends_at = time.monotonic() + PATIENCE
    while waiting.current(home) is None:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < ends_at
        time.sleep(0.2)
    assert not duban.warehouse.exists()
    assert "等待裁定" in duban("status").out
    (finding,) = duban("findings", "--json").data()["findings"]  # of the candidate: nothing is published yet
    said = duban("decide", finding["check_id"], "--withdraw", "--reason", "试", "--by", "王某")
    assert "no decision to withdraw" in said.err  # it was found, and there is nothing to withdraw
    assert duban("answer", "--keep", "--by", "李某").code == 0
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, err
    assert "李某" in out
    assert "李某" in (duban.home / "report" / "index.html").read_text("utf-8")
    assert not duban.warehouse.exists()
    assert waiting.current(home) is None
    assert duban("answer", "--publish", "--by", "王某").code == 2  # nobody waits any more
