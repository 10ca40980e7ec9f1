"""Do the numbers agree? The findings of `bi.checks`, one question for each kind of check.

Belongs here: what a failing check means for the release. Does not belong here: the checks themselves; the model
computes them.

A contradiction in the source is no reading error: it is a finding for a steward, so it warns. Asked strictly, a
finding that nobody has decided blocks. A check of severity `info` that does not hold only tells something (a promise
that the report passes over): it asks for no decision, is no open finding and never blocks.
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
    where not holds and decision is null and severity <> 'info' and kind = '{kind}'
    order by severity, check_id"""


def findings(strict: bool) -> tuple[Question, ...]:
    """One question for each kind of check; critical when `strict`, else a warning."""
    severity = Severity.CRITICAL if strict else Severity.WARNING
    return tuple(
        Question(f"consistency.{kind}", severity, chinese, english, _DECIDE, _FINDINGS.format(kind=kind))
        for kind, (chinese, english) in _KINDS.items()
    )


#: The questions that a steward's decision answers.
UNDECIDED = frozenset(question.id for question in findings(strict=False))

TOLD = Question(
    id="consistency.worth_knowing",
    severity=Severity.INFO,
    chinese="没有仅供参考的提示",
    english="nothing is told for information only",
    advice="Nothing has to be decided; a decision is taken all the same. 仅供参考，无须裁定。",
    sql="""
    select check_id as place, claim as message, array_to_string(places, '; ') as places
    from bi.checks
    where not holds and decision is null and severity = 'info'
    order by check_id""",
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


# A correction that the source has overtaken must not stay in force unseen, and one whose check is gone has stopped to work unseen.
NEEDED = Question(
    id="consistency.corrections_needed",
    severity=Severity.CRITICAL,
    chinese="每个更正仍有必要",
    english="every correction is still needed: the source was not mended since",
    advice="Take it back: `duban decide ID --withdraw --reason … --by …`, or decide anew. 请撤回或重新裁定。",
    sql="""
    select check_id as place,
           'the correction to ' || decided_value || ' by ' || decided_by || ' (' || decided_on || ') is no longer needed: the source now says '
           || coalesce(left_said, '-') || ' / ' || coalesce(right_said, '-') as message
    from bi.checks
    where is_needless
    union all
    select d.check_id, 'the correction to ' || d.corrected_value || ' by ' || d.decided_by || ' (' || d.decided_on
           || ') corrects nothing: its check is no longer made'
    from (
        select *, row_number() over (partition by check_id order by decision_order desc) as newest from landing.decisions
    ) as d
    left join bi.checks as c on c.check_id = d.check_id
    where d.newest = 1 and d.action = 'correct' and not d.lapsed and c.check_id is null""",
)

REOPENED = Question(
    id="consistency.decisions_hold",
    severity=Severity.WARNING,
    chinese="以前的裁定仍然有效",
    english="no decided finding was reopened",
    advice="The source has changed or the last day is over: decide anew. 来源已变或有效期已过，请重新裁定。",
    sql="""
    select check_id as place, decided_action || ' by ' || decided_by || ' (' || decided_on || '): ' || coalesce(reopened_why, '') as message
    from bi.checks
    where is_reopened and not is_needless""",
)


def questions(strict: bool) -> tuple[Question, ...]:
    """All questions of consistency."""
    return (SIGNED, MEASURED, NEEDED, REOPENED, *findings(strict), TOLD)
