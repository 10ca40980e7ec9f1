"""What Superset asks for a chart, as plain SQL: for measuring without Superset and for asking another database the same.

Belongs here: SQL from the stored query of a chart of the bundle. Does not belong here: which charts there are (spec/),
running anything. Superset writes the same query with other quotes; `make test-bi` compares the rows of the two.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

import yaml

from serving.bi import bundle

_WORD = re.compile(r"\w+")
_AGGREGATE = re.compile(r"\b(count|sum|max|min|avg)\(")


@dataclass(frozen=True, slots=True)
class Query:
    """A query: what it is called, what it reads, its columns and metrics (name, expression), conditions and order.

    `grouped` is false for a table of rows as they are. `own_columns`: the columns that `source` itself has.
    """

    title: str
    dataset: str
    source: str
    own_columns: frozenset[str]
    columns: tuple[tuple[str, str], ...]
    metrics: tuple[tuple[str, str], ...]
    where: str
    having: str
    order_by: tuple[tuple[str, str], ...]
    ascending: frozenset[str]
    limit: int
    grouped: bool
    #: Name and expression of the column of which a reader must choose one value first; empty where none must.
    chosen: tuple[str, str] = ("", "")

    def choosing(self, value: str) -> Query:
        """The query after that choice, as Superset then sends it."""
        condition = f"{self.chosen[1]} = '{value.replace(chr(39), chr(39) * 2)}'"
        return replace(self, where=" AND ".join(filter(None, [self.where, condition])))

    @property
    def sql(self) -> str:
        """The query over the views."""
        return self._select(self.source, dict(self.columns), dict(self.order_by), self.where)

    def over(self, flat: str) -> str:
        """The same over the table that `flat` makes: its columns are there already."""
        ordered = {name: told if _is_aggregate(told) else _quoted(name) for name, told in self.order_by}
        where = self.where.replace(self.chosen[1], _quoted(self.chosen[0])) if self.chosen[0] else self.where
        return self._select(flat, {name: _quoted(name) for name, _ in self.columns}, ordered, where)

    @property
    def flat(self) -> str:
        """A query whose rows are the one flat table that holds what this one needs and nothing else."""
        told = dict(self.columns) | {n: e for n, e in (*self.order_by, self.chosen) if n and not _is_aggregate(e)}
        aggregates = [e for _, e in (*self.metrics, *self.order_by) if _is_aggregate(e)]
        said = set(_WORD.findall(" ".join([self.where, self.having, *aggregates])))
        told |= {name: _quoted(name) for name in sorted(self.own_columns & said)}
        shown = ", ".join(f"{expression} AS {_quoted(name)}" for name, expression in told.items())
        return f"SELECT {shown or '1 AS one'} FROM {self.source}"

    def _select(self, source: str, columns: dict[str, str], ordered: dict[str, str], where: str) -> str:
        told = {**columns, **dict(self.metrics)}
        shown = ", ".join(f"{expression} AS {_quoted(name)}" for name, expression in told.items())
        parts = [f"SELECT {shown} FROM {source}"]
        parts += [f"WHERE {where}"] if where else []
        parts += ["GROUP BY " + ", ".join(columns.values())] if self.grouped and columns else []
        parts += [f"HAVING {self.having}"] if self.having else []
        # By place where it is shown: an alias that is also the name of a column means different things to databases.
        places = {name: str(place) for place, name in enumerate(told, 1)}
        orders = [
            f"{places.get(name, expression)} {'ASC' if name in self.ascending else 'DESC'}"
            for name, expression in ordered.items()
        ]
        parts += ["ORDER BY " + ", ".join(orders)] if orders else []
        return " ".join([*parts, f"LIMIT {self.limit}"])


def charts(files: dict[str, str] | None = None) -> tuple[Query, ...]:
    """The queries of every chart of the bundle, in the order of their names."""
    loaded = {path: yaml.safe_load(text) for path, text in (files or bundle.read()).items()}
    datasets = {each["uuid"]: each for path, each in loaded.items() if path.startswith("datasets/")}
    asked = _asked_first(loaded)
    return tuple(
        _query(content["slice_name"], datasets[content["dataset_uuid"]], query, chosen=asked.get(content["uuid"], ""))
        for path, content in sorted(loaded.items())
        if path.startswith("charts/")
        for query in json.loads(content["query_context"])["queries"]
    )


def _asked_first(loaded: dict[str, Any]) -> dict[str, str]:
    """Charts (by uuid) that wait for a reader's choice, and the column that it is of."""
    found: dict[str, str] = {}
    for path, board in loaded.items():
        if path.startswith("dashboards/"):
            placed = {
                p["meta"]["chartId"]: p["meta"]["uuid"] for n, p in board["position"].items() if n.startswith("CHART-")
            }
            for told in board["metadata"]["native_filter_configuration"]:
                if told["requiredFirst"]:
                    column = told["targets"][0]["column"]["name"]
                    found |= {u: column for n, u in placed.items() if n not in told["scope"]["excluded"]}
    return found


def filters(files: dict[str, str] | None = None) -> tuple[Query, ...]:
    """The queries for the choices of every filter of the dashboards; of the same column once."""
    loaded = {path: yaml.safe_load(text) for path, text in (files or bundle.read()).items()}
    datasets = {each["uuid"]: each for path, each in loaded.items() if path.startswith("datasets/")}
    found: dict[str, Query] = {}
    for path, content in sorted(loaded.items()):
        if path.startswith("dashboards/"):
            for told in content["metadata"]["native_filter_configuration"]:
                target, sort = told["targets"][0], told["controlValues"].get("sortMetric")
                column = target["column"]["name"]
                asked: dict[str, Any] = {"columns": [column], "row_limit": 1000, "orderby": [[column, True]]}
                if sort:
                    asked |= {"metrics": [sort], "orderby": [[sort, False]]}
                query = _query(f"{told['name']} ▾", datasets[target["datasetUuid"]], asked, grouped=True)
                found[f"{query.dataset}.{column}"] = query
    return tuple(found.values())


def _quoted(name: str) -> str:
    return f'"{name}"'


def _is_aggregate(expression: str) -> bool:
    return _AGGREGATE.search(expression) is not None


def _query(
    title: str, dataset: dict[str, Any], asked: dict[str, Any], *, grouped: bool = False, chosen: str = ""
) -> Query:
    own = frozenset(each["column_name"] for each in dataset["columns"] if not each["expression"])
    known = {each["column_name"]: each["expression"] or f'"{each["column_name"]}"' for each in dataset["columns"]}
    metrics = {each["metric_name"]: each["expression"] for each in dataset["metrics"]}
    meant = {**known, **metrics}
    extras = asked.get("extras", {})
    return Query(
        title,
        dataset["table_name"],
        f"({dataset['sql']}) AS asked" if dataset["sql"] else f"bi.{dataset['table_name']}",
        own,
        tuple((name, known[name]) for name in asked["columns"]),
        tuple((name, metrics[name]) for name in asked.get("metrics", ())),
        extras.get("where", ""),
        extras.get("having", ""),
        tuple((name, meant[name]) for name, _ in asked["orderby"]),
        frozenset(name for name, ascending in asked["orderby"] if ascending),
        asked["row_limit"],
        grouped or bool(asked.get("metrics")),
        (chosen, known[chosen]) if chosen else ("", ""),
    )
