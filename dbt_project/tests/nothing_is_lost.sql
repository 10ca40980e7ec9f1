-- Row identity: what was landed is what is served, no row more or less; and totals are the sum of their parts.
with counts as (

    {% set pairs = [
        (source('landing', 'documents'), ref('dim_document')),
        (source('landing', 'tasks'), ref('dim_task')),
        (source('landing', 'tasks'), ref('fct_task_progress')),
        (source('landing', 'task_units'), ref('bridge_task_unit')),
        (source('landing', 'targets'), ref('fct_target')),
        (source('landing', 'observations'), ref('fct_observation')),
        (source('landing', 'excluded_numbers'), ref('fct_excluded_number')),
        (ref('dim_document'), ref('documents')),
        (ref('dim_task'), ref('tasks')),
        (ref('fct_target'), ref('targets')),
        (ref('fct_observation'), ref('observations')),
        (ref('fct_excluded_number'), ref('excluded_numbers')),
        (ref('fct_consistency_check'), ref('checks')),
    ] %}
    {% for left_side, right_side in pairs -%}
    select
        '{{ left_side | replace('"', '') }} = {{ right_side | replace('"', '') }}' as identity,
        (select count(*) from {{ left_side }}) as left_rows,
        (select count(*) from {{ right_side }}) as right_rows
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
    union all
    select
        'targets of tasks by verdict = targets' as identity,
        coalesce(sum(targets_met + targets_partly_met + targets_not_met + targets_not_reported + targets_claimed + targets_pending), 0) as left_rows,
        coalesce(sum(targets), 0) as right_rows
    from {{ ref('fct_task_progress') }}
    union all
    select
        'targets counted in tasks = targets of tasks' as identity,
        (select coalesce(sum(targets), 0) from {{ ref('fct_task_progress') }}),
        (
            select count(*) from {{ ref('fct_target') }}
            where task_key is not null
        )

)

select * from counts
where left_rows <> right_rows
