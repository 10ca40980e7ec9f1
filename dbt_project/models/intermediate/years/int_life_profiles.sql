-- A life's first wording without its figures, which change from year to year: what it is known by when it is looked for in the next year.
with texts as (

    select
        p.task_key,
        p.jurisdiction,
        p.year,
        p.lead_units,
        {{ bigrams(
            "regexp_replace(" ~ squeeze('t.commitment') ~ ", '[0-9０-９%％．，。；：、,.;:（）()《》“”\"‘’·！？—…-]', '', 'g')"
        ) }} as words
    from {{ ref('int_task_profiles') }} as p
    inner join {{ ref('int_task_lives') }} as l on p.task_key = l.task_key and l.task_key = l.root_key
    inner join {{ ref('stg_tasks') }} as t on p.task_key = t.task_key
    where p.jurisdiction <> '' and p.year is not null

),

promised as (

    select
        task_key,
        array_agg(distinct canonical_name || kind order by canonical_name || kind) as indicators
    from {{ ref('int_targets') }}
    where task_key is not null
    group by task_key

)

select
    texts.task_key,
    texts.jurisdiction,
    texts.year,
    texts.lead_units,
    texts.words,
    coalesce(promised.indicators, cast(array[] as text[])) as indicators
from texts
left join promised on texts.task_key = promised.task_key
