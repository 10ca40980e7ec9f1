"""Promises by verdict as stacked bars: by lead unit and by theme.

Belongs here: counting and the order of the bars. Does not belong here: drawing them (templates/_parts.html), pages.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from serving import addresses, words
from serving.release import Release, Statement

_NO_THEME = "其他 other"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme's promises by verdict, as a stack."""

    name: str
    indicators: int
    total: int
    largest: int
    parts: tuple[tuple[words.Label, int, int], ...]


def themes(release: Release) -> list[Theme]:
    """Promises by the theme of their indicator, the fullest first; those without one last."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for promise in release.targets:
        found[promise.row.get("theme") or _NO_THEME].append(promise)
    largest = max((len(promises) for promises in found.values()), default=0)
    made = [
        Theme(
            name,
            len({promise.row["indicator"] for promise in promises}),
            len(promises),
            largest,
            stack(release.verdict_counts(promises)),
        )
        for name, promises in found.items()
    ]
    return sorted(made, key=lambda theme: (theme.name == _NO_THEME, -theme.total, theme.name))


@dataclass(frozen=True, slots=True)
class Bar:
    """A unit's promises by verdict, as a stack: (verdict, count, how many stand before it)."""

    name: str
    link: str
    total: int
    largest: int
    parts: tuple[tuple[words.Label, int, int], ...]


def bars(release: Release) -> list[Bar]:
    by_unit = {unit: [s for place in places for s in place.of("promise")] for unit, places in release.by_unit.items()}
    largest = max((len(promises) for promises in by_unit.values()), default=0)
    made = []
    for unit, promises in by_unit.items():
        if promises:
            made.append(
                Bar(unit, addresses.unit(unit), len(promises), largest, stack(release.verdict_counts(promises)))
            )
    return sorted(made, key=lambda bar: (-bar.total, bar.name))


def stack(counts: dict[str, int]) -> tuple[tuple[words.Label, int, int], ...]:
    parts, before = [], 0
    for verdict in words.verdicts():
        count = counts.get(verdict.value, 0)
        if count:
            parts.append((verdict, count, before))
            before += count
    return tuple(parts)
