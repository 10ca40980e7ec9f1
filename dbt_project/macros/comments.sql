{#
  Comments on columns, without asking the database first which columns there are (the adapter's own macro asks once for each model):
  a description of a column that is gone must fail, not be skipped. In one batch.
#}
{% macro duckdb__alter_column_comment(relation, column_dict) %}
    {%- for name, column in column_dict.items() %}
    comment on column {{ relation }}.{{ adapter.quote(name) }} is '{{ column.description | replace("'", "''") }}';
    {%- endfor %}
{% endmacro %}
