with landed as (

    select * from {{ source('landing', 'excluded_numbers') }}

)

select
    document_id || ':x' || anchor as excluded_id,
    document_id,
    case when task_order is not null then document_id || ':' || task_order end as task_key,
    -- Where promise and result meet: the task, or the section of an article.
    document_id || case when task_order is not null then ':t' || task_order else ':s' || coalesce(section_no, '') end as place_key,
    cast(anchor as bigint) as anchor,
    cast(task_order as integer) as task_order,
    cast(task_no as integer) as task_no,
    section_no,
    role,
    evidence,
    cast(char_start as bigint) as char_start,
    cast(char_end as bigint) as char_end,
    cast(number_start as bigint) as number_start,
    cast(number_end as bigint) as number_end,
    page,
    table_no,
    row_no,
    column_no,
    why
from landed
