-- Numbers that other words of the text make plain: the sorts of work that a promise names and the report counts, the parts of a formula
-- (1+4+4+N), what comes behind named ones (继甲、乙之后的第三个). Blind spots: works that are new and continued at once; a formula told elsewhere.
with figures as (

    select * from {{ ref('int_check_figures') }}

),

-- 新建续建道路93条 promised; 40个续建项目中…, 63个新建项目有… reported: together they are what was planned.
named_sorts as (

    select
        t.target_id,
        t.document_id,
        t.place_key,
        {{ place_words('t') }} as place,
        t.indicator,
        t.value_text || t.unit as said,
        cast(t.base_value as double precision) as base_value,
        t.dimension,
        unnest({{ all_matches('t.evidence', "'新建|续建|改建|扩建|迁建'") }}) as sort
    from {{ ref('int_targets') }} as t
    where t.base_value > 0 and t.kind in ('level', 'increment') and {{ matches('t.evidence', "'(新建|续建|改建|扩建|迁建)[、和及与]?(新建|续建|改建|扩建|迁建)'") }}

),

-- A number that the report breaks down again is the whole of its sort.
wholes as (

    select
        f.*,
        row_number() over (partition by f.place_key, f.base_value, f.sentence order by f.anchor) as nth
    from figures as f
    where
        f.kind in ('level', 'increment') and f.is_count
        and {{ matches('f.text_behind', "'^[^0-9,，]{0,10}(中|里|有)[,，]?(已有?|有)?[0-9]|^[^0-9,，]{0,10}(中|里)[,，]'") }}

),

sorted as (

    select
        s.target_id,
        s.document_id,
        s.place_key,
        s.place,
        s.indicator,
        s.said,
        s.base_value,
        s.sort,
        w.observation_id,
        w.said as whole_said,
        w.base_value as whole_value,
        w.tolerance,
        w.anchor,
        row_number() over (partition by s.target_id, s.sort order by w.anchor) as choice
    from named_sorts as s
    inner join wholes as w
        on s.place_key = w.place_key and s.dimension = w.dimension and w.nth = 1 and strpos(w.near || substr(w.text_behind, 1, 10), s.sort) > 0

),

plans as (

    select
        target_id,
        document_id,
        place_key,
        place,
        indicator,
        said,
        base_value,
        array_agg(observation_id order by anchor) as part_ids,
        string_agg(whole_said, ' + ' order by anchor) as parts_said,
        sum(whole_value) as parts_value,
        sum(tolerance) as tolerance
    from sorted
    where choice = 1
    group by target_id, document_id, place_key, place, indicator, said, base_value
    having count(distinct sort) >= 2 and count(distinct observation_id) = count(distinct sort)

),

-- “1+4+4+N”: each number of a formula is the number of something told in the same place.
formulas as (

    select
        document_id,
        place_key,
        place,
        {{ first_group('said', "'[“‘]([0-9]+(?:[+＋][0-9]+)+)(?:[+＋][NXnx])?[”’]'") }} as formula
    from (
        select
            document_id,
            place_key,
            place,
            role,
            {{ squeeze('text') }} as said
        from {{ ref('int_check_texts') }}
        where strpos(text, '+') > 0 or strpos(text, '＋') > 0
    ) as texts
    where role <> 'commitment'

),

terms as (

    select
        document_id,
        place_key,
        place,
        formula,
        cast(unnest({{ all_matches('formula', "'[0-9]{1,6}'") }}) as double precision) as term
    from formulas
    where formula <> ''

),

counted_terms as (

    select
        t.document_id,
        t.place_key,
        t.place,
        t.formula,
        t.term,
        count(*) as wanted,
        (
            select count(distinct f.observation_id) from figures as f
            where f.place_key = t.place_key and f.is_count and f.base_value = t.term and strpos(f.text_behind, t.formula) > 0
        ) as told
    from terms as t
    where t.term > 1
    group by t.document_id, t.place_key, t.place, t.formula, t.term

),

spelled_out as (

    select
        document_id,
        place_key,
        place,
        formula,
        sum(wanted) as wanted,
        sum(case when told < wanted then told else wanted end) as told
    from counted_terms
    group by document_id, place_key, place, formula

),

-- 继甲、乙之后的第三个.
successors as (

    select
        document_id,
        place_key,
        place,
        phrase,
        {{ first_group('phrase', "'^继(.*)之后'") }} as names,
        {{ to_decimal("translate(" ~ first_group('phrase', "'第([二三四五六七八九十])$'") ~ ", '二三四五六七八九', '23456789')", 10, 0) }} as ordinal
    from (
        select
            document_id,
            place_key,
            place,
            unnest({{ all_matches(squeeze('text'), "'继[^,，。；;继]{2,60}之后[^,，。；;]{0,12}第[二三四五六七八九]'") }}) as phrase
        from {{ ref('int_check_texts') }}
        where strpos(text, '之后') > 0 and strpos(text, '继') > 0
    ) as phrases

),

counted_names as (

    select
        *,
        1 + length(names) - length(replace(names, '、', '')) as commas_say,
        length(names) - length(replace(replace(replace(names, '和', ''), '及', ''), '与', '')) as ands
    from successors

)

{{ check_row('plans', 'sum', 'sorts_make_promise', "place_key || '|' || indicator || '|' || target_id",
    "'各类项目之和等于承诺总数：' || indicator", "'The sorts of work add up to the promised number: ' || indicator",
    'part_ids', 'array[target_id]', 'parts_said', 'said', 'parts_value', 'base_value', 'tolerance',
    "'rounding of every printed figure; things are counted whole'",
    "parts_said || ' = ' || " ~ plain_number('parts_value') ~ " || ' ; ' || said", 'abs(parts_value - base_value) <= tolerance',
    'array[document_id]', 'array[place]') }}
union all
{{ check_row('spelled_out', 'sum', 'formula_and_parts', "place_key || '|' || formula",
    "'数字概括与所列各项相符：' || formula", "'A formula is spelled out in its place: ' || formula", no_ids(), no_ids(), 'formula',
    "cast(told as text) || ' / ' || cast(wanted as text)", 'told', 'wanted', '0', "'none: numbers are compared as they stand; what is not spelled out is no contradiction'",
    "formula || ' : ' || cast(told as text) || ' / ' || cast(wanted as text)", 'true', 'array[document_id]', 'array[place]', severity="'info'",
    where='wanted >= 2 and told = wanted') }}
union all
{{ check_row('counted_names', 'sum', 'ordinal_behind_named', "place_key || '|' || names",
    "'次序与列名相符：' || phrase", "'An ordinal follows the ones that are named: ' || phrase", no_ids(), no_ids(), 'names',
    "cast(ordinal as text)", 'commas_say + 1', 'ordinal', '0', "'none: names are counted; 和 may join two names or stand inside one'",
    "names || ' = ' || cast(commas_say as text) || ' ; ' || phrase", 'ordinal between commas_say + 1 and commas_say + ands + 1',
    'array[document_id]', 'array[place]', where='names is not null and ordinal is not null') }}
