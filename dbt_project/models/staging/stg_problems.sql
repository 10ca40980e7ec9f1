with landed as (

    select * from {{ source('landing', 'problems') }}

)

select
    document_id,
    severity,
    code,
    message,
    advice,
    cast(char_start as bigint) as char_start,
    cast(line as integer) as line
from landed
