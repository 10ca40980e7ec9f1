{{ config(tags=['whole']) }}
with years as (

    select year from {{ ref('stg_documents') }}
    where year is not null
    union
    select year from {{ ref('dim_period') }}
    where year is not null

)

select
    years.year,
    years.year || '年' as label,
    plans.plan as five_year_plan,
    plans.english as five_year_plan_english,
    years.year - plans.first_year + 1 as position_in_plan
from years
left join {{ ref('five_year_plans') }} as plans on years.year between plans.first_year and plans.last_year
