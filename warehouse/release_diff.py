"""What changed from one release to another.

Belongs here: comparing two manifests, and two warehouse files by the keys of their rows. Does not belong here: showing
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse import keys
from warehouse.release_manifest import read_manifest
from warehouse.release_store import WAREHOUSE
from warehouse.release_tables import EXPORTED_SCHEMAS, Table, quoted, tables_of


@dataclass(frozen=True, slots=True)
class TableChange:
    """A table in two releases: its rows, how many came, went and changed (None: it has no key to compare by)."""

    name: str
    rows_old: int | None
    rows_new: int | None
    added: int | None
    removed: int | None
    changed: int | None
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether nothing that can be told has changed."""
        counts = (self.added or 0, self.removed or 0, self.changed or 0)
        return self.rows_old == self.rows_new and not any(counts) and not (self.columns_added or self.columns_removed)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two releases compared; documents by their ids, `documents_changed`: another edition or other bytes."""

    old: str
    new: str
    documents_added: tuple[str, ...]
    documents_removed: tuple[str, ...]
    documents_changed: tuple[str, ...]
    code_changed: bool
    reader_changed: bool
    decisions_old: int
    decisions_new: int
    tables: tuple[TableChange, ...]


def compare(old: Path, new: Path) -> Difference:
    """Compare the releases in two folders. Raises DamagedFile for a manifest that cannot be read."""
    before, after = read_manifest(old), read_manifest(new)
    had = {d.document_id: d.sha256 for d in before.facts.documents}
    has = {d.document_id: d.sha256 for d in after.facts.documents}
    return Difference(
        before.version,
        after.version,
        tuple(sorted(has.keys() - had.keys())),
        tuple(sorted(had.keys() - has.keys())),
        tuple(sorted(name for name in had.keys() & has.keys() if had[name] != has[name])),
        before.facts.code_version != after.facts.code_version,
        before.facts.reader_version != after.facts.reader_version,
        before.facts.decisions,
        after.facts.decisions,
        _compare_tables(old / WAREHOUSE, new / WAREHOUSE),
    )


def _compare_tables(old: Path, new: Path) -> tuple[TableChange, ...]:
    found = []
    for path in (old, new):
        with duckdb.connect(str(path), read_only=True) as connection:
            found.append({table.full_name: table for table in tables_of(connection, EXPORTED_SCHEMAS)})
    with duckdb.connect() as connection:
        for name, path in (("old", old), ("new", new)):
            place = str(path).replace("'", "''")
            connection.execute(f"ATTACH '{place}' AS {name}_file (READ_ONLY)")
        return tuple(_compare_table(connection, name, *found) for name in sorted(found[0].keys() | found[1].keys()))


def _compare_table(
    connection: duckdb.DuckDBPyConnection, name: str, old: Mapping[str, Table], new: Mapping[str, Table]
) -> TableChange:
    before, after = old.get(name), new.get(name)
    columns_old = {c.name for c in before.columns} if before else set()
    columns_new = {c.name for c in after.columns} if after else set()
    counts: tuple[int | None, int | None, int | None] = (None, None, None)
    if before and after and (key := keys.identity(after)) and keys.identity(before) == key:
        counts = _count(connection, after, key, sorted(columns_old & columns_new))
    return TableChange(
        name,
        _rows(connection, "old", before),
        _rows(connection, "new", after),
        *counts,
        tuple(sorted(columns_new - columns_old)),
        tuple(sorted(columns_old - columns_new)),
    )


def _count(
    connection: duckdb.DuckDBPyConnection, table: Table, key: tuple[str, ...], columns: list[str]
) -> tuple[int, int, int]:
    same_key = " AND ".join(f"o.{quoted(c)} IS NOT DISTINCT FROM n.{quoted(c)}" for c in key)
    rows = [", ".join(f"{side}.{quoted(c)}" for c in columns) for side in "on"]
    place = f"{quoted(table.schema)}.{quoted(table.name)}"
    row = connection.execute(
        f"SELECT count(*) FILTER (NOT o.here IS TRUE), count(*) FILTER (NOT n.here IS TRUE), "
        f"count(*) FILTER (o.here AND n.here AND row({rows[0]}) IS DISTINCT FROM row({rows[1]})) "
        f"FROM (SELECT *, true AS here FROM old_file.{place}) AS o "
        f"FULL JOIN (SELECT *, true AS here FROM new_file.{place}) AS n ON {same_key}"
    ).fetchone()
    assert row is not None  # an aggregate without GROUP BY gives one row
    return int(row[0]), int(row[1]), int(row[2])


def _rows(connection: duckdb.DuckDBPyConnection, side: str, table: Table | None) -> int | None:
    if table is None:
        return None
    query = f"SELECT count(*) FROM {side}_file.{quoted(table.schema)}.{quoted(table.name)}"
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else None
