with landed as (

    select * from {{ source('landing', 'decisions') }}

),

-- Append-only: the last word on a check counts, unless that word withdraws the one before.
ordered as (

    select
        *,
        row_number() over (partition by check_id order by decision_order desc) as newest
    from landed

)

select
    decision_id,
    check_id,
    action,
    corrected_value,
    reason,
    decided_by,
    cast(decided_on as date) as decided_on,
    cast(until as date) as until,
    left_said,
    right_said,
    cast(decision_order as integer) as decision_order,
    printed_value,
    coalesce(lapsed, false) as is_lapsed
from ordered
where newest = 1 and action <> 'withdraw'
