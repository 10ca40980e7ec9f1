"""DuckDB as Great Expectations needs it. Importing this module costs seconds: import it only when judging.

Belongs here: the one adaptation of Great Expectations to DuckDB. Does not belong here: any expectation.

Great Expectations closes the connection before it fetches, and the cursors of duckdb-engine share one
connection. So a result is frozen (fetched whole) before its connection is given back.
"""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any, Literal

from great_expectations.datasource.fluent import SQLDatasource
from great_expectations.execution_engine import SqlAlchemyExecutionEngine


class FrozenResultEngine(SqlAlchemyExecutionEngine):
    """Runs a query and keeps its rows beyond the life of the connection."""

    def execute_query(self, query: Any) -> Any:
        with self.get_connection() as connection:
            return self._execute_query_with_recovery(connection, query).freeze()()


class DuckDBDatasource(SQLDatasource):
    """A DuckDB file, known to Great Expectations as `context.data_sources.add_duckdb`."""

    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]

    @property
    def execution_engine_type(self) -> builtins.type[SqlAlchemyExecutionEngine]:
        return FrozenResultEngine


def open_read_only(context: Any, warehouse: Path) -> DuckDBDatasource:
    """The warehouse as a data source of `context`, opened so that nothing can be written to it."""
    source: DuckDBDatasource = context.data_sources.add_duckdb(
        name="warehouse",
        connection_string=f"duckdb:///{warehouse.resolve()}",
        kwargs={"connect_args": {"read_only": True}},
    )
    return source
