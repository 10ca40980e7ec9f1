"""What thousands of documents cost: time and memory of a whole build, and of adding one document to it.

    python benchmarks/years_scale.py --cities 14 80      (75 documents a city: 15 years, 5 documents a year, about 100 tasks each)

Belongs here: the steps, each in a process of its own so that its peak memory is its own, and the table. Does not belong here: the corpus
(years_corpus, years_figures), thresholds of tests. Seconds are of the processor (user and system): they mean the same on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import modelling, years_corpus, years_figures  # noqa: E402
from benchmarks.years_corpus import TABLES  # noqa: E402
from flows import growing  # noqa: E402

YEARS = 15
TASKS = 118  # plans of a city and year; about 100 of them come in each document
NAME = "warehouse.duckdb"


def land(path: Path, cities: Iterable[int], without_last: bool) -> None:
    """Landing rows of these cities; `without_last` leaves out the newest document of the last one: it is to be added."""
    path.parent.mkdir(parents=True, exist_ok=True)
    numbers = list(cities)
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA landing")
        for table in TABLES.values():
            for statement in table.create_statements("landing"):
                connection.execute(statement)
        for number in numbers:
            corpus = years_corpus.Corpus()
            years_corpus.tell_city(corpus, number, YEARS, TASKS)
            years_figures.tell(corpus)
            kept_out = corpus.rows["documents"][-1]["document_id"] if without_last and number == numbers[-1] else None
            _insert(connection, corpus.rows, kept_out)


def _insert(connection: duckdb.DuckDBPyConnection, rows: dict[str, list[dict[str, Any]]], kept_out: str | None) -> None:
    for name, told in rows.items():
        chosen = [row for row in told if row["document_id"] != kept_out]
        if not chosen:
            continue
        columns = [c for c in TABLES[name].columns if any(c.name in row for row in chosen[:50])]
        data = {c.name: pa.array([row.get(c.name) for row in chosen], c.type.arrow) for c in columns}
        connection.register("given", pa.table(data))
        connection.execute(f'INSERT INTO landing."{name}" BY NAME SELECT * FROM given')
        connection.unregister("given")


def dbt(path: Path, options: Iterable[str], *, short: bool = False) -> dict[str, float]:
    """Build; seconds of the slowest models."""
    return modelling.build(path, path.parent.parent, options, most=6, short=short)


def build_whole(folder: Path) -> dict[str, float]:
    """Every document but the one; seconds of the slowest models."""
    slowest = dbt(folder / "candidate" / NAME, ())
    (folder / "candidate" / NAME).replace(folder / NAME)
    return slowest


def add(folder: Path) -> dict[str, float]:
    """The new document's city modelled and put into a copy of the warehouse, as a run does it; seconds of the wall."""
    candidate = folder / "candidate" / NAME
    begun = time.perf_counter()
    dbt(candidate, growing.OF_PART, short=YEARS * len(years_corpus.STAGES) <= growing.FEW)
    modelled = time.perf_counter()
    with duckdb.connect(str(candidate), read_only=True) as connection:
        places = connection.execute("SELECT DISTINCT jurisdiction FROM landing.documents").fetchall()
    growing.exchange(
        folder / NAME,
        candidate,
        [str(p) for (p,) in places],
        aside=folder / "part" / NAME,
        dbt_target=folder / "target",
    )
    grafted = time.perf_counter()
    slowest = dbt(candidate, growing.OF_WHOLE, short=True)
    ended = time.perf_counter()
    return {"part": modelled - begun, "graft": grafted - modelled, "rest": ended - grafted, **slowest}


def step(name: str, folder: Path, cities: int) -> dict[str, Any]:
    """One step, measured by the process that does nothing else."""
    begun = time.perf_counter()
    told: Any = None
    if name == "land whole":
        land(folder / "candidate" / NAME, range(cities), without_last=True)
    elif name == "build whole":
        told = build_whole(folder)
    elif name == "land part":
        land(folder / "candidate" / NAME, [cities - 1], without_last=False)
    elif name == "add":
        told = add(folder)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "step": name, "cpu_s": round(used.ru_utime + used.ru_stime, 1), "wall_s": round(time.perf_counter() - begun, 1),
        "peak_mb": round(used.ru_maxrss / 1024), "told": told,
    }  # fmt: skip


STEPS = ("land whole", "build whole", "land part", "add")


def measure(cities: int, folder: Path) -> dict[str, Any]:
    """All steps one after another; the share of the whole build that one more document costs."""
    steps = {}
    for name in STEPS:
        command = [sys.executable, __file__, "--step", name, "--folder", str(folder), "--cities", str(cities)]
        outcome = subprocess.run(command, capture_output=True, text=True)
        if outcome.returncode:
            raise SystemExit(f"{name} failed:\n{outcome.stderr[-4000:]}")
        steps[name] = json.loads(outcome.stdout.splitlines()[-1])
        print(json.dumps(steps[name], ensure_ascii=False), file=sys.stderr)
    with duckdb.connect(str(folder / "candidate" / NAME), read_only=True) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM landing.{t}").fetchone()
            for t in ("documents", "tasks", "observations")
        ]
    documents, tasks, figures = (int(count[0]) for count in counts if count)
    whole, adding = steps["build whole"], steps["add"]
    return {
        "documents": documents, "tasks": tasks, "figures": figures, "file_mb": (folder / NAME).stat().st_size // 1_000_000,
        "build_cpu_s": whole["cpu_s"], "build_wall_s": whole["wall_s"], "peak_mb": max(each["peak_mb"] for each in steps.values()),
        "add_one_cpu_s": adding["cpu_s"], "add_one_wall_s": adding["wall_s"], "share": f"{adding['cpu_s'] / whole['cpu_s']:.1%}",
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cities", type=int, nargs="+", default=[14])
    parser.add_argument("--folder", type=Path, help="keep the files here (one size of corpus only)")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        print(json.dumps(step(given.step, given.folder, given.cities[0]), ensure_ascii=False))
        return
    rows = []
    for cities in given.cities:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measure(cities, given.folder or Path(folder)))
    print("| " + " | ".join(rows[0]) + " |\n|" + " ---: |" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(str(value) for value in row.values()) + " |")


if __name__ == "__main__":
    main()
