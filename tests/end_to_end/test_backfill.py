"""Fifteen years at once or year by year, in any order: the same warehouse, row for row; a late correction changes what follows from it only.

Belongs here: whole runs over made-up cities and years. Does not belong here: how a warehouse grows (tests/dbt/test_growth), what was known
on a day (tests/dbt/test_time_travel). Slow: six runs.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from benchmarks import years_corpus, years_figures
from tests.conftest import Duban

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

HEADINGS = (
    "{city}人民政府办公室关于{year}年重点工作任务分解的通知",
    "{city}{year}年第一季度重点工作进展情况",
    "{city}{year}年上半年重点工作进展情况",
    "{city}{year}年前三季度重点工作进展情况",
    "{city}{year}年度重点工作完成情况",
)
YEARS = (2018, 2019, 2020)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Text by document id: c<city>-<year>-<stage>."""
    corpus = years_corpus.generate(cities=2, years=len(YEARS), tasks=10, first_year=YEARS[0])
    years_figures.tell(corpus)
    told = {}
    for row in corpus.rows["documents"]:
        heading = HEADINGS[int(row["document_id"][-1])].format(city=row["jurisdiction"], year=row["year"])
        told[row["document_id"]] = f"{heading}\n\n{row['text']}"
    return told


def _folder(place: Path, texts: Mapping[str, str]) -> Path:
    place.mkdir()
    for name, text in texts.items():
        (place / f"{name}.txt").write_text(text, encoding="utf-8")
    return place


def _tables(duban: Duban) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of `marts` and `bi`, without the moments at which documents came."""
    columns = duban.rows(
        "SELECT table_schema || '.' || table_name, string_agg('\"' || column_name || '\"', ', ' ORDER BY ordinal_position) "
        "FROM information_schema.columns WHERE table_schema IN ('marts', 'bi') AND data_type NOT LIKE 'TIMESTAMP%' GROUP BY ALL"
    )
    assert len(columns) > 30
    return {name: duban.rows(f"SELECT {listed} FROM {name} ORDER BY ALL") for name, listed in columns}


def _differing(left: Mapping[str, list[Any]], right: Mapping[str, list[Any]]) -> list[str]:
    assert left.keys() == right.keys()
    return sorted(name for name, rows in left.items() if rows != right[name])


def test_at_once_or_year_by_year(texts: dict[str, str], tmp_path: Path) -> None:
    at_once, by_year = Duban(tmp_path / "at_once"), Duban(tmp_path / "by_year")
    at_once.run("--documents", _folder(tmp_path / "all", texts))
    order = random.Random(5).sample(YEARS, len(YEARS))
    assert order != sorted(order)
    for year in order:
        of_year = {name: text for name, text in texts.items() if f"-{year}-" in name}
        told = by_year.run("--documents", _folder(tmp_path / str(year), of_year))
        assert told["state"] == "published"
    before = _tables(by_year)
    assert _differing(_tables(at_once), before) == []
    assert len(before["bi.documents"]) == len(texts)
    assert {row[0] for row in by_year.rows("SELECT DISTINCT jurisdiction FROM bi.documents")} == {"甲州市", "乙阳市"}

    # Years later an old report is corrected.
    name = "c0-2018-4"
    mended = {name: re.sub(r"增长[0-9.]+%", "增长3.1%", texts[name])}
    assert mended[name] != texts[name]
    for each in (by_year, at_once):
        told = each.run("--documents", _folder(tmp_path / f"mended-{each.home.name}", mended))
        assert told["state"] == "published"
        assert [*each.home.rglob("*.wal")] == []  # a grown warehouse is one file
    after = _tables(by_year)
    assert _differing(_tables(at_once), after) == []
    assert by_year.rows("SELECT DISTINCT document_id FROM bi.edition_changes") == [(name,)]
    # Promises and figures of other documents are what they were.
    columns = "document_id, task_no, indicator, value_text, verdict, verdict_reason"
    others = f"SELECT {columns} FROM bi.targets WHERE document_id <> '{name}' ORDER BY ALL"
    kept = [row for row in before["bi.targets"] if name not in row]
    assert len(by_year.rows(others)) == len(kept) > 0
    assert [row for row in after["bi.targets"] if name not in row] == kept
    assert [row for row in after["bi.observations"] if name not in row] == [
        row for row in before["bi.observations"] if name not in row
    ]
    # Of the other city nothing has changed anywhere.
    for table in (
        "bi.task_history",
        "bi.indicator_series",
        "bi.promise_shares",
        "bi.unit_scorecard",
        "bi.verdict_history",
    ):
        city = [row for row in before[table] if "乙阳市" in row]
        assert city, table
        assert [row for row in after[table] if "乙阳市" in row] == city, table

    # With a past there is nothing new all the same.
    again = by_year.run("--documents", tmp_path / "mended-by_year")
    assert (again["state"], again["read_now"]) == ("nothing_new", 0)
