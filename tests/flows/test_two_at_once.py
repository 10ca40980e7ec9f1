"""Two processes that ingest and read at once into one home, without any lock between them: landing stays whole."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from flows.settings import PROJECT
from tests.flows.test_ingest_and_read import report
from warehouse.catalogue import Catalogue
from warehouse.home import Home
from warehouse.raw import RawStore
from warehouse.reading_files import open_files

SOURCE = """
import sys
from pathlib import Path
from tests.flows.test_ingest_and_read import Home2
home = Home2(Path(sys.argv[1]))
for _ in range(3):
    _, read = home.run(*map(Path, sys.argv[2:]))
assert read.read_now == 0 and read.refusals == (), read
print(len(read.editions))
"""


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """Two folders of documents; half of them are the same ones."""
    made = []
    for name, numbers in (("a", range(1, 9)), ("b", range(5, 13))):
        folder = tmp_path / name
        folder.mkdir()
        for number in numbers:
            (folder / f"city-{number}.txt").write_text(report(number), encoding="utf-8")
        made.append(folder)
    return made


def test_two_processes_at_once(folders: list[Path], tmp_path: Path) -> None:
    root = tmp_path / "home"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", SOURCE, str(root), str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
        )
        for folder in folders
    ]
    for process in both:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    home = Home.at(root)
    with Catalogue(home.catalogue_url) as catalogue:
        editions = catalogue.editions()
        readings = Counter(each.reading_key for each in catalogue.readings())
    assert Counter(each.document_id for each in editions) == {f"city-{number}": 1 for number in range(1, 13)}
    for edition in editions:
        RawStore(home.raw).get(edition.sha256)  # raises where the bytes are not those
    assert len(list(home.raw.iterdir())) == 12
    stored = [open_files(path.parent, verify=True) for path in home.readings.rglob("manifest.json")]
    assert {each.reading_key for batch in stored for each in batch.readings} == set(readings)
    assert set(readings.values()) == {1}
    assert [path.name for path in root.rglob(".*") if path.is_dir()] == []
