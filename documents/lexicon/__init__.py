"""The vocabulary of reading, as data: tab-separated files beside this module, and the loader that checks them.

Belongs here: the files a data steward reads and extends, their loader and its errors. Does not belong here: what a room does with the words.

A file: UTF-8, lines beginning with # are comments, the first other line names the columns, the last column is `note` (the reason of an
entry that is not plain; may be empty). A new word is a new line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


class LexiconError(ValueError):
    """A lexicon file that does not keep to its schema; names file, line and what is allowed."""

    def __init__(self, file: str, line: int, what: str) -> None:
        super().__init__(f"documents/lexicon/{file}, line {line}: {what}")
        self.file, self.line, self.what = file, line, what


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a lexicon file: its name, the values allowed (None: any), a pattern, and whether it may be empty."""

    name: str
    allowed: frozenset[str] | None = None
    pattern: str | None = None
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of a file before `note`, in order, and those whose values together may stand only once."""

    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ("term",)


class Row(Mapping[str, str]):
    """One entry: `row["term"]`; `row.note` is its reason, `row.line` where it stands."""

    __slots__ = ("_values", "line")

    def __init__(self, values: dict[str, str], line: int) -> None:
        self._values, self.line = values, line

    @property
    def note(self) -> str:
        return self._values["note"]

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Row({self._values!r}, line={self.line})"


@cache
def load(name: str, schema: Schema, folder: Path = FOLDER) -> tuple[Row, ...]:
    """The entries of `<name>.tsv`, checked. Raises LexiconError at the first line that does not keep to the schema."""
    file = f"{name}.tsv"
    names = (*(column.name for column in schema.columns), "note")
    seen: dict[tuple[str, ...], int] = {}
    rows: list[Row] = []
    header_found = False
    for number, line in enumerate(_lines(folder / file), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header_found:
            if tuple(cells) != names:
                raise LexiconError(
                    file,
                    number,
                    f"the columns must be {', '.join(names)} (separated by tabs), found {', '.join(cells)}",
                )
            header_found = True
            continue
        row = Row(_checked(file, number, cells, names, schema), number)
        key = tuple(row[column] for column in schema.unique)
        if key in seen:
            raise LexiconError(
                file, number, f"{' / '.join(key)} stands already in line {seen[key]}; keep one of the two"
            )
        seen[key] = number
        rows.append(row)
    if not header_found:
        raise LexiconError(file, 1, f"the first line must name the columns: {', '.join(names)}")
    return tuple(rows)


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_bytes()
        return text.decode("utf-8").replace("\r\n", "\n").split("\n")
    except FileNotFoundError:
        raise LexiconError(path.name, 1, "the file is missing") from None
    except UnicodeDecodeError as error:
        line = text[: error.start].count(b"\n") + 1
        raise LexiconError(path.name, line, f"is not UTF-8 (byte {error.start}); save it as UTF-8") from None


def _checked(file: str, number: int, cells: list[str], names: tuple[str, ...], schema: Schema) -> dict[str, str]:
    if len(cells) == len(names) - 1:
        cells = [*cells, ""]  # a note that is empty needs no tab before it
    if len(cells) != len(names):
        raise LexiconError(
            file, number, f"has {len(cells)} columns; {len(names)} are needed ({', '.join(names)}), separated by tabs"
        )
    for column, value in zip(schema.columns, cells, strict=False):
        if value != value.strip():
            raise LexiconError(file, number, f"{column.name} {value!r} begins or ends with white space; remove it")
        if not value:
            if column.empty:
                continue
            raise LexiconError(file, number, f"{column.name} is empty")
        if column.allowed is not None and value not in column.allowed:
            raise LexiconError(
                file, number, f"{column.name} {value!r} is not allowed; allowed: {', '.join(sorted(column.allowed))}"
            )
        if column.pattern is not None and not re.fullmatch(column.pattern, value):
            raise LexiconError(file, number, f"{column.name} {value!r} does not match {column.pattern}")
    return dict(zip(names, cells, strict=True))
