"""The steward's report as a site of its own: `uvicorn --factory serving.report_site:create`.

Belongs here: serving the report's files to whoever may reach the port. Does not belong here: building the report (report.py), deciding
(desk), logging in (a proxy in front of it).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from warehouse.home import Home

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",  # a release replaces the pages: a browser asks whether its copy is still the one
}


def create() -> Starlette:
    """The site of the home that DUBAN_HOME names; the report may come later than the site."""
    site = StaticFiles(directory=Home.from_environment().report, html=True, check_dir=False)
    headers = Middleware(BaseHTTPMiddleware, dispatch=_with_headers)
    return Starlette(routes=[Route("/health", _health), Mount("/", site)], middleware=[headers])


async def _health(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _with_headers(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await answer(request)
    response.headers.update(_HEADERS)
    return response
