"""Backup and restore of all that cannot be made again: catalogue (decisions too), raw documents, readings, releases.

Belongs here: the archive, and the checks on one that comes back. Does not belong here: the rows of the catalogue
(catalogue_dump.py), the command line.

    contents.json               format, moment, catalogue revision, every other member with size and SHA-256; comes first
    catalogue/<table>.jsonl     decisions are in it, too
    raw/…  readings/…  published/releases/…  published/current.json

An archive that comes back is hostile until every member has been checked: only regular files, only names of these kinds,
only the sizes and hashes that contents.json tells. It is unpacked beside the home and takes its place when all is right.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from warehouse import catalogue_dump, migrate, releases
from warehouse import files as durable
from warehouse.catalogue import Catalogue
from warehouse.clock import now
from warehouse.errors import StorageFault, WrongUse
from warehouse.home import Home
from warehouse.locks import publish_lock

FORMAT = 1
CONTENTS = "contents.json"
MAX_CONTENTS = 256 * 1024 * 1024
#: What stands below these folders of the home is in the archive, and nothing else.
FOLDERS = ("raw", "readings", "published")
_PART = r"[^/\x00-\x1f\\]{1,200}"
_NAME = re.compile(
    rf"catalogue/[a-z_]{{1,60}}\.jsonl|raw/[0-9a-f]{{64}}|readings(?:/{_PART}){{3}}"
    rf"|published/current\.json|published/releases(?:/{_PART}){{2,4}}"
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive; size in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What an archive holds."""

    created: str  # ISO 8601, UTC
    revision: str
    members: tuple[Member, ...]

    @property
    def size(self) -> int:
        """Bytes of all members."""
        return sum(each.size for each in self.members)

    def count(self, kind: str) -> int:
        """How many members of a folder there are."""
        return sum(each.name.startswith(kind + "/") for each in self.members)


def write(home: Home, catalogue: Catalogue, place: Path) -> Backup:
    """Write the archive (a gzipped tar), whole or not at all; for who holds the run lock.

    Raises WrongUse where the file is there already, StorageFault when the disk refuses.
    """
    if place.exists():
        raise WrongUse(f"{place}: is there already; a backup replaces nothing. Choose another name")
    try:
        with publish_lock(home):
            rows = {name: b"".join(lines) for name, lines in catalogue_dump.dump(catalogue).items()}
            files = list(_files(home))
            members = [_of_bytes(f"catalogue/{name}.jsonl", content) for name, content in rows.items()]
            members += [Member(name, path.stat().st_size, durable.sha256_of(path)) for name, path in files]
            told = Backup(now().isoformat(timespec="seconds"), migrate.HEAD, tuple(members))
            durable.make_folder(place.parent)
            with durable.replacing(place) as temporary, tarfile.open(temporary, "w:gz", compresslevel=6) as archive:
                _add(archive, CONTENTS, json.dumps({"format": FORMAT, **asdict(told)}).encode())
                for name, content in rows.items():
                    _add(archive, f"catalogue/{name}.jsonl", content)
                for name, path in files:
                    archive.add(path, name, recursive=False)
    except OSError as fault:
        raise StorageFault(
            f"{place}: cannot be written ({fault.strerror or fault}); free or repair the disk"
        ) from fault
    return told


def restore(place: Path, home: Home) -> Backup:
    """Make the archive's contents those of an empty home and of its empty catalogue.

    Raises WrongUse where home or catalogue are not empty, or where the archive is not what `write` made: nothing has
    changed then. A restore that was cut off is begun anew.
    """
    mark = home.root / "restore.unfinished"
    if mark.exists():
        for folder in FOLDERS:
            durable.remove(home.root / folder)
    _must_be_empty(home)
    aside = durable.temporary_beside(home.root / "restored", "restore")
    durable.make_folder(aside)
    try:
        told = _unpack(place, aside)
        rows = {path.stem: path for path in sorted((aside / "catalogue").glob("*.jsonl"))}
        mark.touch()
        durable.sync_folder(home.root)
        for folder in FOLDERS:
            if (aside / folder).is_dir():
                durable.remove(home.root / folder)
                (aside / folder).rename(home.root / folder)
        durable.sync_folder(home.root)
        catalogue_dump.load(
            home.catalogue_url, {name: path.read_bytes().splitlines() for name, path in rows.items()}, told.revision
        )
        mark.unlink()
    except OSError as fault:
        raise StorageFault(f"{home.root}: cannot be restored ({fault}); free or repair the disk, try again") from fault
    finally:
        durable.remove(aside)
    releases.recover(home.make())
    return told


def _must_be_empty(home: Home) -> None:
    for folder in FOLDERS:
        found = next((path for path in (home.root / folder).rglob("*") if path.is_file()), None)
        if found is not None:
            raise WrongUse(
                f"{home.root}: is not empty ({found.relative_to(home.root)}). Nothing is restored over what is there: "
                "move it away, or set DUBAN_HOME to a new folder"
            )
    with Catalogue(home.catalogue_url) as catalogue:
        if not catalogue_dump.is_empty(catalogue.database):
            raise WrongUse(
                f"The catalogue {catalogue.database.shown_url} is not empty. Nothing is restored over what is there: "
                "use an empty database"
            )


def _files(home: Home) -> Iterator[tuple[str, Path]]:
    for folder in FOLDERS:
        for path in sorted((home.root / folder).rglob("*")):
            name = path.relative_to(home.root).as_posix()
            if path.is_file() and not path.is_symlink() and _NAME.fullmatch(name) and "/." not in name:
                yield name, path


def _of_bytes(name: str, content: bytes) -> Member:
    return Member(name, len(content), hashlib.sha256(content).hexdigest())


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    header = tarfile.TarInfo(name)
    header.size, header.mtime = len(content), int(now().timestamp())
    archive.addfile(header, io.BytesIO(content))


def _unpack(place: Path, target: Path) -> Backup:
    """Everything below `target`, checked."""
    try:
        with tarfile.open(place, "r:gz") as archive:
            told = _contents(archive, place)
            room = shutil.disk_usage(target).free
            if told.size > room:
                raise StorageFault(f"{target}: needs {told.size:,} bytes, the disk has {room:,} left")
            expected = {each.name: each for each in told.members}
            for header in archive:
                if header.offset == 0:  # the contents themselves, again
                    continue
                member = expected.pop(header.name, None)
                if member is None or not header.isreg() or header.size != member.size:
                    raise _hostile(place, f"{header.name[:120]!r} is not what its contents name")
                _write_checked(archive, header, member, target, place)
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError) as fault:
        raise _hostile(place, f"it cannot be understood ({fault})") from fault
    except FileNotFoundError as fault:
        raise WrongUse(f"{place}: there is no such file") from fault
    if expected:
        raise _hostile(place, f"{len(expected)} files are missing, the first is {min(expected)}")
    return told


def _contents(archive: tarfile.TarFile, place: Path) -> Backup:
    first = archive.next()
    if first is None or first.name != CONTENTS or not first.isreg() or first.size > MAX_CONTENTS:
        raise _hostile(place, f"it does not begin with {CONTENTS}")
    content = archive.extractfile(first)
    assert content is not None, "a regular file has content"
    told: dict[str, Any] = json.loads(content.read())
    if told["format"] != FORMAT:
        raise WrongUse(f"{place}: is of format {told['format']}, this version knows {FORMAT}")
    members = tuple(Member(str(m["name"]), int(m["size"]), str(m["sha256"])) for m in told["members"])
    names = [each.name for each in members]
    bad = next((n for n in names if not _NAME.fullmatch(n) or any(p in (".", "..") for p in n.split("/"))), None)
    if bad is not None or len(set(names)) != len(names) or any(each.size < 0 for each in members):
        raise _hostile(place, f"it names {bad[:120]!r}" if bad else "it names a file twice")
    for each in members:
        if each.name.startswith("raw/") and each.name != f"raw/{each.sha256}":
            raise _hostile(place, f"{each.name} has another hash")
    return Backup(str(told["created"]), str(told["revision"]), members)


def _write_checked(
    archive: tarfile.TarFile, header: tarfile.TarInfo, member: Member, target: Path, place: Path
) -> None:
    source = archive.extractfile(header)
    assert source is not None, "a regular file has content"
    path = target / member.name
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as written:
        while piece := source.read(1 << 20):
            digest.update(piece)
            written.write(piece)
    if digest.hexdigest() != member.sha256:
        raise _hostile(place, f"{member.name} has other bytes than were saved (SHA-256 differs)")
    if member.name.startswith("published/releases/"):
        path.chmod(0o444)
    durable.sync_file(path)


def _hostile(place: Path, what: str) -> WrongUse:
    return WrongUse(f"{place}: is no whole backup: {what}. Nothing was changed; use another copy of it")
