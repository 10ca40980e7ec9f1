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
        r.observation_ids[1] as observation_id
    from {{ ref('int_target_results') }} as r
    inner join {{ ref('int_targets') }} as t on r.target_id = t.target_id
    where r.mode = 'single' and t.base_value > 0 and t.kind in ('level', 'increment')

),

rates as (

    select
        a.*,
        f.said,
        f.base_value,
        f.place,
        f.tolerance as figure_tolerance,
        rate.observation_id as rate_id,
        rate.said as rate_said,
        rate.base_value as rate_value,
        rate.tolerance as rate_tolerance,
        100.0 * f.base_value / a.target_base as computed,
        row_number() over (partition by a.target_id order by rate.anchor) as nearest
    from answers as a
    inner join {{ ref('int_check_figures') }} as f on a.observation_id = f.observation_id
    inner join {{ ref('int_check_figures') }} as rate
        on f.place_key = rate.place_key and f.sentence = rate.sentence and rate.kind = 'share' and f.anchor < rate.anchor
    where rate.is_completion_rate

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
        'completion_rate|' || place_key || '|' || canonical_name as key_text,
        '完成率与承诺、结果相符：' || canonical_name as claim_zh,
        'The completion rate fits promise and result: ' || canonical_name as claim_en,
        array[observation_id] as left_ids,
        array[rate_id] as right_ids,
        said || ' / ' || target_said as left_said,
        rate_said as right_said,
        computed as left_value,
        rate_value as right_value,
        rate_tolerance + 100.0 * figure_tolerance / target_base as tolerance,
        'rounding of the printed rate and of the result' as tolerance_reason,
        said || ' / ' || target_said || ' = ' || {{ plain_number('computed') }} || '% ; ' || rate_said as arithmetic,
        abs(computed - rate_value) <= rate_tolerance + 100.0 * figure_tolerance / target_base as holds,
        'warning' as severity,
        array[document_id] as document_ids,
        array[place] as places
    from rates
    where nearest = 1

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
