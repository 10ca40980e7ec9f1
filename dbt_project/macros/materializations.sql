{#
  Tables and views are made in their place. dbt's own way makes them beside it, renames the old one away, renames the new one in and drops
  the old one, so that a warehouse can be read while it is built anew: five times the talk with the database, and most of the time of a
  small build. A candidate is a file that nobody reads before it is whole (the release is swapped, not the tables), so nothing is lost.
#}
{% materialization table, adapter="duckdb", supported_languages=["sql"] %}
    {{ return(made_in_place("table")) }}
{% endmaterialization %}

{% materialization view, adapter="duckdb", supported_languages=["sql"] %}
    {{ return(made_in_place("view")) }}
{% endmaterialization %}

{% macro made_in_place(type) %}
    {%- set existing = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type=type) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% if existing is not none %}{% do adapter.drop_relation(existing) %}{% endif %}
    {% call statement("main") -%}
        {{ create_table_as(False, target_relation, sql) if type == "table" else get_create_view_as_sql(target_relation, sql) }}
    {%- endcall %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({"relations": [target_relation]}) }}
{% endmacro %}
