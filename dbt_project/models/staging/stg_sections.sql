with landed as (

    select * from {{ source('landing', 'sections') }}

)

select
    document_id,
    section_no,
    heading,
    cast(char_start as bigint) as char_start,
    cast(char_end as bigint) as char_end,
    {{ squeeze('heading') }} as heading_squeezed
from landed
