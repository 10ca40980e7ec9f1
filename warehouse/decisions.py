"""Stewards' decisions: recorded once, never changed; a later one supersedes an earlier one on the same check.

Belongs here: recording, listing, taking over from another catalogue, the snapshot for landing. Does not belong here:
what a decision means for a figure (dbt), which checks exist, the CSV file (decision_file).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from warehouse.clock import now
from warehouse.database import Database
from warehouse.errors import Overtaken, WrongUse
from warehouse.models import DecisionRow, storable
from warehouse.records import Action, DecisionRecord, NewDecision

_FIELDS = tuple(f.name for f in fields(NewDecision))
_OPTIONAL = tuple(f.name for f in fields(NewDecision) if f.default is None)
_LATER = ("printed_value",)  # fields that older decisions do not have: absent, they leave the hash as it was
ANY = "*"  # for `seen`: whatever was decided before is superseded


class Decisions:
    """The decisions in one catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, decision: NewDecision, *, seen: str | None = ANY) -> DecisionRecord:
        """Record a decision; saying again what the last one on that check says changes nothing and returns that one.

        Unless it names what it supersedes, it supersedes the last decision on its check; two stewards who decide at
        once are both recorded, one after the other. With `seen` (the id of the last decision that the steward knew of
        on this check, None for none) nothing is recorded when there is a later one: raises Overtaken, which holds it.
        Raises WrongUse for a decision without reason or name, a correction without a number, an unknown `supersedes`.
        """
        decision = _storable(decision)
        _check(decision)
        with self._database.writing() as session:
            _lock(session)
            last = _last(session, decision.check_id)
            if last and replace(_record(last).decision, supersedes=None) == replace(decision, supersedes=None):
                return _record(last)
            if last and seen != ANY and last.decision_id != seen:
                raise Overtaken(_record(last))
            if decision.supersedes is None and last:
                decision = replace(decision, supersedes=last.decision_id)
            return _record(_insert(session, decision, now()))

    def take_over(self, decisions: Sequence[tuple[NewDecision, datetime | None]]) -> tuple[DecisionRecord, ...]:
        """Record decisions of another catalogue, each with its moment of recording (None: now), all or none.

        What is here already stays as it is; returns what was added. Raises WrongUse where a check was decided here
        otherwise since both catalogues last agreed: somebody must say which decision holds.
        """
        added = []
        with self._database.writing() as session:
            _lock(session)
            known = set(session.scalars(select(DecisionRow.decision_id)))
            for given, moment in decisions:
                decision = _storable(given)
                _check(decision)
                if decision_id(decision) in known:
                    continue
                last = _last(session, decision.check_id)
                if decision.supersedes is None and last and moment is None:  # a new line: it follows what is here
                    decision = replace(decision, supersedes=last.decision_id)
                if (last.decision_id if last else None) != decision.supersedes:
                    raise _conflict(decision, last)
                added.append(_record(_insert(session, decision, moment or now())))
                known.add(added[-1].decision_id)
        return tuple(added)

    def list(self, check_id: str | None = None) -> tuple[DecisionRecord, ...]:
        """All decisions (on one check, or on all) in the order of recording."""
        query = select(DecisionRow).order_by(DecisionRow.id)
        if check_id is not None:
            query = query.where(DecisionRow.check_id == check_id)
        with self._database.reading() as session:
            return tuple(_record(row) for row in session.scalars(query))

    def snapshot(self, today: date | None = None) -> tuple[DecisionRecord, ...]:
        """Every decision as it stands on a day (None: today), for landing: in one transaction, in the order of recording."""
        day = today or datetime.now().astimezone().date()
        return tuple(replace(each, lapsed=has_lapsed(each.decision, day)) for each in self.list())


def has_lapsed(decision: NewDecision, day: date) -> bool:
    """Whether the decision's last day is over on this day."""
    return decision.until is not None and decision.until < day


def decision_id(decision: NewDecision) -> str:
    """`D-` and 16 hexadecimal digits: a hash of the decision's content, the same in every catalogue."""
    told = {name: getattr(decision, name) for name in _FIELDS if name not in _LATER or getattr(decision, name)}
    return (
        "D-"
        + hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()[:16]
    )


def _storable(decision: NewDecision) -> NewDecision:
    """As the database will hold it, so that what is compared and hashed is what is kept."""
    texts = {name: storable(value) for name in _FIELDS if type(value := getattr(decision, name)) is str}
    empty = {name: None for name, value in texts.items() if not value and name in _OPTIONAL}
    return replace(decision, **texts | empty)  # type: ignore[arg-type]


def _check(decision: NewDecision) -> None:
    for name in ("check_id", "reason", "decided_by"):
        if not getattr(decision, name).strip():
            raise WrongUse(f"A decision needs a {name}: it is read by others, years later")
    if (decision.action is Action.CORRECT) != (decision.corrected_value is not None):
        raise WrongUse("A correction needs the corrected value, and only a correction has one")
    if decision.printed_value is not None and decision.action is not Action.CORRECT:
        raise WrongUse("Only a correction names the printed number that it replaces")
    for value in (decision.corrected_value, decision.printed_value):
        if value is not None and not _is_decimal(value):
            raise WrongUse(f"{value!r} is not a decimal number such as 83.9")
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


def _lock(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        session.execute(text("LOCK TABLE decisions IN SHARE ROW EXCLUSIVE MODE"))


def _conflict(decision: NewDecision, last: DecisionRow | None) -> WrongUse:
    here = f"here the last one is {last.decision_id} by {last.decided_by}" if last else "which is not here"
    return WrongUse(
        f"{decision.check_id}: {decision_id(decision)} by {decision.decided_by} follows "
        f"{decision.supersedes or 'no decision'}, {here}. Nothing was imported. Decide {decision.check_id} anew with "
        "`duban decide` and export again, or take the line out of the file."
    )


def _insert(session: Session, decision: NewDecision, moment: datetime) -> DecisionRow:
    values = {name: getattr(decision, name) for name in _FIELDS}
    row = DecisionRow(decision_id=decision_id(decision), recorded_at=moment, **values)
    session.add(row)
    session.flush()
    return row


def _record(row: DecisionRow) -> DecisionRecord:
    values = {name: getattr(row, name) for name in _FIELDS}
    decision = NewDecision(**{**values, "action": Action(row.action)})
    return DecisionRecord(row.decision_id, row.id, decision, row.recorded_at)
