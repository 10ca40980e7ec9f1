"""Recognizers-Text (recognizers-text-suite): currency, dimension, percentage, and bare numbers elsewhere."""

from __future__ import annotations

import recognizers_number as plain
import recognizers_number_with_unit as united
from harness import serve
from recognizers_text import Culture


def find(line: str) -> list[tuple[str, str]]:
    results = [*united.recognize_currency(line, Culture.Chinese), *united.recognize_dimension(line, Culture.Chinese)]
    spans = [(each.start, each.end) for each in results]
    found = [(each.resolution["value"], each.resolution.get("unit", "")) for each in results if each.resolution]
    for each in plain.recognize_percentage(line, Culture.Chinese):
        spans.append((each.start, each.end))
        found.append((each.resolution["value"].rstrip("%"), "%"))
    for each in plain.recognize_number(line, Culture.Chinese):
        if not any(start <= each.start and each.end <= end for start, end in spans):
            found.append((each.resolution["value"], ""))
    return [(value, unit) for value, unit in found if value]


serve(find)
