"""What the descriptions are about: a release, before its manifest is written.

Belongs here: the facts that several standards ask for, gathered once, and the words of about.json. Does not belong
here: the form that a standard gives them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from warehouse.release_manifest import FileFacts, ReleaseFacts, TableFacts
from warehouse.release_tables import Table


@cache
def about() -> dict[str, Any]:
    """about.json: title, licence and units, as whoever publishes the data set wants them."""
    words: dict[str, Any] = json.loads(Path(__file__).with_name("about.json").read_text(encoding="utf-8"))
    return words


@dataclass(frozen=True)
class Subject:
    """A release: version, when it is published (UTC), what it is made of, its tables, its data files."""

    version: str
    published_at: datetime
    facts: ReleaseFacts
    tables: tuple[Table, ...]
    rows: tuple[TableFacts, ...]
    files: tuple[FileFacts, ...]

    @cached_property
    def title(self) -> str:
        """Chinese and English, with the version."""
        words = about()["title"]
        return f"{words['zh']} · {words['en']}, {self.version}"

    @property
    def identifier(self) -> str:
        """A name that no other release has: the version alone may exist in two homes."""
        return f"urn:duban:{self.version}:{self.facts.inputs_key[:16]}"

    @property
    def citation(self) -> str:
        """One line to put under a table or a chart."""
        words = about()
        return (
            f"{words['creator']} ({self.published_at:%Y}). {words['title']['zh']} · {words['title']['en']}. "
            f"Release {self.version}, inputs {self.facts.inputs_key[:16]}, published {self.published_at:%Y-%m-%d}. "
            f"{words['licence']['name']}."
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
        words = about()["description"]
        return f"{words['zh']} · {words['en']}"


def as_json(content: Any) -> bytes:
    """JSON the same for the same content, readable, characters as they are."""
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
