"""A passage without its white space, and the way back to the kept text.

Belongs here: squeezing and the mapping of offsets. Does not belong here: what the characters mean. Documents break words, and even
numbers, over lines and cells (`20 23年`); clauses are therefore read without white space, and every offset is mapped back.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_GAP = re.compile(r"\s+")
_FIRST_PART = re.compile(r"(?<=[\u4e00-\u9fff])(?<![表图第附件期月号])\d{1,3}$")
_SECOND_PART = re.compile(r"\d{1,3}(?:\.\d+)?\s?[%‰\u4e00-\u9fff]")
_DATE_BEHIND = re.compile(r"\d{1,2}\s?[月日]")
_CENTURY = re.compile(r"(?<!\d)(?:19|20)$")

#: Every digit for itself (停车位1 1 0 4个): three or more between a word and a unit.
_DIGITS_APART = re.compile(r"(?<=[\u4e00-\u9fff])\d(?: \d){2,6}(?=\s?[\u4e00-\u9fff%])")
_FAR = 16  # characters that such a number may reach to either side


class Tight:
    """`text`: the squeezed characters; `kept(i)`: where character i stands in the kept text."""

    __slots__ = ("_base", "_cuts", "_shifts", "text")

    def __init__(self, normal: str, start: int, end: int) -> None:
        self._base = start
        self._cuts: list[int] = []
        self._shifts: list[int] = []
        self.text = self._squeeze(normal[start:end])

    def _squeeze(self, raw: str) -> str:
        pieces: list[str] = []
        length = position = 0
        for gap in _GAP.finditer(raw):
            begin, stop = gap.span()
            pieces.append(raw[position:begin])
            length += begin - position
            if _keeps_apart(raw, begin, stop):
                pieces.append(" ")
                length += 1
                begin += 1
            if stop > begin:
                self._cuts.append(length)
                self._shifts.append(stop - length)
            position = stop
        if not pieces:
            return raw
        pieces.append(raw[position:])
        return "".join(pieces)

    def kept(self, index: int) -> int:
        """Offset in the kept text of the squeezed character `index`."""
        at = bisect_right(self._cuts, index) - 1
        return self._base + index + (self._shifts[at] if at >= 0 else 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Kept offsets of the squeezed stretch [start, end), which must not be empty."""
        return self.kept(start), self.kept(end - 1) + 1


def _is_broken(raw: str, begin: int, stop: int) -> bool:
    """One space within a number (1 5%, 6 800余亩): words before it, a unit behind it, and no caption or date."""
    if stop - begin != 1 or _DATE_BEHIND.match(raw, stop):
        return False
    near = max(0, begin - _FAR)
    if any(near + run.start() < begin < near + run.end() for run in _DIGITS_APART.finditer(raw[near : begin + _FAR])):
        return True
    return bool(_FIRST_PART.search(raw, max(0, begin - 4), begin)) and bool(_SECOND_PART.match(raw, stop))


def _keeps_apart(raw: str, begin: int, stop: int) -> bool:
    """Whether a gap separates two numbers or two Latin words, instead of merely breaking one."""
    if begin == 0 or stop >= len(raw):
        return False
    before, after = raw[begin - 1], raw[stop]
    if before.isdigit() and after.isdigit():
        broken_year = _CENTURY.search(raw, max(0, begin - 3), begin) and re.match(r"\d\d\s*年", raw[stop : stop + 8])
        return not broken_year and "\n" not in raw[begin:stop] and not _is_broken(raw, begin, stop)
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
