-- The programme that a figure belongs to: that of its section, or of the task that promises it, or the one its own clause names.
with by_section as (

    select
        o.observation_id,
        p.programme_id,
        0 as preference,
        p.weight
    from {{ ref('stg_observations') }} as o
    inner join {{ ref('int_programme_places') }} as p
        on o.document_id = p.document_id and o.section_no = p.section_no and o.task_key is null and p.section_no is not null

),

by_task as (

    select
        o.observation_id,
        p.programme_id,
        case when strpos({{ squeeze('o.evidence') }}, a.alias) > 0 then 0 else 1 end as preference,
        p.weight
    from {{ ref('stg_observations') }} as o
    inner join {{ ref('int_programme_places') }} as p on o.task_key = p.task_key
    inner join {{ ref('int_document_aliases') }} as a on p.document_id = a.document_id and p.programme_id = a.programme_id
    where p.is_about or strpos({{ squeeze('o.evidence') }}, a.alias) > 0

),

-- A sentence that names the programme speaks of it with all its figures.
by_sentence as (

    select
        o.observation_id,
        named.programme_id,
        0 as preference,
        named.weight
    from {{ ref('stg_observations') }} as o
    inner join {{ ref('stg_observations') }} as mate on o.document_id = mate.document_id and o.sentence = mate.sentence
    inner join by_task as named on mate.observation_id = named.observation_id and named.preference = 0
    where o.task_key = mate.task_key

),

ordered as (

    select
        *,
        row_number() over (partition by observation_id order by preference asc, weight desc, programme_id asc) as choice
    from (
        select * from by_section
        union all
        select * from by_task
        union all
        select * from by_sentence
    ) as found

)

select
    ordered.observation_id,
    ordered.programme_id,
    programmes.programme
from ordered
inner join {{ ref('reform_programmes') }} as programmes on ordered.programme_id = programmes.programme_id
where ordered.choice = 1
