"""Lines of the kept text, as stretches without the white space around them.

Belongs here: cutting text into lines, squeezing, sentence ends. Does not belong here: what a line means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: A line end as kept (LF, CRLF, a lone CR, form feed). Unicode's own line separators are white space here.
_LINE = re.compile(r"[^\n\r\f]+")
_ENDS = "。！？!?；;：:…"
_CLOSERS = "”’\"'）)》】]"


class Line(NamedTuple):
    """A line with text: where it begins and ends (trimmed), white space before its text, whether an empty line stands before it."""

    start: int
    end: int
    indent: int
    apart: bool


def lines_of(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    """The lines that hold text, in order. Linear in the length of the text."""
    last = start
    for found in _LINE.finditer(text, start, len(text) if end is None else end):
        raw = found.group()
        left = raw.lstrip()
        if not left:
            continue
        begin = found.start() + len(raw) - len(left)
        apart = text.count("\n", last, found.start()) > 1 or text.count("\r", last, found.start()) > 1
        last = begin + len(left.rstrip())
        yield Line(begin, last, len(raw) - len(left), apart)


def squeeze(text: str) -> str:
    """Text without any white space."""
    return "".join(text.split())


def ends_sentence(text: str) -> bool:
    """Whether a line ends where a sentence or a clause of its own ends (also inside quotes or brackets)."""
    bare = text[-8:].rstrip().rstrip(_CLOSERS)
    return bare.endswith(tuple(_ENDS))


def line_number(text: str, offset: int) -> int:
    """1-based line of an offset in the kept text."""
    return text.count("\n", 0, offset) + 1
