-- The figures of a programme over time, whatever it was called and wherever they stand: in a section of its own or in a task.
select
    p.programme,
    p.english as programme_english,
    d.jurisdiction,
    i.indicator,
    o.kind,
    o.scope,
    o.period,
    o.period_start,
    o.period_end,
    o.year,
    o.value_text,
    o.value_high_text,
    o.unit,
    o.base_value,
    o.base_unit,
    o.modifier,
    o.quality,
    o.document_id,
    o.section_no,
    o.task_no,
    o.evidence,
    o.evidence_url,
    o.observation_id
from {{ ref('fct_observation') }} as o
inner join {{ ref('dim_programme') }} as p on o.programme_id = p.programme_id
inner join {{ ref('dim_indicator') }} as i on o.indicator_id = i.indicator_id
inner join {{ ref('dim_document') }} as d on o.document_id = d.document_id
