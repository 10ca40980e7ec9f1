{# What a period's notation says; the one place that knows it. #}

{# The year that the period is about. #}
{% macro period_year(period) %}cast(nullif({{ first_group(period, "'([0-9]{4})'") }}, '') as integer){% endmacro %}

{#
  year, half, quarter, year-to-date, month, as-of, since, other. A notation like 2022-11 is a month or the year up to it: the first and last
  day tell.
#}
{% macro period_grain(period, first_day, last_day) %}
    case
        when {{ period }} like 'asof%' then 'as-of'
        when {{ matches(period, "'^[0-9]{4}-$'") }} then 'since'
        when {{ matches(period, "'^[0-9]{4}$'") }} then 'year'
        when {{ matches(period, "'^[0-9]{4}(Q1-Q2|Q3-Q4|H[12])$'") }} then 'half'
        when {{ matches(period, "'^[0-9]{4}Q[1-4]$'") }} then 'quarter'
        when {{ matches(period, "'^[0-9]{4}Q[1-4]-Q[1-4]$'") }} then 'year-to-date'
        when
            {{ matches(period, "'^[0-9]{4}-[0-9]{2}$'") }} and extract(month from {{ first_day }}) = extract(month from {{ last_day }})
            and extract(month from {{ last_day }}) > 1 then 'month'
        when {{ matches(period, "'^[0-9]{4}-[0-9]{2}$'") }} then 'year-to-date'
        else 'other'
    end
{% endmacro %}
