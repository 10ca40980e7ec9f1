-- All kinds of check under each other, with the id that survives a rebuild and the decision that holds.
with checks as (

    {% for kind in ['repeat', 'sum', 'percent', 'ratio', 'monotone', 'range', 'unit', 'answer', 'drift'] -%}
    select * from {{ ref('int_check_' ~ kind) }}
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}

),

identified as (

    select
        checks.*,
        'C-' || {{ short_hash('kind || key_text') }} as check_id
    from checks

),

-- A decision holds as long as both sides say what they said when it was made; one that records no sides holds on.
decided as (

    select
        identified.*,
        {{ joined('identified.left_ids', 'identified.right_ids') }} as observation_ids,
        d.check_id is not null as was_decided,
        coalesce(d.left_said, identified.left_said) = identified.left_said
        and coalesce(d.right_said, identified.right_said) = identified.right_said as says_the_same,
        d.action,
        d.corrected_value as decided_value,
        d.decided_by,
        d.decided_on,
        d.reason
    from identified
    left join {{ ref('stg_decisions') }} as d on identified.check_id = d.check_id

)

select
    {{ check_columns() }},
    check_id,
    observation_ids,
    case when says_the_same then action end as decision,
    case when says_the_same then decided_value end as corrected_value,
    decided_by,
    decided_on,
    reason,
    was_decided and not says_the_same as is_reopened
from decided
