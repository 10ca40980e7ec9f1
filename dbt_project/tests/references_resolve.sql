-- Every reference leads to a row.
with dangling as (

    {% set references = [
        ('dim_task', 'document_id', 'dim_document', 'document_id'),
        ('bridge_task_unit', 'task_key', 'dim_task', 'task_key'),
        ('bridge_task_unit', 'unit_id', 'dim_unit', 'unit_id'),
        ('fct_task_progress', 'task_key', 'dim_task', 'task_key'),
        ('fct_task_progress', 'period', 'dim_period', 'period'),
        ('fct_task_progress', 'year', 'dim_year', 'year'),
        ('fct_target', 'document_id', 'dim_document', 'document_id'),
        ('fct_target', 'task_key', 'dim_task', 'task_key'),
        ('fct_target', 'indicator_id', 'dim_indicator', 'indicator_id'),
        ('fct_target', 'unit', 'dim_measure_unit', 'measure_unit'),
        ('fct_target', 'period', 'dim_period', 'period'),
        ('fct_target', 'reference_id', 'fct_observation', 'observation_id'),
        ('fct_observation', 'document_id', 'dim_document', 'document_id'),
        ('fct_observation', 'task_key', 'dim_task', 'task_key'),
        ('fct_observation', 'indicator_id', 'dim_indicator', 'indicator_id'),
        ('fct_observation', 'unit', 'dim_measure_unit', 'measure_unit'),
        ('fct_observation', 'period', 'dim_period', 'period'),
        ('fct_observation', 'programme_id', 'dim_programme', 'programme_id'),
        ('fct_excluded_number', 'document_id', 'dim_document', 'document_id'),
        ('fct_excluded_number', 'task_key', 'dim_task', 'task_key'),
        ('programme_aliases', 'programme_id', 'reform_programmes', 'programme_id'),
        ('indicator_synonyms', 'canonical_name', 'indicators', 'canonical_name'),
    ] %}
    {% for table, column, parent, key in references -%}
    select
        '{{ table }}.{{ column }}' as reference,
        cast(child.{{ column }} as text) as value
    from {{ ref(table) }} as child
    left join {{ ref(parent) }} as parent on child.{{ column }} = parent.{{ key }}
    where child.{{ column }} is not null and parent.{{ key }} is null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

-- The figures that a verdict names are figures of the warehouse.
judged_by as (

    select
        target_id,
        unnest(observation_ids) as observation_id
    from {{ ref('fct_target') }}

)

select * from dangling
union all
select
    'fct_target.observation_ids' as reference,
    judged_by.observation_id as value
from judged_by
left join {{ ref('fct_observation') }} as o on judged_by.observation_id = o.observation_id
where o.observation_id is null
