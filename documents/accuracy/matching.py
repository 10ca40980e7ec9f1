"""Which statement of a reading answers which gold line.

Belongs here: the matching, one to one. Does not belong here: gold files, and what the counts add up to.

A figure is found when the place (task or section), the number (scale words applied: 1.2万 is 12000) and the unit agree and both clauses
overlap; each gold line is matched at most once. A number that is left out is found when the place agrees and the clauses overlap. Only the
tasks and sections that gold covers are compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from documents.accuracy.scores import ATTRIBUTES, GROUPED_BY, SORTS, Miss, Score, Tally
from documents.reading import Reading, Statement

_SCALES = {
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "万亿": 10**12,
}
_SCALE = re.compile("^(" + "|".join(sorted(_SCALES, key=len, reverse=True)) + ")(?=.)")
#: Units whose first character only looks like a scale word.
_WHOLE = frozenset({"千瓦", "千瓦时", "千米", "千克", "百分点", "百分比", "万元户"})
#: Units printed in two ways that mean the same.
_SAME = {"％": "%", "个百分点": "百分点", "平米": "平方米", "千米": "公里", "名": "人"}
#: Names less alike than this are listed as a disagreement.
_ALIKE = 0.5

Line = Mapping[str, Any]


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

    def pairs(name: str) -> Counter[str]:
        name = squeeze(name)
        return Counter(name[i : i + 2] for i in range(len(name) - 1)) or Counter(name)

    p, q = pairs(a), pairs(b)
    return 2 * sum((p & q).values()) / max(1, sum(p.values()) + sum(q.values()))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where gold lines and statements stand; within a document all sections of a narrative are one where `by_document` says so."""

    by_document: bool

    def of_line(self, line: Line) -> str:
        if line.get("task") is not None:
            return str(line["task"])
        return "§" if self.by_document else f"§{line.get('section')}"

    def of(self, statement: Statement) -> str:
        if statement.task_no is not None:
            return str(statement.task_no)
        return "§" if self.by_document else f"§{statement.section_no}"


def compare(
    reading: Reading | None,
    gold: Mapping[str, Sequence[Line]],
    *,
    by_document: bool = True,
    document_id: str = "",
) -> dict[str, Score]:
    """Scores of one reading (None: it could not be read) by sort of statement; `gold` holds the lines of this document only."""
    places = _Places(by_document)
    covered = {places.of_line(line) for name in ("tasks", *SORTS) for line in gold.get(name, ())}
    found: dict[str, Iterable[Statement]] = dict.fromkeys(SORTS, ())
    if reading is not None:
        found = {"observations": reading.observations, "targets": reading.targets, "excluded": reading.excluded_numbers}
    return {
        sort: _score(sort, gold.get(sort, ()), [s for s in found[sort] if places.of(s) in covered], places, document_id)
        for sort in SORTS
    }


def _score(sort: str, gold: Sequence[Line], found: Sequence[Any], places: _Places, doc: str) -> Score:
    pairs = (_pairs_of_excluded if sort == "excluded" else _pairs)(gold, found, places)
    score = Score(Tally(len(gold), len(found), len(pairs), len(pairs)))
    hit_gold, hit_found = {id(line) for line, _ in pairs}, {id(statement) for _, statement in pairs}
    grouped = GROUPED_BY[sort]
    for line in gold:
        score.kinds.setdefault(str(line.get(grouped)), Tally()).add(
            Tally(gold=1, matched_gold=int(id(line) in hit_gold))
        )
    for one in found:
        score.kinds.setdefault(str(getattr(one, grouped)), Tally()).add(
            Tally(found=1, matched_found=int(id(one) in hit_found))
        )
    score.misses += [
        Miss(sort, doc, places.of_line(g), "missed", _printed(g), "", squeeze(g["evidence"]))
        for g in gold
        if id(g) not in hit_gold
    ]
    score.misses += [
        Miss(sort, doc, places.of(f), "wrong", "", _shown(f), squeeze(f.evidence)[:60])
        for f in found
        if id(f) not in hit_found
    ]
    for line, statement in pairs:
        _agree(score, sort, line, statement, places.of_line(line), doc)
    return score


def _agree(score: Score, sort: str, line: Line, statement: Any, place: str, doc: str) -> None:
    evidence = squeeze(line["evidence"])
    for attribute in ATTRIBUTES[sort]:
        want, have = str(line.get(attribute) or ""), str(getattr(statement, attribute) or "")
        if want == have:
            score.agree[attribute] += 1
        else:
            score.disagreements.append(Miss(sort, doc, place, attribute, want, have, evidence))
    if sort == "excluded":
        return
    alike = likeness(line["indicator"], statement.indicator)
    score.likeness_sum += alike
    if alike < _ALIKE:
        score.disagreements.append(
            Miss(sort, doc, place, "indicator", line["indicator"], statement.indicator, evidence)
        )


def _printed(line: Line) -> str:
    return f"{line.get('value') or line.get('comparator') or line.get('why') or ''}{line.get('unit') or ''}"


def _shown(statement: Any) -> str:
    value = getattr(statement, "value", None)
    word = value or getattr(statement, "comparator", None) or getattr(statement, "why", "")
    return f"{word}{getattr(statement, 'unit', None) or ''}"


def _pairs(gold: Sequence[Line], found: Sequence[Any], places: _Places) -> list[tuple[Line, Any]]:
    by_key = defaultdict(list)
    for k, statement in enumerate(found):
        by_key[places.of(statement), magnitude(statement.value, statement.unit)].append(k)
    candidates = []
    for i, line in enumerate(gold):
        want = magnitude(line["value"], line["unit"])
        for k in by_key[places.of_line(line), want]:
            statement = found[k]
            if want[0] is None and line.get("comparator") != getattr(statement, "comparator", None):
                continue
            if shared := overlap(line["evidence"], statement.evidence):
                candidates.append((-shared, -likeness(line["indicator"], statement.indicator), i, k))
    return _one_to_one(candidates, gold, found)


def _pairs_of_excluded(gold: Sequence[Line], found: Sequence[Any], places: _Places) -> list[tuple[Line, Any]]:
    by_place = defaultdict(list)
    for k, statement in enumerate(found):
        by_place[places.of(statement)].append((k, squeeze(statement.evidence)))
    candidates = []
    for i, line in enumerate(gold):
        evidence = squeeze(line["evidence"])
        marks = set(evidence)
        for k, clause in by_place[places.of_line(line)]:
            if marks.isdisjoint(clause):
                continue
            if shared := overlap(evidence, clause):
                candidates.append((-shared, float(abs(len(evidence) - shared)), i, k))
    return _one_to_one(candidates, gold, found)


def _one_to_one(
    candidates: list[tuple[int, float, int, int]], gold: Sequence[Line], found: Sequence[Any]
) -> list[tuple[Line, Any]]:
    """Best shared evidence first."""
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for _, _, i, k in sorted(candidates):
        if i not in used_gold and k not in used_found:
            used_gold.add(i)
            used_found.add(k)
            pairs.append((gold[i], found[k]))
    return pairs
