"""What tests of several rooms share: a quiet environment, the real documents where they are, a published home.

Belongs here: fixtures used by more than one room. Does not belong here: stand-ins for parts of our own; there are none.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# `make test` tries the same examples every time, so that a failure is always that of the change at hand; `make fuzz` looks for new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("new", derandomize=False, max_examples=1000, print_blob=True)
settings.load_profile("same")

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"
#: Longest that one run of the main job may take in a test, on a busy machine (seconds).
PATIENCE = 240


@dataclass(frozen=True)
class Ended:
    """A command of the command line that has ended."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """Everything it printed."""
        return self.out + self.err

    def data(self) -> Any:
        """Its JSON document; there must be nothing else on standard output."""
        return json.loads(self.out)


class Duban:
    """The command line as a person uses it: a process of its own, with a home of its own."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.environment = {**_clean_environment(), "DUBAN_HOME": str(home), **environment}

    def __call__(self, *arguments: str | Path, **environment: str) -> Ended:
        """Run `duban <arguments>` to its end."""
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=PATIENCE)
        return Ended(process.returncode, out, err)

    def start(self, *arguments: str | Path, **environment: str) -> subprocess.Popen[str]:
        """Start `duban <arguments>` in a session of its own and do not wait."""
        return subprocess.Popen(
            [sys.executable, "-m", "flows.cli", *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=PROJECT,
            env={**self.environment, **environment},
            start_new_session=True,
        )

    def run(self, *arguments: str | Path, code: int = 0) -> Any:
        """`duban run --json <arguments>`: its outcome; the exit code must be `code`."""
        ended = self("run", "--json", *arguments)
        assert ended.code == code, ended.told
        return ended.data()

    @property
    def warehouse(self) -> Path:
        """The published warehouse."""
        return self.home / "published" / "warehouse.duckdb"

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Ask the published warehouse."""
        import duckdb

        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(query, parameters).fetchall()


def _clean_environment() -> Mapping[str, str]:
    """This process's environment without settings of Duban or Prefect that a developer may have."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DUBAN_", "PREFECT_"))}
    return {**kept, "DO_NOT_TRACK": "1", "NO_COLOR": "1", "PYTHONUTF8": "1"}


@pytest.fixture(autouse=True)
def quiet_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sends anything anywhere, and none sees a developer's own home."""
    for name in list(os.environ):
        if name.startswith("DUBAN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    monkeypatch.setenv("GX_ANALYTICS_ENABLED", "false")


@pytest.fixture
def duban(tmp_path: Path, published: Duban) -> Duban:
    """The command line with a home in which nothing is published; what Prefect and dbt prepare once is there."""
    home = tmp_path / "home"
    for name in ("prefect", "dbt"):
        shutil.copytree(published.home / name, home / name)
    return Duban(home)


@pytest.fixture
def published_copy(tmp_path: Path, published: Duban) -> Duban:
    """A home of one's own in which the samples are published."""
    shutil.copytree(published.home, tmp_path / "home")
    return Duban(tmp_path / "home")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Duban:
    """A home in which the samples are published, built once a session by the main job; tests must not change it."""
    command = Duban(tmp_path_factory.mktemp("published") / "home")
    ended = command("run")
    assert ended.code == 0, ended.told
    return command


@pytest.fixture(scope="session")
def shared_documents() -> Path:
    """The folder of the real documents; where it is absent the test is skipped and says so."""
    folder = SHARED / "documents"
    if not folder.is_dir():
        pytest.skip("the real documents (../shared/documents) are not here")
    return folder


@pytest.fixture(scope="session")
def gold_folder() -> Path:
    """The folder of the figures that people annotated in the real documents, with score.py."""
    folder = SHARED / "gold"
    if not folder.is_dir():
        pytest.skip("the annotated figures (../shared/gold) are not here")
    return folder
