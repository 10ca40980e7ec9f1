"""The vocabularies of the layouts, loaded once from documents/lexicon.

Belongs here: schemas and look-ups of the files that layouts read. Does not belong here: the decisions made with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from documents.lexicon import Column, LexiconError, Schema, load


class ColumnRole(StrEnum):
    """What stands in a column of a table or under a label."""

    NUMBER = "number"
    COMMITMENT = "commitment"
    LEAD = "lead"
    CO = "co"
    UNIT = "unit"
    REPORT = "report"
    STATUS = "status"
    LEADER = "leader"
    SECTION = "section"
    DEADLINE = "deadline"
    REMARK = "remark"
    NEXT = "next"  # what is meant to be done after the report
    NAME = "name"
    TARGET = "target"
    PROGRESS = "progress"
    RATE = "rate"
    FIGURE = "figure"
    MEASURE = "measure"
    SCORE = "score"  # points given for the result, or to be had for it
    OUTLOOK = "outlook"  # what hinders, and what is meant to be done about it, in one
    OTHER = "other"  # a column whose name says nothing to us; never in a file


_ROLES = frozenset(role.value for role in ColumnRole if role is not ColumnRole.OTHER)
COLUMNS = Schema(
    (Column("term"), Column("match", frozenset({"whole", "part"})), Column("role", _ROLES)), ("term", "match")
)
UNIT_KINDS = frozenset({"suffix", "head", "not_head", "national", "name", "tail", "branch", "noise"})
UNIT_WORDS = Schema((Column("term"), Column("kind", UNIT_KINDS)), ("term", "kind"))
FURNITURE = Schema(
    (Column("term"), Column("kind", frozenset({"line", "starts", "contains", "pattern"}))), ("term", "kind")
)
STATUS = Schema((Column("term"),))


@dataclass(frozen=True, slots=True)
class UnitWords:
    """Words of organisation names by kind; `endings` maps the last character to the suffixes that end with it, longest first."""

    endings: dict[str, tuple[str, ...]]
    heads: tuple[str, ...]
    not_heads: tuple[str, ...]
    national: tuple[str, ...]
    names: tuple[str, ...]
    openings: tuple[str, ...]  # heads and names: what a name of its own begins with
    tails: frozenset[str]
    branches: tuple[str, ...]
    noise: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FurnitureWords:
    lines: frozenset[str]
    starts: tuple[str, ...]
    contains: re.Pattern[str]
    pattern: re.Pattern[str]


@cache
def unit_words() -> UnitWords:
    by_kind: dict[str, list[str]] = {kind: [] for kind in UNIT_KINDS}
    for row in load("unit_words", UNIT_WORDS):
        by_kind[row["kind"]].append(row["term"])
    endings: dict[str, list[str]] = {}
    for suffix in by_kind["suffix"]:
        endings.setdefault(suffix[-1], []).append(suffix)
    longest = {char: tuple(sorted(words, key=len, reverse=True)) for char, words in endings.items()}

    def by_length(kind: str) -> tuple[str, ...]:
        return tuple(sorted(by_kind[kind], key=len, reverse=True))

    return UnitWords(
        endings=longest,
        heads=by_length("head"),
        not_heads=by_length("not_head"),
        national=by_length("national"),
        names=by_length("name"),
        openings=(*by_length("head"), *by_length("name")),
        tails=frozenset(by_kind["tail"]),
        branches=by_length("branch"),
        noise=by_length("noise"),
    )


@cache
def furniture_words() -> FurnitureWords:
    by_kind: dict[str, list[str]] = {"line": [], "starts": [], "contains": [], "pattern": []}
    for row in load("furniture", FURNITURE):
        if row["kind"] == "pattern":
            try:
                re.compile(row["term"])
            except re.error as error:
                raise LexiconError("furniture.tsv", row.line, f"is no regular expression: {error}") from None
        by_kind[row["kind"]].append(row["term"])
    return FurnitureWords(
        lines=frozenset(by_kind["line"]),
        starts=tuple(by_kind["starts"]),
        contains=re.compile("|".join(map(re.escape, by_kind["contains"]))),
        pattern=re.compile("|".join(f"(?:{term})" for term in by_kind["pattern"])),
    )


@cache
def column_words() -> tuple[dict[str, ColumnRole], tuple[tuple[str, ColumnRole], ...]]:
    """Whole names, and parts in the order of the file."""
    whole, parts = {}, []
    for row in load("columns", COLUMNS):
        if row["match"] == "whole":
            whole[row["term"]] = ColumnRole(row["role"])
        else:
            parts.append((row["term"], ColumnRole(row["role"])))
    return whole, tuple(parts)


@cache
def status_words() -> frozenset[str]:
    return frozenset(row["term"] for row in load("status_words", STATUS))


@cache
def told_words() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(row["term"]) for row in load("told_words", STATUS)))
