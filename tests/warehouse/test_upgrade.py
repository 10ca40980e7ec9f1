"""A catalogue of every earlier revision, with data in it, is brought up to date when it is opened, and nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from tests.warehouse.test_catalogue import DECISION
from warehouse import migrate
from warehouse.catalogue import Catalogue
from warehouse.database import Database
from warehouse.errors import WrongUse
from warehouse.records import ReleaseState, RunState

SEEN = datetime(2023, 1, 20, 8, 30, tzinfo=UTC)
#: A row in each table of revision 0001, as that version wrote it.
ROWS: dict[str, dict[str, Any]] = {
    "documents": {"id": "grove", "first_seen": SEEN},
    "document_facts": {
        "document_id": "grove", "facts_no": 1, "facts": {"title": "植树"}, "known_since": SEEN,
    },
    "editions": {
        "document_id": "grove", "edition_no": 1, "sha256": "a" * 64, "size": 7, "first_seen": SEEN,
    },
    "readings": {
        "reading_key": "k" * 64, "document_id": "grove", "sha256": "a" * 64, "reader_version": "1.0",
        "status": "ok", "file": "1.0/x", "counts": {"tasks": 2}, "recorded_at": SEEN,
    },
    "runs": {
        "id": "run-1", "started": SEEN, "finished": SEEN, "state": "published", "code_version": "0.1", "summary": {"a": 1},
    },
    "run_steps": {"run_id": "run-1", "step_no": 1, "name": "收取 Ingest", "seconds": 1.5, "state": "done"},
    "releases": {
        "version": "2023.01.20-1", "published_at": SEEN, "inputs_key": "i" * 64, "manifest_sha256": "m" * 64,
        "state": "current",
    },
    "decisions": {
        "decision_id": "d" * 32, "check_id": "C-1", "action": "accept", "reason": "口径不同",
        "decided_by": "王某", "decided_on": date(2023, 1, 20), "recorded_at": SEEN,
    },
}  # fmt: skip


def old_catalogue(url: str, revision: str) -> None:
    """A catalogue as the version of that revision left it."""
    database = Database(url)
    with database.engine.execution_options(duban_writes=True).begin() as connection:
        migrate.rebuild_at(connection, revision)
        metadata = sa.MetaData()
        metadata.reflect(connection)
        naive = connection.dialect.name == "sqlite"
        for name, row in ROWS.items():
            moments = {n: v.replace(tzinfo=None) for n, v in row.items() if isinstance(v, datetime) and naive}
            connection.execute(metadata.tables[name].insert(), {**row, **moments})
    database.close()


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_data_of_an_earlier_revision_is_all_there(catalogue_url: str, revision: str) -> None:
    old_catalogue(catalogue_url, revision)
    with Catalogue(catalogue_url) as catalogue:
        (document,) = catalogue.documents()
        assert (document.document_id, document.first_seen, document.facts.title) == ("grove", SEEN, "植树")
        assert [each.sha256 for each in catalogue.editions()] == ["a" * 64]
        assert [dict(each.counts) for each in catalogue.readings()] == [{"tasks": 2}]
        (run,) = catalogue.runs.history(5)
        assert (run.state, dict(run.summary)) == (RunState.PUBLISHED, {"a": 1})
        assert [each.name for each in catalogue.runs.steps("run-1")] == ["收取 Ingest"]
        assert [each.state for each in catalogue.releases.history()] == [ReleaseState.CURRENT]
        (decision,) = catalogue.decisions.list()
        assert (decision.decision.reason, decision.decision.printed_value) == ("口径不同", None)
        with pytest.raises(WrongUse, match="append-only"), catalogue.database.writing() as session:
            session.execute(sa.text("DELETE FROM decisions"))  # still protected
        assert catalogue.decisions.record(DECISION).decision.supersedes == "d" * 32
        assert catalogue.proposals.all() == ()
