"""The words that the reader listens for, from the lexicon, made into matchers.

Belongs here: loading `cues.tsv`, `short_names.tsv`, `measure_units.tsv` and `counting_words.tsv` and giving their words in the form that
is fastest to match. Does not belong here: words themselves, and what follows from finding one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from documents.lexicon import Column, Schema, load

#: Every cue of cues.tsv and what it does.
CUES: dict[str, str] = {
    "about_before": "makes the number after it an approximate one",
    "about_after": "makes the number before it an approximate one",
    "more_before": "makes the number after it a floor",
    "more_after": "makes the number before it a floor",
    "less_before": "makes the number after it a ceiling",
    "less_after": "makes the number before it a ceiling",
    "up": "a percentage after it is a growth",
    "down": "a percentage after it is a fall: the sign turns",
    "gain": "an amount after it is a change for more, whatever it is measured against",
    "loss": "an amount after it is a change for less, whatever it is measured against",
    "gap_up": "percentage points after it are a lead",
    "gap_down": "percentage points after it are a lag: the sign turns",
    "compared": "announces a comparison with an earlier level",
    "new": "a count after it is an increment",
    "total": "the figure after it is a total of parts",
    "part": "the figures after it are parts of what stands before",
    "cumulative": "the figure after it has been added up since a start",
    "deed": "in a review of several years, the figure after it sums up what was done in all of them",
    "stock": "the figure after it is a stock at a point of time",
    "balance": "what banks and treasuries hold at the end of a month",
    "asof": "what follows is told as of the day of the report",
    "strive": "a promise after it is an ambition",
    "ratio": "an amount after it is an amount per something",
    "rank": "第N after it is a rank",
    "figure_after_bound": "after 以上/以下 these do not make a criterion of the number",
    "task_word": "stands for the promise itself",
    "parameter": "a number after it is what a policy sets",
    "requirement": "a bound followed by it is what a rule asks",
    "name_after": "a number directly before it belongs to a name",
    "idiom": "an idiom with a numeral in it",
    "ordinal_noun": "第N before it is an ordinal",
    "scope": "the whole of a territory",
    "place_scope": "a part of the territory",
    "place_named": "a name with the word for a part of the territory in it: says no scope",
    "scope_suffix": "ends the name of a county, a town or a village",
    "site_suffix": "ends the name of a zone, a work, a water or an organisation of which a text tells by itself",
    "site_part": "behind the name of a site says which part of it is meant",
    "site_alone": "is a site without a name of its own, where it opens a clause",
    "site_verb": "may follow the name of a county, a town or a village that a clause tells of",
    "site_again": "takes up the site that the sentence before was about",
    "firm_office": "an office of a firm: what stands before it is the firm's name",
    "water_told": "behind the name of a river or a lake tells of it as of one thing",
    "site_told": "opens a clause that tells on of the site named before it",
    "site_goes_on": "behind the name of a site makes it a part of another name, or of a list",
    "site_general": "in a name that ends like a site's makes it a sort of things",
    "amount_of": "ends the name of something done with money: its amount is meant (额)",
    "attribute": "a measure that needs the subject before it to be understood",
    "generic": "a noun too general to name an indicator by itself",
    "measurable": "ends the name of something that can rise or fall by itself",
    "higher_verb": "with a measurable noun: a promise of more without a figure",
    "lower_verb": "with a measurable noun: a promise of less without a figure",
    "manner": "an adverb before a verb",
    "sync": "a promise to move with something else",
    "above": "a promise to stay above a reference",
    "below": "a promise to stay below a reference",
    "reference": "what a promise is measured against",
    "goal": "makes a statement of a narrative a promise",
    "plan_noun": "before 计划 it makes the plan a thing that has a name, not a promise",
    "deed_named": "before the thing that a figure counts, says what was done with it: a part of its name, behind the thing",
    "deed_told": "after the thing that a figure counts, says what was done with it: not a part of its name",
    "goal_heading": "a heading under which a narrative promises",
    "review_heading": "a heading under which a narrative looks back, whatever else it names",
    "done": "says of a thing that it is done",
    "done_how": "beside a word of done says how it was done, and of no thing",
    "preparation": "what is made or asked for before the thing itself is begun",
    "prepared": "after it, says that a preparation is done or going on",
    "under_way": "says of a thing that it is being done",
    "not_done": "says of a thing that it is not done",
    "hotline": "a telephone number that everybody knows",
    "no_name": "measures nothing by itself: the figure before it, or the task, says what is meant",
    "lead": "is stripped from the front of an indicator's name",
    "name_begins": "begins like a word that is stripped from the front of a name, and is a part of the name",
    "tail": "is stripped from the end of an indicator's name",
}
DIMENSIONS = frozenset(
    "share point money area length mass volume energy power voltage compute temperature pressure time rank multiple score "
    "ton_km transport person household concentration document count".split()
)
CUES_SCHEMA = Schema((Column("cue", frozenset(CUES)), Column("term")), unique=("cue", "term"))
SHORT_NAMES_SCHEMA = Schema((Column("term"), Column("match", frozenset({"whole", "part"})), Column("name")))
UNITS_SCHEMA = Schema((Column("term"), Column("dimension", DIMENSIONS)))
COUNTING_SCHEMA = Schema((Column("term"), Column("word")))


@cache
def words(cue: str) -> tuple[str, ...]:
    """The words of a cue, longest first."""
    found = [row["term"] for row in load("cues", CUES_SCHEMA) if row["cue"] == cue]
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def alternatives(*cues: str) -> str:
    """A regular-expression alternative of all words of these cues, longest first."""
    found = {word for cue in cues for word in words(cue)}
    return "|".join(re.escape(word) for word in sorted(found, key=lambda word: (-len(word), word)))


@cache
def dimensions() -> dict[str, str]:
    """Unit of measure without scale word -> dimension."""
    return {row["term"]: row["dimension"] for row in load("measure_units", UNITS_SCHEMA)}


@cache
def counting_words() -> dict[str, str]:
    """Unit as printed -> the word with which a name says how the thing is counted."""
    return {row["term"]: row["word"] for row in load("counting_words", COUNTING_SCHEMA)}


@cache
def short_names(match: str) -> dict[str, str]:
    """Short name or code -> the name that it stands for, longest first; `match`: whole, or part of a name."""
    rows = [row for row in load("short_names", SHORT_NAMES_SCHEMA) if row["match"] == match]
    return {row["term"]: row["name"] for row in sorted(rows, key=lambda row: -len(row["term"]))}


@cache
def units_by_first() -> dict[str, tuple[str, ...]]:
    """First character -> the units of measure that begin with it, longest first."""
    return by_character(dimensions(), 0)


def by_character(found: Iterable[str], at: int) -> dict[str, tuple[str, ...]]:
    """Character -> the words that have it at this place (0: the first, -1: the last), longest first."""
    table: dict[str, list[str]] = {}
    for word in sorted(found, key=lambda word: (-len(word), word)):
        table.setdefault(word[at], []).append(word)
    return {character: tuple(words) for character, words in table.items()}


SCALES = ("万亿", "千万", "百万", "十万", "亿", "万", "千", "百")


@cache
def dimension_of(unit: str) -> str | None:
    """Dimension of a printed unit, its scale word and its "per …" included (a compound has the dimension of its first part)."""
    table = dimensions()
    if unit in ("名", "位"):
        return "person"  # a rank is known by its words, not by its unit
    if unit in table:
        return table[unit]
    for scale in SCALES:
        if unit.startswith(scale) and unit[len(scale) :] in table:
            return table[unit[len(scale) :]]
    for cut in ("/", "("):
        if cut in unit:
            return dimension_of(unit.split(cut, 1)[0])
    return None
