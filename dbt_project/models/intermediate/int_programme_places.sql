-- Where a programme is spoken of: sections by their headings, tasks by their promise or report; by name and alias, never by number.
with aliases as (

    select * from {{ ref('int_document_aliases') }}

),

section_hits as (

    select
        aliases.programme_id,
        s.document_id,
        s.section_no,
        cast(null as text) as task_key,
        cast(null as integer) as task_no,
        true as is_about,
        aliases.alias
    from {{ ref('stg_sections') }} as s
    inner join aliases on s.document_id = aliases.document_id and strpos(s.heading_squeezed, aliases.alias) > 0

),

task_texts as (

    select
        task_key,
        document_id,
        task_no,
        {{ squeeze('commitment') }} as commitment,
        {{ squeeze("coalesce(report, '')") }} as report
    from {{ ref('stg_tasks') }}

),

task_hits as (

    select
        aliases.programme_id,
        t.document_id,
        cast(null as text) as section_no,
        t.task_key,
        t.task_no,
        strpos(t.commitment, aliases.alias) > 0 as is_about,
        aliases.alias
    from task_texts as t
    inner join aliases on t.document_id = aliases.document_id and strpos(t.commitment || '\n' || t.report, aliases.alias) > 0

),

hits as (

    select * from section_hits
    union all
    select * from task_hits

),

ordered as (

    select
        *,
        row_number() over (
            partition by programme_id, document_id, section_no, task_key order by length(alias) desc, alias asc
        ) as place,
        max(case when is_about then 1 else 0 end) over (partition by programme_id, document_id, section_no, task_key) = 1 as is_about_any
    from hits

)

select
    programme_id,
    document_id,
    section_no,
    task_key,
    task_no,
    is_about_any as is_about,
    length(alias) as weight,
    alias as said_as
from ordered
where place = 1
