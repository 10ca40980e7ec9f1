"""A warehouse that has grown is the one that is built anew, row for row, whatever came, went, changed or was decided.

Belongs here: landing, modelling a part, exchanging its rows, and comparing with a whole build. Does not belong here: when a run grows
(tests/flows).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import building
import duckdb
import pytest

from benchmarks import years_corpus, years_figures
from documents import read
from documents.reading import KnownFacts, Reading
from flows.growing import OF_PART, OF_WHOLE, whole_tables
from warehouse import growth, readings
from warehouse.growth import Wanted
from warehouse.records import Action, DecisionRecord, LandedEdition, NewDecision
from warehouse.release_manifest import InputDocument
from warehouse.release_tables import tables_of

SEEN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class World:
    """Documents, their past and what was decided: what a warehouse is made of."""

    folder: Path
    now: dict[str, tuple[Reading, int]] = field(default_factory=dict)
    past: list[tuple[Reading, int]] = field(default_factory=list)
    decisions: list[DecisionRecord] = field(default_factory=list)

    def wanted(self) -> Wanted:
        """As `land` takes it; every document in a batch of its own, so that the same files serve every world."""
        told = [*self.now.values(), *self.past]
        files = [readings.write([reading], self.folder) for reading, _ in told]
        landed = [
            LandedEdition(r.facts.document_id, number, r.sha256, SEEN, batch.readings[0].reading_key)
            for (r, number), batch in zip(told, files, strict=True)
        ]
        here = len(self.now)
        return Wanted(files, landed[:here], self.decisions, landed[here:])


def documents_of_cities(cities: int, years: int) -> dict[str, str]:
    """Text by document id: promises, progress and results of made-up cities."""
    corpus = years_corpus.generate(cities, years, 12, first_year=2018)
    years_figures.tell(corpus)
    return {row["document_id"]: f"重点工作\n\n{row['text']}" for row in corpus.rows["documents"]}


def reading(name: str, text: str, city: str | None = None) -> Reading:
    """`name` is c<city>-<year>-<stage>, as the corpus names its documents."""
    number, year, stage = name.lstrip("c").split("-")
    kind, part = years_corpus.STAGES[int(stage)]
    place = years_corpus.WORDS["cities"][int(number)] if city is None else city
    facts = KnownFacts(name, jurisdiction=place, document_type=kind, year=int(year), period=year + part)
    return read(text.encode(), facts)


def changed(before: World, texts: dict[str, str], check: str) -> World:
    """One of everything: a document that comes, goes, is corrected, moves; a new city, one without a place; a decision."""
    after = World(before.folder, dict(before.now), list(before.past), list(before.decisions))
    after.now["c0-2019-4"] = (reading("c0-2019-4", texts["c0-2019-4"]), 1)
    del after.now["c1-2018-1"]
    old, _ = after.now["c1-2018-4"]
    after.past.append((old, 1))
    after.now["c1-2018-4"] = (reading("c1-2018-4", texts["c1-2018-4"].replace("增长5", "增长8")), 2)
    after.now["c2-2018-2"] = (reading("c2-2018-2", texts["c2-2018-2"], city="新州市"), 1)
    after.now["c3-2018-3"] = (reading("c3-2018-3", texts["c3-2018-3"], city=""), 1)
    decision = NewDecision(check, Action.ACCEPT, "口径不同", "某人", SEEN.date())
    after.decisions.append(DecisionRecord("D-1", 1, decision, SEEN))
    return after


def build_whole(world: World, path: Path, workspace: Path) -> Path:
    wanted = world.wanted()
    readings.land(path, wanted.files, wanted.editions, wanted.decisions, wanted.past)
    assert building.build(path, workspace) == []
    return path


def grow(published: Path, before: World, after: World, folder: Path, workspace: Path) -> tuple[Path, growth.Part]:
    made_of = [InputDocument(e.document_id, e.edition_no, e.sha256, e.reading_key) for e in before.wanted().editions]
    wanted = after.wanted()
    part = growth.part_of(published, made_of, wanted)
    small, grown = folder / "part.duckdb", folder / "grown.duckdb"
    readings.land(small, wanted.files, part.editions, wanted.decisions, part.past)
    assert building.build(small, workspace, *OF_PART) == []
    growth.graft(published, small, grown, part.jurisdictions, whole_tables(workspace / "target"))
    assert building.build(grown, workspace, *OF_WHOLE) == []
    return grown, part


def rows_of(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[Any, ...]]:
    return connection.execute(f"select * from {name} order by all").fetchall()


def same(left: Path, right: Path) -> None:
    """Every table of every schema has the same rows."""
    with duckdb.connect(str(left), read_only=True) as one, duckdb.connect(str(right), read_only=True) as other:
        names = [each.full_name for each in tables_of(one, (*growth.SCHEMAS, "staging", "seeds"))]
        assert names == [each.full_name for each in tables_of(other, (*growth.SCHEMAS, "staging", "seeds"))]
        assert "bi.task_history" in names
        for name in names:
            assert rows_of(one, name) == rows_of(other, name), name


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return documents_of_cities(cities=5, years=2)


@pytest.fixture(scope="module")
def before(texts: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> World:
    came = {name: (reading(name, text), 1) for name, text in texts.items() if "-2018-" in name}
    return World(tmp_path_factory.mktemp("readings"), came)


@pytest.fixture(scope="module")
def published(before: World, tmp_path_factory: pytest.TempPathFactory, workspace: Path) -> Path:
    return build_whole(before, tmp_path_factory.mktemp("published") / "before.duckdb", workspace)


@pytest.fixture(scope="module")
def check_of_the_fifth_city(published: Path) -> str:
    with duckdb.connect(str(published), read_only=True) as connection:
        found = connection.execute(
            "select min(check_id) from bi.checks where starts_with(document_ids[1], 'c4-') and len(document_ids) = 1"
        ).fetchone()
    assert found is not None
    return str(found[0])


def test_every_table_leads_to_a_document_or_gathers_from_all(city: duckdb.DuckDBPyConnection, workspace: Path) -> None:
    whole = whole_tables(workspace / "target")
    tables = tables_of(city, growth.SCHEMAS)
    lost = [each.full_name for each in tables if each.full_name not in whole and growth.rule_of(each) is None]
    assert lost == [], "give the model a column of its document or jurisdiction, or dbt's tag `whole`"
    assert len(whole) < len(tables) / 4


@pytest.mark.slow
def test_nothing_changed_touches_nothing(published: Path, before: World) -> None:
    wanted = before.wanted()
    made_of = [InputDocument(e.document_id, e.edition_no, e.sha256, e.reading_key) for e in wanted.editions]
    assert growth.part_of(published, made_of, wanted) == growth.Part((), (), ())


@pytest.mark.slow
def test_grown_is_built(
    texts: dict[str, str], before: World, published: Path, check_of_the_fifth_city: str, tmp_path: Path, workspace: Path
) -> None:
    after = changed(before, texts, check_of_the_fifth_city)
    grown, part = grow(published, before, after, tmp_path, workspace)
    assert part.jurisdictions == ("", "丁山市", "丙城市", "乙阳市", "戊江市", "新州市", "甲州市")
    same(grown, build_whole(after, tmp_path / "anew.duckdb", workspace))
