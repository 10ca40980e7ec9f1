"""What must hold of every reading, whatever was read.

Belongs here: checks of offsets and of the account of numbers. Does not belong here: whether a figure was understood.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import chain, pairwise

from documents import layouts, metadata
from documents.formats import extract
from documents.normal import normalise
from documents.reading import KnownFacts, Passage, Reading, Role, Statement

_DIGIT = re.compile(r"\d")
_READ = (Role.COMMITMENT, Role.REPORT, Role.NARRATIVE, Role.HEADING)


def numbered(reading: Reading) -> list[Statement]:
    """Every statement with a printed number, in the order of the text."""
    found = chain(reading.targets, reading.observations, reading.excluded_numbers, reading.unread_numbers)
    return sorted((each for each in found if each.number_start is not None), key=lambda each: each.number_start or 0)


def check(reading: Reading, data: bytes, known: KnownFacts) -> None:
    """Assert that all offsets are true and every digit of a passage is accounted for exactly once."""
    check_places(reading)
    check_structure(reading)
    check_digits(reading, data, known)


def check_places(reading: Reading) -> None:
    """Evidence is the text between its offsets, the number stands inside it, no two statements share number or anchor."""
    everything: list[Statement] = [*reading.targets, *reading.observations, *reading.excluded_numbers]
    everything += [*reading.unread_numbers, *reading.claims]
    for each in everything:
        assert 0 <= each.char_start < each.char_end <= len(reading.text), each
        assert each.evidence == reading.text[each.char_start : each.char_end], each
        assert each.char_start <= each.anchor < each.char_end, each
        if each.number_start is not None:
            assert each.number_end is not None
            assert each.char_start <= each.number_start < each.number_end <= each.char_end, each
            assert each.anchor == each.number_start, each
    anchors = sorted(each.anchor for each in everything)
    assert all(one < other for one, other in pairwise(anchors)), "two statements with one anchor"
    for one, other in pairwise(numbered(reading)):
        assert (one.number_end or 0) <= (other.number_start or 0), (one, other)
    for figure in (*reading.targets, *reading.observations):
        for value in (figure.value, figure.value_high):
            assert value is None or Decimal(value).is_finite(), figure


def check_structure(reading: Reading) -> None:
    """Parts, units and sections stand where they say; tasks are numbered 1, 2, … in the order of the document."""
    size = len(reading.text)
    for order, task in enumerate(reading.tasks, start=1):
        assert task.task_order == order
        for part in task.parts:
            assert 0 <= part.span.start <= part.span.end <= size, part
        for unit in task.units:
            printed = iter(normalise(reading.text[unit.span.start : unit.span.end]))
            assert all(char in printed for char in normalise(unit.name) if not char.isspace()), unit  # in this order
    for section in reading.sections:
        assert 0 <= section.span.start <= section.span.end <= size, section


def check_digits(reading: Reading, data: bytes, known: KnownFacts) -> None:
    """Every digit of a passage is in exactly one of targets, observations, excluded and unread numbers."""
    owners = [0] * len(reading.text)
    for each in numbered(reading):
        for at in range(each.number_start or 0, each.number_end or 0):
            owners[at] += 1
    normal = normalise(reading.text)
    for passage in passages(data, known):
        for digit in _DIGIT.finditer(normal, passage.span.start, passage.span.end):
            around = reading.text[max(0, digit.start() - 20) : digit.end() + 20]
            assert owners[digit.start()] == 1, f"{owners[digit.start()]} statements for a digit of {around!r}"


def passages(data: bytes, known: KnownFacts) -> list[Passage]:
    """The passages of a document that are read for statements."""
    content = extract(data, known)
    structure, title = layouts.structure(content, known)
    metadata.complete(known, content, structure, title)
    return [passage for passage in structure.passages if passage.role in _READ]
