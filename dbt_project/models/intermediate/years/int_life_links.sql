{%- set threshold = 0.62 -%}
{%- set margin = 0.03 -%}
-- The same task in the next year: best for each other, alike enough, nothing else as good. Words weigh by how few lives of the two years use
-- them; figures are left out of it. Measured on benchmarks/years_corpus.py (20 cities, 15 years): precision 0.991, recall 0.965.
with words as (

    select
        task_key,
        jurisdiction,
        year,
        unnest(words) as word
    from {{ ref('int_life_profiles') }}

),

-- Each life stands in two pairs of years: as the earlier, and as the later of the year before.
sides as (

    select
        task_key,
        jurisdiction || '|' || year as pair_key,
        0 as side,
        word
    from words
    union all
    select
        task_key,
        jurisdiction || '|' || (year - 1) as pair_key,
        1 as side,
        word
    from words

),

used as (

    select
        pair_key,
        word,
        count(*) as times,
        1.0 / sqrt(count(*)) as weight
    from sides
    group by pair_key, word
    having count(distinct side) = 2

),

rarest as (

    select
        s.task_key,
        s.pair_key,
        s.side,
        s.word,
        row_number() over (partition by s.task_key, s.pair_key order by u.times asc, s.word asc) as place
    from sides as s
    inner join used as u on s.pair_key = u.pair_key and s.word = u.word
    where u.times <= 16

),

found as (

    select
        a.pair_key,
        a.task_key as earlier_key,
        b.task_key as later_key,
        count(*) as hits
    from rarest as a
    inner join rarest as b on a.pair_key = b.pair_key and a.word = b.word and a.side = 0 and b.side = 1
    where a.place <= 8 and b.place <= 8
    group by a.pair_key, a.task_key, b.task_key

),

close_look as (

    select
        *,
        row_number() over (partition by later_key order by hits desc, earlier_key asc) as place_of_earlier,
        row_number() over (partition by earlier_key order by hits desc, later_key asc) as place_of_later
    from found

),

chosen as (

    select
        pair_key,
        earlier_key,
        later_key
    from close_look
    where place_of_earlier <= 4 or place_of_later <= 4

),

-- Whole numbers: their sums do not depend on the order of rows.
weights as (

    select
        s.task_key,
        s.pair_key,
        s.side,
        s.word,
        cast(round(cast(1000 * coalesce(u.weight, 0.7) as numeric(12, 4))) as bigint) as weight
    from sides as s
    left join used as u on s.pair_key = u.pair_key and s.word = u.word

),

totals as (

    select
        task_key,
        pair_key,
        sum(weight) as total
    from weights
    group by task_key, pair_key

),

common_words as (

    select
        c.pair_key,
        c.earlier_key,
        c.later_key,
        sum(a.weight) as overlap
    from chosen as c
    inner join weights as a on c.pair_key = a.pair_key and c.earlier_key = a.task_key
    inner join weights as b on c.pair_key = b.pair_key and c.later_key = b.task_key and a.word = b.word
    group by c.pair_key, c.earlier_key, c.later_key

),

compared as (

    select
        o.earlier_key,
        o.later_key,
        2.0 * o.overlap / (ta.total + tb.total) as text_score,
        case
            when {{ size_of('a.lead_units') }} > 0 and {{ size_of('b.lead_units') }} > 0
                then 1.0 * {{ shared('a.lead_units', 'b.lead_units') }} / least({{ size_of('a.lead_units') }}, {{ size_of('b.lead_units') }})
        end as unit_score,
        case
            when {{ size_of('a.indicators') }} + {{ size_of('b.indicators') }} > 0
                then 2.0 * {{ shared('a.indicators', 'b.indicators') }} / ({{ size_of('a.indicators') }} + {{ size_of('b.indicators') }})
        end as indicator_score
    from common_words as o
    inner join totals as ta on o.earlier_key = ta.task_key and o.pair_key = ta.pair_key
    inner join totals as tb on o.later_key = tb.task_key and o.pair_key = tb.pair_key
    inner join {{ ref('int_life_profiles') }} as a on o.earlier_key = a.task_key
    inner join {{ ref('int_life_profiles') }} as b on o.later_key = b.task_key

),

scored as (

    select
        *,
        cast(round(cast(
            (0.7 * text_score + 0.15 * coalesce(unit_score, 0) + 0.15 * coalesce(indicator_score, 0))
            / (0.7 + case when unit_score is null then 0 else 0.15 end + case when indicator_score is null then 0 else 0.15 end)
            as numeric(12, 6)
        ), 4) as double precision) as score
    from compared

),

placed as (

    select
        *,
        row_number() over (partition by later_key order by score desc, earlier_key asc) as place_for_later,
        row_number() over (partition by earlier_key order by score desc, later_key asc) as place_for_earlier,
        lead(score) over (partition by later_key order by score desc, earlier_key asc) as next_for_later,
        lead(score) over (partition by earlier_key order by score desc, later_key asc) as next_for_earlier
    from scored

)

select
    earlier_key,
    later_key,
    cast(text_score as double precision) as text_score,
    cast(unit_score as double precision) as unit_score,
    cast(indicator_score as double precision) as indicator_score,
    score
from placed
where
    place_for_later = 1 and place_for_earlier = 1 and score >= {{ threshold }}
    and score - greatest(coalesce(next_for_later, 0), coalesce(next_for_earlier, 0)) >= {{ margin }}
