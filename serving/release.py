"""What the report needs of one warehouse file, read at once and let go.

Belongs here: queries on `bi` and `landing`, and the plain rows they give. Does not belong here: how anything looks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from serving import addresses

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """A number (or, for some promises, a word) of the text, with what was read from it.

    `mark`: promise, figure, left_out or unread. `row` has the columns of its view. `id` is unique in the release.
    """

    id: str
    mark: str
    document_id: str
    task_no: int | None
    section_no: str | None
    evidence: str
    char_start: int
    char_end: int
    number_start: int | None
    number_end: int | None
    row: Row = field(repr=False, hash=False, compare=False)

    @property
    def anchor(self) -> str:
        """What it is called on its page: by its number, or by its clause where no number is printed."""
        return f"n{self.number_start}" if self.number_start is not None else f"c{self.char_start}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of kept text: a promise, a report, or the body of a section."""

    role: str
    text: str
    start: int


@dataclass(slots=True)
class Place:
    """A task or a section: what has a page of its own."""

    address: str
    document: Row
    task: Row | None
    section_no: str | None
    heading: str
    pieces: tuple[Piece, ...]
    statements: list[Statement] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)

    @property
    def name(self) -> str:
        if self.task is not None:
            return f"任务 {self.task['task_no']}"
        return f"第 {self.section_no} 节" if self.section_no != "0" else "开头"

    def of(self, mark: str) -> list[Statement]:
        return [statement for statement in self.statements if statement.mark == mark]


class Release:
    """One warehouse file in memory. The file is opened read-only and closed before the first page is written."""

    def __init__(self, warehouse: Path) -> None:
        with duckdb.connect(str(warehouse), read_only=True) as self._connection:
            self.documents = {
                row["document_id"]: row for row in self._rows("select * from bi.documents order by year, document_id")
            }
            self.tasks = self._rows("select * from bi.tasks order by document_id, section_no nulls first, task_no")
            self.checks = self._rows("select * from bi.checks order by check_id")
            self.scorecard = self._rows("select * from bi.unit_scorecard order by targets desc, tasks_led desc, unit")
            self.targets = self._statements("targets", "promise", "target_id")
            self.observations = self._statements("observations", "figure", "observation_id")
            self.left_out = self._statements(
                "excluded_numbers", "left_out", "document_id || ':' || 'x' || number_start"
            )
            self.unread = self._unread()
            self._parts = self._rows(
                "select t.document_id, t.task_no, t.section_no, t.task_order, p.role, p.text, p.char_start "
                "from landing.task_parts as p "
                "join landing.tasks as t using (document_id, task_order) "
                "where p.role in ('commitment', 'report') order by document_id, task_order, part_order"
            )
            self.breaks = self._breaks()
            self._sections = self._rows("select * from landing.sections order by document_id, char_start")
            self._claims = self._rows("select * from landing.claims order by document_id, char_start")
            self.problems = self._rows("select * from landing.problems order by document_id, severity, line")
        self.statements = {
            s.id: s for group in (self.targets, self.observations, self.left_out, self.unread) for s in group
        }
        self.places = self._places()
        self._at_home = self._settle()

    @classmethod
    def empty(cls) -> Release:
        """A release without anything, for a candidate that could not even be read."""
        made = cls.__new__(cls)
        made.documents, made.statements, made._at_home, made.breaks = {}, {}, {}, {}
        made.tasks, made.checks, made.scorecard, made.problems, made.places = [], [], [], [], []
        made.targets, made.observations, made.left_out, made.unread = [], [], [], []
        return made

    def _rows(self, query: str) -> list[Row]:
        cursor = self._connection.execute(query)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _statements(self, view: str, mark: str, key: str) -> list[Statement]:
        rows = self._rows(
            f"select *, {key} as statement_id from bi.{view} order by document_id, char_start, number_start"
        )
        return [_statement(row, row["statement_id"], mark) for row in rows if _has_a_place(row)]

    def _unread(self) -> list[Statement]:
        rows = self._rows("select * from landing.unread_numbers order by document_id, char_start")
        return [
            _statement(row, f"{row['document_id']}:u{row['anchor']}", "unread") for row in rows if _has_a_place(row)
        ]

    def _breaks(self) -> dict[str, str]:
        """Figures before which a series must not be drawn through, and why; none in a release made before it was asked."""
        known = {row["column_name"] for row in self._rows("describe bi.indicator_series")}
        if "break_reason" not in known:
            return {}
        broken = "select observation_id, break_reason from bi.indicator_series where break_reason is not null"
        return {row["observation_id"]: row["break_reason"] for row in self._rows(broken)}

    def _places(self) -> list[Place]:
        """Every task in the order of its document, then every section that is no part of a task's document."""
        pieces: dict[tuple[Any, ...], list[Piece]] = defaultdict(list)
        for part in self._parts:
            pieces[_task_key(part)].append(Piece(part["role"], part["text"], part["char_start"]))
        carried: dict[tuple[str, int], int] = defaultdict(int)
        for task in self.tasks:
            carried[(task["document_id"], task["task_no"])] += 1
        places = []
        for task in self.tasks:
            document, number, section = task["document_id"], task["task_no"], task["section_no"]
            address = addresses.task(document, number, section, carried[(document, number)] == 1)
            texts = tuple(pieces[_task_key(task)])
            places.append(Place(address, self.documents[document], task, section, task["section"] or "", texts))
        told = {(s.document_id, s.section_no) for s in self.statements.values() if s.task_no is None}
        for row in self._sections:
            document, section = row["document_id"], row["section_no"]
            if (document, section) in told:
                address = addresses.section(document, section)
                places.append(
                    Place(address, self.documents[document], None, section, row["heading"] or "", self._body(row))
                )
        return places

    def _body(self, row: Row) -> tuple[Piece, ...]:
        """The heading of a section, as far as the text begins with it, and its body."""
        start = row["char_start"]
        text = self.documents[row["document_id"]]["text"][start : row["char_end"]]
        at, heading = 0, "".join((row["heading"] or "").split())
        for letter in heading:
            while at < len(text) and text[at].isspace():
                at += 1
            if at >= len(text) or text[at] != letter:
                return (Piece("narrative", text, start),)
            at += 1
        body = Piece("narrative", text[at:], start + at)
        return (Piece("heading", text[:at], start), body) if heading else (body,)

    def _settle(self) -> dict[str, Place]:
        """Every statement at the place whose piece holds it; what lies in none stays without a page."""
        by_document: dict[str, list[tuple[int, int, Place]]] = defaultdict(list)
        for place in self.places:
            for piece in place.pieces:
                by_document[place.document["document_id"]].append((piece.start, piece.start + len(piece.text), place))
        home: dict[str, Place] = {}
        mine: dict[str, list[Statement]] = defaultdict(list)
        for statement in sorted(self.statements.values(), key=lambda s: s.char_start):
            mine[statement.document_id].append(statement)
        for document, stretches in by_document.items():
            stretches.sort(key=lambda stretch: stretch[:2])
            at = 0
            for statement in mine[document]:  # in the order of the text, beside the stretches in the same order
                while at < len(stretches) and stretches[at][1] <= statement.char_start:
                    at += 1
                if at < len(stretches) and stretches[at][0] <= statement.char_start:
                    stretches[at][2].statements.append(statement)
                    home[statement.id] = stretches[at][2]
        for claim in self._claims:
            for start, end, place in by_document[claim["document_id"]]:
                if start <= claim["char_start"] < end:
                    place.claims.append(claim)
                    break
        return home

    def home(self, statement: Statement) -> Place | None:
        """The place that holds the statement."""
        return self._at_home.get(statement.id)

    def link(self, statement: Statement) -> str | None:
        """The address of the statement on its page."""
        place = self.home(statement)
        if place is None:
            return None
        in_text = statement.number_start is not None  # a clause without a number is marked among the facts only
        return f"{place.address}#{'' if in_text else 'row-'}{statement.anchor}"

    @cached_property
    def by_indicator(self) -> dict[str, list[Statement]]:
        """Promises and figures by the name of what they measure, in the order of time."""
        found: dict[str, list[Statement]] = defaultdict(list)
        for statement in (*self.targets, *self.observations):
            found[statement.row["indicator"]].append(statement)
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))

    @cached_property
    def promises_newest_first(self) -> dict[tuple[str | None, str], list[Statement]]:
        """Promises by jurisdiction and the name of what they measure, the newest document first."""
        found: dict[tuple[str | None, str], list[Statement]] = defaultdict(list)
        for statement in sorted(self.targets, key=lambda s: -(s.row["year"] or 0)):
            city = self.documents[statement.document_id]["jurisdiction"]
            found[(city, statement.row["indicator"])].append(statement)
        return found

    @cached_property
    def by_unit(self) -> dict[str, list[Place]]:
        """Tasks by the lead unit."""
        found: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            if place.task is not None:
                for unit in lead_units(place.task):
                    found[self.unit_name(place, unit)].append(place)
        return found

    @cached_property
    def _has_many_jurisdictions(self) -> bool:
        return len({row["jurisdiction"] for row in self.documents.values() if row["jurisdiction"]}) > 1

    def unit_name(self, place: Place, unit: str) -> str:
        """A unit by its name; with the city before it where the release has several, for each of them has a 市财政局."""
        city = place.document["jurisdiction"] if self._has_many_jurisdictions else None
        return f"{city} {unit}" if city and not unit.startswith(city) else unit

    @cached_property
    def open_findings(self) -> list[Row]:
        """Failing checks that wait for a decision, worst first; what is only told for information asks for none."""
        return [check for check in self.findings if not check["decision"] and check["severity"] != "info"]

    @cached_property
    def findings(self) -> list[Row]:
        """Failing checks: the undecided first, then the decided, then what is told for information; worst first."""
        order = {"critical": 0, "warning": 1, "info": 2}
        failing = [check for check in self.checks if not check["holds"]]
        return sorted(
            failing,
            key=lambda c: (_turn(c), order.get(c["severity"], 3), -_distance(c), c["check_id"]),
        )

    def verdict_counts(self, statements: Iterable[Statement] | None = None) -> dict[str, int]:
        counts: dict[str, int] = defaultdict(int)
        for statement in self.targets if statements is None else statements:
            counts[statement.row["verdict"]] += 1
        return counts


def _turn(check: Row) -> int:
    """0 waits for a decision, 1 is decided, 2 asks for none."""
    return 1 if check["decision"] else 2 if check["severity"] == "info" else 0


def lead_units(task: Row) -> list[str]:
    """The official names where they are known, else as printed; each once."""
    names = task.get("lead_unit_names") or task.get("lead_units") or []
    return list(dict.fromkeys(name for name in names if name))


def _task_key(row: Row) -> tuple[Any, ...]:
    return row["document_id"], row["section_no"] or "", row["task_no"]


def _statement(row: Row, identity: str, mark: str) -> Statement:
    return Statement(
        identity,
        mark,
        row["document_id"],
        row["task_no"],
        row["section_no"],
        row["evidence"],
        row["char_start"],
        row["char_end"],
        row["number_start"],
        row["number_end"],
        row,
    )


def _has_a_place(row: Row) -> bool:
    """False only for the damaged rows of a refused candidate; the gate names them, no page can."""
    return row["char_start"] is not None and row["char_end"] is not None and row["evidence"] is not None


def _distance(check: Row) -> float:
    """How far both sides are apart, relative to the larger: what makes one finding worse than another of the
    same severity."""
    left, right = check["left_value"], check["right_value"]
    if left is None or right is None:
        return 0.0
    larger = max(abs(Decimal(left)), abs(Decimal(right)))
    return float(abs(Decimal(left) - Decimal(right)) / larger) if larger else 0.0
