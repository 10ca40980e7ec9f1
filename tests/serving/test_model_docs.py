"""dbt's documentation in each release: one page, nothing of the machine in it, the same for the same models."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from serving import model_docs
from tests.conftest import Duban


@pytest.fixture(scope="module")
def page(published: Duban) -> str:
    [release] = (published.home / "published" / "releases").iterdir()
    return (release / model_docs.NAME).read_text("utf-8")


@pytest.fixture(scope="module")
def manifest(published: Duban) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((published.home / "dbt" / "target" / "manifest.json").read_bytes())
    return found


def inlined(page: str) -> list[dict[str, Any]]:
    decoder = json.JSONDecoder()
    places = [m.start(1) for m in re.finditer(r'(?:=|:)\s*(\{"(?:child_map|errors)")', page)]
    return [decoder.raw_decode(page, place)[0] for place in places]


def test_the_page_holds_models_columns_and_dashboards(page: str) -> None:
    documents = {"catalog" if "errors" in each else "manifest": each for each in inlined(page)}
    targets = documents["catalog"]["nodes"]["model.duban.targets"]
    assert targets["columns"]["verdict"]["type"] == "VARCHAR"
    assert "结论" in targets["columns"]["verdict"]["comment"]
    models = {key for key, node in documents["manifest"]["nodes"].items() if node["resource_type"] == "model"}
    assert len(models) > 50
    assert models <= documents["catalog"]["nodes"].keys()
    assert "source.duban.landing.tasks" in documents["catalog"]["sources"]
    front = documents["manifest"]["docs"]["doc.duban.__overview__"]["block_contents"]
    assert "(lineage.svg)" in front  # it lies beside the page
    kinds = [each["type"] for each in documents["manifest"]["exposures"].values()]
    assert sorted(kinds) == ["application", *["dashboard"] * 5]


def test_nothing_of_the_machine_and_nothing_that_changes_is_in_it(
    page: str, manifest: dict[str, Any], published: Duban
) -> None:
    assert str(published.home) not in page
    assert str(Path(__file__).resolve().parents[2]) not in page
    later = json.loads(json.dumps(manifest))
    later["metadata"] |= {"generated_at": "2031-01-01T00:00:00Z", "invocation_id": "another"}
    for node in later["nodes"].values():
        node["created_at"] = 1.5
    assert model_docs.page(later, published.warehouse).decode() == page


def test_words_of_a_model_cannot_end_the_script(manifest: dict[str, Any], published: Duban) -> None:
    hostile = json.loads(json.dumps(manifest))
    hostile["nodes"]["model.duban.targets"]["description"] = "</script><img src=x onerror=alert(1)>"
    assert "<img src=x onerror" not in model_docs.page(hostile, published.warehouse).decode()
