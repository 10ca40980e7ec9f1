{# Small expressions that several models share; plain SQL on both databases. #}

{# Text without white space: blanks, tabs, line feeds, no-break and full-width spaces. #}
{% macro squeeze(text) %}regexp_replace({{ text }}, '[\s  　]+', '', 'g'){% endmacro %}

{# A short stable name of what is hashed: the first 12 hexadecimal digits of its MD5. #}
{% macro short_hash(text) %}substr(md5({{ text }}), 1, 12){% endmacro %}

{# A number as people write it: no zeros behind the last digit. Four decimals at most; what no decimal can hold stays as the machine writes it. #}
{% macro plain_number(number) %}
    case when abs(cast({{ number }} as double precision)) < 1e24
        then regexp_replace(regexp_replace(cast(cast({{ number }} as numeric(30, 4)) as text), '(\.[0-9]*?)0+$', '\1'), '\.$', '')
        else cast({{ number }} as text) end
{% endmacro %}

{# Likeness of two names by their character pairs (Dice), 0 to 1. #}
{% macro dice(left_set, right_set) %}
    (2.0 * {{ shared(left_set, right_set) }} / nullif({{ size_of(left_set) }} + {{ size_of(right_set) }}, 0))
{% endmacro %}

{#
  One click to the sentence: the page's address with a text fragment. White space collapses to one blank, as a browser shows it;
  a long clause is named by its first and last characters. Only http(s) addresses become links.
#}
{% macro evidence_url(url, evidence) %}
    case when {{ matches(url, "'^https?://'") }} and {{ evidence }} <> '' then
        split_part({{ url }}, '#', 1) || '#:~:text='
        || case when length({{ collapse(evidence) }}) <= 60 then {{ percent_encode(collapse(evidence)) }}
            else {{ percent_encode('trim(substr(' ~ collapse(evidence) ~ ', 1, 20))') }} || ','
                || {{ percent_encode('trim(right(' ~ collapse(evidence) ~ ', 20))') }} end
    end
{% endmacro %}
{% macro collapse(text) %}trim(regexp_replace({{ text }}, '[\s  　]+', ' ', 'g')){% endmacro %}
