"""Bad input: named with file, place and what to do; the others go on; the published release is not touched."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Duban
from tests.end_to_end.test_main_job import SMALL

pytestmark = pytest.mark.end_to_end

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def task(number: int) -> str:
    """One task of a list, in words of our own."""
    return (
        f"{number}. 第{number}类项目建成{number}0个。\n牵头责任单位：市发展改革委\n进展情况：建成项目{number}1个。\n\n"
    )


def listed(*numbers: int) -> bytes:
    return ("某市2022年重点工作完成情况\n\n" + "".join(map(task, numbers))).encode()


BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "picture.txt": (PICTURE, "picture"),
    "no-task.txt": ("今天天气很好，我们去公园散步。\n".encode(), "task"),
    "broken.txt": (SMALL.encode()[:200] + b"\xff\xfe\xff" + SMALL.encode()[200:], "line 7"),
    "missing.txt": (listed(1, 2, 4, 5), "3"),
    "twice.txt": (listed(1, 2, 2, 3), "2"),
}


def test_bad_documents_are_named_and_the_others_are_published(duban: Duban, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "good-2022.txt").write_text(SMALL, encoding="utf-8")
    (folder / "photo.jpg").write_bytes(PICTURE)  # no document by its ending: passed over
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    outcome = duban.run("--documents", folder, code=2)
    assert outcome["state"] == "published"
    assert outcome["passed_over"] == 1
    assert outcome["figures"]["documents"] == 1
    told = {Path(refusal["place"]).name: refusal for refusal in outcome["refusals"]}
    assert set(told) == set(BAD)
    for name, refusal in told.items():
        assert BAD[name][1].lower() in (refusal["what"] + refusal["advice"]).lower(), refusal
        assert refusal["advice"], refusal
    _stays_untouched(duban, folder)


def _stays_untouched(duban: Duban, folder: Path) -> None:
    """Again with the bad ones alone: nothing is built, the same faults are told, the release is the same file."""
    before = duban.warehouse.stat()
    ended = duban("run", "--documents", *(folder / name for name in BAD))
    assert ended.code == 2, ended.told
    assert "无新内容" in ended.out
    for name in BAD:
        assert str(folder / name) in ended.out
    assert duban.warehouse.stat() == before or (
        duban.warehouse.stat().st_ino,
        duban.warehouse.stat().st_mtime_ns,
    ) == (before.st_ino, before.st_mtime_ns)
    _a_new_edition_that_is_bad_does_not_take_the_old_one_away(duban, folder)


def _a_new_edition_that_is_bad_does_not_take_the_old_one_away(duban: Duban, folder: Path) -> None:
    (folder / "good-2022.txt").write_bytes(PICTURE)
    outcome = duban.run("--documents", folder / "good-2022.txt", code=2)
    assert outcome["state"] == "nothing_new"
    assert outcome["figures"]["documents"] == 1
    assert len(outcome["refusals"]) == 1


def test_the_catalogue_with_a_folder_and_an_unreachable_url(duban: Duban, tmp_path: Path) -> None:
    (tmp_path / "good-2022.txt").write_text(SMALL, encoding="utf-8")
    (tmp_path / "a-folder").mkdir()
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/report.html"
        sources = tmp_path / "sources.yml"
        sources.write_text(
            "documents:\n"
            "  - {id: good, path: good-2022.txt, year: 2022}\n"
            "  - {id: folder, path: a-folder}\n"
            "  - {id: gone, path: not-there.txt}\n"
            f"  - {{id: far, url: '{url}'}}\n",
            encoding="utf-8",
        )
        ended = duban("run", "--sources", sources, DUBAN_FETCH_ATTEMPTS="2", DUBAN_FETCH_WAIT="0.01")
    assert ended.code == 2, ended.told
    assert "已发布 · Published" in ended.out
    for words in ("a-folder: is a folder", "not-there.txt: there is no such file", f"{url}: cannot be reached"):
        assert words in ended.out
    assert duban.rows("SELECT document_id, year FROM bi.documents") == [("good", 2022)]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (lambda folder: ["--documents", folder / "none"], "there is no such file or folder"),
        (lambda folder: ["--documents", folder], "holds no document"),
        (lambda folder: ["--sources", folder / "none.yml"], "--sources"),
        (lambda folder: [folder], "files are named with --documents"),
    ],
)
def test_wrong_use(duban: Duban, tmp_path: Path, arguments: Callable[[Path], list[str | Path]], says: str) -> None:
    folder = tmp_path / "nothing"
    folder.mkdir()
    ended = duban("run", *arguments(folder))
    assert ended.code == 2, ended.told
    assert says in ended.err
    assert not duban.warehouse.exists()


def test_all_bad_publishes_nothing(duban: Duban, tmp_path: Path) -> None:
    bad = tmp_path / "empty.txt"
    bad.touch()
    ended = duban("run", "--documents", bad, "--json")
    assert ended.code == 2, ended.told
    assert "no document could be read" in ended.data()["error"]
    assert str(bad) in ended.data()["error"]
    assert not duban.warehouse.exists()


def test_two_files_of_one_name(duban: Duban, tmp_path: Path) -> None:
    for name, text in (("a", SMALL), ("b", SMALL.replace("4%", "5%"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.txt").write_text(text, encoding="utf-8")
    outcome = duban.run("--documents", tmp_path / "a", tmp_path / "b", code=2)
    assert outcome["state"] == "published"
    assert "the id 'report' is taken" in outcome["refusals"][0]["what"]
