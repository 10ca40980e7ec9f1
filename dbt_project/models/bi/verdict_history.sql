-- Every promise with its verdict and the time in which it was what we knew. Of a document: valid_from <= day and (valid_to is null or
-- valid_to > day). Of the story, where the latest chapter counts: the same with known_from and known_to. Verdicts of past editions follow
-- from what they printed, by the rules of today. A verdict that rests on a figure which a steward corrected begins on the day of the
-- correction (corrected_on); the one before it rests on the printed figure.
with states as (

    select
        target_id,
        corrected_on,
        verdict,
        ratio,
        verdict_reason_zh,
        verdict_reason_zh || ' · ' || verdict_reason_en as verdict_reason,
        lag(verdict_reason_zh) over (partition by target_id order by corrected_on nulls first) as reason_before
    from {{ ref('int_target_verdicts') }}

),

-- A correction that the verdict does not rest on begins nothing new.
turns as (

    select
        target_id,
        corrected_on,
        verdict,
        ratio,
        verdict_reason,
        lead(corrected_on) over (partition by target_id order by corrected_on nulls first) as corrected_to
    from states
    where corrected_on is null or verdict_reason_zh <> reason_before

),

judged as (

    select
        j.document_id,
        d.edition_no,
        j.anchor,
        j.promise_id,
        j.task_no,
        j.section_no,
        j.indicator,
        j.comparator,
        j.value_text,
        j.value_high_text,
        j.unit,
        j.kind,
        j.period,
        j.scope,
        j.evidence,
        s.verdict,
        s.ratio,
        s.verdict_reason,
        s.corrected_on,
        s.corrected_to
    from {{ ref('int_judged_promises') }} as j
    inner join {{ ref('stg_documents') }} as d on j.document_id = d.document_id
    inner join turns as s on j.target_id = s.target_id
    union all
    select
        document_id,
        edition_no,
        anchor,
        promise_id,
        task_no,
        section_no,
        indicator,
        comparator,
        value_text,
        value_high_text,
        unit,
        kind,
        period,
        scope,
        evidence,
        verdict,
        ratio,
        verdict_reason,
        cast(null as date) as corrected_on,
        cast(null as date) as corrected_to
    from {{ ref('stg_past_verdicts') }}

),

dated as (

    select
        j.*,
        d.jurisdiction,
        d.year,
        y.stage,
        y.document_rank,
        greatest(e.valid_from, cast(j.corrected_on as timestamp)) as valid_from,
        least(e.valid_to, cast(j.corrected_to as timestamp)) as valid_to,
        e.is_current and j.corrected_to is null as is_current
    from judged as j
    inner join {{ ref('dim_edition') }} as e on j.document_id = e.document_id and j.edition_no = e.edition_no
    inner join {{ ref('stg_documents') }} as d on j.document_id = d.document_id
    inner join {{ ref('int_year_documents') }} as y on j.document_id = y.document_id
    -- What was corrected before this edition came was never known of it otherwise.
    where j.corrected_to is null or cast(j.corrected_to as timestamp) > e.valid_from

),

-- When each chapter first told the promise.
chapters as (

    select
        promise_id,
        document_rank,
        min(valid_from) as told_from
    from dated
    group by promise_id, document_rank

),

later as (

    select
        promise_id,
        document_rank,
        min(told_from) over (
            partition by promise_id order by document_rank rows between 1 following and unbounded following
        ) as later_from
    from chapters

)

select
    dated.promise_id,
    dated.jurisdiction,
    dated.year,
    dated.stage,
    dated.document_id,
    dated.edition_no,
    dated.anchor,
    dated.task_no,
    dated.section_no,
    dated.indicator,
    dated.comparator,
    dated.value_text,
    dated.value_high_text,
    dated.unit,
    dated.kind,
    dated.period,
    dated.scope,
    dated.evidence,
    dated.verdict,
    dated.ratio,
    dated.verdict_reason,
    dated.valid_from,
    dated.valid_to,
    dated.is_current,
    dated.valid_from as known_from,
    least(coalesce(dated.valid_to, later.later_from), coalesce(later.later_from, dated.valid_to)) as known_to,
    dated.corrected_on
from dated
inner join later on dated.promise_id = later.promise_id and dated.document_rank = later.document_rank
