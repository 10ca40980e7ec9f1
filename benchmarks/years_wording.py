"""How a planned task of the made-up corpus is put into words, and how far the words of a later document go from the first.

Belongs here: a plan, and its wordings. Does not belong here: which plans there are and which document tells them (years_corpus), the
vocabulary (years_vocabulary.json). It is hard on purpose: tasks that differ in a place or a quality only; verbs, nouns, places and qualities
that are exchanged for others of the same meaning; verbs that become nouns; clauses that change places, are cut or padded; tasks shortened to
a headline; figures that are left out or corrected.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = json.loads((Path(__file__).parent / "years_vocabulary.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Plan:
    """A task as it is meant; every document tells it in words of its own."""

    truth: str  # what makes it one task: city, year, number of the plan
    thread: str  # the plan of the first year that it goes back to
    verb: int
    place: str
    thing: int
    quality: str
    value: int | None
    counter: str
    tail: int | None
    unit: int
    second: int | None = None  # another thing that is promised in the same breath
    told: str = "whole"  # or half


@dataclass(frozen=True, slots=True)
class Said:
    """A task in words, and the promise that can be read off them."""

    text: str
    value: int | None
    indicator: str


def halves(plan: Plan) -> tuple[Plan, Plan]:
    """A plan of two things as two tasks; the figure stays with the first."""
    assert plan.second is not None
    return (
        replace(plan, second=None, told="half"),
        replace(plan, thing=plan.second, second=None, value=None, tail=None, told="half"),
    )


def wording(plan: Plan, chance: random.Random, freedom: float) -> Said:
    """The task in words; `freedom` (0 to 1) is how far they go from those of the breakdown."""

    def pick(forms: Sequence[str]) -> str:
        return forms[0] if chance.random() > freedom else chance.choice(forms)

    def now_and_then(share: float) -> bool:
        return chance.random() < share * freedom

    place = pick(WORDS["other_places"].get(plan.place, [plan.place]))
    quality = pick(WORDS["other_qualities"].get(plan.quality, [plan.quality]))
    thing = pick(WORDS["things"][plan.thing])
    verb = pick(WORDS["verbs"][plan.verb])
    object_ = f"{quality}{thing}"
    if plan.second is not None:
        object_ += f"{pick(['和', '及', '、'])}{pick(WORDS['things'][plan.second])}"
    if now_and_then(0.15):
        head = f"{place}{object_}{verb[-2:]}"  # 东湖区污水处理厂建设
    elif now_and_then(0.15) and place:
        head = f"在{place}{verb}{object_}"
    else:
        head = f"{verb}{place}{object_}"
    value = plan.value
    if value is not None and now_and_then(0.04):
        value += chance.choice([1, 5, 10])  # corrected within the year
    if now_and_then(0.12):
        return Said(head, None, thing)  # a headline only
    clauses = [head]
    if value is not None and now_and_then(0.08):
        value = None
    if value is not None:
        clauses.append(f"{pick(WORDS['value_words'])}{thing if chance.random() < 0.3 else ''}{value}{plan.counter}")
    if plan.tail is not None and chance.random() > 0.5 * freedom:
        clauses.append(pick(WORDS["tails"][plan.tail]))
    if now_and_then(0.5):
        clauses.insert(chance.randrange(len(clauses) + 1), chance.choice(WORDS["padding"]))
    if now_and_then(0.4):
        chance.shuffle(clauses)
    return Said("，".join(clauses), value, thing)
