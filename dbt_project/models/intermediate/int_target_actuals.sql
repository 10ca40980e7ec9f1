-- What answers each promise; in each state of knowledge (int_target_states) with the figures that a steward had corrected by then in place
-- of the printed ones. The checks look at the printed figures (int_target_results), the verdict at these. A corrected completion rate or
-- reference figure reaches it through int_target_rate_actuals and int_target_reference_actuals.
with answers as (

    select
        results.target_id,
        states.corrected_on,
        unnest(results.observation_ids) as observation_id
    from {{ ref('int_target_results') }} as results
    inner join {{ ref('int_target_states') }} as states on results.target_id = states.target_id

),

-- Only for promises that a corrected figure answers.
replaced as (

    select
        answers.target_id,
        answers.corrected_on,
        sum(coalesce(corrected.corrected_base, figures.base_value)) as sum_base,
        min(coalesce(corrected.corrected_base, figures.base_value)) as low_base,
        max(coalesce(corrected.corrected_base, figures.base_value)) as high_base,
        string_agg(
            case
                when corrected.corrected_value is not null then corrected.said
                else figures.value_text || figures.unit
            end,
            ' + ' order by figures.anchor
        ) as figures_said
    from answers
    inner join {{ ref('int_observations') }} as figures on answers.observation_id = figures.observation_id
    left join {{ ref('int_corrected_figures') }} as corrected
        on answers.observation_id = corrected.observation_id and answers.corrected_on >= corrected.decided_on
    group by answers.target_id, answers.corrected_on
    having count(corrected.corrected_value) > 0

)

select
    results.target_id,
    states.corrected_on,
    results.mode,
    results.figures,
    results.kind,
    cast(
        case
            when replaced.target_id is null then results.actual_base
            when results.mode = 'each' then replaced.low_base
            else replaced.sum_base
        end as double precision
    ) as actual_base,
    cast(coalesce(replaced.low_base, results.low_base) as double precision) as low_base,
    cast(coalesce(replaced.high_base, results.high_base) as double precision) as high_base,
    results.has_less_than,
    results.name_band,
    results.is_whole,
    results.observation_ids,
    coalesce(replaced.figures_said, results.figures_said) as figures_said,
    results.period_said,
    results.has_rivals,
    results.rival_low,
    results.rival_high
from {{ ref('int_target_results') }} as results
left join {{ ref('int_target_states') }} as states on results.target_id = states.target_id
left join replaced on results.target_id = replaced.target_id and states.corrected_on = replaced.corrected_on
