"""What a format gives to the layouts: the kept text, and the structure that the format itself knew.

Belongs here: the types between formats and layouts. Does not belong here: reading bytes, or the meaning of a column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Cell(NamedTuple):
    """One cell of a table, as a stretch of the kept text (empty cells: start == end). Rows and columns are 1-based."""

    row: int
    column: int
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A real table: its cells by row, then column; where it stands in the text; the page of each of its rows, where there are pages."""

    number: int
    start: int
    end: int
    cells: tuple[Cell, ...]
    first_page: int | None = None


class Heading(NamedTuple):
    """A line that the format marks as a heading (HTML h1-h6, a heading style, Markdown #)."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Content:
    """The kept text of a document and what its format says about it."""

    text: str
    form: str  # text, markdown, html, docx, xlsx, pdf
    tables: tuple[Table, ...] = ()
    headings: tuple[Heading, ...] = ()
    whole_paragraphs: bool = False  # each line is a paragraph: nothing is wrapped by hand
    pages: tuple[int, ...] = ()  # where each page begins in the text
    facts: Mapping[str, str] = field(
        default_factory=dict
    )  # title, published_on, publisher, url, as the format prints them
