with places as (

    select
        programme_id,
        document_id,
        section_no,
        min(said_as) as said_as,
        coalesce(array_agg(task_no order by task_no) filter (where task_no is not null), cast(array[] as integer[])) as task_nos
    from {{ ref('int_programme_places') }}
    group by programme_id, document_id, section_no

),

figures as (

    select
        programme_id,
        document_id,
        case when task_key is null then section_no end as section_no,
        count(*) as figures
    from {{ ref('fct_observation') }}
    where programme_id is not null
    group by programme_id, document_id, case when task_key is null then section_no end

)

select
    p.programme,
    places.document_id,
    places.section_no,
    places.task_nos,
    cast(coalesce(figures.figures, 0) as integer) as figures,
    p.english as programme_english,
    d.year,
    d.jurisdiction,
    places.said_as
from places
inner join {{ ref('dim_programme') }} as p on places.programme_id = p.programme_id
inner join {{ ref('dim_document') }} as d on places.document_id = d.document_id
left join figures
    on
        places.programme_id = figures.programme_id
        and places.document_id = figures.document_id
        and places.section_no is not distinct from figures.section_no
