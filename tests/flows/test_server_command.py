"""The supervisor of a server and its worker: what needs no server to be tried (the rest: tests/end_to_end/test_server.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import server_command


def test_a_long_log_makes_way_while_its_program_goes_on_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server writes for years: its log keeps a bounded size, nothing that is written later goes to the old one."""
    monkeypatch.setattr(server_command, "LOG_BYTES", 1000)
    log, old = tmp_path / "prefect-server.log", tmp_path / "prefect-server.log.1"
    with log.open("ab", buffering=0) as written:
        written.write(b"first\n")
        server_command._turn_over(log)
        assert not old.exists()
        written.write(b"x" * 1000)
        server_command._turn_over(log)
        assert old.read_bytes() == b"first\n" + b"x" * 1000
        written.write(b"later\n")
        assert log.read_bytes() == b"later\n"
        written.write(b"y" * 1000)
        server_command._turn_over(log)
    assert old.read_bytes() == b"later\n" + b"y" * 1000  # one old log is kept
    assert log.read_bytes() == b""
