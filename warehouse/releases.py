"""Releases: a candidate that passed becomes what everybody sees, by one atomic step; old ones stay.

Belongs here: building a release's folder, switching to it, recovering after a crash, verifying, retention. Does not
belong here: judging a candidate (whoever calls `publish` says that it passed), the formats of the exports.

    published/releases/<version>/   warehouse.duckdb, parquet/, csv/, sdmx/, its descriptions (open_data), manifest.json,
                                    SHA256SUMS; built under a temporary name and renamed
    published/current.json          which version is current; once it is replaced, that version is published
    published/warehouse.duckdb      a copy of that version's warehouse: who writes to it cannot damage the release

A crash before current.json is replaced leaves the old release, one after it is completed by `recover`. The warehouse
file is at any moment one whole version.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse import files as durable
from warehouse import open_data, reading_files
from warehouse.catalogue import Catalogue
from warehouse.clock import now
from warehouse.errors import DamagedFile, StorageFault, WrongUse
from warehouse.home import Home
from warehouse.locks import publish_lock
from warehouse.raw import RawStore
from warehouse.release_export import export
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
from warehouse.release_store import (
    VERSION,
    WAREHOUSE,
    Damage,
    age,
    checksums,
    children,
    current,
    current_is_damaged,
    folder_of,
    folders,
    history,
    pointer,
    pointer_file,
    verify,
)
from warehouse.release_tables import EXPORTED_SCHEMAS, Table, tables_of

__all__ = [
    "Damage",
    "FileFacts",
    "InputDocument",
    "Manifest",
    "Published",
    "Recovery",
    "ReleaseFacts",
    "TableFacts",
    "before",
    "current",
    "folder_of",
    "history",
    "inputs_key",
    "publish",
    "recover",
    "retain",
    "roll_back",
    "tell_catalogue",
    "verify",
]


@dataclass(frozen=True, slots=True)
class Published:
    """What `publish` did: the release that is current now, its folder, and whether it is new."""

    manifest: Manifest
    folder: Path
    new: bool


@dataclass(frozen=True, slots=True)
class Recovery:
    """What `recover` did: the leftovers it removed, the version whose publication it completed (None: none)."""

    removed: tuple[Path, ...]
    completed: str | None


def publish(
    candidate: Path,
    home: Home,
    facts: ReleaseFacts,
    *,
    schemas: tuple[str, ...] = EXPORTED_SCHEMAS,
    attachments: Mapping[str, bytes] | None = None,
) -> Published:
    """Make the candidate (a DuckDB file that passed validation, closed by its writers) the current release.

    The candidate is moved into the release once that is built. When the current release was made of the same inputs
    nothing happens and the candidate stays. `attachments`: further files of the release, by name. Raises StorageFault
    when disk or database refuse; then, and after a crash, the last release stays as it was.
    """
    with publish_lock(home):
        _complete_switch(home)
        before = current(home)
        if before and before.inputs_key == facts.inputs_key:
            return Published(before, folder_of(home, before.version), new=False)
        try:
            manifest = _orphan(home, facts, before) or _build(
                candidate, home, facts, before, schemas, attachments or {}
            )
            _switch(home, manifest.version)
        except (OSError, duckdb.Error) as fault:
            raise StorageFault(
                f"{candidate}: cannot be published ({fault}). The last release is untouched. "
                "Free or repair the disk, then run again."
            ) from fault
        return Published(manifest, folder_of(home, manifest.version), new=True)


def recover(home: Home) -> Recovery:
    """Clear away what a killed run left and complete what it had published; for who holds the run lock, at the start.

    Removes half-built releases and candidates, temporary files of dead writers below raw/ and readings/. Restores
    published/warehouse.duckdb from the current release when it is not its copy.
    """
    with publish_lock(home):
        removed = [p for p in children(home.releases) if durable.TEMPORARY.match(p.name)]
        removed += [p for p in children(home.published) if durable.TEMPORARY.match(p.name)]
        removed += children(home.work)
        for path in removed:
            durable.remove(path)
        removed += RawStore(home.raw).clear_leftovers()
        removed += reading_files.clear_leftovers(home.readings)
        return Recovery(tuple(removed), _complete_switch(home))


def retain(home: Home, keep: int | None) -> tuple[str, ...]:
    """Keep the newest `keep` releases and the current one (None: all); returns the removed versions, oldest first."""
    if keep is None:
        return ()
    if keep < 1:
        raise WrongUse(f"At least one release is kept, not {keep}")
    with publish_lock(home):
        present = pointer(home)
        old = [m.version for m in history(home)[keep:] if m.version != present]
        for version in reversed(old):
            aside = durable.temporary_beside(folder_of(home, version), "removed")
            folder_of(home, version).rename(aside)  # first out of sight, so that a crash leaves no half release
            durable.remove(aside)
        return tuple(reversed(old))


def roll_back(home: Home, version: str | None = None) -> Manifest:
    """Make an earlier release current again: `version`, or the one before the current. Returns its manifest.

    Nothing is removed; the next run publishes what its documents, decisions and code say. Raises WrongUse where there
    is no such release, DamagedFile for one that is not whole, StorageFault when the disk refuses.
    """
    with publish_lock(home):
        chosen = version or before(home)
        folder = folder_of(home, chosen)
        if not folder.is_dir():
            kept = ", ".join(m.version for m in history(home)) or "none"
            raise WrongUse(f"there is no release {chosen}; kept are: {kept} (duban release list)")
        for damage in verify(folder):
            raise DamagedFile(damage.path, damage.what, "restore that release from a backup, or choose another one")
        try:
            _switch(home, chosen)
        except OSError as fault:
            raise StorageFault(
                f"{home.published}: cannot go back to {chosen} ({fault}); free or repair the disk"
            ) from fault
        return read_manifest(folder)


def before(home: Home) -> str:
    """The kept release that is next older than the current one. Raises WrongUse where there is none."""
    present = pointer(home)
    older = [m.version for m in history(home) if present and age(m.version) < age(present)]
    if not older:
        raise WrongUse("there is no release before the current one to go back to (duban release list)")
    return older[0]


def tell_catalogue(home: Home, catalogue: Catalogue) -> None:
    """Record the current release in the catalogue; also after a crash between publishing and recording. Idempotent."""
    manifest = current(home)
    if manifest is None:
        return
    sha256 = durable.sha256_of(folder_of(home, manifest.version) / MANIFEST)
    catalogue.releases.record(manifest.version, manifest.published_at, manifest.inputs_key, sha256)


def _build(
    candidate: Path,
    home: Home,
    facts: ReleaseFacts,
    before: Manifest | None,
    schemas: tuple[str, ...],
    attachments: Mapping[str, bytes],
) -> Manifest:
    _close_properly(candidate)
    version = _next_version(home)
    place = folder_of(home, version)
    temporary = durable.temporary_beside(place, "building")
    durable.make_folder(home.releases)
    temporary.mkdir()
    try:
        # Exported under the name it will have: a view that names its database otherwise fails here, not later.
        _link_or_copy(candidate, temporary / WAREHOUSE)
        tables = export(temporary / WAREHOUSE, temporary, schemas)
        for name, content in attachments.items():
            (temporary / name).write_bytes(content)
        published_at = now()
        described = open_data.Subject(
            version, published_at, facts, _tables(temporary, schemas), tables, _files(temporary), open_data.metadata()
        )
        open_data.write(described, temporary / WAREHOUSE, temporary)
        files = _files(temporary)
        manifest = Manifest(version, published_at, before.version if before else None, facts, tables, files)
        (temporary / MANIFEST).write_bytes(manifest.to_json())
        (temporary / CHECKSUMS).write_bytes(checksums(manifest))
        for path in temporary.rglob("*"):
            if path.is_file():
                path.chmod(0o444)
        durable.sync_tree(temporary)
        temporary.rename(place)
        durable.sync_folder(place.parent)
        candidate.unlink()
        return manifest
    finally:
        durable.remove(temporary)


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)


def _orphan(home: Home, facts: ReleaseFacts, before: Manifest | None) -> Manifest | None:
    """A whole release of these inputs, newer than the current one: its run was killed before it could switch to it."""
    for folder in folders(home):
        if before is None or age(folder.name) > age(before.version):
            try:
                if read_manifest(folder).inputs_key == facts.inputs_key and not verify(folder):
                    return read_manifest(folder)
            except DamagedFile:  # not one to be used; `verify` and `history` tell of it
                continue
    return None


def _switch(home: Home, version: str) -> None:
    """Make a release current: copy its warehouse, then let the pointer say so, then put the copy in its place."""
    source = folder_of(home, version) / WAREHOUSE
    copy = durable.temporary_beside(home.current)
    try:
        shutil.copyfile(source, copy)
        shutil.copystat(source, copy)  # the same time of change: `_is_copy` need not compare bytes
        copy.chmod(0o644)
        durable.sync_file(copy)
        durable.write_atomic(pointer_file(home), (json.dumps({"version": version}) + "\n").encode())
        # A log that somebody's writing left beside the old file would be applied to the new one.
        home.current.with_name(home.current.name + ".wal").unlink(missing_ok=True)
        os.replace(copy, home.current)  # noqa: PTH105 - the name says that the swap is atomic
        durable.sync_folder(home.published)
    finally:
        copy.unlink(missing_ok=True)


def _complete_switch(home: Home) -> str | None:
    """Put the current release's warehouse in its place if it is not there; returns its version when that was needed.

    Raises DamagedFile, and leaves the published file as it is, when the release's own file is not what was published.
    """
    manifest = current(home)
    if manifest is None:
        return None
    source = folder_of(home, manifest.version) / WAREHOUSE
    if not source.is_file():
        raise current_is_damaged(home, source, "the current release's warehouse is gone")
    if _is_copy(source, home.current):
        return None
    if durable.sha256_of(source) != next(f.sha256 for f in manifest.files if f.path == WAREHOUSE):
        raise current_is_damaged(home, source, "it has other bytes than were published (SHA-256 differs)")
    _switch(home, manifest.version)
    return manifest.version


def _is_copy(source: Path, copy: Path) -> bool:
    if not copy.is_file():
        return False
    one, other = source.stat(), copy.stat()
    if (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns):
        return True
    return one.st_size == other.st_size and durable.sha256_of(source) == durable.sha256_of(copy)


def _close_properly(candidate: Path) -> None:
    """Fold a write-ahead log that the candidate's writer left into the file: the file alone is the warehouse."""
    if not candidate.is_file():
        raise WrongUse(f"{candidate}: there is no candidate to publish")
    if candidate.with_name(candidate.name + ".wal").exists():
        with duckdb.connect(str(candidate)) as connection:
            connection.execute("CHECKPOINT")


def _next_version(home: Home) -> str:
    today = f"{now():%Y.%m.%d}"
    taken = [VERSION.fullmatch(folder.name) for folder in folders(home)]
    return f"{today}-{max((int(m[2]) for m in taken if m and m[1] == today), default=0) + 1}"


def _tables(folder: Path, schemas: tuple[str, ...]) -> tuple[Table, ...]:
    with duckdb.connect(str(folder / WAREHOUSE), read_only=True) as connection:
        return tuple(tables_of(connection, schemas))


def _files(folder: Path) -> tuple[FileFacts, ...]:
    return tuple(_file_facts(path, folder) for path in sorted(folder.rglob("*")) if path.is_file())


def _file_facts(path: Path, folder: Path) -> FileFacts:
    return FileFacts(str(path.relative_to(folder)), path.stat().st_size, durable.sha256_of(path))
