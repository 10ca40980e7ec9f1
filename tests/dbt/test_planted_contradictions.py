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


# What the checks need, with the data tests that need no more; the rest of the models is built by the other tests of this folder.
CHECKS = ("--select", "+checks", "--indirect-selection", "cautious")


def _failing(candidate: Path, rows: dict[str, list[Row]], workspace: Path) -> Found:
    landing_fixture.create(candidate, rows)
    assert building.build(candidate, workspace, *CHECKS) == []
    found: Found = {}
    with duckdb.connect(str(candidate), read_only=True) as connection:
        for rule, document in connection.execute(
            "select rule, unnest(document_ids) from bi.checks where not holds"
        ).fetchall():
            found.setdefault(rule, set()).add(document.rsplit("-", 1)[0])
    return found


def _figures_of_any_size() -> dict[str, list[Row]]:
    """Built with the corpus: what no decimal can hold must not stop a build."""
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
        city.say("增长", value, "倍", ",", "企业数", kind="growth")
        city.say("由", value, unit, "", "企业数", period="2021", period_end="2021-12-31")
        city.say("增加到", value, unit, ",", "企业数")
        city.say("完成率", "0.1", "%", ",", "企业完成率", kind="share")
        city.say("每家", "0.000001", "元", "。", "每家", kind="ratio")
    return city.rows


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, workspace: Path) -> Found:
    rows = planted.corpus(planted=True)
    for table, more in _figures_of_any_size().items():
        rows[table].extend(more)
    return _failing(tmp_path_factory.mktemp("planted") / "planted.duckdb", rows, workspace)


def test_at_least_two_hundred_are_planted() -> None:
    assert len(planted.CASES) * len(planted.SIZES) >= 200


@pytest.mark.parametrize("case", planted.CASES)
def test_every_planted_contradiction_is_found(found: Found, case: str) -> None:
    missed = {f"{case}@{size}" for size in planted.SIZES} - found.get(planted.rule_of(case), set())
    assert missed == set()


def test_nothing_within_tolerance_is_found(found: Found) -> None:
    within = {f"{rule}@{size}" for rule in planted.CASES for size in (planted.EDGE, 0)}
    assert {(rule, city) for rule, cities in found.items() for city in cities & within} == set()


# Of each case the corpus holds a city that is right as well: the untouched copy of all of it is tried by `make test-faults`.
@pytest.mark.slow
def test_nothing_is_found_in_the_untouched_copy(tmp_path: Path, workspace: Path) -> None:
    assert _failing(tmp_path / "untouched.duckdb", planted.corpus(planted=False), workspace) == {}
