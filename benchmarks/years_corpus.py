"""A made-up corpus of many cities and years, with its truth: how well and how fast are tasks followed from promise to result?

    python benchmarks/years_corpus.py --cities 4 --years 3

Belongs here: the generator (landing rows in words of our own, the planted truth) and the measuring. Does not belong here: the
vocabulary (years_vocabulary.json) and the matching (dbt models). It is hard on purpose: tasks that differ in a place or a number only,
verbs and nouns that are exchanged, clauses that change places, are cut or padded, numbers of tasks that mean nothing, units that are printed
in several forms and renamed on the way, tasks that never come back and tasks that nobody promised.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse import landing_tables
from warehouse.landing_tables import LandingTable

ROOT = Path(__file__).resolve().parents[1]
WORDS: dict[str, Any] = json.loads((Path(__file__).parent / "years_vocabulary.json").read_text(encoding="utf-8"))
STAGES = (("breakdown", ""), ("progress", "Q1"), ("progress", "H1"), ("progress", "Q1-Q3"), ("annual_report", ""))
FIRST_YEAR = 2011
TABLES = {t.name: t for t in vars(landing_tables).values() if isinstance(t, LandingTable)}


@dataclass(frozen=True, slots=True)
class Plan:
    """A task as it is meant; every document tells it in words of its own."""

    truth: str  # what makes it one task: city, year, number of the plan
    thread: str  # the plan of the first year that it goes back to
    verb: int
    place: str
    thing: int
    quality: str
    value: int | None
    counter: str
    tail: int | None
    unit: int


@dataclass(slots=True)
class Corpus:
    """Landing rows by table, and which plan each task of a document tells."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in TABLES})
    truth: list[tuple[str, str, str]] = field(default_factory=list)  # task_key, plan, thread


def generate(cities: int, years: int, tasks: int, seed: int = 7, first_year: int = FIRST_YEAR) -> Corpus:
    """The same rows for the same arguments. `tasks` is the number of plans of one city in one year."""
    corpus = Corpus()
    for number in range(cities):
        tell_city(corpus, number, years, tasks, seed, first_year)
    return corpus


def tell_city(corpus: Corpus, number: int, years: int, tasks: int, seed: int = 7, first_year: int = FIRST_YEAR) -> None:
    """Add one city's documents; a city is the same whatever others there are."""
    city = WORDS["cities"][number % len(WORDS["cities"])] + ("" if number < len(WORDS["cities"]) else str(number))
    plans: list[Plan] = []
    for year in range(first_year, first_year + years):
        chance = random.Random(f"{seed}|{number}|{year}")
        plans = list(_plans(city, year, tasks, plans, chance))
        _tell_year(corpus, city, number, year, plans, chance)


def _tell_year(corpus: Corpus, city: str, number: int, year: int, plans: Sequence[Plan], chance: random.Random) -> None:
    tasks = len(plans)
    late = {plan.truth for plan in chance.sample(plans, max(1, tasks // 20))}  # reported, but never promised
    lost = {plan.truth for plan in chance.sample(plans, max(1, tasks // 12))}  # promised, and never heard of again
    for order, (kind, part) in enumerate(STAGES):
        told = [p for p in plans if not (p.truth in late and order == 0) and not (p.truth in lost - late and order > 0)]
        if order in (1, 2, 3):
            told = [p for p in told if chance.random() < 0.85]
        chance.shuffle(told)
        document = f"c{number}-{year}-{order}"
        corpus.rows["documents"].append(_document(document, city, kind, year, part))
        for place, plan in enumerate(told, start=1):
            _tell_task(corpus, document, place, plan, order, year, chance)


def _plans(city: str, year: int, tasks: int, before: Sequence[Plan], chance: random.Random) -> Iterator[Plan]:
    said: set[tuple[object, ...]] = set()
    number = 0
    # Half of the tasks come again, with another figure.
    for plan in chance.sample(before, len(before) // 2):
        said.add((plan.thing, plan.quality, plan.place))
        yield replace(plan, truth=f"{city}|{year}|{number}", value=_value(chance))
        number += 1
    while number < tasks:
        sibling = number > 0 and chance.random() < 0.2  # the same works elsewhere: only the place tells them apart
        thing = plan.thing if sibling else chance.randrange(len(WORDS["things"]))
        quality = plan.quality if sibling else chance.choice(WORDS["qualities"])
        place = chance.choice(WORDS["places"])
        if (thing, quality, place) in said:
            continue
        said.add((thing, quality, place))
        plan = Plan(
            truth=f"{city}|{year}|{number}",
            thread=f"{city}|{year}|{number}",
            verb=chance.randrange(len(WORDS["verbs"])),
            place=place,
            thing=thing,
            quality=quality,
            value=_value(chance),
            counter=chance.choice(WORDS["counters"]),
            tail=chance.choice([None, chance.randrange(len(WORDS["tails"]))]),
            unit=chance.randrange(len(WORDS["units"])),
        )
        number += 1
        yield plan


def _value(chance: random.Random) -> int | None:
    return chance.choice([None, chance.randint(2, 99), chance.randint(1, 60) * 10, chance.randint(1, 40) * 50])


def wording(plan: Plan, chance: random.Random, freedom: float) -> str:
    """The task in words; `freedom` (0 to 1) is how far they go from those of the breakdown."""

    def pick(forms: Sequence[str]) -> str:
        return forms[0] if chance.random() > freedom else chance.choice(forms)

    thing = pick(WORDS["things"][plan.thing])
    head = f"{pick(WORDS['verbs'][plan.verb])}{plan.place}{plan.quality}{thing}"
    clauses = [head]
    if plan.value is not None:
        clauses.append(
            f"{pick(WORDS['value_words'])}{thing if chance.random() < 0.3 else ''}{plan.value}{plan.counter}"
        )
    if plan.tail is not None and chance.random() > 0.5 * freedom:
        clauses.append(pick(WORDS["tails"][plan.tail]))
    if chance.random() < 0.5 * freedom:
        clauses.insert(chance.randrange(len(clauses) + 1), chance.choice(WORDS["padding"]))
    if chance.random() < 0.4 * freedom:
        chance.shuffle(clauses)
    return "，".join(clauses) + "。"


def unit_name(unit: int, year: int, chance: random.Random) -> str:
    """A printed name that was in use in `year`: one of the forms before or after the unit's renaming."""
    forms = WORDS["units"][unit]
    names = forms["before"] if forms.get("before") and year <= forms["last_year"] else forms["after"]
    return str(chance.choice(names))


def _tell_task(
    corpus: Corpus, document: str, place: int, plan: Plan, order: int, year: int, chance: random.Random
) -> None:
    report = "" if order == 0 else chance.choice(WORDS["reports"])
    freedom = 0.0 if order == 0 else 0.8
    task = {"document_id": document, "task_order": place, "task_no": place, "section_no": None, "section": None}
    corpus.rows["tasks"].append(
        {**task, "commitment": wording(plan, chance, freedom), "report": report, "char_start": 0, "char_end": 0}
    )
    corpus.rows["task_units"].append(
        {
            "document_id": document, "task_order": place, "role": "lead", "unit_order": 1,
            "unit": unit_name(plan.unit, year, chance), "char_start": 0, "char_end": 0,
        }
    )  # fmt: skip
    corpus.truth.append((f"{document}:{place}", plan.truth, plan.thread))
    if plan.value is not None:
        corpus.rows["targets"].append(
            {
                "document_id": document, "anchor": place, "task_order": place, "task_no": place, "role": "commitment", "evidence": "",
                "char_start": 0, "char_end": 0, "indicator": WORDS["things"][plan.thing][0], "comparator": "ge", "value": str(plan.value),
                "unit": plan.counter, "kind": "level", "firmness": "firm", "period": str(year), "scope": "全市",
            }
        )  # fmt: skip


def _document(document: str, city: str, kind: str, year: int, part: str) -> dict[str, Any]:
    return {
        "document_id": document, "sha256": "0" * 64, "reader_version": "1.0", "edition_no": 1, "title": document, "jurisdiction": city,
        "publisher": f"{city}人民政府", "document_type": kind, "year": year, "period": f"{year}{part}", "layout": "task_table", "text": "",
        "facts_read": [], "first_seen": datetime(year + 1, 1, 1),
    }  # fmt: skip


def land(corpus: Corpus, candidate: Path) -> None:
    """Write the rows as schema `landing` of a new DuckDB file."""
    with duckdb.connect(str(candidate)) as connection:
        connection.execute("CREATE SCHEMA landing")
        for name, table in TABLES.items():
            for statement in table.create_statements("landing"):
                connection.execute(statement)
            if corpus.rows[name]:
                types = {c.name: c.type.arrow for c in table.columns}
                columns = {key: [row.get(key) for row in corpus.rows[name]] for key in corpus.rows[name][0]}
                rows = pa.table({key: pa.array(values, types[key]) for key, values in columns.items()})
                connection.register("rows", rows)
                connection.execute(f'INSERT INTO landing."{name}" BY NAME SELECT * FROM rows')
                connection.unregister("rows")
        keys, plans, threads = zip(*corpus.truth, strict=True)
        truth = pa.table({"task_key": keys, "plan": plans, "thread": threads})
        connection.register("truth_rows", truth)
        connection.execute("CREATE TABLE truth AS SELECT * FROM truth_rows")


def build(candidate: Path, select: Sequence[str], workspace: Path) -> float:
    """Seconds that dbt takes for the models that `select` names (all of them when it is empty). Raises RuntimeError when it fails."""
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "run" if select else "build"]
    command += ["--project-dir", str(ROOT / "dbt_project"), "--profiles-dir", str(ROOT / "dbt_project")]
    paths = {
        "DUBAN_CANDIDATE": str(candidate),
        "DBT_TARGET_PATH": str(workspace / "target"),
        "DBT_LOG_PATH": str(workspace / "logs"),
    }
    if select:
        seeds = [*command[:2], "seed", *command[3:]]
        subprocess.run(seeds, check=True, env={**os.environ, **paths})
        command += ["--select", *select]
    begun = time.perf_counter()
    outcome = subprocess.run(command, env={**os.environ, **paths}, capture_output=True, text=True)
    if outcome.returncode:
        raise RuntimeError(f"dbt failed:\n{outcome.stdout[-4000:]}")
    return time.perf_counter() - begun


def measure(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Precision and recall of the pairs of tasks that are said to be one, and how many renamed units were followed."""
    counts = connection.execute(
        """
        with told as (
            select t.plan, l.root_key, count(*) as n
            from truth as t inner join intermediate.int_task_lives as l on t.task_key = l.task_key
            group by all
        ),
        pairs as (select sum(n * (n - 1) / 2) as n from told),
        said as (select sum(n * (n - 1) / 2) as n from (select sum(n) as n from told group by root_key)),
        meant as (select sum(n * (n - 1) / 2) as n from (select sum(n) as n from told group by plan))
        select pairs.n, said.n, meant.n from pairs, said, meant
        """
    ).fetchone()
    assert counts is not None
    renamed = connection.execute(
        "select count(*) filter (where has_successor), count(distinct present_name) from intermediate.int_unit_successors"
    ).fetchone()
    assert renamed is not None
    over_years = connection.execute(
        """
        with plans as (select distinct plan, thread, cast(split_part(plan, '|', 2) as integer) as year from truth),
        said as (
            select a.thread = b.thread as is_right
            from intermediate.int_life_links as k
            inner join truth as a on k.earlier_key = a.task_key inner join truth as b on k.later_key = b.task_key
        ),
        meant as (select count(*) as n from plans as a inner join plans as b on a.thread = b.thread and a.year + 1 = b.year)
        select count(*) filter (where is_right), count(*), (select n from meant) from said
        """
    ).fetchone()
    assert over_years is not None
    right, said, meant = (float(value or 0) for value in counts)
    return {
        "pairs_meant": meant,
        "precision": round(right / said, 5) if said else 0.0,
        "recall": round(right / meant, 5) if meant else 0.0,
        "years_precision": round(over_years[0] / max(1, over_years[1]), 5),
        "years_recall": round(over_years[0] / max(1, over_years[2]), 5),
        "units_renamed": renamed[0],
        "units_today": renamed[1],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--cities", type=int, default=4)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--tasks", type=int, default=100, help="tasks of one city in one year")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--all-models", action="store_true", help="build the whole project with its tests, not only the matching"
    )
    parser.add_argument("--keep", type=Path, help="keep the DuckDB file here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        candidate = given.keep or Path(folder) / "years.duckdb"
        begun = time.perf_counter()
        corpus = generate(given.cities, given.years, given.tasks, given.seed)
        land(corpus, candidate)
        made = time.perf_counter() - begun
        select = [] if given.all_models else ["+int_life_threads", "+int_unit_successors"]
        seconds = build(candidate, select, Path(folder))
        with duckdb.connect(str(candidate), read_only=True) as connection:
            measured = measure(connection)
        figures = {
            "documents": len(corpus.rows["documents"]),
            "tasks": len(corpus.rows["tasks"]),
            **measured,
            "generated_s": round(made, 1),
            "built_s": round(seconds, 1),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        }
    print(json.dumps(figures, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
