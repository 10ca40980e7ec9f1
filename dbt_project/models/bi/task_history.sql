-- The states of a task over time, one row for each document that has it.
with units as (

    select
        b.task_key,
        array_agg(u.unit order by b.unit_order) as lead_unit_names
    from {{ ref('bridge_task_unit') }} as b
    inner join {{ ref('dim_unit') }} as u on b.unit_id = u.unit_id
    where b.role = 'lead'
    group by b.task_key

)

select
    life.life_id,
    life.jurisdiction,
    life.year,
    l.document_id,
    t.task_no,
    t.period,
    d.stage,
    p.status as state,
    life.outcome,
    life.outcome_reason,
    l.match_outcome,
    l.score,
    l.reason,
    l.decided_by,
    t.commitment,
    t.report,
    coalesce(units.lead_unit_names, cast(array[] as text[])) as lead_unit_names,
    p.targets,
    p.targets_met,
    cast(row_number() over (partition by life.life_id order by l.document_rank) as integer) as state_no,
    life.states,
    life.is_promised,
    life.came_back,
    life.is_without_promise,
    life.open_candidates,
    l.task_key,
    t.evidence_url,
    life.thread_id,
    life.previous_life_id,
    life.previous_score,
    e.valid_from as known_from,
    -- Until a document that tells a later chapter came to be known; where documents came out of order, the latest chapter counts.
    min(e.valid_from) over (
        partition by life.life_id order by l.document_rank rows between 1 following and unbounded following
    ) as known_to
from {{ ref('int_task_lives') }} as l
inner join {{ ref('dim_task_life') }} as life on l.root_key = life.first_task_key
inner join {{ ref('dim_task') }} as t on l.task_key = t.task_key
inner join {{ ref('fct_task_progress') }} as p on l.task_key = p.task_key
inner join {{ ref('int_year_documents') }} as d on l.document_id = d.document_id
inner join {{ ref('dim_edition') }} as e on l.document_id = e.document_id and e.is_current
left join units on l.task_key = units.task_key
