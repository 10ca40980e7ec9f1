"""Verdicts measured against careful readers, on perfect readings: the models alone are judged.

Belongs here: the measure. Does not belong here: making rows of annotations (gold_landing).
"""

from __future__ import annotations

import json
from pathlib import Path

import building
import duckdb
import gold_landing
import landing_fixture
import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason=f"the annotated documents are not at {SHARED}: skipped"),
]


def test_verdicts_agree_with_the_annotators_and_none_is_wrongly_met(tmp_path: Path, workspace: Path) -> None:
    rows = gold_landing.rows(SHARED / "gold", SHARED / "documents")
    candidate = tmp_path / "gold.duckdb"
    landing_fixture.create(candidate, rows)
    assert building.build(candidate, workspace) == []
    with duckdb.connect(str(candidate), read_only=True) as connection:
        found = dict(connection.execute("select target_id, verdict from bi.targets").fetchall())
    lines = (SHARED / "gold" / "targets.jsonl").read_text("utf-8").splitlines()
    ids = {}
    for number, line in enumerate(lines, start=1):
        row = json.loads(line)
        ids[(row["doc"], row.get("task"), row.get("section"), row["n"])] = f"{row['doc']}:t{number}"
    wrong, false_met = [], []
    verdicts = [json.loads(line) for line in (SHARED / "gold" / "verdicts.jsonl").read_text("utf-8").splitlines()]
    for verdict in verdicts:
        accepted = {verdict["verdict"], *(verdict.get("also_accepted") or ())}
        target_id = ids[(verdict["doc"], verdict.get("task"), verdict.get("section"), verdict["target_n"])]
        if found[target_id] not in accepted:
            wrong.append((target_id, found[target_id], accepted))
            if found[target_id] == "met":
                false_met.append(target_id)
    assert false_met == []
    assert len(wrong) <= 0.03 * len(verdicts), wrong
