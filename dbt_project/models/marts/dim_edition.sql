-- Every edition of every document, and how long it was the newest that we knew.
with editions as (

    select
        document_id,
        edition_no,
        sha256,
        first_seen,
        true as is_current
    from {{ ref('stg_documents') }}
    union all
    select
        document_id,
        cast(edition_no as integer) as edition_no,
        sha256,
        cast(first_seen as timestamp) as first_seen,
        false as is_current
    from {{ source('landing', 'past_editions') }}

)

select
    document_id || ':e' || edition_no as edition_id,
    document_id,
    edition_no,
    sha256,
    first_seen as valid_from,
    lead(first_seen) over (partition by document_id order by edition_no) as valid_to,
    lead(edition_no) over (partition by document_id order by edition_no) as next_edition_no,
    is_current
from editions
