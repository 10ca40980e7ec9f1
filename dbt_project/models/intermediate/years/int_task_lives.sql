-- One story for each promise: every task of a document with the task that it goes back to. A link leads to the earliest document that has
-- the task; what is linked to a linked task belongs to the same story. Where a later document ties two stories together that no document
-- tells apart, they are one.
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
chained as (

    select * from round_{{ rounds }}

),

-- Two stories that a link leads across.
crossed as (

    select
        case when (ra.document_rank, ra.task_key) < (rb.document_rank, rb.task_key) then a.root_key else b.root_key end as root_key,
        case when (ra.document_rank, ra.task_key) < (rb.document_rank, rb.task_key) then b.root_key else a.root_key end as other_root,
        k.score,
        k.reason,
        row_number() over (
            partition by least(a.root_key, b.root_key), greatest(a.root_key, b.root_key) order by k.score desc, k.earlier_key asc, k.later_key asc
        ) as choice
    from {{ ref('int_task_links') }} as k
    inner join chained as a on k.earlier_key = a.task_key
    inner join chained as b on k.later_key = b.task_key
    inner join chained as ra on a.root_key = ra.task_key
    inner join chained as rb on b.root_key = rb.task_key
    where k.outcome = 'matched' and a.root_key <> b.root_key

),

-- A document that tells both tells them apart.
told_apart as (

    select distinct
        c.root_key,
        c.other_root
    from crossed as c
    inner join chained as a on c.root_key = a.root_key
    inner join chained as b on c.other_root = b.root_key and a.document_id = b.document_id
    where c.choice = 1

),

joinable as (

    select c.*
    from crossed as c
    left join told_apart as t on c.root_key = t.root_key and c.other_root = t.other_root
    where c.choice = 1 and t.root_key is null

),

-- Each story joins one other at most: the closest of all that either of them could join.
best_of as (

    select
        story,
        max(score) as score
    from (
        select
            root_key as story,
            score
        from joinable
        union all
        select
            other_root as story,
            score
        from joinable
    ) as sides
    group by story

),

joins as (

    select j.*
    from joinable as j
    inner join best_of as a on j.root_key = a.story and j.score = a.score
    inner join best_of as b on j.other_root = b.story and j.score = b.score

),

-- Where two joins are as good, neither is taken.
ways as (

    select
        story,
        count(*) as joins
    from (
        select root_key as story from joins
        union all
        select other_root as story from joins
    ) as sides
    group by story

),

alone as (

    select j.*
    from joins as j
    inner join ways as a on j.root_key = a.story and a.joins = 1
    inner join ways as b on j.other_root = b.story and b.joins = 1

),

joined as (

    select
        c.task_key,
        c.story_key,
        c.document_id,
        c.document_rank,
        coalesce(j.root_key, c.root_key) as root_key,
        case when c.task_key = j.other_root then j.score else c.score end as score,
        case when c.task_key = j.other_root then 'matched' else c.outcome end as outcome,
        case
            when c.task_key = j.other_root then '由后来的文件相连 · tied together by a later document：' || j.reason
            else c.reason
        end as reason,
        c.decided_by
    from chained as c
    left join alone as j on c.root_key = j.other_root

),

-- A story has one task of each document: the best link keeps its place, another begins a story of its own.
placed as (

    select
        *,
        row_number() over (
            partition by root_key, document_id
            order by case when task_key = root_key then 0 when outcome = 'pinned' then 1 else 2 end asc, score desc, task_key asc
        ) as place
    from joined

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
