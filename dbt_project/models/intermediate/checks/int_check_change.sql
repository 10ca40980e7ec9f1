-- A change that is told with both of its ends in one sentence: 由200家增加到248家,增长24%; 126亿元,上年为105亿元,增长20%. The difference or the
-- growth must be that of the two, and the second must lie on the side that the verb says. Blind spots: ends told in two sentences; ranks,
-- which have a rule of their own.
with figures as (

    select * from {{ ref('int_check_figures') }}

),

-- Two figures of one thing side by side, at two times.
ends as (

    select
        a.document_id,
        a.place_key,
        a.place,
        b.canonical_name,
        a.observation_id as first_id,
        b.observation_id as second_id,
        a.said as first_said,
        b.said as second_said,
        a.base_unit,
        b.unit,
        b.factor,
        a.dimension,
        -- 上年为105亿元: the one told second is the earlier one.
        a.period_end > b.period_end as is_backwards,
        case when a.period_end > b.period_end then b.base_value else a.base_value end as from_value,
        case when a.period_end > b.period_end then a.base_value else b.base_value end as to_value,
        case when a.period_end > b.period_end then b.tolerance else a.tolerance end as from_tolerance,
        case when a.period_end > b.period_end then a.tolerance else b.tolerance end as to_tolerance,
        case
            when {{ matches('b.words_between', "'(增加|增长|提高|提升|上升|扩大|发展|跃升|攀升|壮大|增至|升至|提至|升)(到|至|为)?$'") }} then 1
            when {{ matches('b.words_between', "'(压缩|下降|降低|减少|降|压减|缩短|精简|缩减|回落|下调)(到|至|为)$'") }} then -1
            else 0
        end as said_direction
    from figures as b
    inner join figures as a on b.before_id = a.observation_id
    where
        a.kind = b.kind and a.kind in ('level', 'ratio', 'share') and a.base_unit = b.base_unit and a.canonical_name = b.canonical_name
        and a.scope = b.scope and a.period_end is not null and b.period_end is not null and a.period_end <> b.period_end
        and length(b.words_between) <= 16
        and {{ matches('b.words_between', "'(到|至|为|是)$|[上去]年(同期)?[^,，0-9]{0,6}$'") }}

),

changes as (

    select
        e.*,
        c.observation_id as change_id,
        c.said as change_said,
        c.base_value as change_value,
        c.tolerance as change_tolerance,
        c.kind = 'growth' as is_growth,
        case when c.kind = 'growth' then 100.0 * (e.to_value - e.from_value) / nullif(e.from_value, 0) else e.to_value - e.from_value end as computed
    from ends as e
    inner join figures as c on e.second_id = c.before_id
    where
        (
            (c.kind = 'growth' and e.from_value > 0 and c.dimension = 'percent' and e.dimension <> 'percent')
            or (c.kind = 'increment' and (c.base_unit = e.base_unit or (e.dimension = 'percent' and c.base_unit = '个百分点')))
        )
        and length(c.words_between) <= 14
        and not {{ matches('c.words_between', "'年均|环比|其中|高于|低于|高出|比全|优于|占|口径|可比|扣除|剔除|近[0-9一二三四五]'") }}

),

-- 下降60% is printed without its sign or with it.
judged as (

    select
        *,
        change_tolerance + case
            when is_growth then 100.0 * (to_tolerance / from_value + to_value * from_tolerance / (from_value * from_value))
            else to_tolerance + from_tolerance
        end as tolerance
    from changes

)

{{ check_row('judged', 'percent', 'change_from_to', "place_key || '|' || canonical_name || '|' || change_id",
    "'变化量等于两端之差：' || canonical_name", "'The change is the difference of its two ends: ' || canonical_name",
    'array[first_id, second_id]', 'array[change_id]', "first_said || ' → ' || second_said", 'change_said', 'computed', 'change_value', 'tolerance',
    "'rounding of both ends and of the change'",
    "first_said || case when is_backwards then ' ← ' else ' → ' end || second_said || ' = ' || "
    ~ plain_number('case when is_growth then computed else computed / factor end')
    ~ " || case when is_growth then '%' when dimension = 'percent' then '个百分点' else unit end || ' ; ' || change_said",
    'abs(abs(computed) - abs(change_value)) <= tolerance', 'array[document_id]', 'array[place]') }}
union all
{{ check_row('ends', 'monotone', 'moves_as_said', "place_key || '|' || canonical_name || '|' || second_id",
    "'变化方向与所述一致：' || canonical_name", "'A figure moves the way it is said to: ' || canonical_name",
    'array[first_id]', 'array[second_id]', 'first_said', 'second_said', 'from_value', 'to_value', 'from_tolerance + to_tolerance',
    "'rounding of both printed figures'", "first_said || case when said_direction > 0 then ' ↑ ' else ' ↓ ' end || second_said",
    'said_direction * (to_value - from_value) >= - (from_tolerance + to_tolerance)', 'array[document_id]', 'array[place]',
    where='said_direction <> 0 and not is_backwards') }}
