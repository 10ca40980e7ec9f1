"""How long the checks take on many documents: a generated landing, built with dbt, the seconds of each check model.

Belongs here: generating rows and timing. Does not belong here: what a check must find (tests/dbt). Every city has one document a year with the
same tasks, so that everything that can be compared across documents is compared.

    .venv/bin/python benchmarks/checks_speed.py [documents] [tasks a document]
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from warehouse import landing_tables
from warehouse.landing_tables import LandingTable

PROJECT = Path(__file__).resolve().parents[1] / "dbt_project"
CITIES = 50
_ARGUMENTS = (
    f"--quiet build --project-dir {PROJECT} --profiles-dir {PROJECT} --select +int_checks "
    "--exclude-resource-type test --exclude-resource-type unit_test"
).split()

_DOCUMENTS = """
create temp table d as
select 'd' || i as document_id, '城' || (i % {cities}) || '市' as jurisdiction, 2000 + i // {cities} as year from range({documents}) as r(i)"""
_TASKS = """
create temp table t as
select *, '计划改造' || name || (50 + n) || '个、新增' || name || n || '家。' as promise,
    '全市共有' || name || total || '家,新增' || name || n || '家,增长' || growth || '%,其中市级' || name || (n // 3) || '家。' as report
from (
    select document_id, jurisdiction, year, n, chr((19968 + (n * 37) % 5000)::int) || chr((20500 + n)::int)
            || chr((21000 + (n * 11) % 3000)::int) || '企业' as name,
        1000 + n * 7 + (year - 2000) * n as total, round(100.0 * n / (1000 + n * 6 + (year - 2000) * n), 1) as growth
    from d, range(1, {tasks} + 1) as r(n)
)"""
_STATEMENT = """
select document_id, {anchor} as anchor, n as task_order, n as task_no, '1' as section_no, '{role}' as role, {text} as evidence,
    n * 1000 + {shift} as char_start, n * 1000 + {shift} + length({text}) as char_end,
    n * 1000 + {shift} + strpos({text}, cast({value} as varchar)) - 1 as number_start,
    n * 1000 + {shift} + strpos({text}, cast({value} as varchar)) - 1 + length(cast({value} as varchar)) as number_end,
    {name} as indicator, '{kind}' as kind, cast({value} as varchar) as value, '{unit}' as unit, {period} as period,
    cast(year || '-01-01' as date) as period_start, cast(year || '-12-31' as date) as period_end, '全市' as scope"""
_FIGURES = (
    ("total", "name || '数'", "level", "家", "'asof-' || year"),
    ("n", "name || '数'", "increment", "家", "cast(year as varchar)"),
    ("growth", "name || '数'", "growth", "%", "cast(year as varchar)"),
    ("(n // 3)", "'市级' || name || '数'", "increment", "家", "cast(year as varchar)"),
)


def main(documents: int, tasks: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        candidate = Path(folder) / "candidate.duckdb"
        with duckdb.connect(str(candidate)) as connection:
            _land(connection, documents, tasks)
        started = time.perf_counter()
        seconds = _build(candidate, Path(folder))
        print(f"{documents} documents, {documents * tasks} tasks: dbt {time.perf_counter() - started:.1f} s in all")
        checks = {name: s for name, s in seconds.items() if name.startswith("int_check")}
        for name, spent in sorted(checks.items(), key=lambda item: -item[1]):
            print(f"{spent:8.2f} s  {name}")
        print(f"{sum(checks.values()):8.2f} s  all models of the checks, one after the other")
        print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:8.2f} GB at most")
        with duckdb.connect(str(candidate), read_only=True) as connection:
            print(
                connection.execute(
                    "select count(*), count(*) filter (where not holds) from intermediate.int_checks"
                ).fetchone()
            )


def _land(connection: duckdb.DuckDBPyConnection, documents: int, tasks: int) -> None:
    connection.execute("create schema landing")
    for table in vars(landing_tables).values():
        if isinstance(table, LandingTable):
            for statement in table.create_statements("landing"):
                connection.execute(statement)
    connection.execute(_DOCUMENTS.format(documents=documents, cities=CITIES))
    connection.execute(_TASKS.format(tasks=tasks))
    _insert(
        connection,
        "documents",
        """select document_id, repeat('0', 64) as sha256, '1' as reader_version, 1 as edition_no, jurisdiction, 'annual_report' as document_type,
        year, cast(year as varchar) as period, timestamp '2024-01-01' as first_seen, 'task_table' as layout, repeat('文', 20000) as text,
        cast([] as varchar[]) as facts_read from d""",
    )
    _insert(
        connection,
        "sections",
        "select document_id, '1' as section_no, '一' as heading, 0 as char_start, 1 as char_end from d",
    )
    _insert(
        connection,
        "tasks",
        """select document_id, n as task_order, n as task_no, '1' as section_no, '一' as section, promise as commitment, report,
        n * 1000 as char_start, n * 1000 + 500 as char_end from t""",
    )
    for order, (role, text, shift) in enumerate((("commitment", "promise", 0), ("report", "report", 200)), start=1):
        _insert(
            connection,
            "task_parts",
            f"""select document_id, n as task_order, {order} as part_order, '{role}' as role, {text} as text,
            n * 1000 + {shift} as char_start, n * 1000 + {shift} + length({text}) as char_end from t""",
        )
    for number, (value, name, kind, unit, period) in enumerate(_FIGURES):
        select = _STATEMENT.format(
            anchor=f"n * 1000 + 200 + {number}",
            role="report",
            text="report",
            shift=200,
            value=value,
            name=name,
            kind=kind,
            unit=unit,
            period=period,
        )
        _insert(
            connection,
            "observations",
            select
            + f", 'exact' as modifier, {number == 0} as cumulative, false as total, {number == 3} as part, n as sentence from t",
        )
    select = _STATEMENT.format(
        anchor="n * 1000", role="commitment", text="promise", shift=0, value="n", name="name || '数'", kind="increment", unit="家",
        period="cast(year as varchar)",
    )  # fmt: skip
    _insert(connection, "targets", select + ", 'ge' as comparator, 'firm' as firmness from t")


def _insert(connection: duckdb.DuckDBPyConnection, table: str, select: str) -> None:
    connection.execute(f"insert into landing.{table} by name {select}")


def _build(candidate: Path, workspace: Path) -> dict[str, float]:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ.update(
        DUBAN_CANDIDATE=str(candidate),
        DBT_TARGET_PATH=str(workspace / "target"),
        DBT_LOG_PATH=str(workspace / "logs"),
        DO_NOT_TRACK="1",
    )
    try:
        outcome = dbtRunner().invoke(_ARGUMENTS)
    finally:
        DuckDBConnectionManager.close_all_connections()
    if not outcome.success:
        raise SystemExit(f"dbt failed: {outcome.exception or outcome.result}")
    return {r.node.name: r.execution_time for r in getattr(outcome.result, "results", [])}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, int(sys.argv[2]) if len(sys.argv) > 2 else 100)
