-- What the report shows for each promise: one figure, a total added up from its parts, or one figure for each part of the city.
with accepted as (

    select
        *,
        scope_part || '|' || level_part || '|' || build_part || '|' || batch_part || '|' || name_part as part_key,
        scope_part || level_part || build_part || batch_part || name_part = '' as is_whole
    from {{ ref('int_target_pairs') }}
    where is_accepted

),

-- Order of preference, each step only where the one before leaves a tie: the report's own rate; a name that is the
-- same or nearly; the kind; the likeness of the name;
-- a stated total; for works under way what has been started; the same period; the later date; the place in the text.
ordered as (

    select
        *,
        row_number() over (
            partition by target_id, part_key
            order by
                has_own_rate desc,
                is_of_promised_stage desc,
                name_band >= 2 desc,
                is_same_unit desc,
                -- 一季度增长7.9%，全年1.1%: the year answers for the year.
                kind in ('growth', 'share', 'ratio') and ends_early asc,
                -- 开工2463个, 其中完成改造1978个: what has only begun keeps no promise of something finished.
                stage = 'started' and target_stage not in ('started', 'planned') and not target_names_both_builds asc,
                is_part asc,
                is_same_basis desc,
                kind_rank asc,
                name_band desc,
                is_exact_name desc,
                is_total desc,
                case
                    when build_part = '' then 0
                    when stage = 'started' then 0
                    when stage = '' then 1
                    else 2
                end asc,
                -- 改造62个: of those started and those finished, the finished ones keep the promise.
                case when not is_to_be_finished or stage = 'finished' then 0 when stage = '' then 1 else 2 end asc,
                is_repeated desc,
                is_same_period desc,
                period_end desc,
                anchor asc
        ) as choice
    from accepted

),

-- Figures that would have done as well by name and kind: where they disagree, a merely similar name decides nothing.
rivals as (

    select
        target_id,
        name_band,
        kind_rank,
        is_same_unit,
        cast(min(base_value) as double precision) as rival_low,
        cast(max(base_value) as double precision) as rival_high
    from accepted
    where is_whole and not is_total and not is_part and not (is_to_be_finished and stage = 'started')
    group by target_id, name_band, kind_rank, is_same_unit

),

part_figures as (

    select
        *,
        max(case when is_whole then name_band * 10 - kind_rank + case when has_own_rate or is_total then 100 else 0 end end)
            over (partition by target_id) as best_whole,
        -- 其中国家级1项 is no better answer than the whole that it is a part of, however well it is named.
        max(case when not is_whole then name_band * 10 - kind_rank - case when is_part then 50 else 0 end end)
            over (partition by target_id) as best_part,
        row_number() over (
            partition by target_id
            order by has_own_rate desc, is_total desc, name_band >= 2 desc, kind_rank asc, name_band desc, is_whole desc, is_same_period desc, anchor asc
        ) as overall_choice
    from ordered
    where choice = 1

),

-- A figure for the whole stands; only where none is as good, parts are taken. Parts that are added must be of one kind.
taken as (

    select
        *,
        count(*) over (partition by target_id) as figures
    from (
        select
            *,
            first_value(kind) over (partition by target_id order by overall_choice) as first_kind
        from part_figures
    ) as kinds_known
    where
        (coalesce(best_whole, -100) >= coalesce(best_part, -100) and is_whole)
        or (coalesce(best_part, -100) > coalesce(best_whole, -100) and not is_whole and kind = first_kind)

),

results as (

    select
        target_id,
        max(figures) as figures,
        case
            when max(figures) = 1 then 'single'
            when min(kind) in ('level', 'increment') then 'sum'
            else 'each'
        end as mode,
        sum(base_value) as sum_base,
        min(base_value) as low_base,
        max(base_value) as high_base,
        sum(rounding) as rounding,
        min(kind) as kind,
        max(modifier) as last_modifier,
        max(case when modifier = 'less_than' then 1 else 0 end) = 1 as has_less_than,
        min(name_band) as name_band,
        min(kind_rank) as kind_rank,
        bool_and(is_same_unit) as is_same_unit,
        bool_or(has_own_rate or is_total or is_repeated) as is_singled_out,
        bool_and(is_whole) as is_whole,
        array_agg(observation_id order by anchor) as observation_ids
    from taken
    group by target_id

),

-- The words of the figures as printed, for the sentence that gives the reason.
printed as (

    select
        taken.target_id,
        string_agg(
            case when taken.scope_part <> '' then taken.scope_part else '' end || o.value_text || o.unit,
            ' + ' order by taken.anchor
        ) as figures_said,
        max(o.period) as period_said
    from taken
    inner join {{ ref('stg_observations') }} as o on taken.observation_id = o.observation_id
    group by taken.target_id

)

select
    results.target_id,
    results.mode,
    results.figures,
    results.kind,
    cast(case when results.mode = 'each' then results.low_base else results.sum_base end as double precision) as actual_base,
    cast(results.low_base as double precision) as low_base,
    cast(results.high_base as double precision) as high_base,
    results.has_less_than,
    results.name_band,
    results.is_whole,
    results.observation_ids,
    printed.figures_said,
    printed.period_said,
    results.mode = 'single' and results.name_band < 3 and not results.is_singled_out as has_rivals,
    rivals.rival_low,
    rivals.rival_high
from results
inner join printed on results.target_id = printed.target_id
left join rivals
    on
        results.target_id = rivals.target_id
        and results.name_band = rivals.name_band
        and results.kind_rank = rivals.kind_rank
        and results.is_same_unit = rivals.is_same_unit
