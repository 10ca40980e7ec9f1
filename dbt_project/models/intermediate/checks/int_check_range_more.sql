-- What cannot be by size or date: more added than there is, a period after the document's own day, a lost or doubled 万.
-- Blind spots: a stock of another year than its increment; a document whose day of publication nobody knows is asked by its year alone.
with figures as (

    select * from {{ ref('int_check_figures') }}

),

added as (

    select
        d.observation_id as left_id,
        l.observation_id as right_id,
        d.document_id,
        d.place_key,
        d.place as left_place,
        l.place as right_place,
        d.canonical_name,
        d.said as left_said,
        l.said as right_said,
        d.base_value as left_value,
        l.base_value as right_value,
        d.factor,
        d.tolerance + l.tolerance as tolerance,
        row_number() over (
            partition by d.observation_id order by (d.place_key = l.place_key) desc, l.is_to_date desc, l.base_value desc, l.anchor asc
        ) as nearest
    from figures as d
    inner join figures as l
        on
            d.document_id = l.document_id
            and d.canonical_name = l.canonical_name
            and d.base_unit = l.base_unit
            and d.scope = l.scope
            and d.level_mark = l.level_mark
    where
        l.kind = 'level' and l.is_to_date and d.base_value > 0
        -- What was built this year, where the same place gives the total as well, is a part of it too.
        and (
            d.kind = 'increment'
            or (d.kind = 'level' and not d.is_to_date and d.place_key = l.place_key and {{ matches('d.text_before || d.near', "'今年|本年|年内|新'") }})
        )

),

late as (

    select
        f.*,
        -- Where nobody knows the day, a report may come out in the year after the one that it is about.
        coalesce(f.published_on, cast(f.year + 1 || '-12-31' as date)) as own_day,
        -- What is said as of a year or of a month begins with it: the last day of the year is the notation's, not the document's.
        case
            when f.period like 'asof-%' and length(f.period) in (9, 12)
                then cast(substr(f.period, 6, 4) || '-' || coalesce(nullif(substr(f.period, 11, 2), ''), '01') || '-01' as date)
            else f.period_start
        end as first_day
    from figures as f
    -- 到2025年达到100%: what is to come is a goal, whatever the reader took it for.
    where
        f.year is not null and f.period_start is not null
        and not {{ matches('f.text_before', "'到[0-9]{4}年|力争|目标|计划|规划|预计|预期|拟|将|明年|次年|今后|未来'") }}

),

lateness as (

    select
        document_id,
        place_key,
        place,
        observation_id,
        anchor,
        said,
        period,
        first_day,
        own_day,
        {{ days_between('own_day', 'first_day') }} as days_after
    from late
    where {{ matches('period', "'^(asof-)?[0-9]{4}'") }}

),

-- One question for each place and period: a wrong date stands before many figures.
too_late as (

    select
        document_id,
        place_key,
        place,
        period,
        first_day,
        own_day,
        days_after,
        array_agg(observation_id order by anchor) as observation_ids,
        count(*) as figures,
        min(said) as said
    from lateness
    where days_after > 0
    group by document_id, place_key, place, period, first_day, own_day, days_after

),

-- The next document that gives the same figure.
editions as (

    select
        f.*,
        dense_rank() over (partition by jurisdiction, canonical_name, level_mark, kind, scope, base_unit order by year) as edition,
        row_number() over (partition by jurisdiction, canonical_name, level_mark, kind, scope, base_unit, year order by document_id, anchor) as mention
    from figures as f
    where kind in ('level', 'increment', 'ratio') and base_value > 0 and year is not null

),

jumps as (

    select
        a.observation_id as left_id,
        b.observation_id as right_id,
        a.document_id as left_document,
        b.document_id as right_document,
        b.place_key,
        a.place as left_place,
        b.place as right_place,
        b.canonical_name,
        b.kind,
        b.year,
        a.said as left_said,
        b.said as right_said,
        b.base_value / a.base_value as times
    from editions as a
    inner join editions as b
        on
            a.jurisdiction = b.jurisdiction
            and a.canonical_name = b.canonical_name
            and a.level_mark = b.level_mark
            and a.kind = b.kind
            and a.scope = b.scope
            and a.base_unit = b.base_unit
            and b.edition = a.edition + 1
            and a.mention = 1
            and b.mention = 1

    union all

    select
        t.target_id as left_id,
        f.observation_id as right_id,
        t.document_id as left_document,
        f.document_id as right_document,
        t.place_key,
        f.place as left_place,
        f.place as right_place,
        t.canonical_name,
        t.target_id as kind,
        f.year,
        t.value_text || t.unit as left_said,
        f.said as right_said,
        f.base_value / cast(t.base_value as double precision) as times
    from {{ ref('int_target_results') }} as r
    inner join {{ ref('int_targets') }} as t on r.target_id = t.target_id
    inner join figures as f on r.observation_ids[1] = f.observation_id
    where r.mode = 'single' and t.base_value > 0 and f.base_value > 0 and t.base_unit = f.base_unit

)

{{ check_row('added', 'range', 'increment_within_stock', "place_key || '|' || canonical_name || '|' || left_id",
    "'新增数不大于总数：' || canonical_name", "'What was added is no more than what there is: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', 'tolerance',
    "'rounding of both printed figures'", "left_said || ' <= ' || right_said", 'left_value <= right_value + tolerance',
    'array[document_id]', one_or_two('left_place', 'right_place'), where='nearest = 1') }}
union all
{{ check_row('too_late', 'range', 'after_own_date', "place_key || '|' || period",
    "'时期不晚于文件日期：' || period", "'No figure is about a time after the document: ' || period",
    'observation_ids', no_ids(), "case when figures = 1 then said else cast(figures as text) || ' 个数字' end || '（' || period || '）'",
    'cast(own_day as text)', 'days_after', '0', '0',
    "'none: a day is a day; where the day of publication is not known, the end of the year after'",
    "cast(first_day as text) || ' > ' || cast(own_day as text)", 'false', 'array[document_id]', 'array[place]') }}
union all
select
    'range' as kind,
    'before_own_date' as rule,
    'before_own_date|' || document_id as key_text,
    '所有数字的时期都不晚于文件日期' as claim_zh,
    'No figure is about a time after the document' as claim_en,
    array_agg(observation_id order by observation_id) as left_ids,
    cast(array[] as text[]) as right_ids,
    cast(count(*) as text) || ' 个数字' as left_said,
    cast(max(own_day) as text) as right_said,
    cast(max(days_after) as double precision) as left_value,
    cast(0 as double precision) as right_value,
    cast(0 as double precision) as tolerance,
    'none: a day is a day' as tolerance_reason,
    cast(max(first_day) as text) || ' <= ' || cast(max(own_day) as text) as arithmetic,
    true as holds,
    'info' as severity,
    array[document_id] as document_ids,
    array_agg(distinct place order by place) as places
from lateness
where days_after <= 0
group by document_id
union all
{{ check_row('jumps', 'range', 'factor_of_ten_thousand', "place_key || '|' || canonical_name || '|' || kind || '|' || cast(year as text)",
    "'没有万倍的跳变：' || canonical_name", "'No jump by a factor of ten thousand: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', '1', 'times', '4999',
    "'5,000 times either way: 万 and no 万 differ by 10,000'", "right_said || ' / ' || left_said || ' = ' || " ~ plain_number('times'),
    'false', one_or_two('left_document', 'right_document'), one_or_two('left_place', 'right_place'),
    where='not times between 0.0002 and 5000') }}
union all
select
    'range' as kind,
    'no_factor_of_ten_thousand' as rule,
    'no_factor_of_ten_thousand|' || right_document as key_text,
    '与承诺、与上一份文件相比没有万倍的跳变' as claim_zh,
    'No jump by a factor of ten thousand against promises and the document before' as claim_en,
    array_agg(left_id order by right_id, left_id) as left_ids,
    array_agg(right_id order by right_id, left_id) as right_ids,
    cast(count(*) as text) || ' 对数字' as left_said,
    cast('' as text) as right_said,
    min(times) as left_value,
    max(times) as right_value,
    cast(4999 as double precision) as tolerance,
    '5,000 times either way: 万 and no 万 differ by 10,000' as tolerance_reason,
    {{ plain_number('min(times)') }} || ' … ' || {{ plain_number('max(times)') }} as arithmetic,
    true as holds,
    'info' as severity,
    array[right_document] as document_ids,
    array_agg(distinct right_place order by right_place) as places
from jumps
where times between 0.0002 and 5000
group by right_document
