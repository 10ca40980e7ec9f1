"""What may go: releases beyond those that are kept, readings of readers that nobody needs, documents that nobody refers to.

Belongs here: deciding and removing. Does not belong here: removing a release's files safely (releases.retain).

Never removed: the current release; the bytes of a document that a kept release was made of; each document's newest
edition; readings of the reader of today, or of one by which a kept release was made.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from warehouse import files as durable
from warehouse import releases
from warehouse.catalogue import Catalogue
from warehouse.errors import WrongUse
from warehouse.home import Home
from warehouse.records import ReleaseState

#: Bytes that no edition refers to may be those of a run that has not recorded them yet.
ORPHAN_SECONDS = 24 * 3600
#: Prefect's own history of runs without a server: it grows with every run and nothing needs it.
HISTORY_BYTES = 200 * 1024 * 1024
LOG_BYTES, LOGS_KEPT = 10 * 1024 * 1024, 5


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed, or would be: release versions, reader versions, hashes of documents, other files; and bytes."""

    releases: tuple[str, ...]
    readers: tuple[str, ...]
    documents: tuple[str, ...]
    others: tuple[Path, ...]
    size: int


def prune(
    home: Home, catalogue: Catalogue, reader_version: str, *, keep: int, editions: int | None, dry_run: bool
) -> Pruned:
    """Remove what is beyond the newest `keep` releases and what only they needed; for who holds the run lock.

    `editions`: of each document keep the bytes of so many newest editions (None: of all). `dry_run`: only tell.
    """
    if keep < 1 or (editions is not None and editions < 1):
        raise WrongUse("At least one release, and one edition of each document, is kept")
    history = releases.history(home)
    present = releases.current(home)
    kept = [m for i, m in enumerate(history) if i < keep or (present and m.version == present.version)]
    gone = [m.version for m in history if m not in kept]
    readers = {m.facts.reader_version for m in kept} | {reader_version}
    old_readers = [path for path in _folders(home.readings) if path.name not in readers]
    raw = [home.raw / sha256 for sha256 in _unneeded(home, catalogue, kept, editions)]
    others = list(_history_and_logs(home))
    paths = [*(releases.folder_of(home, version) for version in gone), *old_readers, *raw, *others]
    told = Pruned(
        tuple(gone), tuple(path.name for path in old_readers), tuple(path.name for path in raw), tuple(others),
        sum(map(_size, paths)),
    )  # fmt: skip
    if not dry_run:
        known = {each.version for each in catalogue.releases.history() if each.state is not ReleaseState.CURRENT}
        for version in releases.retain(home, keep):
            if version in known:
                catalogue.releases.mark_removed(version)
        for path in [*old_readers, *raw, *others]:
            durable.remove(path)
    return told


def _unneeded(home: Home, catalogue: Catalogue, kept: Iterable[releases.Manifest], editions: int | None) -> list[str]:
    """Hashes of raw documents that may go."""
    needed = {document.sha256 for manifest in kept for document in manifest.facts.documents}
    of_document: dict[str, list[str]] = {}
    for edition in catalogue.editions():
        of_document.setdefault(edition.document_id, []).append(edition.sha256)
    for hashes in of_document.values():
        needed.update(hashes if editions is None else hashes[-editions:])
    known = {sha256 for hashes in of_document.values() for sha256 in hashes}
    found = [path for path in home.raw.iterdir() if len(path.name) == 64]
    old = time.time() - ORPHAN_SECONDS
    return sorted(p.name for p in found if p.name not in needed and (p.name in known or p.stat().st_mtime < old))


def _history_and_logs(home: Home) -> Iterable[Path]:
    history = home.root / "prefect" / "prefect.db"
    if history.is_file() and history.stat().st_size > HISTORY_BYTES:
        yield from sorted(history.parent.glob("prefect.db*"))
    logs = sorted((home.root / "dbt" / "logs").glob("*.log*"), key=lambda path: path.stat().st_mtime, reverse=True)
    yield from logs[LOGS_KEPT:]
    api = home.root / "prefect" / "api.log"
    if api.is_file() and api.stat().st_size > LOG_BYTES:
        yield api


def _folders(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_dir()] if folder.is_dir() else []


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else sum(p.stat().st_size for p in path.rglob("*") if p.is_file())
