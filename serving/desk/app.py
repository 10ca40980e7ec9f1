"""The desk's pages: the findings of the published release, and the form that decides one.

Belongs here: addresses and what each answers. Does not belong here: who may come in (guard.py), what may be decided (serving.deciding), how
it looks (templates/desk_*.html).

The published release is opened anew for every page, so a run that publishes meanwhile is seen at once; what takes long to read is kept as
long as the file stays the same. While a run waits for a steward, its candidate is shown instead: those are the findings that it waits for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs

import duckdb
from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from serving import deciding, findings
from serving.desk.guard import Guard, give_session
from serving.pages import Pager
from serving.release import Release
from serving.report import environment
from warehouse import decision_file, waiting
from warehouse.catalogue import Catalogue
from warehouse.errors import Overtaken, WrongUse
from warehouse.home import Home
from warehouse.records import Action, DecisionRecord

_STATIC = Path(__file__).parent.parent / "static"
_LISTED = 40  # findings on one page
_LARGEST_FORM = 64 * 1024  # bytes
_FORM = "application/x-www-form-urlencoded"

Form = Mapping[str, str]
_EMPTY = dict.fromkeys(("action", "figure", "value", "reason", "by", "until"), "")


class BadForm(WrongUse):
    """A form that no page of the desk sends."""


async def form_of(request: Request) -> Form:
    """The fields of a form, each once. Raises BadForm for another kind of body or one that is too large."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
        raise BadForm("only forms are understood here")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST_FORM:
            raise BadForm("the form is too large")
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=50)
    except ValueError as fault:
        raise BadForm(f"the form cannot be understood ({fault})") from fault
    return {name: values[-1] for name, values in fields.items()}


def create(home: Home, catalogue: Catalogue, guard: Guard) -> FastAPI:
    """The desk of a home; `catalogue` stays open as long as it is used."""
    app = FastAPI(title="Duban", docs_url=None, redoc_url=None, openapi_url=None)
    app.middleware("http")(guard)
    desk = _Desk(home, catalogue, guard)
    app.get("/", response_class=HTMLResponse)(desk.all_findings)
    app.get("/findings/{check_id}", response_class=HTMLResponse)(desk.finding)
    app.post("/findings/{check_id}", response_class=HTMLResponse)(desk.decide)
    app.get("/decisions", response_class=HTMLResponse)(desk.decisions)
    app.get("/decisions.csv")(desk.decisions_csv)
    app.get("/login", response_class=HTMLResponse)(desk.login)
    app.post("/login", response_class=HTMLResponse)(desk.come_in)
    app.exception_handler(WrongUse)(desk.wrong_use)
    app.exception_handler(404)(desk.not_found)
    app.mount("/static", StaticFiles(directory=_STATIC))
    app.mount("/report", StaticFiles(directory=home.report, html=True, check_dir=False))
    return app


class _Desk:
    """The pages of one home."""

    def __init__(self, home: Home, catalogue: Catalogue, guard: Guard) -> None:
        self._home, self._catalogue, self._guard = home, catalogue, guard

    def all_findings(self, request: Request, kind: str = "", show: str = "open", page: int = 1) -> Response:
        """The findings: open ones, those decided since the last run, or all."""
        release = self._release()
        last = self._last_decisions()
        cards = [findings.card(release, check) for check in release.findings]
        asking = (card for card in cards if card.severity.value != "info")
        waiting = [card for card in asking if not _is_settled(card, last.get(card.id))]
        shown = cards if show == "all" else waiting
        chosen = [card for card in shown if kind in ("", card.kind.value)]
        count = max(1, -(-len(chosen) // _LISTED))
        number = min(max(page, 1), count)
        kinds = sorted(Counter(card.kind for card in shown).items(), key=lambda item: (-item[1], item[0].value))
        return self._page(
            request, "desk_findings.html", "发现 Findings",
            cards=chosen[(number - 1) * _LISTED : number * _LISTED], total=len(chosen), waiting=len(waiting), last=last, kind=kind,
            show=show, kinds=kinds, all=len(cards), pager=Pager(number, count, ""),
        )  # fmt: skip

    def finding(self, request: Request, check_id: str, done: str = "") -> Response:
        """One finding with its form."""
        return self._finding(request, check_id, done=done)

    def decide(self, request: Request, check_id: str, form: Annotated[Form, Depends(form_of)]) -> Response:
        """Record a decision, or say why not."""
        if not self._guard.carries_secret(request.state.session, form.get("secret", "")):
            wrong = "此页面已过期，请重新提交。This page is out of date: nothing was recorded, please send it again."
            return self._finding(request, check_id, form=form, wrong=wrong, status=403)
        try:
            decided = deciding.decide(self._published(), self._catalogue, _request_of(check_id, form))
        except Overtaken as overtaken:
            return self._finding(request, check_id, form=form, overtaken=overtaken.last, status=409)
        except WrongUse as wrong:
            return self._finding(request, check_id, form=form, wrong=str(wrong), status=422)
        return RedirectResponse(f"/findings/{check_id}?done={decided.record.decision_id}", 303)

    def decisions(self, request: Request) -> Response:
        """Every decision, the newest first."""
        records = list(reversed(self._catalogue.decisions.list()))
        return self._page(request, "desk_decisions.html", "裁定 Decisions", records=records[:1000], total=len(records))

    def decisions_csv(self) -> Response:
        """Every decision as the file that `duban decisions import` takes."""
        content = decision_file.as_csv(self._catalogue.decisions.list())
        kept = {"Content-Disposition": 'attachment; filename="decisions.csv"'}
        return Response(content, media_type="text/csv; charset=utf-8", headers=kept)

    def login(self, request: Request) -> Response:
        """The form that takes the token."""
        return self._page(request, "desk_login.html", "登录 Token", wrong="")

    def come_in(self, request: Request, form: Annotated[Form, Depends(form_of)]) -> Response:
        """Begin a session for who knows the token."""
        if not self._guard.accepts(form.get("token", "").strip()):
            said = "口令不符。This is not the token."
            return self._page(request, "desk_login.html", "登录 Token", status=403, wrong=said)
        answer = RedirectResponse("/", 303)
        give_session(answer, self._guard.new_session(), request)
        return answer

    def wrong_use(self, request: Request, wrong: Exception) -> Response:
        """What cannot be meant."""
        return self._page(request, "desk_message.html", "无法处理 Not possible", status=400, said=str(wrong))

    def not_found(self, request: Request, _: Exception) -> Response:
        """An address without a page."""
        said = "没有这个页面。There is no such page."
        return self._page(request, "desk_message.html", "没有找到 Not found", status=404, said=said)

    def _finding(
        self, request: Request, check_id: str, *, form: Form | None = None, wrong: str = "", overtaken: DecisionRecord | None = None,
        done: str = "", status: int = 200,
    ) -> Response:  # fmt: skip
        with duckdb.connect(str(self._published()), read_only=True) as connection:
            check = deciding.find(connection, check_id)
            figures = deciding.figures_of(connection, check) if check else ()
        if check is None:
            return self.not_found(request, LookupError(check_id))
        history = list(reversed(self._catalogue.decisions.list(check_id)))
        last = history[0] if history else None
        card = findings.card(self._release(), check)
        return self._page(
            request, "desk_finding.html", f"{card.kind.chinese} {card.id}", status=status,
            card=card, holds=check["holds"], figures=figures, history=history, last=last, settled=_is_settled(card, last),
            form=_EMPTY | {"figure": figures[-1].printed if figures else ""} | dict(form or {}), wrong=wrong, overtaken=overtaken, done=done,
            seen=_seen(form, overtaken, last),
        )  # fmt: skip

    def _page(self, request: Request, template: str, title: str, *, status: int = 200, **context: Any) -> Response:
        session = getattr(request.state, "session", None)
        secret = self._guard.form_secret(session) if session else ""
        text = environment().get_template(template).render(title=title, root="/report/", secret=secret, **context)
        return HTMLResponse(text, status, headers={"Content-Language": "zh-CN"})

    def _published(self) -> Path:
        path = waiting.judged(self._home)
        if not path.is_file():
            raise WrongUse(f"{self._home.root}: 尚未发布 nothing is published here yet → duban run")
        return path

    def _release(self) -> Release:
        path = self._published()
        return _read(path, path.stat().st_mtime_ns)

    def _last_decisions(self) -> dict[str, DecisionRecord]:
        return {record.decision.check_id: record for record in self._catalogue.decisions.list()}


@lru_cache(maxsize=1)
def _read(path: Path, _changed: int) -> Release:
    return Release(path)


def _seen(form: Form | None, overtaken: DecisionRecord | None, last: DecisionRecord | None) -> str:
    """The last decision that the reader of this page knows of: what comes later must be shown before it is superseded."""
    if overtaken is not None:
        return overtaken.decision_id
    if form is not None:
        return form.get("seen", "")
    return last.decision_id if last else ""


def _is_settled(card: findings.Card, last: DecisionRecord | None) -> bool:
    """Whether nothing waits for a steward: decided in the release, or since, and not taken back."""
    if last is None or last.decision.action is Action.WITHDRAW:
        return False
    return last.decision_id != card.decision_id or card.decision is not None


def _request_of(check_id: str, form: Form) -> deciding.Request:
    try:
        action = Action(form.get("action", ""))
    except ValueError:
        raise WrongUse("请选择一种处理。Choose what is to be done.") from None
    value = form.get("value", "").strip()
    figure = form.get("figure", "").strip()
    return deciding.Request(
        check_id=check_id,
        action=action,
        reason=form.get("reason", "").replace("\r\n", "\n"),
        by=form.get("by", ""),
        correction=f"{figure}={value}" if figure else value,
        until=_day(form.get("until", "")),
        seen=form.get("seen") or None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongUse(f"{text!r} 不是日期 is no date such as 2026-12-31") from None
