-- The main measures, one row for each jurisdiction, year and member of a dimension: how many promises, and what became of them. The same
-- numbers as the metrics of models/metrics.yml; counts may be added up over jurisdictions and years, shares may not.
with promises as (

    select
        t.target_id,
        d.jurisdiction,
        t.year,
        t.verdict,
        t.task_key,
        coalesce(t.theme, '') as theme
    from {{ ref('fct_target') }} as t
    inner join {{ ref('dim_document') }} as d on t.document_id = d.document_id

),

-- A task that two units lead counts for both.
led as (

    select distinct
        b.task_key,
        u.unit
    from {{ ref('bridge_task_unit') }} as b
    inner join {{ ref('dim_unit') }} as u on b.unit_id = u.unit_id
    where b.role = 'lead'

),

members as (

    select
        'all' as dimension,
        '' as member,
        jurisdiction,
        year,
        verdict
    from promises
    union all
    select
        'theme' as dimension,
        theme as member,
        jurisdiction,
        year,
        verdict
    from promises
    union all
    select
        'unit' as dimension,
        led.unit as member,
        promises.jurisdiction,
        promises.year,
        promises.verdict
    from promises
    inner join led on promises.task_key = led.task_key

)

select
    jurisdiction,
    year,
    dimension,
    member,
    cast(count(*) as integer) as promises,
    cast(count(*) filter (where verdict = 'met') as integer) as met,
    cast(count(*) filter (where verdict = 'partly_met') as integer) as partly_met,
    cast(count(*) filter (where verdict = 'not_met') as integer) as not_met,
    cast(count(*) filter (where verdict = 'not_reported') as integer) as not_reported,
    cast(count(*) filter (where verdict = 'claimed') as integer) as claimed,
    cast(count(*) filter (where verdict = 'pending') as integer) as pending,
    cast(count(*) filter (where verdict = 'met') as double precision) / count(*) as met_share
from members
group by jurisdiction, year, dimension, member
