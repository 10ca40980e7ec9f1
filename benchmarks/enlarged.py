"""A large release made of the published one by SQL, for the benchmarks: no document is read for it.

Belongs here: finding or making the small release, writing the large one. Does not belong here: what is measured on it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb

from warehouse import files
from warehouse.clock import now
from warehouse.home import Home
from warehouse.release_manifest import MANIFEST, FileFacts, Manifest, ReleaseFacts, TableFacts
from warehouse.release_store import WAREHOUSE
from warehouse.release_tables import Table, tables_of


def published(spare: Path) -> Path:
    """The published warehouse of DUBAN_HOME; where there is none, that of a run on the samples in the folder `spare`."""
    home = Home.from_environment()
    if not home.current.is_file():
        print(f"{home.current}: nothing is published there; taking a run on the samples")
        home = Home.at(spare)
        environment = {**os.environ, "DUBAN_HOME": str(spare), "DUBAN_PUBLISH_URL": ""}
        subprocess.run(
            [sys.executable, "-m", "flows.cli", "run", "--json"], env=environment, check=True, stdout=subprocess.DEVNULL
        )
    return home.current


def write(source: Path, folder: Path, rows_of: Callable[[Table], str]) -> Path:
    """A release folder (warehouse and manifest) whose tables hold what the query `rows_of(table)` gives.

    The query reads from the attached database `published`.
    """
    path = folder / WAREHOUSE
    with duckdb.connect(str(source), read_only=True) as original:
        tables = tables_of(original)
    counts = {}
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"ATTACH '{source}' AS published (READ_ONLY)")
        connection.execute("CREATE SCHEMA marts; CREATE SCHEMA bi")
        for table in tables:
            connection.execute(f"CREATE TABLE {table.full_name} AS {rows_of(table)}")
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
