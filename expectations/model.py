"""Is the model sound? Questions about the views against each other and against what was landed.

Belongs here: keys, references, accepted values, row identity with landing, ratios, ranges. Does not belong
here: whether the document was read right (reading.py), whether the source agrees with itself (consistency.py).
"""

from __future__ import annotations

from expectations import contract
from expectations.fragments import decimal
from expectations.judgement import Severity
from expectations.question import Question

_MODEL = "The dbt model named here has a fault; mend it and build again. 请修正所指的 dbt 模型后重新构建。"

PROMISED = Question(
    id="model.contract_kept",
    severity=Severity.CRITICAL,
    chinese="约定的表、视图和列齐全",
    english="every promised table, view and column is there",
    advice=_MODEL,
    sql=contract.promised_columns_sql(),
)

COMMENTED = Question(
    id="model.columns_commented",
    severity=Severity.WARNING,
    chinese="bi 视图的每一列都有说明",
    english="every column of a bi view carries a comment",
    advice="Describe the column in the model's YAML file. 请在模型的 YAML 文件中补充列说明。",
    sql="""
    select schema_name || '.' || table_name || '.' || column_name as place, 'no comment' as message
    from duckdb_columns()
    where database_name = current_database() and schema_name = 'bi' and coalesce(comment, '') = ''""",
)

KEYS = Question(
    id="model.keys_unique",
    severity=Severity.CRITICAL,
    chinese="主键唯一",
    english="every key stands once",
    advice=_MODEL,
    sql=contract.keys_sql(),
)

REQUIRED = Question(
    id="model.required_values",
    severity=Severity.CRITICAL,
    chinese="必填列没有空值",
    english="no required field is empty",
    advice=_MODEL,
    sql=contract.required_sql(),
)

ACCEPTED = Question(
    id="model.accepted_values",
    severity=Severity.CRITICAL,
    chinese="各分类列只取约定的值",
    english="classifying columns take the agreed values only",
    advice=_MODEL,
    sql=contract.accepted_sql(),
)

REFERENCES = Question(
    id="model.references",
    severity=Severity.CRITICAL,
    chinese="引用的文件、任务、数字都存在",
    english="whatever a row refers to is there",
    advice=_MODEL,
    sql="""
    select t.target_id as place, 'no such task: ' || t.task_no as message
    from bi.targets as t
    where t.task_no is not null and not exists (
        select 1 from bi.tasks as k where k.document_id = t.document_id and k.task_no = t.task_no)
    union all
    select o.observation_id, 'no such task: ' || o.task_no
    from bi.observations as o
    where o.task_no is not null and not exists (
        select 1 from bi.tasks as k where k.document_id = o.document_id and k.task_no = o.task_no)
    union all
    select r.view_name || ' ' || r.document_id, 'no such document'
    from (
        select distinct 'bi.tasks' as view_name, document_id from bi.tasks
        union all select distinct 'bi.targets', document_id from bi.targets
        union all select distinct 'bi.observations', document_id from bi.observations
        union all select distinct 'bi.excluded_numbers', document_id from bi.excluded_numbers
        union all select distinct 'bi.checks', unnest(document_ids) from bi.checks
        union all select distinct 'bi.indicator_series', document_id from bi.indicator_series
        union all select distinct 'bi.programmes', document_id from bi.programmes
    ) as r
    left join bi.documents as d on d.document_id = r.document_id
    where d.document_id is null
    union all
    select t.target_id, 'judged by a figure that is not there: ' || t.observation_id
    from (select target_id, unnest(observation_ids) as observation_id from bi.targets) as t
    left join bi.observations as o on o.observation_id = t.observation_id
    where o.observation_id is null""",
)

ROW_COUNTS = Question(
    id="model.row_counts",
    severity=Severity.CRITICAL,
    chinese="模型的行数与入库的行数一致",
    english="as many rows in the model as were landed",
    advice=_MODEL,
    sql="""
    select place, 'landed ' || landed || ', in the model ' || modelled as message
    from (
        select 'bi.documents' as place, (select count(*) from landing.documents) as landed, (select count(*) from bi.documents) as modelled
        union all select 'bi.tasks', (select count(*) from landing.tasks), (select count(*) from bi.tasks)
        union all select 'bi.targets', (select count(*) from landing.targets), (select count(*) from bi.targets)
        union all select 'bi.observations', (select count(*) from landing.observations), (select count(*) from bi.observations)
        union all select 'bi.excluded_numbers', (select count(*) from landing.excluded_numbers), (select count(*) from bi.excluded_numbers)
        union all select 'bi.tasks.lead_units', (select count(*) from landing.task_units where role in ('lead', 'lead_unit')),
                         (select coalesce(sum(len(lead_units)), 0) from bi.tasks)
        union all select 'marts.dim_document', (select count(*) from landing.documents), (select count(*) from marts.dim_document)
        union all select 'marts.dim_task', (select count(*) from landing.tasks), (select count(*) from marts.dim_task)
        union all select 'marts.fct_target', (select count(*) from landing.targets), (select count(*) from marts.fct_target)
        union all select 'marts.fct_observation', (select count(*) from landing.observations), (select count(*) from marts.fct_observation)
        union all select 'marts.fct_excluded_number', (select count(*) from landing.excluded_numbers),
                         (select count(*) from marts.fct_excluded_number)
        union all select 'marts.fct_consistency_check', (select count(*) from bi.checks), (select count(*) from marts.fct_consistency_check)
    )
    where landed <> modelled""",
)

SAME_OBSERVATIONS = Question(
    id="model.figures_as_landed",
    severity=Severity.CRITICAL,
    chinese="模型中的数字与读出的数字逐行相同",
    english="every figure of the model is the figure that was read, row by row",
    advice=_MODEL,
    sql=f"""
    select coalesce(o.observation_id, l.id) as place,
           'read ' || coalesce(l.value || ' ' || l.unit || ' (' || l.kind || ', ' || l.period || ')', 'nothing')
           || ', in the model ' || coalesce(cast(o.value as varchar) || ' ' || o.unit || ' (' || o.kind || ', ' || o.period || ')', 'nothing')
           as message
    from bi.observations as o
    full outer join (select *, document_id || ':' || anchor as id from landing.observations) as l on l.id = o.observation_id
    where o.observation_id is null or l.id is null
       or (o.quality <> 'corrected' and {decimal("o.value")} is distinct from {decimal("l.value")})
       or (o.quality <> 'corrected' and {decimal("o.value_high")} is distinct from {decimal("l.value_high")})
       or o.unit is distinct from l.unit or o.kind is distinct from l.kind or o.modifier is distinct from l.modifier
       or o.period is distinct from l.period or o.scope is distinct from l.scope or o.evidence is distinct from l.evidence
       or o.char_start is distinct from l.char_start or o.char_end is distinct from l.char_end
       or o.number_start is distinct from l.number_start or o.number_end is distinct from l.number_end
       or o.task_no is distinct from l.task_no""",
)

SAME_TARGETS = Question(
    id="model.promises_as_landed",
    severity=Severity.CRITICAL,
    chinese="模型中的承诺与读出的承诺逐行相同",
    english="every promise of the model is the promise that was read, row by row",
    advice=_MODEL,
    sql=f"""
    select coalesce(t.target_id, l.id) as place,
           'read ' || coalesce(l.comparator || ' ' || coalesce(l.value, '') || ' ' || coalesce(l.unit, ''), 'nothing')
           || ', in the model ' || coalesce(t.comparator || ' ' || coalesce(cast(t.value as varchar), '') || ' ' || coalesce(t.unit, ''), 'nothing')
           as message
    from bi.targets as t
    full outer join (select *, document_id || ':' || 't' || anchor as id from landing.targets) as l on l.id = t.target_id
    where t.target_id is null or l.id is null
       or {decimal("t.value")} is distinct from {decimal("l.value")} or {decimal("t.value_high")} is distinct from {decimal("l.value_high")}
       or t.unit is distinct from l.unit or t.kind is distinct from l.kind or t.comparator is distinct from l.comparator
       or t.firmness is distinct from l.firmness or t.evidence is distinct from l.evidence
       or t.char_start is distinct from l.char_start or t.char_end is distinct from l.char_end
       or t.number_start is distinct from l.number_start or t.number_end is distinct from l.number_end
       or t.task_no is distinct from l.task_no""",
)

SAME_TASKS = Question(
    id="model.tasks_as_landed",
    severity=Severity.CRITICAL,
    chinese="模型中的任务和正文与读出的逐字相同",
    english="every task and every kept text of the model is the one that was read",
    advice=_MODEL,
    sql="""
    select l.document_id || ' 任务' || l.task_no as place, 'promise or report differ, or the task is not there' as message
    from landing.tasks as l
    left join bi.tasks as t
        on t.document_id = l.document_id and t.task_no = l.task_no and coalesce(t.section_no, '') = coalesce(l.section_no, '')
    where t.document_id is null or coalesce(t.commitment, '') <> coalesce(l.commitment, '') or coalesce(t.report, '') <> coalesce(l.report, '')
    union all
    select l.document_id, 'the kept text or its SHA-256 differ'
    from landing.documents as l
    left join bi.documents as d on d.document_id = l.document_id
    where d.text is distinct from l.text or d.sha256 is distinct from l.sha256
    union all
    select x.document_id || ' ' || x.number_start, 'left out as ' || x.why || ' in one place only'
    from landing.excluded_numbers as x
    left join bi.excluded_numbers as b
        on b.document_id = x.document_id and b.number_start = x.number_start and b.number_end = x.number_end and b.why = x.why
        and b.evidence = x.evidence
    where b.document_id is null""",
)

# The factor from a printed unit to its base unit is one number: the scale word that the unit begins with, or a
# conversion that every figure in this unit shares.
BASE_VALUES = Question(
    id="model.base_values",
    severity=Severity.CRITICAL,
    chinese="换算到基本单位的数值正确",
    english="base values are the printed values times one factor for each unit",
    advice="Look at the seed of measure units and the conversion. 请检查计量单位种子表及换算。",
    sql=f"""
    with figures as (
        select observation_id as id, {decimal("value")} as value, base_value, unit, base_unit from bi.observations
        union all
        select target_id, {decimal("value")}, base_value, unit, base_unit from bi.targets
    ),
    factors as (
        select *, cast(base_value as double) / cast(value as double) as factor,
               median(cast(base_value as double) / cast(value as double)) over (partition by unit) as usual
        from figures where value <> 0 and base_value is not null
    ),
    scales(word, scale) as (values ('万亿', 1e12), ('亿', 1e8), ('千万', 1e7), ('百万', 1e6), ('万', 1e4))
    select id as place, value || ' ' || unit || ' is told as ' || base_value || ' ' || coalesce(base_unit, '?') as message
    from factors
    where abs(factor - usual) > 1e-9 * abs(usual)
    union all
    select f.id, f.value || ' ' || f.unit || ' is told as ' || f.base_value || ' ' || f.base_unit
    from factors as f inner join scales as s on f.unit = s.word || f.base_unit
    where abs(f.factor - s.scale) > 1e-9 * s.scale""",
)

RANGES = Question(
    id="model.values_in_range",
    severity=Severity.CRITICAL,
    chinese="数值、区间和时期合理",
    english="values parse, ranges rise, periods begin before they end",
    advice=_MODEL,
    sql=f"""
    select observation_id as place, 'value ' || value || coalesce('~' || value_high, '') || ', ' || period || ' ('
           || coalesce(cast(period_start as varchar), '?') || ' to ' || coalesce(cast(period_end as varchar), '?') || ')' as message
    from bi.observations
    where {decimal("value")} is null or {decimal("value_high")} < {decimal("value")} or period_end < period_start
       or (kind = 'rank' and {decimal("value")} < 1)
    union all
    select target_id, 'value ' || coalesce(cast(value as varchar), 'none') || ', ' || comparator
    from bi.targets
    where (value is not null and {decimal("value")} is null)
       or (value is null and comparator in ('ge', 'le', 'about', 'eq'))
    union all
    select 'bi.documents ' || document_id, 'year ' || year from bi.documents where year not between 1949 and 2200""",
)

# The ratio is the result over the promise. Where it contradicts the verdict, one of both is wrong; parts of a
# promise and promises without a figure have no ratio that decides.
VERDICTS = Question(
    id="model.verdict_agrees_with_ratio",
    severity=Severity.CRITICAL,
    chinese="判定与完成比例相符",
    english="no verdict contradicts its ratio",
    advice=_MODEL,
    sql=f"""
    select target_id as place, verdict || ' with ratio ' || ratio || ' for ' || comparator || ' ' || value || ' ' || coalesce(unit, '')
           as message
    from bi.targets
    where ratio is not null and {decimal("value")} is not null and (
        (verdict = 'met' and comparator in ('ge', 'eq') and {decimal("value")} > 0 and cast(ratio as double) < 0.9999)
        or (verdict = 'met' and comparator = 'about' and {decimal("value")} > 0 and cast(ratio as double) < 0.9499)
        or (verdict = 'met' and comparator = 'le' and {decimal("value")} > 0 and cast(ratio as double) > 1.0001)
        or (verdict = 'not_met' and comparator = 'ge' and {decimal("value")} > 0 and cast(ratio as double) >= 1)
        or (verdict in ('not_reported', 'claimed'))
    )
    union all
    -- Words alone may say that a promise was broken (尚未挂牌), never that it was kept.
    select t.target_id, t.verdict || ', but judged by no figure and no word' from bi.targets as t
    where len(coalesce(t.observation_ids, [])) = 0 and (
        t.verdict = 'met' or (t.verdict = 'not_met' and not exists (
            select 1 from landing.claims as c
            where c.document_id = t.document_id and c.task_no is not distinct from t.task_no and c.claim = 'not_done'
        ))
    )""",
)

TOTALS = Question(
    id="model.totals_agree",
    severity=Severity.CRITICAL,
    chinese="汇总与明细一致",
    english="counts of tasks and scorecards are the sum of their promises",
    advice=_MODEL,
    sql="""
    select k.document_id || ' 任务' || k.task_no as place,
           'says ' || k.targets_met || ' of ' || k.targets || ' kept, has ' || coalesce(t.met, 0) || ' of ' || coalesce(t.targets, 0) as message
    from bi.tasks as k
    left join (
        select document_id, task_no, coalesce(section_no, '') as section_no, count(*) as targets,
               count(*) filter (where verdict = 'met') as met
        from bi.targets group by all
    ) as t on t.document_id = k.document_id and t.task_no = k.task_no and t.section_no = coalesce(k.section_no, '')
    where k.targets <> coalesce(t.targets, 0) or k.targets_met <> coalesce(t.met, 0)
    union all
    select unit || ' ' || coalesce(year, 0), 'verdicts do not add up to ' || targets || ' promises, or the share kept is wrong'
    from bi.unit_scorecard
    where met + partly_met + not_met + not_reported + claimed + pending <> targets or met_share not between 0 and 1
       or (targets > 0 and abs(cast(met_share as double) - met / targets) > 0.001 and met_share is not null)""",
)

LINKS = Question(
    id="model.links_lead_to_the_sentence",
    severity=Severity.WARNING,
    chinese="证据链接指向原文的句子",
    english="a link to the publisher's page carries a text fragment",
    advice=_MODEL,
    sql="""
    select observation_id as place, evidence_url as message from bi.observations
    where evidence_url is not null and not contains(evidence_url, '#:~:text=')
    union all
    select target_id, evidence_url from bi.targets where evidence_url is not null and not contains(evidence_url, '#:~:text=')""",
)

QUESTIONS = (
    PROMISED, KEYS, REQUIRED, ACCEPTED, REFERENCES, ROW_COUNTS, SAME_TASKS, SAME_TARGETS, SAME_OBSERVATIONS,
    BASE_VALUES, RANGES, VERDICTS, TOTALS, LINKS, COMMENTED,
)  # fmt: skip
