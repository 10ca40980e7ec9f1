"""How well a reading agrees with figures annotated by hand.

Belongs here: matching a `Reading` with gold lines (tests/corpus, GUIDE notation) and the measures per document. Does not belong here: reading, and how the
table is shown. A figure is found when the place (task or section), the number (scale words applied) and the unit agree and both clauses
overlap; each gold figure is matched at most once.
"""

from __future__ import annotations

import collections
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from documents.reading import Reading, Statement

_SCALES = {"百": 100, "千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000, "万亿": 10**12}
_SCALE = re.compile("^(" + "|".join(sorted(_SCALES, key=len, reverse=True)) + ")(?=.)")
#: Units whose first character only looks like a scale word.
_WHOLE = frozenset({"千瓦", "千瓦时", "千米", "千克", "百分点", "百分比", "万元户"})
_SAME = {"％": "%", "个百分点": "百分点", "平米": "平方米", "千米": "公里", "名": "人"}
ATTRIBUTES = {
    "observations": ("kind", "modifier", "period", "scope"),
    "targets": ("comparator", "kind", "firmness"),
    "excluded": ("why",),
}

Line = Mapping[str, Any]


@dataclass(slots=True)
class Score:
    """Counts of one sort of statement in one or more documents; they add up."""

    gold: int = 0
    found: int = 0
    matched: int = 0
    likeness: float = 0.0
    agree: collections.Counter[str] = field(default_factory=collections.Counter)
    misses: list[str] = field(default_factory=list)
    disagreements: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.matched / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def share(self, attribute: str) -> float:
        return self.agree[attribute] / self.matched if self.matched else 1.0

    def add(self, other: Score) -> None:
        self.gold += other.gold
        self.found += other.found
        self.matched += other.matched
        self.likeness += other.likeness
        self.agree.update(other.agree)
        self.misses += other.misses
        self.disagreements += other.disagreements


def load_gold(folder: Path) -> dict[str, list[Line]]:
    """Every gold file of a folder and its subfolders: {"observations": [...], "targets": [...], …}. Raises ValueError naming a bad line."""
    gold: dict[str, list[Line]] = collections.defaultdict(list)
    for path in sorted(folder.rglob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                gold[path.stem].append(json.loads(line))
            except json.JSONDecodeError as error:
                raise ValueError(f"{path}, line {number}: not JSON ({error.msg}); mend the line") from error
    return gold


def squeeze(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def magnitude(value: str | None, unit: str | None) -> tuple[Decimal | None, str]:
    """The number with its scale word applied, and the bare unit."""
    unit = squeeze(unit)
    try:
        number = Decimal(value) if value not in (None, "") else None  # type: ignore[arg-type]
    except InvalidOperation:
        number = None
    scale = _SCALE.match(unit)
    if scale and unit not in _WHOLE:
        unit = unit[scale.end() :]
        number = number * _SCALES[scale[1]] if number is not None else None
    return (number.normalize() if number is not None else None), _SAME.get(unit, unit)


def overlap(a: str, b: str) -> int:
    """Length of the longest run of characters that two evidences share."""
    a, b = squeeze(a), squeeze(b)
    best, row = 0, [0] * (len(b) + 1)
    for x in a:
        new = [0]
        for j, y in enumerate(b):
            new.append(row[j] + 1 if x == y else 0)
        best, row = max(best, max(new)), new
    return best


def likeness(a: str, b: str) -> float:
    """Shared character pairs of two indicator names (Dice), 0 to 1."""

    def pairs(name: str) -> collections.Counter[str]:
        name = squeeze(name)
        return collections.Counter(name[i : i + 2] for i in range(len(name) - 1)) or collections.Counter(name)

    p, q = pairs(a), pairs(b)
    return 2 * sum((p & q).values()) / max(1, sum(p.values()) + sum(q.values()))


def compare(reading: Reading, gold: Mapping[str, Sequence[Line]]) -> dict[str, Score]:
    """Scores of one reading by sort of statement; `gold` holds the lines of this document only."""
    covered = {_place(line) for name in ("tasks", *ATTRIBUTES) for line in gold.get(name, ())}
    found: dict[str, Iterable[Statement]] = {
        "observations": reading.observations,
        "targets": reading.targets,
        "excluded": reading.excluded_numbers,
    }
    return {
        name: _score(name, gold.get(name, ()), [s for s in found[name] if place_of(s) in covered]) for name in found
    }


def place_of(statement: Statement) -> str:
    return str(statement.task_no) if statement.task_no is not None else f"§{statement.section_no}"


def _place(line: Line) -> str:
    return str(line["task"]) if line.get("task") is not None else f"§{line.get('section')}"


def _score(name: str, gold: Sequence[Line], found: list[Statement]) -> Score:
    score = Score(gold=len(gold), found=len(found))
    pairs = _pairs_of_excluded(gold, found) if name == "excluded" else _pairs(gold, found)
    score.matched = len(pairs)
    for line, statement in pairs:
        for attribute in ATTRIBUTES[name]:
            want, have = line.get(attribute) or "", getattr(statement, attribute) or ""
            if want == have:
                score.agree[attribute] += 1
            else:
                score.disagreements.append(f"{_place(line)} {attribute}: want {want} got {have} · {squeeze(statement.evidence)[:50]} · {line.get('value')}")
        if name != "excluded":
            alike = likeness(line["indicator"], statement.indicator)  # type: ignore[attr-defined]
            score.likeness += alike
            if alike < 0.5:
                score.disagreements.append(f"{_place(line)} indicator: want {line['indicator']} got {statement.indicator}")  # type: ignore[attr-defined]
    hit_gold, hit_found = {id(line) for line, _ in pairs}, {id(statement) for _, statement in pairs}
    if name != "excluded":
        score.misses += [f"{name} missed {_place(g)} {g['value']}{g['unit']} · {g['evidence']}" for g in gold if id(g) not in hit_gold]
        score.misses += [
            f"{name} wrong {place_of(f)} {f.value}{f.unit} · {squeeze(f.evidence)[:60]}"  # type: ignore[attr-defined]
            for f in found
            if id(f) not in hit_found
        ]
    return score


def _pairs(gold: Sequence[Line], found: Sequence[Any]) -> list[tuple[Line, Any]]:
    by_place = collections.defaultdict(list)
    for k, statement in enumerate(found):
        by_place[place_of(statement)].append(k)
    candidates = []
    for i, line in enumerate(gold):
        want = magnitude(line["value"], line["unit"])
        for k in by_place[_place(line)]:
            statement = found[k]
            if magnitude(statement.value, statement.unit) != want:
                continue
            if want[0] is None and line.get("comparator") != getattr(statement, "comparator", None):
                continue
            if shared := overlap(line["evidence"], statement.evidence):
                candidates.append((-shared, -likeness(line["indicator"], statement.indicator), i, k))
    return _one_to_one(candidates, gold, found)


def _pairs_of_excluded(gold: Sequence[Line], found: Sequence[Any]) -> list[tuple[Line, Any]]:
    candidates = []
    for i, line in enumerate(gold):
        for k, statement in enumerate(found):
            if place_of(statement) == _place(line) and (shared := overlap(line["evidence"], statement.evidence)):
                candidates.append((-shared, float(abs(len(line["evidence"]) - shared)), i, k))
    return _one_to_one(candidates, gold, found)


def _one_to_one(candidates: list[tuple[int, float, int, int]], gold: Sequence[Line], found: Sequence[Any]) -> list[tuple[Line, Any]]:
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for _, _, i, k in sorted(candidates):
        if i not in used_gold and k not in used_found:
            used_gold.add(i)
            used_found.add(k)
            pairs.append((gold[i], found[k]))
    return pairs
