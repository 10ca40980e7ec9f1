"""model-docs.html: dbt's own documentation of the models, one page that needs no server, for each release.

Belongs here: filling dbt's page with the manifest of the last build and the columns that are really in the candidate.
Does not belong here: the page itself (it comes with dbt), the picture of the lineage (lineage.py).

`dbt docs generate` would parse the project and open the candidate a second time, for many seconds; everything that it
writes down is known already. What changes from build to build (times, ids of the run, paths of the machine) is left
out, so that the same models give the same page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from warehouse.release_tables import Table, tables_of

NAME = "model-docs.html"
_SCHEMAS = ("landing", "seeds", "staging", "intermediate", "marts", "bi")
_PLACES = {"manifest": '"MANIFEST.JSON INLINE DATA"', "catalog": '"CATALOG.JSON INLINE DATA"'}
_NO_STATS = {"id": "has_stats", "label": "Has Stats?", "value": False, "include": False, "description": ""}
#: Of a node: when it was parsed and where it lay on the machine that built it.
_VOLATILE = frozenset({"created_at", "build_path", "compiled_path", "root_path", "deferred"})


def page(manifest: Mapping[str, Any], candidate: Path) -> bytes:
    """The page's bytes, from dbt's manifest.json and the candidate (a closed DuckDB file).

    Raises ValueError when dbt's page has no place for one of the two: another dbt than the one that this was made for.
    """
    from dbt.task.docs import DOCS_INDEX_FILE_PATH

    with duckdb.connect(str(candidate), read_only=True) as connection:
        tables = tables_of(connection, _SCHEMAS)
    told = {"manifest": _manifest(manifest), "catalog": _catalog(manifest, tables)}
    text = Path(DOCS_INDEX_FILE_PATH).read_text(encoding="utf-8")
    for name, place in _PLACES.items():
        if place not in text:
            raise ValueError(
                f"{DOCS_INDEX_FILE_PATH}: no place for the {name} in dbt's page; serving/model_docs.py fills it"
            )
        text = text.replace(place, _inline(told[name]))
    return text.encode()


def _inline(content: Any) -> str:
    """JSON within a script element: nothing in it may end that element."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


def _manifest(manifest: Mapping[str, Any]) -> dict[str, Any]:
    project = manifest["metadata"]["project_name"]
    kept = dict(manifest)
    kept["metadata"] = {
        name: manifest["metadata"][name]
        for name in ("dbt_schema_version", "dbt_version", "project_name", "adapter_type")
    }
    kept["macros"] = {key: m for key, m in manifest["macros"].items() if m["package_name"] == project}
    for kind, members in kept.items():
        if isinstance(members, dict) and kind != "metadata":
            kept[kind] = {key: _lasting(node) if isinstance(node, dict) else node for key, node in members.items()}
    return kept


def _lasting(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if name not in _VOLATILE}


def _catalog(manifest: Mapping[str, Any], tables: Iterable[Table]) -> dict[str, Any]:
    there = {(table.schema, table.name): table for table in tables}
    found: dict[str, dict[str, Any]] = {"nodes": {}, "sources": {}}
    for kind in found:
        for key, node in manifest[kind].items():
            if node["resource_type"] in ("model", "seed", "source"):
                table = there.get((node["schema"], node.get("identifier") or node.get("alias") or node["name"]))
                if table is not None:
                    found[kind][key] = _entry(key, node, table)
    return {
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json"},
        "errors": None,
        **found,
    }


def _entry(key: str, node: Mapping[str, Any], table: Table) -> dict[str, Any]:
    columns = {
        column.name: {"name": column.name, "index": place, "type": column.type, "comment": column.comment}
        for place, column in enumerate(table.columns, 1)
    }
    kind = "VIEW" if node.get("config", {}).get("materialized") == "view" else "BASE TABLE"
    named = {"type": kind, "schema": table.schema, "name": table.name, "comment": table.comment}
    return {
        "metadata": {**named, "database": None, "owner": None},
        "columns": columns,
        "stats": {"has_stats": _NO_STATS},
        "unique_id": key,
    }
