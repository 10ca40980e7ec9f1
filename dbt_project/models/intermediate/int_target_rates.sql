-- A completion rate that the report gives for a promise instead of a figure (完成率, 进度): under its name, or in a cell of its own beside the
-- report, where it speaks for the whole task.
with promised as (

    select
        target_id,
        place_key,
        indicator,
        is_interim,
        role,
        count(*) over (partition by place_key) as promises
    from {{ ref('int_targets') }}
    where kind in ('level', 'increment') and base_value is not null

),

figures as (

    select
        *,
        {{ squeeze('evidence') }} in (value_text, value_text || unit) as is_cell
    from {{ ref('int_observations') }}
    where kind = 'share' and role <> 'commitment'

),

rates as (

    select
        t.target_id,
        o.observation_id,
        o.base_value,
        o.value_text,
        o.modifier,
        o.indicator,
        row_number() over (partition by t.target_id order by o.is_cell asc, o.period_end desc, o.anchor asc) as choice
    from promised as t
    inner join figures as o on t.place_key = o.place_key
    inner join {{ ref('int_indicator_names') }} as tn on t.indicator = tn.name
    inner join {{ ref('int_indicator_names') }} as rn on o.indicator = rn.name and rn.is_completion_rate
    where
        -- Of several promises a rate below 100 of the whole task says only that something is still to come.
        -- What the report itself plans for later is not what the rate beside it tells of.
        (o.is_cell and coalesce(t.role, '') <> 'report' and (t.promises = 1 or t.is_interim or o.base_value >= 100))
        or (
            {{ size_of('tn.pairs') }} > 0
            and {{ shared('tn.pairs', 'rn.pairs') }} >= 0.6 * {{ size_of('tn.pairs') }}
        )

)

select
    target_id,
    observation_id as rate_id,
    cast(base_value as double precision) as rate,
    value_text as rate_said,
    {{ matches('indicator', "'进度$'") }} as is_progress
from rates
where choice = 1
