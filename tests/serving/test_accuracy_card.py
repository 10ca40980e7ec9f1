"""The accuracy card that is kept with the code, and its way into a release."""

from __future__ import annotations

import json
from pathlib import Path

from documents.accuracy import DocumentScore, Evaluation, evaluate, load
from documents.accuracy.scores import Miss, Score, Tally
from serving import accuracy_card
from tests.warehouse.examples import facts, make_candidate
from warehouse import releases
from warehouse.home import Home

CORPUS = Path(__file__).parent.parent / "corpus" / "gold"


def test_the_kept_card_is_that_of_this_reader() -> None:
    card = accuracy_card.content(evaluate(load(CORPUS), by_document=True))
    kept = accuracy_card.kept()
    assert json.loads(kept[accuracy_card.JSON_NAME]) == json.loads(accuracy_card.to_json(card)), "run `make card`"
    assert kept[accuracy_card.MARKDOWN_NAME] == accuracy_card.to_markdown(card), "run `make card`"


def test_a_release_carries_the_card(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "var").make()
    kept = accuracy_card.kept()
    published = releases.publish(make_candidate(home, 2), home, facts("one"), attachments=kept)
    manifest = json.loads((published.folder / "manifest.json").read_text("utf-8"))
    assert {accuracy_card.JSON_NAME, accuracy_card.MARKDOWN_NAME} <= {file["path"] for file in manifest["files"]}
    assert (published.folder / accuracy_card.JSON_NAME).read_bytes() == kept[accuracy_card.JSON_NAME]
    assert releases.verify(published.folder) == ()


def test_text_of_documents_is_no_markup_in_the_card() -> None:
    miss = Miss("observations", "d", "§1", "missed", "5|%", "", "<script>[x](http://e)\n| a")
    score = Score(Tally(1, 0, 0, 0), misses=[miss])
    scores = {"observations": score, "targets": Score(), "excluded": Score()}
    card = accuracy_card.content(Evaluation((DocumentScore("d", "article", scores),)))
    text = accuracy_card.to_markdown(card).decode()
    assert r"\<script\>\[x\](http://e) \| a" in text
    assert r"5\|%" in text
