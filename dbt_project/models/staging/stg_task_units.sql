with landed as (

    select * from {{ source('landing', 'task_units') }}

)

select
    document_id || ':' || task_order as task_key,
    document_id,
    cast(task_order as integer) as task_order,
    role,
    cast(unit_order as integer) as unit_order,
    {{ squeeze('unit') }} as unit,
    cast(char_start as bigint) as char_start,
    cast(char_end as bigint) as char_end
from landed
