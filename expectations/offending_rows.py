"""The one kind of expectation that is used: a query that must return no row. Imported only when judging.

Belongs here: how a query's rows become a result. Does not belong here: any query.

Great Expectations' own `UnexpectedRowsExpectation` runs every query twice, once to count and once for the rows. Here each row carries the
count, so once is enough.
"""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.expectations.core import UnexpectedRowsExpectation

COUNT = "offending_rows"


def counting(query: str) -> str:
    """The query with the number of all its rows on each of them: at most 200 rows come back, whatever there are.

    The number is asked by a scalar subquery: a window without a partition fails now and then over an empty union in
    DuckDB 1.5 (duckdb/duckdb issue 25713) and takes the whole database with it.
    """
    return (
        f"with offending as materialized (\n{query}\n)\n"
        f"select *, (select count(*) from offending) as {COUNT} from offending"
    )


class ExpectNoOffendingRows(UnexpectedRowsExpectation):
    """Fails when the query, made by `counting`, returns a row."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: dict[str, Any] | None = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        rows = metrics["unexpected_rows_query.table"]
        count = int(rows[0][COUNT]) if rows else 0
        told = [{name: value for name, value in row.items() if name != COUNT} for row in rows]
        return {"success": not rows, "result": {"observed_value": count, "details": {"unexpected_rows": told}}}
