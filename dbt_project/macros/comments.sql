{#
  The comments on a relation and its columns, in one batch and without asking the database first which columns there are (dbt's own macro
  asks once for each model): a description of a column that is gone must fail, not be skipped.
#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) %}
    {%- set comments = [] -%}
    {%- if for_relation and config.persist_relation_docs() and model.description -%}
        {%- do comments.append(duckdb__alter_relation_comment(relation, model.description)) -%}
    {%- endif -%}
    {%- if for_columns and config.persist_column_docs() and model.columns -%}
        {%- do comments.append(duckdb__alter_column_comment(relation, model.columns)) -%}
    {%- endif -%}
    {%- if comments -%}
        {%- call statement("comments") -%}{{ comments | join("\n") }}{%- endcall -%}
    {%- endif -%}
{% endmacro %}

{% macro duckdb__alter_column_comment(relation, column_dict) %}
    {%- for name, column in column_dict.items() %}
    comment on column {{ relation }}.{{ adapter.quote(name) }} is '{{ column.description | replace("'", "''") }}';
    {%- endfor %}
{% endmacro %}
