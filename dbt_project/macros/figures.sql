{# What is computed from a printed figure. #}

{# The figure in its base unit, exact; null where it is too large to be a figure (28 digits). #}
{% macro to_base(value_text, factor) %}{{ return(adapter.dispatch('to_base', 'duban')(value_text, factor)) }}{% endmacro %}
{% macro default__to_base(value_text, factor) %}
    cast(try({{ to_decimal(value_text, 20, 6) }} * cast({{ factor }} as numeric(24, 4))) as numeric(38, 10))
{% endmacro %}
{% macro postgres__to_base(value_text, factor) %}
    cast({{ to_decimal(value_text, 20, 6) }} * {{ factor }} as numeric(38, 10))
{% endmacro %}

{# The same of a decimal that has been parsed already: parsing the text again is what takes the time. #}
{% macro decimal_to_base(value, factor) %}{{ return(adapter.dispatch('decimal_to_base', 'duban')(value, factor)) }}{% endmacro %}
{% macro default__decimal_to_base(value, factor) %}
    cast(try(try_cast({{ value }} as numeric(20, 6)) * cast({{ factor }} as numeric(24, 4))) as numeric(38, 10))
{% endmacro %}
{% macro postgres__decimal_to_base(value, factor) %}
    cast(case when abs({{ value }}) < 1e14 then round({{ value }}, 6) end * {{ factor }} as numeric(38, 10))
{% endmacro %}

{# Half a unit of the last printed digit, in the base unit. #}
{% macro half_step(value_text, factor) %}
    0.5 * power(10.0, -case when strpos({{ value_text }}, '.') > 0 then length({{ value_text }}) - strpos({{ value_text }}, '.') else 0 end)
    * cast({{ factor }} as double precision)
{% endmacro %}

{#
  The words that belong to the number: back to the last stop or the number before (开工45个、竣工30个: each its own), and on to the next one;
  one more clause where it holds no number of its own (125个,已全部完工). The whole clause where no number is printed.
#}
{% macro beside_number(evidence, char_start, number_start, number_end) %}
    case when {{ number_start }} is null then {{ evidence }}
        else
            {{ first_group('substr(' ~ evidence ~ ', 1, cast(' ~ number_start ~ ' - ' ~ char_start ~ ' as integer))', "'(?:[0-9][^0-9,，。；;:：、]*、)?([^0-9,，。；;:：]*)$'") }}
            || substr({{ evidence }}, cast({{ number_start }} - {{ char_start }} + 1 as integer), cast({{ number_end }} - {{ number_start }} as integer))
            || {{ first_group(
                'substr(' ~ evidence ~ ', cast(' ~ number_end ~ ' - ' ~ char_start ~ " + 1 as integer)) || '。'",
                "'^([^0-9,，、。；;]*([,，、][^0-9,，、。；;]*[,，。；;])?)'"
            ) }}
    end
{% endmacro %}

{# Whether a scope is the whole of the publisher's territory, whatever that is. #}
{% macro is_whole_scope(scope) %}coalesce({{ scope }}, '') in ('', '全省', '全市', '全区', '全县', '全州', '全盟', '全旗', '全镇', '全乡'){% endmacro %}

{# How far a thing has come by the words beside its number: finished beats started beats planned ('' where nothing is said). #}
{% macro stage_of(text) %}
    case
        when {{ matches(text, "'完工|竣工|建成|通车|投产|投用|全部完成|已完成'") }} then 'finished'
        when {{ matches(text, "'开工|启动|在建|进场|复工|动工|开建'") }} then 'started'
        when {{ matches(text, "'计划|谋划|拟|签约(项目|合同|金额|额|引资|[0-9.,]+(亿元|万元|个|项|家|户|宗)|$)|申报|备案|报会|过会|提交|储备|报名|征集|初审|公示|评估|摸底|招标|流标|意向|推荐|培育库|入库培育|列入[一-龥]{0,8}的[0-9]'") }} then 'planned'
        else ''
    end
{% endmacro %}

{#
  Whether a figure is near the promised number: 15 per cent below it to 30 above. Measured on the annotated documents (amounts, interim
  reports included): 57 of 100 figures that have the very name of a promise are, 6 of 100 that have nothing of it.
#}
{% macro is_near(pair) %}
coalesce({{ pair }}.base_value between 0.85 * {{ pair }}.target_base and 1.3 * {{ pair }}.target_base, false)
{% endmacro %}
