{{ config(severity='warn') }}
-- A steward's line that decides nothing: the number stands twice or not at all, or the documents are not of one jurisdiction and year.
with tasks as (

    select
        document_id,
        task_no,
        count(*) as times
    from {{ ref('stg_tasks') }}
    group by document_id, task_no

)

select
    m.document_a,
    m.task_a,
    m.document_b,
    m.task_b
from {{ ref('task_matches') }} as m
-- Lines about documents that are not in this warehouse wait.
inner join {{ ref('int_year_documents') }} as da on m.document_a = da.document_id
inner join {{ ref('int_year_documents') }} as db on m.document_b = db.document_id
left join tasks as a on m.document_a = a.document_id and m.task_a = a.task_no
left join tasks as b on m.document_b = b.document_id and m.task_b = b.task_no
where coalesce(a.times, 0) <> 1 or coalesce(b.times, 0) <> 1 or da.story_key <> db.story_key or m.decision not in ('pin', 'cut')
