select
    u.unread_id,
    u.document_id,
    d.year,
    u.task_no,
    u.section_no,
    u.detail,
    u.evidence,
    u.char_start,
    u.char_end,
    u.number_start,
    u.number_end,
    u.task_key,
    u.role,
    d.jurisdiction
from {{ ref('stg_unread_numbers') }} as u
inner join {{ ref('dim_document') }} as d on u.document_id = d.document_id
