"""What went wrong, in the terms of the command line: one exception tree, each with its exit code (CONTRACT.md).

Belongs here: the exit codes and the exceptions of `flows`, and the one place that says what an exception of another
room means for the exit code. Does not belong here: printing (console.py).
"""

from __future__ import annotations

import errno
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of `duban` (CONTRACT.md); 130 is the shell's own for a run that was interrupted."""

    OK = 0  # published, or nothing new
    REFUSED = 1  # refused by validation; the last release stays
    INPUT = 2  # wrong use or unreadable input
    MACHINE = 3  # disk, database, network of our own
    INTERRUPTED = 130


class Fault(Exception):
    """An end of the run that a person should understand: what, where, and what to do."""

    exit_code = ExitCode.MACHINE

    def __init__(self, what: str, *, place: str | None = None, advice: str = "") -> None:
        super().__init__(what)
        self.what, self.place, self.advice = what, place, advice

    def __str__(self) -> str:
        head = f"{self.place}: {self.what}" if self.place else self.what
        return f"{head} → {self.advice}" if self.advice else head


class WrongUse(Fault):
    """An option, a file or a setting that cannot be meant."""

    exit_code = ExitCode.INPUT


class UnreadableInput(Fault):
    """A document that could not be fetched or read; the others go on."""

    exit_code = ExitCode.INPUT


class FetchFailed(UnreadableInput):
    """A URL that did not give a document."""


class MachineFault(Fault):
    """Disk, database or a server of our own."""

    exit_code = ExitCode.MACHINE


class BuildFailed(MachineFault):
    """The models did not build: a defect of the code or of the machine, never of a document."""


#: errno values that a person mends by making room or by mending rights, and what to do.
_DISK = {
    errno.ENOSPC: "the disk is full: make room, or set DUBAN_HOME to a folder on a larger one",
    errno.EDQUOT: "the disk quota is used up: make room, or set DUBAN_HOME to another folder",
    errno.EROFS: "the disk is read-only: set DUBAN_HOME to a folder that can be written",
    errno.EACCES: "this user may not write there: mend the folder's rights, or set DUBAN_HOME to another folder",
    errno.EIO: "the disk fails: look at the system's log",
}


def exit_code_of(error: BaseException) -> ExitCode:
    """The exit code for any exception that ends a run; an unknown one is a fault of the machine."""
    if isinstance(error, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    if isinstance(error, Fault):
        return error.exit_code
    try:
        return ExitCode(getattr(error, "exit_code", ExitCode.MACHINE))
    except ValueError:
        return ExitCode.MACHINE


def in_plain_words(error: BaseException) -> str:
    """One or two lines for people: what happened and what to do; the published release is never touched by a fault."""
    if isinstance(error, Fault) or hasattr(error, "advice") or hasattr(error, "exit_code"):
        return str(error)  # of our own rooms: the sentence says it all, the name of a class nothing
    if isinstance(error, OSError) and error.errno in _DISK:
        return f"{error.strerror} ({error.filename or 'disk'}) → {_DISK[error.errno]}"
    return f"{type(error).__name__}: {error}".strip()
