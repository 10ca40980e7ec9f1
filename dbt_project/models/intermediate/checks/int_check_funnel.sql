-- Stages of one whole, and people behind groups. Blind spots: stages told in different sentences; a later stage that also counts
-- what began in earlier years is compared only where both figures are of one period.
with figures as (

    select * from {{ ref('int_check_figures') }}
    where kind in ('level', 'increment') and dimension not in ('percent', 'rank')

),

-- The seed is a short list: each figure's own words are searched once for each of its words. The furthest stage counts. Only a figure that is
-- not alone with its unit in its sentence can be a stage of another.
own_words as (

    select
        observation_id,
        {{ squeeze('near || indicator') }} as said_words
    from (
        select
            *,
            count(*) over (partition by place_key, sentence, base_unit) as neighbours
        from figures
    ) as counted
    where neighbours > 1

),

staged as (

    select
        f.observation_id,
        max(w.stage) as step
    from own_words as f
    inner join {{ ref('stage_words') }} as w on strpos(f.said_words, w.word) > 0
    group by f.observation_id

),

steps as (

    select
        figures.*,
        staged.step,
        -- These say of how many there is talk; what was begun this year need not be what was finished this year.
        {{ matches('own_words.said_words', "'计划|拟|申报|申请|报名|收集|征集|受理|收到|排查|摸排|发现|抽检|抽查|立案|收案|建档|注册'") }} as is_population
    from figures
    inner join staged on figures.observation_id = staged.observation_id
    inner join own_words on figures.observation_id = own_words.observation_id

),

stage_pairs as (

    select
        a.observation_id as left_id,
        b.observation_id as right_id,
        a.document_id,
        a.place_key,
        a.place,
        a.canonical_name,
        a.said as left_said,
        b.said as right_said,
        a.base_value as left_value,
        b.base_value as right_value,
        a.tolerance + b.tolerance as tolerance,
        b.anchor,
        a.is_cumulative = b.is_cumulative and a.period_key = b.period_key as is_same_period,
        a.is_population or {{ matches('b.words_between', "'(其中|已|均|全部)[^,，]{0,6}$'") }} as is_population,
        row_number() over (
            partition by b.observation_id
            order by
                (a.is_population and b.base_value > a.base_value + a.tolerance + b.tolerance) desc,
                a.anchor desc
        ) as nearest
    from steps as a
    inner join steps as b
        on
            a.place_key = b.place_key
            and a.sentence = b.sentence
            and a.base_unit = b.base_unit
            and a.kind = b.kind
            and a.scope = b.scope
            and a.level_mark = b.level_mark
    where a.anchor < b.anchor and a.step < b.step and ({{ shared('a.pairs', 'b.pairs') }} > 0 or b.before_id = a.observation_id)

),

-- 通过认定684家, 净增322家: who passes may only replace somebody.
passed as (

    select
        p.observation_id as left_id,
        i.observation_id as right_id,
        p.document_id,
        p.place_key,
        p.place,
        i.canonical_name,
        p.said as left_said,
        i.said as right_said,
        p.base_value as left_value,
        i.base_value as right_value,
        p.tolerance + i.tolerance as tolerance,
        row_number() over (partition by i.observation_id order by p.anchor desc) as nearest
    from figures as p
    inner join figures as i
        on
            p.place_key = i.place_key
            and p.sentence = i.sentence
            and p.base_unit = i.base_unit
            and p.kind = 'level'
            and i.kind = 'increment'
    where p.anchor < i.anchor and {{ matches('p.indicator || p.near', "'通过.{0,12}(评审|认定|审核|验收|评定)'") }}

),

-- 51批62人次, 799户1996人: every group and every household has somebody in it.
groups as (

    select
        g.observation_id as left_id,
        p.observation_id as right_id,
        g.document_id,
        g.place_key,
        g.place,
        g.canonical_name,
        g.said as left_said,
        p.said as right_said,
        g.base_value as left_value,
        p.base_value as right_value,
        g.tolerance + p.tolerance as tolerance,
        p.anchor,
        row_number() over (partition by p.observation_id order by g.anchor desc) as nearest
    from figures as g
    inner join figures as p on g.place_key = p.place_key and g.sentence = p.sentence
    where
        g.anchor < p.anchor
        and g.unit in ('批', '批次', '户', '组', '队')
        and p.dimension in ('people', 'person_times')
        and {{ ends_with("regexp_replace(p.text_before, '[、,，（(]$', '')", 'g.said') }}

)

{{ check_row('stage_pairs', 'sum', 'stages_fall', "place_key || '|' || canonical_name || '|' || right_id",
    "'后一阶段不多于前一阶段：' || canonical_name", "'A later stage holds no more than the one before: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', 'tolerance',
    "'rounding of both printed figures; stages by the seed stage_words'", "left_said || ' >= ' || right_said",
    'right_value <= left_value + tolerance', 'array[document_id]', 'array[place]',
    where='nearest = 1 and (right_value <= left_value + tolerance or (is_same_period and is_population))') }}
union all
{{ check_row('passed', 'sum', 'net_rise_within_passed', "place_key || '|' || canonical_name",
    "'净增不多于通过评审数：' || canonical_name", "'The net rise is not above the number that passed: ' || canonical_name",
    'array[right_id]', 'array[left_id]', 'right_said', 'left_said', 'right_value', 'left_value', 'tolerance',
    "'rounding of both printed figures'", "right_said || ' <= ' || left_said",
    'right_value <= left_value + tolerance', 'array[document_id]', 'array[place]', where='nearest = 1') }}
union all
{{ check_row('groups', 'range', 'people_behind_groups', "place_key || '|' || canonical_name || '|' || right_id",
    "'人数不少于批（户）数：' || canonical_name", "'No fewer people than groups or households: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', 'tolerance',
    "'rounding of both printed figures'", "left_said || ' <= ' || right_said",
    'left_value <= right_value + tolerance', 'array[document_id]', 'array[place]', where='nearest = 1') }}
