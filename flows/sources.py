"""sources.yml: the catalogue of documents that people keep, checked against a schema; an error names file, line and
what is allowed.

Belongs here: the schema and its loading. Does not belong here: fetching or opening a document (ingest.py, fetch.py).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from documents.reading import KnownFacts
from flows.faults import WrongUse
from flows.yaml_file import line_of, tree_of

DocumentType = Literal["annual_report", "breakdown", "progress", "circular", "article", "work_report", "communique"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[\w][\w.\-]{0,99}$")]
#: The notation of periods: 2022, 2022-11, 2022Q1-Q3, 2021H1, asof-2024, 2021-.
Period = Annotated[str, StringConstraints(pattern=r"^(asof-)?\d{4}(-\d{2}|Q[1-4](-Q[1-4])?|H[12])?-?$")]


class Source(BaseModel):
    """One document of the catalogue. All but `id` and a place may be left out; what is missing is read off the
    document.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    id: Identifier = Field(description="letters, digits, - _ . ; names the document for ever")
    path: Path | None = Field(None, description="file, relative to the folder of sources.yml")
    url: Text | None = Field(None, description="http(s) address; fetched where no path is given")
    title: Text | None = None
    publisher: Text | None = None
    jurisdiction: Text | None = Field(None, description="e.g. 芜湖市")
    document_type: DocumentType | None = None
    year: int | None = Field(None, ge=1949, le=2100, description="the year the document is about")
    period: Period | None = Field(None, description="e.g. 2022, 2023Q1-Q3, 2021H1, 2022-11, asof-2024")
    published_on: date | None = Field(None, description="YYYY-MM-DD")
    known_gaps: tuple[int, ...] = Field((), description="task numbers that the publisher itself left out")
    sample: bool = Field(False, description="true: left out as soon as there are documents of one's own")
    active: bool = Field(True, description="false: only facts for a file given by --documents; never fetched by itself")
    note: str | None = Field(None, description="for people; not used")

    @field_validator("url")
    @classmethod
    def _http(cls, value: str | None) -> str | None:
        if value is not None and not value.lower().startswith(("http://", "https://")):
            raise ValueError("an address begins with http:// or https://")
        return value

    @model_validator(mode="after")
    def _has_a_place(self) -> Source:
        if self.active and self.path is None and self.url is None:
            raise ValueError("needs a path or a url (or active: false)")
        return self

    def facts(self, *, file_name: str | None = None, media_type: str | None = None) -> KnownFacts:
        """What the catalogue knows, in the form that reading takes."""
        return KnownFacts(
            document_id=self.id,
            title=self.title,
            publisher=self.publisher,
            jurisdiction=self.jurisdiction,
            document_type=self.document_type,
            year=self.year,
            period=self.period,
            url=self.url,
            published_on=self.published_on,
            file_name=file_name,
            media_type=media_type,
            known_gaps=self.known_gaps,
        )


class Sources(BaseModel):
    """The whole file: `documents:` and a list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    documents: tuple[Source, ...] = ()
    folder: Path = Path()  # set by load(): paths are relative to it

    def by_id(self, document_id: str) -> Source | None:
        """The entry of that id, or None."""
        return next((source for source in self.documents if source.id == document_id), None)

    def for_file(self, file: Path) -> Source | None:
        """The entry of a file given by hand: the one whose path it is, else the one whose id is its name without
        ending.
        """
        resolved = file.resolve()
        for source in self.documents:
            if source.path is not None and (self.folder / source.path).resolve() == resolved:
                return source
        return self.by_id(file.stem)


def load(file: Path) -> Sources:
    """Read and check the catalogue.

    Raises WrongUse with file, line, what stands there and what is allowed.
    """
    advice = "see sources.yml of the project"
    tree = tree_of(file, key="documents", absent="name another with --sources", example=advice)
    return _checked(tree, file)


def _checked(tree: Any, file: Path) -> Sources:
    if "folder" in tree:
        raise WrongUse(
            "unknown key 'folder'", place=f"{file}:{line_of(tree, ('folder',))}", advice="allowed: documents"
        )
    try:
        sources = Sources.model_validate({**tree, "folder": file.resolve().parent})
    except ValidationError as error:
        lines = [_explained(tree, file, dict(each)) for each in error.errors()]
        place, what, advice = lines[0]
        rest = "".join(f"\n{p}: {w} → {a}" for p, w, a in lines[1:5])
        raise WrongUse(what, place=place, advice=advice + rest) from error
    seen: dict[str, int] = {}
    for position, source in enumerate(sources.documents):
        if source.id in seen:
            place = f"{file}:{line_of(tree, ('documents', position, 'id'))}"
            first = line_of(tree, ("documents", seen[source.id], "id"))
            raise WrongUse(
                f"id {source.id!r} stands twice (first in line {first})", place=place, advice="ids are unique"
            )
        seen[source.id] = position
    return sources


def _explained(tree: Any, file: Path, error: dict[str, Any]) -> tuple[str, str, str]:
    """(place, what, what is allowed) of one error of the schema."""
    location = tuple(part for part in error["loc"] if isinstance(part, (str, int)))
    place = f"{file}:{line_of(tree, location)}"
    key = next((part for part in reversed(location) if isinstance(part, str)), "documents")
    if error["type"] == "extra_forbidden":
        known = list(Source.model_fields) if location[0] == "documents" else ["documents"]
        return place, f"unknown key {key!r}", "allowed: " + ", ".join(known)
    if error["type"] == "missing":
        return place, f"{key!r} is missing", "give it a value"
    message = str(error["msg"]).removeprefix("Value error, ")
    shown = "" if isinstance(error["input"], dict) else f" (it is {str(error['input'])[:60]!r})"
    return place, f"{key}: {message}{shown}", _allowed(key) or "mend the value"


def _allowed(key: str) -> str:
    field = Source.model_fields.get(key)
    if key == "document_type":
        return "allowed: annual_report, breakdown, progress, circular, article, work_report, communique"
    return f"allowed: {field.description}" if field and field.description else ""
