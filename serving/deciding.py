"""Deciding a finding: from what a steward says to a decision in the catalogue. The command line and the desk both go this way.

Belongs here: which figure a correction replaces, what both sides say now, what cannot be decided. Does not belong here: how a decision is
kept (warehouse.decisions), what it does to a figure (dbt).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import duckdb

from warehouse.catalogue import Catalogue
from warehouse.decisions import ANY
from warehouse.errors import WrongUse
from warehouse.records import Action, DecisionRecord, NewDecision


@dataclass(frozen=True, slots=True)
class Request:
    """What a steward says. `correction` is `VALUE` or `PRINTED=VALUE`, both in the printed unit; `until` is the last day it holds.

    `seen`: the id of the last decision on the check that the steward knew of (None: of none); by default whatever there is is superseded.
    """

    check_id: str
    action: Action
    reason: str
    by: str
    correction: str | None = None
    until: date | None = None
    seen: str | None = ANY


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision as recorded, and the one that it supersedes."""

    record: DecisionRecord
    before: DecisionRecord | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a check, as printed."""

    observation_id: str
    side: str
    printed: str
    unit: str


def decide(warehouse: Path, catalogue: Catalogue, request: Request) -> Decided:
    """Record the decision. Raises WrongUse for what cannot be decided so, Overtaken where somebody was faster."""
    if not request.reason.strip() or not request.by.strip():
        raise WrongUse("A decision needs a reason and a name: others will read it, years later")
    before = last_on(catalogue, request.check_id)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        check = find(connection, request.check_id)
        figures = figures_of(connection, check) if check else ()
    _refuse_what_decides_nothing(request, check, before)
    printed, value = _correction(request, figures)
    decision = NewDecision(
        check_id=request.check_id,
        action=request.action,
        reason=request.reason.strip(),
        decided_by=request.by.strip(),
        decided_on=datetime.now().astimezone().date(),
        corrected_value=value,
        until=request.until,
        left_said=check["left_said"] if check else None,
        right_said=check["right_said"] if check else None,
        printed_value=printed,
    )
    return Decided(catalogue.decisions.record(decision, seen=request.seen), before)


def last_on(catalogue: Catalogue, check_id: str) -> DecisionRecord | None:
    """The last decision on a check."""
    decisions = catalogue.decisions.list(check_id)
    return decisions[-1] if decisions else None


def find(connection: duckdb.DuckDBPyConnection, check_id: str) -> dict[str, Any] | None:
    """A check of the warehouse, as `bi.checks` has it."""
    cursor = connection.execute("SELECT * FROM bi.checks WHERE check_id = ?", [check_id])
    names = [column[0] for column in cursor.description or ()]
    row = cursor.fetchone()
    return dict(zip(names, row, strict=True)) if row else None


def figures_of(connection: duckdb.DuckDBPyConnection, check: Mapping[str, Any]) -> tuple[Figure, ...]:
    """The printed figures of both sides, in the order of the check; promises are not corrected."""
    sides = [(str(i), side) for side in ("left", "right") for i in check[f"{side}_ids"] or ()]
    query = "SELECT observation_id, value_text, unit FROM bi.observations WHERE list_contains(?, observation_id)"
    found = {i: (text, unit) for i, text, unit in connection.execute(query, [[i for i, _ in sides]]).fetchall()}
    return tuple(Figure(i, side, str(found[i][0]), str(found[i][1] or "")) for i, side in sides if i in found)


def _refuse_what_decides_nothing(
    request: Request, check: Mapping[str, Any] | None, before: DecisionRecord | None
) -> None:
    if request.action is Action.WITHDRAW:
        if before is None or before.decision.action is Action.WITHDRAW:
            raise WrongUse(f"{request.check_id}: there is no decision to withdraw")
        return
    if check is None:
        raise WrongUse(f"no check {request.check_id!r} in the published release; `duban findings` lists them")
    if check["holds"]:
        raise WrongUse(
            f"{request.check_id} holds: there is nothing to decide ({check['arithmetic'] or check['claim']})"
        )


def _correction(request: Request, figures: tuple[Figure, ...]) -> tuple[str | None, str | None]:
    """The printed number that is replaced and the value in its place."""
    if request.action is not Action.CORRECT:
        return None, None
    left, equals, right = (request.correction or "").partition("=")
    value = (right if equals else left).strip()
    if not _is_decimal(value):
        raise WrongUse(f"{value!r} is not a decimal number such as 83.9")
    if not figures:
        raise WrongUse(f"{request.check_id} compares no figure that could be corrected: accept or reject it")
    printed = _printed(left.strip(), figures) if equals else _only_one(request, figures)
    if Decimal(printed) == Decimal(value):
        raise WrongUse(f"{value} is what is printed: that corrects nothing")
    return printed, value


def _printed(said: str, figures: tuple[Figure, ...]) -> str:
    for figure in figures:
        if figure.printed == said or (_is_decimal(said) and Decimal(figure.printed) == Decimal(said)):
            return figure.printed
    known = ", ".join(dict.fromkeys(f.printed for f in figures))
    raise WrongUse(f"{said!r} is not a figure of this check; it has {known}")


def _only_one(request: Request, figures: tuple[Figure, ...]) -> str:
    """Where the right side is one figure, that one is meant."""
    right = [figure for figure in figures if figure.side == "right"] or list(figures)
    if len({figure.printed for figure in right}) == 1:
        return right[0].printed
    choices = " or ".join(f"--correct {figure.printed}={request.correction}" for figure in figures)
    raise WrongUse(f"{request.check_id}: which figure is corrected? {choices}")


def _is_decimal(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
