-- Promises are counted for each unit that leads their task; a task led by two units counts for both. The unit is that of the time; the name
-- that it has today stands beside it, so that the years before a reform can be added to those after it.
with led as (

    select distinct
        b.unit_id,
        b.task_key,
        t.year
    from {{ ref('bridge_task_unit') }} as b
    inner join {{ ref('dim_task') }} as t on b.task_key = t.task_key
    where b.role = 'lead'

),

counted as (

    select
        led.unit_id,
        led.year,
        count(*) as tasks_led,
        sum(p.targets) as targets,
        sum(p.targets_met) as met,
        sum(p.targets_partly_met) as partly_met,
        sum(p.targets_not_met) as not_met,
        sum(p.targets_not_reported) as not_reported,
        sum(p.targets_claimed) as claimed,
        sum(p.targets_pending) as pending
    from led
    inner join {{ ref('fct_task_progress') }} as p on led.task_key = p.task_key
    group by led.unit_id, led.year

)

select
    u.unit,
    counted.year,
    cast(counted.tasks_led as integer) as tasks_led,
    cast(counted.targets as integer) as targets,
    cast(counted.met as integer) as met,
    cast(counted.partly_met as integer) as partly_met,
    cast(counted.not_met as integer) as not_met,
    cast(counted.not_reported as integer) as not_reported,
    cast(counted.claimed as integer) as claimed,
    cast(counted.pending as integer) as pending,
    cast(cast(counted.met as double precision) / nullif(counted.targets, 0) as double precision) as met_share,
    u.jurisdiction,
    u.unit_id,
    u.kind,
    u.present_unit,
    u.last_change,
    u.last_changed_on
from counted
inner join {{ ref('dim_unit') }} as u on counted.unit_id = u.unit_id
