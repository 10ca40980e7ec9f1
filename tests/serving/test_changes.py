"""The difference to the release before: what was added, is gone, changed."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import duckdb

from serving.changes import compare
from serving.report import build
from tests import small_warehouse
from tests.serving.conftest import FACTS
from tests.serving.test_report import tree, words


def later(warehouse: Path, folder: Path) -> Path:
    """The small warehouse with a few differences; every offset moved, which is none."""
    target = folder / "later.duckdb"
    shutil.copyfile(warehouse, target)
    with duckdb.connect(str(target)) as connection:
        connection.execute(f"""
            update bi.targets set verdict = 'met' where value = 9;
            update bi.targets set value = 400 where value = 300;
            update bi.observations set char_start = char_start + 7, char_end = char_end + 7;
            update bi.observations set value = 88 where value_text = '87.06';
            insert into bi.observations by name select * replace ('x' as observation_id, '新指标' as indicator)
                from bi.observations where value = 322;
            delete from bi.observations where value = 3.2;
            update bi.checks set decision = 'accept' where check_id = 'C-7f3a';
            update bi.checks set holds = false, severity = 'warning', left_said = '322家' where check_id = 'C-0001';
            update bi.tasks set report = '{small_warehouse.HOSTILE.replace("'", "''")}' where task_no = 5
        """)
    return target


def test_only_what_differs_is_told(warehouse: Path, tmp_path: Path) -> None:
    found = {each.sort: each for each in compare(warehouse, later(warehouse, tmp_path), "1").sorts}
    counts = {name: (each.added, each.gone, each.changed) for name, each in found.items()}
    assert counts == {
        "documents": (0, 0, 0),
        "tasks": (0, 0, 1),
        "promises": (0, 0, 1),
        "figures": (1, 1, 1),
        "verdicts": (0, 0, 1),
        "findings": (1, 0, 1),
    }
    (promise,) = found["promises"].rows
    assert (promise.before, promise.after) == ("≥ 300家", "≥ 400家")
    (verdict,) = found["verdicts"].rows
    assert (verdict.before, verdict.after) == ("not_met", "met")
    assert {(row.how, row.before, row.after) for row in found["figures"].rows} == {
        ("added", None, "322家"),
        ("gone", "3.2万人", None),
        ("changed", "87.06亿元", "88亿元"),
    }
    assert {(row.how, row.before, row.after) for row in found["findings"].rows} == {
        ("added", None, "322家"),
        ("changed", "87.06亿元 ; 83.9亿元", "87.06亿元 ; 83.9亿元（认可）"),
    }
    assert compare(warehouse, warehouse, "1").total == 0


def test_another_order_in_the_text_is_no_change(warehouse: Path, tmp_path: Path) -> None:
    """51批62人次: two figures under one name stay what they are when the reader tells them the other way round."""
    before, after = tmp_path / "before.duckdb", tmp_path / "after.duckdb"
    for target, batches, people in ((before, 1, 2), (after, 2, 1)):
        shutil.copyfile(warehouse, target)
        with duckdb.connect(str(target)) as connection:
            for value, unit, start in ((51, "批", batches), (62, "人次", people)):
                connection.execute(
                    "insert into bi.observations by name select * replace (? as observation_id, '接访数' as indicator, ? as value, "
                    "? as unit, ? as char_start) from bi.observations where value = 322",
                    [f"x{value}", value, unit, start],
                )
    assert compare(before, after, "1").total == 0


def test_the_front_page_tells_it_in_a_line_and_a_page_in_full(warehouse: Path, tmp_path: Path) -> None:
    run = dataclasses.replace(FACTS, previous=warehouse, previous_version="2022.12.31-1")
    site = build(later(warehouse, tmp_path), tmp_path / "report", run).parent
    line = tree(site / "index.html").css(".since")[0].text()
    assert "2022.12.31-1" in line
    assert "+1 −1 ≠1" in line
    page = words(site / "changes/index.html")
    assert "300家" in page
    assert "已兑现" in page


def test_without_a_release_before_there_is_nothing_to_compare(site: Path, warehouse: Path, tmp_path: Path) -> None:
    assert tree(site / "index.html").css(".since") == []
    assert "no release before" in words(site / "changes/index.html")
    old = tmp_path / "old.duckdb"
    duckdb.connect(str(old)).close()
    run = dataclasses.replace(FACTS, previous=old, previous_version="1")
    assert "no release before" in words(build(warehouse, tmp_path / "report", run).parent / "changes/index.html")


def test_themes_and_accuracy_have_pages(site: Path) -> None:
    assert "5" in words(site / "themes/index.html")
    assert "precision" in words(site / "accuracy/index.html")


def test_a_decided_finding_names_who_and_why(warehouse: Path, tmp_path: Path) -> None:
    target = tmp_path / "decided.duckdb"
    shutil.copyfile(warehouse, target)
    with duckdb.connect(str(target)) as connection:
        connection.execute("""
            update bi.checks set decision = 'correct', corrected_value = '87.9', printed_value = '83.9', decided_by = '王某',
                   decided_on = date '2023-01-21', reason = '原文笔误' where not holds
        """)
    said = words(build(target, tmp_path / "report", FACTS).parent / "findings/C-7f3a.html")
    assert "83.9 → 87.9" in said
    assert "原文笔误 — 王某 · 2023-01-21" in said


def test_figures_of_one_sentence_stand_in_one_quotation(warehouse: Path, tmp_path: Path) -> None:
    target = tmp_path / "one.duckdb"
    shutil.copyfile(warehouse, target)
    with duckdb.connect(str(target)) as connection:
        connection.execute("""
            update bi.checks set left_ids = ['linshi-2022-report:163', 'linshi-2022-report:178'],
                                 right_ids = ['linshi-2022-report:178', 'linshi-2024-article:35'] where not holds
        """)
    card = tree(build(target, tmp_path / "report", FACTS).parent / "findings/C-7f3a.html").css(".evidence > li")
    assert [[mark.text() for mark in quoted.css("mark")] for quoted in card] == [["1935", "87.06"], ["83.9"]]
    assert card[0].css("q")[0].text() == "累计为1935家小微企业发放信用贷款87.06亿元。"
