select
    unit_id,
    official_name as unit,
    jurisdiction,
    kind,
    valid_from,
    valid_to,
    bool_or(is_known) as is_known,
    array_agg(distinct printed_name order by printed_name) as printed_names
from {{ ref('int_task_units') }}
group by unit_id, official_name, jurisdiction, kind, valid_from, valid_to
