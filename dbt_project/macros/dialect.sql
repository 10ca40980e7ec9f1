{#
  What DuckDB and PostgreSQL say in different words. Models use these names only; a model holds no dialect of its own.
  `default__` is DuckDB.
#}

{# Does the text match the regular expression anywhere? #}
{% macro matches(text, pattern) %}{{ return(adapter.dispatch('matches', 'duban')(text, pattern)) }}{% endmacro %}
{% macro default__matches(text, pattern) %}regexp_matches({{ text }}, {{ pattern }}){% endmacro %}
{% macro postgres__matches(text, pattern) %}({{ text }} ~ ({{ pattern }})){% endmacro %}

{# Exact decimal from text; null where the text is no number or has more than 20 digits before the point: a hostile figure must not stop the build. #}
{% macro to_decimal(text, digits, decimals) %}{{ return(adapter.dispatch('to_decimal', 'duban')(text, digits, decimals)) }}{% endmacro %}
{% macro default__to_decimal(text, digits, decimals) %}try_cast({{ text }} as numeric({{ digits }}, {{ decimals }})){% endmacro %}
{% macro postgres__to_decimal(text, digits, decimals) %}
    case when {{ text }} ~ '^-?[0-9]{1,{{ digits - decimals }}}(\.[0-9]+)?$' then cast({{ text }} as numeric({{ digits }}, {{ decimals }})) end
{% endmacro %}

{# The set of neighbouring character pairs of a name; a name of one character is its own pair. #}
{% macro bigrams(text) %}{{ return(adapter.dispatch('bigrams', 'duban')(text)) }}{% endmacro %}
{% macro default__bigrams(text) %}
    case when length({{ text }}) < 2 then list_filter([{{ text }}], lambda x: x <> '')
        else list_distinct(list_transform(range(1, length({{ text }})), lambda i: substr({{ text }}, i, 2))) end
{% endmacro %}
{% macro postgres__bigrams(text) %}
    case when length({{ text }}) < 2 then array_remove(array[{{ text }}], '')
        else array(select distinct substr({{ text }}, i, 2) from generate_series(1, length({{ text }}) - 1) as g(i)) end
{% endmacro %}

{# How many members two sets share. #}
{% macro shared(left_set, right_set) %}{{ return(adapter.dispatch('shared', 'duban')(left_set, right_set)) }}{% endmacro %}
{% macro default__shared(left_set, right_set) %}len(list_intersect({{ left_set }}, {{ right_set }})){% endmacro %}
{% macro postgres__shared(left_set, right_set) %}
    (select count(*) from (select unnest({{ left_set }}) intersect select unnest({{ right_set }})) as both_sides)
{% endmacro %}

{# The members that two sets share. #}
{% macro in_both(left_set, right_set) %}{{ return(adapter.dispatch('in_both', 'duban')(left_set, right_set)) }}{% endmacro %}
{% macro default__in_both(left_set, right_set) %}list_intersect({{ left_set }}, {{ right_set }}){% endmacro %}
{% macro postgres__in_both(left_set, right_set) %}
    array(select unnest({{ left_set }}) intersect select unnest({{ right_set }}))
{% endmacro %}

{# How many members a list has; 0 for none. #}
{% macro size_of(list) %}{{ return(adapter.dispatch('size_of', 'duban')(list)) }}{% endmacro %}
{% macro default__size_of(list) %}coalesce(len({{ list }}), 0){% endmacro %}
{% macro postgres__size_of(list) %}coalesce(cardinality({{ list }}), 0){% endmacro %}

{# Percent-encoding of UTF-8 for a URL's text fragment: there the dash is syntax as well as the comma and the ampersand. #}
{% macro percent_encode(text) %}{{ return(adapter.dispatch('percent_encode', 'duban')(text)) }}{% endmacro %}
{% macro default__percent_encode(text) %}replace(url_encode({{ text }}), '-', '%2D'){% endmacro %}
{% macro postgres__percent_encode(text) %}
    (
        select coalesce(string_agg(
            case when ch ~ '[A-Za-z0-9_.~]' then ch
                else regexp_replace(upper(encode(convert_to(ch, 'UTF8'), 'hex')), '(..)', '%\1', 'g') end, '' order by n), '')
        from regexp_split_to_table({{ text }}, '') with ordinality as letters(ch, n)
    )
{% endmacro %}

{# The first bracketed group of the first match; empty or null where there is none. #}
{% macro first_group(text, pattern) %}{{ return(adapter.dispatch('first_group', 'duban')(text, pattern)) }}{% endmacro %}
{% macro default__first_group(text, pattern) %}regexp_extract({{ text }}, {{ pattern }}, 1){% endmacro %}
{% macro postgres__first_group(text, pattern) %}(regexp_match({{ text }}, {{ pattern }}))[1]{% endmacro %}

{# One list after another. #}
{% macro joined(left_list, right_list) %}{{ left_list }} || {{ right_list }}{% endmacro %}

{# Every match of the regular expression, in order; the pattern holds no group. #}
{% macro all_matches(text, pattern) %}{{ return(adapter.dispatch('all_matches', 'duban')(text, pattern)) }}{% endmacro %}
{% macro default__all_matches(text, pattern) %}regexp_extract_all({{ text }}, {{ pattern }}){% endmacro %}
{% macro postgres__all_matches(text, pattern) %}array(select m[1] from regexp_matches({{ text }}, {{ pattern }}, 'g') as m){% endmacro %}

{# Whole days from one date to a later one. #}
{% macro days_between(from_date, to_date) %}{{ return(adapter.dispatch('days_between', 'duban')(from_date, to_date)) }}{% endmacro %}
{% macro default__days_between(from_date, to_date) %}date_diff('day', {{ from_date }}, {{ to_date }}){% endmacro %}
{% macro postgres__days_between(from_date, to_date) %}({{ to_date }} - {{ from_date }}){% endmacro %}

{# Does the first text end with the second? #}
{% macro ends_with(text, tail) %}right({{ text }}, length({{ tail }})) = {{ tail }}{% endmacro %}

{# A relation with one row, in the column `day`, for each day of the years from the first to the last. #}
{% macro days_of_years(first_year, last_year) %}{{ return(adapter.dispatch('days_of_years', 'duban')(first_year, last_year)) }}{% endmacro %}
{% macro default__days_of_years(first_year, last_year) %}
    (select unnest(generate_series(make_date({{ first_year }}, 1, 1), make_date({{ last_year }}, 12, 31), interval 1 day)) as day) as days
{% endmacro %}
{% macro postgres__days_of_years(first_year, last_year) %}
    generate_series(make_date({{ first_year }}, 1, 1), make_date({{ last_year }}, 12, 31), interval '1 day') as days(day)
{% endmacro %}
