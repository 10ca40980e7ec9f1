-- One row for each promise of a jurisdiction and year, however many documents repeat it, with the result of the whole year or, until there is
-- one, the progress. A figure about a part of the year is never taken for the year.
with numbered as (

    select
        t.target_id,
        t.document_id,
        d.jurisdiction,
        d.story_key,
        d.document_rank,
        d.is_interim,
        d.year,
        t.canonical_name,
        t.scope,
        t.kind,
        t.comparator,
        t.more_is_better,
        t.base_unit,
        t.base_value,
        t.base_value_high,
        v.verdict,
        v.verdict_rule,
        v.observation_ids,
        j.period,
        j.promise_id
    from {{ ref('int_targets') }} as t
    inner join {{ ref('int_year_documents') }} as d on t.document_id = d.document_id
    inner join {{ ref('fct_target') }} as v on t.target_id = v.target_id
    inner join {{ ref('int_judged_promises') }} as j on t.target_id = j.target_id

),

answers as (

    select
        target_id,
        unnest(observation_ids) as observation_id
    from numbered

),

-- What each document answers: the period that its figures are about says whether it is a result or progress.
answered as (

    select
        n.target_id,
        count(*) as figures,
        bool_and(o.kind in ('level', 'increment')) as is_summable,
        cast(sum(o.base_value) as double precision) as summed_value,
        min(o.period) as first_period,
        max(o.period) as last_period,
        bool_and(o.period = n.period or (o.period like 'asof-%' and o.kind in ('level', 'share', 'rank') and not n.is_interim)) as is_whole,
        min(o.observation_id) as observation_id,
        bool_or(o.quality = 'disputed') as is_disputed,
        max(o.quality) as quality
    from numbered as n
    inner join answers as a on n.target_id = a.target_id
    inner join {{ ref('fct_observation') }} as o on a.observation_id = o.observation_id
    group by n.target_id

),

states as (

    select
        n.*,
        coalesce(a.is_whole, false) as is_result,
        case when a.figures = 1 or a.is_summable then a.summed_value end as said_value,
        a.last_period as said_period,
        a.observation_id,
        case when a.is_disputed then 'disputed' else coalesce(a.quality, 'clean') end as quality,
        -- Short or not, a growth or a share of part of a year decides nothing about the year; an amount that is reached stays reached.
        case
            when n.is_interim and n.verdict in ('met', 'partly_met', 'not_met') and not (n.verdict = 'met' and n.kind in ('level', 'increment'))
                then 'pending'
            else n.verdict
        end as year_verdict
    from numbered as n
    left join answered as a on n.target_id = a.target_id

),

ordered as (

    select
        *,
        row_number() over (partition by promise_id order by document_rank, target_id) as first_place,
        row_number() over (
            partition by promise_id
            order by
                is_result desc, case year_verdict when 'not_reported' then 2 when 'pending' then 1 else 0 end asc, document_rank desc, target_id asc
        ) as best_place,
        row_number() over (
            partition by promise_id
            order by case when said_value is not null and not is_result then 0 else 1 end asc, document_rank desc, target_id asc
        ) as progress_place
    from states

),

-- A result that stands in another document, under the same well-known indicator, for the same place and the whole period: only where all
-- documents say the same.
elsewhere as (

    select
        d.jurisdiction,
        o.period,
        n.canonical_name,
        o.scope,
        o.kind,
        o.base_unit,
        cast(min(o.base_value) as double precision) as base_value,
        min(o.observation_id) as observation_id,
        min(o.document_id) as document_id
    from {{ ref('fct_observation') }} as o
    inner join {{ ref('int_indicator_names') }} as n on o.indicator = n.name
    inner join {{ ref('indicators') }} as known on n.canonical_name = known.canonical_name
    inner join {{ ref('stg_documents') }} as d on o.document_id = d.document_id
    where
        {{ matches('o.period', "'^[0-9]{4}$'") }} and o.role <> 'commitment' and o.modifier <> 'less_than' and d.jurisdiction <> ''
        and o.value_high is null
    group by d.jurisdiction, o.period, n.canonical_name, o.scope, o.kind, o.base_unit
    having min(o.base_value) = max(o.base_value)

),

joined as (

    select
        best.promise_id,
        best.jurisdiction,
        best.story_key,
        best.year,
        best.canonical_name,
        best.scope,
        best.kind,
        best.comparator,
        best.more_is_better,
        best.period,
        best.base_unit,
        cast(best.base_value as double precision) as target_value,
        case when best.is_result then best.target_id else origin.target_id end as target_id,
        origin.document_id as promised_in,
        best.document_id as judged_in,
        best.year_verdict,
        best.is_result,
        case when best.is_result then best.said_value end as result_value,
        case when best.is_result then best.observation_id end as result_id,
        best.quality,
        e.base_value as found_value,
        e.observation_id as found_id,
        e.document_id as found_in,
        case when not best.is_result and not progress.is_result then progress.said_value end as progress_value,
        case when not best.is_result and not progress.is_result and progress.said_value is not null then progress.said_period end
            as progress_period,
        case when not best.is_result and not progress.is_result and progress.said_value is not null then progress.document_id end
            as progress_in
    from ordered as best
    inner join ordered as origin on best.promise_id = origin.promise_id and origin.first_place = 1
    inner join ordered as progress on best.promise_id = progress.promise_id and progress.progress_place = 1
    left join elsewhere as e
        on
            not best.is_result and best.base_value is not null and best.base_value_high is null
            and best.comparator in ('ge', 'le', 'about', 'eq')
            and best.year_verdict in ('not_reported', 'pending')
            and best.jurisdiction = e.jurisdiction and best.period = e.period and best.canonical_name = e.canonical_name
            and best.scope = e.scope and best.kind = e.kind and best.base_unit = e.base_unit
    where best.best_place = 1

)

select
    promise_id,
    jurisdiction,
    story_key,
    year,
    canonical_name,
    scope,
    kind,
    comparator,
    period,
    base_unit,
    target_value,
    target_id,
    promised_in,
    coalesce(found_in, case when is_result or year_verdict <> 'not_reported' then judged_in end) as answered_in,
    coalesce(result_value, found_value) as actual_value,
    coalesce(result_id, found_id) as observation_id,
    case
        when found_value is null then year_verdict
        when comparator = 'ge' and found_value >= target_value then 'met'
        when comparator = 'le' and found_value <= target_value then 'met'
        when comparator = 'about' and more_is_better and found_value > target_value then 'met'
        when comparator = 'about' and abs(found_value - target_value) <= 0.05 * abs(target_value) then 'met'
        when comparator = 'eq' and abs(found_value - target_value) <= 0.0001 * abs(target_value) then 'met'
        else 'not_met'
    end as verdict,
    case
        when found_value is not null then 'other_document'
        when is_result then 'result'
        when progress_value is not null then 'progress'
        else 'words'
    end as answer_from,
    quality,
    case when found_value is null then progress_value end as progress_value,
    case when found_value is null then progress_period end as progress_period,
    case when found_value is null then progress_in end as progress_in
from joined
