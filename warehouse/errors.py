"""What can go wrong where data rest, as one tree of exceptions.

Belongs here: exception types of this room with the exit code each one means at the command line (CONTRACT.md: 1
refused, 2 wrong use or unreadable input, 3 a fault of the machine). Does not belong here: messages of other rooms,
handling of errors.

Every message names the file or place and what to do about it.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.records import DecisionRecord


class WarehouseError(Exception):
    """Root of this room's errors; `exit_code` is what a command that ends with it returns to the shell."""

    exit_code = 3


class StorageFault(WarehouseError):
    """The machine failed: a disk that is full or unwritable, a database or network that does not answer."""


class WrongUse(WarehouseError):
    """Somebody asked for what cannot be: an unknown id, a setting that does not parse, a value that is no number."""

    exit_code = 2


class Overtaken(WrongUse):
    """Somebody else has decided the same check meanwhile; `last` (a DecisionRecord) says who and what."""

    def __init__(self, last: DecisionRecord) -> None:
        self.last = last
        said = last.decision
        super().__init__(
            f"{said.check_id} was decided meanwhile by {said.decided_by}: {said.action} ({said.reason}). "
            "Nothing was recorded; look at that decision and confirm yours."
        )


class CatalogueUnreachable(StorageFault):
    """The catalogue's database cannot be opened or does not answer."""


class CatalogueTooNew(WrongUse):
    """The catalogue was migrated by a newer version of this program."""


class AlreadyRunning(StorageFault):
    """Another process holds the lock; the message names its process, host and since when."""


class DamagedFile(WarehouseError):
    """A file is not what was written: its bytes differ from the recorded SHA-256, or it is gone.

    `path` is the file, `repair` a shell command that makes it whole again. Publishing from it is refused (exit code 1).
    """

    exit_code = 1

    def __init__(self, path: Path, what: str, repair: str) -> None:
        self.path = path
        self.what = what
        self.repair = repair
        super().__init__(f"{path}: {what}. To repair it: {repair}")

    def __reduce__(self) -> tuple[type[DamagedFile], tuple[Path, str, str]]:
        """So that it comes whole from a process that reads documents."""
        return DamagedFile, (self.path, self.what, self.repair)


class MissingReading(WarehouseError):
    """A document is to be landed but none of the given readings holds it."""


def repair_by_reading_again(folder: Path) -> str:
    """The command that repairs a damaged readings folder: once it is gone, a run reads its documents again from raw."""
    return f"rm -r {shlex.quote(str(folder))} && duban run"
