"""Checks the annotated corpus against itself: gold and documents agree, every number is accounted for.

Belongs here: the agreement of documents/ and gold/. Does not belong here: how well a reader reads them.
The text of a document is taken by the simplest extraction there is, not by the reader.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from annotation import CHINESE, chinese_value, to_full_width_free  # noqa: E402
from build import FILES, build  # noqa: E402

GOLD = HERE / "gold"
KEYS = {
    "tasks": {"doc", "task", "commitment", "units", "report", "themes"},
    "targets": {"evidence", "indicator", "comparator", "value", "unit", "kind", "firmness", "relative_to", "doc", "n"},
    "observations": {
        "evidence",
        "indicator",
        "kind",
        "value",
        "value_high",
        "unit",
        "modifier",
        "period",
        "scope",
        "doc",
        "n",
    },
    "excluded": {"doc", "evidence", "why"},
    "verdicts": {"doc", "task", "target_n", "verdict", "observation_n", "ratio", "why"},
}
PERIOD = re.compile(r"(asof-)?\d{4}(Q[1-4](-Q[1-4])?|H[12]|-\d\d|-)?")


def load(name: str) -> list[dict[str, Any]]:
    """All gold lines of a name, of every layout."""
    return [
        json.loads(line) for p in sorted(GOLD.glob(f"*/{name}.jsonl")) for line in p.read_text("utf-8").splitlines()
    ]


DOCUMENTS = load("documents")


def extract(path: Path) -> str:
    """The text of a document, furniture included."""
    if path.suffix == ".html":
        import lxml.html

        root = lxml.html.fromstring(path.read_bytes())
        for bad in root.xpath("//script|//style"):
            bad.drop_tree()
        return str(root.text_content())
    if path.suffix == ".docx":
        import docx

        book = docx.Document(str(path))
        cells = [c.text for t in book.tables for r in t.rows for c in r.cells]
        return "\n".join([p.text for p in book.paragraphs] + cells)
    if path.suffix == ".xlsx":
        import openpyxl

        return "\n".join(
            str(v)
            for s in openpyxl.load_workbook(path).worksheets
            for r in s.iter_rows(values_only=True)
            for v in r
            if v is not None
        )
    if path.suffix == ".pdf":
        import pdfplumber

        with pdfplumber.open(path) as book:
            cells = [c or "" for p in book.pages for t in p.extract_tables() for r in t for c in r]
            return "\n".join([p.extract_text() for p in book.pages] + cells)
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError(f"{path}: neither UTF-8 nor GB18030")


@cache
def text_of(doc: str) -> str:
    """The document's text without any white space."""
    row = next(r for r in DOCUMENTS if r["doc"] == doc)
    return re.sub(r"\s+", "", extract(HERE / "documents" / row["file"]))


def test_the_corpus_is_as_large_and_varied_as_it_should_be() -> None:
    assert len(DOCUMENTS) >= 26
    assert len({r["layout"] for r in DOCUMENTS}) >= 8
    assert len({Path(r["file"]).suffix for r in DOCUMENTS}) == 6
    assert len(load("observations")) >= 900
    assert len(load("targets")) >= 150
    assert len(load("excluded")) >= 500


@pytest.mark.parametrize("name", sorted(KEYS))
def test_lines_have_the_keys_of_the_guide(name: str) -> None:
    for row in load(name):
        extra = set(row) - KEYS[name] - {"task", "section", "value_high", "also_accepted"}
        assert KEYS[name] <= set(row), row
        assert not extra, row
        assert ("task" in row) != ("section" in row), row


def test_values_of_fields_are_those_of_the_guide() -> None:
    for row in load("observations"):
        assert row["kind"] in {"level", "increment", "growth", "share", "rank", "ratio"}, row
        assert row["modifier"] in {"exact", "about", "more_than", "less_than"}, row
        assert PERIOD.fullmatch(row["period"]), row
        assert row["scope"], row
    for row in load("targets"):
        assert (row["value"] is None) == (row["comparator"] in {"sync", "higher", "lower"}), row
    whys = {"date", "document_number", "name", "ordinal", "criterion", "parameter", "list_number", "idiom"}
    assert {r["why"] for r in load("excluded")} == whys


@pytest.mark.parametrize("doc", [r["doc"] for r in DOCUMENTS])
def test_evidence_and_tasks_stand_in_the_document(doc: str) -> None:
    text = text_of(doc)
    for name in ("targets", "observations", "excluded"):
        for row in load(name):
            assert row["doc"] != doc or row["evidence"] in text, row
    for row in (r for r in load("tasks") if r["doc"] == doc):
        for unit in row["units"]:
            assert unit in text, row


def said(evidence: str) -> set[Decimal]:
    """All values that stand in a clause, in Arabic or Chinese numerals."""
    plain = re.sub(r"(?<=\d)[,，](?=\d{3})", "", to_full_width_free(evidence))
    out = {Decimal(x) for x in re.findall(r"\d+(?:\.\d+)?", plain)}
    for found in CHINESE.findall(plain):
        out |= {Decimal(chinese_value(found[i:j])) for i in range(len(found)) for j in range(i + 1, len(found) + 1)}
    return out | {Decimal(1)} if "翻番" in plain else out


@pytest.mark.parametrize("name", ["targets", "observations"])
def test_values_occur_in_their_evidence(name: str) -> None:
    for row in load(name):
        for key in ("value", "value_high"):
            value = row.get(key)
            if value is None or "/" in value or re.search(r"分之|\d/\d", row["evidence"]):
                continue  # fractions are told as they are, or as the per cent they exactly are
            assert abs(Decimal(value)) in said(row["evidence"]), row


@pytest.mark.parametrize("doc", [r["doc"] for r in DOCUMENTS])
def test_every_number_is_accounted_for(doc: str) -> None:
    lines = [r for name in ("targets", "observations", "excluded") for r in load(name) if r["doc"] == doc]
    tasks = [r for r in load("tasks") if r["doc"] == doc]
    stretches = [(str(t["task"]), t[k]) for t in tasks for k in ("commitment", "report")] or [("", text_of(doc))]
    for place, text in stretches:
        taken = bytearray(len(text))
        for row in lines:
            if place and str(row["task"]) != place:
                continue
            at = text.find(row["evidence"])
            while at >= 0:
                taken[at : at + len(row["evidence"])] = b"\1" * len(row["evidence"])
                at = text.find(row["evidence"], at + 1)
        if not tasks and doc in FURNISHED:
            continue
        for run in re.finditer(r"[\d０-９]+(?:[.．][\d０-９]+)?", text):
            assert all(taken[run.start() : run.end()]), (doc, place, text[max(0, run.start() - 20) : run.end() + 10])


#: Narratives inside page furniture or with page numbers, whose own digits the gold need not name.
FURNISHED = {r["doc"] for r in DOCUMENTS if r["file"].endswith((".html", ".pdf"))}


def test_gold_and_documents_are_what_the_sources_say() -> None:
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "documents", Path(folder) / "gold")
        for row in DOCUMENTS:
            for name in FILES:
                part = Path(row["layout"]) / f"{name}.jsonl"
                assert (Path(folder) / "gold" / part).read_text("utf-8") == (GOLD / part).read_text("utf-8"), part
            if not row["file"].endswith((".docx", ".xlsx", ".pdf")):
                fresh = (Path(folder) / "documents" / row["file"]).read_bytes()
                assert fresh == (HERE / "documents" / row["file"]).read_bytes(), row["file"]
