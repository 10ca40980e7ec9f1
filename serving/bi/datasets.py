"""Data sets and the data source in Superset's export format.

Belongs here: their YAML as plain values. Does not belong here: which data sets there are (spec/), the real address of
the warehouse (settings.py puts it in when the bundle is imported).
"""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from serving.bi.errors import BiError
from serving.bi.models import Column, View, views
from serving.bi.spec import Computed, Dataset

VERSION = "1.0.0"
DATABASE = "Duban 督办"
#: What stands in the bundle; replaced on import.
EXAMPLE_URI = "duckdb:////srv/duban/published/warehouse.duckdb?access_mode=READ_ONLY"
_TYPES = {
    "text": "VARCHAR",
    "text[]": "VARCHAR[]",
    "integer[]": "INTEGER[]",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "double precision": "DOUBLE PRECISION",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}


BESIDE = {
    "document": Column("document", "text", "文件，以其标题称之 · document, by its title"),
    "city": Column("city", "text", "城市，仅在有多个时列出 · city, where there are several"),
}


def identity(kind: str, name: str) -> str:
    """The UUID of a thing of the bundle: the same for the same name, so that an import replaces what it brought before."""
    return str(uuid5(NAMESPACE_URL, f"duban/bi/{kind}/{name}"))


def database() -> dict[str, Any]:
    """The data source: reading only, no uploads, no statements that write."""
    return {
        "database_name": DATABASE,
        "sqlalchemy_uri": EXAMPLE_URI,
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_file_upload": False,
        "extra": {"allows_virtual_table_explore": True, "metadata_params": {}, "engine_params": {}},
        "uuid": identity("database", "duban"),
        "version": VERSION,
    }


def dataset(told: Dataset) -> dict[str, Any]:
    """One data set. Raises BiError when it names a view or a column that no model has."""
    columns = _own_columns(told) if told.sql and not told.beside else _view_columns(told)
    if told.beside:
        columns += [_column(column, False) for name, column in BESIDE.items() if name in told.beside]
    return {
        "table_name": told.name,
        "main_dttm_col": None,
        "description": views()[told.name].comment if told.name in views() else f"{told.title.zh} · {told.title.en}",
        "default_endpoint": None,
        "offset": 0,
        "cache_timeout": None,
        "schema": "bi",
        "sql": told.sql or None,
        "params": None,
        "template_params": None,
        "filter_select_enabled": True,
        "fetch_values_predicate": None,
        "extra": None,
        "normalize_columns": False,
        "uuid": identity("dataset", told.name),
        "metrics": [_metric(metric) for metric in told.metrics],
        "columns": columns + [_calculated(each) for each in told.calculated],
        "version": VERSION,
        "database_uuid": identity("database", "duban"),
    }


def _view_columns(told: Dataset) -> list[dict[str, Any]]:
    view: View | None = views().get(told.name)
    if view is None:
        raise BiError(f"spec/datasets.yml: {told.name}: there is no such view in dbt_project/models/bi")
    known = {column.name for column in view.columns}
    if strange := set(told.hidden) - known:
        raise BiError(f"spec/datasets.yml: {told.name}: hidden columns that it does not have: {sorted(strange)}")
    return [_column(column, column.name in told.hidden or column.type.endswith("[]")) for column in view.columns]


def _own_columns(told: Dataset) -> list[dict[str, Any]]:
    return [_column(Column(name, kind, comment), False) for name, kind, comment in told.own_columns]


def _column(column: Column, hidden: bool) -> dict[str, Any]:
    kind = _TYPES.get(column.type, "DECIMAL" if column.type.startswith("numeric") else column.type)
    return {
        "column_name": column.name,
        "verbose_name": column.title,
        "is_dttm": kind in ("DATE", "TIMESTAMP"),
        "is_active": True,
        "type": kind,
        "groupby": not hidden,
        "filterable": not hidden,
        "expression": None,
        "description": column.comment,
        "python_date_format": None,
        "extra": {},
    }


def _calculated(computed: Computed) -> dict[str, Any]:
    return {
        "column_name": computed.name,
        "verbose_name": computed.title,
        "is_dttm": False,
        "is_active": True,
        "type": computed.type,
        "groupby": True,
        "filterable": True,
        "expression": computed.sql,
        "description": None,
        "python_date_format": None,
        "extra": {},
    }


def _metric(metric: Computed) -> dict[str, Any]:
    return {
        "metric_name": metric.name,
        "verbose_name": metric.title,
        "metric_type": None,
        "expression": metric.sql,
        "description": metric.title,
        "d3format": metric.format,
        "extra": {},
        "warning_text": None,
    }
