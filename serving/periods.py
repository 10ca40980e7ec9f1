"""A period in words: what `asof-2022` or `2023Q1-Q3` says to somebody who has never seen the notation.

Belongs here: taking the notation apart. Does not belong here: the words (words.json), where a period comes from (documents).
"""

from __future__ import annotations

import re
from functools import cache

from serving import words

_NOTATION = re.compile(
    r"(?P<as_of>asof-)?(?P<year>\d{4})"
    r"(?:(?P<half>H[12])|Q(?P<q1>[1-4])(?:-Q(?P<q2>[1-4]))?|M(?P<m1>\d\d?)-M(?P<m2>\d\d?)|-(?P<month>\d\d)(?:-(?P<day>\d\d))?|(?P<since>-)|-(?P<to>\d{4}))?"
)


@cache
def label(period: str | None) -> words.Label:
    """The period in Chinese and English; one in no known notation is shown as it is."""
    told = period or ""
    found = _NOTATION.fullmatch(told)
    if found is None:
        return words.Label(told, told, "")
    sort, first, last = _sort(found)
    made = _said(told, sort, year=found["year"], first=first, last=last)
    if found["as_of"]:
        chinese = _said(told, "as_of", words=made.chinese).chinese
        return words.Label(told, chinese, _said(told, "as_of", words=made.english).english)
    return words.Label(told, made.chinese, "") if sort == "year" else made  # a bare year is the same in both


def _said(value: str, sort: str, **parts: str) -> words.Label:
    pattern = words.label("period", sort)
    return words.Label(value, pattern.chinese.format(**parts), pattern.english.format(**parts))


def _sort(found: re.Match[str]) -> tuple[str, str, str]:
    """The group of words and the numbers that go into it."""
    if found["half"]:
        return f"half{found['half'][1]}", "", ""
    if found["q2"]:
        return "quarters_from_first" if found["q1"] == "1" else "quarters", found["q1"], found["q2"]
    if found["q1"]:
        return "quarter", found["q1"], ""
    if found["m1"]:
        return "months", found["m1"], found["m2"]
    if found["day"]:
        return "day", str(int(found["month"])), str(int(found["day"]))
    if found["month"]:
        return "month", str(int(found["month"])), ""
    if found["since"]:
        return "since", "", ""
    return ("years", "", found["to"]) if found["to"] else ("year", "", "")
