-- Matches that wait for a steward: as good as another one, not alike enough though the best there is, or a part of a task that has another
-- counterpart already (told apart, or told as one). To decide: a line in the seed task_matches.
with waiting as (

    select
        earlier_key,
        later_key,
        score,
        case when is_open then 'tie' else outcome end as outcome,
        reason
    from {{ ref('int_task_links') }}
    where is_open or outcome in ('tie', 'unlike', 'cut')
    union all
    select
        case when whole_rank < part_rank then whole_key else part_key end as earlier_key,
        case when whole_rank < part_rank then part_key else whole_key end as later_key,
        score,
        'part' as outcome,
        reason
    from {{ ref('int_task_parts') }}

)

select
    a.document_id as document_a,
    a.task_no as task_a,
    b.document_id as document_b,
    b.task_no as task_b,
    w.score,
    w.outcome,
    w.reason,
    a.commitment as commitment_a,
    b.commitment as commitment_b,
    a.jurisdiction,
    a.year
from waiting as w
inner join {{ ref('dim_task') }} as a on w.earlier_key = a.task_key
inner join {{ ref('dim_task') }} as b on w.later_key = b.task_key
