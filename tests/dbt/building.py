"""Building a candidate with dbt in process, for the tests of the models.

Belongs here: how a test calls dbt so that nothing is written into the source tree. Does not belong here: rows and assertions.
"""

from __future__ import annotations

from pathlib import Path

from flows.dbt_calls import environment

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")


def build(candidate: Path, workspace: Path, *options: str, unit_tests: bool = False) -> list[str]:
    """Run dbt on `candidate`; the messages of what failed (empty: everything passed). `workspace` takes dbt's own files, `options` are dbt's.

    dbt parses anew when the path of the database changes, so every file is built in one place and moved back.
    """
    place = workspace / "candidate.duckdb"
    candidate.rename(place)
    try:
        return _build(place, workspace, [*options] if unit_tests else [*options, *WITHOUT_UNIT_TESTS])
    finally:
        place.rename(candidate)


def _build(candidate: Path, workspace: Path, options: list[str]) -> list[str]:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    arguments = ["--quiet", "build", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), *options]
    paths = {"DBT_TARGET_PATH": str(workspace / "target"), "DBT_LOG_PATH": str(workspace / "logs")}
    with environment(DUBAN_CANDIDATE=str(candidate), DO_NOT_TRACK="1", **paths):
        try:
            outcome = dbtRunner().invoke(arguments)
        finally:
            DuckDBConnectionManager.close_all_connections()
    if outcome.exception is not None:
        raise outcome.exception
    failed = {"error", "fail", "runtime error"}
    results = getattr(outcome.result, "results", [])
    return [f"{r.node.name}: {r.message}" for r in results if str(r.status) in failed]
