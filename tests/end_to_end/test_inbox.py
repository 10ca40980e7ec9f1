"""A watched inbox with the whole main job behind it."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import PATIENCE, Duban
from tests.end_to_end.test_main_job import SMALL

pytestmark = pytest.mark.end_to_end


def wait_until_there(path: Path, process: subprocess.Popen[str]) -> None:
    ends_at = time.monotonic() + PATIENCE
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < ends_at, f"{path} never came"
        time.sleep(0.2)


def test_what_is_put_into_a_watched_inbox_is_published(published_copy: Duban) -> None:
    duban = published_copy
    inbox = duban.home / "inbox"
    watcher = duban.start("inbox", "--watch", DUBAN_INBOX_SETTLE="0.5", DUBAN_INBOX_EVERY="0.2")
    try:
        with (inbox / "own-2022.txt").open("w", encoding="utf-8") as slow:
            slow.write(SMALL[: len(SMALL) // 2])
            slow.flush()
            time.sleep(3)
            assert (inbox / "own-2022.txt").exists(), "a file that is being written was taken"
            slow.write(SMALL[len(SMALL) // 2 :])
        wait_until_there(inbox / "archive", watcher)
        refused = duban("inbox")
        assert refused.code == 3, refused.told
        assert "duban inbox --watch" in refused.err
        (inbox / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
        wait_until_there(inbox / "rejected" / "photo.png", watcher)
    finally:
        watcher.send_signal(signal.SIGTERM)
        out, err = watcher.communicate(timeout=60)
    assert watcher.returncode == 0, err
    assert "✓ 已读 read  own-2022" in out
    assert "stopped watching" in out
    assert duban.rows("SELECT document_id FROM bi.documents") == [("own-2022",)]
    (archived,) = (inbox / "archive").glob("*/own-2022.txt")
    assert archived.read_text(encoding="utf-8") == SMALL
    nothing = duban("inbox", DUBAN_INBOX_SETTLE="0.1")
    assert (nothing.code, "nothing new in the inbox" in nothing.out) == (0, True), nothing.told
