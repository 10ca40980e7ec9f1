"""The commands of upkeep and of new documents, as processes of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from documents.reading import KnownFacts
from tests.conftest import Duban
from warehouse.catalogue import Catalogue
from warehouse.home import Home
from warehouse.proposals import NewProposal
from warehouse.raw import RawStore
from warehouse.records import NewEdition


@pytest.fixture
def small(tmp_path: Path) -> Duban:
    """A home with a document that was ingested, and a proposal."""
    home = Home.at(tmp_path / "home").make()
    with Catalogue(home.catalogue_url) as catalogue:
        sha256 = RawStore(home.raw).put(b"1")
        catalogue.ingest(KnownFacts("grove"), NewEdition(sha256, 1))
        catalogue.proposals.found([NewProposal("https://a.example/2022.html", "2022年 完成情况", "list", {})])
    return Duban(home.root)


def test_backup_and_restore(small: Duban, tmp_path: Path) -> None:
    file = tmp_path / "saved.tar.gz"
    saved = small("backup", file)
    assert saved.code == 0, saved.told
    assert "1 份原文 documents" in saved.out
    again = small("backup", file)
    assert (again.code, "is there already" in again.err) == (2, True)
    over = small("restore", file)
    assert (over.code, "is not empty" in over.err) == (2, True)
    other = Duban(tmp_path / "other")
    restored = other("restore", file, "--json")
    assert restored.code == 0, restored.told
    assert restored.data()["raw"] == 1
    assert len(other("proposals", "--json").data()) == 1
    assert other("restore", tmp_path / "absent").code == 2


def test_prune_tells_first(small: Duban) -> None:
    told = small("prune", "--keep", "1", "--dry-run", "--json").data()
    assert (told["dry_run"], told["releases"], told["documents"]) == (True, [], [])
    assert small("prune", "--keep", "0").code == 2


def test_proposals_are_answered(small: Duban) -> None:
    (waiting,) = small("proposals", "--json").data()
    name = waiting["proposal_id"]
    assert small("proposals", "--confirm", name).code == 2  # nobody says so
    assert small("proposals", "--confirm", name, "--id", "../x", "--by", "王某").code == 2
    confirmed = small("proposals", "--confirm", name, "--by", "王某")
    assert confirmed.code == 0, confirmed.told
    assert "→ 2022年-完成情况" in confirmed.out
    assert "nothing waits" in small("proposals").out
    rejected = small("proposals", "--reject", name, "--by", "李某", "--reason", "重复", "--json").data()
    assert rejected[0]["state"] == "rejected"


def test_polling_needs_a_list_that_is_right(small: Duban, tmp_path: Path) -> None:
    bad = tmp_path / "watch.yml"
    bad.write_text("pages:\n  - id: a\n", encoding="utf-8")
    told = small("poll", "--list", bad)
    assert told.code == 2
    assert f"{bad}:2" in told.err
    assert small("inbox", "--watch", "--json").code == 2
