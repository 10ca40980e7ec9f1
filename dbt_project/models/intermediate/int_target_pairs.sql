-- Which figures of the same task (or section) could answer a promise, how alike they are, and whether they are accepted.
-- Nothing is decided here about kept or broken: a pair is accepted or not without looking at which side is larger.
with candidates as (

    -- The key of this join is the task: never all promises against all figures.
    select
        t.target_id,
        o.observation_id,
        t.kind as target_kind,
        t.comparator,
        t.dimension as target_dimension,
        t.base_unit as target_unit,
        t.place_key as target_place,
        t.base_value as target_base,
        t.is_stock,
        t.is_flow,
        -- 新建续建93条: what is carried on into the next year is not to be finished in this one.
        t.is_interim,
        t.stage in ('', 'finished') and t.is_built and not t.names_both_builds as is_to_be_finished,
        t.names_both_builds as target_names_both_builds,
        {{ squeeze('t.evidence') }} as target_evidence,
        -- 同口径增长: where the promise is of the comparable basis and the report prints both, the comparable one answers.
        not {{ matches('t.evidence', "'同口径|可比口径'") }} or {{ matches('o.before', "'(同口径|可比口径)[^，。；,;0-9]*$'") }} as is_same_basis,
        t.relative_to,
        t.stage as target_stage,
        t.scope as target_scope,
        t.period as target_period,
        t.period_end as target_period_end,
        t.indicator as target_indicator,
        t.canonical_name as target_canonical,
        o.kind,
        o.value_text || o.unit as figure_said,
        -- 首批41家,第二批36家: each batch is told by itself, and together they are the answer.
        coalesce({{ first_group('o.before', "'(首批|第[一二三四五六]批|首期|第[一二三四五六]期|上半年|下半年|第[一二三四]季度)[^，。；、,;0-9]{0,8}$'") }}, '') as batch,
        o.dimension,
        o.base_unit,
        o.base_value,
        o.rounding,
        o.modifier,
        o.scope,
        o.period,
        o.period_end,
        o.stage,
        o.is_total,
        o.is_difference,
        o.is_since_year_begin,
        o.is_part,
        o.is_cumulative or o.period like 'asof%' or o.is_stock as is_stock_figure,
        o.sentence,
        o.anchor,
        o.indicator,
        o.canonical_name,
        o.place_key
    from {{ ref('int_targets') }} as t
    inner join {{ ref('int_observations') }} as o on t.place_key = o.place_key
    where
        o.role <> 'commitment'
        and o.base_value is not null
        -- What is carried on (新建续建) counts by being there, all else by what came of it.
        and (t.names_both_builds or not o.is_base_of_parts)
        -- A direction (提高, 降低) is answered by a change; pace by growth.
        and (t.base_value is not null or o.kind in ('growth', 'increment'))
        and (t.base_value is null or t.dimension = o.dimension)
        -- 剔除房地产投资后增长6.8%: a part of what was promised.
        and not (
            {{ matches('o.before', "'(剔除|扣除|不含)[^。；;0-9]{1,20}$'") }}
            and not {{ matches('t.evidence', "'剔除|扣除|不含|同口径|可比口径'") }}
        )
        -- Against the month or quarter before: says nothing of the year.
        and not (t.kind = 'growth' and {{ matches('o.before', "'环比[^，。；,;]*$'") }} and strpos(t.evidence, '环比') = 0)
        -- A figure of an earlier year than the promise and the document are about is where it came from, not what came of it.
        and coalesce(extract(year from o.period_end) >= least(t.year, extract(year from t.period_end)), true)

),

-- Kinds that may answer each other, best first; null forbids. An amount promised as such is not answered by a mere difference.
kinds as (

    select
        candidates.*,
        case
            when target_base is null and comparator = 'sync' then case when kind = 'growth' then 0 end
            when target_base is null then 0
            when target_kind in ('level', 'increment') and kind in ('level', 'increment')
                then
                    case
                        -- 较目标多2个: by how much it differs, not how much there is.
                        when is_difference and target_kind = 'level' then null
                        when target_kind = 'increment' and is_since_year_begin then 0
                        when is_difference then 3
                        when target_kind = 'increment' and kind = 'increment' then 0
                        when target_kind = 'increment' then case when not is_stock_figure then 1 end
                        when is_stock then case when kind = 'level' then 0 end
                        when kind = 'increment' then case when target_dimension not like 'money%' then 0 end
                        when not is_stock_figure then 1
                        when not is_flow then 2
                    end
            when target_kind = kind then 0
            -- A time that something takes and a temperature are told as an average as well.
            when target_kind in ('level', 'ratio') and kind in ('level', 'ratio') and (target_dimension like 'time%' or target_dimension = 'temperature') then 1
        end as kind_rank
    from candidates

),

named as (

    select
        kinds.*,
        tn.core as target_core,
        tn.pairs as target_pairs,
        tn.is_conjunct as target_is_conjunct,
        tn.level_mark as target_level,
        tn.is_and_above as target_is_and_above,
        -- A label stands for a short name as well (公共停车位建设：…); the figure before it only where there is no name at all.
        {{ size_of('rn.pairs') }} <= case when labels.is_label then 1 else 0 end
        and {{ shared('tn.pairs', 'rn.pairs') }} = 0 and coalesce(topics.core, '') <> '' as speaks_by_topic,
        rn.core as own_core,
        rn.pairs as own_pairs,
        topics.core as topic_core,
        topics.pairs as topic_pairs,
        rn.level_mark as figure_level,
        rn.is_new_build,
        rn.is_continued_build,
        rn.is_conjunct,
        rn.is_and_above,
        {{ size_of('tn.pairs') }} as target_size,
        -- 省级以上 is answered by 国家级 as well.
        tn.level_mark <> '' and rn.level_mark <> ''
        and not (tn.is_national and rn.is_national)
        and not (tn.is_provincial and (rn.is_provincial or (tn.is_and_above and rn.is_national)))
        and not (tn.is_municipal and (rn.is_municipal or (tn.is_and_above and (rn.is_national or rn.is_provincial))))
        and not (tn.is_county and (rn.is_county or tn.is_and_above)) as levels_differ,
        (kinds.target_stage = 'finished' and kinds.stage in ('started', 'planned'))
        or (kinds.stage = 'planned' and kinds.target_stage <> 'planned')
        -- 改造62个, at half-year 开工62个: begun is not done, and the year is not over.
        or (kinds.is_interim and kinds.is_to_be_finished and kinds.stage = 'started') as stages_differ
    from kinds
    inner join {{ ref('int_indicator_names') }} as tn on kinds.target_indicator = tn.name
    inner join {{ ref('int_indicator_names') }} as rn on kinds.indicator = rn.name
    left join {{ ref('int_figure_topics') }} as labels on kinds.observation_id = labels.observation_id
    left join {{ ref('int_indicator_names') }} as topics on labels.topic = topics.name
    where kinds.kind_rank is not null

),

-- A figure whose own clause does not say what it counts is about the label before it.
spoken as (

    select
        *,
        case when speaks_by_topic then topic_core else own_core end as figure_core,
        case when speaks_by_topic then topic_pairs else own_pairs end as figure_pairs
    from named

),

-- 187个小区, 29342户: where the same thing is promised in two units, each figure answers the promise of its own unit.
unit_owners as (

    select distinct
        t.place_key,
        n.core,
        t.base_unit
    from {{ ref('int_targets') }} as t
    inner join {{ ref('int_indicator_names') }} as n on t.indicator = n.name
    where t.base_unit is not null

),

-- The report's own rate ties a figure to a promise: 3378 at 101.02% can only be 3378 of 3344.
own_rates as (

    select distinct
        n.target_id,
        n.observation_id
    from spoken as n
    inner join {{ ref('int_observations') }} as rate
        on
            n.place_key = rate.place_key
            and rate.kind = 'share'
            and rate.base_value > 0
            and rate.sentence between n.sentence and n.sentence + 1
            and n.anchor < rate.anchor
    where
        n.target_base > 0
        and n.base_value <> n.target_base
        and abs(n.base_value * 100.0 / rate.base_value - n.target_base)
        <= n.target_base * rate.rounding / rate.base_value + n.rounding + 0.001

),

measured as (

    select
        spoken.*,
        {{ size_of('figure_pairs') }} as figure_size,
        {{ shared('target_pairs', 'figure_pairs') }} as shared_pairs,
        -- Promises of a direction name their subject in the clause rather than in a short noun.
        case when target_base is null and relative_to is null then {{ shared(bigrams('target_evidence'), 'figure_pairs') }} else 0 end
            as shared_with_clause,
        right(target_core, 2) = right(figure_core, 2) as same_head,
        -- The head of a Chinese name stands at its end: 参保率 in a report on 城乡居民医保参保率 is its short form.
        length(figure_core) >= 2 and right(target_core, length(figure_core)) = figure_core as is_short_form
    from spoken

),

scored as (

    select
        named.*,
        own_rates.observation_id is not null as has_own_rate,
        named.target_unit <> named.base_unit and unit_owners.place_key is not null as is_of_other_unit,
        coalesce(named.base_value = named.target_base, false) as is_repeated,
        named.target_canonical = named.canonical_name or (named.target_core = named.figure_core and named.target_core <> '')
            as is_same_name,
        coalesce(2.0 * named.shared_pairs / nullif(named.target_size + named.figure_size, 0), 0) as dice,
        coalesce(1.0 * named.shared_pairs / nullif(named.target_size, 0), 0) as target_covered,
        coalesce(1.0 * named.shared_pairs / nullif(named.figure_size, 0), 0) as figure_covered,
        count(*) over (partition by named.target_id, named.dimension) as rivals,
        -- How many figures of the report could be meant by unit and kind, and how many promises this one could answer.
        sum(case when named.is_difference or named.stage = 'planned' then 0 else 1 end)
            over (partition by named.target_id, named.base_unit) as figures_of_unit,
        count(*) over (partition by named.observation_id, named.target_unit) as promises_of_unit,
        -- What a city reports comes near to what it promised; how many figures and promises are so near each other.
        sum(case when {{ is_near('named') }} then 1 else 0 end) over (partition by named.target_id, named.base_unit) as figures_near,
        sum(case when {{ is_near('named') }} then 1 else 0 end) over (partition by named.observation_id, named.target_unit) as promises_near,
        {{ is_near('named') }} as is_near,
        -- The same short name may stand there twice (由3.7%降到1.1%); two different ones leave it open.
        min(case when named.is_short_form then named.figure_core end) over (partition by named.target_id, named.base_unit)
        = max(case when named.is_short_form then named.figure_core end) over (partition by named.target_id, named.base_unit) as is_one_short_form,
        sum(case when named.is_short_form then 1 else 0 end) over (partition by named.observation_id) as short_form_promises,
        max(2.0 * named.shared_pairs / nullif(named.target_size + named.figure_size, 0)) over (partition by named.target_id) as best_of_promise,
        max(2.0 * named.shared_pairs / nullif(named.target_size + named.figure_size, 0)) over (partition by named.observation_id) as best_of_figure
    from measured as named
    left join own_rates on named.target_id = own_rates.target_id and named.observation_id = own_rates.observation_id
    left join unit_owners
        on
            named.target_place = unit_owners.place_key
            and named.target_core = unit_owners.core
            and named.base_unit = unit_owners.base_unit

),

-- 3 the same name; 2 nearly; 1 the one wholly inside the other or close enough; 0 no.
banded as (

    select
        *,
        case
            when is_same_name and not speaks_by_topic then 3
            when target_size = 0 or figure_size = 0 then 0
            when is_same_name or dice >= 0.75 then 2
            when target_covered = 1 and figure_size <= 3 * target_size then 2
            when is_short_form and is_one_short_form and short_form_promises = 1 and target_unit = base_unit then 2
            -- Both end alike, and nothing else is meant: the only ones of their unit, or each the other's likest.
            when same_head and target_unit = base_unit and dice >= 0.4 and figures_of_unit = 1 and promises_of_unit = 1 then 2
            when
                target_unit = base_unit and dice >= 0.5 and dice = best_of_promise and dice = best_of_figure
                and (same_head or stage = '' or stage = target_stage)
                then 2
            when dice >= 0.5 and (same_head or (figure_covered >= 0.8 and figure_size > 1)) then 1
            -- 消费 is not 消费券: two characters in front of a name are too little to be it.
            when figure_covered = 1 and target_covered >= 0.4 and (figure_size > 1 or same_head) then 1
            -- The two sides of a joined name (集聚区和集聚示范区) are told one by one.
            when target_is_conjunct and figure_covered >= 0.7 then 1
            when is_repeated and dice >= 0.3 then 1
            when has_own_rate and dice >= 0.2 then 1
            -- The one figure of this unit in the report and the one promise of it in the task, with something in common.
            when figures_of_unit = 1 and promises_of_unit = 1 and target_unit = base_unit and (dice >= 0.25 or (dice > 0 and same_head)) then 1
            -- The only figure of its unit near the promised number, and something in common.
            when is_near and figures_near = 1 and promises_near = 1 and target_unit = base_unit and (dice >= 0.12 or figure_covered >= 0.5) then 1
            when is_repeated and dice >= 0.2 and dice = best_of_promise and dice = best_of_figure and target_unit = base_unit then 1
            -- The only figure of so special a dimension (area, mass, length) in the whole report.
            when rivals = 1 and target_dimension not in ('count', 'percent', 'people', 'money', 'events') and dice >= 0.2 then 1
            when target_base is null and target_covered >= 0.5 then 1
            when shared_with_clause >= 1 and shared_with_clause >= 0.3 * figure_size then 1
            else 0
        end as name_band
    from scored

),

ranked as (

    select
        *,
        max(case when name_band >= 2 then batch end) over (partition by target_id)
        <> min(case when name_band >= 2 then batch end) over (partition by target_id) as is_in_batches,
        max(name_band) over (partition by observation_id) as best_band,
        -- 油茶新造及低改合计9.1万亩 is the sum of two promises and answers neither.
        is_conjunct and not target_is_conjunct and not is_same_name
        and sum(case when name_band > 0 then 1 else 0 end) over (partition by observation_id, target_unit) > 1 as sums_promises
    from banded

)

select
    target_id,
    observation_id,
    kind,
    kind_rank,
    dimension,
    base_value,
    rounding,
    modifier,
    scope,
    period,
    period_end,
    stage,
    is_total,
    is_part,
    is_repeated,
    has_own_rate,
    name_band,
    cast(dice as double precision) as dice,
    levels_differ,
    stages_differ,
    is_to_be_finished,
    target_stage,
    target_names_both_builds,
    coalesce(target_stage <> '' and stage = target_stage, false) as is_of_promised_stage,
    name_band > 0
    and not levels_differ
    and not stages_differ
    and not is_of_other_unit
    and not sums_promises
    -- A figure that has the very name of another promise is that one's, whatever label stands before it.
    and not ((name_band = 1 or speaks_by_topic) and best_band = 3 and not is_total) as is_accepted,
    -- What this figure is a part of, where the promise covers several parts; '' where it is the whole.
    case when is_total or {{ is_whole_scope('scope') }} or scope = target_scope then '' else scope end as scope_part,
    case when not is_total and (target_level = '' or target_is_and_above and not is_and_above) then figure_level else '' end as level_part,
    case
        when target_names_both_builds and not (is_new_build and is_continued_build)
            then
                case when is_continued_build then '续建' when is_new_build then '新建' else '' end
        else ''
    end as build_part,
    case when is_in_batches and name_band >= 2 and not is_total then batch else '' end as batch_part,
    case when not is_total and target_is_conjunct and not is_conjunct and not is_same_name then figure_core else '' end as name_part,
    period = target_period as is_same_period,
    is_same_basis,
    coalesce(target_unit = base_unit, false) as is_same_unit,
    coalesce(period_end < target_period_end and period not like 'asof%', false) as ends_early,
    target_canonical = canonical_name as is_exact_name,
    figure_said,
    anchor
from ranked
