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

)

-- A decision holds as long as both sides say what they said when it was made.
select
    identified.*,
    {{ joined('identified.left_ids', 'identified.right_ids') }} as observation_ids,
    case when d.left_said is not distinct from identified.left_said and d.right_said is not distinct from identified.right_said
        then d.action end as decision,
    case when d.left_said is not distinct from identified.left_said and d.right_said is not distinct from identified.right_said
        then d.corrected_value end as corrected_value,
    d.decided_by,
    d.decided_on,
    d.reason,
    d.check_id is not null
    and not (d.left_said is not distinct from identified.left_said and d.right_said is not distinct from identified.right_said) as is_reopened
from identified
left join {{ ref('stg_decisions') }} as d on identified.check_id = d.check_id
