"""One run of the main job: its settings, its places, what it was asked to do.

Belongs here: the object that the steps hand on. Does not belong here: steps. It is a plain class and no dataclass on
purpose: Prefect looks into dataclasses that are handed to tasks, and this one holds an open database.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from pathlib import Path

from flows import progress
from flows.settings import Settings
from flows.sources import Sources
from flows.sources import load as load_sources
from warehouse.catalogue import Catalogue
from warehouse.clock import now
from warehouse.growth import Part
from warehouse.home import Home
from warehouse.raw import RawStore


class Job:
    """A run under way. `documents` are the files and folders named by hand; none: the active documents of `sources`."""

    def __init__(
        self,
        settings: Settings,
        home: Home,
        catalogue: Catalogue,
        sources: Sources,
        documents: Sequence[Path],
        *,
        strict: bool,
    ) -> None:
        self.settings = settings
        self.home = home
        self.catalogue = catalogue
        self.sources = sources
        self.documents = tuple(documents)
        self.strict = strict
        self.raw = RawStore(home.raw)
        self.began = time.monotonic()
        self.part: Part | None = None  # what is modelled, where the rest of the warehouse stays as it is published
        self.inputs_key: str | None = None  # known once it is planned what the warehouse is made of
        self.run_id = f"{now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"

    @property
    def candidate(self) -> Path:
        """The warehouse being built. Its name is that of the published one: DuckDB's views hold the name of their
        database.
        """
        return candidate_of(self.home)

    @property
    def progress(self) -> progress.Progress:
        """Who hears of the steps."""
        return progress.current()


def candidate_of(home: Home) -> Path:
    """Where the candidate of a home is built."""
    return home.work / "candidate" / "warehouse.duckdb"


def sources_of(settings: Settings, documents: Sequence[Path], given: Path | None) -> Sources:
    """The catalogue of documents; an installation without one can still read files that are named by hand."""
    place = given or settings.sources
    if given is None and documents and not place.exists():
        return Sources()
    return load_sources(place)
