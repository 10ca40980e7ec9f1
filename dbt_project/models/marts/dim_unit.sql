select
    u.unit_id,
    u.official_name as unit,
    u.jurisdiction,
    u.kind,
    u.valid_from,
    u.valid_to,
    bool_or(u.is_known) as is_known,
    array_agg(distinct u.printed_name order by u.printed_name) as printed_names,
    s.present_name as present_unit,
    s.last_change,
    s.last_changed_on
from {{ ref('int_task_units') }} as u
inner join {{ ref('int_unit_successors') }} as s on u.jurisdiction = s.jurisdiction and u.official_name = s.official_name
group by u.unit_id, u.official_name, u.jurisdiction, u.kind, u.valid_from, u.valid_to, s.present_name, s.last_change, s.last_changed_on
