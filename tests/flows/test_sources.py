"""The catalogue: what it may hold, and that an error names file, line and what is allowed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from flows.faults import WrongUse
from flows.sources import load

GOOD = """\
# a comment stays where it is
documents:
  - id: a-2022
    title: 2022年度任务
    path: papers/a.txt
    year: 2022
    period: 2022
    published_on: 2023-01-17
    document_type: annual_report
    known_gaps: [7, 9]
  - id: b-2024
    url: https://example.org/b.html
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "sources.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_is_known_becomes_facts(tmp_path: Path) -> None:
    sources = load(written(tmp_path, GOOD))
    facts = sources.documents[0].facts(file_name="a.txt")
    assert (facts.document_id, facts.year, facts.period, facts.published_on) == (
        "a-2022",
        2022,
        "2022",
        date(2023, 1, 17),
    )
    assert facts.known_gaps == (7, 9)
    assert sources.documents[1].facts().title is None


def test_a_file_by_hand_is_recognised_by_path_else_by_name(tmp_path: Path) -> None:
    sources = load(written(tmp_path, GOOD))
    same_file = sources.for_file(tmp_path / "papers" / ".." / "papers" / "a.txt")
    assert same_file is not None
    assert same_file.id == "a-2022"
    by_name = sources.for_file(Path("/elsewhere/b-2024.pdf"))
    assert by_name is not None
    assert by_name.id == "b-2024"
    assert sources.for_file(Path("/elsewhere/c.pdf")) is None


@pytest.mark.parametrize(
    ("line", "text", "says"),
    [
        (3, "documents:\n  - id: a\n    colour: red\n    path: x", "unknown key 'colour' → allowed: id, path"),
        (4, "documents:\n  - id: a\n    path: x\n    year: 22", "year: Input should be greater than or equal to 1949"),
        (4, "documents:\n  - id: a\n    path: x\n    document_type: poem", "allowed: annual_report, breakdown"),
        (4, "documents:\n  - id: a\n    path: x\n    period: last year", "e.g. 2022, 2023Q1-Q3"),
        (4, "documents:\n  - id: a\n    path: x\n    published_on: 17.1.2023", "YYYY-MM-DD"),
        (2, "documents:\n  - path: x", "'id' is missing"),
        (2, "documents:\n  - id: a", "needs a path or a url"),
        (3, "documents:\n  - id: a\n    url: ftp://example.org", "begins with http"),
        (4, "documents:\n  - id: a\n    path: x\n  - id: a\n    path: y", "stands twice (first in line 2)"),
        (1, "papers: []", "unknown key 'papers'"),
        (1, "- id: a", "`documents:`"),
        (3, "documents:\n  - id: a\n   path: x", "no YAML"),
        (2, "documents:\n  - id: ../../etc/passwd\n    path: x", "letters, digits"),
    ],
)
def test_an_error_names_line_and_what_is_allowed(tmp_path: Path, line: int, text: str, says: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(WrongUse) as caught:
        load(file)
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"{file}:{line}:")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="--sources"):
        load(tmp_path / "none.yml")


def test_every_error_is_told_at_once(tmp_path: Path) -> None:
    file = written(
        tmp_path, "documents:\n  - id: a\n    path: x\n    year: 1\n  - id: b\n    colour: red\n    path: y\n"
    )
    with pytest.raises(WrongUse) as caught:
        load(file)
    assert f"{file}:4" in str(caught.value)
    assert f"{file}:6" in str(caught.value)
