"""The raw bytes of documents: each kept once, named by its SHA-256, never changed.

Belongs here: putting bytes in and getting the same ones back. Does not belong here: what the bytes mean, who
published them.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from pathlib import Path

from warehouse.errors import DamagedFile, StorageFault, WrongUse
from warehouse.files import remove_leftovers, sha256_of, write_atomic

_SHA256 = re.compile(r"[0-9a-f]{64}")


class RawStore:
    """A folder with one file for each content. Safe for any number of writers at once: all write the same bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep the bytes; returns their SHA-256 in lower-case hex. A damaged copy already there is replaced.

        Raises StorageFault when the disk refuses.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        place = self.folder / sha256
        try:
            if not (place.is_file() and place.stat().st_size == len(data) and sha256_of(place) == sha256):
                write_atomic(place, data)
        except OSError as fault:
            raise StorageFault(
                f"{place}: cannot keep the document ({fault.strerror}); free or repair the disk"
            ) from fault
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with this hash.

        Raises WrongUse for what is no SHA-256, DamagedFile when the file is gone or its bytes no longer have that hash.
        """
        place = self._place(sha256)
        again = f"rm -f {shlex.quote(str(place))} && duban run --documents <the document itself>"
        try:
            data = place.read_bytes()
        except FileNotFoundError:
            raise DamagedFile(place, "the raw document is gone", again) from None
        except OSError as fault:
            raise StorageFault(f"{place}: cannot be read ({fault.strerror}); check the disk and the rights") from fault
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DamagedFile(place, "its bytes no longer have the hash that is its name", again)
        return data

    def has(self, sha256: str) -> bool:
        """Whether there is a file for this hash (its bytes are verified by `get`)."""
        return self._place(sha256).is_file()

    def clear_leftovers(self) -> list[Path]:
        """Remove what killed writers left; returns the removed paths."""
        return remove_leftovers(self.folder)

    def _place(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise WrongUse(f"{sha256!r} is not a SHA-256 (64 hexadecimal digits in lower case)")
        return self.folder / sha256
