"""The same documents and code give the same files, whatever the folder and however often: the whole way, twice (slow)."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import PROJECT, Duban

#: The database file holds its tables in the order in which threads wrote them, and these two name its hash.
_OF_THE_FILE = {"warehouse.duckdb", "dcat.jsonld", "manifest.json", "SHA256SUMS"}
_MOMENT = "1704067200"  # 2024-01-01: when a document was first seen is an input too


def release_files(home: Path, documents: Path, **environment: str) -> dict[str, str]:
    """Run the main job on a folder in a new home; the hash of each data file of what it publishes."""
    duban = Duban(home, SOURCE_DATE_EPOCH=_MOMENT, **environment)
    duban.run("--documents", documents)
    [release] = (home / "published" / "releases").iterdir()
    return {
        str(path.relative_to(release)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(release.rglob("*"))
        if path.is_file() and path.name not in _OF_THE_FILE
    }


@pytest.mark.slow
@pytest.mark.end_to_end
def test_built_twice_in_different_folders_every_data_file_is_the_same(tmp_path: Path) -> None:
    homes = [tmp_path / "here", tmp_path / "a much longer name" / "elsewhere"]
    with ThreadPoolExecutor(2) as pool:  # at once: two cores, half the wait
        one, other = pool.map(lambda home: release_files(home, PROJECT / "samples"), homes)
    assert sum(name.endswith((".csv", ".parquet")) for name in one) > 60
    assert {"datapackage.json", "croissant.json", "model-docs.html", "data-dictionary.html"} <= one.keys()
    assert sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name)) == []
