-- The verdict that counts today: with every correction. What was judged before them stands in int_target_verdicts.
select
    target_id,
    verdict,
    verdict_rule,
    ratio,
    observation_ids,
    reference_id,
    verdict_reason_zh,
    verdict_reason_en
from {{ ref('int_target_verdicts') }}
where is_latest
