-- Matches that wait for a steward: as good as another one, or not alike enough though the best there is. To decide: a line in the seed task_matches.
select
    k.earlier_document as document_a,
    a.task_no as task_a,
    k.later_document as document_b,
    b.task_no as task_b,
    k.score,
    case when k.is_open then 'tie' else k.outcome end as outcome,
    k.reason,
    a.commitment as commitment_a,
    b.commitment as commitment_b,
    a.jurisdiction,
    a.year
from {{ ref('int_task_links') }} as k
inner join {{ ref('dim_task') }} as a on k.earlier_key = a.task_key
inner join {{ ref('dim_task') }} as b on k.later_key = b.task_key
where k.is_open or k.outcome in ('tie', 'unlike', 'cut')
