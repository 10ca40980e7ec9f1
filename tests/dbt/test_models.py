"""What the models make of a small city: verdicts, keys, units, programmes, links, checks, comments.

Belongs here: assertions on the built warehouse. Does not belong here: rows (small_city) and how dbt is called (building).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import building
import duckdb
import landing_fixture
import pytest
import small_city

CONTRACT = {
    "documents": "document_id title publisher jurisdiction document_type year period url sha256 published_on layout text",
    "tasks": "document_id year period task_no section_no section commitment report lead_units co_units lead_unit_names "
    "stated_status status lamp targets targets_met evidence_url",
    "targets": "target_id document_id year task_no section_no indicator comparator value value_high unit kind firmness relative_to "
    "base_value base_unit evidence char_start char_end number_start number_end verdict ratio verdict_reason observation_ids evidence_url",
    "observations": "observation_id document_id year task_no section_no programme indicator kind value value_high unit base_value "
    "base_unit modifier period period_start period_end scope evidence char_start char_end number_start number_end quality evidence_url",
    "excluded_numbers": "document_id task_no section_no why evidence char_start char_end number_start number_end",
    "checks": "check_id kind claim document_ids places left_value right_value tolerance holds severity decision decided_by decided_on reason",
    "unit_scorecard": "unit year tasks_led targets met partly_met not_met not_reported claimed pending met_share",
    "indicator_series": "indicator scope kind period year target_value actual_value unit verdict document_id quality",
    "programmes": "programme document_id section_no task_nos figures",
}
MARTS = (
    "dim_document dim_year dim_period dim_task dim_unit dim_indicator dim_measure_unit dim_programme bridge_task_unit "
    "fct_task_progress fct_target fct_observation fct_excluded_number fct_consistency_check dim_task_life dim_edition"
)


def _one(city: duckdb.DuckDBPyConnection, sql: str, *values: Any) -> Any:
    rows = city.execute(sql, list(values)).fetchall()
    assert len(rows) == 1, rows
    return rows[0]


def _verdict(city: duckdb.DuckDBPyConnection, document: str, task: int, indicator: str) -> tuple[str, str | None]:
    verdict, ratio = _one(
        city,
        "select verdict, ratio from bi.targets where document_id = ? and task_no = ? and indicator = ?",
        document,
        task,
        indicator,
    )
    return verdict, None if ratio is None else str(ratio)


@pytest.mark.parametrize(
    ("document", "task", "indicator", "verdict", "ratio"),
    [
        ("y22", 1, "地区生产总值", "not_met", "0.4444"),
        ("y22", 2, "居民收入", "met", None),
        ("y22", 3, "国家级先进企业数", "met", "4.3750"),
        ("y22", 3, "省级先进企业数", "pending", None),
        ("y22", 4, "市级以上示范园数", "met", "1.5000"),
        ("y22", 5, "省级以上孵化器数", "met", "1.7778"),
        ("y22", 6, "棚户区户数", "met", "1.0102"),
        ("y22", 7, "数字乡村试点数", "claimed", None),
        ("y22", 8, "中小企业信用贷款", "not_reported", None),
        ("y22", 9, "新型经营主体数", "met", "2.0325"),
        ("y22", 10, "充电站数", "not_reported", None),
        ("q23", 1, "5G基站数", "pending", "0.3492"),
        ("q23", 2, "固定资产投资", "not_met", "0.4000"),
    ],
)
def test_a_promise_is_judged_by_the_figure_that_answers_it(
    city: duckdb.DuckDBPyConnection, document: str, task: int, indicator: str, verdict: str, ratio: str | None
) -> None:
    assert _verdict(city, document, task, indicator) == (verdict, ratio)


def test_every_verdict_has_a_reason_in_both_languages(city: duckdb.DuckDBPyConnection) -> None:
    rows = city.execute("select verdict_reason, verdict_reason_zh, verdict_reason_en from bi.targets").fetchall()
    assert rows
    assert all(zh and en and zh in both and en in both for both, zh, en in rows)


def test_a_verdict_names_its_figures(city: duckdb.DuckDBPyConnection) -> None:
    said = city.execute(
        """select list(o.value_text order by o.char_start, o.observation_id) from bi.targets t, unnest(t.observation_ids) as u(id)
        join bi.observations o on o.observation_id = u.id where t.indicator = '市级以上示范园数'"""
    ).fetchone()
    assert said is not None
    assert sorted(said[0]) == ["2", "4"]


def test_the_views_have_the_promised_columns(city: duckdb.DuckDBPyConnection) -> None:
    for view, columns in CONTRACT.items():
        found = [row[0] for row in city.execute(f"describe bi.{view}").fetchall()]
        promised = columns.split()
        assert found[: len(promised)] == promised, view


def test_every_table_of_the_contract_exists_and_every_column_is_described_in_both_languages(
    city: duckdb.DuckDBPyConnection,
) -> None:
    tables = {
        r[0] for r in city.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
    }
    assert tables == set(MARTS.split())
    described = city.execute(
        """select schema_name || '.' || table_name || '.' || column_name, comment from duckdb_columns()
        where schema_name in ('staging', 'intermediate', 'marts', 'bi', 'seeds')
        union all select schema_name || '.' || table_name, comment from duckdb_tables() where schema_name <> 'landing'
        union all select schema_name || '.' || view_name, comment from duckdb_views() where schema_name = 'staging'"""
    ).fetchall()
    assert len(described) > 500
    undescribed = [name for name, comment in described if not comment or " · " not in comment]
    assert undescribed == []


def test_short_and_full_names_of_a_unit_are_one_unit(city: duckdb.DuckDBPyConnection) -> None:
    names = _one(city, "select printed_names from marts.dim_unit where unit = '市发展和改革委员会'")[0]
    assert names == ["市发展和改革委员会", "市发改委"]
    assert _one(city, "select printed_names from marts.dim_unit where unit = '市财政局'")[0] == [
        "市财政局",
        "某市财政局",
    ]


def test_a_unit_nobody_knows_keeps_its_printed_name(city: duckdb.DuckDBPyConnection) -> None:
    assert _one(city, "select is_known, kind from marts.dim_unit where unit = '某某指挥部'") == (False, "other")


def test_units_are_listed_in_printed_order_and_co_units_apart(city: duckdb.DuckDBPyConnection) -> None:
    lead, full = _one(
        city, "select lead_units, lead_unit_names from bi.tasks where document_id = 'y22' and task_no = 1"
    )
    assert lead == ["市发改委", "某市财政局"]
    assert full == ["市发展和改革委员会", "市财政局"]
    assert _one(city, "select co_units from bi.tasks where document_id = 'y22' and task_no = 2") == (["某某指挥部"],)


def test_status_and_lamp_of_a_task_follow_its_promises(city: duckdb.DuckDBPyConnection) -> None:
    found = {
        task: (status, lamp)
        for task, status, lamp in city.execute(
            "select task_no, status, lamp from bi.tasks where document_id = 'y22'"
        ).fetchall()
    }
    assert found[1] == ("not_met", "red")
    assert found[3] == ("partly_met", "yellow")
    assert found[4] == ("met", "green")
    assert found[7] == ("claimed", "yellow")
    assert found[8] == ("not_reported", "grey")
    assert found[11] == ("qualitative", "grey")


def test_the_scorecard_counts_promises_of_tasks_led(city: duckdb.DuckDBPyConnection) -> None:
    row = _one(
        city,
        "select tasks_led, targets, met, not_met, met_share from bi.unit_scorecard where unit = '市财政局' and year = 2022",
    )
    assert row == (2, 2, 1, 1, 0.5)


def test_a_figure_too_long_to_be_one_keeps_its_text_and_has_no_value(city: duckdb.DuckDBPyConnection) -> None:
    value, text, base = _one(
        city, "select value, value_text, base_value from bi.observations where length(value_text) = 60"
    )
    assert (value, base) == (None, None)
    assert text == "9" * 60


def test_links_encode_what_is_syntax_in_a_text_fragment(city: duckdb.DuckDBPyConnection) -> None:
    link = _one(city, "select evidence_url from bi.observations where indicator = '线索数'")[0]
    head, fragment = link.split("#:~:text=")
    assert head == "https://example.org/y22.html"
    assert fragment == "%E7%BA%BF%E7%B4%A2%2D3%E6%9D%A1%2C%20%E7%94%B2%26%E4%B9%99"


def test_only_web_addresses_become_links(city: duckdb.DuckDBPyConnection) -> None:
    links = city.execute("select distinct evidence_url from bi.observations where document_id = 'a24'").fetchall()
    assert links == [(None,)]


def _checks(city: duckdb.DuckDBPyConnection, kind: str, rule: str) -> list[tuple[bool, str, str]]:
    rows = city.execute(
        "select holds, left_said, right_said from bi.checks where kind = ? and rule = ? order by 2, 3", [kind, rule]
    ).fetchall()
    return [tuple(row) for row in rows]


def test_a_figure_said_twice_is_compared_under_its_synonym(city: duckdb.DuckDBPyConnection) -> None:
    found = _checks(city, "repeat", "same_figure")
    assert (True, "4297个", "4297个") in found
    assert (False, "12座", "13座") in found


def test_parts_add_up_to_the_total_of_their_sentence(city: duckdb.DuckDBPyConnection) -> None:
    assert _checks(city, "sum", "parts_make_total") == [(True, "5家 + 11家", "16家")]


def test_growth_follows_from_levels_unless_prices_are_constant(city: duckdb.DuckDBPyConnection) -> None:
    assert _checks(city, "percent", "growth_of_levels") == [(False, "9.5%", "388.4亿元 / 361.2亿元")]


def test_the_own_rate_of_the_report_is_checked(city: duckdb.DuckDBPyConnection) -> None:
    assert _checks(city, "percent", "completion_rate") == [(True, "3378套 / 3344户", "101.02%")]


def test_a_unit_cost_is_checked_with_the_rounding_of_all_operands(city: duckdb.DuckDBPyConnection) -> None:
    assert _checks(city, "ratio", "unit_cost") == [(True, "40.4元", "559.5万元 / 13.9万次")]


def test_a_cumulative_figure_that_falls_is_a_finding_and_disputes_both_sides(city: duckdb.DuckDBPyConnection) -> None:
    assert _checks(city, "monotone", "cumulative_falls") == [(False, "87.06亿元", "83.9亿元")]
    quality = city.execute(
        "select distinct quality from bi.observations where value_text in ('87.06', '83.9')"
    ).fetchall()
    assert quality == [("disputed",)]


def test_an_impossible_share_is_a_finding(city: duckdb.DuckDBPyConnection) -> None:
    assert _checks(city, "range", "impossible_share") == [(False, "130%", "")]


def test_programmes_are_tied_by_name_across_a_broken_heading(city: duckdb.DuckDBPyConnection) -> None:
    rows = city.execute(
        "select programme, section_no, figures from bi.programmes where document_id = 'a24' order by 2"
    ).fetchall()
    assert rows == [("中小企业信用贷试点改革", "1", 1), ("距离保障法", "2", 4)]


def test_a_decision_holds_as_long_as_both_sides_say_the_same(
    city: duckdb.DuckDBPyConnection, tmp_path: Path, workspace: Path
) -> None:
    falls = _one(city, "select check_id from bi.checks where rule = 'cumulative_falls'")[0]
    twice = _one(city, "select check_id from bi.checks where right_said = '13座'")[0]
    reasons = {"action": "accept", "reason": "口径不同", "decided_by": "某人"}
    decisions = [
        {"decision_id": "1", "check_id": falls, "left_said": "87.06亿元", "right_said": "83.9亿元", **reasons},
        {
            "decision_id": "2",
            "check_id": twice,
            "left_said": "11座",
            "right_said": "13座",
            "decision_order": 2,
            **reasons,
        },
    ]
    candidate = tmp_path / "decided.duckdb"
    landing_fixture.create(candidate, {**small_city.ROWS, "decisions": decisions})
    assert building.build(candidate, workspace) == []
    with duckdb.connect(str(candidate), read_only=True) as decided:
        said = dict.fromkeys((falls, twice))
        for check_id in said:
            said[check_id] = _one(
                decided, "select decision, decided_by, is_reopened from bi.checks where check_id = ?", check_id
            )
        qualities = dict(
            decided.execute(
                "select value_text, quality from bi.observations where value_text in ('87.06', '83.9', '13')"
            ).fetchall()
        )
    assert said == {falls: ("accept", "某人", False), twice: (None, "某人", True)}
    assert qualities == {"87.06": "accepted", "83.9": "accepted", "13": "disputed"}


def test_an_empty_landing_builds(tmp_path: Path, workspace: Path) -> None:
    candidate = tmp_path / "empty.duckdb"
    landing_fixture.create(candidate, {})
    assert building.build(candidate, workspace) == []


def test_a_row_that_lost_its_task_fails_the_build(tmp_path: Path, workspace: Path) -> None:
    stray = {**small_city.ROWS["targets"][0], "anchor": 99999, "task_order": 77}
    candidate = tmp_path / "stray.duckdb"
    landing_fixture.create(candidate, {**small_city.ROWS, "targets": [*small_city.ROWS["targets"], stray]})
    failures = building.build(candidate, workspace)
    assert any("references_resolve" in failure for failure in failures)


def test_building_twice_gives_the_same_rows(city: duckdb.DuckDBPyConnection, tmp_path: Path, workspace: Path) -> None:
    shuffled = {table: list(reversed(list(rows))) for table, rows in small_city.ROWS.items()}
    candidate = tmp_path / "again.duckdb"
    landing_fixture.create(candidate, shuffled)
    assert building.build(candidate, workspace) == []
    with duckdb.connect(str(candidate), read_only=True) as again:
        for view in CONTRACT:
            sql = f"select * from bi.{view} order by all"
            assert again.execute(sql).fetchall() == city.execute(sql).fetchall(), view
