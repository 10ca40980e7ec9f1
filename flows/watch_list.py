"""watch.yml: the list pages of publishers that `duban poll` looks at, checked against a schema; an error names its line.

Belongs here: the schema and its loading. Does not belong here: looking at pages (poll.py).
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from flows.faults import WrongUse
from flows.sources import DocumentType, Identifier, Text
from flows.yaml_file import line_of, tree_of


class Page(BaseModel):
    """One list page: where it is, which of its links are wanted, what is known of the documents behind them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Identifier = Field(description="letters, digits, - _ . ; names the list page")
    url: Text = Field(description="http(s) address of its first page")
    wanted: tuple[Text, ...] = Field(min_length=1, description="regular expressions; one must fit the link's text")
    unwanted: tuple[Text, ...] = Field((), description="regular expressions; none may fit")
    hosts: tuple[Text, ...] = Field((), description="hosts that pages and documents may be on; default: the url's own")
    next: tuple[Text, ...] = Field(("下一页", "下页", "后一页"), description="texts of the link to the next page")
    pages: int = Field(3, ge=1, le=50, description="how many pages of the list at most, 1 to 50")
    publisher: Text | None = None
    jurisdiction: Text | None = Field(None, description="e.g. 芜湖市")
    document_type: DocumentType | None = None
    active: bool = True
    note: str | None = Field(None, description="for people; not used")

    @field_validator("url")
    @classmethod
    def _http(cls, value: str) -> str:
        if not value.lower().startswith(("http://", "https://")) or not urlsplit(value).hostname:
            raise ValueError("an address begins with http:// or https://")
        return value

    @field_validator("wanted", "unwanted")
    @classmethod
    def _expressions(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            try:
                re.compile(each)
            except re.error as error:
                raise ValueError(f"{each!r} is no regular expression ({error})") from None
        return value

    @property
    def allowed(self) -> frozenset[str]:
        """The hosts that may be asked, in the form that the guard knows."""
        netloc = urlsplit(self.url).netloc.lower()
        return frozenset({netloc, *(each.lower() for each in self.hosts)})

    @property
    def facts(self) -> dict[str, str]:
        """What is known of every document of the list."""
        told = {name: getattr(self, name) for name in ("publisher", "jurisdiction", "document_type")}
        return {name: value for name, value in told.items() if value}

    @property
    def rules(self) -> str:
        """A hash of all that decides what is found: another one, and an unchanged page is read anew."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class WatchList(BaseModel):
    """The whole file: `pages:` and a list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pages: tuple[Page, ...] = ()


def load(file: Path) -> WatchList:
    """Read and check the file. Raises WrongUse with file, line, what stands there and what is allowed."""
    absent = "write one (see docs/operations.md), or --list"
    tree = tree_of(file, key="pages", absent=absent, example="see docs/operations.md")
    try:
        found = WatchList.model_validate(tree)
    except ValidationError as error:
        # A key that is unknown first: it is most likely the one that is missing, written wrong.
        first = dict(min(error.errors(), key=lambda each: each["type"] != "extra_forbidden"))
        raise _explained(tree, file, first) from error
    names = [page.id for page in found.pages]
    for position, name in enumerate(names):
        if name in names[:position]:
            place = f"{file}:{line_of(tree, ('pages', position, 'id'))}"
            raise WrongUse(f"id {name!r} stands twice", place=place, advice="ids are unique")
    return found


def _explained(tree: Any, file: Path, error: dict[str, Any]) -> WrongUse:
    location = tuple(part for part in error["loc"] if isinstance(part, (str, int)))
    place = f"{file}:{line_of(tree, location)}"
    key = next((part for part in reversed(location) if isinstance(part, str)), "pages")
    if error["type"] == "extra_forbidden":
        known = list(Page.model_fields) if location[0] == "pages" else ["pages"]
        return WrongUse(f"unknown key {key!r}", place=place, advice="allowed: " + ", ".join(known))
    if error["type"] == "missing":
        return WrongUse(f"{key!r} is missing", place=place, advice="give it a value")
    field = Page.model_fields.get(key)
    allowed = f"allowed: {field.description}" if field and field.description else "mend the value"
    return WrongUse(f"{key}: {str(error['msg']).removeprefix('Value error, ')}", place=place, advice=allowed)
