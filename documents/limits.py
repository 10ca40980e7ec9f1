"""How large a document may be: refused before it costs memory or time.

Belongs here: the limits and the checks against them. Does not belong here: any reading.
"""

from __future__ import annotations

import re

from documents.errors import TooLarge

#: Bytes of a document as it arrives. The largest yearly report known is under 3 MB.
MAX_BYTES = 64 * 1024 * 1024
#: Bytes that an archive (DOCX, XLSX) may unpack to, all parts together, and how many times its own size that may be.
MAX_UNPACKED_BYTES = 256 * 1024 * 1024
MAX_UNPACKED_RATIO = 200
MAX_ARCHIVE_PARTS = 10_000
#: Characters of kept text: two hundred times the largest yearly report known, and what is read in about a minute.
MAX_CHARACTERS = 10_000_000
MAX_PAGES = 2_000
MAX_DIGITS = 500  # in one run; the longest number anybody prints, a bank account, has 19
MAX_TABLE_CELLS = 5_000_000
_ENDLESS = re.compile(rf"\d{{{MAX_DIGITS}}}")


def check_bytes(size: int) -> None:
    """Raise TooLarge for more bytes than a document may have."""
    if size > MAX_BYTES:
        raise TooLarge(
            f"the file has {size:,} bytes, more than the {MAX_BYTES:,} that a document may have",
            advice="split it, or give the part that holds the tasks",
        )


def check_characters(size: int) -> None:
    """Raise TooLarge for more text than a document may hold."""
    if size > MAX_CHARACTERS:
        raise TooLarge(f"the text has {size:,} characters, more than {MAX_CHARACTERS:,}", advice="split the document")


def check_digits(text: str) -> None:
    """Raise TooLarge for a run of digits that can be no number: the file holds data, and reading digit after digit would never end."""
    if found := _ENDLESS.search(text):
        raise TooLarge(
            f"{MAX_DIGITS:,} digits or more stand in one run, which is no number",
            place=f"character {found.start()}",
            advice="the file holds data, not a document; give the document itself",
        )


def check_cells(size: int) -> None:
    """Raise TooLarge for a table whose spans claim more cells than anybody could have filled."""
    if size > MAX_TABLE_CELLS:
        raise TooLarge(f"a table has {size:,} cells, more than {MAX_TABLE_CELLS:,}", advice="split the table")
