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
            nullif({{ first_group('indicator', "'([^平])均'") }}, ''),
            -- 惠及1.2万户,户均3000元: named after what it is told behind.
            nullif({{ first_group('right(words_to_number, 8)', "'([^平])均'") }}, ''),
            nullif({{ first_group('right(words_to_number, 8)', "'每(公里|平方米|.)'") }}, '')
        ) as per_word,
        -- What is told of each: 户均增收 asks for an 增收; a bare 户均 and what it costs (户均补贴) ask for any amount.
        {{ bigrams(
            "regexp_replace("
            ~ "coalesce(" ~ first_group('right(words_to_number, 14)', "'(?:[^0-9,，平]均|每[^0-9,，])([^0-9,，]*)$'") ~ ", ''),"
            ~ " '(平均|每(公里|平方米|.)|年|月|约|近|为|达到|达|费用|成本|支出|开支|补贴|补助|补偿|资金|金额|花费|投入|使用|运营)', '', 'g')"
        ) }} as told_pairs
    from figures
    where kind = 'ratio' and dimension in ('money', 'people', 'person_times', 'count', 'events', 'mass', 'energy')

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
        -- 亩均 is per 亩 whatever the base unit of areas is.
        coalesce(cast(u.factor as double precision), 1) * t.base_value / c.base_value as computed,
        r.tolerance + r.base_value * (t.tolerance / t.base_value + c.tolerance / c.base_value) as tolerance,
        -- 博士57名、硕士846名, 人均…: of both together, or of one of them; only where nothing else can be meant must it fit.
        ({{ size_of('r.told_pairs') }} = 0 or {{ shared('r.told_pairs', 't.pairs') }} > 0)
        and count(*) over (partition by r.observation_id) = 1 as is_of_total,
        row_number() over (
            partition by r.observation_id
            order by
                abs(r.base_value - coalesce(cast(u.factor as double precision), 1) * t.base_value / c.base_value)
                <= r.tolerance + r.base_value * (t.tolerance / t.base_value + c.tolerance / c.base_value) desc,
                ({{ size_of('r.told_pairs') }} = 0 or {{ shared('r.told_pairs', 't.pairs') }} > 0) desc, t.anchor desc, c.anchor desc
        ) as nearest
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
            and t.observation_id <> c.observation_id
            and c.dimension <> 'percent'
            and r.anchor > c.anchor
            and (strpos(c.unit, r.per_word) > 0 or strpos(c.indicator, r.per_word) > 0)
    left join {{ ref('measure_units') }} as u on r.per_word = u.symbol and c.base_unit = u.base_unit
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
    where nearest = 1 and (is_of_total or abs(base_value - computed) <= tolerance)

)

select {{ check_columns() }} from compared
