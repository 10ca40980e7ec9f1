"""How long and with how much memory a warehouse of many documents is modelled and judged.

Belongs here: making the landing rows (a sample document many times over, in other cities and years) and measuring. Does not belong here:
thresholds of tests. Usage: `python benchmarks/validation_scale.py [--documents 1000] [--keep FOLDER]`.

Each step runs in a process of its own, so that its peak memory is its own: `land` writes the candidate, `dbt` builds the models and runs
their tests, `judge` asks every expectation.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
from benchmarks import modelling  # noqa: E402

SAMPLE = PROJECT / "samples" / "wuhu-2022-tasks-sample.html"
YEARS = 10  # documents of one city
STEPS = ("land", "dbt", "judge")
#: Columns that hold a period in words, dates of a period.
_PERIODS, _DATES = ("period",), ("period_start", "period_end", "published_on")


def land(candidate: Path, documents: int) -> dict[str, int]:
    """The sample document landed `documents` times; rows by table."""
    import duckdb
    import pyarrow as pa

    import documents as reader
    from documents.reading import KnownFacts
    from warehouse.landing_tables import LANDING_TABLES
    from warehouse.reading_rows import rows_of

    facts = KnownFacts(
        "city", title="重点任务", publisher="市政府", jurisdiction="市", document_type="annual_report", year=2022
    )
    rows = rows_of(reader.read(SAMPLE.read_bytes(), facts))
    counts = {}
    with duckdb.connect(str(candidate)) as connection:
        connection.execute("SET threads = 2; CREATE SCHEMA landing")
        for table in LANDING_TABLES:
            for statement in table.create_statements("landing"):
                connection.execute(statement)
            if not rows.get(table.name):
                continue
            schema = pa.schema([pa.field(c.name, c.type.arrow) for c in table.columns])
            given = [{"edition_no": 1, "first_seen": None, **row} for row in rows[table.name]]
            if table.name == "documents":
                given = [{**row, "first_seen": time_of_benchmark()} for row in given]
            connection.register("given", pa.Table.from_pylist(given, schema=schema))
            chosen = ", ".join(_changed(column.name) for column in table.columns)
            connection.execute(
                f"INSERT INTO landing.{table.name} SELECT {chosen} FROM range({documents}) AS r(n), given"
            )
            connection.unregister("given")
            (counts[table.name],) = connection.execute(f"SELECT count(*) FROM landing.{table.name}").fetchone() or (0,)
    return counts


def time_of_benchmark() -> object:
    """A moment that is the same in every run."""
    from datetime import datetime

    return datetime(2023, 1, 1)


def _changed(column: str) -> str:
    shift = f"(n % {YEARS})"
    if column == "document_id":
        return f"document_id || '-' || lpad(cast(n // {YEARS} AS varchar), 3, '0') || '-' || (2022 + {shift}) AS document_id"
    if column == "jurisdiction":
        return f"'第' || (n // {YEARS}) || '市' AS jurisdiction"
    if column == "year":
        return f"year + {shift} AS year"
    if column in _PERIODS:
        return f"replace({column}, '2022', cast(2022 + {shift} AS varchar)) AS {column}"
    if column in _DATES:
        return f"cast({column} + to_years(cast({shift} AS integer)) AS date) AS {column}"
    return column


def dbt(candidate: Path, documents: int) -> dict[str, float]:
    """Build every model and run every test; seconds of the slowest models."""
    return modelling.build(candidate, candidate.parent)


def judge(candidate: Path, documents: int) -> dict[str, object]:
    """Ask every expectation, with Data Docs as in a run."""
    import expectations

    judgement = expectations.judge(candidate, candidate.parent / "docs")
    unmet = {f.expectation: f.row_count for f in judgement.failures}
    return {"passed": judgement.passed, **judgement.statistics, "unmet": unmet}


def measured(step: str, candidate: Path, documents: int) -> dict[str, object]:
    """Run one step in a process of its own: what it told, its seconds and its peak memory."""
    began = time.perf_counter()
    arguments = [sys.executable, __file__, "--step", step, "--candidate", str(candidate), "--documents", str(documents)]
    ended = subprocess.run(arguments, stdout=subprocess.PIPE, check=False, text=True)
    if ended.returncode:
        raise SystemExit(f"{step} ended with {ended.returncode}")
    told = json.loads(ended.stdout.splitlines()[-1])
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_seconds": told["cpu"],
        "peak_mb": told["peak_mb"],
        "told": told["told"],
    }


def main() -> None:
    """Measure and print one JSON document."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=1000)
    options.add_argument("--keep", type=Path, help="folder for the candidate (default: a temporary one)")
    options.add_argument("--steps", nargs="*", default=list(STEPS), choices=STEPS)
    options.add_argument("--step", choices=STEPS)
    options.add_argument("--candidate", type=Path)
    given = options.parse_args()
    if given.step:
        told = globals()[given.step](given.candidate, given.documents)
        used = resource.getrusage(resource.RUSAGE_SELF)
        cpu = round(used.ru_utime + used.ru_stime, 1)
        print(
            json.dumps({"told": told, "peak_mb": used.ru_maxrss // 1024, "cpu": cpu}, ensure_ascii=False, default=str)
        )
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        candidate = folder / "warehouse.duckdb"
        if "land" in given.steps:
            candidate.unlink(missing_ok=True)
        done = {step: measured(step, candidate, given.documents) for step in given.steps}
        done["file_mb"] = round(candidate.stat().st_size / 1e6)  # type: ignore[assignment]
        print(json.dumps(done, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
