-- A task from its promise to its result: what the documents of one jurisdiction and year tell of it.
with states as (

    select
        l.root_key,
        l.task_key,
        l.document_id,
        l.document_rank,
        l.match_outcome,
        l.score,
        d.stage,
        d.period,
        p.status
    from {{ ref('int_task_lives') }} as l
    inner join {{ ref('int_year_documents') }} as d on l.document_id = d.document_id
    inner join {{ ref('fct_task_progress') }} as p on l.task_key = p.task_key

),

summed_up as (

    select
        root_key,
        count(*) as states,
        count(*) filter (where stage <> 'promise') as told,
        bool_or(stage = 'promise') as is_promised,
        max(document_rank) as last_rank,
        max(document_rank) filter (where stage <> 'promise') as last_told_rank,
        min(score) as weakest_score,
        array_agg(document_id order by document_rank) as document_ids
    from states
    group by root_key

),

-- Whether there were any documents in which it could have come back, or could have been promised before.
stories as (

    select
        story_key,
        bool_or(stage = 'promise' and tasks > 0) as has_promises,
        bool_or(stage = 'result' and tasks > 0) as has_results,
        bool_or(stage <> 'promise' and tasks > 0) as has_reports
    from {{ ref('int_year_documents') }}
    group by story_key

),

open_links as (

    select
        later_key as task_key,
        earlier_document || ' #' || earlier_key as candidate
    from {{ ref('int_task_links') }}
    where is_open
    union
    select
        earlier_key,
        later_document || ' #' || later_key as candidate
    from {{ ref('int_task_links') }}
    where is_open
    union
    select
        part_key,
        whole_document || ' #' || whole_key as candidate
    from {{ ref('int_task_parts') }}

),

open_lives as (

    select
        l.root_key,
        count(distinct o.candidate) as open_candidates
    from open_links as o
    inner join {{ ref('int_task_lives') }} as l on o.task_key = l.task_key
    group by l.root_key

)

select
    'L-' || {{ short_hash('s.root_key') }} as life_id,
    s.root_key as first_task_key,
    t.jurisdiction,
    t.year,
    t.document_id as first_document_id,
    t.task_no as first_task_no,
    t.commitment,
    s.document_ids,
    cast(s.states as integer) as states,
    s.is_promised,
    s.told > 0 as came_back,
    stories.has_promises and not s.is_promised as is_without_promise,
    -- What the last document says of it; a promise that never came back is not reported.
    case
        when s.told = 0 then 'not_reported'
        when last_told.stage = 'progress' and last_told.status in ('met', 'partly_met', 'not_met', 'claimed') then 'pending'
        else last_told.status
    end as outcome,
    case
        when s.told = 0 and stories.has_reports then '只见于任务分解，此后的文件没有再提到 · promised, and no later document speaks of it'
        when s.told = 0 then '只有任务分解，尚无后续文件 · promised; there is no later document yet'
        when last_told.stage = 'progress' then '只有年中进展，尚无全年结果 · progress only, no result of the whole year'
        when stories.has_promises and not s.is_promised then '任务分解中没有这项任务 · reported without a promise in the breakdown'
        else '以最后一份文件为准 · as the last document says'
    end as outcome_reason,
    s.weakest_score,
    cast(coalesce(open_lives.open_candidates, 0) as integer) as open_candidates,
    'Y-' || {{ short_hash('coalesce(threads.first_key, s.root_key)') }} as thread_id,
    case when threads.previous_key is not null then 'L-' || {{ short_hash('threads.previous_key') }} end as previous_life_id,
    threads.previous_score
from summed_up as s
inner join {{ ref('dim_task') }} as t on s.root_key = t.task_key
inner join {{ ref('int_year_documents') }} as d on t.document_id = d.document_id
inner join stories on d.story_key = stories.story_key
left join states as last_told on s.root_key = last_told.root_key and s.last_told_rank = last_told.document_rank
left join open_lives on s.root_key = open_lives.root_key
left join {{ ref('int_life_threads') }} as threads on s.root_key = threads.root_key
