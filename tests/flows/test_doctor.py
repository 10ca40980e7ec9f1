"""`duban doctor` says what is wrong and what to do, and what it says is true."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from flows import doctor_checks
from flows.settings import Settings
from tests.conftest import Duban


def asked(duban: Duban, code: int, **environment: str) -> dict[str, dict[str, Any]]:
    """The answers by their English names."""
    ended = duban("doctor", "--json", **environment)
    assert ended.code == code, ended.told
    return {answer["question"].rpartition(" ")[2]: answer for answer in ended.data()["answers"]}


def test_a_home_that_nobody_has_used(tmp_path: Path) -> None:
    answers = asked(Duban(tmp_path / "home"), 0)
    assert {name: answer["state"] for name, answer in answers.items()} == {
        "Disk": "ok",
        "Catalogue": "warning",
        "Release": "warning",
        "Server": "ok",
        "run": "ok",
        "Notifications": "ok",
        "Lexicons": "ok",
        "Environment": "ok",
    }
    assert answers["Release"]["advice"] == "duban run"
    assert not (tmp_path / "home").exists()


def test_what_is_broken_is_named_with_what_to_do(tmp_path: Path) -> None:
    duban = Duban(tmp_path / "home")
    duban.home.mkdir()
    (duban.home / "catalogue.db").write_bytes(b"no database at all" * 100)
    answers = asked(
        duban,
        3,
        PREFECT_API_URL="http://127.0.0.1:9/api",
        DUBAN_NOTIFY="nonsense://hunter2@x",
        DUBAN_PUBLISH_URL="postgresql+psycopg://x@127.0.0.1:9/x",
    )
    failed = {name for name, answer in answers.items() if answer["state"] == "failed"}
    assert failed == {"Catalogue", "Server", "Notifications"}  # nothing is published: the database owes nothing
    assert "make server" in answers["Server"]["advice"]
    assert all(answers[name]["advice"] for name in failed)
    assert "hunter2" not in str(answers)


@pytest.mark.end_to_end
def test_a_published_home_is_well(published: Duban) -> None:
    answers = asked(published, 0)
    assert {answer["state"] for answer in answers.values()} == {"ok"}, answers
    assert "一切正常" in published("doctor").out


def test_packages_are_compared_with_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        f"pytest=={metadata.version('pytest')}\nhttpx==0.0.1\nno-such-package==1\nother==1 ; sys_platform == 'nowhere'\n",
        "utf-8",
    )
    (answer,) = doctor_checks.environment(lock)
    assert answer.state == "warning"
    assert answer.told.startswith("2 ")
    assert "no-such-package missing (1)" in answer.told


def test_a_disk_with_little_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from warehouse.home import Home

    monkeypatch.setattr(doctor_checks, "NO_DISK", 2**62)
    (answer, *_) = doctor_checks.disk(Home.at(tmp_path))
    assert (answer.state, "DUBAN_HOME" in answer.advice) == ("failed", True)


def test_without_a_database_nothing_is_asked(tmp_path: Path) -> None:
    from warehouse.home import Home

    assert list(doctor_checks.database(Settings(), Home.at(tmp_path))) == []
