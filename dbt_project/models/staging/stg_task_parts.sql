with landed as (

    select * from {{ source('landing', 'task_parts') }}

)

select
    document_id || ':' || task_order as task_key,
    document_id,
    cast(task_order as integer) as task_order,
    cast(part_order as integer) as part_order,
    role,
    text,
    cast(char_start as bigint) as char_start,
    cast(char_end as bigint) as char_end,
    page,
    table_no,
    row_no,
    column_no
from landed
