-- Every promise of every document with its verdict there, and the id that the same promise has in every document of its jurisdiction and
-- year: the same indicator, value and period; where a document makes it twice, the first is the first.
with told as (

    select
        t.target_id,
        t.document_id,
        t.anchor,
        t.task_no,
        t.section_no,
        t.canonical_name,
        t.scope,
        t.kind,
        t.comparator,
        t.relative_to,
        t.value_text,
        t.value_high_text,
        t.unit,
        t.base_unit,
        t.base_value,
        t.base_value_high,
        t.evidence,
        v.verdict,
        v.ratio,
        v.verdict_reason_zh || ' · ' || v.verdict_reason_en as verdict_reason,
        d.story_key,
        -- A progress document repeats the promise of the year.
        case when d.is_interim and t.period = d.period and d.year is not null then cast(d.year as text) else t.period end as period
    from {{ ref('int_targets') }} as t
    inner join {{ ref('int_year_documents') }} as d on t.document_id = d.document_id
    inner join {{ ref('int_target_verdict') }} as v on t.target_id = v.target_id

),

numbered as (

    select
        *,
        {{ short_hash(
            "story_key || '|' || canonical_name || '|' || scope || '|' || kind || '|' || coalesce(base_unit, '') || '|' || period"
            ~ " || '|' || coalesce(cast(base_value as text), '') || '|' || coalesce(cast(base_value_high as text), '')"
            ~ " || '|' || case when base_value is null then comparator || coalesce(relative_to, '') else '' end"
        ) }} as promise_hash,
        row_number() over (
            partition by
                document_id, canonical_name, scope, kind, base_unit, period, base_value, base_value_high,
                case when base_value is null then comparator || coalesce(relative_to, '') else '' end
            order by anchor, target_id
        ) as repetition
    from told

)

select
    target_id,
    document_id,
    anchor,
    promise_hash || '-' || repetition as promise_id,
    task_no,
    section_no,
    canonical_name as indicator,
    comparator,
    value_text,
    value_high_text,
    unit,
    kind,
    period,
    scope,
    evidence,
    verdict,
    ratio,
    verdict_reason
from numbered
