"""Rows exchanged again and again: the right rows, in a file that does not grow without end.

Belongs here: the exchange on planted tables. Does not belong here: that a grown warehouse is the one built anew (tests/dbt).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse import growth

CITIES = ("甲州市", "乙阳市", "丙城市")
TASKS = 130_000  # more than one row group of DuckDB (122,880): smaller ones are never closed, and never many


def planted(path: Path, cities: tuple[str, ...], said: str) -> Path:
    """A document a city and its tasks, each told by `said`."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA landing; CREATE SCHEMA intermediate")
        connection.execute("CREATE TABLE landing.documents (document_id VARCHAR, jurisdiction VARCHAR)")
        connection.execute("CREATE TABLE landing.tasks (document_id VARCHAR, task_no INTEGER, commitment VARCHAR)")
        connection.execute("CREATE TABLE intermediate.int_year_documents (document_id VARCHAR, story_key VARCHAR)")
        for city in cities:
            connection.execute("INSERT INTO landing.documents VALUES (?, ?)", [f"d-{city}", city])
            connection.execute(
                f"INSERT INTO landing.tasks SELECT ?, n, ? FROM range({TASKS}) AS r(n)", [f"d-{city}", said]
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
    shares = []
    for turn in range(8):
        part = planted(tmp_path / "part.duckdb", CITIES[:1], f"第{turn}次")
        candidate = tmp_path / f"candidate{turn}.duckdb"
        growth.graft(published, part, candidate, CITIES[:1], frozenset())
        rows, dead = told(candidate)
        assert rows == sorted(
            [("d-甲州市", f"第{turn}次", TASKS), ("d-乙阳市", "旧", TASKS), ("d-丙城市", "旧", TASKS)]
        )
        shares.append(dead)
        published = candidate
    assert max(shares) < 0.5  # eight exchanges of a third of the rows would leave 0.7
    assert min(shares) == 0  # tidied: the gaps were closed
    assert max(shares[:2]) > 0  # and left alone as long as they are few
