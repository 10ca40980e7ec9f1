"""Stable addresses of pages, made from the ids and names of things.

Belongs here: file names and links. Does not belong here: what is on a page. An address depends on nothing but
the thing's own id, so that a mail can point to a page and a rebuild keeps it.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)


def slug(text: str) -> str:
    """A file name of plain ASCII: the text itself where that is safe, else its safe part and eight digits of
    its hash."""
    safe = _UNSAFE.sub("", text).strip(".-")
    if safe == text and 0 < len(text) <= 100:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{safe[:60]}-{digest}" if safe else digest


def task(document_id: str, task_no: int, section_no: str | None, unique: bool) -> str:
    """`unique` says that no other task of the document carries the number; else the section goes before it."""
    number = str(task_no) if unique else f"{slug(section_no or '0')}-{task_no}"
    return f"tasks/{slug(document_id)}-{number}.html"


def section(document_id: str, section_no: str) -> str:
    return f"sections/{slug(document_id)}-{slug(section_no)}.html"


def finding(check_id: str) -> str:
    return f"findings/{slug(check_id)}.html"


def unit(name: str) -> str:
    return f"units/{slug(name)}.html"


def indicator(name: str) -> str:
    return f"indicators/{slug(name)}.html"


def page(folder: str, number: int) -> str:
    """Page `number` (from 1) of a list."""
    return f"{folder}/index.html" if number == 1 else f"{folder}/page-{number}.html"


def original(url: str | None, words: str) -> str | None:
    """The publisher's page with a text fragment that shows `words`; None where there is no address that a
    browser may follow."""
    if not url or not url.lower().startswith(("https://", "http://")):
        return None
    text = " ".join(words.split())
    if not text:
        return url
    return f"{url.split('#')[0]}#:~:text={quote(text, safe='')}"
