"""A correction reaches the verdict through whatever the promise was judged by: a completion rate, a reference figure."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import building
import duckdb
import landing_fixture
import pytest
from planted_city import City, Row

RATE, PACE = "中心村数", "居民人均可支配收入"
Verdicts = dict[str, tuple[str, str, date | None]]  # indicator -> verdict, its reason, since when a correction counts


def _city() -> City:
    """Two promises; the figure that each is judged by is told differently in a second place."""
    city = City("更正市")
    city.doc()
    city.task()
    city.promise("新建", 60, "个", "中心村。", RATE)
    city.say("中心村完成率", 70, "%", "。", "中心村完成率", kind="share")
    city.task()
    city.say("中心村完成率", 95, "%", "。", "中心村完成率", kind="share")
    city.task()
    city.promise("居民人均可支配收入与经济增长同步", "", "", "。", PACE, comparator="sync", kind="growth")
    city.rows["targets"][-1] |= {"value": None, "unit": None, "relative_to": "地区生产总值"}
    city.say("居民人均可支配收入增长", "6.4", "%", "。", PACE, kind="growth")
    city.task()
    city.say("地区生产总值增长", "9.0", "%", "。", "地区生产总值", kind="growth")
    city.task()
    city.say("地区生产总值增长", "6.0", "%", "。", "地区生产总值", kind="growth")
    return city


def _built(rows: dict[str, list[Row]], path: Path, workspace: Path) -> tuple[Verdicts, dict[str, str]]:
    landing_fixture.create(path, rows)
    assert building.build(path, workspace) == []
    with duckdb.connect(str(path), read_only=True) as connection:
        told = connection.execute(
            "select t.indicator, t.verdict, t.verdict_reason_zh, h.corrected_on from bi.targets as t "
            "inner join bi.verdict_history as h on t.target_id = h.document_id || ':t' || h.anchor and h.is_current"
        ).fetchall()
        open_ = connection.execute("select left_said, check_id from bi.checks where rule = 'same_figure' and not holds")
        return {name: tuple(rest) for name, *rest in told}, dict(open_.fetchall())


def _correction(n: int, findings: dict[str, str], left: str, right: str, printed: str, value: str, day: str) -> Row:
    return {
        "decision_id": f"D-{n}", "decision_order": n, "check_id": findings[left], "action": "correct", "reason": "原文有误", "decided_by": "某人",
        "left_said": left, "right_said": right, "printed_value": printed, "corrected_value": value, "decided_on": day,
    }  # fmt: skip


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory, workspace: Path) -> tuple[Verdicts, Verdicts]:
    """Before and after both corrections."""
    folder = tmp_path_factory.mktemp("corrections")
    before, findings = _built(_city().rows, folder / "before.duckdb", workspace)
    corrected = (("70%", "95%", "70", "100"), ("9.0%", "6.0%", "9.0", "6.0"))
    decisions = [_correction(n, findings, *each, "2023-02-01") for n, each in enumerate(corrected, 1)]
    after, _ = _built({**_city().rows, "decisions": decisions}, folder / "after.duckdb", workspace)
    return before, after


def test_a_corrected_completion_rate_decides(verdicts: tuple[Verdicts, Verdicts]) -> None:
    before, after = verdicts
    assert before[RATE][0] != "met"
    assert after[RATE][0] == "met"
    assert "100（更正，原文70）" in after[RATE][1]
    # Since when it does: before that day the verdict rested on the printed figure.
    assert (before[RATE][2], after[RATE][2]) == (None, date(2023, 2, 1))


def test_a_corrected_reference_decides(verdicts: tuple[Verdicts, Verdicts]) -> None:
    before, after = verdicts
    assert before[PACE][0] == "not_met"
    assert after[PACE][0] == "met"
    assert "6.0%（更正，原文9.0）" in after[PACE][1]
    assert (before[PACE][2], after[PACE][2]) == (None, date(2023, 2, 1))


def test_the_history_tells_what_was_known_before_each_correction(tmp_path: Path, workspace: Path) -> None:
    """The figure and its reference are corrected on two days: three verdicts, each in its time."""
    city = _city()
    city.task()
    city.say("居民人均可支配收入增长", "4.0", "%", "。", PACE, kind="growth")
    _, findings = _built(city.rows, tmp_path / "printed.duckdb", workspace)
    days = (("9.0%", "6.0%", "9.0", "6.0", "2023-03-05"), ("6.4%", "4.0%", "6.4", "4.0", "2023-04-01"))
    path = tmp_path / "corrected.duckdb"
    _built(
        {**city.rows, "decisions": [_correction(n, findings, *day) for n, day in enumerate(days, 1)]}, path, workspace
    )
    with duckdb.connect(str(path), read_only=True) as connection:
        told = connection.execute(
            "select verdict, valid_from, valid_to, is_current from bi.verdict_history where comparator = 'sync' order by valid_from"
        ).fetchall()
    came, first, second = datetime(2023, 1, 20), datetime(2023, 3, 5), datetime(2023, 4, 1)
    assert told == [("not_met", came, first, False), ("met", first, second, False), ("not_met", second, None, True)]
