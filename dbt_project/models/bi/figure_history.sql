-- Every promise and figure with the time in which it was what we knew: where valid_from <= day and (valid_to is null or valid_to > day).
with figures as (

    select
        o.document_id,
        d.edition_no,
        'observation' as statement,
        o.anchor,
        o.task_no,
        o.section_no,
        o.indicator,
        o.kind,
        o.value_text,
        o.value_high_text,
        o.unit,
        o.period,
        o.scope,
        o.evidence
    from {{ ref('stg_observations') }} as o
    inner join {{ ref('stg_documents') }} as d on o.document_id = d.document_id
    union all
    select
        t.document_id,
        d.edition_no,
        'target' as statement,
        t.anchor,
        t.task_no,
        t.section_no,
        t.indicator,
        t.kind,
        t.value_text,
        t.value_high_text,
        t.unit,
        t.period,
        t.scope,
        t.evidence
    from {{ ref('stg_targets') }} as t
    inner join {{ ref('stg_documents') }} as d on t.document_id = d.document_id
    union all
    select
        p.document_id,
        p.edition_no,
        p.statement,
        p.anchor,
        p.task_no,
        p.section_no,
        p.indicator,
        p.kind,
        p.value_text,
        p.value_high_text,
        p.unit,
        p.period,
        p.scope,
        p.evidence
    from {{ ref('stg_past_figures') }} as p

)

select
    f.document_id,
    f.edition_no,
    f.statement,
    f.anchor,
    f.task_no,
    f.section_no,
    f.indicator,
    f.kind,
    f.value_text,
    f.value_high_text,
    f.unit,
    f.period,
    f.scope,
    f.evidence,
    e.valid_from,
    e.valid_to,
    e.is_current,
    d.jurisdiction,
    d.year
from figures as f
inner join {{ ref('dim_edition') }} as e on f.document_id = e.document_id and f.edition_no = e.edition_no
inner join {{ ref('stg_documents') }} as d on f.document_id = d.document_id
