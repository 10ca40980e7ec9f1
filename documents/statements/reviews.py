"""Which years a part of a narrative looks back on: the five-year review of a work report, one paragraph at a time.

Belongs here: where such a review begins and ends. Does not belong here: the marks of a clause (documents.periods), and which figures of a
review are about all of its years (timing).

A review begins with a heading (过去五年工作回顾), in a work report also with the opening of a paragraph (五年来,…; 回顾过去五年,…), and holds until a
paragraph opens with another year (刚刚过去的2021年, 一年来) or a heading of the same depth looks elsewhere. In other narratives 三年来 holds for its
own sentence only, as every mark does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMERAL = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_YEARS = r"(?<![\d一二三四五六七八九十第前后未])[两二三四五六七八九十]年"
_COUNT = re.compile(_YEARS)
_HEADING = re.compile(
    rf"(?:过去|近|这|本届政府)?{_YEARS}(?:来|间)?(?:的)?[^,。]{{0,8}}(?:回顾|总结|成就|历程)|(?:过去|近|这){_YEARS}"
)
_OPENING = re.compile(
    rf"(?:——|-+)?(?:各位代表[!,。])?(?:回顾|总结|过去|这|近|本届政府)?[^,。;\d]{{0,16}}?(?:回顾过去|过去|这|近|以来的|的)?{_YEARS}"
    rf"(?:来|间|里|,是|,我们|时间|,)"
)
_AHEAD = re.compile(r"今后|未来|下一?个?|再用|接下来|力争|到20")
_ONE_YEAR = re.compile(
    r"(?:各位代表[!,。])?[^,。;]{0,8}?(?:刚刚过去的|过去的?一年|一年来|一年里|去年,|上年,|今年,|今年以来|(?:19|20)\d\d年(?!以来|到|至|的\d))"
)


@dataclass(slots=True)
class Review:
    """The years looked back on where the reader stands: `since` is 2017- for the five years up to 2021, "" for no review."""

    year: int | None  # the year the document reports on
    speech: bool  # a work report
    since: str = ""

    def enter(self, heading: str) -> None:
        """Go on to the section under a heading (squeezed, normalised): every heading says anew, a lower one without years keeps the review."""
        found = _HEADING.search(heading)
        if found and not _AHEAD.search(heading):
            self.since = self._from(found[0])
        elif re.match(r"第?[一二三四五六七八九十]{1,3}(?:、|部分|章)", heading) or re.search(r"20\d\d年", heading):
            self.since = ""

    def hear(self, paragraph: str) -> None:
        """Go on to a paragraph (squeezed, normalised): its opening may begin or end a review."""
        if _ONE_YEAR.match(paragraph):
            self.since = ""
        elif self.speech and (found := _OPENING.match(paragraph)) and not _AHEAD.search(found[0]):
            self.since = self._from(found[0])

    def _from(self, told: str) -> str:
        """The period of the N years up to the document's, from the words that tell it."""
        count = _COUNT.search(told)
        return f"{self.year - _NUMERAL[count[0][0]] + 1}-" if self.year and count else ""
