-- All kinds of check under each other, with the id that survives a rebuild and the decision that holds.
with checks as (

    {% set models = [
        'repeat', 'repeat_more', 'repeat_words', 'sum', 'funnel', 'named', 'promises', 'percent', 'percent_more', 'change', 'ratio', 'ratio_more', 'average', 'structure',
        'monotone', 'monotone_more', 'range', 'range_more', 'unit', 'answer', 'drift'
    ] %}
    {% for model in models -%}
    select * from {{ ref('int_check_' ~ model) }}
    {% if not loop.last %}union all
    {% endif %}
    {%- endfor %}

),

-- Two rows of one rule about one thing in one place: told apart by their order.
numbered as (

    select
        checks.*,
        row_number() over (partition by kind, key_text order by left_ids, right_ids, left_said, right_said) as nth
    from checks

),

identified as (

    select
        numbered.*,
        'C-' || {{ short_hash("kind || key_text || case when nth > 1 then '|' || nth else '' end") }} as check_id
    from numbered

),

-- A decision holds until its last day and as long as both sides say what they said when it was made; one that records no sides holds on.
decided as (

    select
        identified.*,
        {{ joined('identified.left_ids', 'identified.right_ids') }} as observation_ids,
        d.check_id is not null as was_decided,
        coalesce(d.is_lapsed, false) as is_lapsed,
        coalesce(d.left_said, identified.left_said) = identified.left_said as left_is_same,
        coalesce(d.right_said, identified.right_said) = identified.right_said as right_is_same,
        d.action,
        d.corrected_value as decided_value,
        d.printed_value,
        d.decision_order,
        d.decision_id,
        d.decided_by,
        d.decided_on,
        d.until,
        d.reason,
        d.left_said as left_was,
        d.right_said as right_was
    from identified
    left join {{ ref('stg_decisions') }} as d on identified.check_id = d.check_id

),

standing as (

    select
        *,
        was_decided and not is_lapsed and left_is_same and right_is_same as stands
    from decided

)

select
    {{ check_columns() }},
    check_id,
    observation_ids,
    case when stands then action end as decision,
    case when stands then decided_value end as corrected_value,
    decided_by,
    decided_on,
    reason,
    was_decided and not stands and not holds as is_reopened,
    decision_id,
    action as decided_action,
    decided_value,
    printed_value,
    decision_order,
    until,
    -- Said in words, so that nobody has to compare by eye.
    case
        when not was_decided or stands then cast(null as text)
        when is_lapsed then '裁定有效期至' || cast(until as text) || '，已过 · the decision held until ' || cast(until as text)
        when not left_is_same and not right_is_same
            then
                '两侧均已改变：' || left_was || ' → ' || left_said || '；' || right_was || ' → ' || right_said || ' · both sides have changed since '
                || cast(decided_on as text)
        when not left_is_same
            then '左侧已改变：' || left_was || ' → ' || left_said || ' · the left side has changed since ' || cast(decided_on as text)
        else '右侧已改变：' || right_was || ' → ' || right_said || ' · the right side has changed since ' || cast(decided_on as text)
    end as reopened_why,
    -- The source has been mended since: it agrees with itself, or says by itself what the steward had put in its place.
    coalesce(
        action = 'correct' and not is_lapsed
        and (
            holds
            or (
                not (left_is_same and right_is_same)
                and left_said in (left_was, replace(left_was, printed_value, decided_value))
                and right_said in (right_was, replace(right_was, printed_value, decided_value))
            )
        ),
        false
    ) as is_needless
from standing
