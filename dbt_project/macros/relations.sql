{#
  Relations are named by schema and table only. The file that a candidate is built in gets another name when it is published, and DuckDB's
  catalogue has the file's name: a view that names it would be broken in every release.
#}
{% macro ref() %}{{ return(builtins.ref(*varargs, **kwargs).include(database=false)) }}{% endmacro %}
{% macro source() %}{{ return(builtins.source(*varargs).include(database=false)) }}{% endmacro %}
