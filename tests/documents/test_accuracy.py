"""`documents.accuracy`: what counts as found, what is listed as a miss, which gold folders are refused, and the command over it.

Belongs here: the measuring. Does not belong here: how well the reader reads (the accuracy card).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from documents.accuracy import GoldError, evaluate, load, magnitude
from flows.accuracy_command import By, accuracy
from flows.faults import ExitCode, WrongUse

TEXT = """2023年重点工作完成情况

序号
工作任务
牵头责任单位
完成情况
1
新增高新技术企业300家以上。
市科技局
2023年新增高新技术企业322家，总数达1620家。
2
新改建农村公路100公里。
市交通局
全年新改建农村公路115公里。
"""
TARGET = {
    "doc": "d",
    "task": 1,
    "evidence": "新增高新技术企业300家以上",
    "indicator": "高新技术企业数",
    "comparator": "ge",
}
TARGET |= {"value": "300", "unit": "家", "kind": "increment", "firmness": "firm", "relative_to": None}
ADDED = {"doc": "d", "task": 1, "evidence": "新增高新技术企业322家", "indicator": "高新技术企业数", "kind": "increment"}
ADDED |= {"value": "322", "value_high": None, "unit": "家", "modifier": "exact", "period": "2023", "scope": "全市"}
ROAD = {**ADDED, "task": 2, "evidence": "新改建农村公路115公里", "indicator": "农村公路里程", "kind": "increment"}
ROAD |= {"value": "115", "unit": "公里", "scope": "农村"}


def gold(folder: Path, **lines: list[dict[str, Any]]) -> Path:
    """A gold folder with its document beside it."""
    (folder / "gold").mkdir()
    (folder / "documents").mkdir()
    (folder / "documents" / "d.txt").write_text(TEXT, "utf-8")
    for name, found in lines.items():
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in found)
        (folder / "gold" / f"{name}.jsonl").write_text(text, "utf-8")
    return folder / "gold"


def test_only_what_gold_covers_is_compared(tmp_path: Path) -> None:
    folder = gold(tmp_path, targets=[TARGET], observations=[ADDED])
    scores = evaluate(load(folder), by_document=False).all.scores
    assert (scores["targets"].gold, scores["targets"].found, scores["targets"].matched) == (1, 1, 1)
    figures = scores["observations"]
    assert (figures.gold, figures.found, figures.matched) == (1, 2, 1)  # 1620家 is not in gold; task 2 is not covered
    assert figures.precision == 0.5
    assert figures.recall == 1.0
    assert [(miss.problem, miss.got) for miss in figures.misses] == [("wrong", "1620家")]


def test_a_scale_word_is_applied_and_an_attribute_that_differs_is_listed(tmp_path: Path) -> None:
    road = {**ROAD, "value": "0.0115", "unit": "万公里", "modifier": "about"}
    missed = {**ROAD, "value": "116"}
    score = evaluate(load(gold(tmp_path, observations=[road, missed])), by_document=False).all.scores["observations"]
    assert score.matched == 1
    assert score.share("modifier") == 0.0
    assert score.share("kind") == 1.0
    assert [(miss.problem, miss.wanted, miss.got) for miss in score.disagreements] == [("modifier", "about", "exact")]
    assert [(miss.problem, miss.wanted) for miss in score.misses] == [("missed", "116公里")]
    assert score.kinds["increment"].measures() == {"gold": 2, "found": 1, "precision": 1.0, "recall": 0.5, "f1": 0.6667}


@pytest.mark.parametrize(
    ("value", "unit", "same"),
    [
        ("1.2", "万人", ("12000", "人")),
        ("5", "千瓦", ("5", "千瓦")),
        ("3", "名", ("3", "人")),
        ("2", "个百分点", ("2", "百分点")),
    ],
)
def test_magnitude(value: str, unit: str, same: tuple[str, str]) -> None:
    assert magnitude(value, unit) == magnitude(*same)


def test_sections_are_compared_only_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    text = "某市经济运行情况\n一、工业\n2023年，规模以上工业增加值增长8.5%。\n二、投资\n固定资产投资增长6.1%。\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    line = {
        "doc": "a",
        "section": "7",
        "evidence": "固定资产投资增长6.1%",
        "indicator": "固定资产投资",
        "kind": "growth",
    }
    line |= {"value": "6.1", "unit": "%"}
    (tmp_path / "gold" / "observations.jsonl").write_text(json.dumps(line), "utf-8")
    found = load(tmp_path / "gold", tmp_path)
    assert evaluate(found, by_document=False).all.scores["observations"].recall == 0.0
    assert evaluate(found, by_document=True).all.scores["observations"].recall == 1.0


def test_a_document_that_cannot_be_read_misses_all_its_gold(tmp_path: Path) -> None:
    folder = gold(tmp_path, observations=[ADDED])
    (tmp_path / "documents" / "d.txt").write_bytes(b"\x89PNG not text")
    evaluation = evaluate(load(folder), by_document=False)
    assert "PNG" in (evaluation.documents[0].problem or "")
    assert evaluation.all.scores["observations"].recall == 0.0
    assert evaluation.all.scores["observations"].precision == 1.0  # nothing was found, so nothing wrong


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("observations", '{"doc": "d"', "observations.jsonl, line 2: not JSON"),
        ("observations", "[1]", "observations.jsonl, line 2: not a JSON object"),
        ("observations", '{"doc": "d", "value": "1"}', "line 2: evidence, indicator, unit missing"),
        ("documents", '{"doc": "d", "file": "nowhere.txt"}', "no file nowhere.txt"),
        ("documents", '{"doc": "d", "known": {"colour": "red"}}', "colour do not exist"),
        ("documents", '{"doc": "d", "known": {"year": "soon"}}', "known fact is wrong"),
    ],
)
def test_bad_gold_is_refused_with_its_place(tmp_path: Path, name: str, content: str, said: str) -> None:
    folder = gold(tmp_path, observations=[ADDED])
    (folder / f"{name}.jsonl").write_text("\n" + content + "\n" + json.dumps(ADDED), "utf-8")
    with pytest.raises(GoldError, match=said):
        load(folder)


def test_gold_that_is_no_text_or_no_folder_is_refused(tmp_path: Path) -> None:
    folder = gold(tmp_path, observations=[ADDED])
    (folder / "targets.jsonl").write_bytes('{"指标"'.encode("gb18030"))
    with pytest.raises(GoldError, match=r"targets\.jsonl: not UTF-8"):
        load(folder)
    with pytest.raises(GoldError, match="is no folder"):
        load(tmp_path / "none")


def test_the_command_prints_a_table_writes_a_card_and_ends_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = gold(tmp_path, targets=[TARGET], observations=[ADDED, ROAD])
    options: dict[str, Any] = {"documents": None, "by": By.LAYOUT, "by_document": False, "misses": 5}
    assert accuracy(folder, **options, card=tmp_path / "card.json", as_json=True) is ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert told["all"]["observations"]["recall"] == 1.0
    assert told["by_layout"]["task_table"]["targets"]["gold"] == 1
    assert json.loads((tmp_path / "card.json").read_bytes())["all"] == told["all"]
    assert "| task_table | 1 | 2 | 3 |" in (tmp_path / "card.md").read_text("utf-8")
    for by in By:
        assert accuracy(folder, **{**options, "by": by}, card=None, as_json=False) is ExitCode.OK
    assert "observations wrong" in capsys.readouterr().out
    with pytest.raises(WrongUse, match="no folder"):
        accuracy(tmp_path / "none", **options, card=None, as_json=False)
