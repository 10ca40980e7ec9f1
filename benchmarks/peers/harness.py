"""What every peer script shares: texts in, numbers found and seconds out.

Belongs here: the protocol between reading_speed.py and a library in an environment of its own. Does not belong here: any library.

Standard input: a JSON list of lines of text. Standard output: {"seconds": processor seconds, "found": one list a line of [value, unit]},
where value is a plain number (scale words applied) and unit is in Chinese, "" where the library names none.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

#: Names that the libraries give to units, in Chinese.
UNITS = {
    "Chinese yuan": "元",
    "United States dollar": "美元",
    "CNY": "元",
    "$": "元",
    "¥": "元",
    "Kilometer": "公里",
    "kilometre": "公里",
    "Meter": "米",
    "metre": "米",
    "Square meter": "平方米",
    "Square kilometer": "平方公里",
    "Cubic meter": "立方米",
    "Metric ton": "吨",
    "Kilogram": "公斤",
    "Mu": "亩",
}


def serve(find: Callable[[str], list[tuple[str, str]]], warm: str = "投资12.5亿元，增长4%，新增322家。") -> None:
    """Answer standard input; loading and the first call are not timed."""
    lines = json.load(sys.stdin)
    find(warm)
    started = time.process_time()
    found = [find(line) for line in lines]
    seconds = time.process_time() - started
    json.dump({"seconds": seconds, "found": [[[v, UNITS.get(u, u)] for v, u in one] for one in found]}, sys.stdout)
