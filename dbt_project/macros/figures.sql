{# What is computed from a printed figure. #}

{# The figure in its base unit, exact: 14 digits before the point on either side, so that the product always fits. #}
{% macro to_base(value_text, factor) %}
    cast({{ to_decimal(value_text, 20, 6) }} * cast({{ factor }} as numeric(18, 4)) as numeric(38, 10))
{% endmacro %}

{# Half a unit of the last printed digit, in the base unit. #}
{% macro half_step(value_text, factor) %}
    0.5 * power(10.0, -case when strpos({{ value_text }}, '.') > 0 then length({{ value_text }}) - strpos({{ value_text }}, '.') else 0 end)
    * cast({{ factor }} as double precision)
{% endmacro %}

{# A few characters on either side of the number; the whole clause where no number is printed. #}
{% macro beside_number(evidence, char_start, number_start, number_end) %}
    case when {{ number_start }} is null then {{ evidence }}
        else substr(
            {{ evidence }},
            cast(greatest({{ number_start }} - {{ char_start }} - 11, 1) as integer),
            cast({{ number_end }} - greatest({{ number_start }} - 12, {{ char_start }}) + 12 as integer)
        )
    end
{% endmacro %}

{# How far a thing has come by the words beside its number: finished beats started beats planned ('' where nothing is said). #}
{% macro stage_of(text) %}
    case
        when {{ matches(text, "'完工|竣工|建成|通车|投产|投用|全部完成|已完成'") }} then 'finished'
        when {{ matches(text, "'开工|启动|在建|进场施工'") }} then 'started'
        when {{ matches(text, "'计划|谋划|拟|签约|申报|备案|报会|储备|报名|征集'") }} then 'planned'
        else ''
    end
{% endmacro %}
