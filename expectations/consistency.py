"""Do the numbers agree? The findings of `bi.checks`, one question for each kind of check.

Belongs here: what a failing check means for the release. Does not belong here: the checks themselves; the model
computes them.

A contradiction in the source is no reading error: it is a finding for a steward, so it warns. Asked strictly, a
finding that nobody has decided blocks.
"""

from __future__ import annotations

from expectations.judgement import Severity
from expectations.question import Question

_DECIDE = "Decide it: `duban decide ID --accept | --correct VALUE | --reject --reason … --by …`. 请数据管理员裁定。"

_KINDS = {
    "repeat": ("同一指标在两处的数值一致", "a figure said twice is the same figure"),
    "sum": ("分项之和等于合计", "parts add up to their total"),
    "ratio": ("平均数等于总量除以数量", "a rate is its quotient"),
    "percent": ("占比和增速与其基数相符", "a share or growth agrees with its parts"),
    "monotone": ("累计值不下降", "a cumulative figure never falls"),
    "range": ("数值在可能的范围内", "figures lie in their possible range"),
    "unit": ("承诺与完成的单位一致", "promise and result are told in one unit"),
    "answer": ("完成情况回答了承诺", "the report answers the promise"),
    "drift": ("同一承诺的目标前后一致", "a promise keeps its target"),
}

_FINDINGS = """
    select check_id as place,
           claim || ' (' || coalesce(cast(left_value as varchar), '-') || ' / ' || coalesce(cast(right_value as varchar), '-') || ')' as message,
           array_to_string(places, '; ') as places, severity
    from bi.checks
    where not holds and decision is null and kind = '{kind}'
    order by severity, check_id"""


def findings(strict: bool) -> tuple[Question, ...]:
    """One question for each kind of check; critical when `strict`, else a warning."""
    severity = Severity.CRITICAL if strict else Severity.WARNING
    return tuple(
        Question(f"consistency.{kind}", severity, chinese, english, _DECIDE, _FINDINGS.format(kind=kind))
        for kind, (chinese, english) in _KINDS.items()
    )


SIGNED = Question(
    id="consistency.decisions_signed",
    severity=Severity.CRITICAL,
    chinese="每个裁定都有姓名、日期和理由",
    english="every decision carries a name, a date and a reason",
    advice="Record the decision with `duban decide`, never by hand. 请用 duban decide 记录裁定。",
    sql="""
    select check_id as place, decision || ' by ' || coalesce(decided_by, '?') as message
    from bi.checks
    where decision is not null and (coalesce(decided_by, '') = '' or decided_on is null or coalesce(reason, '') = '')""",
)

MEASURED = Question(
    id="consistency.checks_measured",
    severity=Severity.CRITICAL,
    chinese="每项校验都有出处，允差不为负",
    english="every check names its places, and no tolerance is negative",
    advice="The model of the check has a fault. 请修正该校验的模型。",
    sql="""
    select check_id as place, kind || ', tolerance ' || coalesce(cast(tolerance as varchar), '-') as message
    from bi.checks
    where len(places) = 0 or len(document_ids) = 0 or tolerance < 0
       or (kind = 'repeat' and left_value is not null and right_value is not null
           and holds <> (abs(cast(left_value as double) - cast(right_value as double)) <= coalesce(cast(tolerance as double), 0) + 1e-9))""",
)


def questions(strict: bool) -> tuple[Question, ...]:
    """All questions of consistency."""
    return (SIGNED, MEASURED, *findings(strict))
