-- Repetitions that one key does not find: in one sentence, under a similar name, promise and report, years of a plan's title, set phrases.
-- Blind spots: a similar name proves nothing when the values differ, so it only confirms; a criterion or a phrase without a number is not seen.
with figures as (

    select * from {{ ref('int_check_figures') }}

),

-- 今年共建成40个（今年新建成20个）: built in the year and newly built in the year are one thing. A stock to date is not.
built as (

    select
        a.observation_id as left_id,
        b.observation_id as right_id,
        a.document_id,
        a.place_key,
        a.place,
        a.canonical_name,
        a.period_key,
        a.said as left_said,
        b.said as right_said,
        a.base_value as left_value,
        b.base_value as right_value,
        a.tolerance + b.tolerance as tolerance,
        row_number() over (partition by b.observation_id order by a.anchor desc) as nearest
    from figures as a
    inner join figures as b
        on
            a.place_key = b.place_key
            and a.sentence = b.sentence
            and a.canonical_name = b.canonical_name
            and a.base_unit = b.base_unit
            and a.scope = b.scope
            and a.level_mark = b.level_mark
            and a.period_key = b.period_key
    where
        a.anchor < b.anchor
        and a.kind = 'level'
        and b.kind = 'increment'
        and not a.is_to_date
        and {{ matches('a.period_key', "'^[0-9]{4}$'") }}
        and {{ matches('a.text_before', "'(今年|本年|全年|年内|当年|[0-9]{4}年)[^。]{0,40}(建成|完成|新建|开工|培育|引进|设立|认定)'") }}
        and {{ matches('b.text_before', "'(新建成?|新增|新设立?|新认定|新引进|新开工)$'") }}

),

-- A round number agrees by chance: three digits, or two that are no round ten.
near_names as (

    select
        a.observation_id as left_id,
        b.observation_id as right_id,
        a.document_id,
        a.canonical_name as left_name,
        b.canonical_name as right_name,
        a.place_key as left_place_key,
        b.place_key as right_place_key,
        a.place as left_place,
        b.place as right_place,
        a.period_key,
        a.said as left_said,
        b.said as right_said,
        a.base_value as left_value,
        b.base_value as right_value
    from figures as a
    inner join figures as b
        on
            a.document_id = b.document_id
            and a.value_text = b.value_text
            and a.unit = b.unit
            -- 建成28个 here, 新建28个 there.
            and (a.kind = b.kind or (a.kind in ('level', 'increment') and b.kind in ('level', 'increment')))
            and a.period_key = b.period_key
            and a.scope = b.scope
            and a.level_mark = b.level_mark
    where
        a.place_key <> b.place_key
        and a.anchor < b.anchor
        and (a.canonical_name <> b.canonical_name or a.kind <> b.kind)
        and length(a.value_text) >= 2
        and not {{ matches('a.value_text', "'^[0-9]0+$'") }}
        and {{ dice('a.pairs', 'b.pairs') }} >= 0.5

),

-- The plan that a report repeats, and a promise that the report repeats to the digit.
promises as (

    select
        t.target_id as left_id,
        f.observation_id as right_id,
        t.document_id,
        t.place_key,
        f.place,
        t.canonical_name,
        t.value_text || t.unit as left_said,
        f.said as right_said,
        cast(t.base_value as double precision) as left_value,
        f.base_value as right_value,
        f.rounding + 0.0 as tolerance,
        {{ matches('f.text_before', "'(计划|拟)[^,，]{0,24}$'") }} as is_plan,
        row_number() over (partition by t.target_id order by f.anchor) as nearest
    from {{ ref('int_targets') }} as t
    inner join {{ ref('int_indicator_names') }} as n on t.indicator = n.name
    inner join figures as f on t.place_key = f.place_key and t.base_unit = f.base_unit
    where
        t.base_value is not null
        and n.core <> ''
        and (n.core = f.core or t.canonical_name = f.canonical_name or {{ ends_with('f.core', 'n.core') }})
        and t.kind in ('level', 'increment')
        and f.kind in ('level', 'increment')
        and ({{ matches('f.text_before', "'(计划|拟)[^,，]{0,24}$'") }} or abs(cast(t.base_value as double precision) - f.base_value) <= f.rounding)

),

-- 设立5亿元基金 promised, and a later document that speaks of the fund's size.
funds as (

    select
        t.target_id as left_id,
        f.observation_id as right_id,
        t.document_id as left_document,
        f.document_id as right_document,
        t.place_key as left_place_key,
        f.place_key as right_place_key,
        {{ place_words('t') }} as left_place,
        f.place as right_place,
        t.canonical_name,
        t.value_text || t.unit as left_said,
        f.said as right_said,
        cast(t.base_value as double precision) as left_value,
        f.base_value as right_value,
        f.tolerance,
        row_number() over (partition by t.target_id order by f.year, f.anchor) as nearest
    from {{ ref('int_targets') }} as t
    inner join {{ ref('stg_documents') }} as d on t.document_id = d.document_id
    inner join figures as f
        on
            t.canonical_name = f.canonical_name
            and t.base_unit = f.base_unit
            and d.jurisdiction = f.jurisdiction
    where f.year > t.year and f.kind = 'level' and t.kind = 'level' and t.base_value is not null and {{ matches('t.canonical_name', "'基金$'") }}

)

{{ check_row('built', 'repeat', 'built_and_newly_built', "place_key || '|' || canonical_name || '|' || period_key",
    "'一年内的建成数与新建成数一致：' || canonical_name || '（' || period_key || '）'",
    "'Built in the year and newly built in the year are one number: ' || canonical_name || ' (' || period_key || ')'",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', 'tolerance',
    "'rounding of both printed figures'", "left_said || ' ; ' || right_said",
    'abs(left_value - right_value) <= tolerance', 'array[document_id]', 'array[place]', where='nearest = 1') }}
union all
{{ check_row('near_names', 'repeat', 'near_name', "left_place_key || '|' || right_place_key || '|' || left_name || '|' || right_name || '|' || period_key",
    "'相近名称的同一数字：' || left_name || ' / ' || right_name || '（' || period_key || '）'",
    "'The same figure under a similar name: ' || left_name || ' / ' || right_name || ' (' || period_key || ')'",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', '0',
    "'none: equal to the digit; a similar name that differs is another thing'", "left_said || ' ; ' || right_said",
    'true', 'array[document_id]', one_or_two('left_place', 'right_place'), severity="'info'") }}
union all
{{ check_row('promises', 'repeat', 'promise_and_plan', "place_key || '|' || canonical_name || '|' || left_id",
    "'报告复述承诺的数字：' || canonical_name", "'The report repeats the promised number: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', 'tolerance',
    "'half a unit of the last printed digit'", "left_said || ' ; ' || right_said",
    'abs(left_value - right_value) <= tolerance', 'array[document_id]', 'array[place]', where='nearest = 1') }}
union all
{{ check_row('funds', 'repeat', 'fund_said_later', "left_place_key || '|' || right_place_key || '|' || canonical_name",
    "'基金规模前后一致：' || canonical_name", "'The size of a fund is said alike later: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', 'tolerance',
    "'rounding of the later figure'", "left_said || ' ; ' || right_said",
    'abs(left_value - right_value) <= tolerance', one_or_two('left_document', 'right_document'), one_or_two('left_place', 'right_place'),
    where='nearest = 1') }}
