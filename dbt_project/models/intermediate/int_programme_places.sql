-- Where a programme is spoken of: sections by their headings, tasks by their promise or report; by name and alias, never by number.
with aliases as (

    select
        a.programme_id,
        a.alias,
        p.programme
    from {{ ref('programme_aliases') }} as a
    inner join {{ ref('reform_programmes') }} as p on a.programme_id = p.programme_id

),

sections as (

    select
        aliases.programme_id,
        s.document_id,
        s.section_no,
        cast(null as text) as task_key,
        cast(null as integer) as task_no,
        true as is_about,
        max(length(aliases.alias)) as weight
    from {{ ref('stg_sections') }} as s
    -- The steward's list of aliases is short; it is looked for in each heading once.
    inner join aliases on strpos(s.heading_squeezed, aliases.alias) > 0
    group by aliases.programme_id, s.document_id, s.section_no

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

tasks as (

    select
        aliases.programme_id,
        t.document_id,
        cast(null as text) as section_no,
        t.task_key,
        t.task_no,
        bool_or(strpos(t.commitment, aliases.alias) > 0) as is_about,
        max(length(aliases.alias)) as weight
    from task_texts as t
    inner join aliases on strpos(t.commitment || '\n' || t.report, aliases.alias) > 0
    group by aliases.programme_id, t.document_id, t.task_key, t.task_no

)

select * from sections
union all
select * from tasks
