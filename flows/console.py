"""What the terminal sees: consoles, text from documents made harmless, JSON, errors.

Belongs here: everything that commands share in printing. Does not belong here: what one command shows (show.py,
summary.py, tables.py).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from flows.faults import in_plain_words

#: Control characters (terminal commands, among them the escape) and the marks that turn the direction of writing.
_DANGEROUS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

#: Characters in a line where there is no terminal to ask (a file, a pipe, a log): wide enough for the widest table.
_WIDTH_OF_A_FILE = 132

out = Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else _WIDTH_OF_A_FILE)
err = Console(stderr=True, highlight=False)


def safe(text: str) -> str:
    """Text from a document, one character for one character, with nothing in it that a terminal would obey."""
    return _DANGEROUS.sub("\N{REPLACEMENT CHARACTER}", text)


def print_json(content: Any) -> None:
    """One JSON document on standard output, and nothing else there; characters as they are."""
    sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2, default=_plain) + "\n")
    sys.stdout.flush()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Path):
        return str(value)
    return str(value)


def print_error(error: BaseException | str, *, as_json: bool = False, exit_code: int | None = None) -> None:
    """An error in a line or two on standard error; with `as_json` also as the JSON document of the command."""
    words = error if isinstance(error, str) else in_plain_words(error)
    err.print(Text.assemble(("✗ ", "bold red"), safe(words)), soft_wrap=True)
    if as_json:
        print_json({"error": words, "exit_code": exit_code})
