"""Names of columns and labels: what stands under them.

Belongs here: from a printed name to a ColumnRole, and which columns together make a table of tasks or of projects. Does not belong here:
reading the cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from documents.layouts.words import ColumnRole, column_words
from documents.normal import normalise

_LONGEST = 24
#: A label and its colon at the beginning of a stretch, in normalised text: 进展情况: , [牵头单位]:
LABEL = re.compile(
    r"(?:^[※●■◆▲○★☆·•>-]{0,2}|(?<=[\s(\[【;。,]))[(\[【]?([一-鿿]{2,12}(?:\([一-鿿]{1,6}\))?)[\])】]?\s*:"
)
#: The time for which a column tells, before the word that says what it tells: 2023年, 全年, 上半年, 1-6月, 截至9月底.
_TIME = re.compile(
    r"^(?:(?:(?:19|20)\d\d年?|[本当全]年)(?:[末底]|全年|度)?|年度|(?:上|下)半年|前?[一二三四1-4]季度"
    r"|(?:\d{1,2}[-—~至])?\d{1,2}月份?[底末]?|截[至止]到?|目前|累计)+"
)
_BRACKETS = re.compile(r"\([^()]*\)")
#: How things stand or what hinders, and what is to be done next, under one name: 存在问题及下步打算, 进展情况和下一步计划.
_OUTLOOK = re.compile(
    "(?:问题|困难|原因|短板|不足)[^,;]{0,4}?[及和与、/][^,;]{0,6}(?:下一?步|打算|计划|措施|安排|对策|建议|意见|整改|举措)"
    "|(?:情况|进展|成效)[^,;]{0,4}?[及和与、/][^,;]{0,2}(?:下一?步|下一?阶段|工作打算|工作计划|工作安排|打算)"
)
#: A translation printed behind the Chinese words: 目标值 Target, 责任单位/Responsible unit.
_TRANSLATION = re.compile(
    r"(?<=[\u4e00-\u9fff)）%％”])(?:\s+|\s*[/／]\s*)[A-Za-z][^\u4e00-\u9fff]*[A-Za-z][^\u4e00-\u9fff]*$"
)

#: Columns of words, by which a task is told and found.
TEXT_ROLES = frozenset(
    {
        ColumnRole.COMMITMENT,
        ColumnRole.REPORT,
        ColumnRole.REMARK,
        ColumnRole.OUTLOOK,
        ColumnRole.NEXT,
        ColumnRole.NAME,
    }
)
UNIT_ROLES = frozenset({ColumnRole.LEAD, ColumnRole.CO, ColumnRole.UNIT})
#: Columns of figures, often bare ones.
VALUE_ROLES = frozenset({ColumnRole.TARGET, ColumnRole.PROGRESS, ColumnRole.RATE, ColumnRole.FIGURE})
_PROJECT_ROLES = frozenset({ColumnRole.TARGET, ColumnRole.PROGRESS, ColumnRole.RATE})


def in_chinese(name: str) -> str:
    """The name without white space and without the translation behind it: 目标值 Target is 目标值."""
    return "".join(_TRANSLATION.sub("", name.strip()).split())


def role_of(name: str, *, exact: bool = False) -> ColumnRole | None:
    """The role of a column or label printed like this; None for a name that says nothing. `exact`: no match by a part of the name."""
    plain = "".join(normalise(in_chinese(name)).split()).strip(":：*")
    if not plain or len(plain) > _LONGEST:
        return None
    whole, parts = column_words()
    for form in (plain, _BRACKETS.sub("", plain), _TIME.sub("", _BRACKETS.sub("", plain))):
        if form in whole:
            return whole[form]
    if exact:
        return None
    if _OUTLOOK.search(plain):
        return ColumnRole.OUTLOOK
    return next((role for term, role in parts if term in plain), None)


def unit_in(name: str) -> str | None:
    """The unit of measure that a column name prints in brackets: 目标值(万元)."""
    found = re.search(r"[(（]\s*(?:单位\s*[:：])?\s*([^()（）]{1,8})[)）]\s*$", name.strip())
    return "".join(found.group(1).split()) if found and not found.group(1).isspace() else None


def settle(roles: Sequence[ColumnRole | None]) -> list[ColumnRole | None]:
    """The roles of a whole header: 责任单位 leads unless another column does; a table of projects keeps its own columns."""
    settled = list(roles)
    lead_named = ColumnRole.LEAD in settled
    for index, role in enumerate(settled):
        if role is ColumnRole.UNIT:
            settled[index] = ColumnRole.CO if lead_named else ColumnRole.LEAD
            lead_named = True
    if ColumnRole.COMMITMENT not in settled:
        for wanted in (ColumnRole.NAME, ColumnRole.TARGET):
            if wanted in settled and not (wanted is ColumnRole.TARGET and ColumnRole.PROGRESS in settled):
                if not is_project(settled):
                    settled[settled.index(wanted)] = ColumnRole.COMMITMENT
                break
    return settled


def is_header(roles: Sequence[ColumnRole | None]) -> bool:
    """Whether these names head a table of tasks or projects: something is promised, and something else is said of it."""
    known = [role for role in roles if role is not None]
    kinds = set(known)
    if len(known) < 2 or len(known) * 2 < len(roles):
        return False
    promise = kinds & {ColumnRole.COMMITMENT, ColumnRole.NAME, ColumnRole.TARGET}
    return bool(promise) and len(kinds) >= 2


def is_project(roles: Sequence[ColumnRole | None]) -> bool:
    """Whether the columns are those of projects: a name with target, progress or rate of its own."""
    kinds = {role for role in roles if role is not None}
    named = kinds & {ColumnRole.NAME, ColumnRole.COMMITMENT}
    return bool(named) and len(kinds & _PROJECT_ROLES) >= 2
