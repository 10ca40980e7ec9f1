"""The lexicon loader: every fault is named with file, line and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from documents.layouts import words
from documents.lexicon import Column, LexiconError, Schema, load

SCHEMA = Schema((Column("term"), Column("kind", frozenset({"a", "b"})), Column("code", pattern=r"\d+", empty=True)))
HEADER = "# a comment\nterm\tkind\tcode\tnote\n"


def _load(folder: Path, body: str) -> list[dict[str, str]]:
    (folder / "words.tsv").write_text(HEADER + body, "utf-8")
    return [dict(row) for row in load("words", SCHEMA, folder)]


def test_rows_keep_their_order_and_notes(tmp_path: Path) -> None:
    rows = _load(tmp_path, "甲\ta\t1\twhy\n\n乙\tb\t\n")
    assert rows == [
        {"term": "甲", "kind": "a", "code": "1", "note": "why"},
        {"term": "乙", "kind": "b", "code": "", "note": ""},
    ]


@pytest.mark.parametrize(
    ("body", "line", "says"),
    [
        ("甲\tc\t1\t\n", 3, "allowed: a, b"),
        ("甲\ta\tx\t\n", 3, "does not match"),
        ("甲\ta\t1\t\n甲\tb\t2\t\n", 4, "stands already in line 3"),
        ("甲\n", 3, "columns"),
        (" 甲\ta\t1\t\n", 3, "white space"),
        ("\ta\t1\t\n", 3, "term is empty"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, body: str, line: int, says: str) -> None:
    with pytest.raises(LexiconError) as caught:
        _load(tmp_path, body)
    assert caught.value.line == line
    assert caught.value.file == "words.tsv"
    assert says in str(caught.value)


def test_a_missing_file_and_a_missing_header_are_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"gone\.tsv.*missing"):
        load("gone", SCHEMA, tmp_path)
    (tmp_path / "words.tsv").write_text("甲\ta\t1\t\n", "utf-8")
    with pytest.raises(LexiconError, match="columns must be term, kind, code, note"):
        load("words", SCHEMA, tmp_path)


def test_the_files_of_the_layouts_keep_their_schemas() -> None:
    whole, parts = words.column_words()
    assert whole["序号"] is words.ColumnRole.NUMBER
    assert parts
    assert words.furniture_words().pattern.fullmatch("第 3 页 共 9 页")
    assert "牵头" in words.unit_words().noise
    assert words.status_words()
    assert words.told_words().search("截至9月底")
