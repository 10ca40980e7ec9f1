"""Sentences and clauses of a squeezed passage.

Belongs here: where a clause begins and ends. Does not belong here: what it says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

_SENTENCE_END = re.compile(r"[。!?\n]+")
#: A comma between the thousands of a number (3,415) ends nothing.
_CLAUSE_END = re.compile(r"(?:[;。!?\n]|,(?!(?<=\d,)\d{3}(?!\d)))+")
#: Where no mark comes for so many characters, nobody wrote a clause: it ends there, so that looking back stays cheap.
_LONGEST_CLAUSE = 300


class Clauses:
    """Bounds of the clauses and sentences of one passage, found by position."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._clause_starts = _bounded([0, *(m.end() for m in _CLAUSE_END.finditer(text))], len(text))
        self._sentence_starts = [0, *(m.end() for m in _SENTENCE_END.finditer(text))]

    def clause(self, position: int) -> tuple[int, int]:
        """The clause around a position, without the mark that ends it."""
        at = bisect_right(self._clause_starts, position) - 1
        start = self._clause_starts[at]
        end = self._clause_starts[at + 1] if at + 1 < len(self._clause_starts) else len(self.text)
        while end > start and self.text[end - 1] in ",;。!?\n":
            end -= 1
        return start, end

    def clause_index(self, position: int) -> int:
        return bisect_right(self._clause_starts, position) - 1

    def sentence_index(self, position: int) -> int:
        return bisect_right(self._sentence_starts, position) - 1

    def sentence(self, position: int) -> tuple[int, int]:
        at = self.sentence_index(position)
        end = self._sentence_starts[at + 1] if at + 1 < len(self._sentence_starts) else len(self.text)
        return self._sentence_starts[at], end

    def unit_end(self, position: int) -> int:
        """The first character behind the digits at a position."""
        while position < len(self.text) and (self.text[position].isdigit() or self.text[position] in ".-~"):
            position += 1
        return position

    def start_of(self, index: int) -> int:
        """Where clause number `index` begins."""
        return self._clause_starts[index]

    @property
    def clause_count(self) -> int:
        return len(self._clause_starts)


def _bounded(starts: list[int], size: int) -> list[int]:
    """The starts, with further ones in clauses of a length that nobody writes."""
    if all(after - before <= _LONGEST_CLAUSE for before, after in pairwise([*starts, size])):
        return starts
    gaps = pairwise([*starts, max(size, starts[-1] + 1)])
    return [start for before, after in gaps for start in range(before, after, _LONGEST_CLAUSE)]
