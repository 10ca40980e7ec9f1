"""What a line of a list begins with: its number, or the labels of its fields.

Belongs here: numbers and labels of one line. Does not belong here: what the lines of a list are together (listing.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from documents.layouts.columns import LABEL, role_of
from documents.layouts.flattened import PART_OF
from documents.layouts.lines import Line
from documents.layouts.words import ColumnRole
from documents.normal import normalise

_ITEMS = (
    ("arabic", re.compile(r"(\d{1,6})\s*(?:[、)]|\.(?!\d))")),
    ("brackets", re.compile(r"[(\[](\d{1,6})[)\]]\s*[、.]?")),
    ("task", re.compile(r"[【\[(]?(?:重点)?(?:任务|事项|项目)\s*(\d{1,6})\s*[】\])]?\s*[:、.]?")),
    ("chinese", re.compile(r"([一二三四五六七八九十百]{1,4})\s*[、.]")),
    ("chinese brackets", re.compile(r"\(([一二三四五六七八九十百]{1,4})\)\s*[、.]?")),
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_FIELDS = frozenset(PART_OF) | {ColumnRole.UNIT, ColumnRole.DEADLINE}


class Item(NamedTuple):
    """The number that a line begins with: its style, its value, and where the words behind it begin."""

    style: str
    number: int
    words: int


class Field(NamedTuple):
    """A labelled stretch of a line."""

    role: ColumnRole
    start: int
    end: int


def item_of(text: str, line: Line) -> Item | None:
    """The list number at the beginning of a line."""
    plain = normalise(text[line.start : min(line.end, line.start + 16)])
    for style, pattern in _ITEMS:
        found = pattern.match(plain)
        if found and line.start + found.end() < line.end:
            return Item(style, _value(found.group(1)), line.start + found.end())
    return None


def fields_of(text: str, line: Line) -> list[Field]:
    """The labelled fields of a line; [] where it begins with no label."""
    head = text[line.start : min(line.end, line.start + 24)]
    if ":" not in head and "：" not in head:
        return []
    plain = normalise(text[line.start : min(line.end, line.start + 2_000)])
    found: list[Field] = []
    for label in LABEL.finditer(plain):
        role = role_of(label.group(1))
        if role not in _FIELDS or role is None or (not found and label.start() > 1):
            if not found:
                return []
            continue
        if found and role in (ColumnRole.REMARK, ColumnRole.COMMITMENT, found[-1].role):
            continue  # a word with a colon inside a field
        if found and found[-1].role in (ColumnRole.REPORT, ColumnRole.COMMITMENT):
            continue  # sentences hold colons of their own
        if found:
            found[-1] = found[-1]._replace(end=_back(plain, label.start(), line.start))
        found.append(Field(role, line.start + label.end(), line.end))
    return [f for f in found if f.end > f.start] if found else []


def _back(plain: str, at: int, offset: int) -> int:
    """Before the separator that stands in front of the next label."""
    while at > 0 and plain[at - 1] in " ;,。(":
        at -= 1
    return offset + at


def _value(words: str) -> int:
    """A list number, Arabic or Chinese up to 999."""
    if words.isdigit():
        return int(words)
    total = 0
    digit = 0
    for char in words:
        if char in _DIGITS:
            digit = _DIGITS[char]
        else:
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
    return total + digit
