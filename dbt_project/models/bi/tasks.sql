with units as (

    select
        b.task_key,
        array_agg(b.printed_name order by b.unit_order) filter (where b.role = 'lead') as lead_units,
        array_agg(b.printed_name order by b.unit_order) filter (where b.role = 'co') as co_units,
        array_agg(u.unit order by b.unit_order) filter (where b.role = 'lead') as lead_unit_names,
        array_agg(u.unit order by b.unit_order) filter (where b.role = 'co') as co_unit_names
    from {{ ref('bridge_task_unit') }} as b
    inner join {{ ref('dim_unit') }} as u on b.unit_id = u.unit_id
    group by b.task_key

)

select
    t.document_id,
    t.year,
    t.period,
    t.task_no,
    t.section_no,
    t.section,
    t.commitment,
    t.report,
    coalesce(units.lead_units, cast(array[] as text[])) as lead_units,
    coalesce(units.co_units, cast(array[] as text[])) as co_units,
    coalesce(units.lead_unit_names, cast(array[] as text[])) as lead_unit_names,
    t.stated_status,
    p.status,
    p.lamp,
    p.targets,
    p.targets_met,
    t.evidence_url,
    coalesce(units.co_unit_names, cast(array[] as text[])) as co_unit_names,
    t.task_key,
    t.task_order,
    t.jurisdiction,
    t.char_start,
    t.char_end
from {{ ref('dim_task') }} as t
inner join {{ ref('fct_task_progress') }} as p on t.task_key = p.task_key
left join units on t.task_key = units.task_key
