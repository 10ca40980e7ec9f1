-- The figure that each promise without one of its own is measured by; in each state of knowledge the one that a steward had corrected by
-- then in place of the printed one.
select
    reference.target_id,
    states.corrected_on,
    reference.reference_id,
    reference.reference_kind,
    coalesce(cast(corrected.corrected_base as double precision), reference.reference_base) as reference_base,
    coalesce(corrected.said, reference.reference_said) as reference_said
from {{ ref('int_target_references') }} as reference
left join {{ ref('int_target_states') }} as states on reference.target_id = states.target_id
left join {{ ref('int_corrected_figures') }} as corrected
    on reference.reference_id = corrected.observation_id and states.corrected_on >= corrected.decided_on
