"""How dbt is called: settings of DuckDB that hold for one call only.

Belongs here: what a call changes around dbt. Does not belong here: models (tests/dbt), whole runs (tests/end_to_end).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from flows import dbt_calls


def test_short_queries_have_one_thread_and_leave_one_file(tmp_path: Path) -> None:
    candidate = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(candidate), config={"threads": 2}) as before:
        before.execute("CREATE TABLE known AS SELECT 1 AS one")
    with dbt_calls.one_thread(candidate), duckdb.connect(str(candidate)) as dbt:  # as dbt opens it
        assert dbt.execute("SELECT current_setting('threads')").fetchone() == (1,)
        dbt.execute("CREATE TABLE made AS SELECT * FROM range(200000) AS r(n)")
    assert [each.name for each in tmp_path.iterdir()] == [candidate.name]
    with duckdb.connect(str(candidate), read_only=True) as reader:
        assert reader.execute("SELECT count(*) FROM made").fetchone() == (200_000,)
