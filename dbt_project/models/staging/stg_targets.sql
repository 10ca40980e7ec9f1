with landed as (

    select * from {{ source('landing', 'targets') }}

)

-- Decimals arrive as exact text; the text stays beside the number.
select
    document_id || ':t' || anchor as target_id,
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
    indicator,
    comparator,
    nullif(value, '') as value_text,
    nullif(value_high, '') as value_high_text,
    {{ to_decimal("nullif(value, '')", 28, 8) }} as value,
    {{ to_decimal("nullif(value_high, '')", 28, 8) }} as value_high,
    {{ squeeze('unit') }} as unit,
    kind,
    firmness,
    nullif(relative_to, '') as relative_to,
    period,
    cast(period_start as date) as period_start,
    cast(period_end as date) as period_end,
    coalesce(scope, '') as scope
from landed
