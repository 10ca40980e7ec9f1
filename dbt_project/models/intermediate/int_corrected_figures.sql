-- The figures that a steward has corrected, with the value that stands for the printed one and the day since when it does.
select
    quality.observation_id,
    quality.corrected_value,
    {{ to_base('quality.corrected_value', 'figures.factor') }} as corrected_base,
    quality.corrected_value || figures.unit || '（更正，原文' || figures.value_text || '）' as said,
    decisions.decided_on
from {{ ref('int_observation_quality') }} as quality
inner join {{ ref('int_observations') }} as figures on quality.observation_id = figures.observation_id
inner join {{ ref('stg_decisions') }} as decisions on quality.corrected_by_check = decisions.check_id
where quality.corrected_value is not null
