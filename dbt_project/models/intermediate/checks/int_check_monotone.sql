-- A cumulative figure that falls from one document to a later one. Blind spots: a count that was restarted, or a definition that became
-- narrower: the steward decides.
with figures as (

    select
        f.*,
        f.is_cumulative or {{ matches('f.period', "'-$'") }} as counts_up,
        -- A short core says too little.
        case when length(f.core) >= 4 then f.core else f.canonical_name end as match_name,
        count(*) over (partition by f.document_id, f.programme_id, f.base_unit) as figures_of_programme
    from {{ ref('int_check_figures') }} as f
    where f.kind = 'level' and f.dimension not in ('percent', 'rank')

),

-- 建档, 办结: what a figure counts by the stage that its own words name. The seed is a short list; only totals and what belongs to a
-- programme are looked at, each put together once.
own_words as (

    select
        observation_id,
        near || indicator as said_words
    from figures
    where is_to_date or counts_up or programme_id is not null

),

staged as (

    select
        f.observation_id,
        w.word
    from own_words as f
    inner join {{ ref('stage_words') }} as w on strpos(f.said_words, w.word) > 0

),

-- The same indicator by its canonical name or by the core of its name; within one programme and unit a name that is nearly the same, or, where
-- either document gives one figure of that unit only, that figure; and what has reached the same stage, in one programme or under a like name.
candidates as (

    select
        a.observation_id as left_id,
        b.observation_id as right_id,
        'name' as way,
        case when a.canonical_name = b.canonical_name then 1.0 else 0.95 end as likeness
    from figures as a
    inner join figures as b
        on
            a.jurisdiction = b.jurisdiction
            and a.match_name = b.match_name
            and a.level_mark = b.level_mark
            and a.base_unit = b.base_unit
            and a.scope = b.scope
            and a.year < b.year
    where b.is_to_date and (a.counts_up or b.counts_up)

    union all

    select
        a.observation_id as left_id,
        b.observation_id as right_id,
        'name' as way,
        greatest({{ dice('a.pairs', 'b.pairs') }}, 0.3) as likeness
    from figures as a
    inner join figures as b
        on
            a.jurisdiction = b.jurisdiction
            and a.programme_id = b.programme_id
            and a.base_unit = b.base_unit
            and a.year < b.year
    where
        (b.is_to_date and {{ dice('a.pairs', 'b.pairs') }} >= 0.38)
        or (b.counts_up and a.figures_of_programme = 1 and b.figures_of_programme = 1)

    union all

    select
        a.observation_id as left_id,
        b.observation_id as right_id,
        'stage' as way,
        greatest({{ dice('a.pairs', 'b.pairs') }}, 0.3) as likeness
    from figures as a
    inner join staged as a_stage on a.observation_id = a_stage.observation_id
    inner join figures as b
        on
            a.jurisdiction = b.jurisdiction
            and a.base_unit = b.base_unit
            and a.level_mark = b.level_mark
            and a.scope = b.scope
            and a.year < b.year
    inner join staged as b_stage on b.observation_id = b_stage.observation_id and a_stage.word = b_stage.word
    where
        b.is_to_date
        and (
            (a.programme_id = b.programme_id and {{ shared('a.pairs', 'b.pairs') }} >= 2)
            or ((a.counts_up or b.counts_up) and {{ dice('a.pairs', 'b.pairs') }} >= 0.5)
        )

),

pairs as (

    select
        candidates.left_id,
        candidates.right_id,
        candidates.likeness,
        candidates.way,
        a.canonical_name,
        a.place_key as left_place_key,
        b.place_key as right_place_key,
        a.said as left_said,
        b.said as right_said,
        a.base_value as left_value,
        b.base_value as right_value,
        a.tolerance + b.tolerance as tolerance,
        a.document_id as left_document,
        b.document_id as right_document,
        a.place as left_place,
        b.place as right_place,
        a.factor,
        a.unit,
        a.year as left_year,
        b.year as right_year,
        a.anchor as left_anchor
    from candidates
    inner join figures as a on candidates.left_id = a.observation_id
    inner join figures as b on candidates.right_id = b.observation_id

),

-- Each figure is compared with the best-named one of the next later document.
nearest as (

    select
        *,
        row_number() over (partition by left_id, way order by right_year asc, likeness desc, right_id asc) as left_choice,
        row_number() over (partition by right_id, left_document, way order by likeness desc, left_anchor asc) as right_choice
    from pairs

),

-- A pair that both ways find is one pair.
matched as (

    select
        *,
        row_number() over (partition by left_id, right_id order by likeness desc, way asc) as nth
    from nearest
    where left_choice = 1 and right_choice = 1

),

compared as (

    select
        'monotone' as kind,
        'cumulative_falls' as rule,
        'cumulative_falls|' || canonical_name || '|' || left_place_key || '|' || right_place_key
        || '|' || row_number() over (partition by canonical_name, left_place_key, right_place_key order by left_anchor) as key_text,
        '累计数不下降：' || canonical_name || '（' || left_year || ' → ' || right_year || '）' as claim_zh,
        'A cumulative figure does not fall: ' || canonical_name || ' (' || left_year || ' to ' || right_year || ')' as claim_en,
        array[left_id] as left_ids,
        array[right_id] as right_ids,
        left_said,
        right_said,
        left_value,
        right_value,
        tolerance,
        'rounding of both printed figures' as tolerance_reason,
        left_said || ' → ' || right_said || ' = ' || {{ plain_number('(right_value - left_value) / factor') }} || unit as arithmetic,
        right_value >= left_value - tolerance as holds,
        'warning' as severity,
        array[left_document, right_document] as document_ids,
        array[left_place, right_place] as places
    from matched
    where nth = 1

)

select {{ check_columns() }} from compared
