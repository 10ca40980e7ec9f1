"""What is different from the release before: documents, tasks, promises, figures and verdicts that were added, are gone or changed.

Belongs here: comparing two warehouse files. Does not belong here: how it looks (templates/changes.html).

Things are matched by what they are about, not by their place in the text, which moves with every edition: a promise by its task and
indicator, a figure by its task, indicator, period and scope; of several alike the first is matched with the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

#: Rows listed of one sort of change; all of them are counted.
LISTED = 200

_PLACE = "coalesce('任务' || task_no, '第' || section_no || '节', '')"
#: name: (view, what a row is matched by, its name for people, what is compared, order among rows alike)
_SORTS: dict[str, tuple[str, tuple[str, ...], str, str, str]] = {
    "documents": ("documents", ("document_id",), "coalesce(title, document_id)", "sha256", "document_id"),
    "tasks": (
        "tasks",
        ("document_id", "section_no", "task_no"),
        f"{_PLACE} || ' ' || left(commitment, 40)",
        "md5(commitment || '|' || coalesce(report, ''))",
        "task_no",
    ),
    "promises": (
        "targets",
        ("document_id", "section_no", "task_no", "indicator", "kind"),
        f"{_PLACE} || ' ' || indicator",
        "comparator || ' ' || coalesce(trim(printf('%g', cast(value as double))) || unit, coalesce(relative_to, ''))",
        "char_start",
    ),
    "figures": (
        "observations",
        ("document_id", "section_no", "task_no", "indicator", "kind", "period", "scope"),
        f"{_PLACE} || ' ' || indicator || ' ' || period",
        "coalesce(trim(printf('%.10g', cast(value as double))) || unit, '') || case quality when 'corrected' then '（更正）' else '' end",
        "char_start",
    ),
    "verdicts": (
        "targets",
        ("document_id", "section_no", "task_no", "indicator", "kind"),
        f"{_PLACE} || ' ' || indicator",
        "verdict",
        "char_start",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs; `before` or `after` is None where it is new or gone."""

    document_id: str
    name: str
    before: str | None
    after: str | None

    @property
    def how(self) -> str:
        """added, gone or changed."""
        return "added" if self.before is None else "gone" if self.after is None else "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes of one sort: all counted, the first listed."""

    sort: str
    added: int
    gone: int
    changed: int
    rows: tuple[Change, ...]

    @property
    def total(self) -> int:
        return self.added + self.gone + self.changed


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs from the release `version`."""

    version: str
    sorts: tuple[Difference, ...]

    @property
    def total(self) -> int:
        return sum(each.total for each in self.sorts)


def compare(before: Path, after: Path, version: str) -> Changes:
    """Compare two warehouse files, opened read-only. Raises duckdb.Error where one of them lacks a view or column."""
    with duckdb.connect() as connection:
        for name, path in (("before", before), ("after", after)):
            quoted = str(path).replace("'", "''")
            connection.execute(f"ATTACH '{quoted}' AS \"{name}\" (READ_ONLY)")
        return Changes(version, tuple(_difference(connection, sort) for sort in _SORTS))


def _difference(connection: duckdb.DuckDBPyConnection, sort: str) -> Difference:
    view, keys, name, told, order = _SORTS[sort]
    key = ", ".join(keys)
    side = (
        "SELECT {key}, row_number() OVER (PARTITION BY {key} ORDER BY {order}) AS nth, {name} AS name, {told} AS told "
        'FROM "{database}".bi.{view}'
    )
    sides = {
        d: side.format(key=key, order=order, name=name, told=told, database=d, view=view) for d in ("before", "after")
    }
    joined = " AND ".join(f"a.{column} IS NOT DISTINCT FROM b.{column}" for column in (*keys, "nth"))
    # A verdict that came or went with its promise is told as a promise.
    only = "WHERE b.nth IS NOT NULL AND a.nth IS NOT NULL AND b.told <> a.told" if sort == "verdicts" else (
        "WHERE b.nth IS NULL OR a.nth IS NULL OR b.told IS DISTINCT FROM a.told"
    )  # fmt: skip
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE differing AS SELECT coalesce(a.document_id, b.document_id) AS document_id, "
        f"coalesce(a.name, b.name) AS name, b.told AS was, a.told AS is_now, b.nth IS NULL AS added, a.nth IS NULL AS gone, "
        f"coalesce(a.nth, b.nth) AS nth FROM ({sides['before']}) AS b FULL JOIN ({sides['after']}) AS a ON {joined} {only}"
    )
    counted = connection.execute(
        "SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE gone), count(*) FILTER (WHERE NOT added AND NOT gone) FROM differing"
    ).fetchone()
    listed = connection.execute(
        "SELECT document_id, name, CASE WHEN NOT added THEN coalesce(was, '') END, CASE WHEN NOT gone THEN coalesce(is_now, '') END "
        "FROM differing ORDER BY added, gone, document_id, name, nth LIMIT ?",
        [LISTED],
    ).fetchall()
    added, gone, changed = counted or (0, 0, 0)
    return Difference(sort, added, gone, changed, tuple(Change(*row) for row in listed))
