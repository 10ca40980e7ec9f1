"""Text cut into stretches, so that a template can mark every number by what it is.

Belongs here: cutting, and finding the sentence around a clause. Does not belong here: HTML; text from documents
is hostile and is escaped by the templates alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from serving.release import Piece, Statement

#: What ends a Chinese sentence. A line feed alone does not: newspapers and tables wrap anywhere.
_ENDS = "。！？；!?"
_WRAP = re.compile(r"[ \t\u3000]*[\r\n][\s\u3000]*")
_CLOSES = ("。", "！", "？", "；", "：", "”", "』", "…")
#: A space within Chinese text is where a column or a cell was wrapped.
_GAP = re.compile(r"(?<=[\u3001-\u9fff\uff00-\uffef])[ \t\u3000]+(?=[\u3001-\u9fff\uff00-\uffef])")
_LATIN = re.compile(r"[A-Za-z]$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of text; `statement` says what its number is, None for text in between."""

    text: str
    statement: Statement | None = None


def stretches(piece: Piece, statements: Iterable[Statement]) -> list[Stretch]:
    """The piece with every number marked. Overlapping spans (a damaged reading) are marked once; nothing of the
    text is lost."""
    cut: list[Stretch] = []
    at, end = piece.start, piece.start + len(piece.text)
    numbered = [s for s in statements if s.number_start is not None and s.number_end is not None]
    for statement in sorted(numbered, key=lambda s: (s.number_start or 0, s.number_end or 0)):
        left, right = statement.number_start or 0, statement.number_end or 0
        if left < at or right > end or right <= left:
            continue
        if left > at:
            cut.append(Stretch(unwrapped(piece.text[at - piece.start : left - piece.start])))
        cut.append(Stretch(unwrapped(piece.text[left - piece.start : right - piece.start]), statement))
        at = right
    if at < end:
        cut.append(Stretch(unwrapped(piece.text[at - piece.start :])))
    return cut


def sentence(text: str, statement: Statement, low: int = 0, high: int | None = None) -> list[Stretch]:
    """The whole sentence around the statement within text[low:high], its number marked."""
    high = len(text) if high is None else high
    start, end = max(low, statement.char_start), min(high, statement.char_end)
    while start > low and text[start - 1] not in _ENDS and not text.startswith("\n\n", start - 2):
        start -= 1
    while end < high and text[end - 1] not in _ENDS and not text.startswith("\n\n", end):
        end += 1
    while start < end and text[start].isspace():
        start += 1
    return stretches(Piece("sentence", text[start:end].rstrip(), start), [statement])


def unwrapped(text: str) -> str:
    """Line breaks taken out where Chinese text was wrapped; a space stays between Latin words.

    An empty line stays a break only behind the end of a sentence: some pages leave one between any two lines.
    """
    at, out = 0, ""
    for wrap in _WRAP.finditer(text):
        out += text[at : wrap.start()]
        at = wrap.end()
        if wrap.group().count("\n") > 1 and out.endswith(_CLOSES):
            out += "\n"
        elif _LATIN.search(out) and re.match(r"[A-Za-z]", text[at : at + 1]):
            out += " "
    return _GAP.sub("", out + text[at:])
