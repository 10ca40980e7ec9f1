-- An amount per something with its total and count in the same sentence: 559.5万元 / 13.9万次. Blind spots: totals told in another sentence.
with figures as (

    select * from {{ ref('int_check_figures') }}

),

-- 单均, 人均, 每公里: the word that says per what.
ratios as (

    select
        *,
        coalesce(
            nullif({{ first_group('indicator', "'每(公里|平方米|[^年月日天个位家户人]|[个位家户人])'") }}, ''),
            nullif({{ first_group('indicator', "'(.)均'") }}, '')
        ) as per_word
    from figures
    where kind = 'ratio' and dimension like 'money%'

),

pairs as (

    select
        r.document_id,
        r.place_key,
        r.place,
        r.canonical_name,
        r.observation_id,
        r.said,
        r.base_value,
        r.factor,
        r.unit,
        r.anchor,
        t.observation_id as total_id,
        t.said as total_said,
        c.observation_id as count_id,
        c.said as count_said,
        t.base_value / c.base_value as computed,
        r.tolerance + r.base_value * (t.tolerance / t.base_value + c.tolerance / c.base_value) as tolerance,
        row_number() over (partition by r.observation_id order by t.anchor desc, c.anchor desc) as nearest
    from ratios as r
    inner join figures as t
        on
            r.place_key = t.place_key
            and r.sentence = t.sentence
            and r.base_unit = t.base_unit
            and t.kind = 'level'
            and r.anchor > t.anchor
    inner join figures as c
        on
            r.place_key = c.place_key
            and r.sentence = c.sentence
            and c.kind = 'level'
            and c.dimension not like 'money%'
            and c.dimension <> 'percent'
            and r.anchor > c.anchor
            and (strpos(c.unit, r.per_word) > 0 or strpos(c.indicator, r.per_word) > 0)
    where t.base_value > 0 and c.base_value > 0

),

compared as (

    select
        'ratio' as kind,
        'unit_cost' as rule,
        'unit_cost|' || place_key || '|' || canonical_name || '|' || row_number() over (partition by place_key, canonical_name order by anchor)
            as key_text,
        '均值等于总额除以数量：' || canonical_name as claim_zh,
        'The amount per unit is total over count: ' || canonical_name as claim_en,
        array[observation_id] as left_ids,
        array[total_id, count_id] as right_ids,
        said as left_said,
        total_said || ' / ' || count_said as right_said,
        base_value as left_value,
        computed as right_value,
        tolerance,
        'rounding of all three printed figures; 余 adds one unit of the last digit' as tolerance_reason,
        total_said || ' / ' || count_said || ' = ' || {{ plain_number('computed / factor') }} || unit || ' ; ' || said as arithmetic,
        abs(base_value - computed) <= tolerance as holds,
        'warning' as severity,
        array[document_id] as document_ids,
        array[place] as places
    from pairs
    where nearest = 1

)

select {{ check_columns() }} from compared
