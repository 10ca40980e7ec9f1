"""Statements: the passages of a structure become promises, figures, left-out numbers and claims, each with its exact place.

Belongs here: the order in which a passage is read. Does not belong here: any rule (its own module holds it). A number of a passage ends in
exactly one of targets, observations, excluded and unread numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.normal import normalise
from documents.reading import (
    Claim,
    ExcludedNumber,
    Observation,
    Passage,
    Role,
    Structure,
    Target,
    UnreadNumber,
)
from documents.statements.passage import PassageReader, Sink

__all__ = ["Statements", "read_statements"]

#: The marks of Chinese outlines and how deep they stand.
_MARKS = (
    (1, re.compile(r"第?[一二三四五六七八九十]{1,3}(?:、|部分|章)")),
    (2, re.compile(r"\([一二三四五六七八九十]{1,3}\)")),
    (3, re.compile(r"\d{1,2}(?:、|\.(?!\d))")),
    (4, re.compile(r"\(\d{1,2}\)")),
)
_READ = frozenset({Role.COMMITMENT, Role.REPORT, Role.NARRATIVE, Role.HEADING})


@dataclass(frozen=True, slots=True)
class Statements:
    targets: tuple[Target, ...]
    observations: tuple[Observation, ...]
    excluded_numbers: tuple[ExcludedNumber, ...]
    unread_numbers: tuple[UnreadNumber, ...]
    claims: tuple[Claim, ...]


@dataclass(slots=True)
class _Outline:
    """Whether the section being read promises: a goal heading holds for the headings below it."""

    promising: bool = False
    level: int = 0

    def enter(self, heading: str) -> None:
        level = next((depth for depth, mark in _MARKS if mark.match(heading)), 1)
        if PassageReader.is_goal_heading(heading):
            self.promising, self.level = True, level
        elif not (self.promising and level > self.level):
            self.promising = False


def read_statements(structure: Structure) -> Statements:
    """Read every passage of a structure. Offsets of the result are into `structure.text`."""
    normal = normalise(structure.text)
    numbers = {task.task_order: task.task_no for task in structure.tasks}
    sink = Sink()
    outline = _Outline()
    for passage in structure.passages:
        if passage.role not in _READ:
            continue
        if passage.role is Role.HEADING:
            outline.enter(normal[passage.span.start : passage.span.end].strip())
        PassageReader(
            structure,
            normal,
            passage,
            sink,
            task_no=_number_of(passage, numbers),
            promising=outline.promising and passage.role is Role.NARRATIVE,
        ).read()
    return Statements(
        tuple(sink.targets), tuple(sink.observations), tuple(sink.excluded), tuple(sink.unread), tuple(sink.claims)
    )


def _number_of(passage: Passage, numbers: dict[int, int]) -> int | None:
    return numbers.get(passage.task_order) if passage.task_order is not None else None
