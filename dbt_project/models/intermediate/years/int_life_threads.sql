-- Lives of one task over the years: each with the one of the year before and the first of all. Jumping doubles: 2^5 years.
{% set rounds = 5 %}
with round_0 as (

    select
        p.task_key as root_key,
        k.earlier_key as previous_key,
        k.score as previous_score,
        coalesce(k.earlier_key, p.task_key) as first_key
    from {{ ref('int_life_profiles') }} as p
    left join {{ ref('int_life_links') }} as k on p.task_key = k.later_key

),

{% for round in range(1, rounds + 1) -%}
round_{{ round }} as (

    select
        a.root_key,
        a.previous_key,
        a.previous_score,
        b.first_key
    from round_{{ round - 1 }} as a
    inner join round_{{ round - 1 }} as b on a.first_key = b.root_key

),

{% endfor -%}
last_round as (

    select * from round_{{ rounds }}

)

select
    root_key,
    previous_key,
    previous_score,
    first_key
from last_round
