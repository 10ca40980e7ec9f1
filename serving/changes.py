"""What is different from the release before: documents, tasks, promises, figures, verdicts and findings that were added, are gone or changed.

Belongs here: comparing two warehouse files. Does not belong here: how it looks (templates/changes.html).

Things are matched by what they are about, not by their place in the text, which moves with every edition: a promise by its task and
indicator, a figure by its task, indicator, period and scope. Of several alike those that say the same are matched before the others, so that
another order in the text is no change.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from serving.words import label

#: Rows listed of one sort of change; all of them are counted.
LISTED = 200

_PLACE = "coalesce('任务' || task_no, '第' || section_no || '节', '')"


def _in_words(column: str, group: str, *codes: str) -> str:
    """The SQL of a code's Chinese word."""
    told = " ".join(f"WHEN '{code}' THEN '{label(group, code).chinese}'" for code in codes)
    return f"CASE {column} {told} ELSE {column} END"


_COMPARATOR = _in_words("comparator", "comparator", "ge", "le", "about", "eq", "sync", "higher", "lower")
_DECISION = _in_words("decision", "decision", "accept", "correct", "reject")
#: Rows of a view that are looked at, where not all are; a finding is a check that does not hold.
_ROWS = {
    "checks": "(SELECT *, document_ids[1] AS document_id FROM {database}.bi.checks WHERE NOT holds AND severity <> 'info')"
}
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
        f"{_COMPARATOR} || ' ' || coalesce(trim(printf('%g', cast(value as double))) || unit, coalesce(relative_to, ''))",
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
    "findings": (
        "checks",
        ("document_id", "check_id"),
        "claim",
        f"concat_ws(' ; ', left_said, nullif(right_said, '')) || coalesce('（' || {_DECISION} || '）', '')",
        "check_id",
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
    for side in ("before", "after"):
        rows = _ROWS.get(view, f"{{database}}.bi.{view}").format(database=f'"{side}"')
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {side}_rows AS "
            f"SELECT {key}, {name} AS name, {told} AS told, {order} AS place, "
            f"row_number() OVER (PARTITION BY {key}, {told} ORDER BY {order}) AS copy FROM {rows} AS viewed"
        )
    alike = " AND ".join(f"x.{column} IS NOT DISTINCT FROM y.{column}" for column in (*keys, "told", "copy"))
    left_over = (
        f"(SELECT {key}, name, told, row_number() OVER (PARTITION BY {key} ORDER BY place) AS nth FROM {{}}_rows AS x "
        f"WHERE NOT EXISTS (SELECT 1 FROM {{}}_rows AS y WHERE {alike}))"
    )
    joined = " AND ".join(f"a.{column} IS NOT DISTINCT FROM b.{column}" for column in (*keys, "nth"))
    # A verdict that came or went with its promise is told as a promise.
    only = "WHERE b.nth IS NOT NULL AND a.nth IS NOT NULL" if sort == "verdicts" else ""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE differing AS SELECT coalesce(a.document_id, b.document_id) AS document_id, "
        f"coalesce(a.name, b.name) AS name, b.told AS was, a.told AS is_now, b.nth IS NULL AS added, a.nth IS NULL AS gone, "
        f"coalesce(a.nth, b.nth) AS nth FROM {left_over.format('before', 'after')} AS b "
        f"FULL JOIN {left_over.format('after', 'before')} AS a ON {joined} {only}"
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
