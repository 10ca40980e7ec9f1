"""Rows exchanged again and again: the right rows, in a file that does not grow without end.

Belongs here: the exchange on planted tables. Does not belong here: that a grown warehouse is the one built anew (tests/dbt).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import yaml

from warehouse import growth

PROFILES = Path(__file__).resolve().parents[2] / "dbt_project" / "profiles.yml"

CITIES = ("甲州市", "乙阳市", "丙城市", "丁山市", "戊江市", "己海市")
TASKS = 50_000  # of all cities more than one row group of DuckDB (122,880): gaps in a table of one are never closed, and never many


def planted(path: Path, cities: tuple[str, ...], said: str) -> Path:
    """A document a city and its tasks, each told by `said`; the rows of the cities stand between each other."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA landing; CREATE SCHEMA intermediate")
        connection.execute("CREATE TABLE landing.documents (document_id VARCHAR, jurisdiction VARCHAR)")
        connection.execute("CREATE TABLE landing.tasks (document_id VARCHAR, task_no INTEGER, commitment VARCHAR)")
        connection.execute("CREATE TABLE intermediate.int_year_documents (document_id VARCHAR, story_key VARCHAR)")
        connection.execute(
            "INSERT INTO landing.documents SELECT 'd-' || c, c FROM unnest(?::VARCHAR[]) AS u(c)", [cities]
        )
        connection.execute(
            f"INSERT INTO landing.tasks SELECT 'd-' || c, n, ? FROM range({TASKS}) AS r(n), unnest(?::VARCHAR[]) AS u(c) ORDER BY n, c",
            [said, cities],
        )
    return path


def told(path: Path) -> tuple[list[tuple[str, str, int]], float]:
    """What each city's tasks say and how many do; the share of rows in the file that are deleted."""
    with duckdb.connect(str(path), read_only=True) as connection:
        groups = connection.execute(
            "SELECT document_id, commitment, count(*) FROM landing.tasks GROUP BY ALL ORDER BY ALL"
        )
        rows = groups.fetchall()
        dead = connection.execute("SELECT 1 - count(*) / (max(rowid) + 1) FROM landing.tasks").fetchone()
    assert dead is not None
    return rows, dead[0]


def test_exchanged_rows_leave_no_growing_file(tmp_path: Path) -> None:
    published = planted(tmp_path / "published.duckdb", CITIES, "旧")
    said = dict.fromkeys(CITIES, "旧")
    shares = []
    for turn, city in enumerate(CITIES):
        said[city] = f"第{turn}次"
        part = planted(tmp_path / "part.duckdb", (city,), said[city])
        candidate = tmp_path / f"candidate{turn}.duckdb"
        growth.graft(published, part, candidate, (city,), frozenset())
        rows, dead = told(candidate)
        assert rows == sorted((f"d-{each}", word, TASKS) for each, word in said.items())
        shares.append(dead)
        published = candidate
    assert shares[0] > 0.1  # left alone as long as they are few
    assert max(shares) < 0.4  # six exchanges of a sixth of the rows would leave half
    assert min(shares) == 0  # tidied: the gaps were closed


def test_dbt_leaves_the_gaps(tmp_path: Path) -> None:
    published = planted(tmp_path / "published.duckdb", CITIES, "旧")
    part = planted(tmp_path / "part.duckdb", CITIES[:1], "新")
    candidate = tmp_path / "candidate.duckdb"
    growth.graft(published, part, candidate, CITIES[:1], frozenset())
    rows, dead = told(candidate)
    assert dead > 0.1
    settings = yaml.safe_load(PROFILES.read_text("utf-8"))["duban"]["outputs"]["duckdb"]["settings"]
    with duckdb.connect(str(candidate)) as connection:
        connection.execute(f"SET max_vacuum_tasks = {settings['max_vacuum_tasks']}")
        connection.execute("CREATE TABLE landing.of_dbt AS SELECT 1 AS one")
        connection.execute("CHECKPOINT")
    assert told(candidate) == (rows, dead)
    with duckdb.connect(str(candidate)) as connection:  # as DuckDB is by itself
        connection.execute("CREATE TABLE landing.of_others AS SELECT 1 AS one")
        connection.execute("CHECKPOINT")
    assert told(candidate)[1] < dead
