{{ config(tags=['whole']) }}
-- Names that no steward has placed yet, with the indicator that they may be another word for. Proposals only: nothing uses them until a line
-- in the seed indicator_synonyms says so.
with unknown as (

    select
        i.indicator,
        count(*) as times,
        count(distinct o.document_id) as documents,
        min(o.document_id) as example_document_id,
        min(o.evidence) as example,
        array_agg(distinct coalesce(u.dimension, '') order by coalesce(u.dimension, '')) as dimensions,
        {{ bigrams('i.indicator') }} as pairs
    from {{ ref('dim_indicator') }} as i
    inner join {{ ref('fct_observation') }} as o on i.indicator_id = o.indicator_id
    left join {{ ref('dim_measure_unit') }} as u on o.unit = u.measure_unit
    where not i.is_known
    group by i.indicator

),

known as (

    select
        canonical_name,
        canonical_name as name,
        dimension,
        {{ bigrams('canonical_name') }} as pairs
    from {{ ref('indicators') }}
    union all
    select
        s.canonical_name,
        s.synonym as name,
        i.dimension,
        {{ bigrams('s.synonym') }} as pairs
    from {{ ref('indicator_synonyms') }} as s
    inner join {{ ref('indicators') }} as i on s.canonical_name = i.canonical_name

),

-- Compared are only names that share a pair of characters.
unknown_pairs as (

    select
        indicator,
        unnest(pairs) as pair
    from unknown

),

known_pairs as (

    select
        canonical_name,
        name,
        unnest(pairs) as pair
    from known

),

alike as (

    select
        a.indicator,
        b.canonical_name,
        b.name,
        count(*) as shared_pairs
    from unknown_pairs as a
    inner join known_pairs as b on a.pair = b.pair
    group by a.indicator, b.canonical_name, b.name

),

unknown_names as (

    select indicator as canonical_name from unknown

),

known_names as (

    select distinct canonical_name from known

),

-- The same figure for the same place and period under both names; a figure of one or two digits is the same by chance.
same_figures as (

    select
        a.canonical_name as indicator,
        m.canonical_name,
        count(distinct a.observation_id) as same_figures
    from {{ ref('int_observations') }} as a
    inner join {{ ref('int_observations') }} as b
        on
            a.jurisdiction = b.jurisdiction and a.period = b.period and a.kind = b.kind and a.scope = b.scope
            and a.base_unit = b.base_unit and a.base_value = b.base_value and a.canonical_name <> b.canonical_name
    inner join unknown_names as n on a.canonical_name = n.canonical_name
    inner join known_names as m on b.canonical_name = m.canonical_name
    where length(regexp_replace(a.value_text, '[^0-9]', '', 'g')) >= 3
    group by a.canonical_name, m.canonical_name

),

scored as (

    select
        unknown.indicator,
        alike.canonical_name,
        alike.name,
        unknown.times,
        unknown.documents,
        unknown.example,
        unknown.example_document_id,
        2.0 * alike.shared_pairs / ({{ size_of('unknown.pairs') }} + {{ size_of('known.pairs') }}) as name_score,
        known.dimension = any(unknown.dimensions) as is_same_dimension,
        coalesce(s.same_figures, 0) as same_figures
    from alike
    inner join unknown on alike.indicator = unknown.indicator
    inner join known on alike.canonical_name = known.canonical_name and alike.name = known.name
    left join same_figures as s on alike.indicator = s.indicator and alike.canonical_name = s.canonical_name

),

placed as (

    select
        *,
        name_score + case when is_same_dimension then 0 else -0.2 end + case when same_figures > 0 then 0.2 else 0 end as score,
        row_number() over (
            partition by indicator, canonical_name order by name_score desc, name asc
        ) as place
    from scored

)

select
    indicator,
    canonical_name as proposed_indicator,
    cast(round(cast(least(score, 1) as numeric(12, 6)), 4) as double precision) as score,
    name as like_name,
    '名称相似' || {{ plain_number('round(cast(100 * name_score as numeric(12, 4)))') }} || '%'
    || case when is_same_dimension then '，量纲相同' else '，量纲不同' end
    || case when same_figures > 0 then '，同一数字以两名出现' else '' end
    || ' · names ' || {{ plain_number('round(cast(100 * name_score as numeric(12, 4)))') }} || '% alike'
    || case when is_same_dimension then ', same dimension' else ', other dimension' end
    || case when same_figures > 0 then ', the same figure under both names' else '' end as reason,
    cast(times as integer) as times,
    cast(documents as integer) as documents,
    cast(same_figures as integer) as same_figures,
    example,
    example_document_id
from placed
where place = 1 and score >= 0.5
