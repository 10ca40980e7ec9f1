{#
  The verdict of a promise, in each state of knowledge: as printed, and since each correction. One model, to be read from top to bottom.

  met           the figure reaches the promise
  not_met       the figure falls short (or the report itself says not done)
  partly_met    part of what was promised is reported done, by name or number, and the rest is not
  pending       still under way, or short in a document about part of the year
  claimed       the report says done and gives no figure
  not_reported  neither figure nor claim

  A kept promise must be shown by a figure: wherever the figure is in doubt, the verdict is not `met`.
#}
-- Figures of the promised thing that have come only part of the way (签约37个, 推荐申报14家).
with beginnings as (

    select
        target_id,
        string_agg(figure_said, ' + ' order by anchor) as begun_said
    from {{ ref('int_target_pairs') }}
    where name_band > 0 and stages_differ and not levels_differ
    group by target_id

),

-- Everything that is known about a promise, side by side.
known as (

    select
        t.target_id,
        states.corrected_on,
        coalesce(states.is_latest, true) as is_latest,
        t.document_id,
        t.task_key,
        t.comparator,
        t.value_text,
        t.unit,
        t.kind,
        t.stage,
        t.relative_to,
        t.indicator,
        t.more_is_better,
        -- Concentrations do not add up over the year, and what is above a ceiling of a count will not come down again.
        t.dimension = 'concentration' or (t.comparator = 'le' and t.kind in ('level', 'increment')) as is_compared_at_once,
        t.is_interim,
        cast(t.base_value as double precision) as target_base,
        r.mode,
        r.actual_base,
        r.low_base,
        r.high_base,
        r.has_less_than,
        r.name_band,
        r.is_whole,
        r.has_rivals,
        r.rival_low,
        r.rival_high,
        r.observation_ids,
        r.figures_said,
        f.reference_id,
        f.reference_kind,
        f.reference_base,
        f.reference_said,
        c.done_about,
        c.under_way_about,
        c.not_done_about,
        c.done_said,
        c.under_way_said,
        c.not_done_said,
        p.rate_id,
        p.rate,
        p.rate_said,
        p.is_progress,
        -- What two printed figures say together; a steward's correction of one of them speaks for itself.
        case when states.corrected_on is null then k.reckoned end as reckoned,
        k.reckoned_from,
        k.observation_ids as reckoned_ids,
        beginnings.begun_said,
        t.task_key is not null and coalesce(tasks.report, '') = '' as has_no_report
    from {{ ref('int_targets') }} as t
    left join {{ ref('int_target_states') }} as states on t.target_id = states.target_id
    left join {{ ref('int_target_actuals') }} as r
        on t.target_id = r.target_id and states.corrected_on is not distinct from r.corrected_on
    left join {{ ref('int_target_reference_actuals') }} as f
        on t.target_id = f.target_id and states.corrected_on is not distinct from f.corrected_on
    left join {{ ref('int_target_claims') }} as c on t.target_id = c.target_id
    left join {{ ref('int_target_rate_actuals') }} as p
        on t.target_id = p.target_id and states.corrected_on is not distinct from p.corrected_on
    left join {{ ref('int_target_reckoned') }} as k on t.target_id = k.target_id
    left join beginnings on t.target_id = beginnings.target_id
    left join {{ ref('stg_tasks') }} as tasks on t.task_key = tasks.task_key

),

-- The comparison alone: does the figure reach the promise? Null where there is nothing to compare.
compared as (

    select
        *,
        case
            when target_base is null or actual_base is null then null
            -- 不足N reaches a floor only when it is clearly above.
            when comparator in ('ge', 'about', 'eq') and has_less_than then actual_base > 1.05 * target_base
            when comparator = 'ge' then actual_base >= target_base
            when comparator = 'le' then high_base <= target_base
            -- About: 5% either side, and beyond it on the better side.
            when comparator = 'about'
                then
                    abs(actual_base - target_base) <= 0.05 * abs(target_base)
                    or (more_is_better and actual_base > target_base)
                    or (not more_is_better and actual_base < target_base)
            when comparator = 'eq' then abs(actual_base - target_base) <= 0.0001 * abs(target_base)
        end as reaches,
        -- In step: no more than 5% behind the reference. Every part of the city must keep up.
        case
            when comparator = 'sync' then low_base >= reference_base - 0.05 * abs(reference_base)
            when comparator = 'higher' and reference_kind = 'gap' then reference_base > 0
            when comparator = 'lower' and reference_kind = 'gap' then reference_base < 0
            when comparator = 'higher' and relative_to is not null then low_base > reference_base
            when comparator = 'lower' and relative_to is not null then high_base < reference_base
            when comparator = 'higher' then low_base > 0
            when comparator = 'lower' then high_base < 0
        end as keeps_direction,
        case
            when comparator = 'sync' then high_base >= reference_base - 0.05 * abs(reference_base)
            when comparator = 'higher' and relative_to is not null and reference_kind <> 'gap' then high_base > reference_base
            when comparator = 'higher' and relative_to is null then high_base > 0
        end as keeps_direction_in_part,
        case
            when reckoned is null then null
            when comparator = 'higher' then reckoned > 0
            when comparator = 'lower' then reckoned < 0
            when comparator = 'le' then reckoned <= target_base
            when comparator = 'about' then reckoned >= target_base - 0.05 * abs(target_base)
            else reckoned >= target_base
        end as reckoned_reaches,
        case
            when target_base is not null and target_base <> 0 and actual_base is not null then round(cast(actual_base / target_base as numeric(28, 10)), 4)
        end as ratio
    from known

),

-- One branch for each way in which a report answers; the first that applies decides. `rule` names it.
decided as (

    select
        *,
        case
            -- 1. Promises of a direction or a pace.
            when comparator in ('sync', 'higher', 'lower') and keeps_direction then 'direction_kept'
            when comparator in ('sync', 'higher', 'lower') and keeps_direction_in_part then 'direction_kept_in_part'
            when comparator in ('sync', 'higher', 'lower') and not keeps_direction then 'direction_broken'
            -- 2. The report says of this very thing that it is still going on, and the figures at hand are of a neighbour.
            when under_way_about = 'same' and (reaches is null or (name_band < 3 and not reaches)) then 'under_way'
            -- 3. A figure. Several figures under a similar name, on both sides of the promise: none decides.
            when has_rivals and rival_low < target_base and target_base <= rival_high then 'ambiguous'
            when reaches then 'figure_reaches'
            when not reaches and under_way_about = 'same' then 'short_under_way'
            when
                not reaches and is_interim and kind in ('level', 'increment', 'share', 'ratio') and not coalesce(is_compared_at_once, false)
                then 'short_interim'
            -- One part of what was promised is no answer about the rest.
            when not reaches and mode = 'single' and not is_whole then 'part_only'
            -- A figure under a merely similar name that falls short proves nothing either way.
            when not reaches and name_band = 1 and done_about in ('same', 'task') then 'claimed'
            when not reaches and name_band = 1 then 'unlike'
            when not reaches then 'figure_short'
            when reckoned_reaches then 'reckoned_reaches'
            when not reckoned_reaches and is_interim and kind in ('increment', 'share') then 'reckoned_interim'
            when not reckoned_reaches then 'reckoned_short'
            -- 4. A completion rate instead of a figure.
            when rate >= 100 then 'rate_reaches'
            when rate < 100 and (is_progress or is_interim) then 'rate_under_way'
            when rate < 100 then 'rate_short'
            -- 5. Words.
            when not_done_about in ('same', 'task') then 'said_not_done'
            when done_about = 'same' then 'claimed'
            when under_way_about in ('same', 'task') then 'under_way'
            when is_interim and begun_said <> '' then 'begun'
            when done_about = 'task' then 'claimed'
            when done_about = 'instance' and target_base > 1 and kind in ('level', 'increment') then 'instances'
            when has_no_report then 'no_report'
            else 'silent'
        end as rule
    from compared

),

judged as (

    select
        *,
        case rule
            when 'direction_kept' then 'met'
            when 'direction_kept_in_part' then 'partly_met'
            when 'direction_broken' then 'not_met'
            when 'under_way' then 'pending'
            when 'begun' then 'pending'
            when 'figure_reaches' then 'met'
            when 'short_under_way' then 'pending'
            when 'short_interim' then 'pending'
            when 'part_only' then 'partly_met'
            when 'unlike' then 'not_reported'
            when 'figure_short' then 'not_met'
            when 'reckoned_reaches' then 'met'
            when 'reckoned_interim' then 'pending'
            when 'reckoned_short' then 'not_met'
            when 'rate_reaches' then 'met'
            when 'rate_under_way' then 'pending'
            when 'rate_short' then 'not_met'
            when 'said_not_done' then 'not_met'
            when 'claimed' then 'claimed'
            when 'instances' then 'partly_met'
            else 'not_reported'
        end as verdict,
        -- Which rules rest on figures.
        rule in (
            'direction_kept', 'direction_kept_in_part', 'direction_broken', 'figure_reaches', 'short_under_way', 'short_interim', 'part_only', 'figure_short'
        )
            as rests_on_figures,
        rule in ('rate_reaches', 'rate_under_way', 'rate_short') as rests_on_rate,
        rule in ('reckoned_reaches', 'reckoned_interim', 'reckoned_short') as is_reckoned,
        {{ plain_number('round(cast(reckoned as numeric(28, 4)), 2)') }} as reckoned_said,
        coalesce(value_text || coalesce(unit, ''), '') as target_said
    from decided

)

select
    target_id,
    corrected_on,
    is_latest,
    verdict,
    rule as verdict_rule,
    cast(case
        when rests_on_figures and mode in ('single', 'sum') then ratio
        when rests_on_rate then round(cast(rate / 100 as numeric(28, 10)), 4)
        when is_reckoned and target_base <> 0 then round(cast(reckoned / target_base as numeric(28, 10)), 4)
    end as numeric(28, 4)) as ratio,
    case
        when rests_on_figures then observation_ids
        when rests_on_rate then array[rate_id]
        when is_reckoned then reckoned_ids
        else cast(array[] as text[])
    end as observation_ids,
    case when rule like 'direction%' then reference_id end as reference_id,
    case rule
        when 'direction_kept' then '报告' || coalesce(figures_said, '') || coalesce('，参照' || reference_said, '') || '，达到承诺的方向。'
        when 'direction_kept_in_part' then '报告' || figures_said || coalesce('，参照' || reference_said, '') || '，只有一部分达到。'
        when 'direction_broken' then '报告' || coalesce(figures_said, '') || coalesce('，参照' || reference_said, '') || '，未达到承诺的方向。'
        when 'under_way' then '报告称仍在进行：' || under_way_said
        when 'begun' then '承诺全年' || target_said || '，报告只说到前期：' || begun_said || '。'
        when 'figure_reaches' then '承诺' || target_said || '，报告' || figures_said || '，达到。'
        when 'short_under_way' then '承诺' || target_said || '，报告' || figures_said || '，仍在进行。'
        when 'short_interim' then '承诺全年' || target_said || '，至本期' || figures_said || '，年度未完。'
        when 'part_only' then '承诺' || target_said || '，报告只说了其中一部分：' || figures_said || '。'
        when 'ambiguous' then '报告中有几个近似的数字，彼此不一，不作判断。'
        when 'unlike' then '报告中没有同名的数字，近似的指标不作判断。'
        when 'figure_short' then '承诺' || target_said || '，报告' || figures_said || '，未达到。'
        when 'reckoned_reaches' then '承诺' || target_said || '，由报告的' || reckoned_from || '算得' || reckoned_said || '，达到。'
        when 'reckoned_interim' then '承诺全年' || target_said || '，由报告的' || reckoned_from || '算得' || reckoned_said || '，年度未完。'
        when 'reckoned_short' then '承诺' || target_said || '，由报告的' || reckoned_from || '算得' || reckoned_said || '，未达到。'
        when 'rate_reaches' then '报告完成率' || rate_said || '%，达到。'
        when 'rate_under_way' then '报告进度' || rate_said || '%，仍在进行。'
        when 'rate_short' then '报告完成率' || rate_said || '%，未达到。'
        when 'said_not_done' then '报告称未完成：' || not_done_said
        when 'claimed' then '报告只称完成，没有数字：' || done_said
        when 'instances' then '报告只说到其中一部分完成：' || done_said
        when 'no_report' then '文件只列任务，没有完成情况。'
        else '报告中没有对应的数字或说法。'
    end as verdict_reason_zh,
    case rule
        when
            'direction_kept'
            then 'Reported ' || coalesce(figures_said, '') || coalesce(' against a reference of ' || reference_said, '') || ': the promised direction is kept.'
        when 'direction_kept_in_part' then 'Reported ' || figures_said || coalesce(' against a reference of ' || reference_said, '') || ': kept in part only.'
        when
            'direction_broken'
            then
                'Reported '
                || coalesce(figures_said, '')
                || coalesce(' against a reference of ' || reference_said, '')
                || ': the promised direction is not kept.'
        when 'under_way' then 'The report says it is still under way.'
        when 'begun' then 'Only what comes before it is reported so far: ' || begun_said || ' for ' || target_said || ' promised for the whole year.'
        when 'figure_reaches' then figures_said || ' reported against ' || target_said || ' promised: reached.'
        when 'short_under_way' then figures_said || ' reported against ' || target_said || ' promised, and still under way.'
        when 'short_interim' then figures_said || ' so far against ' || target_said || ' for the whole year.'
        when 'part_only' then 'Only a part of what was promised (' || target_said || ') is reported: ' || figures_said || '.'
        when 'ambiguous' then 'Several figures under a similar name disagree: none decides.'
        when 'unlike' then 'No figure under this name; a similar indicator decides nothing.'
        when 'figure_short' then figures_said || ' reported against ' || target_said || ' promised: short.'
        when 'reckoned_reaches' then 'Reckoned from ' || reckoned_from || ': ' || reckoned_said || ' against ' || target_said || ' promised: reached.'
        when
            'reckoned_interim'
            then 'Reckoned from ' || reckoned_from || ': ' || reckoned_said || ' so far against ' || target_said || ' for the whole year.'
        when 'reckoned_short' then 'Reckoned from ' || reckoned_from || ': ' || reckoned_said || ' against ' || target_said || ' promised: short.'
        when 'rate_reaches' then 'The report gives a completion rate of ' || rate_said || '%.'
        when 'rate_under_way' then 'The report gives a progress of ' || rate_said || '%: still under way.'
        when 'rate_short' then 'The report gives a completion rate of ' || rate_said || '%: short.'
        when 'said_not_done' then 'The report says that it was not done.'
        when 'claimed' then 'The report only says that it was done, with no figure.'
        when 'instances' then 'The report names only some of what was promised as done.'
        when 'no_report' then 'The document lists the task and tells no result.'
        else 'The report gives neither figure nor claim for it.'
    end as verdict_reason_en
from judged
