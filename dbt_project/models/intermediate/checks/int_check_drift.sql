-- The same promise (indicator, kind, scope, period) with another figure elsewhere; an indicator that is no longer reported. Blind spots: a
-- promise that was amended on purpose; an indicator that was renamed without a synonym.
with promises as (

    select
        t.target_id,
        t.document_id,
        t.place_key,
        {{ place_words('t') }} as place,
        t.canonical_name,
        t.value_text || t.unit as said,
        cast(t.base_value as double precision) as base_value,
        t.anchor,
        t.year,
        d.jurisdiction || '|' || t.canonical_name || '|' || n.level_mark || '|' || t.kind || '|' || t.scope || '|' || t.period || '|' || t.base_unit
        || '|' || t.comparator as promise_key,
        t.period
    from {{ ref('int_targets') }} as t
    inner join {{ ref('stg_documents') }} as d on t.document_id = d.document_id
    inner join {{ ref('int_indicator_names') }} as n on t.indicator = n.name
    where t.base_value is not null

),

first_in_place as (

    select
        *,
        row_number() over (partition by promise_key, place_key order by anchor) as nth
    from promises

),

ordered as (

    select
        *,
        row_number() over (partition by promise_key order by year, document_id, anchor) as mention
    from first_in_place
    where nth = 1

),

pairs as (

    select
        a.target_id as left_id,
        b.target_id as right_id,
        a.promise_key,
        a.place_key as left_place_key,
        b.place_key as right_place_key,
        a.document_id as left_document,
        b.document_id as right_document,
        a.place as left_place,
        b.place as right_place,
        a.canonical_name,
        a.period,
        a.said as left_said,
        b.said as right_said,
        a.base_value as left_value,
        b.base_value as right_value
    from ordered as a
    inner join ordered as b on a.promise_key = b.promise_key and a.mention = 1 and b.mention > 1

),

-- Documents of one publisher's kind, year after year.
yearly as (

    select
        document_id,
        jurisdiction,
        document_type,
        year,
        lead(document_id) over (partition by jurisdiction, document_type, period_form order by year, document_id) as next_document,
        lead(year) over (partition by jurisdiction, document_type, period_form order by year, document_id) as next_year
    from (
        select
            *,
            regexp_replace(coalesce(period, ''), '[0-9]{4}', 'Y') as period_form
        from {{ ref('stg_documents') }}
        where year is not null and document_type is not null
    ) as documents

),

-- Only what a steward has listed as an indicator is expected every year.
reported as (

    select
        f.document_id,
        f.canonical_name,
        min(f.place) as place,
        min(f.observation_id) as observation_id,
        min(f.said) as said
    from {{ ref('int_check_figures') }} as f
    inner join {{ ref('indicators') }} as i on f.canonical_name = i.canonical_name
    where {{ is_whole_scope('f.scope') }}
    group by f.document_id, f.canonical_name

),

gone as (

    select
        r.document_id,
        r.canonical_name,
        r.place,
        r.said,
        r.observation_id,
        y.next_document,
        y.next_year,
        n.document_id is not null as is_there,
        coalesce(n.said, '') as next_said
    from reported as r
    inner join yearly as y on r.document_id = y.document_id and y.next_year = y.year + 1
    left join reported as n on y.next_document = n.document_id and r.canonical_name = n.canonical_name

)

{{ check_row('pairs', 'drift', 'same_promise', "promise_key || '|' || left_place_key || '|' || right_place_key",
    "'同一承诺的目标前后一致：' || canonical_name || '（' || period || '）'",
    "'The same promise has the same target: ' || canonical_name || ' (' || period || ')'",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', '0.000001 * abs(left_value)',
    "'none: a target is what it is'", "left_said || ' ; ' || right_said", 'abs(left_value - right_value) <= 0.000001 * abs(left_value)',
    one_or_two('left_document', 'right_document'), one_or_two('left_place', 'right_place')) }}
union all
{{ check_row('gone', 'drift', 'still_reported', "document_id || '|' || next_document || '|' || canonical_name",
    "'指标仍在公布：' || canonical_name || '（' || cast(next_year as text) || '）'",
    "'The indicator is still reported: ' || canonical_name || ' (' || cast(next_year as text) || ')'",
    'array[observation_id]', no_ids(), 'said', 'next_said', '1', 'case when is_there then 1 else 0 end', '0', "'none: reported or not'",
    "said || ' → ' || coalesce(nullif(next_said, ''), '-')", 'is_there', 'array[document_id, next_document]', 'array[place]', severity="'info'") }}
