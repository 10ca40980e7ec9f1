{{ config(tags=['whole']) }}
with aliases as (

    select
        programme_id,
        array_agg(alias order by alias) as aliases
    from {{ ref('programme_aliases') }}
    group by programme_id

)

select
    programmes.programme_id,
    programmes.programme,
    programmes.english,
    programmes.started_on,
    aliases.aliases
from {{ ref('reform_programmes') }} as programmes
left join aliases on programmes.programme_id = aliases.programme_id
