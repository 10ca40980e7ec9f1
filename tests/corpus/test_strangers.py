"""Checks that the strangers' gold and documents are what their sources say.

Belongs here: agreement of sources, documents and gold. Does not belong here: how well a reader reads them, which no test may demand.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS / "corpus"))
from build import build  # noqa: E402

SERIES = sorted(TESTS.glob("corpus_strangers*"))


@pytest.fixture(params=SERIES, ids=lambda folder: folder.name)
def series(request: pytest.FixtureRequest) -> Path:
    folder = request.param
    assert isinstance(folder, Path)
    return folder


def test_gold_is_built_from_the_sources(series: Path, tmp_path: Path) -> None:
    build(tmp_path / "documents", tmp_path / "gold", series / "annotated")
    kept = sorted(p.relative_to(series) for p in series.glob("gold/*/*.jsonl"))
    assert kept == sorted(p.relative_to(tmp_path) for p in tmp_path.glob("gold/*/*.jsonl"))
    for part in kept:
        assert (series / part).read_text("utf-8") == (tmp_path / part).read_text("utf-8"), part
    for path in (tmp_path / "documents").glob("*.txt"):
        assert path.read_bytes() == (series / "documents" / path.name).read_bytes(), path.name


def test_the_list_in_the_readme_names_every_document(series: Path) -> None:
    lines = [line for part in series.glob("gold/*/documents.jsonl") for line in part.read_text("utf-8").splitlines()]
    readme = (series / "README.md").read_text("utf-8").splitlines()
    listed = {line.split("|")[1].strip() for line in readme if "|" in line}
    assert {json.loads(line)["doc"] for line in lines} <= listed
    assert lines
