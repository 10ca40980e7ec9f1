select
    document_id,
    task_no,
    section_no,
    why,
    evidence,
    char_start,
    char_end,
    number_start,
    number_end,
    excluded_id,
    task_key,
    role
from {{ ref('fct_excluded_number') }}
