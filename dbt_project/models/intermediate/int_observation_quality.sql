-- The worst that the checks say of a figure: disputed until somebody decides. A correction replaces one figure of its check, the one whose
-- printed number it names (the last such one; where it names none, the last of the right side); the others are thereby kept.
with concerned as (

    select
        check_id,
        decision,
        decision_order,
        corrected_value,
        printed_value,
        unnest(observation_ids) as observation_id,
        generate_subscripts(observation_ids, 1) as position
    from {{ ref('int_checks') }}
    -- What is told for information casts no doubt on a figure, unless a steward has decided it.
    where not holds and (severity <> 'info' or decision is not null)

),

with_numbers as (

    select
        concerned.*,
        row_number() over (
            partition by concerned.check_id
            order by (concerned.printed_value is null or figures.value_text = concerned.printed_value) desc, concerned.position desc
        ) = 1
        and (concerned.printed_value is null or figures.value_text = concerned.printed_value) as is_replaced
    from concerned
    inner join {{ ref('stg_observations') }} as figures on concerned.observation_id = figures.observation_id

),

judged as (

    select
        *,
        case
            when decision is null or decision = 'reject' then 'disputed'
            when decision = 'correct' and is_replaced then 'corrected'
            else 'accepted'
        end as quality,
        -- Two corrections of one figure: the later one.
        row_number() over (
            partition by observation_id order by (decision = 'correct' and is_replaced) desc, decision_order desc
        ) as newest
    from with_numbers

)

select
    observation_id,
    case
        when bool_or(quality = 'disputed') then 'disputed'
        when bool_or(quality = 'corrected') then 'corrected'
        else 'accepted'
    end as quality,
    max(case when quality = 'corrected' and newest = 1 then corrected_value end) as corrected_value,
    max(case when quality = 'corrected' and newest = 1 then check_id end) as corrected_by_check
from judged
group by observation_id
