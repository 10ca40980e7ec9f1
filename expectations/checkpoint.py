"""The checkpoint: every suite asked of one candidate, read-only, and the answers as one judgement.

Belongs here: running Great Expectations and reading its results. Does not belong here: a question, or what
happens to a refused candidate.

Great Expectations is imported when a judgement begins: it costs seconds, which no other command should pay.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from expectations import consistency, model, places, reading, years
from expectations.judgement import ROWS_KEPT, Answer, Judgement, Severity, failures_of
from expectations.question import Question, Suite

DOCUMENTATION = "validation/index.html"


class JudgementError(Exception):
    """The candidate could not be judged at all: it is no warehouse. The message names the file and what to do."""


def suites(strict: bool) -> tuple[Suite, ...]:
    """Every suite in the order asked. `strict` makes an undecided finding critical."""
    return (
        Suite(
            "reading",
            "文件是否读对",
            "Was the document read right?",
            ("landing", "documents"),
            reading.QUESTIONS + places.QUESTIONS,
        ),
        Suite("model", "模型是否可靠", "Is the model sound?", ("bi", "documents"), model.QUESTIONS),
        Suite("years", "历年是否连贯", "Do the years fit together?", ("bi", "task_history"), years.QUESTIONS),
        Suite("consistency", "数字是否一致", "Do the numbers agree?", ("bi", "checks"), consistency.questions(strict)),
    )


def judge(warehouse: Path, report_dir: Path | None, *, strict: bool = False) -> Judgement:
    """Ask every question of `warehouse` (a DuckDB file, opened read-only and let go afterwards).

    Data Docs are written to `report_dir/validation/`, none for None. Nothing else is written, nothing leaves the machine.
    Raises JudgementError where the file is missing, no DuckDB file, or has none of the tables that the suites
    stand on.
    """
    began = time.perf_counter()
    asked = suites(strict)
    _refuse_what_is_no_warehouse(warehouse, asked)
    answers = _ask(warehouse, report_dir, asked)
    open_findings = _open_findings(warehouse)
    failures = failures_of(answers)
    unmet = {severity: sum(f.severity is severity for f in failures) for severity in Severity}
    statistics = {
        "asked": len(answers),
        "met": len(answers) - len(failures),
        **{f"unmet_{severity}": count for severity, count in unmet.items()},
        "seconds": round(time.perf_counter() - began, 3),
    }
    return Judgement(
        passed=not any(answer.blocks for answer in answers),
        strict=strict,
        statistics=statistics,
        failures=failures,
        answers=answers,
        open_findings=open_findings,
        documentation=DOCUMENTATION if report_dir else None,
    )


def _refuse_what_is_no_warehouse(warehouse: Path, asked: tuple[Suite, ...]) -> None:
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            query = "select table_schema || '.' || table_name from information_schema.tables"
            have = {name for (name,) in connection.execute(query).fetchall()}
    except duckdb.Error as fault:
        raise JudgementError(
            f"{warehouse}: cannot be opened as a warehouse ({fault}). Build it again with `duban run`."
        ) from fault
    missing = sorted({".".join(suite.table) for suite in asked} - have)
    if missing:
        raise JudgementError(f"{warehouse}: has no {', '.join(missing)}. Build it again with `duban run`.")


def _open_findings(warehouse: Path) -> int:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        row = connection.execute(
            "select count(*) from bi.checks where not holds and decision is null and severity <> 'info'"
        ).fetchone()
    return int(row[0]) if row else 0


def _ask(warehouse: Path, report_dir: Path | None, asked: tuple[Suite, ...]) -> tuple[Answer, ...]:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    from expectations import datasource, documentation  # the data source must be known before the context is made

    context = documentation.context(report_dir)
    source = datasource.open_read_only(context, warehouse)
    try:
        results = documentation.run(context, source, asked, report_dir)
    finally:
        source.get_engine().dispose()
        source.get_execution_engine().engine.dispose()
    return tuple(_answer(suite, question, results[question.id]) for suite in asked for question in suite.questions)


def _answer(suite: Suite, question: Question, result: Mapping[str, Any]) -> Answer:
    found = result.get("result") or {}
    rows = (found.get("details") or {}).get("unexpected_rows") or []
    error = _error(result.get("exception_info") or {})
    return Answer(
        suite=suite.name,
        expectation=question.id,
        severity=question.severity,
        passed=bool(result["success"]) and error is None,
        chinese=question.chinese,
        english=question.english,
        advice=question.advice,
        row_count=int(found.get("observed_value") or 0),
        rows=tuple(_plain(row) for row in rows[:ROWS_KEPT]),
        error=error,
    )


def _error(info: Mapping[str, Any]) -> str | None:
    """The message of the first fault; Great Expectations gives one mapping, or one for each metric."""
    several = [info] if "raised_exception" in info else list(info.values())
    for one in several:
        if one.get("raised_exception"):
            return str(one.get("exception_message") or "unknown fault").strip().splitlines()[0]
    return None


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value if isinstance(value, str | int | float | bool | None) else str(value) for key, value in row.items()
    }
