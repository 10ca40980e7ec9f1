"""The whole way, as a person goes it: documents in, release out, nothing new, strict, decisions."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import PATIENCE, Duban

pytestmark = pytest.mark.end_to_end


def test_the_samples_are_published(published: Duban) -> None:
    told = published("status", "--json").data()
    assert told["release"]["validation"]["passed"] is True
    assert len(told["release"]["documents"]) == 9
    assert told["figures"]["tasks"] > 100
    assert told["runs"][0]["state"] == "published"
    assert (published.home / "report" / "index.html").is_file()
    assert "Completed successfully" in (published.home / "dbt" / "logs" / "dbt.log").read_text("utf-8")


def test_growth_of_2022_was_promised_and_missed(published: Duban) -> None:
    """9% or more promised, about 4% reported: the figures that everybody knows come out as they should."""
    found = published.rows(
        "SELECT comparator, value, unit, verdict, ratio FROM bi.targets "
        "WHERE year = 2022 AND indicator = '地区生产总值' AND kind = 'growth'"
    )
    assert [(row[0], float(row[1]), *row[2:4]) for row in found] == [("ge", 9, "%", "not_met")]
    assert float(found[0][4]) == pytest.approx(4 / 9, abs=1e-3)


def test_every_offset_is_true_to_the_character(published: Duban) -> None:
    for view in ("targets", "observations", "excluded_numbers"):
        wrong = published.rows(
            f"SELECT count(*) FROM bi.{view} s JOIN bi.documents d USING (document_id) "
            "WHERE d.text[s.char_start + 1 : s.char_end] <> s.evidence"
        )
        assert wrong == [(0,)], view


def test_nothing_new_does_nothing(duban: Duban) -> None:
    """The first run publishes within its time; the second reads, builds and publishes nothing, and is quick."""
    began = time.monotonic()
    first = duban.run()
    assert first["state"] == "published"
    assert time.monotonic() - began < 240  # 30 s on a machine that does nothing else, which is measured by hand
    before = duban.warehouse.stat()
    began = time.monotonic()
    second = duban.run()
    assert time.monotonic() - began < 120
    assert second["state"] == "nothing_new"
    assert second["read_now"] == 0
    assert second["release"] == first["release"]
    assert [step["name"] for step in second["steps"]] == ["收取 Ingest", "读取 Read"]
    after = duban.warehouse.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert len(list((duban.home / "published" / "releases").iterdir())) == 1
    _strict_refuses(duban, first["release"])
    _a_decision_is_taken_over(duban)


def _strict_refuses(duban: Duban, release: str) -> None:
    """Undecided findings refuse a release under --strict, though nothing else is new; the last one stays."""
    assert duban("findings", "--json").data()["total"] > 0
    outcome = duban.run("--strict", code=1)
    assert outcome["state"] == "refused"
    assert outcome["release"] == release
    assert outcome["failures"]


def _a_decision_is_taken_over(duban: Duban) -> None:
    finding = duban("findings", "--json").data()["findings"][0]
    by = ["--reason", "两年口径不同", "--by", "王某"]
    assert duban("decide", finding["check_id"], "--accept", *by).code == 0
    told = {each["check_id"]: each for each in duban("findings", "--json").data()["findings"]}
    assert told[finding["check_id"]]["decided_since"]["decided_by"] == "王某"
    outcome = duban.run()
    assert outcome["state"] == "published"
    decided = duban.rows("SELECT decision, decided_by FROM bi.checks WHERE check_id = ?", [finding["check_id"]])
    assert decided == [("accept", "王某")]
    assert duban("findings", "--json").data()["total"] == sum(outcome["figures"]["findings"].values())


def test_a_decision_needs_a_reason_a_name_and_a_finding(published: Duban) -> None:
    some = published("findings", "--json").data()["findings"][0]["check_id"]
    for arguments, says in (
        (("C-none", "--accept", "--reason", "x", "--by", "y"), "no check 'C-none'"),
        ((some, "--accept", "--by", "y"), "--reason is needed"),
        ((some, "--accept", "--reason", "x"), "--by is needed"),
        ((some, "--reason", "x", "--by", "y"), "one of --accept"),
        ((some, "--accept", "--reason", "x", "--by", "y", "--until", "soon"), "is no date"),
        ((some, "--correct", "viel", "--reason", "x", "--by", "y"), "viel"),
    ):
        ended = published("decide", *arguments)
        assert ended.code == 2, ended.told
        assert says in ended.err


def test_the_summary_says_it_in_plain_words(duban: Duban, tmp_path: Path) -> None:
    page = tmp_path / "small-2022.txt"
    page.write_text(SMALL, encoding="utf-8")
    ended = duban("run", "--documents", page, "--timings")
    assert ended.code == 0, ended.told
    for words in (
        "已发布 · Published",
        "承诺 Promises",
        "未兑现 not met 1",
        "数据仓库 Warehouse",
        "报告 Report",
        "下一步 Next",
    ):
        assert words in ended.out
    assert "各步用时 Timings" in ended.out
    assert "\x1b" not in ended.out


#: A short document of our own in the layout of a numbered list.
SMALL = """某市2022年重点工作完成情况

1. 地区生产总值增长9%以上。
牵头责任单位：市发展和改革委员会
进展情况：全市地区生产总值4550亿元，增长4%。

2. 新增高新技术企业300家。
牵头责任单位：市科技局
进展情况：新增高新技术企业322家。
"""


@pytest.mark.shared
def test_the_real_documents(duban: Duban, shared_documents: Path, gold_folder: Path) -> None:
    """Read, built, validated, published, and close to what people annotated."""
    outcome = duban.run("--documents", shared_documents)
    assert outcome["state"] == "published"
    score = subprocess.run(
        [sys.executable, gold_folder / "score.py", duban.warehouse, gold_folder, "--json"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    measures = _flat(json.loads(score.stdout))
    least = {
        "tasks.found": 1.0,
        "tasks.units_exact": 0.98,
        "tasks.commitment_exact": 1.0,
        "observations.precision": 0.93,
        "observations.recall": 0.93,
        "observations.kind": 0.93,
        "observations.modifier": 0.93,
        "observations.period": 0.93,
        "targets.precision": 0.93,
        "targets.recall": 0.93,
        "targets.comparator": 0.93,
        "targets.firmness": 0.93,
        "verdicts.accuracy": 0.93,
    }
    missed = {name: measures[name] for name, value in least.items() if measures[name] < value}
    assert missed == {}
    assert {name: measures[name] for name in ("verdicts.false_met", "numbers.unaccounted", "spans.misplaced")} == {
        "verdicts.false_met": 0,
        "numbers.unaccounted": 0,
        "spans.misplaced": 0,
    }


def _flat(data: object, prefix: str = "") -> dict[str, float]:
    """`{"tasks": {"found": 1}}` and `{"tasks.found": 1}` alike as `{"tasks.found": 1}`."""
    if not isinstance(data, dict):
        return {prefix: float(data)} if isinstance(data, (int, float)) else {}
    flat: dict[str, float] = {}
    for name, value in data.items():
        flat |= _flat(value, f"{prefix}.{name}" if prefix else str(name))
    return flat
