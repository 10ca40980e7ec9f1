"""Fixtures for the tests of the models: one small city built once, and dbt's workspace shared so that it parses once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import building
import landing_fixture
import small_city


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where dbt keeps its parsed project between the builds of one test session."""
    return tmp_path_factory.mktemp("dbt")


@pytest.fixture(scope="session")
def city(workspace: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse built from the rows of `small_city`, opened read-only."""
    candidate = workspace / "city.duckdb"
    landing_fixture.create(candidate, small_city.ROWS)
    failures = building.build(candidate, workspace, unit_tests=True)
    assert failures == []
    with duckdb.connect(str(candidate), read_only=True) as connection:
        yield connection
