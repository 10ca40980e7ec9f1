"""Who may talk to the desk: the Host, the Origin, the token, the form's secret, and the headers of every answer.

Belongs here: everything that keeps strangers and other sites out. Does not belong here: findings, decisions.

- A name in the Host header that nobody gave us may have been pointed at this machine by a stranger (DNS rebinding): only addresses,
  `localhost` and names given at the start are answered.
- A form that another site sends carries another Origin, no cookie (SameSite=Strict) and no secret of this session: each alone refuses it.
- Beyond loopback nothing is shown before the token was given.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

SESSION = "duban_desk"
SHORTEST_TOKEN = 16  # characters
_SAFE = frozenset({"GET", "HEAD"})
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src {scripts}; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: then browsers would send no Origin with a form either.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


class UnsafeAddress(ValueError):
    """The desk would be open to everybody on the network."""


@dataclass(frozen=True)
class Guard:
    """`token`: what a visitor must give (None: nothing, on loopback only); `names`: further names of this machine."""

    token: str | None = field(default=None, repr=False)
    names: frozenset[str] = frozenset()
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @classmethod
    def at(cls, host: str, token: str | None, names: frozenset[str] = frozenset()) -> Guard:
        """The guard of a desk at this address. Raises UnsafeAddress beyond loopback without a token, or for one that is too short."""
        if token is None and not is_loopback(host):
            raise UnsafeAddress(f"{host} can be reached from other machines: a token is needed")
        if token is not None and len(token) < SHORTEST_TOKEN:
            raise UnsafeAddress(f"a token has at least {SHORTEST_TOKEN} characters")
        return cls(token, names)

    def knows_host(self, host: str) -> bool:
        """Whether a Host header names this machine in a way that no stranger can have arranged."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
            urlsplit(f"//{host}").port  # noqa: B018 - raises for what is no port
        except ValueError:
            return False
        if any(sign in host for sign in "/\\@?# \t"):
            return False
        if name == "localhost" or name in self.names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def is_own_form(self, request: Request) -> bool:
        """Whether a request that changes something comes from a page of this desk."""
        host = request.headers.get("host", "")
        origin = request.headers.get("origin")
        if origin is None or urlsplit(origin).netloc != host or urlsplit(origin).scheme not in ("http", "https"):
            return False
        return request.headers.get("sec-fetch-site", "same-origin") == "same-origin"

    def session_of(self, request: Request) -> str | None:
        """The visitor's session, where it is one that this desk began and, with a token, that gave it."""
        session, _, seal = request.cookies.get(SESSION, "").partition(".")
        return session if session and hmac.compare_digest(seal, self._seal(f"session {session}")) else None

    def new_session(self) -> str:
        """A cookie's value for a visitor who may come in."""
        session = secrets.token_urlsafe(24)
        return f"{session}.{self._seal(f'session {session}')}"

    def form_secret(self, session: str) -> str:
        """What a form of this session must carry."""
        return self._seal(f"form {session}")

    def accepts(self, token: str) -> bool:
        """Whether this is the token."""
        return self.token is not None and hmac.compare_digest(token.encode(), self.token.encode())

    def carries_secret(self, session: str | None, given: str) -> bool:
        """Whether a form carries the secret of its session."""
        return session is not None and hmac.compare_digest(given.encode(), self.form_secret(session).encode())

    def _seal(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()

    async def __call__(self, request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        """The middleware: refuse, or go on; either way with the headers."""
        answer = self._refusal(request)
        if answer is None:
            begins = self.session_of(request) is None and self.token is None
            cookie = self.new_session() if begins else None
            request.state.session = cookie.partition(".")[0] if cookie else self.session_of(request)
            answer = await go_on(request)
            if cookie:
                give_session(answer, cookie, request)
        scripts = "'self'" if request.url.path.startswith("/report/") else "'none'"
        answer.headers.update(_HEADERS | {"Content-Security-Policy": _POLICY.format(scripts=scripts)})
        return answer

    def _refusal(self, request: Request) -> Response | None:
        if not self.knows_host(request.headers.get("host", "")):
            return PlainTextResponse("421 此名称不属于本机 · this desk has no such name (duban desk --name NAME)", 421)
        if request.method not in _SAFE and not self.is_own_form(request):
            return PlainTextResponse("403 请求来自别的网站 · this form was not sent by a page of the desk", 403)
        public = request.url.path == "/login" or request.url.path.startswith("/static/")
        if self.token is not None and not public and self.session_of(request) is None:
            if request.method in _SAFE:
                return RedirectResponse("/login", 303)
            return PlainTextResponse("401 请先登录 · give the token first: /login", 401)
        return None


def give_session(answer: Response, cookie: str, request: Request) -> None:
    """Let the browser keep its session: never shown to scripts, never sent along by another site."""
    answer.set_cookie(SESSION, cookie, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/")


def is_loopback(host: str) -> bool:
    """Whether only this machine itself can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
