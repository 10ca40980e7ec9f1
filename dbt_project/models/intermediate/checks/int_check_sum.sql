-- Parts and their total within one sentence. Blind spots: totals whose parts stand in other sentences, parts of different kinds.
with figures as (

    select * from {{ ref('int_check_figures') }}
    where kind in ('level', 'increment') and dimension not in ('percent', 'rank')

),

-- 共计, 合计: what stands before it in the sentence, in the same unit, adds up to it.
totals as (

    select
        'parts_make_total' as rule,
        t.document_id,
        t.place_key,
        t.place,
        t.canonical_name,
        t.observation_id,
        t.said,
        t.base_value,
        t.factor,
        t.unit,
        t.anchor,
        array_agg(p.observation_id order by p.anchor) as part_ids,
        string_agg(p.said, ' + ' order by p.anchor) as parts_said,
        sum(p.base_value) as parts_value,
        t.tolerance + sum(p.tolerance) as tolerance,
        abs(sum(p.base_value) - t.base_value) <= t.tolerance + sum(p.tolerance) as holds
    from figures as t
    inner join figures as p
        on
            t.place_key = p.place_key
            and t.sentence = p.sentence
            and t.base_unit = p.base_unit
            and t.kind = p.kind
            and t.anchor > p.anchor
            and not p.is_total
    where t.is_total
    group by
        t.document_id, t.place_key, t.place, t.canonical_name, t.observation_id, t.said, t.base_value, t.factor, t.unit, t.anchor, t.tolerance
    having count(*) >= 2

),

-- 其中: a part is no larger than the figure before it in the same unit.
wholes as (

    select
        p.document_id,
        p.place_key,
        p.place,
        p.canonical_name,
        p.observation_id,
        p.said,
        p.base_value,
        p.anchor,
        w.observation_id as whole_id,
        w.said as whole_said,
        w.base_value as whole_value,
        p.tolerance + w.tolerance as tolerance,
        row_number() over (partition by p.observation_id order by w.anchor desc) as nearest
    from figures as p
    inner join figures as w
        on
            p.place_key = w.place_key
            and p.sentence = w.sentence
            and p.base_unit = w.base_unit
            and p.anchor > w.anchor
            and not w.is_part
    -- 40个项目中,27个已完工; 63个项目有56个已开工: a part of the figure just before it.
    where p.is_part or {{ matches('p.text_before', "'[0-9][^0-9,，]{1,12}(中|里|有|其中)[,，]?$|[0-9][^0-9,，]{0,6}[,，](其中)?重点[^,，]{0,4}$'") }}

),

compared as (

    select
        'sum' as kind,
        rule,
        rule || '|' || place_key || '|' || canonical_name || '|' || row_number() over (partition by place_key, canonical_name order by anchor)
            as key_text,
        '各部分之和等于总数：' || canonical_name as claim_zh,
        'The parts add up to the total: ' || canonical_name as claim_en,
        part_ids as left_ids,
        array[observation_id] as right_ids,
        parts_said as left_said,
        said as right_said,
        parts_value as left_value,
        base_value as right_value,
        tolerance,
        'rounding of every printed part and of the total' as tolerance_reason,
        parts_said || ' = ' || {{ plain_number('parts_value / factor') }} || unit || ' ; ' || said as arithmetic,
        holds,
        'warning' as severity,
        array[document_id] as document_ids,
        array[place] as places
    from totals

    union all

    select
        'sum' as kind,
        'part_within_whole' as rule,
        'part_within_whole|' || place_key || '|' || canonical_name || '|'
        || row_number() over (partition by place_key, canonical_name order by anchor) as key_text,
        '部分不大于整体：' || canonical_name as claim_zh,
        'A part is no larger than its whole: ' || canonical_name as claim_en,
        array[observation_id] as left_ids,
        array[whole_id] as right_ids,
        said as left_said,
        whole_said as right_said,
        base_value as left_value,
        whole_value as right_value,
        tolerance,
        'rounding of both printed figures' as tolerance_reason,
        said || ' <= ' || whole_said as arithmetic,
        base_value <= whole_value + tolerance as holds,
        'warning' as severity,
        array[document_id] as document_ids,
        array[place] as places
    from wholes
    where nearest = 1

)

select {{ check_columns() }} from compared
