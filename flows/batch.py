"""Reading one batch of documents: what a worker does, in whatever process on whatever machine.

Belongs here: that, and as few imports as it takes, for every worker pays for them. Does not belong here: which documents make a batch, and
who reads it (reading_step.py, dask_runner.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import documents
from documents.errors import DocumentError
from documents.reading import KnownFacts, Problem, Reading, Severity
from warehouse import readings as store
from warehouse.raw import RawStore


@dataclass(frozen=True, slots=True)
class Wanted:
    """One edition that is to be read: hash, known facts, and the key its reading will have."""

    sha256: str
    facts: KnownFacts
    reading_key: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of one batch: the folder with the readings (None where all were refused), and what was refused and
    why.
    """

    files: store.ReadingFiles | None
    refused: tuple[tuple[str, str, str], ...]  # (reading key, what, advice)


def read_batch(batch: Sequence[Wanted], raw: Path, readings: Path) -> Batch:
    """Read the documents of one batch and write their readings; runs in any process on any machine that sees both
    folders.
    """
    store_of_bytes = RawStore(raw)
    done: list[tuple[str, Reading]] = []
    refused: list[tuple[str, str, str]] = []
    for wanted in batch:
        got = _one(store_of_bytes.get(wanted.sha256), wanted)
        if isinstance(got, Reading):
            done.append((wanted.reading_key, got))
        else:
            refused.append((wanted.reading_key, *got))
    files = store.write([reading for _, reading in done], readings, keys=[key for key, _ in done]) if done else None
    return Batch(files, tuple(refused))


def _one(data: bytes, wanted: Wanted) -> Reading | tuple[str, str]:
    """The reading, or (what, advice) where the document is refused."""
    try:
        reading = documents.read(data, wanted.facts)
    except DocumentError as error:
        return (f"{error.what} ({error.place})" if error.place else error.what), error.advice
    except MemoryError:
        raise
    except Exception as error:
        # A defect of the reader must not keep the other documents from being published; it is told like any other
        # refusal.
        return (
            f"the reader fails on it ({type(error).__name__}: {error})",
            "this is a defect of duban: report it with the document",
        )
    grave = [problem for problem in reading.problems if problem.severity is Severity.CRITICAL]
    if grave:
        more = f"; and {len(grave) - 5} more" if len(grave) > 5 else ""
        return "; ".join(_problem(each) for each in grave[:5]) + more, grave[0].advice
    return reading


def _problem(problem: Problem) -> str:
    return f"line {problem.line}: {problem.message}" if problem.line else problem.message
