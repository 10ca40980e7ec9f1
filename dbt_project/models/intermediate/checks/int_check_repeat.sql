-- The same indicator, kind, period and scope said in two places. Blind spots: two names for one thing that no synonym ties together, and
-- one name for two things that differ in words the reader did not keep.
with keyed as (

    select
        *,
        jurisdiction || '|' || canonical_name || '|' || level_mark || '|' || kind || '|' || period_key || '|' || scope || '|'
        || base_unit || '|' || case when stage in ('started', 'planned') then stage else '' end || '|'
        -- What a change is measured against: the month or quarter before, the year's beginning, somebody else; '' is the year before.
        || case
            when kind not in ('growth', 'increment') or compared_with = '' then ''
            when {{ matches('compared_with', "'环比|上(个?月|季|旬|周)'") }} then '环比'
            when {{ matches('compared_with', "'年初|(上|去)年(末|底)'") }} then '年初'
            when {{ matches('compared_with', "'年均|年平均'") }} then '年均'
            when {{ matches('compared_with', "'同比|[比较](上|去|往|当|同|前)(年|期)'") }} then ''
            else '对比'
        end as repeat_key
    from (
        select
            *,
            -- The last word of comparison before the number: what stands behind 、 shares it.
            coalesce({{ first_group(
                'text_before', "'^.*((?:环比|同比|年均|年平均|低于|高于|[^占百对相同环]比[一-龥]|[^比]较[上去往当同前年全省市国民社])[一-龥]{0,4})'"
            ) }}, '') as compared_with
        from {{ ref('int_check_figures') }}
        -- 死亡, 其他, 影响CPI…: said of many things.
        where length(canonical_name) > 2 and not {{ matches('canonical_name', "'^(影响|拉动|带动|涉及|其他|其余|其中|共有?|合计|上述|目标|计划)'") }}
    ) as figures

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
