"""Keys, references and indexes of the published tables, said once for every place that they are published to.

Belongs here: what identifies a row of `marts` and `bi`, what refers to what, what readers filter by. Does not belong
here: types and comments (the warehouse file knows them), checks that the keys hold (dbt's tests).

DuckDB's tables carry no keys: its indexes would double the file and slow down the build, and dbt's tests ask the same.
Tables and columns that a file does not have are passed over, so that a model may come or go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from warehouse.release_tables import Table


@dataclass(frozen=True, slots=True)
class Reference:
    """`column` of `table` names a row of `target` by its `target_column`; both tables with their schema."""

    table: str
    column: str
    target: str
    target_column: str


#: What identifies a row; never empty, never twice.
PRIMARY: dict[str, tuple[str, ...]] = {
    "bi.checks": ("check_id",),
    "bi.documents": ("document_id",),
    "bi.excluded_numbers": ("excluded_id",),
    "bi.figure_history": ("document_id", "edition_no", "statement", "anchor"),
    "bi.indicator_proposals": ("indicator", "proposed_indicator"),
    "bi.observations": ("observation_id",),
    "bi.programme_figures": ("observation_id",),
    "bi.targets": ("target_id",),
    "bi.task_history": ("task_key",),
    "bi.tasks": ("task_key",),
    "bi.unread_numbers": ("unread_id",),
    "bi.verdict_history": ("document_id", "edition_no", "anchor", "valid_from"),
    "marts.bridge_task_unit": ("task_key", "role", "unit_order"),
    "marts.dim_document": ("document_id",),
    "marts.dim_edition": ("edition_id",),
    "marts.dim_indicator": ("indicator_id",),
    "marts.dim_measure_unit": ("measure_unit",),
    "marts.dim_period": ("period",),
    "marts.dim_programme": ("programme_id",),
    "marts.dim_task": ("task_key",),
    "marts.dim_task_life": ("life_id",),
    "marts.dim_unit": ("unit_id",),
    "marts.dim_year": ("year",),
    "marts.fct_consistency_check": ("check_id",),
    "marts.fct_excluded_number": ("excluded_id",),
    "marts.fct_observation": ("observation_id",),
    "marts.fct_target": ("target_id",),
    "marts.fct_task_progress": ("task_key",),
}

#: What tells rows apart where one of the columns may be empty: no primary key in a database, enough to compare releases by.
NATURAL: dict[str, tuple[str, ...]] = {
    "bi.indicator_series": ("target_id", "observation_id"),
    "bi.programmes": ("programme", "document_id", "section_no"),
    "bi.promise_shares": ("jurisdiction", "year", "dimension", "member"),
    "bi.unit_scorecard": ("unit_id", "year"),
}

#: Tables whose rows nothing tells apart, and why; every other table has a line above.
WITHOUT: dict[str, str] = {
    "bi.edition_changes": "a document may say the same thing of the same indicator twice; its rows are told by their place",
    "bi.task_match_candidates": "tasks are named by their printed numbers, and a number may be printed twice",
}

_OF_MARTS = (
    ("bridge_task_unit", "task_key", "dim_task", "task_key"),
    ("bridge_task_unit", "unit_id", "dim_unit", "unit_id"),
    ("dim_edition", "document_id", "dim_document", "document_id"),
    ("dim_task", "document_id", "dim_document", "document_id"),
    ("fct_excluded_number", "document_id", "dim_document", "document_id"),
    ("fct_excluded_number", "task_key", "dim_task", "task_key"),
    ("fct_observation", "document_id", "dim_document", "document_id"),
    ("fct_observation", "indicator_id", "dim_indicator", "indicator_id"),
    ("fct_observation", "period", "dim_period", "period"),
    ("fct_observation", "programme_id", "dim_programme", "programme_id"),
    ("fct_observation", "task_key", "dim_task", "task_key"),
    ("fct_observation", "unit", "dim_measure_unit", "measure_unit"),
    ("fct_target", "document_id", "dim_document", "document_id"),
    ("fct_target", "indicator_id", "dim_indicator", "indicator_id"),
    ("fct_target", "period", "dim_period", "period"),
    ("fct_target", "reference_id", "fct_observation", "observation_id"),
    ("fct_target", "task_key", "dim_task", "task_key"),
    ("fct_target", "unit", "dim_measure_unit", "measure_unit"),
    ("fct_task_progress", "period", "dim_period", "period"),
    ("fct_task_progress", "task_key", "dim_task", "task_key"),
    ("fct_task_progress", "year", "dim_year", "year"),
)
#: What a BI tool may join by.
REFERENCES: tuple[Reference, ...] = (
    *(Reference(f"marts.{table}", column, f"marts.{target}", key) for table, column, target, key in _OF_MARTS),
    *(
        Reference(f"bi.{table}", "document_id", "bi.documents", "document_id")
        for table in (
            "edition_changes",
            "excluded_numbers",
            "figure_history",
            "indicator_series",
            "observations",
            "programme_figures",
            "programmes",
            "targets",
            "task_history",
            "tasks",
            "unread_numbers",
            "verdict_history",
        )
    ),
    Reference("bi.task_history", "task_key", "bi.tasks", "task_key"),
)

#: What dashboards filter, join and count by, beside the keys (counting by an index alone spares PostgreSQL the wide rows). Few: each costs
#: about a second for a million rows.
INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "bi.excluded_numbers": (("document_id",),),
    "bi.indicator_series": (("indicator", "kind", "scope", "unit", "period"),),
    "bi.observations": (("document_id", "quality", "task_no"), ("indicator", "year")),
    "bi.programmes": (("programme", "year"),),
    "bi.targets": (("document_id", "task_no"), ("indicator", "year")),
    "bi.task_history": (("thread_id",),),
    "bi.tasks": (("document_id", "task_no"),),
    "bi.unit_scorecard": (("unit", "year"),),
    "bi.verdict_history": (("promise_id",),),
    "marts.bridge_task_unit": (("unit_id",),),
    "marts.fct_observation": (("indicator_id", "year"), ("task_key",)),
    "marts.fct_target": (("indicator_id", "year"), ("task_key",)),
}


def primary_key(table: Table) -> tuple[str, ...]:
    """The columns that identify a row; empty where the table has no key of its own."""
    columns = PRIMARY.get(table.full_name, ())
    return columns if _has(table, columns) else ()


def identity(table: Table) -> tuple[str, ...]:
    """The columns that tell its rows apart, some of which may be empty; none where nothing does."""
    columns = primary_key(table) or NATURAL.get(table.full_name, ())
    return columns if _has(table, columns) else ()


def indexes(table: Table) -> tuple[tuple[str, ...], ...]:
    """The columns of each index beside the key."""
    return tuple(columns for columns in INDEXES.get(table.full_name, ()) if _has(table, columns))


def references(tables: Iterable[Table]) -> tuple[Reference, ...]:
    """The references whose two ends are among the tables."""
    known = {table.full_name: table for table in tables}
    return tuple(
        each
        for each in REFERENCES
        if each.table in known
        and each.target in known
        and _has(known[each.table], (each.column,))
        and primary_key(known[each.target]) == (each.target_column,)
    )


def _has(table: Table, columns: Iterable[str]) -> bool:
    return {column.name for column in table.columns}.issuperset(columns)
