with landed as (

    select * from {{ source('landing', 'tasks') }}

)

-- The printed number may repeat from section to section, the order never does: it is the key.
select
    document_id || ':' || task_order as task_key,
    document_id,
    cast(task_order as integer) as task_order,
    cast(task_no as integer) as task_no,
    section_no,
    section,
    commitment,
    report,
    nullif(stated_status, '') as stated_status,
    cast(char_start as bigint) as char_start,
    cast(char_end as bigint) as char_end
from landed
