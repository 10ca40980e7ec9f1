"""Writing files so that a crash leaves the old one or the new one, never a half.

Belongs here: temporary names, fsync, atomic rename, hashes of files, clearing away what a killed process left. Does
not belong here: what the files hold.

A temporary name is `.<prefix>-<host>-<pid>-<random>` beside its place (rename is atomic only within one file system);
host (a hash of its name) and process id tell later whether its writer is still alive.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY = re.compile(r"^\.[a-z]+-(?P<host>[0-9a-f]{6})-(?P<pid>\d+)-[0-9a-f]{8}$")
STALE_SECONDS = 24 * 3600  # a temporary file of another machine is a leftover after this time


def temporary_beside(place: Path, prefix: str = "new") -> Path:
    """A free temporary name in the folder of `place`; prefix: lower-case letters."""
    return place.parent / f".{prefix}-{_host()}-{os.getpid()}-{secrets.token_hex(4)}"


def sync_file(path: Path) -> None:
    """Wait until the file's bytes are on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the folder's entries (names) are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> Path:
    """Create the folder and its parents, durably; returns it."""
    missing = [f for f in (folder, *folder.parents) if not f.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in reversed(missing):
        sync_folder(made.parent)
    return folder


def write_atomic(place: Path, data: bytes) -> None:
    """Put `data` at `place` whole or not at all, replacing what was there; durable on return."""
    make_folder(place.parent)
    with replacing(place) as temporary:
        temporary.write_bytes(data)


@contextmanager
def replacing(place: Path) -> Iterator[Path]:
    """Give a temporary path to be written; when the block ends well it becomes `place`, else it is removed."""
    temporary = temporary_beside(place)
    try:
        yield temporary
        sync_file(temporary)
        os.replace(temporary, place)  # noqa: PTH105 - the name says that the swap is atomic
        sync_folder(place.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sync_tree(folder: Path) -> None:
    """Wait until everything below the folder, and its own entries, are on the disk."""
    for path in sorted(folder.rglob("*")):
        sync_folder(path) if path.is_dir() else sync_file(path)
    sync_folder(folder)


def sha256_of(path: Path) -> str:
    """SHA-256 of the file's bytes, in lower-case hex, reading a megabyte at a time."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_leftover(path: Path) -> bool:
    """Whether the path is a temporary one whose writer no longer lives (or that is older than a day)."""
    match = TEMPORARY.match(path.name)
    if match is None:
        return False
    try:
        age = time.time() - path.lstat().st_mtime
    except FileNotFoundError:  # its writer has just renamed or removed it
        return False
    return age > STALE_SECONDS or (match["host"] == _host() and not _alive(int(match["pid"])))


def remove_leftovers(folder: Path) -> list[Path]:
    """Remove the leftovers that stand directly in the folder; returns what was removed."""
    if not folder.is_dir():
        return []
    leftovers = [path for path in sorted(folder.iterdir()) if is_leftover(path)]
    for path in leftovers:
        remove(path)
    return leftovers


def remove(path: Path) -> None:
    """Remove a file or a whole folder; nothing happens when it is not there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _host() -> str:
    """Six hexadecimal digits for this machine (or container): process ids mean nothing on another one."""
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]


def _alive(pid: int) -> bool:
    if pid == os.getpid():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it lives and belongs to somebody else
        return True
    return True
