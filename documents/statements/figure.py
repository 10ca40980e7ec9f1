"""A figure while it is being read: where it stands and what has been found out about it.

Belongs here: the data that the rules of a passage hand to each other. Does not belong here: any rule.
"""

from __future__ import annotations

from dataclasses import dataclass

from documents.numbers import Number
from documents.reading import Kind
from documents.statements.measures import Measure


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a number stands in its squeezed passage: its clause, its sentence, and the segment of the clause that is its own."""

    number: Number
    clause_start: int
    clause_end: int
    clause: int
    sentence: int
    segment: str  # the clause between the figure before and this number


@dataclass(frozen=True, slots=True)
class Timed:
    """Period as written, the stretch of time that gives its bounds, and the last as-of period of the sentence ("" for none)."""

    period: str
    stretch: str
    stock: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with all that is known of it; the next figure of the passage may take some of it over."""

    spot: Spot
    said: Measure
    indicator: str
    scope: str
    timed: Timed
    promised: bool
    end: int  # where it ends, 以上 and the counted noun included
    deed: str = ""  # what it says was done with what it counts, where that is a part of its name

    @property
    def carried(self) -> Kind | None:
        """The kind that a list after it may take over."""
        return self.said.kind if self.said.carries else None
