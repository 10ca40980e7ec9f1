-- One row for each promise with its result, and one for each figure that answers no promise.
with promised as (

    select
        i.indicator,
        t.scope,
        t.kind,
        t.period,
        t.year,
        t.base_value as target_value,
        case when t.ratio is not null and t.base_value <> 0 then cast(t.ratio * cast(t.base_value as double precision) as double precision) end
            as ratio_value,
        t.base_unit as unit,
        t.verdict,
        t.document_id,
        t.target_id,
        t.observation_ids,
        d.jurisdiction
    from {{ ref('fct_target') }} as t
    inner join {{ ref('dim_indicator') }} as i on t.indicator_id = i.indicator_id
    inner join {{ ref('dim_document') }} as d on t.document_id = d.document_id

),

answers as (

    select
        target_id,
        unnest(observation_ids) as observation_id
    from {{ ref('fct_target') }}

),

answered as (

    select
        answers.target_id,
        cast(sum(o.base_value) as double precision) as summed_value,
        count(*) as figures,
        max(case when o.quality = 'disputed' then 1 else 0 end) as disputed,
        max(o.quality) as quality
    from answers
    inner join {{ ref('fct_observation') }} as o on answers.observation_id = o.observation_id
    group by answers.target_id

)

select
    promised.indicator,
    promised.scope,
    promised.kind,
    promised.period,
    promised.year,
    cast(promised.target_value as double precision) as target_value,
    -- Parts that were judged one by one (urban, rural) have no single value.
    case
        when answered.figures = 1 or promised.ratio_value is not null
            then
                coalesce(promised.ratio_value, answered.summed_value)
    end as actual_value,
    promised.unit,
    promised.verdict,
    promised.document_id,
    case when answered.disputed = 1 then 'disputed' else coalesce(answered.quality, 'clean') end as quality,
    promised.target_id,
    cast(null as text) as observation_id,
    promised.jurisdiction
from promised
left join answered on promised.target_id = answered.target_id

union all

select
    i.indicator,
    o.scope,
    o.kind,
    o.period,
    o.year,
    cast(null as double precision) as target_value,
    cast(o.base_value as double precision) as actual_value,
    o.base_unit as unit,
    cast(null as text) as verdict,
    o.document_id,
    o.quality,
    cast(null as text) as target_id,
    o.observation_id,
    d.jurisdiction
from {{ ref('fct_observation') }} as o
inner join {{ ref('dim_indicator') }} as i on o.indicator_id = i.indicator_id
inner join {{ ref('dim_document') }} as d on o.document_id = d.document_id
left join answers on o.observation_id = answers.observation_id
where answers.observation_id is null
