"""Five thousand tasks: no page grows over a megabyte."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from serving.facts import RunFacts
from serving.report import build

COPIES = 1000  # of a document with five tasks and one of three sections
LARGEST = 1_000_000


def multiplied(warehouse: Path, target: Path) -> Path:
    """The warehouse with every document copied under further ids."""
    shutil.copyfile(warehouse, target)
    copy = "document_id || '-' || n"
    with duckdb.connect(str(target)) as connection:
        tables = connection.execute(
            "select table_schema || '.' || table_name, list(column_name) from information_schema.columns "
            "where table_schema in ('bi', 'landing') group by all "
            "having list_contains(list(column_name), 'document_id')"
        ).fetchall()
        for table, columns in tables:
            changed = {"document_id": copy}
            for key in {"target_id", "observation_id"} & set(columns):
                changed[key] = f"{copy} || substr({key}, length(document_id) + 1)"
            if "observation_ids" in columns:
                moved = f"lambda i: {copy} || substr(i, length(document_id) + 1)"
                changed["observation_ids"] = f"list_transform(observation_ids, {moved})"
            _copy(connection, table, COPIES, changed)
        _copy(connection, "bi.checks", 300, {"check_id": "check_id || n"})
    return target


def _copy(connection: duckdb.DuckDBPyConnection, table: str, times: int, changed: dict[str, str]) -> None:
    replaced = ", ".join(f"{expression} as {column}" for column, expression in changed.items())
    rows = f"select * exclude (n) replace ({replaced}) from {table}, range(1, {times}) as r(n)"
    connection.execute(f"insert into {table} by name {rows}")


def test_no_page_over_a_megabyte_with_five_thousand_tasks(warehouse: Path, tmp_path: Path) -> None:
    large = multiplied(warehouse, tmp_path / "large.duckdb")
    site = build(large, tmp_path / "report", RunFacts(release_version="1")).parent
    sizes = {path.relative_to(site).as_posix(): path.stat().st_size for path in site.rglob("*") if path.is_file()}
    assert sum(name.startswith("tasks/linshi") for name in sizes) == 5 * COPIES
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}
    assert (site / "findings/page-2.html").is_file()
    assert (site / "tasks/page-2.html").is_file()
