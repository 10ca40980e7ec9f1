select
    document_id,
    sha256,
    reader_version,
    edition_no,
    title,
    publisher,
    jurisdiction,
    document_type,
    year,
    period,
    url,
    published_on,
    first_seen,
    layout,
    facts_read,
    is_interim,
    cast(length(text) as bigint) as characters
from {{ ref('stg_documents') }}
