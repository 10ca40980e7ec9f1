"""The columns of the views of schema `bi`, as the models declare them: name, type, comment.

Belongs here: reading dbt_project/models/bi/*.yml and docs/*.md. Does not belong here: SQL of the models, the
warehouse itself (a test compares the two).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from serving.bi.errors import BiError
from serving.bi.vocabulary import load

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
_DOC = re.compile(r"\{% docs (\w+) %\}(.*?)\{% enddocs %\}", re.DOTALL)
_REFERENCE = re.compile(r"\{\{ *doc\('(\w+)'\) *\}\}")
_ENDS_SHORT_NAME = re.compile(r"[，：；（(、]")


@dataclass(frozen=True, slots=True)
class Column:
    """`type` is SQL's; `comment` has Chinese, ` · `, English."""

    name: str
    type: str
    comment: str

    @property
    def title(self) -> str:
        """A short heading: the first words of the Chinese comment and the name."""
        chinese = _ENDS_SHORT_NAME.split(self.comment.split(" · ")[0])[0].strip()
        return f"{chinese} {self.name.replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class View:
    """A view of schema `bi`."""

    name: str
    comment: str
    columns: tuple[Column, ...]


@cache
def views() -> dict[str, View]:
    """Every view of schema `bi` by name. Raises BiError when a comment is not in docs/."""
    docs = sorted((PROJECT / "docs").glob("*.md"))
    texts = {name: text for file in docs for name, text in _DOC.findall(file.read_text("utf-8"))}
    found: dict[str, View] = {}
    for file in sorted((PROJECT / "models" / "bi").glob("*.yml")):
        for model in load(file)["models"]:
            columns = tuple(
                Column(column["name"], column["data_type"], _comment(column["description"], texts, file))
                for column in model["columns"]
            )
            found[model["name"]] = View(model["name"], _comment(model["description"], texts, file), columns)
    return found


def _comment(text: str, texts: dict[str, str], file: Path) -> str:
    def said(reference: re.Match[str]) -> str:
        if reference[1] not in texts:
            raise BiError(f"{file}: no text {reference[1]!r} in dbt_project/docs/*.md")
        return texts[reference[1]].strip()

    return _REFERENCE.sub(said, text).strip()
