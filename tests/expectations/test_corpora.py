"""Every annotated document passes what the gate asks of a reading: strangers' documents must not be refused for the reader's or the gate's
own peculiarities.

Belongs here: readings of whole corpora against the suite of reading. Does not belong here: whether they are right (accuracy), and
what is built on them (the end-to-end tests).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

import documents
from documents.errors import DocumentError
from documents.reading import KnownFacts, Reading
from expectations import places, reading
from expectations.judgement import Severity
from warehouse import readings
from warehouse.records import LandedEdition

TESTS = Path(__file__).resolve().parents[1]
CORPORA = sorted(folder.name for folder in TESTS.glob("corpus*"))
#: Asked of the landed tables alone.
QUESTIONS = tuple(
    question
    for question in reading.QUESTIONS + places.QUESTIONS
    if question.severity is Severity.CRITICAL and "bi." not in question.sql
)


@pytest.fixture(scope="module", params=CORPORA)
def landed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp(request.param)
    read: list[Reading] = []
    for file in sorted((TESTS / request.param / "documents").iterdir()):
        try:
            read.append(documents.read(file.read_bytes(), KnownFacts(document_id=file.stem, file_name=file.name)))
        except DocumentError as refused:
            pytest.fail(f"{file.name}: refused: {refused}")
    files = readings.write(read, folder / "readings")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    editions = [
        LandedEdition(stored.document_id, 1, stored.sha256, moment, stored.reading_key) for stored in files.readings
    ]
    candidate = folder / "warehouse.duckdb"
    readings.land(candidate, [files], editions, [])
    return candidate


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_no_document_of_the_corpora_is_refused(landed: Path, question: reading.Question) -> None:
    with duckdb.connect(str(landed), read_only=True) as connection:
        assert connection.execute(question.sql).fetchall() == []
