-- What a figure is about when its own clause does not say it: the label before a run of figures (公共停车位建设：…), else the figure before it
-- in the same sentence and of the same dimension (参保人数…万人,较去年末增加…万人).
with figures as (

    select
        o.observation_id,
        max({{ squeeze("substr(p.text, 1, cast(coalesce(o.number_start, o.char_start) - p.char_start as integer))") }}) as text_before
    from {{ ref('stg_observations') }} as o
    inner join {{ ref('stg_task_parts') }} as p
        on o.task_key = p.task_key and o.role = p.role and o.char_start >= p.char_start and o.char_start < p.char_end
    group by o.observation_id

),

labelled as (

    select
        observation_id,
        nullif({{ first_group('text_before', "'([^,，。；;:：、]{2,20})[:：][^:：]*$'") }}, '') as label
    from figures

),

with_neighbours as (

    select
        o.observation_id,
        lag(o.indicator) over (partition by o.document_id, o.sentence, units.dimension order by o.anchor) as neighbour
    from {{ ref('stg_observations') }} as o
    left join {{ ref('int_measure_units') }} as units on o.unit = units.measure_unit

)

select
    w.observation_id,
    coalesce(labelled.label, w.neighbour) as topic,
    labelled.label is not null as is_label
from with_neighbours as w
left join labelled on w.observation_id = labelled.observation_id
where coalesce(labelled.label, w.neighbour) <> ''
