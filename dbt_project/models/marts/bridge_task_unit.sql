select
    task_key,
    unit_id,
    document_id,
    role,
    unit_order,
    printed_name,
    char_start,
    char_end
from {{ ref('int_task_units') }}
