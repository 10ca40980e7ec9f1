-- A completion rate with its promise and result; a growth rate with the levels of two years. Blind spots: rates whose base is not printed;
-- growth in constant prices, which the seed `indicators` marks and which is left out.
with answers as (

    select
        t.target_id,
        t.document_id,
        t.place_key,
        t.canonical_name,
        t.value_text || t.unit as target_said,
        cast(t.base_value as double precision) as target_base,
        t.dimension,
        r.observation_ids[1] as observation_id
    from {{ ref('int_target_results') }} as r
    inner join {{ ref('int_targets') }} as t on r.target_id = t.target_id
    where r.mode = 'single' and t.base_value > 0 and t.kind in ('level', 'increment')

),

-- A rate is about the figure that it stands behind: 开工26个,开工率60.5% says nothing of the investment told earlier.
rates as (

    select
        f.observation_id,
        f.document_id,
        f.place_key,
        f.sentence,
        f.canonical_name,
        f.said,
        f.base_value,
        f.base_unit,
        f.dimension,
        f.place,
        f.anchor,
        f.tolerance as figure_tolerance,
        rate.observation_id as rate_id,
        rate.said as rate_said,
        rate.base_value as rate_value,
        rate.tolerance as rate_tolerance
    from {{ ref('int_check_figures') }} as rate
    inner join {{ ref('int_check_figures') }} as f on rate.before_id = f.observation_id
    where
        rate.kind = 'share' and rate.is_completion_rate and f.kind in ('level', 'increment')
        and length(rate.words_between) <= 24 and not {{ matches('rate.words_between', "'序时|均|分别'") }}

),

-- What the rate may be a rate of: the promise that the figure answers, another promise of the place, what the sentence names before it.
bases as (

    select
        r.rate_id,
        a.target_id as base_id,
        a.canonical_name,
        a.target_said as base_said,
        a.target_base as base_value,
        0.0 as tolerance,
        true as is_plain
    from rates as r
    -- Dwellings answer households: the model of the verdicts has paired them.
    inner join answers as a on r.observation_id = a.observation_id and r.dimension = a.dimension

    union all

    select
        r.rate_id,
        t.target_id as base_id,
        t.canonical_name,
        t.value_text || t.unit as base_said,
        cast(t.base_value as double precision) as base_value,
        0.0 as tolerance,
        false as is_plain
    from rates as r
    inner join {{ ref('int_targets') }} as t on r.place_key = t.place_key and r.base_unit = t.base_unit
    where t.base_value > 0 and t.kind in ('level', 'increment')

    union all

    select
        r.rate_id,
        w.observation_id as base_id,
        r.canonical_name,
        w.said as base_said,
        w.base_value,
        w.tolerance,
        -- Only what is said to be the plan must fit.
        {{ matches('w.text_before', "'(计划|目标|任务|应)[^,，]{0,12}$'") }} and w.before_id is null as is_plain
    from rates as r
    inner join {{ ref('int_check_figures') }} as w
        on r.place_key = w.place_key and r.sentence = w.sentence and r.base_unit = w.base_unit and r.anchor > w.anchor
    where w.kind = 'level' and w.base_value > 0

),

fitted as (

    select
        r.*,
        b.base_id,
        b.canonical_name as base_name,
        b.base_said,
        b.is_plain,
        100.0 * r.base_value / b.base_value as computed,
        r.rate_tolerance + 100.0 * (r.figure_tolerance / b.base_value + r.base_value * b.tolerance / (b.base_value * b.base_value)) as tolerance
    from rates as r
    inner join bases as b on r.rate_id = b.rate_id

),

completed as (

    select
        *,
        abs(computed - rate_value) <= tolerance as holds,
        row_number() over (partition by rate_id order by abs(computed - rate_value) <= tolerance desc, is_plain desc, base_id asc) as choice
    from fitted

),

levels as (

    select
        *,
        row_number() over (
            partition by jurisdiction, canonical_name, level_mark, scope, kind, period_key order by document_id, anchor
        ) as nth
    from {{ ref('int_check_figures') }}
    where
        kind in ('level', 'growth')
        and not is_constant_price
        and {{ matches('period_key', "'^[0-9]{4}$'") }}
        -- Growth against another time, or on a base that the text itself calls adjusted, is none of these two levels'.
        and (
            kind = 'level'
            or not {{ matches(
                "right(text_before, 24) || substr(text_behind, 1, 16)", "'环比|年均|[比较][0-9]{4}年|年初|口径|可比|不变价|剔除|扣除|还原'"
            ) }}
        )

),

growths as (

    select
        g.document_id,
        g.place_key,
        g.canonical_name,
        g.period_key,
        g.place,
        g.said,
        g.base_value,
        g.observation_id,
        now_level.observation_id as now_id,
        before_level.observation_id as before_id,
        now_level.said as now_said,
        before_level.said as before_said,
        now_level.document_id as now_document,
        before_level.document_id as before_document,
        before_level.place as before_place,
        100.0 * (now_level.base_value / before_level.base_value - 1) as computed,
        g.tolerance
        + 100.0 * now_level.base_value / before_level.base_value
        * (now_level.tolerance / now_level.base_value + before_level.tolerance / before_level.base_value) as tolerance
    from levels as g
    inner join levels as now_level
        on
            g.jurisdiction = now_level.jurisdiction
            and g.canonical_name = now_level.canonical_name
            and g.scope = now_level.scope
            and g.period_key = now_level.period_key
            and g.document_id = now_level.document_id
            and now_level.kind = 'level'
            and now_level.nth = 1
    inner join levels as before_level
        on
            g.jurisdiction = before_level.jurisdiction
            and g.canonical_name = before_level.canonical_name
            and g.scope = before_level.scope
            and before_level.period_key = cast(cast(g.period_key as integer) - 1 as text)
            and now_level.base_unit = before_level.base_unit
            and before_level.kind = 'level'
            and before_level.nth = 1
    where g.kind = 'growth' and g.nth = 1 and before_level.base_value > 0 and now_level.base_value > 0

),

compared as (

    select
        'percent' as kind,
        'completion_rate' as rule,
        'completion_rate|' || place_key || '|' || base_name || '|' || row_number() over (partition by place_key, base_name order by anchor) as key_text,
        '完成率与承诺、结果相符：' || base_name as claim_zh,
        'The completion rate fits promise and result: ' || base_name as claim_en,
        array[observation_id] as left_ids,
        array[rate_id] as right_ids,
        said || ' / ' || base_said as left_said,
        rate_said as right_said,
        computed as left_value,
        rate_value as right_value,
        tolerance,
        'rounding of the printed rate, of the result and of the plan' as tolerance_reason,
        said || ' / ' || base_said || ' = ' || {{ plain_number('computed') }} || '% ; ' || rate_said as arithmetic,
        holds,
        'warning' as severity,
        array[document_id] as document_ids,
        array[place] as places
    from completed
    where choice = 1 and (holds or is_plain)

    union all

    select
        'percent' as kind,
        'growth_of_levels' as rule,
        'growth_of_levels|' || place_key || '|' || canonical_name || '|' || period_key as key_text,
        '增速与两年数值相符：' || canonical_name || '（' || period_key || '）' as claim_zh,
        'The growth rate fits the levels of both years: ' || canonical_name || ' (' || period_key || ')' as claim_en,
        array[observation_id] as left_ids,
        array[now_id, before_id] as right_ids,
        said as left_said,
        now_said || ' / ' || before_said as right_said,
        base_value as left_value,
        computed as right_value,
        tolerance,
        'rounding of the growth rate and of both levels; indicators in constant prices are left out' as tolerance_reason,
        now_said || ' / ' || before_said || ' - 1 = ' || {{ plain_number('computed') }} || '% ; ' || said as arithmetic,
        abs(base_value - computed) <= tolerance as holds,
        'warning' as severity,
        array[document_id, before_document] as document_ids,
        array[place, before_place] as places
    from growths

)

select {{ check_columns() }} from compared
