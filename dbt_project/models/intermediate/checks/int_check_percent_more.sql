-- Shares with part and whole, a change with its two levels, and what a printed percentage implies about whole numbers. Blind spots: a share
-- whose whole stands in another sentence; a base that was revised (then no whole number fits although nobody erred).
with figures as (

    select * from {{ ref('int_check_figures') }}

),

-- 收集431件, 办结351件, 办结率81.4%: the part is the figure that the share stands behind, the whole one before it in the sentence that is
-- no smaller. Where 占 names the whole (占高企总数的…), it must be that; behind another share nobody knows what the whole is.
parts as (

    select
        s.observation_id,
        s.document_id,
        s.place_key,
        s.place,
        s.sentence,
        s.canonical_name,
        s.said,
        s.base_value,
        s.tolerance as share_tolerance,
        s.nth,
        p.observation_id as part_id,
        p.said as part_said,
        p.base_value as part,
        p.tolerance as part_tolerance,
        p.base_unit,
        p.kind as part_kind,
        p.period_key,
        p.anchor,
        -- 其中省级351个, 占比; 办结351件, 办结率: plainly a part of what was told before.
        p.is_part
        or {{ matches('p.words_between', "'(其中|含|有)[^,，、]{0,16}$'") }}
        or strpos(
            coalesce(p.words_between, ''), coalesce(nullif({{ first_group('s.words_between', "'([一-龥]{2})率'") }}, ''), '#')
        ) > 0 as is_plainly_part,
        regexp_replace(
            regexp_replace(coalesce({{ first_group('s.words_between', "'占([^,，、占比的]{2,20})[的比]'") }}, ''), '^(全[市省县区部]|本[市省县区])', ''),
            '(总数|总量|总额|总值|数)$', ''
        ) as whole_name
    from (
        select
            *,
            row_number() over (partition by place_key, sentence order by anchor) as nth
        from figures
        where kind = 'share'
    ) as s
    inner join figures as p on s.before_id = p.observation_id
    where
        p.kind in ('level', 'increment') and p.base_value > 0
        and {{ matches(
            's.words_between',
            "'^[^,，、;；]{0,10}[,，、（(]?(其|约|仅|已)?(占[^,，、]{0,20}|占比|比重|比例|[一-龥]{1,4}率)[^,，、]{0,3}$'"
        ) }}
        -- What is earned or paid on top is measured against the rest.
        and not {{ matches('s.words_between', "'均|分别|计划|任务|目标|进度|序时|同期|溢价|增值|利润|收益|回报|加成|上浮|总体|综合'") }}

),

-- 640辆,占公交车总数800辆的80%: the whole stands between the part and the share.
with_whole as (

    select
        s.observation_id,
        s.document_id,
        s.place_key,
        s.place,
        p.canonical_name,
        s.said,
        s.base_value,
        p.observation_id as part_id,
        p.said as part_said,
        p.base_value as part,
        w.observation_id as whole_id,
        w.said as whole_said,
        w.base_value as whole,
        s.tolerance + 100.0 * (p.tolerance / w.base_value + p.base_value * w.tolerance / (w.base_value * w.base_value)) as tolerance
    from figures as s
    inner join figures as w on s.before_id = w.observation_id
    inner join figures as p on w.before_id = p.observation_id
    where
        s.kind = 'share' and w.base_value > 0 and p.base_unit = w.base_unit
        and s.words_between = w.unit || '的' and {{ matches('w.words_between', "'占[^,，]{0,14}$'") }}

),

wholes_of_shares as (

    select
        p.*,
        w.observation_id as whole_id,
        w.said as whole_said,
        w.base_value as whole,
        p.share_tolerance + 100.0 * (p.part_tolerance / w.base_value + p.part * w.tolerance / (w.base_value * w.base_value)) as tolerance,
        p.is_plainly_part and p.nth = 1
        -- 完成11项、推进49项、偏缓8项: a rate behind several is that of some of them.
        and count(*) over (partition by p.observation_id) = 1
        and (p.whole_name = '' or strpos(w.indicator, p.whole_name) > 0 or strpos(p.whole_name, w.canonical_name) > 0) as is_plain
    from parts as p
    inner join figures as w
        on p.place_key = w.place_key and p.sentence = w.sentence and p.base_unit = w.base_unit and p.anchor > w.anchor and p.period_key = w.period_key
    where (w.kind = 'level' or w.kind = p.part_kind) and w.base_value >= p.part

),

shares as (

    select
        *,
        abs(100.0 * part / whole - base_value) <= tolerance as holds,
        row_number() over (
            partition by observation_id order by abs(100.0 * part / whole - base_value) <= tolerance desc, is_plain desc, whole_id desc
        ) as choice
    from wholes_of_shares

),

-- 441套, 完成率185.29%: the plan is 441 / 1.8529, which must be a whole number of dwellings.
rates as (

    select
        f.observation_id as left_id,
        r.observation_id as right_id,
        f.document_id,
        f.place_key,
        f.place,
        f.canonical_name,
        f.said as left_said,
        r.said as right_said,
        f.unit,
        f.base_value / (r.base_value / 100.0) as implied,
        f.base_value / ((r.base_value + r.rounding) / 100.0) as implied_low,
        f.base_value / ((r.base_value - r.rounding) / 100.0) as implied_high,
        row_number() over (partition by r.observation_id order by f.anchor desc) as nearest
    from figures as r
    inner join figures as f on r.before_id = f.observation_id
    where
        r.kind = 'share'
        and r.is_completion_rate
        -- The share of works done, of money spent, of the time gone by is none of things that are counted; nor is what is not done.
        and not {{ matches('r.words_between', "'投资|支出|资金|产值|预算|收入|进度|序时|均|分别'") }}
        and not {{ matches('right(f.text_before, 6)', "'未|尚|剩'") }}
        and f.unit <> '位次'
        -- 收集431件,办结351件,办结率81.4%: the whole is printed, and share_of_whole or completion_rate has asked for it.
        and not exists (
            select 1 from figures as w
            where
                w.place_key = f.place_key and w.sentence = f.sentence and w.base_unit = f.base_unit and w.kind = 'level'
                and w.anchor < f.anchor and w.base_value > f.base_value
        )
        and r.modifier = 'exact'
        and f.modifier = 'exact'
        and f.is_count
        and f.kind in ('level', 'increment')
        and r.base_value > 0
        and r.base_value <> 100
        and r.base_value > r.rounding

),

-- 590个, 同比增长5.6%: the number a year before was 590 / 1.056.
growths as (

    select
        f.observation_id as left_id,
        g.observation_id as right_id,
        f.document_id,
        f.place_key,
        f.place,
        f.canonical_name,
        f.said as left_said,
        g.said as right_said,
        f.unit,
        f.base_value / (1 + g.base_value / 100.0) as implied,
        f.base_value / (1 + (g.base_value + g.rounding) / 100.0) as implied_low,
        f.base_value / (1 + (g.base_value - g.rounding) / 100.0) as implied_high,
        row_number() over (partition by g.observation_id order by f.anchor desc) as nearest
    from figures as g
    inner join figures as f
        on g.before_id = f.observation_id and g.canonical_name = f.canonical_name
    where
        g.kind = 'growth'
        and g.modifier = 'exact'
        and not {{ matches('g.words_between', "'年均|分别|产值|收入|投资|金额|资金'") }}
        and f.modifier = 'exact'
        and f.kind = 'level'
        and f.is_count
        and not g.is_constant_price
        and g.base_value > -99

),

-- 标准地128宗, 占产业用地比重84.5%: the whole is 128 / 0.845, told in the same place or in another task of the document.
wholes as (

    select
        f.observation_id as left_id,
        s.observation_id as right_id,
        f.document_id,
        s.place_key,
        s.place,
        f.canonical_name,
        f.said as left_said,
        s.said as right_said,
        f.unit,
        f.base_value / (s.base_value / 100.0) as implied,
        f.base_value / ((s.base_value + s.rounding) / 100.0) as implied_low,
        f.base_value / ((s.base_value - s.rounding) / 100.0) as implied_high,
        row_number() over (partition by s.observation_id order by (f.place_key = s.place_key) desc, f.anchor) as nearest
    from figures as s
    inner join figures as f
        on
            s.document_id = f.document_id
            and regexp_replace(regexp_replace(s.indicator, '(占[^占]*比[重例]?|占比|比[重例])$', ''), '(数|数量)$', '') = f.canonical_name
            and s.scope = f.scope
    where
        s.kind = 'share'
        and {{ matches('s.indicator', "'占'") }}
        -- 占用地的比重, 占投资的比重: a share of land or money says nothing of how many there are.
        and not {{ matches('s.indicator', "'占[^占]*(用地|土地|面积|国土|投资|产值|增加值|金额|资金|收入|支出|贷款|余额|营收|税收|产量|销售|能耗|人口|GDP|生产总值)'") }}
        and f.kind = 'level'
        and f.is_count
        and s.modifier = 'exact'
        and f.modifier = 'exact'
        and s.base_value > s.rounding
        and s.base_value < 100
        -- 占公交车总数800辆的80%: that number is the whole.
        and not {{ ends_with("coalesce(s.words_between, '')", "'的'") }}

),

-- 388.4亿元, 增长9.5%: what the year before must have been; an amount can be any number, so that this only shows it.
amounts as (

    select
        f.observation_id as left_id,
        g.observation_id as right_id,
        f.document_id,
        f.place_key,
        f.place,
        f.canonical_name,
        f.said as left_said,
        g.said as right_said,
        f.unit,
        f.base_value / (1 + g.base_value / 100.0) / f.factor as implied,
        (f.base_value - f.tolerance) / (1 + (g.base_value + g.tolerance) / 100.0) / f.factor as implied_low,
        (f.base_value + f.tolerance) / (1 + (g.base_value - g.tolerance) / 100.0) / f.factor as implied_high,
        row_number() over (partition by g.observation_id order by f.anchor desc) as nearest
    from figures as g
    inner join figures as f
        on g.place_key = f.place_key and g.sentence = f.sentence and g.anchor > f.anchor and g.canonical_name = f.canonical_name
    where
        g.kind = 'growth'
        and f.kind in ('level', 'ratio')
        and not f.is_count
        and not g.is_constant_price
        and f.factor > 0
        and g.base_value - g.tolerance > -99

),

implied as (

    select -- noqa: AM07
        'implied_plan' as rule,
        rates.*
    from rates
    where nearest = 1
    union all
    select
        'implied_base' as rule,
        growths.*
    from growths
    where nearest = 1
    union all
    select
        'implied_whole' as rule,
        wholes.*
    from wholes
    where nearest = 1

),

-- Level, difference and growth in one sentence: the growth is the difference over the level before.
changes as (

    select
        l.observation_id as level_id,
        d.observation_id as change_id,
        g.observation_id,
        l.document_id,
        l.place_key,
        l.place,
        l.canonical_name,
        l.said as level_said,
        d.said as change_said,
        g.said,
        g.base_value,
        100.0 * d.base_value / (l.base_value - d.base_value) as computed,
        g.tolerance
        + 100.0 * (d.tolerance / (l.base_value - d.base_value) + abs(d.base_value) * (l.tolerance + d.tolerance) / power(l.base_value - d.base_value, 2))
            as tolerance,
        l.canonical_name = g.canonical_name and not l.is_part as is_plain
    from figures as g
    inner join figures as l on g.place_key = l.place_key and g.sentence = l.sentence and l.kind = 'level'
    inner join figures as d
        on g.place_key = d.place_key and g.sentence = d.sentence and g.canonical_name = d.canonical_name and d.kind = 'increment' and l.base_unit = d.base_unit
    where g.kind = 'growth' and not g.is_constant_price and l.base_value > 0 and d.base_value < l.base_value

),

-- 8460万元,其中…1000万元,比上年增加715万元,增幅9.2%: the change of the total, told behind its parts.
best_changes as (

    select
        *,
        row_number() over (
            partition by observation_id order by abs(computed - base_value) <= tolerance desc, is_plain desc, level_id desc, change_id desc
        ) as nearest
    from changes
    where is_plain or abs(computed - base_value) <= tolerance

),

-- Stock and what was added to it: the number before is their difference.
stocks as (

    select
        l.observation_id as left_id,
        d.observation_id as right_id,
        l.document_id,
        l.place_key,
        l.place,
        l.canonical_name,
        l.said as left_said,
        d.said as right_said,
        l.unit,
        l.base_value as left_value,
        d.base_value as right_value,
        l.factor,
        l.tolerance + d.tolerance as tolerance,
        row_number() over (partition by l.observation_id order by d.anchor) as nearest
    from figures as l
    inner join figures as d
        on
            l.place_key = d.place_key
            and l.canonical_name = d.canonical_name
            and l.base_unit = d.base_unit
            and l.scope = d.scope
            and l.level_mark = d.level_mark
    where
        l.kind = 'level' and d.kind = 'increment' and d.base_value > 0 and l.base_value > 0 and (l.is_to_date or l.base_value > d.base_value)
        and {{ matches('d.period_key', "'^[0-9]{4}$'") }}
        -- What is newly built is no difference to what was built in the same year.
        and (l.is_to_date or not {{ matches('d.text_before', "'新(建成?|增|设立?|认定|引进|开工)$'") }})

)

{{ check_row('shares', 'percent', 'share_of_whole', "place_key || '|' || canonical_name || '|' || observation_id",
    "'占比等于部分除以整体：' || canonical_name", "'The share is part over whole: ' || canonical_name",
    'array[part_id, whole_id]', 'array[observation_id]', "part_said || ' / ' || whole_said", 'said', '100.0 * part / whole', 'base_value',
    'tolerance', "'rounding of the share, the part and the whole'",
    "part_said || ' / ' || whole_said || ' = ' || " ~ plain_number('100.0 * part / whole') ~ " || '% ; ' || said",
    'holds', 'array[document_id]', 'array[place]', where='choice = 1 and (holds or is_plain)') }}
union all
{{ check_row('with_whole', 'percent', 'share_of_whole', "place_key || '|' || canonical_name || '|' || observation_id",
    "'占比等于部分除以整体：' || canonical_name", "'The share is part over whole: ' || canonical_name",
    'array[part_id, whole_id]', 'array[observation_id]', "part_said || ' / ' || whole_said", 'said', '100.0 * part / whole', 'base_value',
    'tolerance', "'rounding of the share, the part and the whole'",
    "part_said || ' / ' || whole_said || ' = ' || " ~ plain_number('100.0 * part / whole') ~ " || '% ; ' || said",
    'abs(100.0 * part / whole - base_value) <= tolerance', 'array[document_id]', 'array[place]') }}
union all
select
    'percent' as kind,
    rule,
    rule || '|' || place_key || '|' || canonical_name || '|' || right_id as key_text,
    case rule when 'implied_plan' then '完成率对应整数的计划数：' when 'implied_whole' then '占比对应整数的总数：' else '增速对应整数的上年数：' end || canonical_name as claim_zh,
    case rule
        when 'implied_plan' then 'The completion rate fits a whole number planned: '
        when 'implied_whole' then 'The share fits a whole that is a whole number: '
        else 'The growth fits a whole number a year before: '
    end
    || canonical_name as claim_en,
    array[left_id] as left_ids,
    array[right_id] as right_ids,
    left_said,
    right_said,
    implied as left_value,
    case when floor(implied_high + 0.000001) >= ceil(implied_low - 0.000001) then ceil(implied_low - 0.000001) else round(implied) end as right_value,
    implied_high - implied_low as tolerance,
    'rounding of the printed percentage; things are counted whole' as tolerance_reason,
    left_said || ' , ' || right_said || ' → ' || {{ plain_number('implied') }} || unit || ' ( ' || {{ plain_number('implied_low') }} || ' … '
    || {{ plain_number('implied_high') }} || ' )' as arithmetic,
    floor(implied_high + 0.000001) >= ceil(implied_low - 0.000001) as holds,
    'warning' as severity,
    array[document_id] as document_ids,
    array[place] as places
from implied
union all
{{ check_row('best_changes', 'percent', 'change_of_levels', "place_key || '|' || canonical_name || '|' || observation_id",
    "'增速等于增量除以上期数：' || canonical_name", "'Growth is the difference over the level before: ' || canonical_name",
    'array[level_id, change_id]', 'array[observation_id]', "level_said || ' , ' || change_said", 'said', 'computed', 'base_value', 'tolerance',
    "'rounding of level, difference and growth'",
    "change_said || ' / ( ' || level_said || ' - ' || change_said || ' ) = ' || " ~ plain_number('computed') ~ " || '% ; ' || said",
    'abs(computed - base_value) <= tolerance', 'array[document_id]', 'array[place]', where='nearest = 1') }}
union all
{{ check_row('stocks', 'percent', 'stock_less_increment', "place_key || '|' || canonical_name || '|' || left_id",
    "'存量减增量得上期数：' || canonical_name", "'Stock less increment is the number before: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', 'tolerance',
    "'rounding of both printed figures'",
    "left_said || ' - ' || right_said || ' = ' || " ~ plain_number('(left_value - right_value) / factor') ~ " || unit || ' , ' || "
    ~ plain_number('100.0 * right_value / nullif(left_value - right_value, 0)') ~ " || '%'",
    'left_value - right_value >= - tolerance', 'array[document_id]', 'array[place]', where='nearest = 1 and left_value <> right_value') }}
union all
{{ check_row('amounts', 'percent', 'implied_level', "place_key || '|' || canonical_name || '|' || right_id",
    "'由增速推得的基数：' || canonical_name", "'The base that the growth implies: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'implied', 'implied', 'implied_high - implied_low',
    "'rounding of level and growth; with the document of the year before, growth_of_levels compares it'",
    "left_said || ' , ' || right_said || ' → ' || " ~ plain_number('implied') ~ " || unit", 'implied > 0', 'array[document_id]', 'array[place]',
    severity="'info'", where='nearest = 1') }}
