select
    document_id,
    title,
    publisher,
    jurisdiction,
    document_type,
    year,
    period,
    url,
    sha256,
    published_on,
    layout,
    text,
    edition_no,
    first_seen,
    is_interim
from {{ ref('stg_documents') }}
