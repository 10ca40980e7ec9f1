-- The same indicator, kind, period and scope said in two places. Blind spots: two names for one thing that no synonym ties together, and
-- one name for two things that differ in words the reader did not keep.
with keyed as (

    select
        *,
        jurisdiction || '|' || canonical_name || '|' || level_mark || '|' || kind || '|' || period_key || '|' || scope || '|'
        || base_unit || '|' || case when stage in ('started', 'planned') then stage else '' end as repeat_key
    from {{ ref('int_check_figures') }}

),

-- One row for each place: the first figure with this key there.
first_in_place as (

    select
        *,
        row_number() over (partition by repeat_key, place_key order by anchor) as nth
    from keyed

),

-- Every later place is compared with the first one: as many rows as repetitions, not as many as pairs.
ordered as (

    select
        *,
        row_number() over (partition by repeat_key order by year, document_id, anchor) as mention
    from first_in_place
    where nth = 1

),

compared as (

    select
        'repeat' as kind,
        'same_figure' as rule,
        a.repeat_key || '|' || a.place_key || '|' || b.place_key as key_text,
        a.canonical_name || '（' || a.period_key || '）在两处说法一致' as claim_zh,
        'The same figure is said alike in two places: ' || a.canonical_name || ' (' || a.period_key || ')' as claim_en,
        array[a.observation_id] as left_ids,
        array[b.observation_id] as right_ids,
        a.said as left_said,
        b.said as right_said,
        a.base_value as left_value,
        b.base_value as right_value,
        a.tolerance + b.tolerance as tolerance,
        'rounding of both printed figures, and their modifiers' as tolerance_reason,
        a.said || ' ; ' || b.said as arithmetic,
        abs(a.base_value - b.base_value) <= a.tolerance + b.tolerance as holds,
        'warning' as severity,
        case when a.document_id = b.document_id then array[a.document_id] else array[a.document_id, b.document_id] end as document_ids,
        array[a.place, b.place] as places
    from ordered as a
    inner join ordered as b on a.repeat_key = b.repeat_key and a.mention = 1 and b.mention > 1

)

select {{ check_columns() }} from compared
