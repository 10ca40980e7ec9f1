-- One row for each promise of a year with its result, and one for each other reported figure. Full years and parts of years have rows of
-- their own: a figure of a quarter is the progress of a promise, never its result.
with answers as (

    select observation_id from {{ ref('int_promises') }}
    where observation_id is not null
    union
    -- Parts that were added up to a result.
    select unnest(t.observation_ids) as observation_id
    from {{ ref('int_promises') }} as p
    inner join {{ ref('fct_target') }} as t on p.target_id = t.target_id
    where p.answer_from = 'result'

),

rows as (

    select
        canonical_name as indicator,
        scope,
        kind,
        period,
        year,
        target_value,
        actual_value,
        base_unit as unit,
        verdict,
        coalesce(answered_in, promised_in) as document_id,
        quality,
        target_id,
        observation_id,
        jurisdiction,
        promised_in,
        answer_from,
        progress_value,
        progress_period,
        progress_in
    from {{ ref('int_promises') }}

    union all

    select
        i.indicator,
        o.scope,
        o.kind,
        o.period,
        o.year,
        cast(null as double precision) as target_value,
        cast(o.base_value as double precision) as actual_value,
        o.base_unit as unit,
        cast(null as text) as verdict,
        o.document_id,
        o.quality,
        cast(null as text) as target_id,
        o.observation_id,
        d.jurisdiction,
        cast(null as text) as promised_in,
        cast(null as text) as answer_from,
        cast(null as double precision) as progress_value,
        cast(null as text) as progress_period,
        cast(null as text) as progress_in
    from {{ ref('fct_observation') }} as o
    inner join {{ ref('dim_indicator') }} as i on o.indicator_id = i.indicator_id
    inner join {{ ref('dim_document') }} as d on o.document_id = d.document_id
    left join answers on o.observation_id = answers.observation_id
    where answers.observation_id is null

),

-- The year that the period is about, which is not always that of the document; figures and promises as they are printed.
dated as (

    select
        rows.*,
        coalesce({{ period_year('rows.period') }}, rows.year) as period_year,
        {{ period_grain(
            'rows.period', 'coalesce(o.period_start, t.period_start)', 'coalesce(o.period_end, t.period_end)'
        ) }} as grain,
        -- A quarter follows the same quarter of the year before.
        regexp_replace(rows.period, '[0-9]{4}', '') as part,
        t.value_text || coalesce('-' || t.value_high_text, '') || coalesce(t.unit, '') as target_said,
        o.value_text || coalesce('-' || o.value_high_text, '') || o.unit as actual_said,
        coalesce(o.level_mark, '') as level_mark
    from rows
    left join {{ ref('int_observations') }} as o on rows.observation_id = o.observation_id
    left join {{ ref('int_targets') }} as t on rows.target_id = t.target_id

),

-- How each indicator was measured in each year, to see where the series breaks.
measured as (

    select
        jurisdiction,
        indicator,
        kind,
        period_year,
        grain,
        part,
        array_agg(distinct unit order by unit) as units,
        array_agg(distinct scope order by scope) as scopes,
        array_agg(distinct level_mark order by level_mark) as level_marks
    from dated
    where actual_value is not null and period_year is not null
    group by jurisdiction, indicator, kind, period_year, grain, part

),

-- Compared is with the last year that has a figure, however long ago.
before_and_after as (

    select
        jurisdiction,
        indicator,
        kind,
        period_year,
        grain,
        part,
        lag(units) over (partition by jurisdiction, indicator, kind, grain, part order by period_year) as units,
        lag(scopes) over (partition by jurisdiction, indicator, kind, grain, part order by period_year) as scopes,
        lag(level_marks) over (partition by jurisdiction, indicator, kind, grain, part order by period_year) as level_marks
    from measured

),

broken as (

    select
        d.*,
        g.growth,
        coalesce(known.constant_price, false) as is_constant_price,
        case
            when known.canonical_name is null or d.actual_value is null then cast(null as text)
            when before.units is not null and not d.unit = any(before.units) then 'unit'
            when before.scopes is not null and not d.scope = any(before.scopes) then 'scope'
            -- Another level of award or ownership is counted under the same name.
            when before.level_marks is not null and not d.level_mark = any(before.level_marks) then 'definition'
            -- Growth that does not follow from the levels, though both are in current prices: the base was restated or is counted another way.
            when d.kind = 'growth' and not known.constant_price and abs(d.actual_value - g.growth) > 0.6 then 'base'
        end as break_reason
    from dated as d
    left join {{ ref('indicators') }} as known on d.indicator = known.canonical_name
    left join before_and_after as before
        on
            d.jurisdiction = before.jurisdiction
            and d.indicator = before.indicator
            and d.kind = before.kind
            and d.grain = before.grain
            and d.part = before.part
            and d.period_year = before.period_year
    left join {{ ref('int_level_growth') }} as g
        on
            d.jurisdiction = g.jurisdiction
            and d.indicator = g.canonical_name
            and d.scope = g.scope
            and d.period = g.period
            and d.grain = g.grain
            and d.kind in ('level', 'growth')
            and (d.kind = 'growth' or d.unit = g.base_unit)
            and d.actual_value is not null

)

select
    indicator,
    scope,
    kind,
    period,
    year,
    target_value,
    actual_value,
    unit,
    verdict,
    document_id,
    quality,
    target_id,
    observation_id,
    jurisdiction,
    period_year,
    grain,
    promised_in,
    answer_from,
    progress_value,
    progress_period,
    progress_in,
    cast(round(cast(growth as numeric(28, 4)), 2) as double precision) as growth_recomputed,
    is_constant_price,
    break_reason,
    break_reason is not null as is_break,
    target_said,
    actual_said
from broken
