"""A gold folder read and scored: document by document, and added up by layout.

Belongs here: reading every document of a gold folder and adding up its scores. Does not belong here: files that hold gold (gold), pairs
(matching), and tables for people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import documents
from documents.accuracy.gold import Gold, GoldDocument
from documents.accuracy.matching import compare
from documents.accuracy.scores import SORTS, Score
from documents.errors import DocumentError


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """What one document came to. `problem`: why it could not be read (all its gold is missed then)."""

    id: str
    layout: str
    scores: dict[str, Score]
    unread: int = 0  # numbers that the reader could not place
    characters: int = 0
    problem: str | None = None


@dataclass(slots=True)
class Group:
    """Documents added up: a layout, or all."""

    documents: int = 0
    unread: int = 0
    characters: int = 0
    scores: dict[str, Score] = field(default_factory=lambda: {sort: Score() for sort in SORTS})

    def add(self, one: DocumentScore) -> None:
        self.documents += 1
        self.unread += one.unread
        self.characters += one.characters
        for sort, score in one.scores.items():
            self.scores[sort].add(score)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every document of a gold folder, scored."""

    documents: tuple[DocumentScore, ...]

    @property
    def all(self) -> Group:
        return self._group(self.documents)

    def by(self, key: Callable[[DocumentScore], str]) -> dict[str, Group]:
        """Groups of documents, in the order in which their keys first come."""
        keys = dict.fromkeys(key(each) for each in self.documents)
        return {name: self._group(each for each in self.documents if key(each) == name) for name in keys}

    @staticmethod
    def _group(found: Iterable[DocumentScore]) -> Group:
        group = Group()
        for each in found:
            group.add(each)
        return group


def evaluate(gold: Gold, *, by_document: bool) -> Evaluation:
    """Read every document of the gold and score it.

    `by_document`: figures of a narrative are compared within the document, whatever section they are put under.
    A document that cannot be read is scored as one in which nothing was found, with the reason in `problem`.
    """
    return Evaluation(tuple(_scored(document, gold, by_document) for document in gold.documents))


def _scored(document: GoldDocument, gold: Gold, by_document: bool) -> DocumentScore:
    lines = gold.of(document.id)
    try:
        reading = documents.read(document.file.read_bytes(), document.facts)
    except DocumentError as error:
        return DocumentScore(document.id, document.layout or "unread", compare(None, lines), problem=str(error))
    return DocumentScore(
        document.id,
        document.layout or reading.layout.value,
        compare(reading, lines, by_document=by_document, document_id=document.id),
        len(reading.unread_numbers),
        len(reading.text),
    )
