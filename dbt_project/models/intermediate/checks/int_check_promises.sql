-- Parts that together answer a promise, and incomes that keep pace. Whether a promise is kept is the verdict's question: what falls short
-- is no contradiction, so these only show the arithmetic where it is kept. Blind spot: parts that overlap.
with summed as (

    select
        r.target_id,
        r.observation_ids,
        r.figures_said,
        r.actual_base,
        t.document_id,
        t.place_key,
        {{ place_words('t') }} as place,
        t.indicator,
        t.value_text || t.unit as promised,
        cast(t.base_value as double precision) as promised_base
    from {{ ref('int_target_results') }} as r
    inner join {{ ref('int_targets') }} as t on r.target_id = t.target_id
    where r.mode = 'sum' and r.figures >= 2 and t.base_value is not null and t.comparator = 'ge'

),

-- 市19场, 各县市区144场: parts of the city side by side, with the city's own figure where the place gives one.
city_parts as (

    select
        a.observation_id as left_id,
        b.observation_id as right_id,
        w.observation_id as whole_id,
        a.document_id,
        a.place_key,
        a.place,
        a.unit,
        b.canonical_name,
        a.said as left_said,
        b.said as right_said,
        coalesce(w.said, '') as whole_said,
        a.base_value + b.base_value as parts_value,
        w.base_value as whole_value,
        a.factor,
        a.tolerance + b.tolerance + coalesce(w.tolerance, 0) as tolerance,
        row_number() over (partition by b.observation_id order by a.anchor desc, w.anchor asc) as nearest
    from {{ ref('int_check_figures') }} as a
    inner join {{ ref('int_check_figures') }} as b
        on
            a.place_key = b.place_key and a.sentence = b.sentence and a.base_unit = b.base_unit and a.kind = b.kind
            and a.scope in ('市本级', '市级', '市直', '城镇') and b.scope in ('县市区', '农村') and a.anchor < b.anchor
    left join {{ ref('int_check_figures') }} as w
        on
            a.place_key = w.place_key and a.base_unit = w.base_unit and a.kind = w.kind and {{ is_whole_scope('w.scope') }} and w.is_total
    where a.kind in ('level', 'increment') and a.dimension in ('count', 'events', 'people', 'person_times', 'money')

),

paced as (

    select
        t.target_id,
        r.observation_ids,
        f.reference_id,
        r.figures_said,
        f.reference_said,
        r.low_base,
        f.reference_base,
        t.document_id,
        t.place_key,
        o.place as reference_place,
        {{ place_words('t') }} as place,
        t.indicator
    from {{ ref('int_targets') }} as t
    inner join {{ ref('int_target_results') }} as r on t.target_id = r.target_id
    inner join {{ ref('int_target_references') }} as f on t.target_id = f.target_id
    inner join {{ ref('int_check_figures') }} as o on f.reference_id = o.observation_id
    where t.comparator = 'sync'

)

{{ check_row('summed', 'sum', 'parts_reach_promise', "place_key || '|' || indicator || '|' || target_id",
    "'各部分合计达到承诺：' || indicator", "'The parts together reach the promise: ' || indicator",
    'observation_ids', 'array[target_id]', 'figures_said', 'promised', 'actual_base', 'promised_base', '0',
    "'none: a promise is what it is'", "figures_said || ' >= ' || promised", 'true', 'array[document_id]', 'array[place]', severity="'info'",
    where='actual_base >= promised_base') }}
union all
{{ check_row('paced', 'percent', 'keeps_pace', "place_key || '|' || indicator || '|' || target_id",
    "'增速不低于参照指标：' || indicator", "'Growth keeps up with its reference: ' || indicator",
    'observation_ids', 'array[reference_id]', 'figures_said', 'reference_said', 'low_base', 'reference_base', '0.05 * abs(reference_base)',
    "'5% behind the reference is in step; periods may differ'", "figures_said || ' >= ' || reference_said", 'true', 'array[document_id]',
    one_or_two('place', 'reference_place'), severity="'info'", where='low_base >= reference_base - 0.05 * abs(reference_base)') }}
union all
{{ check_row('city_parts', 'sum', 'parts_of_the_city', "place_key || '|' || canonical_name || '|' || right_id",
    "'市与县区之和：' || canonical_name", "'City and counties together: ' || canonical_name",
    'array[left_id, right_id]', "case when whole_id is null then cast(array[] as text[]) else array[whole_id] end",
    "left_said || ' + ' || right_said", 'whole_said', 'parts_value', 'coalesce(whole_value, parts_value)', 'tolerance',
    "'rounding of every printed figure; where no total is printed there is nothing to contradict'",
    "left_said || ' + ' || right_said || ' = ' || " ~ plain_number('parts_value / factor') ~ " || unit || coalesce(' ; ' || nullif(whole_said, ''), '')",
    'abs(parts_value - coalesce(whole_value, parts_value)) <= tolerance', 'array[document_id]', 'array[place]',
    severity="case when whole_id is null then 'info' else 'warning' end", where='nearest = 1') }}
