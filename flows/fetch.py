"""One document by HTTP(S): time-outs, retries for passing faults only, a size limit while streaming, conditional
requests.

Belongs here: everything about HTTP. Does not belong here: which URLs are wanted (sources.yml), where bytes rest
(warehouse).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx
import stamina

from flows.faults import FetchFailed

if TYPE_CHECKING:
    from flows.poll_guard import Guard

#: Answers that may be another in a minute: too early, too many requests, the server's own trouble.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
MAX_REDIRECTS = 5
USER_AGENT = "duban/0.1 (reads published government reports)"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of an earlier answer, for a conditional request."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much; seconds and bytes."""

    connect: float = 10
    read: float = 30
    total: float = 120
    max_bytes: int = 64 * 1024 * 1024
    attempts: int = 4
    wait: float = 0.5  # before the first retry; doubles, with jitter


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `data` is None where the server says that nothing has changed (304)."""

    data: bytes | None
    url: str  # after redirects
    media_type: str | None
    validators: Validators
    charset: str | None = None  # as the server names it


class _Passing(Exception):
    """A fault that may be gone at the next try."""


def fetch(
    url: str, validators: Validators = Validators(), limits: Limits = Limits(), guard: Guard | None = None
) -> Fetched:
    """The bytes behind a URL. With a `guard` each address on the way, redirects too, is one that it lets through.

    Raises FetchFailed, which names the URL, what happened and what to do; faults that cannot pass (404, too large, a
    wrong address) are not tried again.
    """
    attempt_number = 0
    try:
        for attempt in stamina.retry_context(
            on=_Passing,
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.wait,
            wait_max=30,
            wait_jitter=limits.wait / 2,
        ):
            with attempt:
                attempt_number = attempt.num
                return _once(url, validators, limits, guard)
    except _Passing as error:
        tries = f"after {attempt_number} tries" if attempt_number > 1 else "at the only try"
        raise FetchFailed(
            f"{error} {tries}", place=url, advice="try again later, or give the file with --documents"
        ) from error
    raise AssertionError("stamina ends with an answer or an exception")


def _once(url: str, validators: Validators, limits: Limits, guard: Guard | None) -> Fetched:
    headers = {"User-Agent": USER_AGENT}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    timeout = httpx.Timeout(limits.read, connect=limits.connect)
    try:
        if guard is not None:
            return _guarded(url, headers, validators, limits, guard)
        with (
            httpx.Client(follow_redirects=True, max_redirects=MAX_REDIRECTS, timeout=timeout) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            return _answer(response, url, validators, limits)
    except httpx.TooManyRedirects as error:
        raise FetchFailed(f"more than {MAX_REDIRECTS} redirects", place=url, advice="mend the url") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise FetchFailed(f"no address that can be fetched ({error})", place=url, advice="mend the url") from error
    except httpx.TimeoutException as error:
        raise _Passing(f"no answer within {limits.read:g} s") from error
    except httpx.TransportError as error:
        raise _Passing(f"cannot be reached ({error or type(error).__name__})") from error


def _guarded(url: str, headers: dict[str, str], validators: Validators, limits: Limits, guard: Guard) -> Fetched:
    """Hop by hop: each is asked of the guard, and the connection goes to the very address that it looked at."""
    timeout = httpx.Timeout(limits.read, connect=limits.connect)
    here = url
    # No proxy of the environment: it would look the name up once more, by itself.
    with httpx.Client(follow_redirects=False, timeout=timeout, trust_env=False) as client:
        for _ in range(MAX_REDIRECTS + 1):
            pinned = guard.pin(here)
            request = client.build_request(
                "GET", pinned.url, headers={**headers, "Host": pinned.host}, extensions=pinned.extensions
            )
            response = client.send(request, stream=True)
            try:
                if response.is_redirect and "Location" in response.headers:
                    here = _joined(here, response.headers["Location"])
                    continue
                guard.check_type(here, response.headers.get("Content-Type", ""), response.status_code)
                return replace(_answer(response, url, validators, limits), url=here)
            finally:
                response.close()
    raise FetchFailed(f"more than {MAX_REDIRECTS} redirects", place=url, advice="mend the url")


def _joined(here: str, location: str) -> str:
    try:
        return urljoin(here, location)
    except ValueError as error:
        raise FetchFailed(f"leads to no address ({error})", place=here, advice="mend the url") from error


def _answer(response: httpx.Response, url: str, validators: Validators, limits: Limits) -> Fetched:
    status = response.status_code
    if status == httpx.codes.NOT_MODIFIED:
        return Fetched(None, str(response.url), None, validators)
    if status in PASSING:
        raise _Passing(f"the server answers {status} {response.reason_phrase}".rstrip())
    if status != httpx.codes.OK:
        advice = (
            "the address is wrong or the document is gone: mend the url"
            if status in (404, 410)
            else "look at the address in a browser"
        )
        raise FetchFailed(f"the server answers {status} {response.reason_phrase}".rstrip(), place=url, advice=advice)
    data = _body(response, url, limits)
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower() or None
    news = Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))
    return Fetched(data, str(response.url), media_type, news, response.charset_encoding)


def _body(response: httpx.Response, url: str, limits: Limits) -> bytes:
    """The body, given up as soon as it is too large or takes too long (a server that drips bytes never times out by
    itself).
    """
    too_large = FetchFailed(
        f"larger than {limits.max_bytes:,} bytes",
        place=url,
        advice="set DUBAN_FETCH_MAX_BYTES if it is meant to be that large",
    )
    said = response.headers.get("Content-Length") or "0"
    if said.isdecimal() and int(said) > limits.max_bytes:
        raise too_large
    ends_at = time.monotonic() + limits.total
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > limits.max_bytes:
            raise too_large
        if time.monotonic() > ends_at:
            raise _Passing(f"not complete within {limits.total:g} s")
    return bytes(body)


def file_name(url: str) -> str:
    """The last part of a URL's path, for recognising the format ("" where there is none)."""
    return urlsplit(url).path.rpartition("/")[2]
