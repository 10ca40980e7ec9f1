"""The command line: options, help, exit codes, errors in a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.cli import _several_documents
from flows.faults import ExitCode, WrongUse, exit_code_of, in_plain_words
from flows.settings import load
from tests.conftest import Duban
from warehouse.errors import StorageFault

COMMANDS = ("run", "read", "status", "findings", "decide", "decisions", "desk", "report")


@pytest.fixture
def command(tmp_path: Path) -> Duban:
    return Duban(tmp_path / "no-home")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["run", "--documents", "a", "b", "--strict"], ["run", "--documents", "a", "--documents", "b", "--strict"]),
        (["run", "-d", "a", "--wait", "5", "-d", "b"], ["run", "--documents", "a", "--wait", "5", "--documents", "b"]),
        (["run", "--documents"], ["run", "--documents"]),
        (["run", "--documents", "--strict"], ["run", "--documents", "--strict"]),
        (["run", "--json"], ["run", "--json"]),
        (["read", "-d", "a", "b"], ["read", "-d", "a", "b"]),
    ],
)
def test_documents_takes_several(given: list[str], meant: list[str]) -> None:
    assert _several_documents(given) == meant


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_in_two_languages(command: Duban, name: str) -> None:
    ended = command(name, "--help")
    assert ended.code == 0
    assert f"duban {name}" in ended.out
    assert "例" in ended.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "--stict"], "--stict"),
        (["read"], "FILE"),
        (["fly"], "fly"),
        (["status"], "duban run makes it"),
        (["findings"], "duban run"),
        (["report"], "duban run"),
        (["desk", "--host", "0.0.0.0"], "duban run"),
        (["decisions", "list"], "duban run"),
        (["decisions", "import", "none.csv"], "none.csv"),
        (["run", "--wait", "-1"], "--wait"),
    ],
)
def test_wrong_use_is_exit_code_2_and_one_line(command: Duban, arguments: list[str], says: str) -> None:
    ended = command(*arguments)
    assert ended.code == 2, ended.told
    assert says in ended.err
    assert len(ended.err.strip().splitlines()) == 1
    assert not command.home.exists()


def test_a_setting_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_WAIT", "long")
    with pytest.raises(WrongUse, match="DUBAN_WAIT"):
        load()


def test_exit_codes() -> None:
    full = OSError(28, "No space left on device", "/var/x")
    assert exit_code_of(full) is ExitCode.MACHINE
    assert "DUBAN_HOME" in in_plain_words(full)
    assert exit_code_of(KeyboardInterrupt()) is ExitCode.INTERRUPTED
    assert exit_code_of(WrongUse("x")) is ExitCode.INPUT
    assert exit_code_of(RuntimeError("x")) is ExitCode.MACHINE
    assert in_plain_words(StorageFault("no room → make room")) == "no room → make room"
    assert in_plain_words(RuntimeError("x")) == "RuntimeError: x"
