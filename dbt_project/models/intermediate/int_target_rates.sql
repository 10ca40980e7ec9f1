-- A completion rate that the report gives for a promise instead of a figure (完成率, 进度).
with rates as (

    select
        t.target_id,
        o.observation_id,
        o.base_value,
        o.value_text,
        o.modifier,
        o.indicator,
        row_number() over (partition by t.target_id order by o.period_end desc, o.anchor asc) as choice
    from {{ ref('int_targets') }} as t
    inner join {{ ref('int_observations') }} as o on t.place_key = o.place_key and o.kind = 'share' and o.role <> 'commitment'
    inner join {{ ref('int_indicator_names') }} as tn on t.indicator = tn.name
    inner join {{ ref('int_indicator_names') }} as rn on o.indicator = rn.name and rn.is_completion_rate
    where
        t.kind in ('level', 'increment')
        and t.base_value is not null
        and {{ size_of('tn.pairs') }} > 0
        and {{ shared('tn.pairs', 'rn.pairs') }} >= 0.6 * {{ size_of('tn.pairs') }}

)

select
    target_id,
    observation_id as rate_id,
    cast(base_value as double precision) as rate,
    value_text as rate_said,
    {{ matches('indicator', "'进度$'") }} as is_progress
from rates
where choice = 1
