-- Averages that the text bounds, and averages with what they save. Blind spots: guests who come back; a threshold that only part of the sum
-- has to pass; a comparison that names no other side.
with figures as (

    select * from {{ ref('int_check_figures') }}

),

-- 每期20~30人, 累计举办12期、培训280人次: what is said of one time must fit the sum over all times.
spans as (

    select
        r.observation_id as span_id,
        t.observation_id as total_id,
        c.observation_id as count_id,
        r.document_id,
        r.place_key,
        r.place,
        r.canonical_name,
        {{ plain_number('r.base_value / r.factor') }} || '~' || {{ plain_number('r.high_value / r.factor') }} || r.unit as span_said,
        t.said as total_said,
        c.said as count_said,
        r.base_value as low,
        r.high_value as high,
        t.base_value / c.base_value as average,
        t.base_value / c.base_value * (t.tolerance / t.base_value + c.tolerance / c.base_value) as tolerance,
        row_number() over (
            partition by r.observation_id order by {{ shared('r.pairs', 't.pairs') }} desc, c.is_cumulative desc, abs(t.anchor - c.anchor) asc
        ) as choice
    from figures as r
    -- 20~30家 each time make so many 家次.
    inner join figures as t
        on r.place_key = t.place_key and r.observation_id <> t.observation_id and (r.base_unit = t.base_unit or r.base_unit || '次' = t.base_unit)
    inner join figures as c on t.place_key = c.place_key and t.sentence = c.sentence and c.dimension = 'events'
    where
        r.high_value > r.base_value and r.kind in ('level', 'ratio') and r.dimension in ('people', 'person_times', 'count', 'money')
        and t.kind = 'level' and t.base_value > r.high_value and t.high_value is null
        and c.kind = 'level' and c.base_value > 1 and c.dimension <> r.dimension
        and ({{ matches('r.text_before', "'每(一)?(次|场|期|班|批|轮|周|月|季度|年)[^,，]{0,12}$|将$|(邀请|安排|组织|选派|招收)$'") }} or {{ shared('r.pairs', 't.pairs') }} > 0)

),

-- 亿元以上项目590个、总投资2067.5亿元: the average cannot be below what each must have.
thresholds as (

    select
        *,
        {{ first_group('indicator || near', "'([0-9.]*[百千万]?[万亿])元(?:及)?以上'") }} as threshold_said
    from figures
    where kind = 'level' and is_count and base_value > 0 and {{ matches('indicator || near', "'[万亿]元(及)?以上'") }}

),

above as (

    select
        c.observation_id as count_id,
        m.observation_id as amount_id,
        c.document_id,
        c.place_key,
        c.place,
        c.canonical_name,
        c.said as count_said,
        m.said as amount_said,
        c.threshold_said || '元' as threshold_said,
        m.base_value / c.base_value as average,
        coalesce({{ to_decimal("nullif(regexp_replace(c.threshold_said, '[百千万亿]', '', 'g'), '')", 18, 4) }}, 1)
        * case when strpos(c.threshold_said, '亿') > 0 then 100000000 when strpos(c.threshold_said, '万') > 0 then 10000 else 1 end
        * case when strpos(c.threshold_said, '千') > 0 then 1000 when strpos(c.threshold_said, '百') > 0 then 100 else 1 end as threshold,
        m.base_value / c.base_value * (m.tolerance / m.base_value + c.tolerance / c.base_value) as tolerance,
        row_number() over (partition by c.observation_id order by m.anchor) as nearest
    from thresholds as c
    inner join figures as m on c.place_key = m.place_key and c.sentence = m.sentence and m.dimension = 'money' and c.anchor < m.anchor
    where m.kind = 'level' and m.base_value > 0 and {{ matches('m.indicator', "'投资|金额|合同额|产值|规模'") }} and {{ shared('c.pairs', 'm.pairs') }} > 0

),

-- 低保标准794元/月, 人均补差728元: what is paid on top of an income is no more than the standard it fills up to.
tops as (

    select
        d.observation_id as left_id,
        s.observation_id as right_id,
        d.document_id,
        d.place_key,
        d.place,
        d.canonical_name,
        d.said as left_said,
        s.said as right_said,
        d.base_value as left_value,
        s.base_value as right_value,
        d.tolerance + s.tolerance as tolerance,
        row_number() over (partition by d.observation_id order by s.anchor desc) as nearest
    from figures as d
    inner join figures as s on d.place_key = s.place_key and d.anchor > s.anchor and d.dimension = s.dimension
    where
        d.kind in ('ratio', 'level') and s.kind in ('ratio', 'level') and d.dimension like 'money%'
        and {{ matches('d.indicator', "'补差|补助差额|差额补'") }} and {{ matches('s.indicator', "'标准$'") }}

),

-- Per what an average is: 每公里, 单均, 每张床位.
per_units as (

    select
        f.*,
        coalesce(
            nullif({{ first_group(
                'indicator', "'(每(平方公里|平方米|立方米|公里|千米|人次|万元|小时|[张个]?[人户单亩件次床生车班台吨桶里]))'"
            ) }}, ''),
            nullif({{ first_group('indicator', "'([人户单亩件次床生车班台]均)'") }}, ''),
            ''
        ) as per_word
    from figures as f
    where f.kind in ('ratio', 'growth')

),

-- The growth of an average that stands before it in the sentence.
saved as (

    select
        g.observation_id as growth_id,
        r.observation_id as average_id,
        g.document_id,
        g.place_key,
        g.place,
        g.sentence,
        g.per_word,
        r.canonical_name,
        r.said as average_said,
        g.said as growth_said,
        r.base_value as average,
        r.tolerance / nullif(r.base_value, 0) as average_tolerance,
        g.base_value as growth,
        g.tolerance as growth_tolerance,
        r.base_value / (1 + g.base_value / 100.0) as other_average,
        g.anchor,
        -- Against another way of doing it, not against another time: trips may become longer from year to year, the same trips cannot.
        {{ matches('g.text_before', "'(比|较|相比|低于|高于|相对)'") }}
        and not {{ matches('g.text_before', "'同比|环比|(比|较|与)(上|去|前|往|当|[0-9]{4})(年|月|季|期|半)|(比|较)(同期|以往|过去|改革前|实施前)[^一-龥]'") }} as is_against_others,
        row_number() over (partition by g.observation_id order by r.anchor desc) as nearest
    from per_units as g
    inner join per_units as r
        on g.place_key = r.place_key and g.sentence = r.sentence and g.per_word = r.per_word
    where r.kind = 'ratio' and r.anchor < g.anchor and g.kind = 'growth' and g.per_word <> '' and g.base_value > -99

),

savings as (

    select
        *,
        row_number() over (partition by place_key, sentence order by anchor) as nth
    from saved
    where nearest = 1

),

two_savings as (

    select
        a.place_key,
        a.document_id,
        a.place,
        a.canonical_name as left_name,
        b.canonical_name as right_name,
        a.growth_id as left_id,
        b.growth_id as right_id,
        a.growth_said as left_said,
        b.growth_said as right_said,
        a.growth as left_value,
        b.growth as right_value,
        a.growth_tolerance + b.growth_tolerance as tolerance,
        a.average_said || ' / (1 - ' || replace(a.growth_said, '-', '') || ') = ' || {{ plain_number('round(cast(a.other_average as numeric(30, 6)), 2)') }}
        || ' ; ' || b.average_said || ' / (1 - ' || replace(b.growth_said, '-', '') || ') = '
        || {{ plain_number('round(cast(b.other_average as numeric(30, 6)), 2)') }} || ' ; '
        || {{ plain_number('round(cast(a.other_average as numeric(30, 6)), 2)') }} || ' / '
        || {{ plain_number('round(cast(b.other_average as numeric(30, 6)), 2)') }}
        || ' = ' || {{ plain_number('round(cast(a.other_average / b.other_average as numeric(30, 6)), 1)') }} || ' ; '
        || a.average_said || ' / ' || b.average_said || ' = ' || {{ plain_number('round(cast(a.average / b.average as numeric(30, 6)), 1)') }} as arithmetic
    from savings as a
    inner join savings as b on a.place_key = b.place_key and a.sentence = b.sentence
    where a.nth = 1 and b.nth = 2 and a.per_word <> b.per_word and a.is_against_others and b.is_against_others and b.average > 0 and b.other_average > 0

)

{{ check_row('spans', 'ratio', 'average_in_span', "place_key || '|' || canonical_name || '|' || span_id",
    "'均值在所述区间内：' || canonical_name", "'The average lies in the stated range: ' || canonical_name",
    'array[total_id, count_id]', 'array[span_id]', "total_said || ' / ' || count_said", 'span_said', 'average', 'case when average > high then high else low end', 'tolerance',
    "'rounding and modifiers of total and number'",
    "total_said || ' / ' || count_said || ' = ' || " ~ plain_number('round(cast(average as numeric(30, 6)), 2)') ~ " || ' ; ' || " ~ plain_number('low') ~ " || ' … ' || " ~ plain_number('high'),
    'average between low - tolerance and high + tolerance', 'array[document_id]', 'array[place]', where='choice = 1') }}
union all
{{ check_row('above', 'ratio', 'average_above_threshold', "place_key || '|' || canonical_name || '|' || count_id",
    "'均值不低于门槛：' || canonical_name", "'The average is not below the threshold: ' || canonical_name",
    'array[amount_id, count_id]', no_ids(), "amount_said || ' / ' || count_said", 'threshold_said', 'average', 'threshold', 'tolerance',
    "'rounding and modifiers of amount and number'",
    "amount_said || ' / ' || count_said || ' = ' || " ~ plain_number('round(cast(average / 10000 as numeric(30, 6)), 2)') ~ " || '万元 >= ' || threshold_said",
    'average >= threshold - tolerance', 'array[document_id]', 'array[place]', where='nearest = 1') }}
union all
{{ check_row('tops', 'range', 'supplement_within_standard', "place_key || '|' || canonical_name || '|' || left_id",
    "'补差不高于标准：' || canonical_name", "'A supplement is no more than the standard it fills up to: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', 'tolerance',
    "'rounding of both printed figures'", "left_said || ' <= ' || right_said", 'left_value <= right_value + tolerance',
    'array[document_id]', 'array[place]', where='nearest = 1') }}
union all
{{ check_row('two_savings', 'percent', 'savings_of_one_comparison', "place_key || '|' || left_name || '|' || right_name",
    "'同一对比下的两项降幅一致：' || left_name || ' / ' || right_name",
    "'Two savings against one comparison are alike: ' || left_name || ' / ' || right_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', 'tolerance',
    "'rounding of both; against another way of doing the same, what one unit holds of the other stays what it is'", 'arithmetic',
    'abs(left_value - right_value) <= tolerance', 'array[document_id]', 'array[place]') }}
