-- Parts and their total within one sentence. Blind spots: totals whose parts stand in other sentences, parts of different kinds.
with figures as (

    select * from {{ ref('int_check_figures') }}
    where kind in ('level', 'increment') and dimension not in ('percent', 'rank')

),

-- 共计, 合计, 共: what stands before it in the sentence, in the same unit, adds up to it. 共12所 behind 5所、4所、3所 is a sum as well where the
-- parts stand side by side.
sums as (

    select
        *,
        is_total or {{ matches("coalesce(words_between, '')", "'(两|三|四|五|各|上述)[一-龥]{1,2}(累计|合计|共)[^,，0-9]{0,8}$'") }} as is_sum,
        {{ matches("coalesce(words_between, '')", "'^[^,，、]{1,4}[,，](一?共|总共)[^,，0-9]{0,2}$'") }} as is_maybe_sum
    from figures

),

parts as (

    select
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
        t.tolerance as total_tolerance,
        t.is_sum,
        p.observation_id as part_id,
        p.said as part_said,
        p.anchor as part_anchor,
        p.words_between as part_words,
        p.kind as part_kind,
        p.base_value as part_value,
        p.tolerance as part_tolerance,
        row_number() over (partition by t.observation_id order by p.anchor desc) as nth,
        sum(p.base_value) over (partition by t.observation_id order by p.anchor desc) as sum_so_far,
        sum(p.tolerance) over (partition by t.observation_id order by p.anchor desc) as tolerance_so_far
    from sums as t
    inner join sums as p
        on t.place_key = p.place_key and t.sentence = p.sentence and t.base_unit = p.base_unit and t.anchor > p.anchor and not p.is_sum
    where (t.is_sum or t.is_maybe_sum) and (t.kind = p.kind or p.kind = 'increment')

),

-- How many of the parts, counted from the total backwards, make it; all of them where none do.
reach as (

    select
        observation_id,
        count(*) as parts,
        min(case when nth >= 2 and abs(sum_so_far - base_value) <= total_tolerance + tolerance_so_far then nth end) as fitting,
        -- All side by side: 、 or a verb between them, no other sentence part.
        min(case when nth = parts_in_all or {{ matches('part_words', "'^[^,，、]{0,6}[,，、]'") }} then 1 else 0 end) = 1
        and count(distinct part_kind) = 1 as is_row
    from (
        select
            *,
            count(*) over (partition by observation_id) as parts_in_all
        from parts
    ) as counted
    group by observation_id
    having count(*) >= 2

),

totals as (

    select
        'parts_make_total' as rule,
        p.document_id,
        p.place_key,
        p.place,
        p.canonical_name,
        p.observation_id,
        p.said,
        p.base_value,
        p.factor,
        p.unit,
        p.anchor,
        array_agg(p.part_id order by p.part_anchor) as part_ids,
        string_agg(p.part_said, ' + ' order by p.part_anchor) as parts_said,
        sum(p.part_value) as parts_value,
        p.total_tolerance + sum(p.part_tolerance) as tolerance,
        r.fitting is not null as holds
    from parts as p
    inner join reach as r on p.observation_id = r.observation_id
    where p.nth <= coalesce(r.fitting, r.parts) and (r.fitting is not null or p.is_sum or r.is_row)
    group by
        p.document_id, p.place_key, p.place, p.canonical_name, p.observation_id, p.said, p.base_value, p.factor, p.unit, p.anchor, p.total_tolerance, r.fitting

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
        p.tolerance as own_tolerance,
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
            -- 比上年减少1.72万人,其中城镇172.4万人: a change is no whole of a level.
            and w.base_value > 0
            and (p.kind = w.kind or not {{ matches('w.text_before', "'(比|较|同比|环比|净)[^,，]{0,10}(增|减|少|多|升|降|长)[^,，]{0,3}$'") }})
    -- 40个项目中,27个已完工; 63个项目有56个已开工: a part of the figure just before it.
    where p.is_part or {{ matches('p.text_before', "'[0-9][^0-9,，]{1,12}(中|里|有|其中)[,，]?$|[0-9][^0-9,，]{0,6}[,，](其中)?重点[^,，]{0,4}$'") }}

),

-- 7家,其中主板2家、创业板3家、北交所2家: together the parts are no more than the whole; where they are all of it, that is shown.
shared_out as (

    select
        p.document_id,
        p.place_key,
        p.place,
        w.canonical_name,
        p.whole_id,
        p.whole_said,
        p.whole_value,
        w.factor,
        w.unit,
        array_agg(p.observation_id order by p.anchor) as part_ids,
        string_agg(p.said, ' + ' order by p.anchor) as parts_said,
        sum(p.base_value) as parts_value,
        sum(p.own_tolerance) + w.tolerance as tolerance
    from wholes as p
    inner join figures as w on p.whole_id = w.observation_id
    where p.nearest = 1 and p.base_value > 0
    group by p.document_id, p.place_key, p.place, w.canonical_name, p.whole_id, p.whole_said, p.whole_value, w.factor, w.unit, w.tolerance
    having count(*) >= 2 and max(p.base_value) <= max(p.whole_value) + sum(p.own_tolerance)

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

    union all

    select
        'sum' as kind,
        'parts_within_whole' as rule,
        'parts_within_whole|' || place_key || '|' || canonical_name || '|' || whole_id as key_text,
        '各部分之和不大于整体：' || canonical_name as claim_zh,
        'The parts together are no more than their whole: ' || canonical_name as claim_en,
        part_ids as left_ids,
        array[whole_id] as right_ids,
        parts_said as left_said,
        whole_said as right_said,
        parts_value as left_value,
        whole_value as right_value,
        tolerance,
        'rounding of every printed figure; less than the whole is no contradiction' as tolerance_reason,
        parts_said || ' = ' || {{ plain_number('parts_value / factor') }} || unit || ' <= ' || whole_said as arithmetic,
        parts_value <= whole_value + tolerance as holds,
        'warning' as severity,
        array[document_id] as document_ids,
        array[place] as places
    from shared_out

)

select {{ check_columns() }} from compared
