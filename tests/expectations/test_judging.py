"""A good warehouse passes; every damage of the table below is refused, by the expectation that is named for it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from expectations.checkpoint import JudgementError, judge
from expectations.judgement import Severity
from tests import small_warehouse

# what was damaged: the statement that damages the file, the expectation that must refuse it
DAMAGES: dict[str, tuple[str, str]] = {
    "figure changed in the reading and the model": (
        "update landing.observations set value = '87.6' where value = '87.06'; update bi.observations set value = 87.6 where value = 87.06",
        "reading.figure_is_the_printed_one",
    ),
    "promise changed in the reading": (
        "update landing.targets set value = '90' where value = '9'",
        "reading.figure_is_the_printed_one",
    ),
    "spelled figure changed": (
        "update landing.observations set value = '16' where value = '15'; update bi.observations set value = 16 where value = 15",
        "reading.figure_is_the_printed_one",
    ),
    "figure is no number": ("update landing.observations set value = 'x' where value = '4550'", "reading.figure_is_the_printed_one"),
    "figure changed in the model only": ("update bi.observations set value = 4551 where value = 4550", "model.figures_as_landed"),
    "promise changed in the model only": ("update bi.targets set comparator = 'le' where value = 100", "model.promises_as_landed"),
    "kind changed in the model only": ("update bi.observations set kind = 'increment' where value = 83.9", "model.figures_as_landed"),
    "clause shifted by one": (
        "update landing.observations set char_start = char_start + 1, char_end = char_end + 1 where value = '322'",
        "reading.offsets_true",
    ),
    "number shifted by one": (
        "update landing.observations set number_start = number_start + 1, number_end = number_end + 1 where value = '4550'",
        "reading.number_inside_its_clause",
    ),
    "number outside its clause": (
        "update landing.excluded_numbers set number_start = char_end, number_end = char_end + 2 where why = 'parameter'",
        "reading.number_inside_its_clause",
    ),
    "evidence changed": ("update landing.targets set evidence = evidence || '!' where value = '300'", "reading.offsets_true"),
    "evidence emptied": ("update landing.claims set evidence = null", "reading.offsets_true"),
    "figure deleted": ("delete from landing.observations where value = '322'", "reading.every_number_accounted_for"),
    "figure of an article deleted": ("delete from landing.observations where value = '3.2'", "reading.every_number_accounted_for"),
    "left-out number deleted": ("delete from landing.excluded_numbers where why = 'parameter'", "reading.every_number_accounted_for"),
    "figure deleted from the model": ("delete from bi.observations where value = 322", "model.row_counts"),
    "figure added twice": ("insert into landing.observations from landing.observations where value = '322'", "reading.number_read_once"),
    "figure twice in the model": ("insert into bi.observations from bi.observations where value = 322", "model.keys_unique"),
    "number read as figure and left out": (
        "insert into landing.excluded_numbers select * exclude (why), 'name' from landing.excluded_numbers where why = 'parameter'",
        "reading.statement_once",
    ),
    "unit swapped": ("update landing.observations set unit = '家' where value = '87.06'", "reading.unit_is_the_printed_one"),
    "scale word lost from the unit": (
        "update landing.observations set unit = '人' where unit = '万人'; update bi.observations set unit = '人' where unit = '万人'",
        "reading.unit_is_the_printed_one",
    ),
    "unit that is printed nowhere": ("update landing.observations set unit = '艘' where unit = '万人'", "reading.unit_is_the_printed_one"),
    "scale word lost": ("update bi.observations set base_value = 87.06 where value = 87.06", "model.base_values"),
    "task number doubled": ("update landing.tasks set task_no = 2 where task_no = 3", "reading.task_number_once"),
    "task missing": ("delete from landing.tasks where task_no = 4", "reading.task_numbers_without_gap"),
    "task order broken": ("update landing.tasks set task_order = 9 where task_no = 4", "reading.tasks_in_order"),
    "tasks overlap": ("update landing.tasks set char_start = char_start - 20 where task_no = 4", "reading.tasks_in_order"),
    "report moved to another task": (
        "update landing.observations set task_order = 4, task_no = 4 where value = '322'",
        "reading.evidence_inside_its_task",
    ),
    "figure of a task unknown": ("update bi.observations set task_no = 77 where value = 322", "model.references"),
    "promise reworded": ("update landing.tasks set commitment = replace(commitment, '9', '8') where task_no = 1", "reading.wording_kept"),
    "promise reworded in the model": ("update bi.tasks set commitment = replace(commitment, '9', '8')", "model.tasks_as_landed"),
    "piece of a task moved": ("update landing.task_parts set char_start = char_start + 1 where task_order = 2", "reading.pieces_true"),
    "unit renamed": ("update landing.task_units set unit = '市财政局' where unit = '市科技局'", "reading.pieces_true"),
    "unit dropped": ("delete from landing.task_units where unit = '市统计局'", "model.row_counts"),
    "kept text changed": (
        "update landing.documents set text = replace(text, '4550', '4560'); update bi.documents set text = replace(text, '4550', '4560')",
        "reading.offsets_true",
    ),
    "verdict flattered": ("update bi.targets set verdict = 'met' where value = 9", "model.verdict_agrees_with_ratio"),
    "verdict unknown": ("update bi.targets set verdict = 'fine' where value = 9", "model.accepted_values"),
    "verdict judged by a figure that is gone": (
        "update bi.targets set observation_ids = ['nowhere:1'] where value = 9", "model.references",
    ),
    "field emptied": ("update bi.observations set indicator = null where value = 322", "model.required_values"),
    "counts of a task wrong": ("update bi.tasks set targets_met = 1 where task_no = 1", "model.totals_agree"),
    "scorecard wrong": ("update bi.unit_scorecard set met = met + 1 where unit = '市统计局'", "model.totals_agree"),
    "period ends before it begins": (
        "update bi.observations set period_end = date '2000-01-01' where value = 322", "model.values_in_range",
    ),
    "promised column gone": ("alter table bi.excluded_numbers drop column why", "model.contract_kept"),
    "promised table gone": ("drop table marts.dim_programme", "model.contract_kept"),
    "check hides that it fails": (
        "update bi.checks set left_value = 323 where kind = 'repeat'", "consistency.checks_measured",
    ),
    "task in two lives": ("insert into bi.task_history from bi.task_history where task_no = 1", "years.every_task_has_one_life"),
    "state that was never known": ("update bi.task_history set known_from = null where task_no = 1", "years.states_in_order"),
    "promise lost from the shares": ("update bi.promise_shares set promises = promises - 1 where dimension = 'theme'", "years.shares_add_up"),
    "verdict changed in the history only": (
        "update bi.verdict_history set verdict = 'claimed' where verdict = 'met'", "years.verdict_history_is_whole",
    ),
    "figure lost from the history": (
        "delete from bi.figure_history where id = (select min(observation_id) from bi.observations)", "years.figure_history_is_whole",
    ),
    "quarter taken for the year": (
        "update bi.indicator_series set target_id = 't', grain = 'quarter', observation_id = (select min(observation_id) from bi.observations), "
        "actual_value = 1, period = '2022Q1' where target_value is not null",
        "years.no_part_of_a_year_for_the_year",
    ),
    "programme of a figure changed": ("update bi.programme_figures set programme = '别的'", "years.programmes_resolve"),
    "decision without a name": ("update bi.checks set decision = 'accept' where not holds", "consistency.decisions_signed"),
}  # fmt: skip


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_warehouse.build(tmp_path_factory.mktemp("good") / "warehouse.duckdb")


def damaged(good: Path, folder: Path, statement: str) -> Path:
    target = folder / "damaged.duckdb"
    shutil.copyfile(good, target)
    with duckdb.connect(str(target)) as connection:
        connection.execute(statement)
    return target


def test_good_passes_and_tells_its_findings(good: Path, tmp_path: Path) -> None:
    judgement = judge(good, tmp_path, strict=False)
    assert judgement.passed
    assert judgement.open_findings == 1
    assert [a.expectation for a in judgement.answers if a.error] == []
    assert [f.expectation for f in judgement.failures if f.severity is Severity.CRITICAL] == []
    finding = next(f for f in judgement.failures if f.expectation == "consistency.monotone")
    assert finding.severity is Severity.WARNING
    assert finding.rows[0]["place"] == "C-7f3a"
    assert json.loads(json.dumps(judgement.to_dict(), ensure_ascii=False))["open_findings"] == 1


def test_strict_refuses_an_undecided_finding_and_takes_a_decided_one(good: Path, tmp_path: Path) -> None:
    refused = judge(good, None, strict=True)
    assert not refused.passed
    assert refused.failures[0].expectation == "consistency.monotone"
    decided = damaged(
        good,
        tmp_path,
        "update bi.checks set decision = 'accept', decided_by = 'Li', decided_on = date '2023-01-20', reason = '口径不同' where not holds",
    )
    judgement = judge(decided, None, strict=True)
    assert judgement.passed
    assert judgement.open_findings == 0


def test_what_is_told_for_information_asks_for_no_decision(good: Path, tmp_path: Path) -> None:
    told = damaged(good, tmp_path, "update bi.checks set severity = 'info' where not holds")
    judgement = judge(told, None, strict=True)
    assert judgement.passed
    assert judgement.open_findings == 0
    (said,) = [f for f in judgement.failures if f.expectation == "consistency.worth_knowing"]
    assert said.severity is Severity.INFO
    assert said.rows[0]["place"] == "C-7f3a"


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_refused(name: str, good: Path, tmp_path: Path) -> None:
    statement, expectation = DAMAGES[name]
    judgement = judge(damaged(good, tmp_path, statement), None, strict=False)
    assert not judgement.passed
    failures = {f.expectation: f for f in judgement.failures if f.severity is Severity.CRITICAL}
    assert expectation in failures
    assert failures[expectation].advice


def test_gap_that_the_publisher_left_is_accepted(good: Path, tmp_path: Path) -> None:
    statement = """
    delete from landing.tasks where task_no = 5; update landing.tasks set task_no = 5 where task_no = 4;
    {}"""
    said = "insert into landing.problems values ('linshi-2022-report', 'info', 'known_gap', '编号4由发布方空缺', '', null, null)"
    gap = "reading.task_numbers_without_gap"
    unsaid = judge(damaged(good, tmp_path, statement.format("")), None, strict=False)
    known = judge(damaged(good, tmp_path, statement.format(said)), None, strict=False)
    assert gap in {f.expectation for f in unsaid.failures}
    assert gap not in {f.expectation for f in known.failures}


def test_unread_number_and_unknown_unit_warn(good: Path, tmp_path: Path) -> None:
    statement = """
    insert into landing.unread_numbers select * exclude (why), 'what is it' from landing.excluded_numbers where why = 'parameter';
    delete from landing.excluded_numbers where why = 'parameter'; delete from bi.excluded_numbers where why = 'parameter';
    delete from marts.fct_excluded_number where number_start not in (select number_start from bi.excluded_numbers);
    update bi.observations set base_value = null where unit = '家'"""
    judgement = judge(damaged(good, tmp_path, statement), None, strict=False)
    assert judgement.passed
    unmet = {f.expectation: f.severity for f in judgement.failures}
    assert unmet["reading.no_number_unread"] is Severity.WARNING
    assert unmet["reading.units_of_measure_known"] is Severity.WARNING


def test_documentation_is_written_and_the_file_let_go(good: Path, tmp_path: Path) -> None:
    target = damaged(good, tmp_path, "select 1")
    judgement = judge(target, tmp_path / "report", strict=False)
    assert judgement.documentation is not None
    assert "reading" in (tmp_path / "report" / judgement.documentation).read_text("utf-8")
    for page in (tmp_path / "report").rglob("*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r"<(script|img|form|style)\b|(?:src|url)[=(]|<link[^>]*//", text), page
    with duckdb.connect(str(target)) as connection:  # a writer gets the file: nobody holds it any more
        connection.execute("create table t (i int)")


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_what_is_no_warehouse_is_named(content: bytes | None, tmp_path: Path) -> None:
    target = tmp_path / "candidate.duckdb"
    if content is not None:
        target.write_bytes(content)
    with pytest.raises(JudgementError, match=r"candidate\.duckdb"):
        judge(target, tmp_path, strict=False)
