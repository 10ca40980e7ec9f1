-- The figures as the checks see them: comparable keys, and where each stands in words.
with observations as (

    select
        *,
        -- 增长2.2倍 is a growth of 220%.
        case when kind = 'growth' and base_unit = '倍' then 100.0 else 1.0 end as times
    from {{ ref('int_observations') }}

),

figures as (

    select
        o.observation_id,
        o.document_id,
        o.place_key,
        o.task_no,
        o.section_no,
        o.anchor,
        o.sentence,
        o.jurisdiction,
        o.year,
        o.indicator,
        o.canonical_name,
        o.level_mark,
        o.kind,
        -- 764位企业家 are people, 第57位 is a rank.
        case when o.dimension = 'rank' and o.kind <> 'rank' then 'people' when o.times > 1 then 'percent' else o.dimension end as dimension,
        case when o.dimension = 'rank' and o.kind <> 'rank' then '人' when o.times > 1 then '%' else o.base_unit end as base_unit,
        o.unit,
        o.value_text,
        o.scope,
        o.period,
        o.period_end,
        o.modifier,
        o.stage,
        o.is_cumulative,
        o.is_total,
        o.is_part,
        o.is_constant_price,
        p.programme_id,
        n.core,
        n.pairs,
        n.is_completion_rate,
        o.near,
        coalesce(c.text_before, '') as text_before,
        coalesce(c.text_behind, '') as text_behind,
        o.period_start,
        o.published_on,
        -- A figure that stands for everything up to a day: 累计, 总数, 以来, or a stock by its nature.
        o.period like 'asof%' or o.is_cumulative or {{ matches('o.period', "'-$'") }} as is_to_date,
        -- Only a plain count of things is a whole number.
        (o.dimension in ('count', 'people', 'person_times', 'events') or (o.dimension = 'rank' and o.kind <> 'rank'))
        and o.factor = 1 and strpos(o.value_text, '.') = 0 as is_count,
        cast(o.base_value as double precision) * o.times as base_value,
        cast(o.factor as double precision) * o.times as factor,
        -- The upper end of a printed range (3~6名).
        cast(o.base_value_high as double precision) * o.times as high_value,
        o.rounding * o.times as rounding,
        (
            o.rounding
            -- 余, 约: the printed figure is a bound; one more unit of the last digit, 5% for a figure that is only about right.
            + case o.modifier
                when 'exact' then 0
                when 'about' then 0.05 * abs(cast(o.base_value as double precision))
                else 2 * o.rounding
            end
        ) * o.times as tolerance,
        -- The figure before it in its sentence, and the words between the two: what a rate or an average stands behind is what it is about.
        lag(o.observation_id) over (partition by o.place_key, o.sentence order by o.anchor, o.observation_id) as before_id,
        {{ first_group("coalesce(c.text_before, '')", "'([^0-9]*)$'") }} as words_to_number,
        c.observation_id is not null as has_context,
        lag(o.unit) over (partition by o.place_key, o.sentence order by o.anchor, o.observation_id) as unit_before,
        o.value_text || o.unit as said,
        case when o.task_no is not null then '任务' || o.task_no else '第' || coalesce(o.section_no, '0') || '节' end as place,
        -- What is said of December or as of the year's end is said of the year.
        case
            when o.period like 'asof-%' and o.kind in ('increment', 'growth') then substr(o.period, 6)
            when o.period like '%-12' then substr(o.period, 1, 4)
            else o.period
        end as period_key
    from observations as o
    left join {{ ref('int_observation_programme') }} as p on o.observation_id = p.observation_id
    left join {{ ref('int_indicator_names') }} as n on o.indicator = n.name
    left join {{ ref('int_check_contexts') }} as c on o.observation_id = c.observation_id
    where o.base_value is not null and o.role <> 'commitment'

)

select
    *,
    -- 40个,5+1产业占比76.9%: where the words do not begin with the unit of the number before, another number that is no figure stands between.
    case when not has_context then '' when strpos(words_to_number, unit_before) = 1 then words_to_number end as words_between
from figures
