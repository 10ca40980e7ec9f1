{%- set words = 0.6 -%}
{%- set units = 0.2 -%}
{%- set promised = 0.2 -%}
-- Which tasks of two documents of one story may be the same: they share a rare pair of characters, a promised value or a unit that leads
-- few tasks. Every join has a key that few rows share, so that the cost grows with the number of tasks. The score says how alike they are.
with rarest as (

    select
        task_key,
        story_key,
        document_rank,
        word,
        spread,
        row_number() over (partition by task_key order by spread, word) as place
    from {{ ref('int_task_words') }}
    where is_shared and spread <= 6

),

unit_features as (

    select
        task_key,
        story_key,
        document_rank,
        'U' || unnest(lead_units) as feature
    from {{ ref('int_task_profiles') }}

),

value_features as (

    select
        task_key,
        story_key,
        document_rank,
        'V' || unnest(promised_values) as feature
    from {{ ref('int_task_profiles') }}

),

other_features as (

    select * from unit_features
    union all
    select * from value_features

),

-- A unit that leads half of the tasks, or a value that everybody promises, singles nothing out.
few as (

    select
        story_key,
        feature
    from other_features
    group by story_key, feature
    having count(*) <= 4 * count(distinct document_rank) and count(distinct document_rank) > 1

),

features as (

    select
        task_key,
        story_key,
        document_rank,
        word as feature,
        -- Whole numbers: their sum does not depend on the order of rows.
        cast(round(cast(1000 / spread as numeric(12, 4))) as bigint) as weight
    from rarest
    where place <= 8
    union all
    select
        o.task_key,
        o.story_key,
        o.document_rank,
        o.feature,
        cast(500 as bigint) as weight
    from other_features as o
    inner join few on o.story_key = few.story_key and o.feature = few.feature

),

pairs as (

    select
        a.task_key as earlier_key,
        b.task_key as later_key,
        a.document_rank as earlier_rank,
        b.document_rank as later_rank,
        sum(a.weight) as weight
    from features as a
    inner join features as b on a.story_key = b.story_key and a.feature = b.feature and a.document_rank < b.document_rank
    group by a.task_key, b.task_key, a.document_rank, b.document_rank

),

-- The few best on either side are looked at closely.
close_look as (

    select
        *,
        row_number() over (partition by later_key, earlier_rank order by weight desc, earlier_key asc) as place_of_earlier,
        row_number() over (partition by earlier_key, later_rank order by weight desc, later_key asc) as place_of_later
    from pairs

),

compared as (

    select
        c.earlier_key,
        c.later_key,
        a.story_key,
        a.document_id as earlier_document,
        b.document_id as later_document,
        a.document_rank as earlier_rank,
        b.document_rank as later_rank,
        a.task_no = b.task_no as is_same_number,
        8 * {{ shared('a.telling', 'b.telling') }} + 4 * {{ shared('a.rare', 'b.rare') }}
        + 2 * {{ shared('a.usual', 'b.usual') }} + {{ shared('a.common', 'b.common') }} as weight_of_both,
        8 * {{ size_of('a.telling') }} + 4 * {{ size_of('a.rare') }} + 2 * {{ size_of('a.usual') }} + {{ size_of('a.common') }} as earlier_weight,
        8 * {{ size_of('b.telling') }} + 4 * {{ size_of('b.rare') }} + 2 * {{ size_of('b.usual') }} + {{ size_of('b.common') }} as later_weight,
        case
            when {{ size_of('a.lead_units') }} > 0 and {{ size_of('b.lead_units') }} > 0
                then 1.0 * {{ shared('a.lead_units', 'b.lead_units') }} / least({{ size_of('a.lead_units') }}, {{ size_of('b.lead_units') }})
        end as unit_score,
        case
            when {{ size_of('a.promised_values') }} > 0 and {{ size_of('b.promised_values') }} > 0
                then
                    2.0 * {{ shared('a.promised_values', 'b.promised_values') }}
                    / ({{ size_of('a.promised_values') }} + {{ size_of('b.promised_values') }})
        end as value_score
    from close_look as c
    inner join {{ ref('int_task_profiles') }} as a on c.earlier_key = a.task_key
    inner join {{ ref('int_task_profiles') }} as b on c.later_key = b.task_key
    where c.place_of_earlier <= 3 or c.place_of_later <= 2

),

-- How much of both is the same, and how much of the shorter one: a task is often told again as a headline, or padded.
worded as (

    select
        *,
        1.0 * weight_of_both / nullif(earlier_weight, 0) as shared_of_earlier,
        1.0 * weight_of_both / nullif(later_weight, 0) as shared_of_later,
        1.0 * weight_of_both / nullif(earlier_weight + later_weight, 0)
        + 0.5 * weight_of_both / nullif(least(earlier_weight, later_weight), 0) as text_score
    from compared

),

-- Words weigh most; what is not told on both sides does not count against the pair.
summed_up as (

    select
        *,
        {{ words }} * coalesce(text_score, 0) + {{ units }} * coalesce(unit_score, 0) + {{ promised }} * coalesce(value_score, 0) as weighted,
        {{ words }} + case when unit_score is null then 0 else {{ units }} end + case when value_score is null then 0 else {{ promised }} end as weights
    from worded

)

select
    earlier_key,
    later_key,
    story_key,
    earlier_document,
    later_document,
    earlier_rank,
    later_rank,
    is_same_number,
    cast(coalesce(text_score, 0) as double precision) as text_score,
    cast(coalesce(shared_of_earlier, 0) as double precision) as shared_of_earlier,
    cast(coalesce(shared_of_later, 0) as double precision) as shared_of_later,
    cast(unit_score as double precision) as unit_score,
    cast(value_score as double precision) as value_score,
    cast(round(cast(weighted / weights as numeric(12, 6)), 4) as double precision) as score
from summed_up
