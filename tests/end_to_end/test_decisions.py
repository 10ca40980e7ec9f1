"""A decision's whole life: taken over, kept while the source stands, refused as needless when the source is mended, withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Duban
from tests.end_to_end import linshui

pytestmark = pytest.mark.end_to_end


def test_a_correction_holds_until_the_source_itself_is_mended(duban: Duban, tmp_path: Path) -> None:
    page = tmp_path / "linshui-2022.txt"
    page.write_text(linshui.page(17), "utf-8")
    duban.run("--documents", page)
    (finding,) = duban("findings", "--kind", "repeat", "--json").data()["findings"]
    by = ("--by", "王某")
    correction = ("--correct", "17=12", "--reason", "第二处印错", *by)
    assert duban("decide", finding["check_id"], *correction).code == 0
    duban.run("--documents", page, "--strict")
    query = "SELECT value, printed_value, quality FROM bi.observations WHERE value_text = ?"
    assert [(int(v), int(p), q) for v, p, q in duban.rows(query, ["17"])] == [(12, 17, "corrected")]
    page.write_text(linshui.page(12), "utf-8")
    refused = duban.run("--documents", page, code=1)
    assert any("no longer needed" in failure for failure in refused["failures"])
    assert "no longer needed" in (duban.home / "report" / "index.html").read_text("utf-8")
    assert duban("decide", finding["check_id"], "--withdraw", "--reason", "原文已改", *by).code == 0
    duban.run("--documents", page)
    assert duban.rows(query, ["17"]) == []
    file = tmp_path / "decisions.csv"
    assert duban("decisions", "export", file).code == 0
    assert duban("decisions", "import", file, "--json").data()["added"] == []
