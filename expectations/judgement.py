"""What a judgement is: the frozen result of asking every question of a candidate warehouse.

Belongs here: the types that `flows` hands on and the report shows. Does not belong here: asking, or Great
Expectations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """What an unmet expectation means: critical refuses the release, warning asks a steward, info is only said."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Answer:
    """One expectation, asked: how many rows offend, and the first of them.

    `rows` holds at most `ROWS_KEPT` offending rows as plain JSON values; `row_count` is the true number.
    `error` is the text of the fault where the question could not be asked (a missing table or column), else
    None; `row_count` is then 0.
    """

    suite: str
    expectation: str
    severity: Severity
    passed: bool
    chinese: str
    english: str
    advice: str
    row_count: int
    rows: tuple[Mapping[str, Any], ...] = ()
    error: str | None = None

    @property
    def blocks(self) -> bool:
        return not self.passed and self.severity is Severity.CRITICAL


@dataclass(frozen=True, slots=True)
class Failure:
    """An unmet expectation in the words of a message, with a sample of the offending rows."""

    suite: str
    expectation: str
    severity: Severity
    message: str
    advice: str
    row_count: int
    rows: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """May the candidate be published, and why (not).

    `statistics`: expectations asked, met, unmet by severity, and the seconds it took. `failures`: the unmet
    ones, worst first. `answers`: every expectation in the order asked. `open_findings`: failing checks of
    `bi.checks` that nobody has decided, without those of severity info, which ask for no decision.
    `documentation`: the Data Docs' first page, relative to the report
    folder, or None where none was written.
    """

    passed: bool
    strict: bool
    statistics: Mapping[str, float]
    failures: tuple[Failure, ...]
    answers: tuple[Answer, ...]
    open_findings: int
    documentation: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries and lists that `json.dumps` takes as they are."""
        return asdict(self)


ROWS_KEPT = 20
_ORDER = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}


def failures_of(answers: tuple[Answer, ...]) -> tuple[Failure, ...]:
    """The unmet expectations, worst first, in the order asked within a severity."""
    unmet = sorted((a for a in answers if not a.passed), key=lambda a: _ORDER[a.severity])
    return tuple(Failure(a.suite, a.expectation, a.severity, _message(a), a.advice, a.row_count, a.rows) for a in unmet)


def _message(answer: Answer) -> str:
    claim = f"{answer.chinese} · {answer.english}"
    if answer.error is not None:
        return f"{claim} — 无法检验 could not be asked: {answer.error}"
    first = answer.rows[0] if answer.rows else {}
    told = ": ".join(str(first[key]) for key in ("place", "message") if first.get(key) is not None)
    return f"{claim} — {answer.row_count} × {told}" if told else f"{claim} — {answer.row_count} ×"
