"""The structure of the two real documents, where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from documents.reading import Layout, Role
from tests.documents.layout_of import passages, read

SHARED = Path(__file__).resolve().parents[3] / "shared"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="the real documents (../shared) are not here"),
]


def _squeeze(text: str) -> str:
    return "".join(text.split())


def test_the_task_table() -> None:
    found = read((SHARED / "documents" / "wuhu-2022-tasks.txt").read_bytes())
    assert found.layout is Layout.TASK_TABLE
    assert [task.task_no for task in found.tasks] == list(range(1, 104))
    assert found.problems == ()
    tasks = {task.task_no: task for task in found.tasks}
    for line in (SHARED / "gold" / "tasks.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        task = tasks[gold["task"]]
        assert [unit.name for unit in task.units] == gold["units"]
        assert _squeeze(task.commitment) == gold["commitment"]
        assert _squeeze(task.report) == gold["report"]
    for number in (42, 56):
        assert "“中国视谷”领导小组" in [unit.name for unit in tasks[number].units]
    assert all(task.units and task.report and task.commitment for task in found.tasks)


def test_the_article() -> None:
    found = read((SHARED / "documents" / "wuhu-2024-reform.txt").read_bytes())
    assert found.layout is Layout.NARRATIVE
    assert [section.section_no for section in found.sections] == [str(number) for number in range(13)]
    headings = {section.section_no: section.heading for section in found.sections}
    for line in (SHARED / "gold" / "sections.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        assert headings[gold["section"]] == gold["heading"]
        first = next(p for p in found.passages if p.section_no == gold["section"] and p.role is Role.NARRATIVE)
        begins = _squeeze(found.text[first.span.start : first.span.end])
        assert begins.startswith(gold["evidence_first"])
    assert not any("文图由" in passage for passage in passages(found, Role.NARRATIVE))
