-- Is promise and result told in one unit and as one kind of figure; one unit in two spellings; parts of the city at one period. Blind spots:
-- the counting words 个, 家, 户, 套 … count alike, so a plan in dwellings and a result in households is not asked.
with figures as (

    select * from {{ ref('int_check_figures') }}

),

promises as (

    select
        t.*,
        n.core as target_core,
        {{ place_words('t') }} as place,
        r.observation_ids
    from {{ ref('int_targets') }} as t
    inner join {{ ref('int_indicator_names') }} as n on t.indicator = n.name
    left join {{ ref('int_target_results') }} as r on t.target_id = r.target_id
    where t.base_value is not null

),

answered as (

    select
        p.target_id,
        f.observation_id,
        p.document_id,
        p.place_key,
        p.place,
        p.canonical_name,
        p.value_text || p.unit as left_said,
        f.said as right_said,
        p.unit as left_unit,
        f.unit as right_unit,
        true as is_alike
    from promises as p
    inner join figures as f on p.observation_ids[1] = f.observation_id

    union all

    -- The very name, in a unit or of a kind that cannot answer: a count where a length was promised, a share where a growth was.
    select
        p.target_id,
        f.observation_id,
        p.document_id,
        p.place_key,
        p.place,
        p.canonical_name,
        p.value_text || p.unit as left_said,
        f.said as right_said,
        p.unit || ' ' || p.kind as left_unit,
        f.unit || ' ' || f.kind as right_unit,
        false as is_alike
    from promises as p
    inner join figures as f on p.place_key = f.place_key
    where
        p.observation_ids is null
        and (p.canonical_name = f.canonical_name or (p.target_core <> '' and p.target_core = f.core))
        and p.dimension <> f.dimension
        -- A growth or a share beside a level of the same name tells something else of it (增长8%, 实现4550亿元), and 23个断面达标率100% counts what
        -- the share is of: only amounts can stand in for each other.
        and p.kind in ('level', 'increment') and f.kind in ('level', 'increment')
        -- What is spent on a thing and how many of it there are are two promises.
        and p.dimension not like 'money%' and f.dimension not like 'money%'
        -- 64个小区、8930户、91.2万平方米: promised in this unit as well.
        and not exists (
            select 1 from promises as other
            where
                other.place_key = p.place_key and other.target_id <> p.target_id and other.dimension = f.dimension
                and (other.canonical_name = p.canonical_name or other.target_core = p.target_core)
        )

),

chosen as (

    select
        *,
        row_number() over (partition by target_id order by observation_id) as choice
    from answered

),

-- A unit stands behind a number: every digit and scale word is made a 0, so that one search for "0" and the unit finds it; a regular expression
-- for each text and unit would take a hundred times as long.
numbered as (

    select
        piece_id,
        document_id,
        place_key,
        place,
        translate(text, '123456789百千万亿', '0000000000000') as text
    from {{ ref('int_check_texts') }}

),

measured as (

    select
        x.piece_id,
        x.document_id,
        x.place_key,
        x.place,
        u.symbol,
        u.dimension,
        u.base_unit,
        u.factor
    from numbered as x
    inner join {{ ref('measure_units') }} as u
        on
            u.dimension in ('area', 'length', 'mass', 'volume', 'energy', 'power')
            and length(u.symbol) >= 2
            and strpos(x.text, '0' || translate(u.symbol, '123456789百千万亿', '0000000000000')) > 0

),

-- The seed's units of one size and dimension under several names.
spellings as (

    select
        a.document_id,
        a.place_key,
        a.place,
        a.symbol as left_unit,
        b.symbol as right_unit
    from measured as a
    inner join measured as b
        on a.piece_id = b.piece_id and a.dimension = b.dimension and a.base_unit = b.base_unit and a.factor = b.factor and a.symbol < b.symbol
    where strpos(a.symbol, b.symbol) = 0 and strpos(b.symbol, a.symbol) = 0

),

-- Town and country of one indicator in one place: comparable only when they cover one period.
scopes as (

    select
        *,
        regexp_replace(core, '^(城镇|农村|城乡|常住)+(常住)?', '') as family
    from figures
    where kind in ('growth', 'ratio', 'share') and scope in ('城镇', '农村')

),

families as (

    select
        a.observation_id as left_id,
        b.observation_id as right_id,
        a.document_id,
        a.place_key,
        a.place,
        a.family,
        a.kind as figure_kind,
        a.scope || a.period as left_said,
        b.scope || b.period as right_said,
        a.period = b.period as agrees,
        row_number() over (partition by a.place_key, a.family, a.kind order by a.anchor, b.anchor) as choice
    from scopes as a
    inner join scopes as b
        on a.place_key = b.place_key and a.family = b.family and a.kind = b.kind and a.scope = '农村' and b.scope = '城镇' and a.base_unit = b.base_unit

)

{{ check_row('chosen', 'unit', 'promise_and_result', "place_key || '|' || canonical_name || '|' || target_id",
    "'承诺与结果的单位、口径一致：' || canonical_name", "'Promise and result are told in one unit and kind: ' || canonical_name",
    'array[target_id]', 'array[observation_id]', 'left_said', 'right_said', '0', 'case when is_alike then 0 else 1 end', '0',
    "'none: units of one dimension are converted'", "left_unit || ' ; ' || right_unit", 'is_alike', 'array[document_id]', 'array[place]',
    severity="case when is_alike then 'info' else 'warning' end", where='choice = 1 and (not is_alike or left_unit <> right_unit)') }}
union all
{{ check_row('spellings', 'unit', 'two_spellings', "place_key || '|' || left_unit || '|' || right_unit",
    "'同一单位的两种写法：' || left_unit || ' = ' || right_unit", "'One unit in two spellings: ' || left_unit || ' = ' || right_unit",
    no_ids(), no_ids(), 'left_unit', 'right_unit', '1', '1', '0', "'none: one size by the seed measure_units'",
    "'1' || left_unit || ' = 1' || right_unit", 'true', 'array[document_id]', 'array[place]', severity="'info'") }}
union all
{{ check_row('families', 'unit', 'one_period', "place_key || '|' || family || '|' || figure_kind",
    "'城镇与农村为同一时期：' || family", "'Town and country cover one period: ' || family",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', '0', 'case when agrees then 0 else 1 end', '0',
    "'none: periods are compared as they are read'", "left_said || ' ; ' || right_said", 'agrees', 'array[document_id]', 'array[place]',
    where='choice = 1') }}
