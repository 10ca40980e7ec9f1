-- Things that are named and their stated number; a register and its members. Blind spots: names that hold 和 or 、 themselves (any reading
-- that fits is taken); after 等 the list may be shorter, never longer; only lists of 3 to 12 names that miss the number by 1 or 2 are findings.
with figures as (

    select
        *,
        {{ first_group('text_before', "'([^,，:：]{1,110}[、和及与][^,，:：]{1,30})$'") }} as list_before,
        {{ first_group('text_behind', "'^[^,，、:：（(]{0,20}(?:[:：（(]|[,，]?(?:分别为|分别是|即))([^:：）)]{2,120})'") }} as list_behind
    from {{ ref('int_check_figures') }}
    where kind in ('level', 'increment') and is_count and dimension in ('count', 'events') and base_value between 2 and 12

),

chosen as (

    select
        *,
        coalesce(nullif(case when strpos(list_before, '、') > 0 or base_value = 2 then list_before end, ''), list_behind) as names,
        coalesce(nullif(case when strpos(list_before, '、') > 0 or base_value = 2 then list_before end, ''), '') <> '' as stands_before
    from figures

),

counted as (

    select
        *,
        1 + length(names) - length(replace(names, '、', '')) as commas_say,
        length(names) - length(replace(replace(replace(names, '和', ''), '及', ''), '与', '')) as ands,
        {{ matches('names', "'等[^、0-9]{0,14}$'") }} as is_open,
        length(names) - length(replace({{ first_group('names', "'[和及与]([^和及与]*)$'") }}, '、', ''))
        - (length(names) - length(coalesce({{ first_group('names', "'[和及与]([^和及与]*)$'") }}, ''))) + 1 as behind_last_and
    from chosen
    where names <> '' and not {{ matches('names', "'[0-9]'") }}

),

judged as (

    select
        *,
        base_value in (commas_say, commas_say + 1, commas_say + ands, behind_last_and)
        and (ands > 0 or base_value = commas_say)
        or (is_open and commas_say between 3 and base_value) as fits
    from counted

),

-- 甲、乙、丙等3大模块: a number before 大 is a name to the reader, its list is counted all the same; so is what a promise lists (甲、乙等10条赛道).
grand as (

    select
        x.document_id,
        x.place_key,
        x.place,
        unnest({{ all_matches(squeeze('x.text'), "'[^,，。；;:：]{2,110}、[^,，。；;:：、]{1,30}[3-9三四五六七八九]大[一-龥]{2,4}'") }}) as phrase
    from {{ ref('int_check_texts') }} as x
    where strpos(x.text, '大') > 0 and strpos(x.text, '、') > 0

    union all

    select
        x.document_id,
        x.place_key,
        x.place,
        unnest({{ all_matches(
            squeeze('x.text'), "'[^0-9,，。；;:：]{2,110}、[^0-9,，。；;:：、]{1,30}等?(?:[3-9]|1[0-9])(?:个|条|项|家|座|类|种|所|处|支|大)[一-龥]{2,5}'"
        ) }}) as phrase
    from {{ ref('int_check_texts') }} as x
    where x.role = 'commitment' and strpos(x.text, '、') > 0

),

grand_counted as (

    select
        document_id,
        place_key,
        place,
        phrase,
        {{ first_group('phrase', "'((?:1?[0-9]|[三四五六七八九])(?:大|个|条|项|家|座|类|种|所|处|支)[一-龥]{2,5})$'") }} as said,
        1 + length(phrase) - length(replace(phrase, '、', '')) as commas_say,
        length(phrase) - length(replace(replace(replace(phrase, '和', ''), '及', ''), '与', '')) as ands,
        {{ to_decimal(
            "translate(" ~ first_group('phrase', "'(1?[0-9]|[三四五六七八九])(?:大|个|条|项|家|座|类|种|所|处|支)[一-龥]{2,5}$'") ~ ", '三四五六七八九', '3456789')", 10, 0
        ) }} as stated,
        {{ matches('phrase', "'等(?:1?[0-9]|[三四五六七八九])(?:大|个|条|项|家|座|类|种|所|处|支)'") }} as is_open
    from grand

),

-- A register, a list or an alliance that is told by its sorts (收录甲企业、乙企业共1377户; 1377户甲企业、乙企业共享库) holds at least each sort.
registers as (

    select
        *,
        -- The clause around the number, as far as its sorts can stand.
        '、' || regexp_replace(
            {{ first_group('text_before', "'([^,，:：]*)$'") }} || '、' || {{ first_group('text_behind', "'^([^,，]{0,60})'") }},
            '(已|共|总数|数量|收录|涵盖|包括|纳入|覆盖|入库|的|和|及|与|以及|等|全市|我市)+', '、', 'g'
        ) || '、' as members
    from {{ ref('int_check_figures') }}
    where
        kind = 'level' and is_count and base_value > 1
        and {{ matches("right(text_before, 40) || substr(text_behind, 1, 60)", "'(库|名录|名单|清单|目录|台账|联盟|档案)'") }}
        and strpos(right(text_before, 40) || substr(text_behind, 1, 60), '、') > 0

),

stocks as (

    select
        document_id,
        canonical_name,
        base_value,
        said,
        observation_id,
        place,
        place_key,
        anchor,
        tolerance,
        regexp_replace(indicator, '(总数|数量|数)$', '') as bare_name,
        row_number() over (partition by document_id, canonical_name, level_mark order by anchor) as mention
    from {{ ref('int_check_figures') }}
    where kind = 'level' and is_count and is_to_date and length(canonical_name) >= 3 and {{ is_whole_scope('scope') }}

),

memberships as (

    select
        r.observation_id as left_id,
        s.observation_id as right_id,
        r.document_id,
        r.place_key,
        r.place as left_place,
        s.place as right_place,
        s.canonical_name,
        r.said as left_said,
        s.said as right_said,
        r.base_value as left_value,
        s.base_value as right_value,
        r.tolerance + s.tolerance as tolerance
    from registers as r
    inner join stocks as s on r.document_id = s.document_id and s.mention = 1 and r.place_key <> s.place_key
    where strpos(r.members, '、' || s.canonical_name || '、') > 0 or strpos(r.members, '、' || s.bare_name || '、') > 0

),

-- 开工建设甲高速等9条高速: how many of them the report names. The noun that is counted is the last word of the promise's own name.
promised as (

    select
        t.*,
        {{ place_words('t') }} as place,
        -- Only Chinese characters: the word becomes part of a pattern.
        right(regexp_replace(regexp_replace(split_part(t.indicator, '、', 1), '(数|总数|数量)$', ''), '[^一-龥]', '', 'g'), 2) as noun
    from {{ ref('int_targets') }} as t
    inner join {{ ref('int_target_claims') }} as c on t.target_id = c.target_id
    left join {{ ref('int_target_results') }} as r on t.target_id = r.target_id
    where r.target_id is null and t.base_value between 2 and 30 and t.dimension = 'count' and c.done_about = 'instance'

),

named_things as (

    select distinct
        p.target_id,
        regexp_replace(
            unnest({{ all_matches(squeeze('x.text'), "'[^0-9,，、。；;:：“”《》（）()和及与至等]{1,4}' || p.noun") }}), '^(建设|开工|改造|其中|新建)+', ''
        )
            as thing
    from promised as p
    inner join {{ ref('int_check_texts') }} as x on p.place_key = x.place_key and x.role = 'report'

),

named_promises as (

    select
        p.target_id,
        p.document_id,
        p.place_key,
        p.place,
        p.indicator,
        p.value_text || p.unit as said,
        cast(p.base_value as double precision) as promised_value,
        count(*) as named,
        string_agg(n.thing, '、' order by n.thing) as things
    from promised as p
    inner join named_things as n on p.target_id = n.target_id and length(n.thing) > length(p.noun)
    group by p.target_id, p.document_id, p.place_key, p.place, p.indicator, p.value_text, p.unit, p.base_value

)

{{ check_row('judged', 'sum', 'names_and_number', "place_key || '|' || canonical_name || '|' || observation_id",
    "'列名与数目相符：' || canonical_name", "'As many names as the stated number: ' || canonical_name",
    no_ids(), 'array[observation_id]', 'names', 'said', 'commas_say', 'base_value', '0',
    "'none: names are counted; 和 may join two names or stand inside one'",
    "names || ' = ' || cast(commas_say as text) || ' ; ' || said", 'fits', 'array[document_id]', 'array[place]',
    where="fits or (commas_say between 3 and 12 and strpos(indicator, '、') = 0 and kind = 'level' and ands = 0 and abs(commas_say - base_value) <= 2)") }}
union all
{{ check_row('grand_counted', 'sum', 'names_and_number', "place_key || '|' || said",
    "'列名与数目相符：' || said", "'As many names as the stated number: ' || said", no_ids(), no_ids(), 'phrase', 'said',
    'commas_say', 'stated', '0', "'none: names are counted; 和 may join two names or stand inside one'",
    "cast(commas_say as text) || ' … ' || cast(commas_say + ands as text) || ' ; ' || said", 'stated between commas_say and commas_say + ands',
    'array[document_id]', 'array[place]', where="stated between commas_say and commas_say + ands or (ands = 0 and (commas_say - stated between 1 and 2 or (not is_open and commas_say >= 3 and stated - commas_say between 1 and 2)))") }}
union all
{{ check_row('memberships', 'sum', 'register_holds_members', "place_key || '|' || canonical_name",
    "'库内总数不少于其中一类：' || canonical_name", "'A register holds at least each sort in it: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', 'tolerance',
    "'rounding of both printed figures'", "left_said || ' >= ' || right_said",
    'left_value >= right_value - tolerance', 'array[document_id]', one_or_two('left_place', 'right_place')) }}
union all
{{ check_row('named_promises', 'sum', 'named_of_promised', "place_key || '|' || indicator",
    "'报告列名的数目与承诺相符：' || indicator", "'As many are named in the report as were promised: ' || indicator",
    'array[target_id]', no_ids(), 'said', 'things', 'promised_value', 'named', '0',
    "'none: names are counted'", "said || ' ; ' || things || ' = ' || cast(named as text)",
    'named >= promised_value', 'array[document_id]', 'array[place]') }}
