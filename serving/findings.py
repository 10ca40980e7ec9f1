"""A finding as a card: both sides with their sentences, the arithmetic, the command that decides it.

Belongs here: turning a failing check into what a steward reads. Does not belong here: deciding, or checking.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

from serving import addresses, marks, numbers, words
from serving.release import Place, Release, Row, Statement


@dataclass(frozen=True, slots=True)
class Side:
    """One place that a check looked at. `sentence` is empty where the check names a place without a number."""

    name: str
    told: str
    sentence: tuple[marks.Stretch, ...]
    link: str | None
    original: str | None


@dataclass(frozen=True, slots=True)
class Card:
    id: str
    address: str
    kind: words.Label
    severity: words.Label
    asked: words.Label
    decision: words.Label | None
    signed: str
    claim: str
    sides: tuple[Side, ...]
    left: str
    right: str
    arithmetic: str | None
    tolerance: str | None
    reason: str | None
    commands: tuple[str, ...]


def cards(release: Release) -> list[Card]:
    """Every finding, the undecided first, then worst first."""
    return [card(release, check) for check in release.findings]


def card(release: Release, check: Row) -> Card:
    statements = [release.statements[place] for place in check["places"] or [] if place in release.statements]
    unit = check.get("unit") or _shared_unit(statements)
    tolerance = check["tolerance"]
    return Card(
        id=check["check_id"],
        address=addresses.finding(check["check_id"]),
        kind=words.label("check", check["kind"]),
        severity=words.label("severity", check["severity"]),
        asked=words.label("asked", check["kind"]),
        decision=words.label("decision", check["decision"]) if check["decision"] else None,
        signed=" · ".join(str(part) for part in (check["decided_by"], check["decided_on"]) if part),
        claim=check["claim"] or "",
        sides=tuple(_side(release, place) for place in check["places"] or []),
        left=_told(check["left_value"], unit),
        right=_told(check["right_value"], unit),
        arithmetic=check.get("arithmetic") or numbers.difference(check["left_value"], check["right_value"], unit),
        tolerance=_told(tolerance, unit) if tolerance is not None else None,
        reason=check["reason"],
        commands=_commands(check, unit),
    )


def _shared_unit(statements: list[Statement]) -> str:
    units = {statement.row.get("unit") or "" for statement in statements}
    return units.pop() if len(units) == 1 else ""


def _told(value: Any, unit: str) -> str:
    return f"{numbers.grouped(value)} {unit}".strip() if value is not None else "–"


def _side(release: Release, place: str) -> Side:
    statement = release.statements.get(place)
    if statement is None:
        return _place_only(release, place)
    home = release.home(statement)
    document = release.documents[statement.document_id]
    sentence = marks.sentence(document["text"], statement, *_bounds(home, statement))
    return Side(
        name=f"{document['title'] or statement.document_id}，{home.name if home else ''}",
        told=_told(statement.row.get("value"), statement.row.get("unit") or ""),
        sentence=tuple(sentence),
        link=release.link(statement),
        original=addresses.original(document["url"], statement.evidence),
    )


def _bounds(home: Place | None, statement: Statement) -> tuple[int, int | None]:
    """A sentence never reaches beyond the promise or report that holds it."""
    for piece in home.pieces if home else ():
        if piece.start <= statement.char_start < piece.start + len(piece.text):
            return piece.start, piece.start + len(piece.text)
    return statement.char_start, statement.char_end


def _place_only(release: Release, place: str) -> Side:
    """A place that is no statement: a task or section by its name, without a sentence."""
    known = next((p for p in release.places if place in (p.name, f"{p.document['document_id']} {p.name}")), None)
    return Side(place, "", (), known.address if known else None, None)


def _commands(check: Row, unit: str) -> tuple[str, ...]:
    """The three ways to decide, ready for a shell."""
    head = f"duban decide {shlex.quote(str(check['check_id']))}"
    right = numbers.exact(check["right_value"]).replace("−", "-") or "VALUE"
    tail = '--reason "…" --by "…"'
    return (f"{head} --accept {tail}", f"{head} --correct {right}=VALUE {tail}", f"{head} --reject {tail}")
