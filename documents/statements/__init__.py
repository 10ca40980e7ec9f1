"""Statements: the passages of a structure become promises, figures, left-out numbers and claims, each with its exact place.

Belongs here: the order in which passages are read. Does not belong here: any rule (its own module holds it). A number of a passage ends in
exactly one of targets, observations, excluded and unread numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from documents.normal import normalise
from documents.reading import Claim, ExcludedNumber, Observation, Role, Structure, Target, UnreadNumber
from documents.statements import leftovers
from documents.statements.goals import Outline
from documents.statements.passage import PassageReader
from documents.statements.pieces import pieces
from documents.statements.recorder import Sink
from documents.statements.reviews import Review

__all__ = ["Statements", "read_statements"]

_READ = frozenset({Role.COMMITMENT, Role.REPORT, Role.NARRATIVE, Role.HEADING})


@dataclass(frozen=True, slots=True)
class Statements:
    targets: tuple[Target, ...]
    observations: tuple[Observation, ...]
    excluded_numbers: tuple[ExcludedNumber, ...]
    unread_numbers: tuple[UnreadNumber, ...]
    claims: tuple[Claim, ...]


def read_statements(structure: Structure) -> Statements:
    """Read every passage of a structure. Offsets of the result are into `structure.text`."""
    normal = normalise(structure.text)
    task_numbers = {task.task_order: task.task_no for task in structure.tasks}
    commitments = {task.task_order: "".join(normalise(task.commitment).split()) for task in structure.tasks}
    facts = structure.facts
    sink, outline = Sink(), Outline(facts.year, speech=facts.document_type == "work_report")
    review = Review(facts.year, speech=facts.document_type == "work_report")
    for passage in structure.passages:
        if passage.role is Role.NUMBER:
            leftovers.number_of_task(structure, normal, passage, sink, task_numbers.get(passage.task_order or 0))
        if passage.role is Role.STATUS:
            leftovers.score(structure, normal, passage, sink, task_numbers.get(passage.task_order or 0))
        if passage.role not in _READ:
            continue
        if passage.role is Role.HEADING:
            heading = "".join(normal[passage.span.start : passage.span.end].split())
            outline.enter(heading)
            review.enter(heading)
        ahead = False
        if passage.role is Role.NARRATIVE:
            paragraph = "".join(normal[passage.span.start : passage.span.end].split())
            outline.hear(paragraph)
            review.hear(paragraph)
            ahead = outline.looks_ahead(paragraph)
        task_no = task_numbers.get(passage.task_order) if passage.task_order is not None else None
        promising = (outline.promising or ahead) and passage.role is Role.NARRATIVE
        since = review.since if passage.role is Role.NARRATIVE and not promising else ""
        for piece in pieces(passage, normal):
            PassageReader(
                structure,
                normal,
                piece,
                sink,
                task_no=task_no,
                promising=promising,
                since=since,
                ahead=outline.sentence_looks_ahead,
                promise=commitments.get(passage.task_order or 0, ""),
            ).read()
    leftovers.read(structure, normal, sink)
    return Statements(
        tuple(sink.targets),
        tuple(sink.observations),
        tuple(sink.excluded),
        tuple(sink.unread),
        tuple(sink.claims),
    )
