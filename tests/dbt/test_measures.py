"""The metrics of dbt's semantic layer and the ready-made view give the same numbers.

Belongs here: computing a metric from its definition as MetricFlow would, and comparing. Does not belong here: what a verdict is.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

Definition = dict[str, Any]


@pytest.fixture(scope="module")
def manifest(city: duckdb.DuckDBPyConnection, workspace: Path) -> Definition:
    """What dbt made of the definitions in the same build as the city's warehouse."""
    told: Definition = json.loads((workspace / "target" / "semantic_manifest.json").read_bytes())
    return told


def _measure(manifest: Definition, metric: str) -> tuple[Definition, Definition]:
    """The semantic model and the measure behind a simple metric."""
    (defined,) = (each for each in manifest["metrics"] if each["name"] == metric)
    name = defined["type_params"]["measure"]["name"]
    (found,) = ((m, each) for m in manifest["semantic_models"] for each in m["measures"] if each["name"] == name)
    return found


def _table(model: Definition) -> str:
    return f"{model['node_relation']['schema_name']}.{model['node_relation']['alias']}"


def _dimension(manifest: Definition, model: Definition, name: str) -> tuple[str, str]:
    """The dimension's SQL and the join that leads to it: by the entity that both models have."""
    for other in [model, *manifest["semantic_models"]]:
        for dimension in other["dimensions"]:
            if dimension["name"] != name:
                continue
            sql = dimension["expr"] or name
            if other is model:
                return sql, ""
            mine = {e["name"]: e["expr"] for e in model["entities"]}
            (key,) = (e for e in other["entities"] if e["type"] == "primary" and e["name"] in mine)
            alias = other["name"]
            joined = f" left join (select {key['expr']} as key_of_{alias}, {sql} as said_by_{alias} from {_table(other)}) as {alias}"
            return f"said_by_{alias}", f"{joined} on m.{mine[key['name']]} = key_of_{alias}"
    raise AssertionError(f"no dimension {name}")


def query(
    connection: duckdb.DuckDBPyConnection, manifest: Definition, metric: str, *dimensions: str
) -> dict[tuple[Any, ...], float]:
    """Value of a metric by members of dimensions; those without a value are left out."""
    (defined,) = (each for each in manifest["metrics"] if each["name"] == metric)
    if defined["type"] == "ratio":
        upper, lower = (
            query(connection, manifest, defined["type_params"][side]["name"], *dimensions)
            for side in ("numerator", "denominator")
        )
        return {key: upper.get(key, 0) / value for key, value in lower.items() if value}
    model, measure = _measure(manifest, metric)
    found = [_dimension(manifest, model, name) for name in dimensions]
    groups = ", ".join(sql for sql, _ in found)
    joins = "".join(dict.fromkeys(join for _, join in found))
    value = f"{measure['agg']}({measure['expr']})"
    told = connection.execute(f"select {groups}, {value} from {_table(model)} as m{joins} group by all").fetchall()
    return {row[:-1]: float(row[-1]) for row in told}


def _view(
    connection: duckdb.DuckDBPyConnection, dimension: str, columns: str
) -> dict[tuple[Any, ...], tuple[int, int, int]]:
    told = connection.execute(
        f"select {columns}, sum(promises), sum(met), sum(not_met) from bi.promise_shares where dimension = ? group by all",
        [dimension],
    ).fetchall()
    return {row[:-3]: row[-3:] for row in told}


@pytest.mark.parametrize(
    ("dimension", "columns", "members"),
    [
        ("all", "year", ("promise_year",)),
        ("all", "jurisdiction, year", ("jurisdiction", "promise_year")),
        ("theme", "member", ("theme",)),
    ],
)
def test_metrics_and_view_agree(
    city: duckdb.DuckDBPyConnection, manifest: Definition, dimension: str, columns: str, members: tuple[str, ...]
) -> None:
    counted = _view(city, dimension, columns)
    assert len(counted) > 0
    assert query(city, manifest, "promises", *members) == {key: n for key, (n, _, _) in counted.items()}
    assert query(city, manifest, "promises_met", *members) == {key: met for key, (_, met, _) in counted.items()}
    assert query(city, manifest, "promises_not_met", *members) == {key: n for key, (_, _, n) in counted.items()}
    shares = query(city, manifest, "share_of_promises_met", *members)
    assert shares == {key: met / n for key, (n, met, _) in counted.items()}


def test_shares_of_lead_units_agree(city: duckdb.DuckDBPyConnection, manifest: Definition) -> None:
    counted = _view(city, "unit", "member, year")
    shares = query(city, manifest, "share_of_led_promises_met", "unit", "led_year")
    assert shares == {key: met / n for key, (n, met, _) in counted.items()}
    assert shares


def test_every_metric_can_be_asked_in_both_languages(manifest: Definition) -> None:
    assert len(manifest["metrics"]) >= 8
    for metric in manifest["metrics"]:
        assert " · " in metric["label"]
        assert " · " in metric["description"]
