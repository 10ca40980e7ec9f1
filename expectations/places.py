"""Does every statement stand where it says? Questions about offsets, clauses and the pieces of tasks.

Belongs here: characters against the kept text. Does not belong here: what the characters mean (reading.py).
"""

from __future__ import annotations

from expectations.fragments import BLOCKS, PLACE, STATEMENTS, join_text, text_at
from expectations.judgement import Severity
from expectations.question import Question

_OFFSETS = "The reading is damaged or the reader has a fault: read the document anew. 请重新阅读该文件；如仍有错，请修正阅读程序。"

OFFSETS_TRUE = Question(
    id="reading.offsets_true",
    severity=Severity.CRITICAL,
    chinese="每条证据与原文逐字相符",
    english="every evidence is the text between its offsets, character for character",
    advice=_OFFSETS,
    sql=f"""
    with {STATEMENTS}, {BLOCKS}
    select {PLACE} as place, s.statement || ' at ' || coalesce(cast(s.char_start as varchar), '?') || ': ' || coalesce(s.evidence, 'no evidence')
           as message
    from statements as s
    {join_text("s", "char_start")}
    where s.evidence is null or s.evidence = '' or s.char_start is null
       or {text_at("s.char_start", "s.char_end - s.char_start")} is distinct from s.evidence""",
)

NUMBER_INSIDE = Question(
    id="reading.number_inside_its_clause",
    severity=Severity.CRITICAL,
    chinese="每个数字都在其分句之内，且没有被截断",
    english="every number lies inside its clause and is cut nowhere",
    advice=_OFFSETS,
    sql=f"""
    with {STATEMENTS},
    numbers as (
        select s.*, {PLACE} as place,
               substr(s.evidence, cast(s.number_start - s.char_start + 1 as bigint), cast(s.number_end - s.number_start as bigint)) as said,
               case when s.number_start > s.char_start
                    then substr(s.evidence, cast(s.number_start - s.char_start as bigint), 1) else '' end as before,
               substr(s.evidence, cast(s.number_end - s.char_start + 1 as bigint), 1) as after
        from statements as s
        where s.number_start is not null or s.number_end is not null
    )
    select place, statement || ' “' || coalesce(said, '') || '” (' || number_start || '-' || number_end || ') in ' || evidence as message
    from numbers
    where number_start is null or number_end is null or number_end <= number_start
       or number_start < char_start or number_end > char_end
       or (regexp_matches(said, '^[0-9０-９]') and regexp_matches(before, '[0-9０-９]'))
       or (regexp_matches(said, '[0-9０-９]$') and regexp_matches(after, '[0-9０-９]'))""",
)

NUMBER_ONCE = Question(
    id="reading.number_read_once",
    severity=Severity.CRITICAL,
    chinese="同一个数字只被判读一次",
    english="no two statements over the same number",
    advice=_OFFSETS,
    sql=f"""
    with {STATEMENTS},
    lined_up as (
        select s.*, max(number_end) over (
                   partition by document_id order by number_start, number_end, statement, anchor
                   rows between unbounded preceding and 1 preceding
               ) as taken_to
        from statements as s where number_start is not null
    )
    select {PLACE} as place, s.statement || ' at ' || s.number_start || '-' || s.number_end || ': ' || s.evidence as message
    from lined_up as s where s.number_start < s.taken_to""",
)

ANCHOR_ONCE = Question(
    id="reading.statement_once",
    severity=Severity.CRITICAL,
    chinese="每条陈述只有一行",
    english="every statement is one row",
    advice=_OFFSETS,
    sql=f"""
    with {STATEMENTS}
    select s.document_id as place, count(*) || ' statements at character ' || coalesce(cast(s.anchor as varchar), '?') as message
    from statements as s group by s.document_id, s.anchor, s.statement having count(*) > 1 or s.anchor is null""",
)

AT_HOME = Question(
    id="reading.evidence_inside_its_task",
    severity=Severity.CRITICAL,
    chinese="证据在其所属任务或章节之内",
    english="the evidence lies inside its task or section",
    advice=_OFFSETS,
    sql=f"""
    with {STATEMENTS},
    sectioned as (
        select document_id, min(char_start) as char_start, max(char_end) as char_end from landing.sections group by document_id
    )
    select {PLACE} as place, s.statement || ' at ' || s.char_start || '-' || s.char_end || ': ' || s.evidence as message
    from statements as s
    left join landing.tasks as t on t.document_id = s.document_id and t.task_order = s.task_order
    left join landing.sections as n
        on n.document_id = s.document_id and n.section_no = s.section_no and s.task_order is null
    left join sectioned as a on a.document_id = s.document_id
    where (s.task_order is not null
           and (t.task_order is null or t.task_no is distinct from s.task_no or s.char_start < t.char_start or s.char_end > t.char_end)
           -- The number that a task is printed with stands before it: 12, 1 2, １２, 【任务12】.
           and not (s.statement = 'excluded_numbers' and s.char_end <= t.char_start and length(s.evidence) <= 12))
       or (s.task_order is null
           and (s.section_no is null or n.section_no is null or s.char_start < n.char_start or s.char_end > n.char_end)
           -- What is no figure may stand outside every section, or between the tasks: a title, a header, the last line.
           and not (s.statement in ('excluded_numbers', 'unread_numbers')
                    and (a.document_id is null or exists (select 1 from landing.tasks as o where o.document_id = s.document_id)
                         or s.char_end <= a.char_start or s.char_start >= a.char_end)))""",
)

PIECES_TRUE = Question(
    id="reading.pieces_true",
    severity=Severity.CRITICAL,
    chinese="任务的各部分和责任单位与原文逐字相符",
    english="the pieces of every task are the text between their offsets, inside the task; unit names too",
    advice=_OFFSETS,
    sql=rf"""
    with {BLOCKS},
    pieces as (
        select p.document_id, p.task_order, p.role, p.text, p.char_start, p.char_end, false as squeezed from landing.task_parts as p
        union all
        select u.document_id, u.task_order, u.role, u.unit, u.char_start, u.char_end, true from landing.task_units as u
    ),
    found as (
        select p.*, {text_at("p.char_start", "p.char_end - p.char_start")} as said
        from pieces as p
        {join_text("p", "char_start")}
    )
    select p.document_id || ' 第' || p.task_order || '项' as place, p.role || ' at ' || p.char_start || '-' || p.char_end || ': ' || p.text
           as message
    from found as p
    left join landing.tasks as t on t.document_id = p.document_id and t.task_order = p.task_order
    where t.task_order is null or p.char_start < t.char_start or p.char_end > t.char_end
       or case when p.squeezed then regexp_replace(p.said, '[\s　]', '', 'g') else p.said end is distinct from p.text""",
)

WORDING_KEPT = Question(
    id="reading.wording_kept",
    severity=Severity.CRITICAL,
    chinese="任务的承诺和完成情况与其各部分相符",
    english="a task's promise and report are its pieces, joined",
    advice=_OFFSETS,
    sql="""
    with joined as (
        select document_id, task_order,
               coalesce(string_agg(text, chr(10) order by part_order) filter (where role = 'commitment'), '') as commitment,
               coalesce(string_agg(text, chr(10) order by part_order) filter (where role = 'report'), '') as report
        from landing.task_parts group by document_id, task_order
    )
    select t.document_id || ' 任务' || t.task_no as place,
           case when coalesce(t.commitment, '') is distinct from j.commitment then 'the promise differs' else 'the report differs' end as message
    from landing.tasks as t
    left join joined as j on j.document_id = t.document_id and j.task_order = t.task_order
    where coalesce(t.commitment, '') is distinct from j.commitment or coalesce(t.report, '') is distinct from j.report""",
)

QUESTIONS = (OFFSETS_TRUE, NUMBER_INSIDE, NUMBER_ONCE, ANCHOR_ONCE, AT_HOME, PIECES_TRUE, WORDING_KEPT)
