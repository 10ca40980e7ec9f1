-- The label that a report puts before a run of figures (公共停车位建设：…): what a figure is about whose own clause does not say it.
with figures as (

    select
        o.observation_id,
        {{ squeeze("substr(p.text, 1, cast(o.char_start - p.char_start as integer))") }} as text_before
    from {{ ref('stg_observations') }} as o
    inner join {{ ref('stg_task_parts') }} as p
        on o.task_key = p.task_key and o.role = p.role and o.char_start >= p.char_start and o.char_start < p.char_end

),

labelled as (

    select
        observation_id,
        {{ first_group('text_before', "'([^,，。；;:：、]{2,20})[:：][^:：]*$'") }} as topic
    from figures

)

select
    observation_id,
    topic
from labelled
where topic <> ''
