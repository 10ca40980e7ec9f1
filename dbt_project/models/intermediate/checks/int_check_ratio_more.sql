-- Quotients that must be possible: hours of generation, a weekly event since a date, an average alike in two documents, outlets and their firms.
-- Blind spots: the start of a sum that is not printed; holidays; an average that moves by more than a quarter for good reasons.
with figures as (

    select * from {{ ref('int_check_figures') }}

),

-- A year has 8,760 hours: no plant gives more energy than its capacity for all of them.
generation as (

    select
        e.observation_id as left_id,
        p.observation_id as right_id,
        e.document_id,
        e.place_key,
        e.place as left_place,
        p.place as right_place,
        e.canonical_name,
        e.said as left_said,
        p.said as right_said,
        e.base_value / p.base_value as hours,
        8760.0 * (p.tolerance / p.base_value + e.tolerance / e.base_value) as tolerance,
        row_number() over (partition by e.observation_id order by p.base_value desc, p.anchor asc) as choice
    from figures as e
    inner join figures as p on e.document_id = p.document_id and e.dimension = 'energy' and p.dimension = 'power'
    where
        strpos(e.indicator, '发电') > 0 and strpos(p.indicator, '装机') > 0 and e.kind = 'level' and p.kind = 'level'
        and e.base_value > 0 and p.base_value > 0

),

-- The last day that a document speaks of in so many words; where it names none, the first day of its year.
last_days as (

    select
        d.document_id,
        coalesce(max(case when {{ matches('f.period', "'^[0-9]{4}(Q|H|-[0-9])'") }} then f.period_end end), cast(d.year || '-01-01' as date)) as last_day
    from {{ ref('stg_documents') }} as d
    left join figures as f on d.document_id = f.document_id
    where d.year is not null
    group by d.document_id, d.year

),

-- 2021年3月以来 … 每周六举办“早餐会”: how often that can have been.
rhythms as (

    select
        document_id,
        place_key,
        place,
        {{ first_group('phrase', "'^([0-9]{4}年[0-9]{1,2})月'") }} as since,
        {{ first_group('phrase', "'[^。]每(周|月|季度)[一二三四五六日天]?(?:均|都|定期)?(?:举办|召开|开展|举行)'") }} as rhythm,
        {{ first_group('phrase', "'(?:举办|召开|开展|举行)[“‘]?([^，,。”’]{2,12})$'") }} as event
    from (
        select
            x.document_id,
            x.place_key,
            x.place,
            {{ first_group(
                squeeze('x.text'),
                "'([0-9]{4}年[0-9]{1,2}月(?:以来|起)[^。]{0,60}每(?:周|月|季度)[一二三四五六日天]?(?:均|都|定期)?(?:举办|召开|开展|举行)[“‘]?[^，,。”’]{2,12})'"
            ) }} as phrase
        from {{ ref('int_check_texts') }} as x
        where {{ matches('x.text', "'每\\s*(周|月|季)'") }}
    ) as phrases

),

events as (

    select
        f.observation_id,
        f.document_id,
        f.place_key,
        f.place,
        f.canonical_name,
        f.said,
        f.base_value,
        f.tolerance,
        r.since,
        r.rhythm,
        l.last_day,
        {{ days_between("cast(replace(r.since, '年', '-') || '-01' as date)", 'l.last_day') }}
        / case r.rhythm when '周' then 7.0 when '月' then 30.44 else 91.31 end as possible
    from rhythms as r
    inner join last_days as l on r.document_id = l.document_id
    inner join figures as f on r.place_key = f.place_key
    where
        r.event <> '' and {{ matches('r.since', "'^(19|20)[0-9]{2}年([1-9]|0[1-9]|1[0-2])$'") }}
        and f.dimension = 'events' and f.is_cumulative and strpos(f.indicator, right(r.event, 3)) > 0

),

-- Amount and number of one thing in a sentence, in two documents: the average shows whether both continue one series.
averages as (

    select
        m.observation_id as amount_id,
        c.observation_id as count_id,
        m.document_id,
        m.place_key,
        m.place,
        m.jurisdiction,
        m.canonical_name,
        m.year,
        c.base_unit,
        m.said || ' / ' || c.said as said,
        m.base_value / c.base_value as average,
        row_number() over (partition by m.document_id, m.canonical_name, c.base_unit order by m.anchor asc, c.anchor desc) as choice,
        dense_rank() over (partition by m.jurisdiction, m.canonical_name, c.base_unit order by m.year, m.document_id) as edition
    from figures as m
    inner join figures as c
        on m.place_key = c.place_key and m.sentence = c.sentence and m.canonical_name = c.canonical_name
    where m.dimension = 'money' and c.dimension = 'count' and m.kind = 'level' and c.kind = 'level' and m.base_value > 0 and c.base_value > 0

),

series as (

    select
        a.amount_id as left_amount,
        a.count_id as left_count,
        b.amount_id as right_amount,
        b.count_id as right_count,
        a.canonical_name,
        a.place_key as left_place_key,
        b.place_key as right_place_key,
        a.place as left_place,
        b.place as right_place,
        a.document_id as left_document,
        b.document_id as right_document,
        a.said as left_said,
        b.said as right_said,
        a.average as left_average,
        b.average as right_average
    from averages as a
    inner join averages as b
        on
            a.jurisdiction = b.jurisdiction and a.canonical_name = b.canonical_name and a.base_unit = b.base_unit
            and a.choice = 1 and b.choice = 1 and b.edition = a.edition + 1

),

-- 连锁企业17家, 总门店600家: every firm has at least one.
outlets as (

    select
        a.observation_id as left_id,
        b.observation_id as right_id,
        a.document_id,
        a.place_key,
        a.place,
        b.canonical_name,
        a.said as left_said,
        b.said as right_said,
        a.base_value as left_value,
        b.base_value as right_value,
        a.tolerance + b.tolerance as tolerance
    from figures as a
    inner join figures as b on a.place_key = b.place_key and a.sentence = b.sentence and a.anchor < b.anchor
    where
        a.kind = 'level' and b.kind = 'level' and a.base_value > 0 and a.dimension = 'count' and b.dimension = 'count'
        and length(a.canonical_name) >= 3 and strpos(b.indicator, a.canonical_name || '总') = 1

)

{{ check_row('generation', 'ratio', 'hours_of_generation', "place_key || '|' || canonical_name || '|' || left_id",
    "'发电小时数在可能范围内：' || canonical_name", "'The hours of generation are possible: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'hours', '8760', 'tolerance',
    "'rounding of energy and capacity; a year has 8,760 hours'",
    "left_said || ' / ' || right_said || ' = ' || " ~ plain_number('hours') ~ " || '小时 <= 8760'",
    'hours <= 8760 + tolerance', 'array[document_id]', one_or_two('left_place', 'right_place'), where='choice = 1') }}
union all
{{ check_row('events', 'ratio', 'rhythm_and_number', "place_key || '|' || canonical_name",
    "'举办频次与累计场次相符：' || canonical_name", "'How often and how many agree: ' || canonical_name",
    no_ids(), 'array[observation_id]', "since || '月以来每' || rhythm", 'said', 'possible', 'base_value', '0.25 * possible + tolerance',
    "'a quarter may fall out (holidays), one more may be held; until the last day that the document names'",
    "since || '月 … ' || cast(last_day as text) || ' = ' || " ~ plain_number('round(possible)') ~ " || rhythm || ' ; ' || said",
    'base_value >= 0.75 * possible - tolerance and base_value <= possible + 1 + tolerance', 'array[document_id]', 'array[place]',
    where='possible > 0') }}
union all
{{ check_row('series', 'ratio', 'average_alike', "left_place_key || '|' || right_place_key || '|' || canonical_name",
    "'两份文件的户均数相近：' || canonical_name", "'The average is alike in two documents: ' || canonical_name",
    'array[left_amount, left_count]', 'array[right_amount, right_count]', 'left_said', 'right_said', 'left_average', 'right_average',
    '0.25 * left_average', "'a quarter: an average moves slowly; more betrays another unit or another definition'",
    "left_said || ' = ' || " ~ plain_number('left_average') ~ " || '元 ; ' || right_said || ' = ' || " ~ plain_number('right_average') ~ " || '元'",
    'abs(right_average - left_average) <= 0.25 * left_average', 'array[left_document, right_document]', 'array[left_place, right_place]') }}
union all
{{ check_row('outlets', 'ratio', 'at_least_one_each', "place_key || '|' || canonical_name",
    "'总数不少于主体数：' || canonical_name", "'At least one for each: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', 'tolerance',
    "'rounding and modifiers of both'",
    "right_said || ' / ' || left_said || ' = ' || " ~ plain_number('right_value / left_value'), 'right_value >= left_value - tolerance',
    'array[document_id]', 'array[place]') }}
