"""Building a warehouse with dbt in this process, for the benchmarks.

Belongs here: one call of dbt and its slowest models. Does not belong here: what is built and measured.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from flows import dbt_calls

PROJECT = Path(__file__).resolve().parents[1] / "dbt_project"


def build(
    candidate: Path, place: Path, options: Iterable[str] = (), *, most: int = 12, short: bool = False
) -> dict[str, float]:
    """Every model and test but the unit tests, as a run has them built; seconds (of the wall) of the slowest. `place` takes dbt's own files.

    Another project: DUBAN_DBT_PROJECT. Raises SystemExit where anything fails.
    """
    project = Path(os.environ.get("DUBAN_DBT_PROJECT", PROJECT))
    unit_tests_apart = ("--exclude-resource-type", "unit_test", *options)
    outcome = dbt_calls.build(project, place, candidate, unit_tests_apart, [], short=short)
    nodes = list(getattr(outcome.result, "results", ()))
    failed = [f"{n.node.name}: {n.message}" for n in nodes if str(n.status) in ("error", "fail", "runtime error")]
    if outcome.exception is not None or failed:
        raise SystemExit(f"dbt failed: {outcome.exception or failed[:3]}")
    return {n.node.name: round(n.execution_time, 2) for n in sorted(nodes, key=lambda n: -n.execution_time)[:most]}
