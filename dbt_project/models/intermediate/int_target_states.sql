-- The states of knowledge in which a promise was judged, where a steward has corrected a figure that it is judged by: as printed (no day),
-- then one for each day on which a correction was decided. A promise without corrected figures has none of these: it is judged once.
with rests_on as (

    select
        target_id,
        unnest(observation_ids) as observation_id
    from {{ ref('int_target_results') }}
    union all
    select
        target_id,
        rate_id as observation_id
    from {{ ref('int_target_rates') }}
    union all
    select
        target_id,
        reference_id as observation_id
    from {{ ref('int_target_references') }}

),

days as (

    select distinct
        rests_on.target_id,
        corrected.decided_on as corrected_on
    from rests_on
    inner join {{ ref('int_corrected_figures') }} as corrected on rests_on.observation_id = corrected.observation_id

),

states as (

    select
        target_id,
        corrected_on
    from days
    union all
    select distinct
        target_id,
        cast(null as date) as corrected_on
    from days

)

select
    target_id,
    corrected_on,
    row_number() over (partition by target_id order by corrected_on desc nulls last) = 1 as is_latest
from states
