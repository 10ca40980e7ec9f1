"""Names of files in the inbox: which are a copying tool's own, and what a name from outside becomes.

Belongs here: judging and mending names. Does not belong here: looking at files (inbox_look.py), moving them
(inbox_moves.py).

A name from outside is hostile: it may hold control characters, marks that turn the direction of writing, bytes that are
no UTF-8, a leading dot or dash. It becomes the document's id, so a plain name stays exactly as it is.
"""

from __future__ import annotations

import hashlib
import unicodedata

ARCHIVE = "archive"
REJECTED = "rejected"
READING = ".reading"
NOTE = ".note.txt"
#: Folders of the inbox that are ours.
OWN = frozenset({ARCHIVE, REJECTED, READING})

#: Endings under which browsers and copying tools write what is not complete.
_UNFINISHED = (
    *(".part", ".partial", ".crdownload", ".download", ".opdownload", ".filepart", ".aria2", ".!ut", ".!qb"),
    *(".tmp", ".temp", ".swp", ".swx", ".lock", ".bak~"),
)
#: Files that systems and office programs put into folders by themselves.
_NOT_DOCUMENTS = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db"})
#: File systems allow 255 bytes for a name; the rest is for "-12" and the note's ending.
_LONGEST = 180  # bytes of UTF-8
_FORBIDDEN = frozenset('/\\:*?"<>|')  # what Windows, where the archive may be looked at, does not allow either


def is_temporary(name: str) -> bool:
    """Whether it is a copying tool's name for what is not complete, or no document but a system's own file."""
    lower = name.lower()
    return (
        name.startswith((".", "~"))  # hidden; rsync's and Office's own
        or name.endswith("~")
        or lower.endswith(_UNFINISHED)
        or lower in _NOT_DOCUMENTS
    )


def unfinished_companions(name: str) -> tuple[str, ...]:
    """Names that stand beside `name` while it is still being fetched (a browser's placeholder and its .part)."""
    return tuple(f"{name}{ending}" for ending in _UNFINISHED)


def safe_name(name: str) -> str:
    """A name that is harmless as a file name, as an id, on a terminal: the same one where it is plain.

    Composed (NFC; a Mac sends letters and accents apart), each dangerous character an underscore, no leading dot or
    dash, at most 180 bytes (then its end is a hash of the whole, so that two long names stay two).
    """
    composed = unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    plain = "".join("_" if _dangerous(each) else each for each in composed).strip()
    stem, dot, ending = plain.rpartition(".")
    if not dot or not stem or len(ending) > 10:
        stem, ending = plain, ""
    stem = stem.strip(" .") or "_"
    if stem.startswith("-"):
        stem = "_" + stem[1:]
    tail = f".{ending}" if ending else ""
    if len((stem + tail).encode()) > _LONGEST:
        mark = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
        kept = stem.encode()[: _LONGEST - len(tail.encode()) - 9].decode("utf-8", "ignore")
        stem = f"{kept}-{mark}"
    return stem + tail


def _dangerous(character: str) -> bool:
    return character in _FORBIDDEN or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def numbered(name: str, number: int) -> str:
    """`report.html` and 2: `report-2.html`."""
    if number == 1:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{number}.{ending}" if dot and stem else f"{name}-{number}"
