"""Notifications reach a mail server and a webhook; no secret of an address is ever told; a message that is lost harms no run."""

from __future__ import annotations

import json
import logging
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from flows.faults import WrongUse
from flows.notifications import Message, Notifier
from flows.outcome import Outcome, Refused
from flows.progress import Progress
from flows.settings import Settings
from warehouse.clock import now
from warehouse.proposals import ProposalRecord, ProposalState


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as it takes to receive a message."""

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"DATA"):
                self._say("354 go on")
                body = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    body += part
                self.server.received.append(body)  # type: ignore[attr-defined]
            elif line.startswith(b"QUIT"):
                self._say("221 bye")
                return
            self._say("250 ok")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Hook(BaseHTTPRequestHandler):
    """A webhook."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(json.loads(body))  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def serving(server: socketserver.TCPServer) -> Iterator[tuple[int, list[Any]]]:
    """The server's port, and what it receives."""
    server.received = received = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Heard(Progress):
    """Keeps what is said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def say(self, words: str) -> None:
        self.said.append(words)


def outcome(state: Any, **more: Any) -> Outcome:
    """An outcome with nothing in it but its state."""
    nothing: dict[str, Any] = dict.fromkeys(
        ("published_at", "release_folder", "warehouse", "report", "figures", "release")
    )
    empty = {"run_id": "r", "strict": False, "new_documents": 0, "read_now": 0, "passed_over": 0, "refusals": ()}
    return Outcome(**{"state": state, "failures": (), "started": now(), **nothing, **empty, **more})


def test_a_release_is_told_by_mail_and_webhook() -> None:
    with (
        serving(socketserver.TCPServer(("127.0.0.1", 0), Mail)) as (smtp, mails),
        serving(HTTPServer(("127.0.0.1", 0), Hook)) as (http, hooks),
    ):
        mail = f"mailto://127.0.0.1:{smtp}?from=duban@example.org&to=steward@example.org&mode=insecure"
        settings = Settings(notify=f"{mail} json://127.0.0.1:{http}/duban", report_url="https://report.example.org/")
        Notifier(settings, Progress()).ended(outcome("published", release="2026.01.15-1"))
    ((mail_bytes,), (hook,)) = (mails, hooks)
    message = message_from_bytes(mail_bytes, policy=policy.default)
    text = message.get_body(("plain", "html"))
    assert text is not None
    for subject, body in ((message["subject"], text.get_content()), (hook["title"], hook["message"])):
        assert "已发布 · Published 2026.01.15-1" in subject
        assert "https://report.example.org/" in body
    assert message["to"] == "steward@example.org"


def test_what_ends_badly_is_told_and_goes_on_its_way() -> None:
    with serving(HTTPServer(("127.0.0.1", 0), Hook)) as (port, hooks):
        notifier = Notifier(Settings(notify=f"json://127.0.0.1:{port}"), Progress())
        refused = Refused(outcome("refused", failures=("序号不连续 · a number is missing",)))
        for error in (refused, OSError(28, "No space left on device")):
            with pytest.raises(type(error)), notifier.telling():
                raise error
        notifier.interrupted(["20260115T080000-abc"])
        notifier.given_up("督办 2026-01-15 00:00 UTC", 3)
        notifier.ended(outcome("nothing_new"))
    signs = ("未发布", "失败", "被中断", "已放弃")
    assert [[sign for sign in signs if sign in hook["title"]] for hook in hooks] == [[sign] for sign in signs]
    assert "督办 2026-01-15 00:00 UTC" in hooks[3]["message"]
    assert "a number is missing" in hooks[0]["message"]
    assert "the disk is full" in hooks[1]["message"]


def test_documents_that_were_found_wait_for_a_steward() -> None:
    found = ProposalRecord(
        "P-0123456789", "https://city.example/2026.html", "某市2026年\x1b[31m", "city", {}, now(), ProposalState.OPEN,
        None, "", None, None,
    )  # fmt: skip
    with serving(HTTPServer(("127.0.0.1", 0), Hook)) as (port, hooks):
        Notifier(Settings(notify=f"json://127.0.0.1:{port}"), Progress()).found([found] * 12)
    (hook,) = hooks
    assert "发现 12 份新文件" in hook["title"]
    assert hook["message"].count("P-0123456789  某市2026年") == 10
    assert "… 2 more" in hook["message"]
    assert "https://city.example/2026.html" in hook["message"]
    assert "\x1b" not in hook["message"]


def test_only_of_what_is_asked_for() -> None:
    with serving(HTTPServer(("127.0.0.1", 0), Hook)) as (port, hooks):
        settings = Settings(notify=f"json://127.0.0.1:{port}", notify_on="refused, failed")
        notifier = Notifier(settings, Progress())
        notifier.ended(outcome("published", release="1"))
        notifier.send(Message("failed", "t", "b"))
    assert [hook["title"] for hook in hooks] == ["t"]


def test_a_lost_message_is_told_without_its_secrets(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    heard = Heard()
    secret = "hunter2verysecret"
    addresses = f"json://user:{secret}@127.0.0.1:9/{secret} mailto://user:{secret}@127.0.0.1:9?from=b@example.org&to=a@example.org&mode=insecure"
    notifier = Notifier(Settings(notify=addresses), heard)
    notifier.ended(outcome("published", release="1"))
    assert len(heard.said) == 2
    assert all("DUBAN_NOTIFY" in line and "127.0.0.1" in line for line in heard.said)
    shown = "\n".join([*heard.said, *notifier.kinds, caplog.text, repr(Settings(notify=addresses))])
    assert secret not in shown


def test_settings_that_cannot_be_meant_are_refused_before_the_run() -> None:
    with pytest.raises(WrongUse, match="DUBAN_NOTIFY_ON") as refused:
        Notifier(Settings(notify_on="sometimes"), Progress())
    assert "published" in str(refused.value)
    with pytest.raises(WrongUse, match="address 2") as refused:
        Notifier(Settings(notify="json://127.0.0.1 nonsense://user:hunter2@x"), Progress())
    assert "hunter2" not in str(refused.value)
