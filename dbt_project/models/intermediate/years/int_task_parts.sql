-- Two things promised in one breath and told apart later, or promised apart and told as one: the task that tells the whole, and the part that
-- found another in its place. The whole must share with the part what it does not share with that other one, or it is a mere neighbour. It is
-- told to the steward, not applied. Measured on benchmarks/years_corpus.py (4 cities, 4 years): 0.97 of what it tells is so.
with links as (

    select * from {{ ref('int_task_links') }}

),

taken as (

    select
        earlier_key,
        later_key,
        earlier_document,
        later_document
    from links
    where outcome in ('matched', 'pinned')

),

-- The later document tells the promise in two tasks, or the earlier one has two promises that the later task tells as one.
seconds as (

    select
        k.earlier_key as whole_key,
        k.later_key as part_key,
        m.later_key as other_key,
        k.earlier_document as whole_document,
        k.later_document as part_document,
        k.earlier_rank as whole_rank,
        k.later_rank as part_rank,
        k.story_key,
        k.score,
        k.unit_score,
        k.reason
    from links as k
    inner join taken as m on k.earlier_key = m.earlier_key and k.later_document = m.later_document
    where k.outcome = 'second' and k.score >= {{ var('match_part', 0.4) }}
    union all
    select
        k.later_key as whole_key,
        k.earlier_key as part_key,
        m.earlier_key as other_key,
        k.later_document as whole_document,
        k.earlier_document as part_document,
        k.later_rank as whole_rank,
        k.earlier_rank as part_rank,
        k.story_key,
        k.score,
        k.unit_score,
        k.reason
    from links as k
    inner join taken as m on k.later_key = m.later_key and k.earlier_document = m.earlier_document
    where k.outcome = 'second' and k.score >= {{ var('match_part', 0.4) }}

),

-- A task that has its own counterpart there is no part of another.
free as (

    select s.*
    from seconds as s
    left join taken as a on s.part_key = a.later_key and s.whole_document = a.earlier_document
    left join taken as b on s.part_key = b.earlier_key and s.whole_document = b.later_document
    where a.later_key is null and b.earlier_key is null

),

words as (

    select
        task_key,
        {{ joined(joined('telling', 'rare'), 'usual') }} as words
    from {{ ref('int_task_profiles') }}

),

told as (

    select
        f.*,
        {{ in_both('w.words', 'p.words') }} as of_part,
        {{ in_both('w.words', 'o.words') }} as of_other,
        o.words as other_words,
        p.words as part_words
    from free as f
    inner join words as w on f.whole_key = w.task_key
    inner join words as p on f.part_key = p.task_key
    inner join words as o on f.other_key = o.task_key

),

-- What the whole says of the part alone, and of the other one alone.
weighed as (

    select
        *,
        {{ size_of('of_part') }} - {{ shared('of_part', 'other_words') }} as only_of_part,
        {{ size_of('of_other') }} - {{ shared('of_other', 'part_words') }} as only_of_other,
        row_number() over (partition by part_key, whole_document order by score desc, whole_key asc) as choice
    from told

)

select
    whole_key,
    part_key,
    other_key,
    story_key,
    whole_document,
    part_document,
    whole_rank,
    part_rank,
    score,
    reason
from weighed
where
    choice = 1 and only_of_part >= 2 and only_of_other >= 2 and coalesce(unit_score, 1) > 0
    and {{ size_of('of_part') }} >= 0.5 * {{ size_of('part_words') }}
