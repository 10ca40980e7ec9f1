"""A made-up corpus of many cities and years, with its truth: how well and how fast are tasks followed from promise to result?

    python benchmarks/years_corpus.py --cities 4 --years 3

Belongs here: the generator (landing rows in words of our own, the planted truth) and the measuring. Does not belong here: the
words (years_wording, years_vocabulary.json) and the matching (dbt models). It is hard on purpose: numbers of tasks mean nothing, units are
printed in several forms, renamed on the way, exchanged or left out, two things promised in one breath are told apart later and two tasks
as one, promised figures are corrected within the year, tasks never come back and others were never promised.
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

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.years_wording import WORDS, Plan, halves, wording  # noqa: E402
from warehouse import landing_tables  # noqa: E402
from warehouse.landing_tables import LandingTable  # noqa: E402

STAGES = (("breakdown", ""), ("progress", "Q1"), ("progress", "H1"), ("progress", "Q1-Q3"), ("annual_report", ""))
FIRST_YEAR = 2011
#: How far the words of later documents go from those of the breakdown, and how many plans are of two things, told apart or told as one.
FREEDOM = 0.8
COMPOUND, SPLIT, MERGED = 0.1, 0.3, 0.04
TABLES = {t.name: t for t in vars(landing_tables).values() if isinstance(t, LandingTable)}


@dataclass(slots=True)
class Corpus:
    """Landing rows by table, and which plan each task of a document tells."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in TABLES})
    truth: list[tuple[str, str, str, str]] = field(default_factory=list)  # task_key, plan, thread, how it is told


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
        document = f"c{number}-{year}-{order}"
        corpus.rows["documents"].append(_document(document, city, kind, year, part))
        groups = list(_grouped(told, chance)) if order > 0 else [[p] for p in told]
        chance.shuffle(groups)
        for place, group in enumerate(groups, start=1):
            _tell_task(corpus, document, place, group, order, year, chance)


def _grouped(plans: Sequence[Plan], chance: random.Random) -> Iterator[list[Plan]]:
    """The plans as a later document tells them: some promised in one breath told apart, some tasks told as one."""
    waiting: dict[int, Plan] = {}  # for another task of the same unit
    for plan in plans:
        if plan.second is not None and chance.random() < SPLIT:
            for half in halves(plan):
                yield [half]
        elif plan.second is None and chance.random() < MERGED:
            if plan.unit in waiting:
                yield [waiting.pop(plan.unit), plan]
            else:
                waiting[plan.unit] = plan
        else:
            yield [plan]
    for plan in waiting.values():
        yield [plan]


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
            second=chance.randrange(len(WORDS["things"])) if chance.random() < COMPOUND else None,
        )
        number += 1
        yield plan


def _value(chance: random.Random) -> int | None:
    return chance.choice([None, chance.randint(2, 99), chance.randint(1, 60) * 10, chance.randint(1, 40) * 50])


def unit_name(unit: int, year: int, chance: random.Random) -> str:
    """A printed name that was in use in `year`: one of the forms before or after the unit's renaming."""
    forms = WORDS["units"][unit]
    names = forms["before"] if forms.get("before") and year <= forms["last_year"] else forms["after"]
    return str(chance.choice(names))


def _tell_task(
    corpus: Corpus, document: str, place: int, group: Sequence[Plan], order: int, year: int, chance: random.Random
) -> None:
    report = "" if order == 0 else chance.choice(WORDS["reports"])
    said = [wording(plan, chance, 0.0 if order == 0 else FREEDOM) for plan in group]
    task = {"document_id": document, "task_order": place, "task_no": place, "section_no": None, "section": None}
    commitment = "；".join(each.text for each in said) + "。"
    corpus.rows["tasks"].append({**task, "commitment": commitment, "report": report, "char_start": 0, "char_end": 0})
    for number, unit in enumerate(_led_by(group, order, chance), start=1):
        corpus.rows["task_units"].append(
            {
                "document_id": document, "task_order": place, "role": "lead", "unit_order": number,
                "unit": unit_name(unit, year, chance), "char_start": 0, "char_end": 0,
            }
        )  # fmt: skip
    for plan, words in zip(group, said, strict=True):
        how = "merged" if len(group) > 1 else plan.told
        corpus.truth.append((f"{document}:{place}", plan.truth, plan.thread, how))
        if words.value is not None:
            corpus.rows["targets"].append(
                {
                    "document_id": document, "anchor": 10 * place + len(corpus.truth) % 10, "task_order": place, "task_no": place,
                    "role": "commitment", "evidence": "", "char_start": 0, "char_end": 0, "indicator": words.indicator, "comparator": "ge",
                    "value": str(words.value), "unit": plan.counter, "kind": "level", "firmness": "firm", "period": str(year), "scope": "全市",
                }
            )  # fmt: skip


def _led_by(group: Sequence[Plan], order: int, chance: random.Random) -> list[int]:
    """The lead units as a document names them: now and then another, one more, or none."""
    units = list(dict.fromkeys(plan.unit for plan in group))
    whim = chance.random() if order > 0 else 1.0
    if whim < 0.03:
        return [chance.randrange(len(WORDS["units"]))]
    if whim < 0.06:
        return []
    if whim < 0.12:
        return list(dict.fromkeys([*units, chance.randrange(len(WORDS["units"]))]))
    return units


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
        names = ("task_key", "plan", "thread", "told")
        truth = pa.table(dict(zip(names, zip(*corpus.truth, strict=True), strict=True)))
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
    """Precision and recall of the pairs of tasks that are said to be one, and how many renamed units were followed.

    A pair is right where both tell the same plan, be it in part. `recall` leaves out what was told apart or as one, where a task can go
    back to one of two only; `recall_of_all` does not.
    """
    counts = connection.execute(
        """
        with told as (
            select t.*, l.root_key, l.document_id, t.told = 'whole' as is_whole
            from truth as t inner join intermediate.int_task_lives as l on t.task_key = l.task_key
        ),
        meant as (
            select
                a.task_key as one, b.task_key as other, bool_and(a.is_whole and b.is_whole) as is_whole,
                bool_or(a.root_key = b.root_key) as is_found
            from told as a inner join told as b on a.plan = b.plan and a.document_id < b.document_id
            group by all
        ),
        tasks as (select distinct task_key, root_key, document_id from told),
        said as (
            select a.task_key as one, b.task_key as other
            from tasks as a inner join tasks as b on a.root_key = b.root_key and a.document_id < b.document_id
        )
        select
            (select count(*) from meant where is_found), (select count(*) from said), (select count(*) from meant),
            (select count(*) from meant where is_found and is_whole), (select count(*) from meant where is_whole)
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
            select bool_or(a.thread = b.thread) as is_right
            from intermediate.int_life_links as k
            inner join truth as a on k.earlier_key = a.task_key inner join truth as b on k.later_key = b.task_key
            group by k.earlier_key, k.later_key
        ),
        meant as (select count(*) as n from plans as a inner join plans as b on a.thread = b.thread and a.year + 1 = b.year)
        select count(*) filter (where is_right), count(*), (select n from meant) from said
        """
    ).fetchone()
    assert over_years is not None
    right, said, meant, right_whole, meant_whole = (float(value or 0) for value in counts)
    return {
        "pairs_meant": meant,
        "precision": round(right / max(1, said), 5),
        "recall": round(right_whole / max(1, meant_whole), 5),
        "recall_of_all": round(right / max(1, meant), 5),
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
