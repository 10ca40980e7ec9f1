-- The worst that the checks say of a figure: disputed until somebody decides.
with concerned as (

    select
        unnest(observation_ids) as observation_id,
        case
            when decision is null or decision = 'reject' then 'disputed'
            when decision = 'correct' then 'corrected'
            else 'accepted'
        end as quality,
        corrected_value
    from {{ ref('int_checks') }}
    where not holds

)

select
    observation_id,
    case
        when bool_or(quality = 'disputed') then 'disputed'
        when bool_or(quality = 'corrected') then 'corrected'
        else 'accepted'
    end as quality,
    max(corrected_value) as corrected_value
from concerned
group by observation_id
