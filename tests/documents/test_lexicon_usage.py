"""`duban lexicon check`: the files are sound, every entry is used or justified, and a bad line is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from documents.lexicon import FOLDER, LexiconError
from documents.lexicon.usage import check, schemas
from flows.faults import ExitCode, WrongUse
from flows.lexicon_command import lexicon_check


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    """A copy of the lexicon, to be damaged."""
    folder = tmp_path / "lexicon"
    folder.mkdir()
    for path in FOLDER.glob("*.tsv"):
        shutil.copy(path, folder)
    return folder


def append(folder: Path, file: str, line: str) -> int:
    """Add a line to a file; its number."""
    path = folder / file
    text = path.read_text("utf-8").rstrip("\n") + "\n"
    path.write_text(text + line + "\n", "utf-8")
    return text.count("\n") + 1


def test_every_entry_is_used_or_justified(capsys: pytest.CaptureFixture[str]) -> None:
    assert lexicon_check(None, as_json=True) is ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert set(told) == set(schemas()) - {"reasons"}
    assert {name: file["unjustified"] for name, file in told.items() if file["unjustified"]} == {}


def test_an_entry_that_nothing_uses_needs_a_note(lexicon: Path) -> None:
    (lexicon / "reasons.tsv").write_text("file\tgroup\treason\tnote\n", "utf-8")
    line = append(lexicon, "status_words.tsv", "从未见过的状态")
    append(lexicon, "status_words.tsv", "另一个状态\tprinted by one city")
    (report,) = (each for each in check(["已完成"], lexicon) if each.name == "status_words")
    assert (line, "从未见过的状态") in [(row.line, row["term"]) for row in report.unjustified]
    assert "另一个状态" in [row["term"] for row in report.unused]
    assert "另一个状态" not in [row["term"] for row in report.unjustified]
    assert "已完成" not in [row["term"] for row in report.unused]


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("cues.tsv", "no_such_cue\t约", "cue 'no_such_cue' is not allowed"),
        ("cues.tsv", "约", "has 1 columns"),
        ("cues.tsv", "about_before\t约\t\t", "has 4 columns"),
        ("cues.tsv", "about_before\t约", "stands already in line"),
        ("measure_units.tsv", "\tcount", "term is empty"),
        ("measure_units.tsv", "台 \tcount", "white space"),
        ("measure_units.tsv", "把\tcolour", "dimension 'colour' is not allowed"),
        ("reasons.tsv", "cues\tno_such_cue\twhy", "does not exist"),
        ("reasons.tsv", "nothing\t*\twhy", "does not exist"),
    ],
)
def test_a_planted_fault_is_named_with_file_and_line(lexicon: Path, file: str, line: str, said: str) -> None:
    number = append(lexicon, file, line)
    with pytest.raises(LexiconError) as caught:
        check([], lexicon)
    assert (caught.value.file, caught.value.line) == (file, number)
    assert said in str(caught.value)
    with pytest.raises(WrongUse, match=f"{file}, line {number}"):
        lexicon_check(None, folder=lexicon)


def test_bytes_that_are_not_utf8_are_named_with_their_line(lexicon: Path) -> None:
    path = lexicon / "told_words.tsv"
    lines = path.read_bytes().split(b"\n")
    lines[5] = "截至".encode("gb18030")
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(LexiconError, match=r"told_words\.tsv, line 6: is not UTF-8"):
        check([], lexicon)


def test_a_file_without_a_schema_and_a_missing_file_are_named(lexicon: Path) -> None:
    (lexicon / "stray.tsv").write_text("term\tnote\n", "utf-8")
    with pytest.raises(LexiconError, match=r"stray\.tsv.*no schema"):
        check([], lexicon)
    (lexicon / "stray.tsv").unlink()
    (lexicon / "furniture.tsv").unlink()
    with pytest.raises(LexiconError, match=r"furniture\.tsv.*missing"):
        check([], lexicon)
