"""The desk over HTTP: decisions are recorded, strangers are kept out, two stewards lose nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import duckdb
import httpx
import pytest

from serving.desk.guard import Guard, UnsafeAddress
from tests import small_warehouse
from tests.serving.desk_server import Running, form, running
from warehouse.records import Action

FINDING = "/findings/C-7f3a"
ACCEPT = {"action": "accept", "reason": "口径不同", "by": "王某"}
TOKEN = "correct-horse-battery-staple"


@pytest.fixture
def desk(warehouse: Path, tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path, warehouse) as served:
        yield served


def decide(client: httpx.Client, **fields: str) -> httpx.Response:
    return client.post(FINDING, data={**form(client.get(FINDING)), **fields})


def test_a_finding_is_decided_with_name_time_and_reason(desk: Running) -> None:
    with desk.client() as client:
        assert "C-7f3a" in client.get("/").text
        answer = decide(client, **ACCEPT)
        assert answer.status_code == 303
        assert "下次运行生效" in client.get(answer.headers["location"]).text
        assert "没有待裁定的发现" in client.get("/").text
        assert "王某" in client.get("/decisions").text
        assert client.get("/decisions.csv").content.startswith(b'\xef\xbb\xbf"decision_id",')
    (record,) = desk.catalogue.decisions.list()
    said = record.decision
    assert (said.check_id, said.action, said.reason, said.decided_by) == ("C-7f3a", Action.ACCEPT, "口径不同", "王某")
    assert (said.left_said, said.right_said) == ("87.06亿元", "83.9亿元")
    assert record.recorded_at.tzinfo is not None


def test_a_correction_says_which_figure_it_replaces_and_can_be_withdrawn(desk: Running) -> None:
    with desk.client() as client:
        fields = {**ACCEPT, "action": "correct", "figure": "83.9", "value": "87.9", "until": "2999-12-31"}
        assert decide(client, **fields).status_code == 303
        said = desk.catalogue.decisions.list()[-1].decision
        assert (said.printed_value, said.corrected_value, str(said.until)) == ("83.9", "87.9", "2999-12-31")
        assert decide(client, **{**ACCEPT, "action": "withdraw"}).status_code == 303
        assert "C-7f3a" in client.get("/").text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"reason": "  "}, "needs a reason"),
        ({"by": ""}, "needs a reason and a name"),
        ({"action": ""}, "请选择"),
        ({"action": "destroy"}, "请选择"),
        ({"action": "correct", "figure": "83.9", "value": "<b>"}, "&lt;b&gt;"),
        ({"action": "correct", "figure": "1", "value": "2"}, "not a figure of this check"),
        ({"action": "correct", "figure": "83.9", "value": "83.90"}, "corrects nothing"),
        ({"until": "tomorrow"}, "tomorrow"),
        ({"until": "2001-01-01"}, "cannot hold until"),
        ({"action": "withdraw"}, "no decision to withdraw"),
    ],
)
def test_what_cannot_be_decided_is_said_and_the_words_stay_in_the_form(
    desk: Running, wrong: dict[str, str], says: str
) -> None:
    with desk.client() as client:
        answer = decide(client, **{**ACCEPT, "reason": "理由甲<i>", **wrong})
        assert answer.status_code == 422
        assert says in answer.text
        assert "reason" in wrong or "理由甲&lt;i&gt;</textarea>" in answer.text
    assert desk.catalogue.decisions.list() == ()


def test_the_second_of_two_stewards_is_told_and_must_confirm(desk: Running) -> None:
    with desk.client() as first, desk.client() as second:
        hers = form(second.get(FINDING))
        assert decide(first, **ACCEPT).status_code == 303
        told = second.post(FINDING, data={**hers, "action": "reject", "reason": "不可用", "by": "赵某"})
        assert told.status_code == 409
        assert "王某" in told.text
        assert "口径不同" in told.text
        assert "不可用</textarea>" in told.text
        assert len(desk.catalogue.decisions.list()) == 1
        assert (
            second.post(FINDING, data={**form(told), "action": "reject", "reason": "不可用", "by": "赵某"}).status_code
            == 303
        )
    one, two = desk.catalogue.decisions.list()
    assert two.decision.supersedes == one.decision_id


def test_stewards_who_press_the_button_at_the_same_moment_lose_nothing(desk: Running) -> None:
    names = [f"某{n}" for n in range(6)]
    together = Barrier(len(names))
    answers: dict[str, int] = {}

    def press(name: str) -> None:
        with desk.client() as client:
            fields = {**form(client.get(FINDING)), **ACCEPT, "by": name}
            together.wait(20)
            answers[name] = client.post(FINDING, data=fields).status_code

    threads = [Thread(target=press, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers.values()) == [303] + [409] * 5
    (record,) = desk.catalogue.decisions.list()
    assert answers[record.decision.decided_by] == 303


def test_a_wrong_form_does_not_hide_that_somebody_was_faster(desk: Running) -> None:
    with desk.client() as first, desk.client() as second:
        hers = form(second.get(FINDING))
        decide(first, **ACCEPT)
        wrong = second.post(FINDING, data={**hers, "action": "reject", "reason": "", "by": "赵某"})
        again = second.post(FINDING, data={**form(wrong), "action": "reject", "reason": "好", "by": "赵某"})
        assert again.status_code == 409


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example:8765", "Origin": "http://evil.example:8765"}, 421),
        ({"Host": "127.0.0.1@evil.example"}, 421),
    ],
)
def test_forms_of_other_sites_are_refused(desk: Running, headers: dict[str, str], status: int) -> None:
    with desk.client() as client:
        fields = {**form(client.get(FINDING)), **ACCEPT}
        answer = client.post(FINDING, data=fields, headers=headers)
        assert answer.status_code == status
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert desk.catalogue.decisions.list() == ()


def test_a_form_needs_the_secret_of_its_own_session(desk: Running) -> None:
    with desk.client() as client, desk.client() as stranger:
        fields = {**form(client.get(FINDING)), **ACCEPT}
        for data in ({**fields, "secret": ""}, {**fields, "secret": form(stranger.get(FINDING))["secret"]}):
            answer = client.post(FINDING, data=data)
            assert answer.status_code == 403
            assert "nothing was recorded" in answer.text
        client.cookies.clear()
        assert client.post(FINDING, data=fields).status_code == 403
        cookie = stranger.get("/", headers={"Cookie": ""}).headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
    assert desk.catalogue.decisions.list() == ()


def test_large_and_strange_bodies_are_refused(desk: Running) -> None:
    with desk.client() as client:
        fields = {**form(client.get(FINDING)), **ACCEPT}
        assert client.post(FINDING, data={**fields, "reason": "x" * 100_000}).status_code == 400
        assert client.post(FINDING, json=fields).status_code == 400
        assert (
            client.post(
                FINDING, content=b"&" * 60, headers={"Content-Type": "application/x-www-form-urlencoded"}
            ).status_code
            == 400
        )
        assert client.get("/findings/C-none").status_code == 404
        assert client.get("/report/../catalogue.db").status_code == 404
        assert client.get("/report/%2e%2e/catalogue.db").status_code == 404
    assert desk.catalogue.decisions.list() == ()


def test_a_rebound_name_sees_nothing(desk: Running) -> None:
    with desk.client() as client:
        for host in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", ""):
            answer = client.get("/", headers={"Host": host})
            assert answer.status_code in (400, 421)
            assert "C-7f3a" not in answer.text
        assert client.get("/", headers={"Host": "localhost:1"}).status_code == 200


def test_with_a_token_nothing_is_shown_before_it_is_given(warehouse: Path, tmp_path: Path) -> None:
    with running(tmp_path, warehouse, token=TOKEN) as desk, desk.client() as client:
        for path in ("/", FINDING, "/decisions", "/decisions.csv", "/report/index.html"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/login")
        assert client.post(FINDING, data=ACCEPT).status_code == 401
        assert client.post("/login", data={"token": "wrong"}).status_code == 403
        client.cookies.set("duban_desk", "made-up.0000")
        assert client.get("/").status_code == 303
        client.cookies.clear()
        assert client.post("/login", data={"token": TOKEN}).status_code == 303
        assert decide(client, **ACCEPT).status_code == 303


@pytest.mark.parametrize(
    ("host", "token"), [("0.0.0.0", None), ("192.168.1.2", None), ("::", None), ("desk", None), ("127.0.0.1", "short")]
)
def test_no_address_but_loopback_without_a_token(host: str, token: str | None) -> None:
    with pytest.raises(UnsafeAddress):
        Guard.at(host, token)


def test_hostile_words_are_words_everywhere(warehouse: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.duckdb"
    hostile.write_bytes(warehouse.read_bytes())
    with duckdb.connect(str(hostile)) as connection:
        said = [small_warehouse.HOSTILE]
        connection.execute(
            "update bi.checks set claim_zh = $1, left_said = $1, arithmetic = $1, reopened_why = $1", said
        )
        connection.execute("update bi.documents set title = $1, url = 'javascript:alert(1)'", said)
    with running(tmp_path, hostile) as desk, desk.client() as client:
        decide(client, **{**ACCEPT, "reason": small_warehouse.HOSTILE, "by": small_warehouse.HOSTILE})
        for path in ("/", "/?show=all", f"/?kind={small_warehouse.HOSTILE}", FINDING, "/decisions"):
            page = client.get(path)
            assert page.status_code == 200
            assert "<script" not in page.text
            assert "javascript:" not in page.text


def test_every_answer_carries_the_headers(desk: Running) -> None:
    with desk.client() as client:
        for path in ("/", FINDING, "/static/report.css", "/nothing"):
            headers = client.get(path).headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "script-src 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["cache-control"] == "no-store"
