"""What a line of a list begins with: its number, or the labels of its fields.

Belongs here: numbers and labels of one line. Does not belong here: what the lines of a list are together (listing.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from documents.layouts.columns import LABEL, UNIT_ROLES, role_of
from documents.layouts.flattened import PART_OF
from documents.layouts.lines import Line
from documents.layouts.words import ColumnRole
from documents.normal import normalise

_ITEMS = (
    ("arabic", re.compile(r"(\d{1,6})\s*(?:[、)]|\.(?!\d)|\.(?=(?:19|20)\d\d年|\d{1,2}月))")),
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


def item_of(text: str, line: Line, expected: int | None = None) -> Item | None:
    """The list number at the beginning of a line; the one `expected` also where a figure stands right behind it (3.120个村改水)."""
    plain = normalise(text[line.start : min(line.end, line.start + 16)])
    if expected is not None and (found := re.match(rf"{expected}\s?\.(?=\d)", plain)):
        return Item("arabic", expected, line.start + found.end())
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


def labels_within(text: str, start: int, end: int) -> tuple[int, list[Field]]:
    """Labelled units and reports behind other words of a line (修桥3座。责任单位:市交通局。完成情况:…), and where those words end."""
    if ":" not in text[start:end] and "：" not in text[start:end]:
        return end, []
    plain = normalise(text[start:end])
    labels = [(label, role_of(label[1])) for label in LABEL.finditer(plain) if label.start() > 1]
    known = [(label, role) for label, role in labels if role in UNIT_ROLES or role is ColumnRole.REPORT]
    found: list[Field] = []
    for index, (label, role) in enumerate(known):
        if found and found[-1].role is ColumnRole.REPORT:
            break  # sentences hold colons of their own
        stop = known[index + 1][0].start() if index + 1 < len(known) else len(plain)
        if role is not None:
            found.append(Field(role, start + label.end(), start + stop))
    return (start + known[0][0].start() if known else end), found


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
