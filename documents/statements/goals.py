"""Where a narrative promises instead of reporting: headings of plans, and the words of a clause.

Belongs here: telling a promise from a report in prose. Does not belong here: what exactly is promised (promises).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from documents.vocabulary import alternatives

#: The marks of Chinese outlines and how deep they stand.
_MARKS = (
    (1, re.compile(r"第?[一二三四五六七八九十]{1,3}(?:、|部分|章)")),
    (2, re.compile(r"\([一二三四五六七八九十]{1,3}\)")),
    (3, re.compile(r"\d{1,2}(?:、|\.(?!\d))")),
    (4, re.compile(r"\(\d{1,2}\)")),
)
_PURPOSE = re.compile(r"为实现[^,。;]*$")
_PROMISED = re.compile(
    r"(?:力争|争取(?=实现|达到|完成|突破|在|到20|年内)|确保|预期目标|目标(?:是|为|:)|计划到|拟于)[^,。;]*$"
)
_PLANNED = re.compile(
    r"(?<![成占比较超为于])(?:年度|全年|年初)(?:目标|任务|计划)(?!的)[^,。;的]{0,12}$"
    r"|(?:年度|全年)目标$|承诺[^,。;]{0,10}$"
    r"|(?:(?<!年度)(?<!全年)计划|原定)(?!的|总投资|安排|\()(?:[^,。;的总划]{0,24})$"
)


@cache
def _words(cue: str) -> re.Pattern[str]:
    return re.compile(alternatives(cue))


@dataclass(slots=True)
class Outline:
    """Whether the section being read promises: a goal heading holds for the headings below it."""

    promising: bool = False
    level: int = 0

    def enter(self, heading: str) -> None:
        """Go on to the section under a heading (normalised text)."""
        heading = re.sub(r"\s+", "", heading)
        level = next((depth for depth, mark in _MARKS if mark.match(heading)), 1)
        if _words("goal_heading").search(heading) and not _words("review_heading").search(heading):
            self.promising, self.level = True, level
        elif not (self.promising and level > self.level):
            self.promising = False


def promises(clause: str) -> bool:
    """Whether the clause up to a number promises it (力争, 年度目标, 计划改造)."""
    if _PURPOSE.search(clause) or _PROMISED.search(clause):
        return True
    return bool(_PLANNED.search(clause)) and not clause.endswith("的")
