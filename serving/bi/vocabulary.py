"""Words of enumerations as SQL: a value of a view becomes its label in Chinese and English inside the query.

Belongs here: looking words up and writing CASE expressions that DuckDB and PostgreSQL both understand. Does not belong
here: the words themselves; they are data in serving/words.json and spec/words.yml.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from serving.bi.errors import BiError

ROOM = Path(__file__).parent
SPEC = ROOM / "spec"


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    """Group -> value -> [sign, Chinese, English]; a group of words.yml stands before one of the same name in words.json."""
    known: dict[str, dict[str, list[str]]] = {}
    for group, values in json.loads((ROOM.parent / "words.json").read_text("utf-8")).items():
        known[group] = {value: said[:3] if len(said) == 4 else ["", *said] for value, said in values.items()}
    known.update(load(SPEC / "words.yml"))
    return known


def load(file: Path) -> Any:
    """The content of a YAML file. Raises BiError naming file and line."""
    try:
        return yaml.safe_load(file.read_text("utf-8"))
    except yaml.YAMLError as fault:
        raise BiError(f"{file}: not YAML: {fault}") from fault


def values(group: str) -> tuple[str, ...]:
    """The values of a group in the order in which they are shown."""
    if group not in _words():
        raise BiError(f"spec: no group of words {group!r} in serving/words.json or serving/bi/spec/words.yml")
    return tuple(_words()[group])


def label(group: str, value: str) -> str:
    """`✓ 已兑现 met`."""
    return " ".join(part for part in _words()[group][value] if part)


def label_sql(group: str, column: str) -> str:
    """A CASE expression that turns `column` into its label; what has no word is shown as it is."""
    return _case(column, {value: label(group, value) for value in values(group)})


def sign_sql(group: str, column: str) -> str:
    """A CASE expression that turns `column` into the short Chinese word or sign alone (≥, ≈, 同步)."""
    return _case(column, {value: _words()[group][value][1] for value in values(group)})


def _case(column: str, said: dict[str, str]) -> str:
    branches = " ".join(f"when {_quoted(value)} then {_quoted(words)}" for value, words in said.items() if words)
    return f"case {column} {branches} else {column} end"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
