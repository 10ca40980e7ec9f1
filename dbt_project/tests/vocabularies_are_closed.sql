-- Columns with a closed vocabulary hold nothing else: what GUIDE and contract define.
with said as (

    {% set vocabularies = [
        ('fct_target', 'verdict', ['met', 'partly_met', 'not_met', 'not_reported', 'claimed', 'pending']),
        ('fct_target', 'comparator', ['ge', 'le', 'about', 'eq', 'sync', 'higher', 'lower']),
        ('fct_target', 'kind', ['level', 'increment', 'growth', 'share', 'rank', 'ratio']),
        ('fct_target', 'firmness', ['firm', 'strive']),
        ('fct_observation', 'kind', ['level', 'increment', 'growth', 'share', 'rank', 'ratio']),
        ('fct_observation', 'modifier', ['exact', 'about', 'more_than', 'less_than']),
        ('fct_observation', 'quality', ['clean', 'disputed', 'accepted', 'corrected']),
        ('fct_excluded_number', 'why', ['date', 'document_number', 'name', 'ordinal', 'criterion', 'parameter', 'list_number', 'idiom']),
        ('fct_task_progress', 'status', ['met', 'partly_met', 'not_met', 'not_reported', 'claimed', 'pending', 'qualitative']),
        ('fct_task_progress', 'lamp', ['green', 'yellow', 'red', 'grey']),
        ('fct_consistency_check', 'kind', ['repeat', 'sum', 'ratio', 'percent', 'monotone', 'range', 'unit', 'answer', 'drift']),
        ('fct_consistency_check', 'severity', ['critical', 'warning', 'info']),
        ('bridge_task_unit', 'role', ['lead', 'co']),
    ] %}
    {% for table, column, words in vocabularies -%}
    select distinct
        '{{ table }}.{{ column }}' as place,
        {{ column }} as word
    from {{ ref(table) }}
    where {{ column }} is null or {{ column }} not in ('{{ words | join("', '") }}')
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from said
