"""What the descriptions are about: a release, before its manifest is written.

Belongs here: the facts that several standards ask for, gathered once, and what whoever
publishes says (metadata). Does not belong
here: the form that a standard gives them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from warehouse.open_data.metadata import Metadata
from warehouse.release_manifest import FileFacts, ReleaseFacts, TableFacts
from warehouse.release_tables import Table


@dataclass(frozen=True)
class Subject:
    """A release: version, when it is published (UTC), what it is made of, its tables, its data files."""

    version: str
    published_at: datetime
    facts: ReleaseFacts
    tables: tuple[Table, ...]
    rows: tuple[TableFacts, ...]
    files: tuple[FileFacts, ...]
    about: Metadata

    @cached_property
    def title(self) -> str:
        """Chinese and English, with the version."""
        return f"{self.about.title['zh']} · {self.about.title['en']}, {self.version}"

    @property
    def identifier(self) -> str:
        """A name that no other release has: the version alone may exist in two homes."""
        return f"urn:duban:{self.version}:{self.facts.inputs_key[:16]}"

    @property
    def citation(self) -> str:
        """One line to put under a table or a chart."""
        title = self.about.title
        return (
            f"{self.about.publisher} ({self.published_at:%Y}). {title['zh']} · {title['en']}. "
            f"Release {self.version}, inputs {self.facts.inputs_key[:16]}, published {self.published_at:%Y-%m-%d}. "
            f"{self.about.licence}."
        )

    def file(self, path: str) -> FileFacts:
        """The facts of one data file. KeyError: there is no such file."""
        try:
            return next(f for f in self.files if f.path == path)
        except StopIteration:
            raise KeyError(path) from None

    @cached_property
    def comments(self) -> str:
        """What the data set is, in both languages."""
        return f"{self.about.description['zh']} · {self.about.description['en']}"


def as_json(content: Any) -> bytes:
    """JSON the same for the same content, readable, characters as they are."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
