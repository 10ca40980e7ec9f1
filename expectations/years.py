"""Do the years fit together? Questions about lives of tasks, histories, shares and programmes.

Belongs here: the views that tie documents of several days and years to each other. Does not belong here: one document (reading.py,
model.py), whether the source agrees with itself (consistency.py), how a task is matched (dbt).
"""

from __future__ import annotations

from expectations.contract import VERDICTS
from expectations.fragments import values
from expectations.judgement import Severity
from expectations.question import Question

_MODEL = "The dbt model named here has a fault; mend it and build again. 请修正所指的 dbt 模型后重新构建。"

LIVES = Question(
    id="years.every_task_has_one_life",
    severity=Severity.CRITICAL,
    chinese="每项任务恰在一条历程中，一份文件在一条历程中至多一项，历程不跨地区、不跨年",
    english="every task has its place in one life; a life has one task of a document at most, and one jurisdiction and year",
    advice=_MODEL,
    sql="""
    select t.document_id || ' 任务' || t.task_no as place, 'in ' || count(h.life_id) || ' lives' as message
    from bi.tasks as t
    left join bi.task_history as h on h.document_id = t.document_id and h.task_key = t.task_key
    group by t.document_id, t.task_no, t.task_key
    having count(h.life_id) <> 1
    union all
    select life_id, 'has ' || count(*) || ' tasks of ' || document_id
    from bi.task_history group by life_id, document_id having count(*) > 1
    union all
    select life_id, 'is told in several jurisdictions or years'
    from bi.task_history group by life_id
    having count(distinct coalesce(jurisdiction, '')) > 1 or count(distinct coalesce(year, 0)) > 1""",
)

STATES = Question(
    id="years.states_in_order",
    severity=Severity.CRITICAL,
    chinese="历程的状态从一起编号，时间先后相接，没有下文的承诺为未报告",
    english="the states of a life are counted from one, none ends before it begins, a promise that never came back is not reported",
    advice=_MODEL,
    sql=f"""
    select life_id as place, 'states are not counted from 1 to ' || max(states) as message
    from bi.task_history group by life_id
    having min(state_no) <> 1 or max(state_no) <> count(*) or max(states) <> count(*) or count(distinct state_no) <> count(*)
    union all
    select task_key, 'nobody knows since when' from bi.task_history where known_from is null
    union all
    select task_key, 'state or outcome is no word that we know: ' || coalesce(state, 'none') || ', ' || coalesce(outcome, 'none')
    from bi.task_history
    where coalesce(state, '') not in ({values((*VERDICTS, "qualitative"))}) or coalesce(outcome, '') not in ({values((*VERDICTS, "qualitative"))})
    union all
    select life_id, 'never came back, and yet its outcome is ' || outcome
    from bi.task_history where not came_back and outcome <> 'not_reported'
    union all
    select life_id, 'is promised and without a promise' from bi.task_history where is_promised and is_without_promise""",
)

SHARES = Question(
    id="years.shares_add_up",
    severity=Severity.CRITICAL,
    chinese="兑现率各组相加等于全部承诺",
    english="the shares of promises are of all promises, and their parts add up",
    advice=_MODEL,
    sql="""
    select 'bi.promise_shares ' || dimension || ' ' || member as place, 'the verdicts do not add up to ' || promises as message
    from bi.promise_shares
    where promises <> met + partly_met + not_met + not_reported + claimed + pending or promises < 1
       or abs(met_share - cast(met as double) / promises) > 1e-9
    union all
    select 'bi.promise_shares ' || dimension, sum(promises) || ' promises, bi.targets has ' || (select count(*) from bi.targets)
    from bi.promise_shares where dimension in ('all', 'theme')
    group by dimension having sum(promises) <> (select count(*) from bi.targets)""",
)

VERDICT_HISTORY = Question(
    id="years.verdict_history_is_whole",
    severity=Severity.CRITICAL,
    chinese="结论的历史：现行部分与承诺表相同，各版次的有效期不重叠",
    english="the history of verdicts: what is current is what bi.targets says, and editions do not overlap",
    advice=_MODEL,
    sql="""
    select t.target_id as place, 'now ' || coalesce(t.verdict, 'none') || ', in the history ' || coalesce(h.verdict, 'none') as message
    from bi.targets as t
    left join bi.verdict_history as h
        on h.document_id = t.document_id and h.document_id || ':t' || h.anchor = t.target_id and h.is_current
    where t.verdict is distinct from h.verdict or h.valid_to is not null
    union all
    select document_id || ' edition ' || edition_no, 'counts until ' || valid_to || ', which is before it came'
    from bi.verdict_history where valid_to < valid_from
    union all
    select a.document_id, 'editions ' || a.edition_no || ' and ' || b.edition_no || ' both count'
    from (select distinct document_id, edition_no, valid_from, valid_to from bi.verdict_history) as a
    inner join (select distinct document_id, edition_no, valid_from from bi.verdict_history) as b
        on b.document_id = a.document_id and b.edition_no > a.edition_no and (a.valid_to is null or a.valid_to > b.valid_from)""",
)

FIGURE_HISTORY = Question(
    id="years.figure_history_is_whole",
    severity=Severity.CRITICAL,
    chinese="数字的历史：现行部分的行数与承诺表、数字表相同",
    english="the history of figures: as many current rows as there are promises and figures",
    advice=_MODEL,
    sql="""
    select 'bi.figure_history ' || statement as place, 'current ' || told || ', should be ' || meant as message
    from (
        select 'target' as statement, (select count(*) from bi.figure_history where is_current and statement = 'target') as told,
               (select count(*) from bi.targets) as meant
        union all
        select 'observation', (select count(*) from bi.figure_history where is_current and statement = 'observation'),
               (select count(*) from bi.observations)
    )
    where told <> meant""",
)

SERIES = Question(
    id="years.no_part_of_a_year_for_the_year",
    severity=Severity.CRITICAL,
    chinese="指标序列：年中累计数不作全年结果",
    english="the series of indicators: a figure about a part of the year is never the result of the year",
    advice=_MODEL,
    sql="""
    select s.indicator || ' ' || s.period as place, 'answered by a figure about ' || o.period as message
    from bi.indicator_series as s
    inner join bi.observations as o on o.observation_id = s.observation_id
    where s.target_id is not null and s.actual_value is not null and o.period <> s.period and o.period not like 'asof-%'
    union all
    select s.indicator || ' ' || s.period, 'a target stands in the row of a part of the year'
    from bi.indicator_series as s
    where s.target_value is not null and s.grain in ('quarter', 'half', 'month', 'year-to-date') and s.progress_value is not null""",
)

PROGRAMMES = Question(
    id="years.programmes_resolve",
    severity=Severity.CRITICAL,
    chinese="改革项目的任务存在，数字与数字表相同",
    english="the tasks of programmes are there, and their figures are figures of the warehouse",
    advice=_MODEL,
    sql="""
    select p.programme || ' ' || p.document_id as place, 'no such task: ' || p.task_no as message
    from (select programme, document_id, unnest(task_nos) as task_no from bi.programmes where section_no is null) as p
    where not exists (select 1 from bi.tasks as t where t.document_id = p.document_id and t.task_no = p.task_no)
    union all
    select f.observation_id, 'a figure of ' || f.programme || ', in bi.observations of ' || coalesce(o.programme, 'none')
    from bi.programme_figures as f
    left join bi.observations as o on o.observation_id = f.observation_id
    where o.programme is distinct from f.programme
    union all
    select 'bi.programme_figures', count(f.observation_id) || ' figures, bi.observations has ' || count(o.observation_id)
    from bi.observations as o
    left join bi.programme_figures as f on f.observation_id = o.observation_id
    where o.programme is not null having count(f.observation_id) <> count(o.observation_id)""",
)

OPEN_MATCHES = Question(
    id="years.matches_left_open",
    severity=Severity.INFO,
    chinese="没有不相上下的任务对应待裁定",
    english="no match between tasks is left open",
    advice="Add a line to the seed task_matches (pin or cut) and run again. 请在种子表 task_matches 中加一行（pin 认定或 cut 否定）后重新运行。",
    sql="""
    select document_a || ' 任务' || task_a || ' ↔ ' || document_b || ' 任务' || task_b as place,
           outcome || ' ' || score || '：' || commitment_a || ' ↔ ' || commitment_b as message
    from bi.task_match_candidates where outcome in ('tie', 'part')""",
)

QUESTIONS: tuple[Question, ...] = (
    LIVES,
    STATES,
    SHARES,
    VERDICT_HISTORY,
    FIGURE_HISTORY,
    SERIES,
    PROGRAMMES,
    OPEN_MATCHES,
)
