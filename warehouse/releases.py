"""Releases: a candidate that passed becomes what everybody sees, by one atomic step; old ones stay.

Belongs here: building a release's folder, switching to it, recovering after a crash, verifying, retention. Does not belong here: judging a
candidate (whoever calls `publish` says that it passed), the formats of the exports.

    published/releases/<version>/   warehouse.duckdb, parquet/, csv/, manifest.json, SHA256SUMS; built under a temporary name and renamed
    published/current.json          which version is current; replacing it is the point from which a release is published
    published/warehouse.duckdb      a copy of that version's warehouse (somebody who writes to it cannot damage the release)

A crash before current.json is replaced leaves the old release, one after it is completed by `recover`. The warehouse file is at any moment
one whole version.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse import files as durable
from warehouse import reading_files
from warehouse.catalogue import Catalogue
from warehouse.clock import now
from warehouse.errors import DamagedFile, StorageFault, WrongUse
from warehouse.home import Home
from warehouse.locks import publish_lock
from warehouse.raw import RawStore
from warehouse.release_export import EXPORTED_SCHEMAS, export
from warehouse.release_manifest import (
    CHECKSUMS,
    MANIFEST,
    FileFacts,
    InputDocument,
    Manifest,
    ReleaseFacts,
    TableFacts,
    inputs_key,
    read_manifest,
)

__all__ = [
    "Damage",
    "FileFacts",
    "InputDocument",
    "Manifest",
    "Published",
    "Recovery",
    "ReleaseFacts",
    "TableFacts",
    "current",
    "folder_of",
    "history",
    "inputs_key",
    "publish",
    "recover",
    "retain",
    "tell_catalogue",
    "verify",
]

_WAREHOUSE = "warehouse.duckdb"
_VERSION = re.compile(r"(\d{4}\.\d{2}\.\d{2})-(\d+)")


@dataclass(frozen=True, slots=True)
class Published:
    """What `publish` did: the release that is current now, its folder, and whether it is new."""

    manifest: Manifest
    folder: Path
    new: bool


@dataclass(frozen=True, slots=True)
class Recovery:
    """What `recover` did: the leftovers it removed, and the version whose publication it completed or restored (None: none)."""

    removed: tuple[Path, ...]
    completed: str | None


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing wrong with a release's files."""

    path: Path
    what: str


def publish(
    candidate: Path, home: Home, facts: ReleaseFacts, *, schemas: tuple[str, ...] = EXPORTED_SCHEMAS
) -> Published:
    """Make the candidate (a DuckDB file that passed validation, closed by its writers) the current release.

    The candidate is moved into the release. When the current release was made of the same inputs nothing happens and the candidate stays.
    Raises StorageFault when disk or database refuse; then, and after a crash, the last release stays as it was.
    """
    with publish_lock(home):
        _complete_switch(home)
        before = current(home)
        if before and before.inputs_key == facts.inputs_key:
            return Published(before, folder_of(home, before.version), new=False)
        try:
            manifest = _orphan(home, facts, before) or _build(candidate, home, facts, before, schemas)
            _switch(home, manifest.version)
        except (OSError, duckdb.Error) as fault:
            raise StorageFault(
                f"{candidate}: cannot be published ({fault}). The last release is untouched. Free or repair the disk, then run again."
            ) from fault
        return Published(manifest, folder_of(home, manifest.version), new=True)


def current(home: Home) -> Manifest | None:
    """The manifest of the published release, or None before the first one. Raises DamagedFile when its folder is gone."""
    version = _pointer(home)
    return read_manifest(folder_of(home, version)) if version else None


def history(home: Home) -> tuple[Manifest, ...]:
    """The manifests of all kept releases, newest first."""
    newest_first = sorted(_folders(home), key=lambda folder: _age(folder.name), reverse=True)
    return tuple(read_manifest(folder) for folder in newest_first)


def folder_of(home: Home, version: str) -> Path:
    """Where a release is. Raises WrongUse for what is no version (versions come from people too)."""
    if not _VERSION.fullmatch(version):
        raise WrongUse(f"{version!r} is not a version; versions look like 2023.01.20-1 (see `duban status`)")
    return home.releases / version


def verify(folder: Path) -> tuple[Damage, ...]:
    """Check every file of a release against its manifest; returns what is wrong (nothing: the release is whole).

    Raises DamagedFile when the manifest itself cannot be read.
    """
    manifest = read_manifest(folder)
    expected = {f.path: f for f in manifest.files}
    found = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {MANIFEST, CHECKSUMS}
    damages = [Damage(folder / path, "is gone") for path in sorted(expected.keys() - found)]
    damages += [Damage(folder / path, "is not in the manifest") for path in sorted(found - expected.keys())]
    for path in sorted(expected.keys() & found):
        if durable.sha256_of(folder / path) != expected[path].sha256:
            damages.append(Damage(folder / path, "has other bytes than were published (SHA-256 differs)"))
    sums = folder / CHECKSUMS
    if not sums.is_file() or sums.read_bytes() != _checksums(manifest):
        damages.append(Damage(sums, "does not agree with the manifest"))
    return tuple(damages)


def recover(home: Home) -> Recovery:
    """Clear away what a killed run left and complete what it had published; for who holds the run lock, before anything else.

    Removes half-built releases and candidates, temporary files of dead writers below raw/ and readings/. Restores published/warehouse.duckdb
    from the current release when it is not its copy.
    """
    with publish_lock(home):
        removed = [p for p in _children(home.releases) if durable.TEMPORARY.match(p.name)]
        removed += [p for p in _children(home.published) if durable.TEMPORARY.match(p.name)]
        removed += _children(home.work)
        for path in removed:
            durable.remove(path)
        removed += RawStore(home.raw).clear_leftovers()
        removed += reading_files.clear_leftovers(home.readings)
        return Recovery(tuple(removed), _complete_switch(home))


def retain(home: Home, keep: int | None) -> tuple[str, ...]:
    """Keep the newest `keep` releases and the current one, remove the others; None keeps all. Returns the removed versions, oldest first."""
    if keep is None:
        return ()
    if keep < 1:
        raise WrongUse(f"At least one release is kept, not {keep}")
    with publish_lock(home):
        present = _pointer(home)
        old = [m.version for m in history(home)[keep:] if m.version != present]
        for version in reversed(old):
            aside = durable.temporary_beside(folder_of(home, version), "removed")
            folder_of(home, version).rename(aside)  # first out of sight, so that a crash leaves no half release
            durable.remove(aside)
        return tuple(reversed(old))


def tell_catalogue(home: Home, catalogue: Catalogue) -> None:
    """Record the current release in the catalogue; also after a crash between publishing and recording. Idempotent."""
    manifest = current(home)
    if manifest is None:
        return
    sha256 = durable.sha256_of(folder_of(home, manifest.version) / MANIFEST)
    catalogue.releases.record(manifest.version, manifest.published_at, manifest.inputs_key, sha256)


def _build(
    candidate: Path, home: Home, facts: ReleaseFacts, before: Manifest | None, schemas: tuple[str, ...]
) -> Manifest:
    _close_properly(candidate)
    version = _next_version(home)
    place = folder_of(home, version)
    temporary = durable.temporary_beside(place, "building")
    durable.make_folder(home.releases)
    temporary.mkdir()
    try:
        tables = export(candidate, temporary, schemas)
        shutil.move(candidate, temporary / _WAREHOUSE)
        files = tuple(_file_facts(path, temporary) for path in sorted(temporary.rglob("*")) if path.is_file())
        manifest = Manifest(version, now(), before.version if before else None, facts, tables, files)
        (temporary / MANIFEST).write_bytes(manifest.to_json())
        (temporary / CHECKSUMS).write_bytes(_checksums(manifest))
        for path in temporary.rglob("*"):
            if path.is_file():
                path.chmod(0o444)
        durable.sync_tree(temporary)
        temporary.rename(place)
        durable.sync_folder(place.parent)
        return manifest
    finally:
        durable.remove(temporary)


def _orphan(home: Home, facts: ReleaseFacts, before: Manifest | None) -> Manifest | None:
    """A whole release of these inputs, newer than the current one: built by a run that was killed before it could switch to it."""
    for folder in _folders(home):
        if before is None or _age(folder.name) > _age(before.version):
            manifest = read_manifest(folder)
            if manifest.inputs_key == facts.inputs_key and not verify(folder):
                return manifest
    return None


def _switch(home: Home, version: str) -> None:
    """Make a release current: its warehouse is copied first, then the pointer says so, then the copy takes its place."""
    source = folder_of(home, version) / _WAREHOUSE
    copy = durable.temporary_beside(home.current)
    try:
        shutil.copyfile(source, copy)
        shutil.copystat(source, copy)  # the same time of change: `_is_copy` need not compare bytes
        copy.chmod(0o644)
        durable.sync_file(copy)
        durable.write_atomic(_pointer_file(home), (json.dumps({"version": version}) + "\n").encode())
        # A log that somebody's writing left beside the old file would be applied to the new one.
        home.current.with_name(home.current.name + ".wal").unlink(missing_ok=True)
        os.replace(copy, home.current)  # noqa: PTH105 - the name says that the swap is atomic
        durable.sync_folder(home.published)
    finally:
        copy.unlink(missing_ok=True)


def _complete_switch(home: Home) -> str | None:
    """Put the current release's warehouse in its place if it is not there; returns its version when that was needed."""
    version = _pointer(home)
    if version is None or _is_copy(folder_of(home, version) / _WAREHOUSE, home.current):
        return None
    _switch(home, version)
    return version


def _is_copy(source: Path, copy: Path) -> bool:
    if not source.is_file():
        raise DamagedFile(source, "the current release's warehouse is gone", "restore the folder from a backup")
    if not copy.is_file():
        return False
    one, other = source.stat(), copy.stat()
    if (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns):
        return True
    return one.st_size == other.st_size and durable.sha256_of(source) == durable.sha256_of(copy)


def _close_properly(candidate: Path) -> None:
    """Fold a write-ahead log that the candidate's writer left into the file, so that the file alone is the warehouse."""
    if not candidate.is_file():
        raise WrongUse(f"{candidate}: there is no candidate to publish")
    if candidate.with_name(candidate.name + ".wal").exists():
        with duckdb.connect(str(candidate)) as connection:
            connection.execute("CHECKPOINT")


def _next_version(home: Home) -> str:
    today = f"{now():%Y.%m.%d}"
    taken = [_VERSION.fullmatch(folder.name) for folder in _folders(home)]
    return f"{today}-{max((int(m[2]) for m in taken if m and m[1] == today), default=0) + 1}"


def _pointer_file(home: Home) -> Path:
    return home.published / "current.json"


def _pointer(home: Home) -> str | None:
    path = _pointer_file(home)
    try:
        return str(json.loads(path.read_bytes())["version"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as fault:
        example = json.dumps({"version": "2023.01.20-1"})
        raise DamagedFile(
            path, f"it cannot be understood ({fault!r})", f"write the current version into it: {example}"
        ) from fault


def _folders(home: Home) -> list[Path]:
    return [p for p in _children(home.releases) if p.is_dir() and _VERSION.fullmatch(p.name)]


def _children(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _age(version: str) -> tuple[str, int]:
    """Order of versions: day, then number (2 before 10)."""
    match = _VERSION.fullmatch(version)
    return (match[1], int(match[2])) if match else ("", 0)


def _file_facts(path: Path, folder: Path) -> FileFacts:
    return FileFacts(str(path.relative_to(folder)), path.stat().st_size, durable.sha256_of(path))


def _checksums(manifest: Manifest) -> bytes:
    """The files' hashes in the form that `sha256sum -c` reads."""
    return "".join(f"{f.sha256}  {f.path}\n" for f in manifest.files).encode()
