"""Readings at rest: the front of `reading_files` (Parquet folders) and `landing` (the candidate's schema `landing`).

Belongs here: the names that other rooms use. Does not belong here: anything that does something.
"""

from warehouse.landing import land
from warehouse.reading_files import (
    ReadingFiles,
    StoredFile,
    StoredReading,
    clear_leftovers,
    known_facts,
    open_files,
    reading_key,
    write,
)

__all__ = [
    "ReadingFiles",
    "StoredFile",
    "StoredReading",
    "clear_leftovers",
    "known_facts",
    "land",
    "open_files",
    "reading_key",
    "write",
]
