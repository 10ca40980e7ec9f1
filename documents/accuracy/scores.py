"""Counts of agreement between a reading and its gold lines, and the measures made of them.

Belongs here: what is counted and how counts add up. Does not belong here: which statement answers which gold line (matching).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

#: Sorts of statement that gold lines tell of, and the attributes compared for each matched pair.
ATTRIBUTES = {
    "observations": ("kind", "modifier", "period", "scope"),
    "targets": ("comparator", "kind", "firmness"),
    "excluded": ("why",),
}
SORTS = tuple(ATTRIBUTES)
#: The attribute by which each sort is broken down in a table.
GROUPED_BY = {"observations": "kind", "targets": "kind", "excluded": "why"}


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement: a gold line nobody found, a statement no gold line asks for, or a matched pair that differs in an attribute."""

    sort: str
    document: str
    place: str  # "57" for a task, "§3" for a section
    problem: str  # missed, wrong, or the name of the attribute
    wanted: str
    got: str
    evidence: str

    def __str__(self) -> str:
        where = f"{self.document} {self.place}".strip()
        if self.problem in ("missed", "wrong"):
            return f"{self.sort} {self.problem} {where} {self.wanted or self.got} · {self.evidence}"
        return f"{self.sort} {where} {self.problem}: want {self.wanted} got {self.got} · {self.evidence}"


@dataclass(slots=True)
class Tally:
    """Gold lines, statements found, and pairs of both."""

    gold: int = 0
    found: int = 0
    matched_gold: int = 0
    matched_found: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that gold asks for; 1 where nothing was found."""
        return self.matched_found / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 1 where there is none."""
        return self.matched_gold / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def add(self, other: Tally) -> None:
        self.gold += other.gold
        self.found += other.found
        self.matched_gold += other.matched_gold
        self.matched_found += other.matched_found

    def measures(self) -> dict[str, float | int]:
        """The figures of one line of a table; shares are rounded to four decimals."""
        shares = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {"gold": self.gold, "found": self.found, **{k: round(v, 4) for k, v in shares.items()}}


@dataclass(slots=True)
class Score:
    """Counts of one sort of statement in one or more documents; they add up."""

    tally: Tally = field(default_factory=Tally)
    likeness_sum: float = 0.0
    agree: Counter[str] = field(default_factory=Counter)
    kinds: dict[str, Tally] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)
    disagreements: list[Miss] = field(default_factory=list)

    @property
    def gold(self) -> int:
        return self.tally.gold

    @property
    def found(self) -> int:
        return self.tally.found

    @property
    def matched(self) -> int:
        return self.tally.matched_gold

    @property
    def precision(self) -> float:
        return self.tally.precision

    @property
    def recall(self) -> float:
        return self.tally.recall

    @property
    def f1(self) -> float:
        return self.tally.f1

    @property
    def likeness(self) -> float:
        """Sum over the pairs of the likeness of both indicator names (0 to 1 each)."""
        return self.likeness_sum

    def share(self, attribute: str) -> float:
        """Share of the matched pairs that agree in an attribute; 1 where there is no pair."""
        return self.agree[attribute] / self.matched if self.matched else 1.0

    def add(self, other: Score) -> None:
        self.tally.add(other.tally)
        self.likeness_sum += other.likeness_sum
        self.agree.update(other.agree)
        for kind, tally in other.kinds.items():
            self.kinds.setdefault(kind, Tally()).add(tally)
        self.misses += other.misses
        self.disagreements += other.disagreements

    def measures(self, sort: str) -> dict[str, Any]:
        """Counts, precision, recall, F1, the share of each attribute and, for figures, the mean likeness of the names."""
        line: dict[str, Any] = dict(self.tally.measures())
        line |= {attribute: round(self.share(attribute), 4) for attribute in ATTRIBUTES[sort]}
        if sort != "excluded":
            line["indicator_likeness"] = round(self.likeness_sum / self.matched, 4) if self.matched else 1.0
        return line
