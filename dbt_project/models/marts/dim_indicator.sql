{{ config(tags=['whole']) }}
with used as (

    select indicator from {{ ref('stg_targets') }}
    union
    select indicator from {{ ref('stg_observations') }}

),

named as (

    select
        names.canonical_name,
        array_agg(used.indicator order by used.indicator) as printed_names
    from used
    inner join {{ ref('int_indicator_names') }} as names on used.indicator = names.name
    group by names.canonical_name

)

select
    {{ short_hash('named.canonical_name') }} as indicator_id,
    named.canonical_name as indicator,
    known.english,
    known.theme,
    known.dimension,
    known.more_is_better,
    coalesce(known.constant_price, false) as constant_price,
    named.printed_names,
    known.canonical_name is not null as is_known
from named
left join {{ ref('indicators') }} as known on named.canonical_name = known.canonical_name
