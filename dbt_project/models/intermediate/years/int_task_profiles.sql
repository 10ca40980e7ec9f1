-- What a task is known by when it is looked for in another document: its words by how telling they are, its lead units, its promised values.
with words as (

    select
        task_key,
        coalesce(array_agg(word order by word) filter (where spread <= 1.2), cast(array[] as text[])) as telling,
        coalesce(array_agg(word order by word) filter (where spread > 1.2 and spread <= 3), cast(array[] as text[])) as rare,
        coalesce(array_agg(word order by word) filter (where spread > 3 and spread <= 10), cast(array[] as text[])) as usual,
        coalesce(array_agg(word order by word) filter (where spread > 10), cast(array[] as text[])) as common
    from {{ ref('int_task_words') }}
    group by task_key

),

units as (

    select
        u.task_key,
        array_agg(distinct s.present_name order by s.present_name) as lead_units
    from {{ ref('int_task_units') }} as u
    inner join {{ ref('int_unit_successors') }} as s on u.jurisdiction = s.jurisdiction and u.official_name = s.official_name
    where u.role = 'lead'
    group by u.task_key

),

promised as (

    select
        task_key,
        array_agg(distinct cast(base_value as text) || coalesce(base_unit, '') order by cast(base_value as text) || coalesce(base_unit, '')) as promised_values
    from {{ ref('int_targets') }}
    where task_key is not null and base_value is not null
    group by task_key

)

select
    t.task_key,
    t.document_id,
    t.task_order,
    t.task_no,
    d.jurisdiction,
    d.year,
    d.story_key,
    d.document_rank,
    d.stage,
    coalesce(words.telling, cast(array[] as text[])) as telling,
    coalesce(words.rare, cast(array[] as text[])) as rare,
    coalesce(words.usual, cast(array[] as text[])) as usual,
    coalesce(words.common, cast(array[] as text[])) as common,
    coalesce(units.lead_units, cast(array[] as text[])) as lead_units,
    coalesce(promised.promised_values, cast(array[] as text[])) as promised_values
from {{ ref('stg_tasks') }} as t
inner join {{ ref('int_year_documents') }} as d on t.document_id = d.document_id
left join words on t.task_key = words.task_key
left join units on t.task_key = units.task_key
left join promised on t.task_key = promised.task_key
