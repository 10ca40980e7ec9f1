"""What lies in the inbox and may be taken: files that nobody is still writing.

Belongs here: looking at files and telling which are settled. Does not belong here: moving them (inbox_moves.py).

A file is settled when it looked the same (size, times of change, inode) twice, `settle` seconds apart by our own clock
(a file server's clock may be another), and when nobody has it open for writing, where the system can tell (Linux: a read
lease is refused then). The time of the last change of the inode (ctime) moves with every write and cannot be set, so a
tool that gives the file its old date while it is still writing is seen all the same.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import stat
import time
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from flows.inbox_names import OWN, is_temporary, unfinished_companions

#: An empty file is most likely one whose bytes are still to come; it is taken (and refused) when it is this old.
EMPTY_SECONDS = 600


class Kind(StrEnum):
    """What a directory entry is, links not followed."""

    FILE = "file"
    LINK = "link"
    FOLDER = "folder"
    OTHER = "other"  # a pipe, a socket, a device


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it was at one moment."""

    size: int
    modified_ns: int
    changed_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in the inbox that may be taken now."""

    path: Path
    kind: Kind
    size: int  # bytes


@dataclass(slots=True)
class Watch:
    """Remembers how each file looked, and since when; one object for the life of a watcher."""

    inbox: Path
    settle: float  # seconds
    _seen: dict[str, tuple[Look, float]] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()  # names that are there and not settled, after `settled()`

    def settled(self) -> list[Entry]:
        """The entries that may be taken now, in the order of their names. Folders stay where they are."""
        found: list[Entry] = []
        waiting: list[str] = []
        seen: dict[str, tuple[Look, float]] = {}
        names = sorted(each.name for each in self.inbox.iterdir())
        present = set(names)
        for name in names:
            if name in OWN or is_temporary(name):
                continue
            path = self.inbox / name
            with contextlib.suppress(FileNotFoundError):  # taken away meanwhile
                status = path.lstat()
                kind = _kind(status.st_mode)
                if kind is Kind.FOLDER:
                    continue
                look, since = self._since(name, status)
                seen[name] = (look, since)
                if kind is Kind.FILE and not (
                    self._long_enough(look, since)
                    and present.isdisjoint(unfinished_companions(name))
                    and not open_for_writing(path)
                ):
                    waiting.append(name)
                else:
                    found.append(Entry(path, kind, look.size))
        self._seen, self.waiting = seen, tuple(waiting)
        return found

    def _since(self, name: str, status: os.stat_result) -> tuple[Look, float]:
        look = Look(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        before = self._seen.get(name)
        return before if before is not None and before[0] == look else (look, time.monotonic())

    def _long_enough(self, look: Look, since: float) -> bool:
        if not look.size and time.time() - look.changed_ns / 1e9 < EMPTY_SECONDS:
            return False
        return time.monotonic() - since >= self.settle


def folders_of(inbox: Path) -> list[str]:
    """Folders that somebody put into the inbox: their files are not taken."""
    return sorted(
        each.name
        for each in os.scandir(inbox)
        if each.is_dir(follow_symlinks=False) and each.name not in OWN and not each.name.startswith(".")
    )


def open_for_writing(path: Path) -> bool:
    """Whether any process has the file open for writing; False where that cannot be known (another system's files,
    another owner's).
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False  # told when it is read
    try:
        # Should somebody open it in this very moment, the kernel signals us; by default that signal would end us.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def _kind(mode: int) -> Kind:
    if stat.S_ISREG(mode):
        return Kind.FILE
    if stat.S_ISLNK(mode):
        return Kind.LINK
    return Kind.FOLDER if stat.S_ISDIR(mode) else Kind.OTHER
