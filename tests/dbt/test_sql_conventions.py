"""Conventions of every SQL text that DuckDB runs here, each with what to do instead.

Belongs here: what a reviewer would otherwise have to remember. Does not belong here: style (sqlfluff) and content (the models' own tests).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import building
import pytest

from expectations.checkpoint import suites
from expectations.offending_rows import counting

UNPARTITIONED = re.compile(r"\bover\s*\((?!\s*partition\b)", re.IGNORECASE)


def _texts() -> Iterator[tuple[str, str]]:
    for folder in ("models", "macros", "tests"):
        for file in sorted((building.PROJECT / folder).rglob("*.sql")):
            yield str(file.relative_to(building.PROJECT)), file.read_text("utf-8")
    for suite in suites(strict=True):
        for question in suite.questions:
            yield question.id, counting(question.sql)


@pytest.mark.parametrize(("name", "sql"), [pytest.param(*text, id=text[0]) for text in _texts()])
def test_no_window_is_without_a_partition(name: str, sql: str) -> None:
    found = UNPARTITIONED.search(re.sub(r"--[^\n]*", "", sql))
    assert found is None, (
        f"{name}: a window without a partition crashes DuckDB 1.5 now and then (duckdb/duckdb issue 25713). "
        "Take a scalar subquery, or partition by a constant column of the data."
    )
