-- The lives of tasks: every task in exactly one, at most one task of a document, never two jurisdictions or years; and a result that is
-- about the whole year.
select
    case when h.task_key is null then 'task in no life' else 'a life in two places or years' end as problem,
    t.task_key as thing
from {{ ref('dim_task') }} as t
left join {{ ref('task_history') }} as h on t.task_key = h.task_key
where h.task_key is null or coalesce(h.jurisdiction, '') <> coalesce(t.jurisdiction, '') or coalesce(h.year, 0) <> coalesce(t.year, 0)
union all
select
    'task twice in a life' as problem,
    task_key as thing
from {{ ref('task_history') }}
group by task_key
having count(*) > 1
union all
select
    'two tasks of one document in a life' as problem,
    life_id as thing
from {{ ref('task_history') }}
group by life_id, document_id
having count(*) > 1
union all
select
    'a part of the year taken for the year' as problem,
    s.target_id as thing
from {{ ref('indicator_series') }} as s
inner join {{ ref('fct_observation') }} as o on s.observation_id = o.observation_id
where s.target_id is not null and s.actual_value is not null and o.period <> s.period and o.period not like 'asof-%'
union all
select
    'a promise answered by another jurisdiction' as problem,
    p.promise_id as thing
from {{ ref('int_promises') }} as p
inner join {{ ref('dim_document') }} as a on p.promised_in = a.document_id
inner join {{ ref('dim_document') }} as b on p.answered_in = b.document_id
where coalesce(a.jurisdiction, '') <> coalesce(b.jurisdiction, '')
