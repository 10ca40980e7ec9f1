"""Stewards' decisions: recorded once, never changed; a later one supersedes an earlier one on the same check.

Belongs here: recording, listing, the snapshot for landing. Does not belong here: what a decision means for a figure
(dbt), which checks exist.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from warehouse.clock import now
from warehouse.database import Database
from warehouse.errors import WrongUse
from warehouse.models import DecisionRow, storable
from warehouse.records import Action, DecisionRecord, NewDecision

_FIELDS = tuple(f.name for f in fields(NewDecision))


class Decisions:
    """The decisions in one catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, decision: NewDecision) -> DecisionRecord:
        """Record a decision; saying again what the last one on that check says changes nothing and returns that one.

        Unless it names what it supersedes, it supersedes the last decision on its check; two stewards who decide at
        once are both recorded, one after the other. Raises WrongUse for a decision without reason or name, a
        correction without a number, an unknown `supersedes`.
        """
        decision = _storable(decision)
        _check(decision)
        with self._database.writing() as session:
            if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time anyway
                session.execute(text("LOCK TABLE decisions IN SHARE ROW EXCLUSIVE MODE"))
            last = _last(session, decision.check_id)
            if last and replace(_record(last).decision, supersedes=None) == replace(decision, supersedes=None):
                return _record(last)
            if decision.supersedes is None and last:
                decision = replace(decision, supersedes=last.decision_id)
            return _record(_insert(session, decision))

    def list(self, check_id: str | None = None) -> tuple[DecisionRecord, ...]:
        """All decisions (on one check, or on all) in the order of recording."""
        query = select(DecisionRow).order_by(DecisionRow.id)
        if check_id is not None:
            query = query.where(DecisionRow.check_id == check_id)
        with self._database.reading() as session:
            return tuple(_record(row) for row in session.scalars(query))

    def snapshot(self) -> tuple[DecisionRecord, ...]:
        """Every decision as it stands now, for landing: read in one transaction, in the order of recording."""
        return self.list()


def decision_id(decision: NewDecision) -> str:
    """`D-` and 16 hexadecimal digits: a hash of the decision's content, the same in every catalogue."""
    told = {name: getattr(decision, name) for name in _FIELDS}
    return (
        "D-"
        + hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()[:16]
    )


def _storable(decision: NewDecision) -> NewDecision:
    """As the database will hold it, so that what is compared and hashed is what is kept."""
    texts = {name: value for name in _FIELDS if type(value := getattr(decision, name)) is str}
    return replace(decision, **{name: storable(text) for name, text in texts.items()})  # type: ignore[arg-type]


def _check(decision: NewDecision) -> None:
    for name in ("check_id", "reason", "decided_by"):
        if not getattr(decision, name).strip():
            raise WrongUse(f"A decision needs a {name}: it is read by others, years later")
    if (decision.action is Action.CORRECT) != (decision.corrected_value is not None):
        raise WrongUse("A correction needs the corrected value, and only a correction has one")
    if decision.corrected_value is not None and not _is_decimal(decision.corrected_value):
        raise WrongUse(f"{decision.corrected_value!r} is not a decimal number such as 83.9")
    if decision.until is not None and decision.until < decision.decided_on:
        raise WrongUse(f"A decision of {decision.decided_on} cannot hold until {decision.until}")


def _is_decimal(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _last(session: Session, check_id: str) -> DecisionRow | None:
    query = select(DecisionRow).where(DecisionRow.check_id == check_id).order_by(DecisionRow.id.desc()).limit(1)
    return session.scalars(query).first()


def _insert(session: Session, decision: NewDecision) -> DecisionRow:
    values = {name: getattr(decision, name) for name in _FIELDS}
    row = DecisionRow(decision_id=decision_id(decision), recorded_at=now(), **values)
    session.add(row)
    session.flush()
    return row


def _record(row: DecisionRow) -> DecisionRecord:
    values = {name: getattr(row, name) for name in _FIELDS}
    decision = NewDecision(**{**values, "action": Action(row.action)})
    return DecisionRecord(row.decision_id, row.id, decision, row.recorded_at)
