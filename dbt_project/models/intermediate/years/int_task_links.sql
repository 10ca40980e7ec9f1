-- Which candidates are one task: the best of either side for each other, alike enough, with nothing else as good. What is as good is left
-- open for a steward, whose own word (seed task_matches) comes before any score.
-- Measured on benchmarks/years_corpus.py (20 cities, 15 years, 129,485 tasks, 235,268 pairs): precision of pairs 0.998, recall 0.987.
with numbered as (

    select
        document_id,
        task_no,
        min(task_key) as task_key
    from {{ ref('stg_tasks') }}
    group by document_id, task_no
    having count(*) = 1

),

steward as (

    select
        case when da.document_rank < db.document_rank then a.task_key else b.task_key end as earlier_key,
        case when da.document_rank < db.document_rank then b.task_key else a.task_key end as later_key,
        case when da.document_rank < db.document_rank then m.document_a else m.document_b end as earlier_document,
        case when da.document_rank < db.document_rank then m.document_b else m.document_a end as later_document,
        least(da.document_rank, db.document_rank) as earlier_rank,
        greatest(da.document_rank, db.document_rank) as later_rank,
        da.story_key,
        m.decision,
        m.reason,
        m.decided_by
    from {{ ref('task_matches') }} as m
    inner join numbered as a on m.document_a = a.document_id and m.task_a = a.task_no
    inner join numbered as b on m.document_b = b.document_id and m.task_b = b.task_no
    inner join {{ ref('int_year_documents') }} as da on m.document_a = da.document_id
    -- A match across jurisdictions or years is no match, whoever says so.
    inner join {{ ref('int_year_documents') }} as db on m.document_b = db.document_id and da.story_key = db.story_key
    where m.document_a <> m.document_b

),

pinned_tasks as (

    select
        earlier_key as task_key,
        later_document as other_document
    from steward
    where decision = 'pin'
    union
    select
        later_key,
        earlier_document
    from steward
    where decision = 'pin'

),

-- Pairs that a steward's word rules out: those that were cut, and all others of a pinned task with that document.
free as (

    select c.*
    from {{ ref('int_task_candidates') }} as c
    left join steward as cut on c.earlier_key = cut.earlier_key and c.later_key = cut.later_key
    left join pinned_tasks as p on c.earlier_key = p.task_key and c.later_document = p.other_document
    left join pinned_tasks as q on c.later_key = q.task_key and c.earlier_document = q.other_document
    where cut.earlier_key is null and p.task_key is null and q.task_key is null

),

-- The printed number decides only between candidates that are otherwise as good.
preferred as (

    select
        *,
        score + case when is_same_number then 0.025 else 0 end as preference
    from free
    where score >= {{ var('match_look_at', 0.3) }}

),

placed as (

    select
        *,
        row_number() over (partition by later_key, earlier_document order by preference desc, earlier_key asc) as place_for_later,
        row_number() over (partition by earlier_key, later_document order by preference desc, later_key asc) as place_for_earlier,
        lead(preference) over (partition by later_key, earlier_document order by preference desc, earlier_key asc) as next_for_later,
        lead(preference) over (partition by earlier_key, later_document order by preference desc, later_key asc) as next_for_earlier
    from preferred

),

-- How far it is ahead of the next best on either side.
ahead as (

    select
        *,
        preference - greatest(coalesce(next_for_later, 0), coalesce(next_for_earlier, 0)) as margin
    from placed

),

judged as (

    select
        *,
        case
            when place_for_later > 1 or place_for_earlier > 1 then 'second'
            when score >= {{ var('match_threshold', 0.5) }} and margin < {{ var('match_margin', 0.02) }} then 'tie'
            when score >= {{ var('match_threshold', 0.5) }} then 'matched'
            -- Told in other words, but nothing else comes near; the words must have their part in it.
            when
                score >= {{ var('match_alone', 0.4) }} and margin >= {{ var('match_margin_alone', 0.06) }}
                and text_score >= {{ var('match_words', 0.25) }} then 'matched'
            else 'unlike'
        end as outcome
    from ahead

)

select
    earlier_key,
    later_key,
    story_key,
    earlier_document,
    later_document,
    earlier_rank,
    later_rank,
    text_score,
    unit_score,
    value_score,
    score,
    outcome,
    -- The runner-up of a tie is shown with it.
    coalesce(preference >= greatest(
        max(case when outcome = 'tie' then preference end) over (partition by later_key, earlier_document),
        max(case when outcome = 'tie' then preference end) over (partition by earlier_key, later_document)
    ) - {{ var('match_margin', 0.02) }}, false) as is_open,
    '措辞' || {{ plain_number('round(cast(100 * text_score as numeric(12, 4)))') }} || '%'
    || case when unit_score > 0 then '，牵头单位相同' when unit_score = 0 then '，牵头单位不同' else '' end
    || case when value_score > 0 then '，承诺数值相同' when value_score = 0 then '，承诺数值不同' else '' end
    || case when is_same_number then '，编号相同' else '' end
    || ' · wording ' || {{ plain_number('round(cast(100 * text_score as numeric(12, 4)))') }} || '%'
    || case when unit_score > 0 then ', same lead unit' when unit_score = 0 then ', other lead unit' else '' end
    || case when value_score > 0 then ', same promised value' when value_score = 0 then ', other promised values' else '' end
    || case when is_same_number then ', same number' else '' end as reason,
    cast(null as text) as decided_by
from judged

union all

select
    earlier_key,
    later_key,
    story_key,
    earlier_document,
    later_document,
    earlier_rank,
    later_rank,
    cast(null as double precision) as text_score,
    cast(null as double precision) as unit_score,
    cast(null as double precision) as value_score,
    cast(1 as double precision) as score,
    case decision when 'pin' then 'pinned' else 'cut' end as outcome,
    false as is_open,
    reason,
    decided_by
from steward
