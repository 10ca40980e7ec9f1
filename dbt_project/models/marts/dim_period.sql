{{ config(tags=['whole']) }}
-- Every stretch of time that a figure, a promise or a document is about. The notation is GUIDE's; dates come from the reading, else from
-- the notation itself.
with said as (

    select
        period,
        period_start,
        period_end
    from {{ ref('stg_observations') }}
    union all
    select
        period,
        period_start,
        period_end
    from {{ ref('stg_targets') }}
    union all
    select
        period,
        cast(null as date) as period_start,
        cast(null as date) as period_end
    from {{ ref('stg_documents') }}

),

distinct_periods as (

    select
        period,
        min(period_start) as period_start,
        max(period_end) as period_end
    from said
    where period is not null
    group by period

),

graded as (

    select
        *,
        {{ period_year('period') }} as year,
        {{ period_grain('period', 'period_start', 'period_end') }} as grain
    from distinct_periods

)

select
    period,
    year,
    grain,
    coalesce(
        period_start,
        case when year is not null and grain <> 'as-of' then make_date(year, 1, 1) end
    ) as period_start,
    coalesce(
        period_end,
        case when year is not null and grain in ('year', 'as-of') then make_date(year, 12, 31) end
    ) as period_end
from graded
