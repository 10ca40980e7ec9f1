"""How a run ended: what is told at the terminal, as JSON, to Prefect and to the catalogue.

Belongs here: the frozen result of a run and the figures it tells. Does not belong here: how it looks (summary.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from flows.faults import ExitCode, Fault
from flows.ingest import Refusal
from flows.progress import StepTime

State = Literal["published", "nothing_new", "refused"]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a warehouse holds, in counts: `verdicts` promises by verdict, `findings` failing checks that nobody has decided, by severity."""

    documents: int = 0
    tasks: int = 0
    promises: int = 0
    figures: int = 0
    excluded: int = 0
    unread: int = 0
    verdicts: Mapping[str, int] = field(default_factory=dict)
    findings: Mapping[str, int] = field(default_factory=dict)

    @property
    def open_findings(self) -> int:
        """Findings that wait for a decision; what is told for information asks for none."""
        return sum(count for severity, count in self.findings.items() if severity != "info")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a run. `release`, `published_at`, `warehouse` and `figures` are those of the release that readers see
    now.
    """

    state: State
    run_id: str
    strict: bool
    new_documents: int  # new, or changed since the last run
    read_now: int
    passed_over: int
    refusals: tuple[Refusal, ...]
    failures: tuple[str, ...]  # why the candidate was refused, worst first
    release: str | None
    published_at: datetime | None
    release_folder: Path | None
    warehouse: Path | None
    report: Path | None
    figures: Figures | None
    started: datetime
    seconds: float = 0.0
    steps: tuple[StepTime, ...] = ()

    @property
    def exit_code(self) -> ExitCode:
        """CONTRACT.md: a refused release is 1; else an input that could not be read is 2."""
        if self.state == "refused":
            return ExitCode.REFUSED
        return ExitCode.INPUT if self.refusals else ExitCode.OK

    def as_data(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "exit_code": int(self.exit_code)}


class Refused(Fault):
    """The candidate did not pass: the run has failed on purpose, the last release stays."""

    exit_code = ExitCode.REFUSED

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("refused by validation: " + "; ".join(outcome.failures[:3]), advice="see the report")
        self.outcome = outcome


def figures_of(warehouse: Path) -> Figures:
    """Count what a warehouse holds (opened read-only and let go)."""
    import duckdb

    def one(query: str) -> int:
        row = connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def grouped(query: str) -> dict[str, int]:
        return {str(name): int(count) for name, count in connection.execute(query).fetchall()}

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return Figures(
            documents=one("SELECT count(*) FROM bi.documents"),
            tasks=one("SELECT count(*) FROM bi.tasks"),
            promises=one("SELECT count(*) FROM bi.targets"),
            figures=one("SELECT count(*) FROM bi.observations"),
            excluded=one("SELECT count(*) FROM bi.excluded_numbers"),
            unread=one("SELECT count(*) FROM landing.unread_numbers"),
            verdicts=grouped(
                "SELECT coalesce(verdict, 'unknown'), count(*) FROM bi.targets GROUP BY 1 ORDER BY 2 DESC, 1"
            ),
            findings=grouped(
                "SELECT severity, count(*) FROM bi.checks WHERE NOT holds AND decision IS NULL GROUP BY 1 ORDER BY 1"
            ),
        )
