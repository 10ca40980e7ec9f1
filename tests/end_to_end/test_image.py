"""What the Dockerfile makes, step by step in a folder, where no container engine is: its packages are all that runs, and it changes nothing in
its checkout.

Every RUN and COPY of the image `duban` is done as it stands there, with the image's folders below a folder of the test. Only what an engine or
root would do is left out: the base image (this machine's Python stands for it) and the user (here: no capability, as the Compose file drops
them, so that files that nobody may write are not written).
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

from tests.conftest import PROJECT

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]  # minutes: make test-image

PATIENCE = 1800  # seconds for one step
#: Of the image's folders, those that its steps name.
FOLDERS = ("/opt/venv", "/opt/duban", "/var/lib/duban", "/var/lib/prefect")
#: Arguments that keep an image small and would load every package again here.
NOT_HERE = ("--no-cache-dir", "--no-cache")


#: How this machine reaches packages.
NETWORK = re.compile(r".*proxy$|.*_index_url$|SSL_|UV_|PIP_|REQUESTS_", re.IGNORECASE)


@dataclass(frozen=True)
class Step:
    """One instruction of the file."""

    word: str
    rest: str


def stages() -> dict[str, list[Step]]:
    """The instructions of each stage, by its name."""
    text = re.sub(r"^#.*\n", "", (PROJECT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    found: dict[str, list[Step]] = {}
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            found[rest.rpartition(" AS ")[2]] = steps = []
        elif word and word != "ARG":
            steps.append(Step(word, rest.strip()))
    return found


class Image:
    """The folders of the image, and doing its steps in them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = {"HOME": str(root / "home"), "PATH": f"{root}/python/bin:/usr/bin:/bin"}
        # Where packages come from is this machine's affair: its settings, its cache.
        self.building = {**{k: v for k, v in os.environ.items() if NETWORK.match(k)}, "HOME": str(Path.home())}
        self.workdir = root
        for folder in ("home", *FOLDERS):
            (root / folder.lstrip("/")).mkdir(parents=True)
        (root / "opt/venv").rmdir()

    def here(self, text: str) -> str:
        """The same with the image's folders below ours."""
        for folder in FOLDERS:
            text = text.replace(folder, f"{self.root}{folder}")
        return text

    def do(self, step: Step) -> None:
        """One instruction."""
        if step.word == "ENV":
            for name, value in (pair.split("=", 1) for pair in shlex.split(step.rest)):
                self.environment[name] = self.here(value).replace("$PATH", self.environment["PATH"])
        elif step.word == "WORKDIR":
            self.workdir = Path(self.here(step.rest))
        elif step.word == "COPY":
            self._copy(step.rest.split())
        elif step.word == "RUN" and not step.rest.startswith("useradd"):
            words = " ".join(word for word in step.rest.split(" ") if word not in NOT_HERE)
            done = self.run("sh", "-c", self.here(words), environment=self.building)
            assert done.returncode == 0, f"{step.rest}\n{done.stdout}{done.stderr}"

    def _copy(self, words: list[str]) -> None:
        if words[0].startswith("--from="):  # the stages share one folder here
            assert words[1] == words[2]
            assert Path(self.here(words[1])).is_dir()
        elif words[0] == ".":
            ignored = [line for line in (PROJECT / ".dockerignore").read_text("utf-8").split() if line]
            shutil.copytree(PROJECT, self.workdir, dirs_exist_ok=True, ignore=_but(ignored))
        else:
            shutil.copy(PROJECT / words[0], self.workdir)

    def run(self, *command: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """A command of the image, with the image's environment and nothing else."""
        return subprocess.run(
            command,
            env={**self.environment, **(environment or {})},
            cwd=self.workdir,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def as_user(self, *command: str) -> subprocess.CompletedProcess[str]:
        """The same with no more rights than a user has."""
        bare = ("setpriv", "--inh-caps=-all", "--bounding-set=-all") if os.geteuid() == 0 else ()
        return self.run(*bare, *command)


def _but(ignored: list[str]) -> Callable[[str, list[str]], set[str]]:
    def left_out(folder: str, names: list[str]) -> set[str]:
        place = PurePosixPath(folder).relative_to(PROJECT)
        return {
            name
            for name in names
            if str(place / name) in ignored or any(rule.startswith("**/") and name == rule[3:] for rule in ignored)
        }

    return left_out


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    with tempfile.TemporaryDirectory(prefix="duban-image-") as folder:
        made = Image(Path(folder))
        subprocess.run([sys.executable, "-m", "venv", f"{folder}/python"], check=True)
        for stage in ("packages", "duban"):
            for step in stages()[stage]:
                made.do(step)
        yield made
        made.run("chmod", "-R", "u+w", folder)


def test_the_commands_of_the_services_are_there(image: Image) -> None:
    for command in (
        ["duban", "--help"],
        ["prefect", "version"],
        ["uvicorn", "--version"],
        ["duban", "worker", "--help"],
    ):
        ended = image.as_user(*command)
        assert ended.returncode == 0, ended.stdout + ended.stderr
    for package in ("pytest", "ruff", "mypy", "playwright"):
        assert image.as_user("python", "-c", f"import {package}").returncode != 0


def test_it_runs_on_its_samples_and_changes_nothing_of_itself(image: Image) -> None:
    before = _files(image.workdir)
    ended = image.as_user("duban", "run")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "已发布 · Published" in ended.stdout
    (check,) = (step.rest for step in stages()["duban"] if step.word == "HEALTHCHECK")
    assert check.endswith('CMD ["duban", "doctor"]')
    well = image.as_user("duban", "doctor")
    assert well.returncode == 0, well.stdout + well.stderr
    assert "一切正常" in well.stdout, well.stdout  # the packages are those of the image's own lock, too
    site = "from serving.report_site import create; create()"
    assert image.as_user("python", "-c", site).returncode == 0
    assert _files(image.workdir) == before


def _files(folder: Path) -> dict[str, int]:
    """Every file with the time of its last change."""
    return {str(path): path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))}
