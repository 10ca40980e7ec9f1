"""`duban read`: every number marked in its sentence by what it is; text from documents stays harmless."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.console import safe
from flows.show import squeeze
from tests.conftest import PROJECT, Duban

DOCUMENT = """某市2022年重点工作完成情况

1. 地区生产总值增长9%以上。
牵头责任单位：市发展改革委
进展情况：全市实现地区生产总值4550亿元，增长4%左右，第六届会议通过。

2. 新增高新技术企业300家。
牵头责任单位：市科技局
协同责任单位：市财政局
进展情况：新增高新技术企业322家。
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small-2022.txt"
    file.write_text(DOCUMENT, encoding="utf-8")
    return file


@pytest.fixture
def command(tmp_path: Path) -> Duban:
    return Duban(tmp_path / "no-home")


def test_numbers_are_marked_by_kind_in_a_pipe(command: Duban, small: Path) -> None:
    ended = command("read", small)
    assert ended.code == 0, ended.told
    assert "增长〖9%〗以上" in ended.out
    assert "实现地区生产总值【4550亿元】，增长【4%】左右" in ended.out
    assert "⟨六·ordinal⟩" in ended.out or "⟨第六届·ordinal⟩" in ended.out
    assert "〖承诺 promise〗  【数字 figure】" in ended.out
    assert "牵头 lead          市发展改革委" in ended.out
    assert "协同 with          市财政局" in ended.out
    assert "\x1b" not in ended.out
    assert not command.home.exists()  # reading stores nothing


def test_one_task(command: Duban, small: Path) -> None:
    ended = command("read", small, "--task", "2")
    assert "【322家】" in ended.out
    assert "4550" not in ended.out
    missing = command("read", small, "--task", "7")
    assert missing.code == 2
    assert f"{small}: no task 7 → it has 2 tasks, numbers 1 to 2" in missing.err


def test_json_is_one_document_with_true_offsets(command: Duban, small: Path) -> None:
    data = command("read", small, "--json").data()
    assert [task["task_no"] for task in data["tasks"]] == [1, 2]
    for figure in data["observations"] + data["targets"]:
        assert data["text"][figure["char_start"] : figure["char_end"]] == figure["evidence"]
    part = command("read", small, "--json", "--task", "2").data()
    assert {figure["value"] for figure in part["observations"]} == {"322"}


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(64), "picture"),
        ("broken.txt", DOCUMENT.encode()[:100] + b"\xff\xff", "UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_line(
    command: Duban, tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    ended = command("read", file)
    assert ended.code == 2, ended.told
    assert str(file) in ended.err
    assert says in ended.err
    assert "Traceback" not in ended.err
    told = command("read", file, "--json")
    assert says in json.loads(told.out)["error"]


def test_a_critical_problem_is_shown_with_the_reading(command: Duban, tmp_path: Path) -> None:
    file = tmp_path / "gap.txt"
    file.write_text(DOCUMENT.replace("2. 新增", "3. 新增"), encoding="utf-8")
    ended = command("read", file)
    assert ended.code == 2
    assert "critical" in ended.out
    assert "任务 3 · task 3" in ended.out


def test_a_document_cannot_command_the_terminal(command: Duban, tmp_path: Path) -> None:
    file = tmp_path / "hostile.txt"
    file.write_text(DOCUMENT.replace("全市实现", "\x1b[31m\x1b]0;title\x07\u202e全市实现"), encoding="utf-8")
    ended = command("read", file)
    assert "\x1b" not in ended.told
    assert "\x07" not in ended.told
    assert "\u202e" not in ended.told


@pytest.mark.parametrize("text", ["\x1b[2J", "a\x00b", "\u202eabc", "\x9b31m", "\ufeffx"])
def test_safe_keeps_the_length_and_nothing_dangerous(text: str) -> None:
    made = safe(text)
    assert len(made) == len(text)
    assert made.isprintable()


def test_line_breaks_inside_a_sentence_are_closed_up() -> None:
    assert squeeze("全市实现\n  地区\r\n生产") == "全市实现地区生产"
    assert squeeze("in step\n with") == "in step with"


def test_a_pipe_that_closes_is_no_fault(small: Path) -> None:
    shell = f"{sys.executable} -m flows.cli read {small} | head -1"
    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", shell], cwd=PROJECT, capture_output=True, text=True, timeout=60
    )
    assert ended.stderr == ""
    assert ended.stdout.strip() == "某市2022年重点工作完成情况"


@pytest.mark.shared
def test_the_larger_document_is_on_the_screen_at_once(command: Duban, shared_documents: Path) -> None:
    larger = max(shared_documents.iterdir(), key=lambda file: file.stat().st_size)
    began = time.monotonic()
    ended = command("read", larger)
    took = time.monotonic() - began
    assert ended.code == 0
    assert "任务 103 · task 103" in ended.out
    assert took < 6  # 3 s on a machine that does nothing else
