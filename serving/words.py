"""Words for people: what an enumeration's value is called in Chinese and English, with its sign.

Belongs here: looking a label up. Does not belong here: the labels themselves; they are data in words.json.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Label:
    """`sign` and `tone` (good, part, bad, open: the four colours) are empty where a word has none."""

    value: str
    chinese: str
    english: str
    sign: str = ""
    tone: str = ""

    def __str__(self) -> str:
        return f"{self.chinese} · {self.english}" if self.english else self.chinese


@cache
def _file() -> dict[str, dict[str, list[str]]]:
    content: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
    return content


@cache
def label(group: str, value: str | None) -> Label:
    """The label of `value` in `group`; a value without one is shown as it is."""
    found = _file()[group].get(value or "")
    if found is None:
        return Label(value or "", value or "", "")
    if len(found) == 4:
        sign, chinese, english, tone = found
        return Label(value or "", chinese, english, sign, tone)
    return Label(value or "", found[0], found[1])


def verdicts() -> tuple[Label, ...]:
    """The verdicts of a promise in the order of the stacked bars."""
    return tuple(label("verdict", value) for value in _file()["verdict"] if value != "qualitative")
