"""The bundle fits together and fits the warehouse: no Superset needed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest
import yaml

from serving.bi import bundle, queries, spec
from serving.bi.errors import BiError
from serving.bi.vocabulary import values
from tests.conftest import Duban

FILES = bundle.read()
LOADED: dict[str, Any] = {path: yaml.safe_load(text) for path, text in FILES.items()}


def _of(kind: str) -> dict[str, Any]:
    return {path: content for path, content in LOADED.items() if path.startswith(f"{kind}/")}


DATASETS = {content["uuid"]: content for content in _of("datasets").values()}
CHARTS = list(_of("charts").values())


@pytest.fixture(scope="module")
def warehouse(published: Duban) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published.warehouse), read_only=True) as connection:
        yield connection


def test_bundle_is_what_the_specification_says() -> None:
    composed = bundle.compose()
    stale = sorted(path for path in composed.keys() | FILES.keys() if composed.get(path) != FILES.get(path))
    assert not stale, "write the bundle anew: .venv/bin/python -m serving.bi.bundle"
    assert bundle.EXPOSURES.read_text("utf-8") == bundle.exposures(), "python -m serving.bi.bundle"


def test_ids_are_unique_and_every_reference_leads_somewhere() -> None:
    ids = [UUID(content["uuid"]) for content in LOADED.values() if "uuid" in content]
    assert len(ids) == len(set(ids)) == len(FILES) - 1
    [database] = _of("databases").values()
    assert {each["database_uuid"] for each in DATASETS.values()} == {database["uuid"]}
    assert {each["dataset_uuid"] for each in CHARTS} <= DATASETS.keys()
    placed = [
        part["meta"]["uuid"]
        for board in _of("dashboards").values()
        for part in board["position"].values()
        if isinstance(part, dict) and part["type"] == "CHART"
    ]
    assert sorted(placed) == sorted(each["uuid"] for each in CHARTS)


def test_the_database_of_the_bundle_reads_only_and_has_no_password() -> None:
    [database] = _of("databases").values()
    assert "access_mode=READ_ONLY" in database["sqlalchemy_uri"]
    assert not any(database[each] for each in ("allow_dml", "allow_ctas", "allow_cvas", "allow_file_upload"))
    assert not any("password" in text.lower() for text in FILES.values())


def test_everything_has_names_in_chinese_and_english() -> None:
    def both(text: str) -> bool:
        return any("\u4e00" <= sign <= "\u9fff" for sign in text) and any(
            sign.isascii() and sign.isalpha() for sign in text
        )

    texts = [each["slice_name"] for each in CHARTS] + [each["description"] for each in CHARTS]
    for board in _of("dashboards").values():
        texts += [board["dashboard_title"], board["description"], board["position"]["MARKDOWN-intro"]["meta"]["code"]]
        texts += [each["name"] for each in board["metadata"]["native_filter_configuration"]]
    texts += [each["verbose_name"] for dataset in DATASETS.values() for each in dataset["metrics"]]
    assert len(texts) > 100
    assert [text for text in texts if not both(text)] == []


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart["slice_name"])
def test_charts_ask_for_columns_and_metrics_that_exist(chart: dict[str, Any]) -> None:
    dataset = DATASETS[chart["dataset_uuid"]]
    columns = {each["column_name"] for each in dataset["columns"]}
    metrics = {each["metric_name"] for each in dataset["metrics"]}
    for query in json.loads(chart["query_context"])["queries"]:
        assert set(query["columns"]) <= columns
        assert set(query.get("metrics", ())) <= metrics
        assert {each[0] for each in query["orderby"]} <= columns | metrics


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset["table_name"])
def test_columns_are_those_of_the_warehouse_and_expressions_run(
    dataset: dict[str, Any], warehouse: duckdb.DuckDBPyConnection
) -> None:
    source = f"({dataset['sql']})" if dataset["sql"] else f"bi.{dataset['table_name']}"
    there = {row[0] for row in warehouse.execute(f"describe select * from {source}").fetchall()}
    plain = {each["column_name"] for each in dataset["columns"] if not each["expression"]}
    assert plain == there, "write the bundle anew: .venv/bin/python -m serving.bi.bundle"
    for each in dataset["columns"]:
        if each["expression"]:
            assert each["column_name"] not in there
            warehouse.execute(f"select {each['expression']} from {source} limit 5").fetchall()
    for each in dataset["metrics"]:
        assert len(warehouse.execute(f"select {each['expression']} from {source}").fetchall()) == 1


@pytest.mark.parametrize(
    ("dataset", "column", "group"),
    [
        (name, column, group)
        for name, told in yaml.safe_load((spec.SPEC / "datasets.yml").read_text("utf-8")).items()
        for column, group in told.get("labels", {}).items()
    ],
)
def test_every_value_in_the_warehouse_has_its_word(
    dataset: str, column: str, group: str, warehouse: duckdb.DuckDBPyConnection
) -> None:
    told = next(each for each in DATASETS.values() if each["table_name"] == dataset)
    source = f"({told['sql']})" if told["sql"] else f"bi.{dataset}"
    query = f"select distinct {column} from {source} where {column} is not null"
    found = {row[0] for row in warehouse.execute(query).fetchall()}
    assert found <= set(values(group)), f"add the words to serving/bi/spec/words.yml, group {group}"


def test_hostile_evidence_makes_no_markup_and_a_link_leads_to_the_web_only() -> None:
    columns = {
        each["column_name"]: each["expression"] for each in _of("datasets")["datasets/duban/targets.yaml"]["columns"]
    }
    rows = [
        ("<img src=x onerror=alert(1)>", "javascript:alert(1)"),
        ("x", 'https://example.org/"onmouseover="alert(1)<b>'),
    ]
    with duckdb.connect() as connection:
        connection.execute("create table t (evidence text, evidence_url text)")
        connection.executemany("insert into t values (?, ?)", rows)
        told = connection.execute(f"select {columns['clause']}, {columns['link']} from t order by evidence").fetchall()
    (clause, no_link), (_, link) = told
    assert "<" not in clause
    assert no_link == ""
    assert link.count('"') == 6
    assert "<b>" not in link
    assert link.startswith('<a href="https://example.org/')


@pytest.mark.parametrize(
    ("cities", "told"),
    [
        (["甲市"], {"市财政局": 3, "甲市财政局": 1}),
        (["甲市", "乙市"], {"甲市 市财政局": 3, "甲市财政局": 1, "乙市 市财政局": 3, "乙市财政局": 1}),
    ],
)
def test_units_of_several_cities_are_not_added_up(cities: list[str], told: dict[str, int]) -> None:
    dataset = _of("datasets")["datasets/duban/unit_scorecard.yaml"]
    [named] = [each["expression"] for each in dataset["columns"] if each["column_name"] == "named_unit"]
    with duckdb.connect() as connection:
        connection.execute("create schema bi; create table bi.documents (jurisdiction text)")
        connection.execute("create table bi.unit_scorecard (jurisdiction text, unit text, targets int)")
        for city in cities:
            connection.execute("insert into bi.documents values (?)", [city])
            connection.execute(
                "insert into bi.unit_scorecard values (?, '市财政局', 3), (?, ?, 1)", [city, city, f"{city}财政局"]
            )
        rows = connection.execute(f"select {named}, sum(targets) from ({dataset['sql']}) group by 1").fetchall()
    assert dict(rows) == told


def test_what_charts_need_of_the_warehouse_is_known() -> None:
    needed = bundle.required_columns(FILES)
    assert ("unit_scorecard", "unit") in needed
    assert ("targets", "verdict") in needed
    assert ("targets", "char_start") not in needed


def test_exposures_name_each_dashboard_and_its_views() -> None:
    told = yaml.safe_load(bundle.exposures())["exposures"]
    assert len(told) == len(spec.DASHBOARDS)
    units = next(each for each in told if each["name"] == "duban_units_dashboard")
    assert units["depends_on"] == ["ref('documents')", "ref('unit_scorecard')"]
    quality = next(each for each in told if each["name"] == "duban_quality_dashboard")
    assert {"ref('checks')", "ref('unread_numbers')", "ref('targets')"} <= set(quality["depends_on"])


def test_a_mistake_in_the_specification_is_told_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(BiError, match=r"no bundle here.*python -m serving\.bi\.bundle"):
        bundle.read(tmp_path)
    with pytest.raises(BiError, match=r"datasets\.yml.*kept.*quote it"):
        spec._computed({"name": "kept", "zh": "兑", "en": "k", "sql": "a(b", " 0)": None}, Path("datasets.yml"))
    with pytest.raises(BiError, match="no group of words"):
        values("no such group")


@pytest.mark.parametrize("query", [*queries.charts(), *queries.filters()], ids=lambda query: query.title)
def test_a_flat_table_answers_the_same(query: queries.Query, warehouse: duckdb.DuckDBPyConnection) -> None:
    """What `make bench-charts` compares: the query over the views and over a table of its own."""
    if query.chosen[0]:
        row = warehouse.execute(f"select {query.chosen[1]} from {query.source} limit 1").fetchone()
        assert row is not None
        query = query.choosing(row[0])
    ordered = dict(query.order_by)
    assert "limit" in query.sql.lower()
    # Of rows that tie at the limit a database may show any: what is compared is every row.
    query = replace(query, limit=100_000)
    one = warehouse.execute(query.sql).fetchall()
    other = warehouse.execute(f"with flat as ({query.flat}) {query.over('flat')}").fetchall()
    assert ordered or len(one) == 1
    assert sorted(map(str, one)) == sorted(map(str, other))
