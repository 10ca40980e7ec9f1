-- The completion rate of each promise; in each state of knowledge the one that a steward had corrected by then in place of the printed one.
select
    rates.target_id,
    states.corrected_on,
    rates.rate_id,
    coalesce(cast(corrected.corrected_base as double precision), rates.rate) as rate,
    coalesce(corrected.corrected_value || '（更正，原文' || rates.rate_said || '）', rates.rate_said) as rate_said,
    rates.is_progress
from {{ ref('int_target_rates') }} as rates
left join {{ ref('int_target_states') }} as states on rates.target_id = states.target_id
left join {{ ref('int_corrected_figures') }} as corrected
    on rates.rate_id = corrected.observation_id and states.corrected_on >= corrected.decided_on
