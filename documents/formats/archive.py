"""Zip archives of Office documents, opened only when they are safe to unpack.

Belongs here: limits on archives, and refusing XML that defines entities. Does not belong here: what is in the documents.
"""

from __future__ import annotations

import io
import re
import zipfile

from documents.errors import NotText, TooLarge
from documents.limits import MAX_ARCHIVE_PARTS, MAX_UNPACKED_BYTES, MAX_UNPACKED_RATIO

_DEFINITIONS = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_SMALL = 1_000_000  # below this size any ratio is harmless


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive of a DOCX or XLSX. Raises NotText for a broken one, TooLarge for one that unpacks to too much."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise NotText(f"the {name} file is a broken archive: {error}", advice="fetch or save it again") from None
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_ARCHIVE_PARTS:
        raise TooLarge(f"the {name} file has {len(parts):,} parts, more than {MAX_ARCHIVE_PARTS:,}")
    if unpacked > MAX_UNPACKED_BYTES or (unpacked > _SMALL and unpacked > MAX_UNPACKED_RATIO * len(data)):
        raise TooLarge(
            f"the {name} file unpacks from {len(data):,} to {unpacked:,} bytes",
            advice="this looks like an archive made to exhaust memory; ask the publisher for another copy",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise NotText(f"the {name} file is protected by a password", advice="save it without one")
    _refuse_definitions(archive, parts, name)
    return archive


def _refuse_definitions(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], name: str) -> None:
    """Office documents never define XML entities; a file that does was made to harm."""
    for part in parts:
        if not part.filename.endswith((".xml", ".rels")):
            continue
        try:
            with archive.open(part) as stream:
                head = stream.read(4096)
        except Exception as error:  # zlib, lzma and zipfile each have their own
            raise NotText(f"the {name} file is a broken archive: {error}", place=part.filename) from None
        if _DEFINITIONS.search(head.replace(b"\0", b"")):
            raise TooLarge(
                f"the {name} file defines XML entities",
                place=part.filename,
                advice="ask the publisher for another copy",
            )


def part(archive: zipfile.ZipFile, path: str, name: str) -> bytes:
    """One part of the archive. Raises NotText where it is missing or broken."""
    try:
        return archive.read(path)
    except KeyError:
        raise NotText(f"the {name} file has no part {path}", advice="save it again with an Office program") from None
    except Exception as error:  # zlib, lzma and zipfile each have their own
        raise NotText(f"the {name} file is a broken archive: {error}", place=path) from None
