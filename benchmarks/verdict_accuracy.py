"""How often the verdicts of documents that annotators judged by hand are theirs, and how often a promise is wrongly called kept.

Belongs here: reading the annotated documents of tests/corpus*, judging them as a run does, and counting. Does not belong here: how well
their figures are read (`duban accuracy`), thresholds of tests. A promise is found by document, task, value and unit; one that is not
found counts as a wrong verdict. Usage: `make bench-verdicts`, `python benchmarks/verdict_accuracy.py [--misses] [--json]`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

import duckdb  # noqa: E402

import documents  # noqa: E402
from benchmarks import modelling  # noqa: E402
from documents.reading import KnownFacts, Reading  # noqa: E402
from warehouse import readings  # noqa: E402
from warehouse.records import LandedEdition  # noqa: E402

#: A promise: document, task, value and unit ("" where it has none).
Promise = tuple[str, str, str, str]


@dataclass(slots=True)
class Count:
    """Verdicts of one series of documents."""

    judged: int = 0
    right: int = 0
    falsely_met: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, promise: Promise, wanted: frozenset[str], got: str) -> None:
        self.judged += 1
        self.right += got in wanted
        self.falsely_met += got == "met" and "met" not in wanted
        if got not in wanted:
            self.misses.append(
                f"{promise[0]} {promise[1]}: {promise[2]}{promise[3]} {got}, not {'/'.join(sorted(wanted))}"
            )


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--misses", action="store_true", help="list every verdict that differs")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    series = sorted(
        folder for folder in (PROJECT / "tests").glob("corpus*") if any(folder.glob("gold/*/verdicts.jsonl"))
    )
    with tempfile.TemporaryDirectory() as place:
        found = _judged([reading for folder in series for reading in _read(folder)], Path(place))
    counts = {folder.name: _count(folder, found) for folder in series}
    if chosen.json:
        print(json.dumps({name: [c.judged, c.right, c.falsely_met] for name, c in counts.items()}))
        return 0
    print(f"{'documents':20} {'verdicts':>8} {'right':>7} {'wrongly met':>12}")
    for name, count in counts.items():
        print(f"{name:20} {count.judged:8} {count.right / max(1, count.judged):7.3f} {count.falsely_met:12}")
        for miss in count.misses if chosen.misses else ():
            print(f"  {miss}")
    return 0


def _lines(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob(f"gold/*/{name}.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            yield json.loads(line)


def _read(folder: Path) -> Iterator[Reading]:
    """The documents of a series with the facts that its annotators were given."""
    for line in _lines(folder, "documents"):
        file = folder / "documents" / Path(line["file"]).name
        known: dict[str, Any] = dict(line.get("known") or {})
        if "year" in known:
            known["year"] = int(known["year"])
        yield documents.read(file.read_bytes(), KnownFacts(document_id=line["doc"], file_name=file.name, **known))


def _judged(read: list[Reading], place: Path) -> dict[Promise, str]:
    """The verdict of each promise, by the models of dbt_project."""
    files = readings.write(read, place / "readings")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    editions = [LandedEdition(r.document_id, 1, r.sha256, moment, r.reading_key) for r in files.readings]
    candidate = place / "warehouse.duckdb"
    readings.land(candidate, [files], editions, [])
    modelling.build(candidate, place, ["--select", "+int_target_verdict", "--exclude-resource-type", "test"])
    with duckdb.connect(str(candidate), read_only=True) as connection:
        rows = connection.execute(
            "select t.document_id, t.task_no, t.value_text, t.unit, v.verdict from staging.stg_targets as t"
            " inner join intermediate.int_target_verdict as v using (target_id) order by t.document_id, t.char_start desc"
        ).fetchall()
    return {_promise(document, task, value, unit): verdict for document, task, value, unit, verdict in rows}


def _promise(document: str, task: object, value: str | None, unit: str | None) -> Promise:
    number = "" if value is None else str(Decimal(value).normalize())
    return document, str(task), number, unit or ""


def _count(folder: Path, found: dict[Promise, str]) -> Count:
    targets = {(line["doc"], line.get("task"), line["n"]): line for line in _lines(folder, "targets")}
    count = Count()
    for verdict in _lines(folder, "verdicts"):
        target = targets[verdict["doc"], verdict.get("task"), verdict["target_n"]]
        promise = _promise(verdict["doc"], verdict.get("task"), target["value"], target["unit"])
        wanted = frozenset({verdict["verdict"], *(verdict.get("also_accepted") or ())})
        count.add(promise, wanted, found.get(promise, "not found"))
    return count


if __name__ == "__main__":
    sys.exit(main())
