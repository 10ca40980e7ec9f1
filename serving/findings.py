"""A finding as a card: both sides with their sentences, the arithmetic, the command that decides it.

Belongs here: turning a failing check into what a steward reads. Does not belong here: deciding, or checking.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from serving import addresses, marks, numbers, periods, words
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
    waits: bool
    decision: words.Label | None
    signed: str
    claim: words.Label
    sides: tuple[Side, ...]
    left: str
    right: str
    left_when: words.Label | None
    right_when: words.Label | None
    arithmetic: str
    tolerance: str
    tolerance_reason: str
    reason: str
    reopened: bool
    reopened_why: str
    corrected: str
    decision_id: str | None
    commands: tuple[str, ...]


def cards(release: Release) -> list[Card]:
    """Every finding, the undecided first, then worst first."""
    return [card(release, check) for check in release.findings]


def card(release: Release, check: Row) -> Card:
    """The card of one check. Values of a check are in the base unit; `left_said` and `right_said` are as printed."""
    places = _evidence(check)
    unit = _shared_unit([release.statements[place] for place in places if place in release.statements])
    return Card(
        id=check["check_id"],
        address=addresses.finding(check["check_id"]),
        kind=words.label("check", check["kind"]),
        severity=words.label("severity", check["severity"]),
        asked=words.label("asked", check["kind"]),
        waits=not check["holds"] and not check["decision"] and check["severity"] != "info",
        decision=words.label("decision", check["decision"]) if check["decision"] else None,
        signed=" · ".join(str(part) for part in (check["decided_by"], check["decided_on"]) if part),
        claim=words.Label("", check.get("claim_zh") or check["claim"] or "", check.get("claim_en") or ""),
        sides=_together([_side(release, place) for place in places]),
        left=check.get("left_said") or _told(check["left_value"], unit),
        right=check.get("right_said") or (_told(check["right_value"], unit) if len(places) > 1 else ""),
        left_when=_when(release, check, "left_ids"),
        right_when=_when(release, check, "right_ids"),
        arithmetic=_difference(check, unit) or check.get("arithmetic") or "",
        tolerance=_told(check["tolerance"], unit) if check["tolerance"] is not None else "",
        tolerance_reason=check.get("tolerance_reason") or "",
        reason=check["reason"] or "",
        reopened=bool(check.get("is_reopened")),
        reopened_why=check.get("reopened_why") or "",
        corrected=_corrected(check) if check["decision"] == "correct" else "",
        decision_id=check.get("decision_id"),
        commands=_commands(check, _printed(release, places[-1:])),
    )


def _evidence(check: Row) -> list[str]:
    """Ids of the figures and promises on both sides, each once; where a check has none, the names of its places."""
    ids = [*(check.get("left_ids") or []), *(check.get("right_ids") or [])] or list(check["places"] or [])
    return list(dict.fromkeys(str(place) for place in ids if place))


def _when(release: Release, check: Row, side: str) -> words.Label | None:
    """What time a side is about, where two single figures of different times are compared."""
    here = check.get(side) or []
    sides = [check.get("left_ids") or [], check.get("right_ids") or []]
    told = [
        release.statements[ids[0]].row.get("period") for ids in sides if len(ids) == 1 and ids[0] in release.statements
    ]
    if len(told) < 2 or None in told or told[0] == told[1]:
        return None
    return periods.label(release.statements[here[0]].row["period"])


def _shared_unit(statements: list[Statement]) -> str:
    """The base unit that all sides share, else none."""
    units = {statement.row.get("base_unit") or statement.row.get("unit") or "" for statement in statements}
    return units.pop() if len(units) == 1 else ""


def _difference(check: Row, unit: str) -> str:
    """Right minus left where both sides tell the same quantity; elsewhere the check's own arithmetic says it."""
    if check["kind"] not in ("repeat", "monotone", "drift"):
        return ""
    return numbers.difference(check["left_value"], check["right_value"], unit) or ""


def _told(value: Any, unit: str) -> str:
    """A value in its base unit, told with 亿 or 万 where it is long."""
    return f"{numbers.scaled(value)}{unit}".strip() if value is not None else "–"


def _corrected(check: Row) -> str:
    """What stands where the printed number stood."""
    value = numbers.exact(check.get("corrected_value"))
    printed = check.get("printed_value")
    return f"{numbers.exact(printed)} → {value}" if printed else value


def _printed(release: Release, places: list[str]) -> str:
    """The printed value of the side that a correction would replace."""
    rows = [release.statements[place].row for place in places if place in release.statements]
    return str(rows[0].get("value_text") or "") if rows else ""


def _side(release: Release, place: str) -> Side:
    statement = release.statements.get(place)
    if statement is None:
        return Side(place, "", (), None, None)
    home = release.home(statement)
    document = release.documents[statement.document_id]
    sentence = marks.sentence(document["text"], statement, *_bounds(home, statement))
    return Side(
        name=f"{document['title'] or statement.document_id}，{home.name if home else ''}",
        told=f"{numbers.grouped(statement.row.get('value'))} {statement.row.get('unit') or ''}".strip(),
        sentence=tuple(sentence),
        link=release.link(statement),
        original=addresses.original(document["url"], statement.evidence),
    )


def _together(sides: list[Side]) -> tuple[Side, ...]:
    """Figures of one sentence are shown in one quotation, each of them marked."""
    groups: dict[tuple[str, str], list[Side]] = {}
    for number, side in enumerate(sides):
        text = "".join(stretch.text for stretch in side.sentence)
        groups.setdefault((side.name, text or str(number)), []).append(side)
    return tuple(_one_side(group) for group in groups.values())


def _one_side(group: list[Side]) -> Side:
    if len(group) == 1:
        return group[0]
    marked = sorted((mark for side in group for mark in _marks_of(side)), key=lambda mark: mark[0])
    text = "".join(stretch.text for stretch in group[0].sentence)
    stretches: list[marks.Stretch] = []
    at = 0
    for start, stretch in marked:
        if start < at:  # the same number on both sides, or one within the other
            continue
        stretches += [marks.Stretch(text[at:start], None)] if start > at else []
        stretches.append(stretch)
        at = start + len(stretch.text)
    stretches += [marks.Stretch(text[at:], None)] if at < len(text) else []
    told = " · ".join(dict.fromkeys(side.told for side in group))
    return replace(group[0], told=told, sentence=tuple(stretches))


def _marks_of(side: Side) -> Iterator[tuple[int, marks.Stretch]]:
    at = 0
    for stretch in side.sentence:
        if stretch.statement is not None:
            yield at, stretch
        at += len(stretch.text)


def _bounds(home: Place | None, statement: Statement) -> tuple[int, int | None]:
    """A sentence never reaches beyond the promise or report that holds it."""
    for piece in home.pieces if home else ():
        if piece.start <= statement.char_start < piece.start + len(piece.text):
            return piece.start, piece.start + len(piece.text)
    return statement.char_start, statement.char_end


def _commands(check: Row, printed: str) -> tuple[str, ...]:
    """The three ways to decide, ready for a shell."""
    head = f"duban decide {shlex.quote(str(check['check_id']))}"
    tail = '--reason "…" --by "…"'
    return (
        f"{head} --accept {tail}",
        f"{head} --correct {printed + '=' if printed else ''}VALUE {tail}",
        f"{head} --reject {tail}",
    )
