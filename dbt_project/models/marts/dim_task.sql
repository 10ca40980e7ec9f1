select
    tasks.task_key,
    tasks.document_id,
    tasks.task_order,
    tasks.task_no,
    tasks.section_no,
    tasks.section,
    tasks.commitment,
    tasks.report,
    tasks.stated_status,
    documents.year,
    documents.period,
    documents.jurisdiction,
    tasks.char_start,
    tasks.char_end,
    {{ evidence_url('documents.url', 'tasks.commitment') }} as evidence_url
from {{ ref('stg_tasks') }} as tasks
inner join {{ ref('stg_documents') }} as documents on tasks.document_id = documents.document_id
