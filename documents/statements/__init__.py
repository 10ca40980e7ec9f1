"""Statements: the passages of a structure become promises, figures, left-out numbers and claims, each with its exact place.

Belongs here: the order in which a passage is read. Does not belong here: any rule (its own module holds it). A number of a passage ends in
exactly one of targets, observations, excluded and unread numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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

_READ = frozenset({Role.COMMITMENT, Role.REPORT, Role.NARRATIVE, Role.HEADING})


@dataclass(frozen=True, slots=True)
class Statements:
    targets: tuple[Target, ...]
    observations: tuple[Observation, ...]
    excluded_numbers: tuple[ExcludedNumber, ...]
    unread_numbers: tuple[UnreadNumber, ...]
    claims: tuple[Claim, ...]


@dataclass(slots=True)
class _Context:
    """What carries from passage to passage: the sentence count and the topic of each task."""

    sentences: int = 0
    topics: dict[int, str] = field(default_factory=dict)


def read_statements(structure: Structure) -> Statements:
    """Read every passage of a structure. Offsets of the result are into `structure.text`."""
    normal = normalise(structure.text)
    numbers = {task.task_order: task.task_no for task in structure.tasks}
    sink = Sink()
    promising = False
    for passage in structure.passages:
        if passage.role not in _READ:
            continue
        if passage.role is Role.HEADING:
            promising = PassageReader.is_goal_heading(normal[passage.span.start : passage.span.end])
        PassageReader(
            structure, normal, passage, sink, task_no=_number_of(passage, numbers), promising=promising and passage.role is Role.NARRATIVE
        ).read()
    return Statements(
        tuple(sink.targets), tuple(sink.observations), tuple(sink.excluded), tuple(sink.unread), tuple(sink.claims)
    )


def _number_of(passage: Passage, numbers: dict[int, int]) -> int | None:
    return numbers.get(passage.task_order) if passage.task_order is not None else None
