"""The samples are what they say they are: complete, marked as rewordings, and annotated truly.

Belongs here: what must hold of samples/, sources.yml and their gold lines, whatever reads them. Does not belong here:
how well the reader reads them beyond the outline of the tasks.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from documents import read
from documents.reading import Comparator, Firmness, Kind, Modifier, Severity, Why
from flows.sources import Source, load

ROOT = Path(__file__).parents[2]
GOLD = Path(__file__).parent / "gold"
SOURCES = load(ROOT / "sources.yml").documents
IDS = [source.id for source in SOURCES]
SITE = "https://www.wuhu.gov.cn/"
HAN_DIGITS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "百": 100}
VERDICTS = {"met", "not_met", "partly_met", "not_reported", "claimed", "pending"}

#: Published figures of the years around 2022 that the short samples tell: document, words before it, figure.
FACTS = [
    ("wuhu-2021-annual-sample", "地区生产总值", "4302亿元"),
    ("wuhu-2021-annual-sample", "增长", "11.6%"),
    ("wuhu-2021-annual-sample", "一般公共预算收入", "361.2亿元"),
    ("wuhu-2021-annual-sample", "全省", "8.8%"),
    ("wuhu-2021-annual-sample", "高", "0.2个百分点"),
    ("wuhu-2021-annual-sample", "固定资产投资增长", "15.7%"),
    ("wuhu-2021-annual-sample", "工业增加值增长", "14.1%"),
    ("wuhu-2021-annual-sample", "零售总额", "1972.95亿元"),
    ("wuhu-2021-annual-sample", "增长", "24.5%"),
    ("wuhu-2021-annual-sample", "高于全省", "7.4个百分点"),
    ("wuhu-2021-annual-sample", "进出口总额", "115.27亿美元"),
    ("wuhu-2021-annual-sample", "增长", "36.5%"),
    ("wuhu-2021-breakdown-sample", "地区生产总值增长", "8.5%左右"),
    ("wuhu-2021-breakdown-sample", "一般公共预算收入增长", "5%左右"),
    ("wuhu-2021-breakdown-sample", "固定资产投资增长", "10%左右"),
    ("wuhu-2021-breakdown-sample", "工业增加值增长", "9%左右"),
    ("wuhu-2021-breakdown-sample", "零售总额增长", "9%"),
    ("wuhu-2021-half-year-sample", "完成", "56.79亿美元"),
    ("wuhu-2021-half-year-sample", "增长", "23.8%"),
    ("wuhu-2021-half-year-sample", "全国", "27.1%"),
    ("wuhu-2021-half-year-sample", "项目", "54个"),
    ("wuhu-2021-half-year-sample", "计划投资", "206亿元"),
    ("wuhu-2021-half-year-sample", "在建", "56个"),
    ("wuhu-2021-half-year-sample", "完成投资", "63.8亿元"),
    ("wuhu-2021-half-year-sample", "计划的", "31%"),
    ("wuhu-2021-half-year-sample", "目标建设", "2500个"),
    ("wuhu-2021-half-year-sample", "建成", "873个"),
    ("wuhu-2021-half-year-sample", "完成率", "35%"),
    ("wuhu-2021-half-year-sample", "目标认证", "151个"),
    ("wuhu-2021-half-year-sample", "认证", "40个"),
    ("wuhu-2021-half-year-sample", "完成率", "26%"),
    ("wuhu-2021-half-year-sample", "小区", "187个"),
    ("wuhu-2021-half-year-sample", "、", "29342户"),
    ("wuhu-2021-half-year-sample", "、", "288.83万平方米"),
    ("wuhu-2021-half-year-sample", "投资", "54412万元"),
    ("wuhu-2021-half-year-sample", "开工", "160个"),
    ("wuhu-2021-half-year-sample", "完成", "25.35万平方米"),
    ("wuhu-2021-half-year-sample", "占计划的", "8.7%"),
    ("wuhu-2022-tasks-sample", "地区生产总值增幅不低于", "9%"),
    ("wuhu-2022-tasks-sample", "一般公共预算收入完成", "388.4亿元"),
    ("wuhu-2022-tasks-sample", "信用贷", "87.06亿元"),
    ("wuhu-2024-reform-sample", "信用贷款", "83.9亿元"),
    ("wuhu-2023-q3-sample", "地区生产总值增长", "8%左右"),
    ("wuhu-2023-q3-sample", "力争", "8.5%"),
    ("wuhu-2023-q3-sample", "地区生产总值", "2322.97亿元"),
    ("wuhu-2023-q3-sample", "可支配收入", "28128元"),
    ("wuhu-2023-q3-sample", "可支配收入", "14703元"),
    ("wuhu-2023-q3-sample", "城乡收入比为", "1.91"),
    ("wuhu-2025-breakdown-sample", "地区生产总值增长", "6%以上"),
    ("wuhu-2025-breakdown-sample", "固定资产投资增长", "6%左右"),
    ("wuhu-2025-breakdown-sample", "工业增加值增长", "9%以上"),
    ("wuhu-2025-breakdown-sample", "零售总额增长", "5%左右"),
    ("wuhu-2025-breakdown-sample", "预算收入增长", "3%左右"),
    ("wuhu-2025-q1-sample", "地区生产总值增长", "7.1%"),
    ("wuhu-2025-q1-sample", "固定资产投资增长", "2.4%"),
    ("wuhu-2025-q1-sample", "工业增加值增长", "11.5%"),
    ("wuhu-2025-q1-sample", "零售总额增长", "5.6%"),
    ("wuhu-2025-q1-sample", "预算收入增长", "3.9%"),
    ("wuhu-2025-q1-sample", "可支配收入", "14492元"),
    ("wuhu-2025-q1-sample", "增长", "6.3%"),
    ("wuhu-2025-q1-sample", "消费券资金", "2.2亿元"),
]


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _source(document: str) -> Source:
    return next(source for source in SOURCES if source.id == document)


def _path(document: str) -> Path:
    path = _source(document).path
    assert path is not None
    return ROOT / path


@cache
def _text(document: str) -> str:
    """What a person sees of the document, without white space."""
    text = _path(document).read_text("utf-8")
    if _path(document).suffix == ".html":
        text = re.sub(r"<head>.*?</head>", "", text, flags=re.S)
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return _squeeze(text)


@cache
def _gold(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / f"{name}.jsonl").read_text("utf-8").splitlines()]


def _place(line: dict[str, Any]) -> tuple[str, str]:
    return line["doc"], str(line.get("task", line.get("section")))


def _lines(name: str) -> list[Any]:
    return [pytest.param(line, id=f"{_place(line)}-{number}") for number, line in enumerate(_gold(name))]


def test_the_catalogue_names_every_sample_and_nothing_else() -> None:
    files = {path.name for path in (ROOT / "samples").iterdir()}
    assert files == {_path(document).name for document in IDS}
    assert {line["doc"]: line["file"] for line in _gold("documents")} == {id_: _path(id_).name for id_ in IDS}
    assert all(source.sample for source in SOURCES)
    assert {_path(document).suffix for document in IDS} == {".html", ".txt", ".md"}


@pytest.mark.parametrize("document", IDS)
def test_a_sample_says_at_its_top_that_it_is_a_rewording_and_where_the_original_stands(document: str) -> None:
    top = _text(document)[:600]
    chinese, english = top.index("改写说明"), top.index("Note:arewording")
    assert 0 <= chinese < english
    assert top.count(SITE) >= 2
    assert "芜湖市人民政府网站" in top
    first_figure = min(
        _text(document).find(line["evidence"])
        for line in _gold("targets") + _gold("observations")
        if line["doc"] == document
    )
    assert english < first_figure


@pytest.mark.parametrize("document", IDS)
def test_a_sample_leads_nowhere_but_to_the_publisher(document: str) -> None:
    addresses = re.findall(r"https?://[^\s<\"'）)]*", _path(document).read_text("utf-8"))
    assert set(addresses) == {SITE}


@pytest.mark.parametrize(("document", "before", "figure"), FACTS)
def test_a_published_figure_stands_in_its_sample(document: str, before: str, figure: str) -> None:
    assert re.search(re.escape(before) + r"[^。，；]{0,12}?(?<![\d.])" + re.escape(figure), _text(document))


def test_all_tasks_of_2022_are_there_once_and_in_order() -> None:
    numbers = [line["task"] for line in _gold("tasks") if line["doc"] == "wuhu-2022-tasks-sample"]
    assert numbers == list(range(1, 104))
    page = _path("wuhu-2022-tasks-sample").read_text("utf-8")
    printed = re.findall(r"<tr><td(?: rowspan=\"\d\")?>([0-9０-９]+)</td>", page)
    assert [int(number) for number in printed] == numbers


def test_the_page_of_2022_has_the_traps_of_a_real_one() -> None:
    page = _path("wuhu-2022-tasks-sample").read_text("utf-8")
    assert "<th>序号</th><th>工作任务</th><th>牵头责任单位</th><th>完成情况</th>" in page
    assert all(trap in page for trap in ("&nbsp;", "rowspan=", "<br/>", "４５５０", "当前位置", "版权所有"))
    assert re.search(r"</p><p>", page)


def test_the_article_is_wrapped_in_columns_with_headings_of_two_lines() -> None:
    blocks = _path("wuhu-2024-reform-sample").read_text("utf-8").strip().split("\n\n")
    widths = [
        sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in block) for block in blocks if "\n" not in block
    ]
    assert max(widths) <= 40
    headings = [_squeeze(block) for block in blocks if "\n" in block]
    assert headings == [line["heading"] for line in _gold("sections") if line["doc"] == "wuhu-2024-reform-sample"]
    assert len(headings) == 12


@pytest.mark.parametrize("name", ["targets", "observations", "excluded"])
def test_every_evidence_is_an_exact_piece_of_its_document(name: str) -> None:
    wrong = [line for line in _gold(name) if line["evidence"] not in _text(line["doc"])]
    assert wrong == []


@pytest.mark.parametrize("line", _lines("observations") + _lines("targets"))
def test_an_annotated_value_stands_in_its_evidence(line: dict[str, Any]) -> None:
    evidence = unicodedata.normalize("NFKC", line["evidence"])
    for value in (line["value"], line.get("value_high")):
        if value is None:
            continue
        printed = value.removeprefix("-")
        figures = re.findall(r"\d+(?:\.\d+)?", evidence)
        assert printed in figures or Decimal(printed) in [HAN_DIGITS[c] for c in evidence if c in HAN_DIGITS]
    if line["value"] is None:
        assert line["comparator"] in {"sync", "higher", "lower"}


def test_annotations_use_the_words_of_the_types() -> None:
    for line in _gold("observations"):
        Kind(line["kind"]), Modifier(line["modifier"])
        assert re.fullmatch(r"(asof-)?\d{4}(-(\d{2})?|Q\d(-Q\d)?|H[12])?", line["period"])
        assert line["indicator"]
        assert line["scope"]
    for line in _gold("targets"):
        Kind(line["kind"]), Comparator(line["comparator"]), Firmness(line["firmness"])
        assert bool(line["relative_to"]) == (line["comparator"] == "sync" or "快于" in line["evidence"])
    for line in _gold("excluded"):
        Why(line["why"])


def test_a_verdict_rests_on_a_promise_and_figures_that_are_annotated() -> None:
    targets = {(*_place(line), line["n"]): line for line in _gold("targets")}
    figures = {(*_place(line), line["n"]): line for line in _gold("observations")}
    for verdict in _gold("verdicts"):
        target = targets[*_place(verdict), verdict["target_n"]]
        used = [figures[*_place(verdict), number] for number in verdict["observation_n"]]
        assert {verdict["verdict"], *verdict.get("also_accepted", [])} <= VERDICTS
        assert verdict["why"]
        if verdict["ratio"] and len(used) == 1:
            assert target["unit"] == used[0]["unit"] or {target["unit"], used[0]["unit"]} <= {
                "家",
                "户",
                "座",
                "个",
                "项",
                "条",
            }
            share = Decimal(used[0]["value"]) / Decimal(target["value"])
            assert abs(share - Decimal(verdict["ratio"])) < Decimal("0.0001")
    judged = {(*_place(verdict), verdict["target_n"]) for verdict in _gold("verdicts")}
    unjudged = {document for document, _, _ in set(targets) - judged}
    assert unjudged == {document for document in IDS if _source(document).document_type == "breakdown"}


def test_gdp_of_2022_was_promised_nine_reported_four() -> None:
    verdict = next(line for line in _gold("verdicts") if _place(line) == ("wuhu-2022-tasks-sample", "1"))
    assert (verdict["verdict"], verdict["ratio"]) == ("not_met", "0.4444")


def test_no_digit_of_a_task_is_left_without_an_annotation() -> None:
    evidences: dict[tuple[str, str], list[str]] = {}
    for line in _gold("targets") + _gold("observations") + _gold("excluded"):
        evidences.setdefault(_place(line), []).append(line["evidence"])
    left = []
    for task in _gold("tasks"):
        for text in (task["commitment"], task["report"]):
            inside = bytearray(len(text))
            for evidence in evidences.get(_place(task), []):
                for found in re.finditer(re.escape(evidence), text):
                    inside[found.start() : found.end()] = b"\1" * len(evidence)
            left += [
                (_place(task), text[m.start() - 8 : m.end() + 4])
                for m in re.finditer(r"\d+", text)
                if not inside[m.start()]
            ]
    assert left == []


@pytest.mark.parametrize("document", IDS)
def test_the_reader_finds_the_tasks_as_annotated(document: str) -> None:
    path = _path(document)
    reading = read(path.read_bytes(), _source(document).facts(file_name=path.name))
    want = [
        (line["task"], line["commitment"], line["report"], line["units"])
        for line in _gold("tasks")
        if line["doc"] == document
    ]
    got = [
        (
            task.task_no,
            _squeeze(task.commitment),
            _squeeze(task.report),
            [_squeeze(unit.name) for unit in task.units if unit.role == "lead_unit"],
        )
        for task in reading.tasks
    ]
    assert got == want
    assert [problem for problem in reading.problems if problem.severity == Severity.CRITICAL] == []
