"""Decisions as a CSV file, so that they can be kept in version control and carried to another catalogue.

Belongs here: the file's form, both ways. Does not belong here: what may be recorded (decisions).

One line a decision in the order of recording, UTF-8 with a byte order mark (for spreadsheets), a formula preceded by an
apostrophe. `decision_id` is a hash of the line's content: a line that was changed by hand is refused; leave
`decision_id` and `recorded_at` empty in a line written by hand.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

from warehouse.decisions import decision_id
from warehouse.errors import WrongUse
from warehouse.files import write_atomic
from warehouse.records import Action, DecisionRecord, NewDecision

_FIELDS = tuple(f.name for f in fields(NewDecision))
COLUMNS = ("decision_id", "recorded_at", *_FIELDS)
_NEEDED = ("check_id", "action", "reason", "decided_by")
_LARGEST = 64 * 1024 * 1024  # bytes
#: What a spreadsheet would run, or what looks like one of our own apostrophes; plain numbers are left as they are.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def write(decisions: Iterable[DecisionRecord], path: Path) -> int:
    """Write the file whole or not at all; the number of decisions. Raises OSError where the place cannot be written."""
    records = list(decisions)
    write_atomic(path.absolute(), as_csv(records))
    return len(records)


def as_csv(decisions: Iterable[DecisionRecord]) -> bytes:
    """The content of the file."""
    text = io.StringIO()
    # Every cell quoted: a lone carriage return inside one would otherwise end its line.
    table = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    table.writerow(COLUMNS)
    for record in decisions:
        values = {name: getattr(record.decision, name) for name in _FIELDS}
        told = {**values, "decision_id": record.decision_id, "recorded_at": record.recorded_at.isoformat()}
        table.writerow(_cell(told[name]) for name in COLUMNS)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def read(path: Path) -> list[tuple[NewDecision, datetime | None]]:
    """The decisions of a file, each with its moment of recording. Raises WrongUse that names the line."""
    try:
        if path.stat().st_size > _LARGEST:
            raise WrongUse(f"{path}: larger than {_LARGEST} bytes: no file of decisions")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise WrongUse(f"{path}: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise WrongUse(f"{path}: it is not UTF-8; save it as CSV UTF-8") from fault
    table = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in _NEEDED if name not in (table.fieldnames or ())]
    if missing:
        raise WrongUse(f"{path}: line 1: no column {', '.join(missing)}; `duban decisions export FILE` makes one")
    decisions = []
    try:
        for row in table:
            decisions.append(_decision(row, f"{path}: line {table.line_num}"))
    except csv.Error as fault:
        raise WrongUse(f"{path}: line {table.line_num}: {fault}") from fault
    return decisions


def _decision(row: Mapping[str, str | None], place: str) -> tuple[NewDecision, datetime | None]:
    said = {name: _plain(row.get(name)) for name in COLUMNS}
    try:
        decision = NewDecision(
            check_id=said["check_id"] or "",
            action=Action(said["action"] or ""),
            reason=said["reason"] or "",
            decided_by=said["decided_by"] or "",
            decided_on=_day(said["decided_on"]) or datetime.now().astimezone().date(),
            corrected_value=said["corrected_value"],
            until=_day(said["until"]),
            left_said=said["left_said"],
            right_said=said["right_said"],
            supersedes=said["supersedes"],
            printed_value=said["printed_value"],
        )
        moment = datetime.fromisoformat(said["recorded_at"]) if said["recorded_at"] else None
    except ValueError as fault:
        raise WrongUse(f"{place}: {fault}; actions are {', '.join(Action)}, dates look like 2026-12-31") from fault
    if said["decision_id"] and said["decision_id"] != decision_id(decision):
        raise WrongUse(
            f"{place}: {said['decision_id']} was changed since it was exported: decisions are never changed. "
            "For a decision of your own leave decision_id and recorded_at empty."
        )
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return decision, moment


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return "'" + text if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _plain(cell: str | None) -> str | None:
    if not cell:
        return None
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
