-- One story for each promise: every task of a document with the task that it goes back to. A link leads to the earliest document that has
-- the task; what is linked to a linked task belongs to the same story.
{% set rounds = 4 %}
with parents as (

    select
        later_key,
        earlier_key,
        score,
        outcome,
        reason,
        decided_by,
        row_number() over (
            partition by later_key order by case when outcome = 'pinned' then 0 else 1 end asc, earlier_rank asc, score desc, earlier_key asc
        ) as choice
    from {{ ref('int_task_links') }}
    where outcome in ('matched', 'pinned')

),

round_0 as (

    select
        t.task_key,
        t.story_key,
        t.document_id,
        t.document_rank,
        coalesce(p.earlier_key, t.task_key) as root_key,
        p.score,
        p.outcome,
        p.reason,
        p.decided_by
    from {{ ref('int_task_profiles') }} as t
    left join parents as p on t.task_key = p.later_key and p.choice = 1

),

{% for round in range(1, rounds + 1) -%}
round_{{ round }} as (

    select
        a.task_key,
        a.story_key,
        a.document_id,
        a.document_rank,
        b.root_key,
        a.score,
        a.outcome,
        a.reason,
        a.decided_by
    from round_{{ round - 1 }} as a
    inner join round_{{ round - 1 }} as b on a.root_key = b.task_key

),

{% endfor -%}
-- A story has one task of each document: the best link keeps its place, another begins a story of its own.
placed as (

    select
        *,
        row_number() over (
            partition by root_key, document_id
            order by case when task_key = root_key then 0 when outcome = 'pinned' then 1 else 2 end asc, score desc, task_key asc
        ) as place
    from round_{{ rounds }}

)

select
    task_key,
    story_key,
    document_id,
    document_rank,
    case when place = 1 then root_key else task_key end as root_key,
    case when place = 1 then score end as score,
    case
        when task_key = root_key then 'first'
        when place > 1 then 'displaced'
        else outcome
    end as match_outcome,
    case
        when task_key = root_key then cast(null as text)
        when place > 1 then '同一文件中另一任务更接近 · another task of the same document is closer'
        else reason
    end as reason,
    case when place = 1 then decided_by end as decided_by
from placed
