-- Growth computed anew from the levels of two years, for well-known indicators, of like periods only: a year with a year, a quarter with the
-- same quarter. What documents contradict each other about is left out.
with levels as (

    select
        d.jurisdiction,
        n.canonical_name,
        o.scope,
        o.base_unit,
        o.period,
        cast(left(o.period, 4) as integer) as year,
        substr(o.period, 5) as part,
        -- 2022-11 is November or the year up to it: the two are never compared.
        {{ period_grain('o.period', 'o.period_start', 'o.period_end') }} as grain,
        cast(min(o.base_value) as double precision) as base_value
    from {{ ref('fct_observation') }} as o
    inner join {{ ref('int_indicator_names') }} as n on o.indicator = n.name
    inner join {{ ref('indicators') }} as known on n.canonical_name = known.canonical_name
    inner join {{ ref('stg_documents') }} as d on o.document_id = d.document_id
    where
        o.kind = 'level' and o.base_value is not null and o.value_high is null and d.jurisdiction <> ''
        and {{ matches('o.period', "'^[0-9]{4}(Q[1-4](-Q[1-4])?|H[12]|-[0-9]{2})?$'") }}
    group by
        d.jurisdiction, n.canonical_name, o.scope, o.base_unit, o.period,
        {{ period_grain('o.period', 'o.period_start', 'o.period_end') }}
    having min(o.base_value) = max(o.base_value)

)

select
    now.jurisdiction,
    now.canonical_name,
    now.scope,
    now.base_unit,
    now.period,
    now.grain,
    now.base_value,
    before.base_value as base_value_before,
    100 * (now.base_value / before.base_value - 1) as growth
from levels as now
inner join levels as before
    on
        now.jurisdiction = before.jurisdiction
        and now.canonical_name = before.canonical_name
        and now.scope = before.scope
        and now.base_unit = before.base_unit
        and now.part = before.part
        and now.grain = before.grain
        and now.year = before.year + 1
where before.base_value <> 0
