"""Where things are: the folders below DUBAN_HOME and the address of the catalogue.

Belongs here: places and the settings that move them. Does not belong here: what is in the places.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import StorageFault
from warehouse.files import make_folder


@dataclass(frozen=True, slots=True)
class Home:
    """The places of one installation, all below `root` (absolute); `catalogue_url` is an SQLAlchemy URL."""

    root: Path
    catalogue_url: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Home:
        """DUBAN_HOME (default: var/ in the current folder) and DUBAN_CATALOGUE_URL (default: SQLite in the home)."""
        known = os.environ if environment is None else environment
        return cls.at(Path(known.get("DUBAN_HOME") or "var"), known.get("DUBAN_CATALOGUE_URL") or None)

    @classmethod
    def at(cls, root: Path, catalogue_url: str | None = None) -> Home:
        """The home in the folder `root`; without a URL its catalogue is `catalogue.db` there."""
        root = root.expanduser().absolute()
        return cls(root, catalogue_url or f"sqlite:///{root / 'catalogue.db'}")

    @property
    def raw(self) -> Path:
        """The bytes of every document, once for each hash."""
        return self.root / "raw"

    @property
    def readings(self) -> Path:
        """Immutable Parquet files, by reader version."""
        return self.root / "readings"

    @property
    def published(self) -> Path:
        """What readers see."""
        return self.root / "published"

    @property
    def current(self) -> Path:
        """The published warehouse: a DuckDB file that is replaced whole."""
        return self.published / "warehouse.duckdb"

    @property
    def releases(self) -> Path:
        """One folder for each release that is kept."""
        return self.published / "releases"

    @property
    def report(self) -> Path:
        """The steward's report and Data Docs."""
        return self.root / "report"

    @property
    def work(self) -> Path:
        """Candidates being built; nothing in it outlives its run."""
        return self.root / "work"

    @property
    def inbox(self) -> Path:
        """Where people put new documents."""
        return self.root / "inbox"

    def make(self) -> Home:
        """Create the folders that a run writes to.

        Raises StorageFault when a folder cannot be made (no right, disk full, a file of that name in the way).
        """
        for folder in (self.raw, self.readings, self.releases, self.report, self.work, self.inbox):
            try:
                make_folder(folder)
            except OSError as fault:
                raise StorageFault(
                    f"{folder}: cannot make this folder ({fault.strerror}). "
                    "Set DUBAN_HOME to a folder that you may write to."
                ) from fault
        return self
