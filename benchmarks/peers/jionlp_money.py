"""jionlp: amounts of money, the one kind of number with a unit that it extracts."""

from __future__ import annotations

import contextlib
import sys

with contextlib.redirect_stdout(sys.stderr):  # it greets on standard output
    import jionlp
from harness import serve


def find(line: str) -> list[tuple[str, str]]:
    found = []
    for each in jionlp.ner.extract_money(line, with_parsing=True):
        number = each["detail"]["num"]
        found.append((number[0] if isinstance(number, list) else number, each["detail"]["case"]))
    return found


serve(find)
