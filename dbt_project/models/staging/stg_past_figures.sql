select
    document_id,
    cast(edition_no as integer) as edition_no,
    statement,
    cast(anchor as bigint) as anchor,
    cast(task_no as integer) as task_no,
    section_no,
    indicator,
    kind,
    nullif(value, '') as value_text,
    nullif(value_high, '') as value_high_text,
    nullif({{ squeeze('unit') }}, '') as unit,
    period,
    coalesce(scope, '') as scope,
    evidence
from {{ source('landing', 'past_figures') }}
