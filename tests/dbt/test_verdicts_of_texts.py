"""Verdicts of short texts of our own, read by the reader and judged by the models: how an answer is found under a shorter name.

Belongs here: one line for each way in which a report names what was promised. Does not belong here: what a verdict is once the figure
is found (the unit tests of int_target_verdict), documents by annotators.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import building
import duckdb
import pytest

import documents
from documents.reading import KnownFacts
from warehouse import readings
from warehouse.records import LandedEdition

#: Promise, report and the verdicts of its promises, in their order; task by task.
COUNTY = [
    ("创建文明示范户800户。", "评定文明示范户852户。", ["met"]),  # 全县 is the whole of a county
    ("城乡居民养老保险参保率达到95%。", "养老保险扩面顺利，参保率94.2%。", ["not_met"]),  # the head of the name alone
    ("新建养老驿站30家。", "建成34家。", ["met"]),  # no name at all
    ("企业开办时间压缩至4小时以内。", "企业开办平均用时3.5小时。", ["met"]),  # a time, told as an average
    ("改造老旧小区20个。", "老旧小区改造开工20个、完工16个。", ["not_met"]),  # finished, not started
    ("培育种植大户50户。", "种植大户48户，较目标少2户。", ["not_met"]),  # by how much it differs is no answer
    (
        "更换路灯500盏，栽植行道树3000株。",
        "更换LED路灯520盏，补栽行道树2980株。",
        ["met", "not_met"],
    ),  # the only ones of their units
    ("植树造林5万亩。", "完成村庄绿化12处。", ["not_reported"]),  # another thing is no answer
]
HEAD = "序号\n工作任务\n牵头单位\n完成情况\n"


def _page(tasks: list[tuple[str, str, list[str]]]) -> bytes:
    rows = (f"{number}\n{promise}\n县民政局\n{report}\n" for number, (promise, report, _) in enumerate(tasks, start=1))
    return (HEAD + "".join(rows)).encode()


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory, workspace: Path) -> dict[str, list[str]]:
    """Verdicts by document and task, in the order of the text."""
    place = tmp_path_factory.mktemp("texts")
    known = {"jurisdiction": "青山县", "document_type": "annual_report"}
    interim = [("新建学校4所。", "建成学校3所。", [])]
    read = [
        documents.read(_page(COUNTY), KnownFacts("year", year=2023, period="2023", **known)),
        documents.read(_page(interim), KnownFacts("months", year=2023, period="2023M1-M10", **known)),
        documents.read(_page(interim), KnownFacts("whole", year=2023, period="2023M1-M12", **known)),
    ]
    files = readings.write(read, place / "readings")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    editions = [LandedEdition(r.document_id, 1, r.sha256, moment, r.reading_key) for r in files.readings]
    candidate = place / "warehouse.duckdb"
    readings.land(candidate, [files], editions, [])
    assert (
        building.build(candidate, workspace, "--select", "+int_target_verdict", "--exclude-resource-type", "test") == []
    )
    found: dict[str, list[str]] = {}
    with duckdb.connect(str(candidate), read_only=True) as connection:
        rows = connection.execute(
            "select t.document_id || ':' || t.task_no, v.verdict from staging.stg_targets as t"
            " inner join intermediate.int_target_verdict as v using (target_id) order by t.document_id, t.char_start"
        ).fetchall()
    for key, verdict in rows:
        found.setdefault(key, []).append(verdict)
    return found


@pytest.mark.parametrize("number", range(1, len(COUNTY) + 1), ids=[promise[:8] for promise, _, _ in COUNTY])
def test_an_answer_is_found_under_a_shorter_name(number: int, verdicts: dict[str, list[str]]) -> None:
    assert verdicts[f"year:{number}"] == COUNTY[number - 1][2]


def test_what_is_short_in_a_part_of_the_year_is_pending(verdicts: dict[str, list[str]]) -> None:
    assert verdicts["months:1"] == ["pending"]
    assert verdicts["whole:1"] == ["not_met"]
