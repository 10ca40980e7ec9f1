"""What a decision does to figures, promises and checks, from the landed rows to the views and the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import building
import duckdb
import landing_fixture
import pytest
import small_city

from expectations import judge

BY = {"reason": "口径不同", "decided_by": "某人"}
PROMISE = {
    "document_id": "y22", "task_order": 11, "task_no": 11, "anchor": 99001, "role": "commitment", "indicator": "图书馆数",
    "comparator": "ge", "value": "15", "unit": "座", "period": "2022",
}  # fmt: skip


def checks(rows: Mapping[str, list[dict[str, Any]]], path: Path, workspace: Path) -> duckdb.DuckDBPyConnection:
    landing_fixture.create(path, rows)
    assert building.build(path, workspace) == []
    return duckdb.connect(str(path), read_only=True)


def decided(decisions: Iterable[dict[str, Any]], **changed: str) -> dict[str, list[dict[str, Any]]]:
    """The small city with one promise more, figures changed from one value to another, and decisions."""
    rows: dict[str, Any] = {name: [dict(row) for row in table] for name, table in deepcopy(small_city.ROWS).items()}
    rows["targets"].append(PROMISE)
    for row in rows["observations"]:
        if row.get("unit") in ("亿元", "座") and row["value"] in changed.get("values", ()):
            row["value"] = changed["values"][row["value"]]  # type: ignore[index]
    rows["decisions"] = [
        {"decision_id": f"D-{n}", "decision_order": n, **BY, **decision} for n, decision in enumerate(decisions, 1)
    ]
    return rows


@pytest.fixture(scope="module")
def ids(city: duckdb.DuckDBPyConnection) -> dict[str, str]:
    falls, libraries = (
        city.execute(f"select check_id from bi.checks where not holds and {which}").fetchone()
        for which in ("rule = 'cumulative_falls'", "right_said = '13座'")
    )
    assert falls
    assert libraries
    return {"falls": falls[0], "libraries": libraries[0]}


def one(connection: duckdb.DuckDBPyConnection, query: str, *values: Any) -> tuple[Any, ...]:
    (row,) = connection.execute(query, list(values)).fetchall()
    return row


def test_a_correction_replaces_the_figure_it_names_and_the_verdict_follows(
    ids: dict[str, str], tmp_path: Path, workspace: Path
) -> None:
    decisions = [
        {
            "check_id": ids["libraries"], "action": "correct", "left_said": "12座", "right_said": "13座",
            "printed_value": "12", "corrected_value": "16",
        },
        {"check_id": ids["falls"], "action": "accept", "left_said": "87.06亿元", "right_said": "83.9亿元", "until": "2022-12-31", "lapsed": True},
    ]  # fmt: skip
    with checks(decided(decisions), tmp_path / "corrected.duckdb", workspace) as built:
        figure = "select value, printed_value, corrected_value, base_value, value_text, quality, corrected_by_check from bi.observations "
        where = "where canonical_indicator like '图书馆%' and value_text = ?"
        said = one(built, figure + where, "12")
        assert [str(value).rstrip("0").rstrip(".") for value in said[:4]] == ["16", "12", "16", "16"]
        assert said[4:] == ("12", "corrected", ids["libraries"])
        assert one(built, "select quality, value = printed_value from bi.observations " + where, "13") == (
            "accepted",
            True,
        )
        verdict = one(
            built,
            "select verdict, verdict_reason_zh from marts.fct_target where target_id = ?",
            "y22:t99001",
        )
        assert verdict[0] == "met"
        assert "16座（更正，原文12）" in verdict[1]
        lapsed = "select decision, is_reopened, reopened_why, decided_action, holds from bi.checks where check_id = ?"
        decision, reopened, why, action, holds = one(built, lapsed, ids["falls"])
        assert (decision, reopened, action, holds) == (None, True, "accept", False)
        assert "2022-12-31" in why
    told = {f.expectation: f for f in judge(tmp_path / "corrected.duckdb", None, strict=False).failures}
    assert "consistency.corrections_needed" not in told
    assert told["consistency.decisions_hold"].rows[0]["place"] == ids["falls"]
    assert "consistency.repeat" not in told


def test_a_correction_that_the_source_has_overtaken_refuses_the_release(
    ids: dict[str, str], tmp_path: Path, workspace: Path
) -> None:
    decisions = [
        {"check_id": ids["falls"], "action": "correct", "left_said": "87.06亿元", "right_said": "83.9亿元", "corrected_value": "87.9",
         "printed_value": "83.9"},
        {"check_id": ids["libraries"], "action": "reject", "left_said": "12座", "right_said": "13座"},
        {"check_id": "C-gone", "action": "correct", "corrected_value": "7", "printed_value": "8"},
    ]  # fmt: skip
    with checks(decided(decisions, values={"83.9": "87.9"}), tmp_path / "mended.duckdb", workspace) as built:  # type: ignore[arg-type]
        said = "select holds, is_needless, decision from bi.checks where check_id = ?"
        assert one(built, said, ids["falls"]) == (True, True, None)
        assert one(built, said, ids["libraries"]) == (False, False, "reject")
        qualities = built.execute(
            "select distinct quality from bi.observations where value_text in ('12', '13') and unit = '座'"
        )
        assert qualities.fetchall() == [("disputed",)]
    judgement = judge(tmp_path / "mended.duckdb", None, strict=False)
    # The small city has no texts, so the suite of reading fails here as it must.
    (failure,) = [f for f in judgement.failures if f.severity == "critical" and f.suite == "consistency"]
    assert failure.expectation == "consistency.corrections_needed"
    assert {row["place"] for row in failure.rows} == {ids["falls"], "C-gone"}
    assert "--withdraw" in failure.advice


def test_a_source_that_changes_reopens_the_finding_and_says_why(
    ids: dict[str, str], tmp_path: Path, workspace: Path
) -> None:
    decisions = [
        {"check_id": ids["falls"], "action": "correct", "left_said": "87.06亿元", "right_said": "83.9亿元", "corrected_value": "87.9",
         "printed_value": "83.9"},
    ]  # fmt: skip
    with checks(decided(decisions, values={"83.9": "84.9"}), tmp_path / "changed.duckdb", workspace) as built:  # type: ignore[arg-type]
        holds, reopened, needless, why = one(
            built,
            "select holds, is_reopened, is_needless, reopened_why from bi.checks where check_id = ?",
            ids["falls"],
        )
        assert (holds, reopened, needless) == (False, True, False)
        assert "83.9亿元 → 84.9亿元" in why
        figure = "select value = printed_value, quality from bi.observations where value_text = '84.9'"
        assert one(built, figure) == (True, "disputed")
    for strict, severity in ((False, "warning"), (True, "critical")):
        judgement = judge(tmp_path / "changed.duckdb", None, strict=strict)
        told = {f.expectation: f.severity for f in judgement.failures}
        assert told["consistency.monotone"] == severity
        assert told["consistency.decisions_hold"] == "warning"
        assert "consistency.corrections_needed" not in told
