"""Organisations in a cell or field: told apart where they run together, put together where a line breaks them.

Belongs here: names of organisations, generic over cities. Does not belong here: which cell or field holds them, official full names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from documents.layouts.words import unit_words
from documents.normal import normalise

_HARD = "、,;/|。"
_OPEN, _CLOSE = "(〔[【", ")〕]】"
_SPEECH = re.compile(r"[。!?,;:、]|\d")
_PLACE = re.compile(r"[一-鿿]{2,3}[市县区镇乡](?![一-鿿]?(?:场|长|容))")
_COUNTY = re.compile(r"[一-鿿]{2,4}?[市县区镇乡]")
_BRACKETS = re.compile(r"\([^()]{0,40}\)")
_LABEL = re.compile(r"(牵头|主办|配合|协同|协办|责任|参与|承办|实施|落实)[一-鿿()]{0,6}:")
_LONGEST_NAME = 40
_LONGEST_CELL = 3_000
_SHORT = 60


class Found(NamedTuple):
    """One organisation: its name without white space, and where it stands in the kept text."""

    name: str
    start: int
    end: int


class _Token(NamedTuple):
    text: str  # normalised, without white space
    places: list[int]  # of each character, in the kept text
    hard: bool  # a separator stands before it that no name contains


def suffix_of(name: str) -> str:
    """The organisation word that the name ends with, "" where there is none."""
    for suffix in unit_words().endings.get(name[-1:], ()):
        if name.endswith(suffix):
            return suffix
    return ""


def has_head(name: str) -> bool:
    """Whether the name begins as a name of its own does: with a level of government, a place, or a known name."""
    words = unit_words()
    if name.startswith(words.not_heads):
        return False
    if name.startswith(words.openings):
        return True
    place = _PLACE.match(name)
    return place is not None and not suffix_of(place.group()[:-1]) and not _is_branch(name)


def is_strong(name: str) -> bool:
    """Whether the words alone show that this is an organisation."""
    bare = _without_brackets(name)
    if not 2 <= len(bare) <= _LONGEST_NAME or _SPEECH.search(bare):
        return False
    if bare in unit_words().names:
        return True
    suffix = suffix_of(bare)
    if not suffix:
        return False
    return len(bare) > len(suffix) and (has_head(bare) or (len(bare) <= 14 and (len(suffix) >= 2 or len(bare) <= 6)))


def is_tail(name: str) -> bool:
    """Whether this only ends a name that began before it: 领导小组, 办公室."""
    return name in unit_words().tails


def likeness(line: str) -> float:
    """How much a line looks like a cell of organisations: 1 sure, 0.5 possible, 0 no. `line` as kept, any length."""
    if len(line) > _LONGEST_CELL:
        return 0.0
    return _short_likeness(line) if len(line) <= _SHORT else _likeness(line)


@lru_cache(maxsize=8192)
def _short_likeness(line: str) -> float:
    return _likeness(line)


def _likeness(line: str) -> float:
    plain = normalise(line)
    if len(plain) > 60 and plain.count("、") + plain.count(",") + plain.count(" ") < len(plain) // 30:
        return 0.0
    if plain.rstrip().endswith(("。", ";", "!", "?")) and not is_strong(plain.strip(" 。;")):
        return 0.0
    if is_tail("".join(plain.split())):
        return 1.0
    found = [name for name, _, _ in find(line, [(0, len(line))])]
    if not found:
        return 0.0
    strong = sum(is_strong(normalise(name)) for name in found)
    if strong == len(found):
        return 1.0
    if strong * 2 >= len(found) and len(found) > 2:
        return 0.9
    squeezed = "".join(_LABEL.sub("", plain).split())
    return 0.5 if len(squeezed) <= 20 and not _SPEECH.search(squeezed) else 0.0


def find(text: str, spans: Sequence[tuple[int, int]]) -> list[Found]:
    """The organisations in these stretches of the text (the lines of one cell), in order."""
    if len(spans) == 1 and spans[0][1] - spans[0][0] <= _SHORT:
        start, end = spans[0]
        return [Found(name, start + first, start + last) for name, first, last in _found_in(text[start:end])]
    return _find(text, spans)


@lru_cache(maxsize=8192)
def _found_in(line: str) -> list[Found]:
    """Short cells repeat from row to row: read once."""
    return _find(line, [(0, len(line))])


def _find(text: str, spans: Sequence[tuple[int, int]]) -> list[Found]:
    joined: list[_Token] = []
    for token in _tokens(text, spans):
        if joined and not token.hard and _belongs_to(joined[-1].text, token.text):
            last = joined.pop()
            token = _Token(last.text + token.text, last.places + token.places, last.hard)
        joined.append(token)
    found = []
    for token in joined:
        for start, end in _split(token.text):
            start, end = _trimmed(token.text, start, end)
            if end - start >= 2:
                places = token.places[start:end]
                printed = "".join(text[place] for place in places)
                found.append(Found(printed, places[0], places[-1] + 1))
    return found


def _tokens(text: str, spans: Sequence[tuple[int, int]]) -> list[_Token]:
    tokens: list[_Token] = []
    hard = True
    last = None
    for start, end in spans:
        # Names go on over a line end, not over other words between two cells.
        hard = hard or (last is not None and bool(text[last:start].strip()))
        last = end
        plain = normalise(text[start:end])
        depth = 0
        chars: list[str] = []
        places: list[int] = []
        for offset, char in enumerate(plain):
            depth += (char in _OPEN) - (char in _CLOSE and depth > 0)
            separator = char in _HARD and not depth
            if separator or char.isspace():
                if chars:
                    tokens.append(_Token("".join(chars), places, hard))
                    chars, places, hard = [], [], False
                hard = hard or separator
            else:
                chars.append(char)
                places.append(start + offset)
                if char == ":" and not depth:  # a label inside the cell
                    chars, places, hard = [], [], True
        if chars:
            tokens.append(_Token("".join(chars), places, hard))
            hard = False
    return tokens


def _belongs_to(before: str, token: str) -> bool:
    """Whether the token goes on with the name before it, broken by a space or a line end."""
    if len(before) + len(token) > _LONGEST_NAME:
        return False
    if before.count("(") > before.count(")"):
        return True
    if is_tail(token) or token[0] in _OPEN or 1 in (len(before), len(token)):
        return True  # a single character is a letter-spaced name: 市 残 联
    if is_strong(before):
        straddling = suffix_of(before + token)
        return len(straddling) > len(token) and not is_strong(token)
    if is_strong(token) and has_head(token):
        return False
    return bool(suffix_of(_without_brackets(before + token)))


def _split(name: str) -> list[tuple[int, int]]:
    """Where the names begin and end in a run without separators: 市农业农村局市交通局 holds two."""
    pieces, start = [], 0
    at = start + 2
    while at <= len(name) - 2:
        skip = _and(name, at)
        if is_strong(name[start:at]) and _begins(name, at + skip) and not _goes_on(name, start, at):
            pieces.append((start, at))
            start = at + skip
            at = start + 2
        else:
            at += 1
    pieces.append((start, len(name)))
    return pieces


def _and(name: str, at: int) -> int:
    """Length of an "and" between two names."""
    for word in ("以及", "和", "及", "与"):
        if name.startswith(word, at):
            return len(word)
    return 0


def _begins(name: str, at: int) -> bool:
    rest = name[at : at + _LONGEST_NAME]
    return len(rest) >= 2 and has_head(rest)


def _goes_on(name: str, start: int, at: int) -> bool:
    """Whether a name runs over this place: a longer ending (管委|会) or a known name (市委|市政府督查室)."""
    words = unit_words()
    if name.startswith(words.national, start) and _PLACE.match(name, at) and not name.startswith(words.heads, at):
        return True
    if any(len(suffix_of(name[start : at + more])) > more for more in range(1, min(6, len(name) - at) + 1)):
        return True
    return any(len(known) > at - start and name.startswith(known, start) for known in words.names)


def _is_branch(name: str) -> bool:
    place = _COUNTY.match(name)
    return place is not None and name.startswith(unit_words().branches, place.end())


def _trimmed(name: str, start: int, end: int) -> tuple[int, int]:
    """Without the words that say what an organisation does (牵头, 配合), and without brackets around the whole."""
    words = unit_words().noise
    changed = True
    while changed and end - start > 1:
        changed = False
        piece = name[start:end]
        if piece[0] in _OPEN and piece[-1] in _CLOSE:
            start, end, changed = start + 1, end - 1, True
            continue
        for word in words:
            if piece.endswith(f"({word})"):
                end, changed = end - len(word) - 2, True
            elif piece.endswith(word) and suffix_of(piece[: -len(word)]):
                end, changed = end - len(word), True
            elif piece == word:
                return start, start
            if changed:
                break
    return start, end


def _without_brackets(name: str) -> str:
    """The name without what stands in brackets: 市水务局(市河长办), 各县(市、区)政府."""
    if "(" in name[1:]:
        name = _BRACKETS.sub("", name)
    return name.strip("“”\"'《》")
