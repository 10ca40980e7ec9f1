-- How a task stands at the period of its document. The document's own word (stated_status) is kept in dim_task: the figures decide.
with counted as (

    select
        tasks.task_key,
        count(verdicts.target_id) as targets,
        count(*) filter (where verdicts.verdict = 'met') as targets_met,
        count(*) filter (where verdicts.verdict = 'partly_met') as targets_partly_met,
        count(*) filter (where verdicts.verdict = 'not_met') as targets_not_met,
        count(*) filter (where verdicts.verdict = 'not_reported') as targets_not_reported,
        count(*) filter (where verdicts.verdict = 'claimed') as targets_claimed,
        count(*) filter (where verdicts.verdict = 'pending') as targets_pending
    from {{ ref('stg_tasks') }} as tasks
    left join {{ ref('stg_targets') }} as targets on tasks.task_key = targets.task_key
    left join {{ ref('int_target_verdict') }} as verdicts on targets.target_id = verdicts.target_id
    group by tasks.task_key

),

-- All alike: that word. Some kept and some not: partly. Otherwise the word that asks for most attention.
summed_up as (

    select
        *,
        case
            when targets = 0 then 'qualitative'
            when targets_met = targets then 'met'
            when targets_met + targets_partly_met > 0 then 'partly_met'
            when targets_not_met > 0 then 'not_met'
            when targets_pending > 0 then 'pending'
            when targets_not_reported > 0 then 'not_reported'
            else 'claimed'
        end as status
    from counted

)

select
    tasks.task_key,
    tasks.document_id,
    tasks.year,
    tasks.period,
    tasks.stated_status,
    summed_up.status,
    case
        when summed_up.targets_not_met > 0 then 'red'
        when summed_up.status = 'met' then 'green'
        when summed_up.status in ('partly_met', 'pending', 'claimed') then 'yellow'
        else 'grey'
    end as lamp,
    cast(summed_up.targets as integer) as targets,
    cast(summed_up.targets_met as integer) as targets_met,
    cast(summed_up.targets_partly_met as integer) as targets_partly_met,
    cast(summed_up.targets_not_met as integer) as targets_not_met,
    cast(summed_up.targets_not_reported as integer) as targets_not_reported,
    cast(summed_up.targets_claimed as integer) as targets_claimed,
    cast(summed_up.targets_pending as integer) as targets_pending
from {{ ref('dim_task') }} as tasks
inner join summed_up on tasks.task_key = summed_up.task_key
