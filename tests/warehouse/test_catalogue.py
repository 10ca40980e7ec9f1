"""The catalogue on SQLite and on a real PostgreSQL: migrated, append-only, idempotent, used by many at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby, pairwise
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, text

from documents.reading import KnownFacts
from tests.warehouse.examples import READER, python, reading
from warehouse import migrate, models, readings
from warehouse.catalogue import Catalogue, Ingested
from warehouse.errors import CatalogueTooNew, CatalogueUnreachable, WrongUse
from warehouse.proposals import NewProposal
from warehouse.records import Action, NewDecision, NewEdition, ReadingStatus, ReleaseState, RunState, StepRecord

GROVE = KnownFacts("grove", title="植树", year=2022, published_on=date(2023, 1, 19), known_gaps=(3, 5))
FIRST = NewEdition("a" * 64, 10, "text/html", "https://example.org/1", '"tag"', "Fri, 20 Jan 2023 08:30:00 GMT", None)
DECISION = NewDecision("C-1", Action.CORRECT, "印错 · misprint", "王", date(2023, 2, 1), "83.9", left_said="87.06")


def test_migrations_make_what_the_models_say(catalogue: Catalogue) -> None:
    with catalogue.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, models.Base.metadata) == []
        assert migrate.revision_of(connection) == migrate.HEAD


def test_head_is_the_newest_revision_and_there_is_one_line_of_them() -> None:
    scripts = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
    assert scripts.get_heads() == [migrate.HEAD]
    assert scripts.get_bases() == ["0001"]


def test_every_table_and_column_is_documented_in_both_languages() -> None:
    for table in models.Base.metadata.tables.values():
        for name, comment in [(table.name, table.comment), *((c.name, c.comment) for c in table.columns)]:
            assert comment, (table.name, name)
            chinese, _, english = comment.partition(" · ")
            assert any("\u4e00" <= c <= "\u9fff" for c in chinese + english), (table.name, name)
            assert english, (table.name, name)


def test_postgresql_shows_the_comments(postgres_url: str) -> None:
    with Catalogue(postgres_url) as catalogue:
        found = inspect(catalogue.database.engine)
    for table in models.Base.metadata.tables.values():
        assert found.get_table_comment(table.name)["text"] == table.comment
        assert {c["name"]: c["comment"] for c in found.get_columns(table.name)} == {
            c.name: c.comment for c in table.columns
        }


def test_opening_again_keeps_everything(catalogue: Catalogue, catalogue_url: str) -> None:
    catalogue.ingest(GROVE, FIRST)
    with Catalogue(catalogue_url) as again:
        assert [d.facts for d in again.documents()] == [GROVE]


def test_a_catalogue_of_a_newer_version_is_left_alone(catalogue_url: str) -> None:
    with Catalogue(catalogue_url) as catalogue, catalogue.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(CatalogueTooNew, match="revision 9999") as caught:
        Catalogue(catalogue_url)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("table", models.APPEND_ONLY)
@pytest.mark.parametrize("statement", ["DELETE FROM {0}", "UPDATE {0} SET {1} = {1}"])
def test_the_database_itself_refuses_to_change_what_is_append_only(
    catalogue: Catalogue, table: str, statement: str
) -> None:
    fill(catalogue)
    column = next(iter(models.Base.metadata.tables[table].columns)).name
    with pytest.raises(WrongUse, match=f"table {table} is append-only"), catalogue.database.writing() as session:
        session.execute(text(statement.format(table, column)))
    with catalogue.database.reading() as session:
        assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() >= 1


def fill(catalogue: Catalogue) -> None:
    """At least one row in every append-only table."""
    catalogue.ingest(GROVE, FIRST)
    (planned,) = catalogue.plan(READER)
    catalogue.record_refusal(planned, READER, "no task")
    catalogue.decisions.record(DECISION)
    found = NewProposal("https://example.org/1.html", "完成情况", "list", {})
    catalogue.proposals.found([found])
    catalogue.proposals.reject(found.proposal_id, by="王某", reason="重复")


def test_ingesting_twice_is_ingesting_once(catalogue: Catalogue) -> None:
    assert catalogue.ingest(GROVE, FIRST) == Ingested("grove", 1, new_edition=True, new_facts=True)
    assert catalogue.ingest(GROVE, FIRST) == Ingested("grove", 1, new_edition=False, new_facts=False)
    (edition,) = catalogue.editions()
    assert (edition.sha256, edition.etag, edition.edition_no) == (FIRST.sha256, FIRST.etag, 1)
    assert edition.first_seen.tzinfo is UTC
    (document,) = catalogue.documents()
    assert document.facts == GROVE


def test_new_bytes_are_a_new_edition_and_old_bytes_again_too(catalogue: Catalogue) -> None:
    for sha256 in ("a" * 64, "b" * 64, "b" * 64, "a" * 64):
        catalogue.ingest(GROVE, replace(FIRST, sha256=sha256))
    assert [(e.edition_no, e.sha256[0]) for e in catalogue.editions("grove")] == [(1, "a"), (2, "b"), (3, "a")]
    newest = catalogue.newest_edition("grove")
    assert newest is not None
    assert newest.edition_no == 3
    assert catalogue.newest_edition("nothing") is None


def test_facts_keep_their_history_and_the_newest_hold(catalogue: Catalogue) -> None:
    catalogue.ingest(GROVE, FIRST)
    corrected = replace(GROVE, year=2021, title=None, known_gaps=())
    assert catalogue.ingest(corrected, FIRST) == Ingested("grove", 1, new_edition=False, new_facts=True)
    assert [d.facts for d in catalogue.documents()] == [corrected]
    with catalogue.database.reading() as session:
        numbers = session.execute(text("SELECT facts_no FROM document_facts ORDER BY 1")).scalars().all()
    assert numbers == [1, 2]


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("abc"), st.integers(2020, 2022)), max_size=12), st.data()
)
def test_ingesting_is_idempotent_whatever_comes(
    catalogue: Catalogue, told: list[tuple[str, str, int]], data: st.DataObject
) -> None:
    """Editions and facts are what was told, repetitions left out; how it is cut into calls does not matter."""
    prefix = uuid4().hex
    documents = [(KnownFacts(prefix + name, year=year), NewEdition(sha * 64, 1)) for name, sha, year in told]
    cut = data.draw(st.integers(0, len(documents)))
    catalogue.ingest_many(documents[:cut])
    catalogue.ingest_many(documents[cut:])
    for name in "xyz":
        expected = [key for key, _ in groupby(sha for n, sha, _ in told if n == name)]
        assert [e.sha256[0] for e in catalogue.editions(prefix + name)] == expected
        assert [e.edition_no for e in catalogue.editions(prefix + name)] == list(range(1, len(expected) + 1))
    last = {prefix + name: year for name, _, year in told}
    assert {d.document_id: d.facts.year for d in catalogue.documents() if d.document_id.startswith(prefix)} == last


def test_the_plan_names_what_is_to_be_read(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.ingest_many([(KnownFacts("grove"), FIRST), (KnownFacts("lake"), FIRST)])
    plan = catalogue.plan(READER, tmp_path)
    assert [(p.edition.document_id, p.reading) for p in plan] == [("grove", None), ("lake", None)]
    batch = readings.write([reading("grove"), reading("lake")], tmp_path, keys=[p.reading_key for p in plan])
    catalogue.record_readings(batch)
    catalogue.record_readings(batch)
    assert len(catalogue.readings()) == 2
    done = [p.reading for p in catalogue.plan(READER, tmp_path)]
    assert [(r.status, r.file, r.counts["tasks"]) for r in done if r] == [(ReadingStatus.OK, batch.place, 1)] * 2
    catalogue.ingest(KnownFacts("lake", year=2021), FIRST)  # other facts: another reading
    assert [p.reading is None for p in catalogue.plan(READER, tmp_path)] == [False, True]
    assert [p.reading is None for p in catalogue.plan("1.1+0123456789ab", tmp_path)] == [True, True]
    for file in batch.folder.iterdir():
        file.unlink()
    batch.folder.rmdir()  # as the repair of a damaged file says
    assert [p.reading is None for p in catalogue.plan(READER, tmp_path)] == [True, True]
    catalogue.record_readings(readings.write([reading("grove")], tmp_path, keys=[plan[0].reading_key]))
    assert [p.reading is None for p in catalogue.plan(READER, tmp_path)] == [False, True]


def test_a_refusal_is_remembered_with_its_reason(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.ingest(GROVE, FIRST)
    (planned,) = catalogue.plan(READER, tmp_path)
    catalogue.record_refusal(planned, READER, "no task in this document")
    catalogue.record_refusal(planned, READER, "no task in this document")
    (again,) = catalogue.plan(READER, tmp_path)
    assert again.reading is not None
    assert (again.reading.status, again.reading.problem) == (ReadingStatus.REFUSED, "no task in this document")
    assert len(catalogue.readings("grove")) == 1


def test_runs_with_their_steps(catalogue: Catalogue) -> None:
    catalogue.runs.start("r1", "code-1")
    catalogue.runs.add_step("r1", StepRecord("read", 1.25, "done"))
    catalogue.runs.add_step("r1", StepRecord("build", 0.5, "failed"))
    catalogue.runs.finish("r1", RunState.FAILED, {"documents": 2}, inputs_key="k")
    catalogue.runs.start("r2", "code-1")
    assert catalogue.runs.mark_interrupted() == ("r2",)
    assert catalogue.runs.mark_interrupted() == ()
    newest, oldest = catalogue.runs.history()
    assert (newest.run_id, newest.state) == ("r2", RunState.INTERRUPTED)
    assert (oldest.state, oldest.summary, oldest.inputs_key) == (RunState.FAILED, {"documents": 2}, "k")
    assert oldest.finished is not None
    assert oldest.finished >= oldest.started
    assert [s.name for s in catalogue.runs.steps("r1")] == ["read", "build"]
    assert catalogue.runs.history(1) == (newest,)
    with pytest.raises(WrongUse, match="no run r1 under way"):
        catalogue.runs.finish("r1", RunState.PUBLISHED, {})
    with pytest.raises(WrongUse):
        catalogue.runs.add_step("nobody", StepRecord("read", 1.0, "done"))


def test_one_release_is_current(catalogue: Catalogue) -> None:
    for day, version in enumerate(["2023.01.20-1", "2023.01.21-1", "2023.01.21-1"], start=1):
        catalogue.releases.record(version, datetime(2023, 1, day, tzinfo=UTC), "k" * 64, "m" * 64)
    assert [(r.version, r.state) for r in catalogue.releases.history()] == [
        ("2023.01.21-1", ReleaseState.CURRENT),
        ("2023.01.20-1", ReleaseState.SUPERSEDED),
    ]
    catalogue.releases.mark_removed("2023.01.20-1")
    assert catalogue.releases.history()[1].state is ReleaseState.REMOVED
    with pytest.raises(WrongUse):
        catalogue.releases.mark_removed("2023.01.21-1")


def test_decisions_are_added_never_lost(catalogue: Catalogue) -> None:
    first = catalogue.decisions.record(DECISION)
    assert catalogue.decisions.record(DECISION) == first  # the same click twice
    taken_back = catalogue.decisions.record(replace(DECISION, action=Action.WITHDRAW, corrected_value=None))
    again = catalogue.decisions.record(DECISION)  # decided as before, after it was taken back: a decision of its own
    other = catalogue.decisions.record(replace(DECISION, check_id="C-2"))
    assert catalogue.decisions.list("C-1") == (first, taken_back, again)
    assert catalogue.decisions.snapshot() == (first, taken_back, again, other)
    assert [d.decision.supersedes for d in (first, taken_back, again, other)] == [
        None,
        first.decision_id,
        taken_back.decision_id,
        None,
    ]
    assert first.decision == DECISION


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "},
        {"decided_by": ""},
        {"check_id": ""},
        {"corrected_value": None},
        {"corrected_value": "83,9"},
        {"corrected_value": "NaN"},
        {"action": Action.ACCEPT},
        {"until": date(2023, 1, 1)},
        {"supersedes": "D-0"},
    ],
)
def test_decisions_that_nobody_could_follow_are_refused(catalogue: Catalogue, wrong: dict[str, object]) -> None:
    with pytest.raises(WrongUse):
        catalogue.decisions.record(replace(DECISION, **wrong))  # type: ignore[arg-type]
    assert catalogue.decisions.list() == ()


WORK = """
import sys
from datetime import date
from documents.reading import KnownFacts
from warehouse.catalogue import Catalogue
from warehouse.records import Action, NewDecision, NewEdition
url, name = sys.argv[1:]
with Catalogue(url) as catalogue:
    for i in range(30):
        catalogue.ingest(KnownFacts(f"own-{name}-{i}"), NewEdition("a" * 64, 1))
        catalogue.ingest(KnownFacts(f"shared-{i}"), NewEdition("b" * 64, 1))
        catalogue.ingest(KnownFacts("contested"), NewEdition(name * 64, 1))
        catalogue.decisions.record(NewDecision("C-1", Action.ACCEPT, f"reason {name} {i}", name, date(2023, 1, 1)))
"""


def test_several_processes_open_and_write_one_new_catalogue_at_once(catalogue_url: str) -> None:
    processes = [python(WORK, catalogue_url, name, wait=False) for name in "012"]
    for process in processes:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    with Catalogue(catalogue_url) as catalogue:
        ids = [d.document_id for d in catalogue.documents()]
        assert len(ids) == len(set(ids)) == 3 * 30 + 30 + 1
        assert all(len(catalogue.editions(f"shared-{i}")) == 1 for i in range(30))
        contested = catalogue.editions("contested")
        assert [e.edition_no for e in contested] == list(range(1, len(contested) + 1))
        assert all(a.sha256 != b.sha256 for a, b in pairwise(contested))
        decisions = catalogue.decisions.list("C-1")
        assert len(decisions) == 90
        assert [d.decision.supersedes for d in decisions] == [None, *(d.decision_id for d in decisions[:-1])]


def test_a_killed_writer_leaves_all_or_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    source = """
import os, sys
from documents.reading import KnownFacts
from warehouse.catalogue import Catalogue, _ingest_chunk
from warehouse.records import NewEdition
catalogue = Catalogue(sys.argv[1])
catalogue.ingest(KnownFacts("kept"), NewEdition("a" * 64, 1))
with catalogue.database.writing() as session:
    list(_ingest_chunk(session, [(KnownFacts("lost"), NewEdition("a" * 64, 1))]))
    session.flush()
    os.kill(os.getpid(), 9)
"""
    assert python(source, url).returncode == -9
    with Catalogue(url) as catalogue:
        assert [d.document_id for d in catalogue.documents()] == ["kept"]
        assert catalogue.ingest(KnownFacts("lost"), FIRST).new_edition


def test_sqlite_is_set_up_for_many_users(tmp_path: Path) -> None:
    with (
        Catalogue(f"sqlite:///{tmp_path / 'new' / 'catalogue.db'}") as catalogue,
        catalogue.database.reading() as session,
    ):
        found = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://h/d", "duckdb:///x", "postgresql+nothing://h/d"])
def test_a_wrong_address_is_wrong_use(url: str) -> None:
    with pytest.raises(WrongUse):
        Catalogue(url)


def test_an_unreachable_database_is_named_without_its_password() -> None:
    with pytest.raises(CatalogueUnreachable, match="DUBAN_CATALOGUE_URL") as caught:
        Catalogue("postgresql://somebody:secret@127.0.0.1:1/nowhere")
    assert "secret" not in str(caught.value)
    assert caught.value.exit_code == 3


def test_a_file_that_is_no_database_is_a_fault_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "catalogue.db").write_bytes(b"this is not a database, and it is long enough to be taken for one" * 100)
    with pytest.raises(CatalogueUnreachable, match=r"catalogue\.db"):
        Catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")


def test_a_full_disk_is_a_fault_and_nothing_is_half_done(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalogue.db'}"
    with Catalogue(url) as catalogue:
        catalogue.ingest(GROVE, FIRST)
        with catalogue.database.reading() as session:
            pages = session.execute(text("PRAGMA page_count")).scalar_one()
    with Catalogue(url) as catalogue:
        with catalogue.database.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        many = [(KnownFacts(f"d{i}", title="t" * 500), FIRST) for i in range(200)]
        with pytest.raises(CatalogueUnreachable, match="full"):
            catalogue.ingest_many(many)
        assert [d.document_id for d in catalogue.documents()] == ["grove"]


def test_hostile_text_is_kept_as_far_as_a_database_can(catalogue: Catalogue) -> None:
    catalogue.ingest(replace(GROVE, title="NUL \0, '; DROP TABLE editions; --"), replace(FIRST, url="https://x/\0"))
    (planned,) = catalogue.plan(READER)
    catalogue.record_refusal(planned, READER, "half \ud800 and NUL \0 and 😀")
    (again,) = catalogue.plan(READER)
    assert again.reading is not None
    assert again.reading.problem == "half \ufffd and NUL \ufffd and 😀"
    assert again.edition.url == "https://x/\ufffd"
    assert again.facts.title == "NUL \0, '; DROP TABLE editions; --"
    first = catalogue.decisions.record(replace(DECISION, left_said="\0", reason="\udfff!"))
    assert first.decision.left_said == "\ufffd"
    assert catalogue.decisions.record(replace(DECISION, left_said="\0", reason="\udfff!")) == first
