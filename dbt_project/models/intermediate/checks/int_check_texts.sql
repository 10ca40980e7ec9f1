-- The pieces of text that checks look into: commitment and report of each task, each section of an article. One row a piece.
with with_tasks as (

    select distinct document_id from {{ ref('stg_tasks') }}

)

select
    p.task_key || ':' || p.part_order as piece_id,
    p.document_id,
    p.document_id || ':t' || p.task_order as place_key,
    '任务' || t.task_no as place,
    p.role,
    p.char_start,
    p.char_end,
    p.text
from {{ ref('stg_task_parts') }} as p
inner join {{ ref('stg_tasks') }} as t on p.task_key = t.task_key
where p.role in ('commitment', 'report')

union all

select
    s.document_id || ':s' || s.section_no as piece_id,
    s.document_id,
    s.document_id || ':s' || s.section_no as place_key,
    '第' || s.section_no || '节' as place,
    'narrative' as role,
    s.char_start,
    s.char_end,
    substr(d.text, cast(s.char_start + 1 as integer), cast(s.char_end - s.char_start as integer)) as text
from {{ ref('stg_sections') }} as s
inner join {{ ref('stg_documents') }} as d on s.document_id = d.document_id
left join with_tasks on s.document_id = with_tasks.document_id
where s.char_end > s.char_start and with_tasks.document_id is null
