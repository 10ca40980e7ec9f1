"""Was the document read right? Questions about the landed readings against the kept text.

Belongs here: tasks in order, numbers accounted for, figures as printed. Does not belong here: whether the
offsets are true (places.py), whether the model is sound (model.py), whether the source agrees with itself
(consistency.py).
"""

from __future__ import annotations

from expectations.fragments import BLOCKS, NUMERALS, PLACE, STATEMENTS, decimal, join_text, printed, squeezed, text_at
from expectations.judgement import Severity
from expectations.question import Question

_RE_READ = "Look at the document with `duban read FILE`; mend the reader, never the reading. 用 duban read 查看该文件，修正阅读程序。"

TASK_ORDER = Question(
    id="reading.tasks_in_order",
    severity=Severity.CRITICAL,
    chinese="每项任务都在，且按原文顺序",
    english="every task is there, in the order of the document",
    advice=_RE_READ,
    sql="""
    select document_id || ' 任务' || task_no as place,
           'the ' || position || '. task has order ' || task_order || ', characters ' || char_start || '-' || char_end as message
    from (
        select *, row_number() over by_order as position,
               lag(char_end, 1, 0) over by_order as previous_end
        from landing.tasks
        window by_order as (partition by document_id order by task_order, char_start)
    )
    where position <> task_order or char_start < previous_end or char_end <= char_start""",
)

TASK_ONCE = Question(
    id="reading.task_number_once",
    severity=Severity.CRITICAL,
    chinese="同一节内任务编号不重复",
    english="no task number twice within a section",
    advice=_RE_READ,
    sql="""
    select document_id || ' 任务' || task_no as place, count(*) || ' tasks carry this number' as message
    from landing.tasks
    group by document_id, coalesce(section_no, ''), task_no
    having count(*) > 1""",
)

# A number continues from the task before it, or starts again at 1. A gap that the publisher left is known to
# the reader, which says so in a problem that names the number; a critical problem is caught by
# `reading.no_critical_problem`.
TASK_GAPS = Question(
    id="reading.task_numbers_without_gap",
    severity=Severity.CRITICAL,
    chinese="任务编号连续（发布方自身的缺号除外）",
    english="task numbers run without a gap (but for gaps the publisher left)",
    advice="If the publisher left the number out, write it into `known_gaps` of the document in sources.yml; "
    "else mend the reader. 若原文缺号，请在 sources.yml 的 known_gaps 中注明。",
    sql=r"""
    with steps as (
        select document_id, task_no,
               lag(task_no, 1, 0) over (partition by document_id order by task_order) as previous
        from landing.tasks
    ),
    missing as (
        select document_id, previous, task_no, unnest(range(previous + 1, task_no)) as absent
        from steps where task_no > previous + 1
        union all
        select document_id, previous, task_no, task_no from steps where task_no <= previous and task_no <> 1
    )
    select m.document_id || ' 任务' || m.absent as place,
           'after task ' || m.previous || ' follows task ' || m.task_no as message
    from missing as m
    where not exists (
        select 1 from landing.problems as p
        where p.document_id = m.document_id and p.severity <> 'critical'
          and list_contains(regexp_extract_all(p.message, '[0-9]+'), cast(m.absent as varchar))
    )""",
)

ACCOUNTED = Question(
    id="reading.every_number_accounted_for",
    severity=Severity.CRITICAL,
    chinese="承诺、完成情况和文章各节中的每个数字都有归属",
    english="every number of a promise, a report or an article's section is a promise, a figure, left out with a reason, or unread",
    advice=_RE_READ,
    sql=f"""
    with {STATEMENTS},
    stretches as (
        select document_id, 'task ' || task_order as of, char_start, text from landing.task_parts
        where role in ('commitment', 'report')
        union all
        select s.document_id, 'section ' || s.section_no, s.char_start,
               substr(d.text, cast(s.char_start + 1 as bigint), cast(s.char_end - s.char_start as bigint))
        from landing.sections as s
        inner join landing.documents as d on d.document_id = s.document_id
        where not exists (
            select 1 from landing.tasks as t
            where t.document_id = s.document_id and t.char_start < s.char_end and t.char_end > s.char_start
        ) and (
            d.layout = 'narrative'
            or exists (
                select 1 from statements as n
                where n.document_id = s.document_id and n.role = 'narrative' and n.section_no = s.section_no
            )
        )
    ),
    tokens as (
        select document_id, of, char_start,
               unnest(regexp_extract_all(text, '[0-9０-９]+|[^0-9０-９]+')) as token,
               generate_subscripts(regexp_extract_all(text, '[0-9０-９]+|[^0-9０-９]+'), 1) as i
        from stretches
    ),
    digits as (
        select document_id, of, token, char_start + coalesce(sum(length(token)) over (
                   partition by document_id, of, char_start order by i rows between unbounded preceding and 1 preceding
               ), 0) as at
        from tokens
        qualify regexp_matches(token, '^[0-9０-９]')
    ),
    spans as (
        select document_id, cast(number_start as bigint) as number_start, max(number_end) as number_end
        from statements where number_start is not null group by all
    )
    select g.document_id || ' ' || g.of as place, g.token || ' at character ' || cast(g.at as bigint) as message
    from digits as g
    asof left join spans as s
        on s.document_id = g.document_id and g.at + length(g.token) - 1 >= s.number_start
    where s.number_end is null or s.number_end <= g.at""",
)

#: The digits of a number in two scales hold its larger scale: 3亿2,600, its unit is 亿元 though 万元 stands behind it.
_TWO_SCALES = "[0-9][亿億万萬]"

#: 3亿2600万 is one number, told in its larger scale: 3.26亿.
_IN_TWO_SCALES = """(
    value_high is null and regexp_full_match(said, '[0-9]+([亿億][0-9.]+[万萬]|[万萬][0-9.]+千)')
    and abs(abs(cast(value as double)) - numbers[1] - numbers[2] / case when regexp_matches(said, '千$') then 10.0 else 10000.0 end) < 1e-9
)"""

#: 1/5 is a share of 20 %.
_QUOTIENT = """(
    unit = '%' and regexp_full_match(said, '[0-9]+/[0-9]+')
    and abs(abs(cast(value as double)) - 100.0 * numbers[1] / nullif(numbers[2], 0)) < 0.001
)"""

FIGURE_PRINTED = Question(
    id="reading.figure_is_the_printed_one",
    severity=Severity.CRITICAL,
    chinese="读出的数值就是原文印出的数字",
    english="the value read is the number that is printed",
    advice=_RE_READ,
    sql=f"""
    with {NUMERALS}, {BLOCKS},
    figures as (
        select document_id, task_no, section_no, value, value_high, unit, number_start, number_end from landing.targets
        union all
        select document_id, task_no, section_no, value, value_high, unit, number_start, number_end from landing.observations
    ),
    read as (
        select s.*, {PLACE} as place,
               {printed(text_at("s.number_start", "s.number_end - s.number_start"))} as said
        from figures as s
        {join_text("s", "number_start")}
        where s.number_start is not null and s.value is not null
    ),
    compared as (
        select r.*, list_transform(
                   regexp_extract_all(r.said, '[0-9]+(?:[.][0-9]+)?'), word -> cast(word as decimal(38, 12))
               ) as numbers,
               n.number as spelled
        from read as r
        left join numerals as n on n.word = r.said and r.unit <> '%'
        -- Most figures are read as they stand: nothing to parse there.
        where r.said is distinct from r.value or r.value_high is not null or not regexp_full_match(r.value, '[0-9]+([.][0-9]+)?')
    )
    select place, '“' || said || '” was read as ' || value || coalesce('~' || value_high, '') || ' ' || unit as message
    from compared
    where {decimal("value")} is null
       or (value_high is not null and {decimal("value_high")} is null)
       or (len(numbers) between 1 and 2 and not list_contains(numbers, abs({decimal("value")})) and not {_IN_TWO_SCALES}
           and not {_QUOTIENT})
       or (len(numbers) = 2 and value_high is not null and not list_contains(numbers, abs({decimal("value_high")})))
       or (len(numbers) = 0 and spelled <> abs({decimal("value")}))""",
)

# What follows the number decides: where another unit that the readings know stands right behind it, the unit read is the wrong one.
# Where none does (“117、17、35户”), the unit must stand in the clause or soon after. In a table's cell the unit may come from the column's
# heading, and what follows the cell is another cell: there only the clause is looked at.
UNIT_PRINTED = Question(
    id="reading.unit_is_the_printed_one",
    severity=Severity.CRITICAL,
    chinese="读出的单位就是数字后印出的单位",
    english="the unit read is the one printed behind the number",
    advice=_RE_READ,
    sql=rf"""
    with {BLOCKS},
    figures as (
        select document_id, task_no, section_no, value, unit, evidence, char_start, number_start, number_end, column_no from landing.targets
        union all
        select document_id, task_no, section_no, value, unit, evidence, char_start, number_start, number_end, column_no from landing.observations
    ),
    known as (select distinct {squeezed("unit")} as unit from figures where unit is not null and unit <> ''),
    behind as (
        select s.document_id, s.number_start, {PLACE} as place, s.value, {squeezed("s.unit")} as unit, s.column_no,
               {squeezed("s.evidence")} as clause,
               substr(s.evidence, cast(s.number_start - s.char_start + 1 as bigint), cast(s.number_end - s.number_start as bigint)) as digits,
               regexp_replace({
        squeezed(
            "case when s.column_no is null then "
            + text_at("s.number_end", "24")
            + " else substr(s.evidence, cast(s.number_end - s.char_start + 1 as bigint)) end"
        )
    }, '[余多几]', '', 'g') as rest
        from figures as s
        {join_text("s", "number_end")}
        where s.number_start is not null and s.unit is not null and s.unit <> ''
    ),
    other as (
        select b.place, b.value, b.unit, arg_max(k.unit, length(k.unit)) as found
        from behind as b
        inner join known as k on starts_with(b.rest, k.unit)
        -- 1.0个、0.7个百分点: what the list shares stands behind its last number, and 个 begins it.
        where not starts_with(b.rest, b.unit) and not (starts_with(b.unit, k.unit) and contains(b.rest, b.unit))
            and not regexp_matches(b.digits, '{_TWO_SCALES}')
            and not (b.unit = '位' and k.unit = '名')  -- 前10名: every rank is told in 位
        group by b.document_id, b.number_start, b.place, b.value, b.unit
    )
    select place, value || ' was read with the unit ' || unit || ', but ' || found || ' is printed behind it' as message
    from other
    union all
    select place, value || ' was read with the unit ' || unit || ', without the scale word that is printed behind it: ' || clause
    from behind
    where regexp_matches(rest, '^[万亿]') and not regexp_matches(unit, '^[万亿]')
    union all
    select place, value || ' was read with the unit ' || unit || ', which is not printed with it: ' || clause
    from behind
    where column_no is null and unit not in ('%', '位') and not contains(rest, unit) and not regexp_matches(digits, '{
        _TWO_SCALES
    }')
      and not contains(regexp_replace(clause, '[余多几]', '', 'g'), unit)
    """,
)

UNIT_KNOWN = Question(
    id="reading.units_of_measure_known",
    severity=Severity.WARNING,
    chinese="计量单位都在单位表中",
    english="every unit of measure is known",
    advice="Add the unit to the seed of measure units, with its dimension and factor. 请在计量单位种子表中补充该单位。",
    sql="""
    select string_agg(distinct document_id, ', ') as place, unit || ' (' || count(*) || ' figures)' as message
    from (
        select document_id, unit from bi.observations where base_value is null
        union all
        select document_id, unit from bi.targets where base_value is null and value is not null
    )
    where unit is not null and unit <> ''
    group by unit""",
)

UNREAD = Question(
    id="reading.no_number_unread",
    severity=Severity.WARNING,
    chinese="没有未能判读的数字",
    english="no number was left unread",
    advice="The reader could not place these numbers: extend the vocabulary or the reader. 请补充词表或修正阅读程序。",
    sql=f"""
    select {PLACE} as place, s.evidence || ': ' || s.detail as message
    from landing.unread_numbers as s""",
)

PROBLEMS = Question(
    id="reading.no_critical_problem",
    severity=Severity.CRITICAL,
    chinese="没有带严重阅读问题的文件",
    english="no document with a critical problem of reading was landed",
    advice="Such a document must be refused before it is landed. 有严重问题的文件不应入库。",
    sql="""
    select document_id as place, message || ' — ' || advice as message
    from landing.problems where severity = 'critical'""",
)

REMARKS = Question(
    id="reading.remarks",
    severity=Severity.INFO,
    chinese="阅读时没有需要留意之处",
    english="nothing that a person should know about the reading",
    advice="Read the remark; most need nothing. 请过目，多数无须处理。",
    sql="""
    select document_id || coalesce(' 行' || line, '') as place, message
    from landing.problems where severity <> 'critical'""",
)

QUESTIONS = (
    TASK_ORDER, TASK_ONCE, TASK_GAPS, ACCOUNTED, FIGURE_PRINTED, UNIT_PRINTED, UNIT_KNOWN, UNREAD, PROBLEMS, REMARKS,
)  # fmt: skip
