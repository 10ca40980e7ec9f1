"""Passages of a length that nobody writes, cut into pieces that can be read in bounded time.

Belongs here: where such a passage is cut. Does not belong here: how a piece is read.

The longest paragraph of a known report has a few hundred characters; rules look back and forth within clause and paragraph, so a line of
millions of characters would cost the square of its length. What is cut keeps every number whole and every offset true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from documents.reading import Passage, Span

#: Characters of a passage that are read as one piece.
LONGEST_PASSAGE = 2_000
_END = re.compile(r"[。!?;]")
_INSIDE_NUMBER = re.compile(r"[\w.,:/~—-]")


def pieces(passage: Passage, normal: str) -> Iterator[Passage]:
    """The passage itself, or its pieces: cut behind a sentence, else between words, else anywhere."""
    start, end = passage.span.start, passage.span.end
    if end - start <= LONGEST_PASSAGE:
        yield passage
        return
    while end - start > LONGEST_PASSAGE:
        cut = _cut(normal, start, start + LONGEST_PASSAGE)
        yield replace(passage, span=Span(start, cut))
        start = cut
    yield replace(passage, span=Span(start, end))


def _cut(normal: str, start: int, limit: int) -> int:
    ends = [mark.end() for mark in _END.finditer(normal, start + LONGEST_PASSAGE // 2, limit)]
    if ends:
        return ends[-1]
    for at in range(limit, start + LONGEST_PASSAGE // 2, -1):
        if not _INSIDE_NUMBER.match(normal[at - 1]):
            return at
    return limit
