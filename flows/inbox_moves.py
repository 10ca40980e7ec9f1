"""Moving a file through the inbox: taken, archived, rejected, put back. At every moment it is in exactly one place.

Belongs here: the folders of the inbox and the renames between them (one file system, so each is atomic). Does not
belong here: which files are settled (inbox_look.py), what became of them (inbox.py). For who holds the inbox lock.

    inbox/<name>                      as it was put there
    inbox/.reading/<token>/<name>     taken, being read; still there after a crash: the next pass goes on with it
    inbox/archive/<date>/<name>       read
    inbox/rejected/<name>             not read, with <name>.note.txt beside it
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.inbox_names import ARCHIVE, NOTE, READING, REJECTED, numbered, safe_name
from warehouse import files as durable


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken out of the inbox. Its name is harmless; it is the document's file name from now on."""

    path: Path

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


def take(inbox: Path, file: Path) -> Taken:
    """Take a file (or a link, itself and not what it points to) out of the inbox, under a harmless name."""
    folder = durable.make_folder(inbox / READING / secrets.token_hex(6))
    taken = Taken(folder / safe_name(file.name))
    try:
        file.rename(taken.path)
    except OSError:
        folder.rmdir()
        raise
    durable.sync_folder(folder)
    durable.sync_folder(inbox)
    return taken


def left_by_a_crash(inbox: Path) -> list[Taken]:
    """Files that an earlier pass took and did not bring to an end, in the order of their names."""
    folder = inbox / READING
    if not folder.is_dir():
        return []
    found: list[Taken] = []
    for each in folder.iterdir():
        if each.is_dir() and not each.is_symlink():
            inside = list(each.iterdir())
            found += [Taken(path) for path in inside]
            if not inside:
                each.rmdir()  # the crash came between the folder and the file
    return sorted(found, key=lambda taken: (taken.name, taken.path))


def put_back(inbox: Path, taken: Taken) -> None:
    """Back to where it was: somebody is still writing it. Where a new file has its name, under a numbered one."""
    _move(taken, inbox)


def archive(inbox: Path, taken: Taken, day: date) -> Path:
    """To the archive of that day; where the name is taken, under a numbered one. Returns the new place."""
    return _move(taken, durable.make_folder(inbox / ARCHIVE / day.isoformat()))


def reject(inbox: Path, taken: Taken, note: str) -> Path:
    """To rejected/, with the note beside it; returns the new place. The note comes first: no file lies there without."""
    folder = durable.make_folder(inbox / REJECTED)
    place = _free(folder, taken.name)
    durable.write_atomic(place.with_name(place.name + NOTE), note.encode("utf-8", "replace"))
    return _move(taken, folder, place)


def _move(taken: Taken, folder: Path, place: Path | None = None) -> Path:
    place = place or _free(folder, taken.name)
    taken.path.rename(place)
    durable.sync_folder(folder)
    taken.path.parent.rmdir()
    return place


def _free(folder: Path, name: str) -> Path:
    """A place that is not taken; also not by a link that leads nowhere."""
    number = 1
    while True:
        place = folder / numbered(name, number)
        if not (place.exists() or place.is_symlink()):
            return place
        number += 1
