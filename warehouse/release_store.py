"""Releases at rest: where they are, which one is current, whether they are whole.

Belongs here: finding and checking releases. Does not belong here: making, switching or removing them (see `releases`).
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from warehouse import files as durable
from warehouse.errors import DamagedFile, WrongUse
from warehouse.home import Home
from warehouse.release_manifest import CHECKSUMS, MANIFEST, Manifest, read_manifest

WAREHOUSE = "warehouse.duckdb"
VERSION = re.compile(r"(\d{4}\.\d{2}\.\d{2})-(\d+)")


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing wrong with a release's files."""

    path: Path
    what: str


def current(home: Home) -> Manifest | None:
    """The published release's manifest, or None before the first one. Raises DamagedFile when its folder is gone."""
    version = pointer(home)
    if version is None:
        return None
    try:
        return read_manifest(folder_of(home, version))
    except DamagedFile as damage:
        raise current_is_damaged(home, damage.path, damage.what) from damage


def current_is_damaged(home: Home, path: Path, what: str) -> DamagedFile:
    """The error for a current release that is not whole: once it is forgotten, the next run publishes anew."""
    forget = shlex.quote(str(pointer_file(home)))
    return DamagedFile(path, what, f"restore the release from a backup, or publish anew: rm {forget} && duban run")


def history(home: Home) -> tuple[Manifest, ...]:
    """The manifests of all kept releases, newest first."""
    newest_first = sorted(folders(home), key=lambda folder: age(folder.name), reverse=True)
    return tuple(read_manifest(folder) for folder in newest_first)


def folder_of(home: Home, version: str) -> Path:
    """Where a release is. Raises WrongUse for what is no version (versions come from people too)."""
    if not VERSION.fullmatch(version):
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
    if not sums.is_file() or sums.read_bytes() != checksums(manifest):
        damages.append(Damage(sums, "does not agree with the manifest"))
    return tuple(damages)


def pointer_file(home: Home) -> Path:
    return home.published / "current.json"


def pointer(home: Home) -> str | None:
    path = pointer_file(home)
    try:
        return str(json.loads(path.read_bytes())["version"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as fault:
        example = json.dumps({"version": "2023.01.20-1"})
        raise DamagedFile(
            path, f"it cannot be understood ({fault!r})", f"write the current version into it: {example}"
        ) from fault


def folders(home: Home) -> list[Path]:
    return [p for p in children(home.releases) if p.is_dir() and VERSION.fullmatch(p.name)]


def children(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def age(version: str) -> tuple[str, int]:
    """Order of versions: day, then number (2 before 10)."""
    match = VERSION.fullmatch(version)
    return (match[1], int(match[2])) if match else ("", 0)


def checksums(manifest: Manifest) -> bytes:
    """The files' hashes in the form that `sha256sum -c` reads."""
    return "".join(f"{f.sha256}  {f.path}\n" for f in manifest.files).encode()
