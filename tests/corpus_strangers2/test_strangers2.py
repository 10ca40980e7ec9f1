"""Checks that the second strangers' gold and documents are what their sources say.

Belongs here: agreement of sources, documents and gold. Does not belong here: how well a reader reads them, which no test may demand.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "corpus"))
from build import build  # noqa: E402


def test_gold_is_built_from_the_sources(tmp_path: Path) -> None:
    build(tmp_path / "documents", tmp_path / "gold", HERE / "annotated")
    kept = sorted(p.relative_to(HERE) for p in HERE.glob("gold/*/*.jsonl"))
    assert kept == sorted(p.relative_to(tmp_path) for p in tmp_path.glob("gold/*/*.jsonl"))
    for part in kept:
        assert (HERE / part).read_text("utf-8") == (tmp_path / part).read_text("utf-8"), part
    for path in (tmp_path / "documents").glob("*.txt"):
        assert path.read_bytes() == (HERE / "documents" / path.name).read_bytes(), path.name


def test_the_list_in_the_readme_names_every_document() -> None:
    names = {
        json.loads(x)["doc"] for p in HERE.glob("gold/*/documents.jsonl") for x in p.read_text("utf-8").splitlines()
    }
    listed = {
        line.split("|")[1].strip() for line in (HERE / "README.md").read_text("utf-8").splitlines() if "|" in line
    }
    assert names <= listed
    assert len(names) >= 8
