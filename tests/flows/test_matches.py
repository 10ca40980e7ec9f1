"""A steward pins or cuts a match between tasks: what is shown, what is refused, what is written.

Belongs here: the two commands and the seed's file. Does not belong here: what a pin does to a life (dbt's unit tests).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows.matches_command import Match, add
from flows.settings import PROJECT
from tests.conftest import Duban

SEED = Path("seeds") / "task_matches.csv"
HEAD = "document_a,task_a,document_b,task_b,decision,reason,decided_by\n"


def _match(decision: str = "pin", reason: str = "改了名称，又合并") -> Match:
    return Match("a", 1, "b", 2, decision, reason, "王某")


def test_a_later_word_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    seed = tmp_path / "task_matches.csv"
    seed.write_text(HEAD, encoding="utf-8")
    add(_match(), seed)
    add(Match("a", 1, "b", 3, "cut", '"引号"', "李某"), seed)
    assert seed.read_text(encoding="utf-8") == f'{HEAD}a,1,b,2,pin,改了名称，又合并,王某\na,1,b,3,cut,"""引号""",李某\n'
    add(Match("b", 2, "a", 1, "cut", "两件事", "王某"), seed)
    assert seed.read_text(encoding="utf-8") == f'{HEAD}a,1,b,3,cut,"""引号""",李某\nb,2,a,1,cut,两件事,王某\n'


def test_the_seed_of_the_project_has_these_columns(tmp_path: Path) -> None:
    seed = Path(shutil.copy(PROJECT / "dbt_project" / SEED, tmp_path))
    add(_match(), seed)
    assert seed.read_text(encoding="utf-8").endswith("a,1,b,2,pin,改了名称，又合并,王某\n")


@pytest.mark.end_to_end
def test_matches_are_shown_and_decided(published: Duban, tmp_path: Path) -> None:
    shown = published("matches", "--all", "--json").data()
    assert shown["total"] == len(shown["matches"])
    tasks = published.rows(
        "SELECT document_id, task_no FROM marts.dim_task WHERE year = 2021 AND task_no = 1 ORDER BY document_id LIMIT 2"
    )
    (one, number), (other, other_number) = tasks
    project = tmp_path / "dbt_project"
    (project / "seeds").mkdir(parents=True)
    (project / SEED).write_text(HEAD, encoding="utf-8")
    word = ("match", one, str(number), other, str(other_number), "--reason", "改了名称", "--by", "王某")
    ended = published(*word, "--pin", DUBAN_DBT_PROJECT=str(project))
    assert ended.code == 0, ended.told
    assert (project / SEED).read_text(
        encoding="utf-8"
    ) == f"{HEAD}{one},{number},{other},{other_number},pin,改了名称,王某\n"
    assert published(*word, DUBAN_DBT_PROJECT=str(project)).code == 2
    elsewhere = published.rows(
        "SELECT document_id, task_no FROM marts.dim_task WHERE year <> 2021 ORDER BY ALL LIMIT 1"
    )[0]
    refused = published(
        "match",
        one,
        str(number),
        *map(str, elsewhere),
        "--cut",
        "--reason",
        "x",
        "--by",
        "y",
        DUBAN_DBT_PROJECT=str(project),
    )
    assert refused.code == 2
    assert "jurisdiction and year" in refused.told
