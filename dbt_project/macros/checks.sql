{#
  The columns that every kind of check delivers, in one order, so that they can be put under each other. `key_text` is what is compared,
  without the values: the id stays when a figure is corrected, and a decision can see that its sides have changed.
#}
{% macro check_columns() %}
    kind, rule, key_text, claim_zh, claim_en, left_ids, right_ids, left_said, right_said,
    cast(left_value as double precision) as left_value, cast(right_value as double precision) as right_value,
    cast(tolerance as double precision) as tolerance, tolerance_reason, arithmetic, holds, severity, document_ids, places
{% endmacro %}

{#
  One rule's rows out of `relation`. Every argument but the names is an SQL expression over that relation; `key` is what is compared,
  without the values. `places` and `documents` are lists.
#}
{% macro check_row(relation, kind, rule, key, zh, en, left_ids, right_ids, left_said, right_said, left_value, right_value, tolerance, reason,
    arithmetic, holds, documents, places, severity="'warning'", where='true') %}
select
    '{{ kind }}' as kind,
    '{{ rule }}' as rule,
    '{{ rule }}|' || {{ key }} as key_text,
    {{ zh }} as claim_zh,
    {{ en }} as claim_en,
    {{ left_ids }} as left_ids,
    {{ right_ids }} as right_ids,
    {{ left_said }} as left_said,
    {{ right_said }} as right_said,
    cast({{ left_value }} as double precision) as left_value,
    cast({{ right_value }} as double precision) as right_value,
    cast({{ tolerance }} as double precision) as tolerance,
    {{ reason }} as tolerance_reason,
    {{ arithmetic }} as arithmetic,
    {{ holds }} as holds,
    {{ severity }} as severity,
    {{ documents }} as document_ids,
    {{ places }} as places
from {{ relation }}
where {{ where }}
{% endmacro %}

{# A list of one or two, without saying the same twice. #}
{% macro one_or_two(left, right) %}case when {{ left }} = {{ right }} then array[{{ left }}] else array[{{ left }}, {{ right }}] end{% endmacro %}

{# No figure on this side. #}
{% macro no_ids() %}cast(array[] as text[]){% endmacro %}

{# Where a statement stands, in words. #}
{% macro place_words(alias) %}case when {{ alias }}.task_no is not null then '任务' || {{ alias }}.task_no else '第' || coalesce({{ alias }}.section_no, '0') || '节' end{% endmacro %}
