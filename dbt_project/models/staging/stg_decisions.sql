with landed as (

    select * from {{ source('landing', 'decisions') }}

),

-- Append-only: a decision that another one supersedes no longer counts, and the last one on a check wins.
standing as (

    select
        landed.*,
        row_number() over (partition by landed.check_id order by landed.decided_on desc, landed.decision_id desc) as newest
    from landed
    left join landed as later on landed.decision_id = later.supersedes
    where later.decision_id is null

)

select
    cast(decision_id as text) as decision_id,
    check_id,
    action,
    corrected_value,
    reason,
    decided_by,
    cast(decided_on as timestamp) as decided_on,
    cast(until as date) as until,
    left_said,
    right_said
from standing
where newest = 1
