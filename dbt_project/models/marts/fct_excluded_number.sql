select
    excluded_id,
    document_id,
    task_key,
    task_no,
    section_no,
    why,
    role,
    evidence,
    char_start,
    char_end,
    number_start,
    number_end,
    page,
    table_no,
    row_no,
    column_no
from {{ ref('stg_excluded_numbers') }}
