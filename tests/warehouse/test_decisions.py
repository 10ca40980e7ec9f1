"""Decisions kept in a file, carried to another catalogue, overtaken, lapsed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse import decision_file
from warehouse.catalogue import Catalogue
from warehouse.errors import Overtaken, WrongUse
from warehouse.records import Action, NewDecision

CORRECTION = NewDecision(
    "C-1", Action.CORRECT, "印错，见\n第二行, \"引号\"", "王", date(2023, 2, 1), "-83.9", date(2023, 12, 31), "87.06亿元", "=1+1",
    printed_value="-80",
)  # fmt: skip
ACCEPTED = NewDecision("C-2", Action.ACCEPT, "-不同口径", "李", date(2023, 2, 2))


@pytest.fixture
def other(tmp_path: Path) -> Catalogue:
    return Catalogue(f"sqlite:///{tmp_path / 'other.db'}")


def test_a_file_carries_decisions_to_another_catalogue_once(
    catalogue: Catalogue, other: Catalogue, tmp_path: Path
) -> None:
    first = catalogue.decisions.record(CORRECTION)
    catalogue.decisions.record(ACCEPTED)
    catalogue.decisions.record(replace(CORRECTION, action=Action.WITHDRAW, corrected_value=None, printed_value=None))
    file = tmp_path / "decisions.csv"
    assert decision_file.write(catalogue.decisions.list(), file) == 3
    lines = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    assert [line["right_said"] for line in lines] == ["'=1+1", "", "'=1+1"]
    assert lines[0]["corrected_value"] == "-83.9"
    assert len(other.decisions.take_over(decision_file.read(file))) == 3
    assert other.decisions.take_over(decision_file.read(file)) == ()
    assert [replace(d, order=0) for d in other.decisions.list()] == [
        replace(d, order=0) for d in catalogue.decisions.list()
    ]
    assert other.decisions.list()[0].recorded_at == first.recorded_at


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reason=st.text(min_size=1).filter(str.strip), by=st.text(min_size=1).filter(str.strip), said=st.text())
def test_any_words_survive_the_file(catalogue: Catalogue, tmp_path: Path, reason: str, by: str, said: str) -> None:
    recorded = catalogue.decisions.record(
        NewDecision("C-9", Action.ACCEPT, reason, by[:50], date(2023, 1, 1), left_said=said)
    )
    file = tmp_path / "any.csv"
    decision_file.write([recorded], file)
    assert [decision for decision, _ in decision_file.read(file)] == [recorded.decision]


def test_a_line_changed_by_hand_is_refused_and_a_line_of_ones_own_is_taken(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    catalogue.decisions.record(ACCEPTED)
    file = tmp_path / "decisions.csv"
    decision_file.write(catalogue.decisions.list(), file)
    forged = file.read_text("utf-8-sig").replace('"C-2","accept"', '"C-2","reject"')
    file.write_text(forged, "utf-8")
    with pytest.raises(WrongUse, match=r"line 2: D-\w+ was changed"):
        decision_file.read(file)
    file.write_text("check_id,action,reason,decided_by\nC-2,reject,看错,赵\n", "utf-8")
    (added,) = catalogue.decisions.take_over(decision_file.read(file))
    assert added.decision.supersedes == catalogue.decisions.list()[0].decision_id


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: no column"),
        ("check_id,action\n", "no column reason, decided_by"),
        ("check_id,action,reason,decided_by\nC-1,agree,x,y\n", "line 2: 'agree'"),
        ("check_id,action,reason,decided_by,until\nC-1,accept,x,y,soon\n", "line 2: .*soon"),
    ],
)
def test_what_is_no_file_of_decisions_is_named(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(WrongUse, match=says):
        decision_file.read(file)


def test_histories_that_parted_are_not_merged_blindly(catalogue: Catalogue, other: Catalogue, tmp_path: Path) -> None:
    shared = catalogue.decisions.record(ACCEPTED)
    file = tmp_path / "decisions.csv"
    decision_file.write([shared], file)
    other.decisions.take_over(decision_file.read(file))
    catalogue.decisions.record(replace(ACCEPTED, action=Action.REJECT))
    other.decisions.record(replace(ACCEPTED, reason="另有原因"))
    decision_file.write(other.decisions.list(), file)
    before = catalogue.decisions.list()
    with pytest.raises(WrongUse, match=r"C-2.*Nothing was imported"):
        catalogue.decisions.take_over(decision_file.read(file))
    assert catalogue.decisions.list() == before


def test_the_second_of_two_stewards_is_told_what_the_first_decided(catalogue: Catalogue) -> None:
    first = catalogue.decisions.record(ACCEPTED, seen=None)
    second = replace(ACCEPTED, action=Action.REJECT, decided_by="赵")
    with pytest.raises(Overtaken, match="李: accept") as caught:
        catalogue.decisions.record(second, seen=None)
    assert caught.value.last == first
    assert catalogue.decisions.list() == (first,)
    confirmed = catalogue.decisions.record(second, seen=first.decision_id)
    assert confirmed.decision.supersedes == first.decision_id


def test_a_decision_lapses_after_its_last_day(catalogue: Catalogue) -> None:
    catalogue.decisions.record(CORRECTION)
    assert [d.lapsed for d in catalogue.decisions.snapshot(date(2023, 12, 31))] == [False]
    assert [d.lapsed for d in catalogue.decisions.snapshot(date(2024, 1, 1))] == [True]


@pytest.mark.parametrize("wrong", [{"printed_value": "x"}, {"action": Action.ACCEPT, "corrected_value": None}])
def test_only_a_correction_names_a_printed_number(catalogue: Catalogue, wrong: dict[str, object]) -> None:
    with pytest.raises(WrongUse):
        catalogue.decisions.record(replace(CORRECTION, **wrong))  # type: ignore[arg-type]
