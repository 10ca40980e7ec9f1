"""Contradictions of known size, planted among correct figures: all are found, none that is within its tolerance, none in the untouched copy."""

from __future__ import annotations

from pathlib import Path

import building
import duckdb
import landing_fixture
import planted
import pytest
from planted_city import City, Row

Found = dict[str, set[str]]  # rule -> cities in which it fails


def _failing(candidate: Path, rows: dict[str, list[Row]], workspace: Path) -> Found:
    landing_fixture.create(candidate, rows)
    assert building.build(candidate, workspace) == []
    found: Found = {}
    with duckdb.connect(str(candidate), read_only=True) as connection:
        for rule, document in connection.execute(
            "select rule, unnest(document_ids) from bi.checks where not holds"
        ).fetchall():
            found.setdefault(rule, set()).add(document.rsplit("-", 1)[0])
    return found


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, workspace: Path) -> Found:
    return _failing(tmp_path_factory.mktemp("planted") / "planted.duckdb", planted.corpus(planted=True), workspace)


def test_at_least_two_hundred_are_planted() -> None:
    assert len(planted.CASES) * len(planted.SIZES) >= 200


@pytest.mark.parametrize("case", planted.CASES)
def test_every_planted_contradiction_is_found(found: Found, case: str) -> None:
    missed = {f"{case}@{size}" for size in planted.SIZES} - found.get(planted.rule_of(case), set())
    assert missed == set()


def test_nothing_within_tolerance_is_found(found: Found) -> None:
    within = {f"{rule}@{size}" for rule in planted.CASES for size in (planted.EDGE, 0)}
    assert {(rule, city) for rule, cities in found.items() for city in cities & within} == set()


def test_nothing_is_found_in_the_untouched_copy(tmp_path: Path, workspace: Path) -> None:
    assert _failing(tmp_path / "untouched.duckdb", planted.corpus(planted=False), workspace) == {}


def test_figures_of_any_size_build(tmp_path: Path, workspace: Path) -> None:
    city = City("size")
    city.doc()
    for value, unit in (
        ("99999999999999999999", "家"),
        ("9999999999999999999", "亿元"),
        ("0", "家"),
        ("0.000001", "元"),
    ):
        city.task()
        city.promise("达到", value, unit, "。", "企业数")
        city.say("企业", value, unit, ",", "企业数")
        city.say("新增", value, unit, ",", "企业数", kind="increment")
        city.say("增长", "-98.9", "%", ",", "企业数", kind="growth")
        city.say("完成率", "0.1", "%", ",", "企业完成率", kind="share")
        city.say("每家", "0.000001", "元", "。", "每家", kind="ratio")
    _failing(tmp_path / "size.duckdb", city.rows, workspace)
