"""One good site for all tests of showing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from serving.facts import RunFacts
from serving.report import build
from tests import small_warehouse

ANSWERS = [
    {
        "suite": "reading",
        "expectation": "reading.offsets_true",
        "severity": "critical",
        "passed": True,
        "chinese": "每条证据与原文逐字相符",
        "english": "every evidence is true",
        "advice": "",
        "row_count": 0,
        "rows": [],
        "error": None,
    },
    {
        "suite": "consistency",
        "expectation": "consistency.monotone",
        "severity": "warning",
        "passed": False,
        "chinese": "累计值不下降",
        "english": "a cumulative figure never falls",
        "advice": "decide it",
        "row_count": 1,
        "rows": [{"place": "C-7f3a", "message": small_warehouse.HOSTILE}],
        "error": None,
    },
]
FACTS = RunFacts(
    state="published",
    release_version="2023.01.20-1",
    published_at=datetime(2023, 1, 20, 9, 30, tzinfo=UTC),
    run_id="run-1",
    started_at=datetime(2023, 1, 20, 9, 29, tzinfo=UTC),
    code_version="0.1.0",
    judgement={"passed": True, "answers": ANSWERS, "failures": []},
    timings={"read": 0.5},
)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_warehouse.build(tmp_path_factory.mktemp("warehouse") / "warehouse.duckdb")


@pytest.fixture(scope="session")
def site(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site") / "report"
    return build(warehouse, target, FACTS).parent
