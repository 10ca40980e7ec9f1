-- Promises without a figure of their own (与…同步, 高于全省): the figure that they are measured by, found elsewhere in the same document.
with relative as (

    select
        t.target_id,
        t.document_id,
        t.place_key,
        t.comparator,
        t.relative_to,
        t.indicator,
        t.canonical_name,
        r.canonical_name as reference_name
    from {{ ref('int_targets') }} as t
    inner join {{ ref('int_indicator_names') }} as r on t.relative_to = r.name

),

-- In step with an indicator: its growth in the same document, full year before part of it, the first mention before a repetition.
growths as (

    select
        relative.target_id,
        o.observation_id,
        o.base_value,
        o.value_text,
        o.unit,
        'growth' as reference_kind,
        row_number() over (partition by relative.target_id order by length(o.period), o.anchor) as choice
    from relative
    inner join {{ ref('int_observations') }} as o
        on
            relative.document_id = o.document_id
            and relative.reference_name = o.canonical_name
            and o.kind = 'growth'
            and o.role <> 'commitment'
    where relative.canonical_name <> relative.reference_name

),

-- Above the country or the province: either the gap that the report prints (高于全省0.2个百分点), or the other side's own growth.
gaps as (

    select
        relative.target_id,
        o.observation_id,
        o.base_value,
        o.value_text,
        o.unit,
        case when o.dimension = 'percentage_point' then 'gap' else 'growth' end as reference_kind,
        row_number() over (
            partition by relative.target_id
            order by case when o.dimension = 'percentage_point' then 0 else 1 end, o.anchor
        ) as choice
    from relative
    inner join {{ ref('int_observations') }} as o
        on
            relative.place_key = o.place_key
            and o.role <> 'commitment'
            and (
                (o.dimension = 'percentage_point' and strpos(o.evidence, substr(relative.relative_to, 1, 2)) > 0)
                or (o.kind = 'growth' and o.scope = substr(relative.relative_to, 1, 2))
                -- 同期全省增长4.4%, 降幅小于全国（下降5.0%）: whom a figure tells of stands right before it.
                or (
                    o.kind = 'growth'
                    and {{ first_group('o.before', "'(全国|全省|全市)(?:平均|水平|同期)*[（(]?[^0-9，。；、,;（）()]{0,4}$'") }} = substr(relative.relative_to, 1, 2)
                )
            )
    where {{ matches('relative.relative_to', "'^(全国|全省|国家|省)'") }} or relative.comparator in ('higher', 'lower')

),

found as (

    select * from growths
    where choice = 1
    union all
    select * from gaps
    where choice = 1

),

-- A promise names one reference; if both ways find one, the gap that the report itself prints comes first.
chosen as (

    select
        *,
        row_number() over (partition by target_id order by case when reference_kind = 'gap' then 0 else 1 end) as place
    from found

)

select
    target_id,
    observation_id as reference_id,
    reference_kind,
    cast(base_value as double precision) as reference_base,
    value_text || unit as reference_said
from chosen
where place = 1
