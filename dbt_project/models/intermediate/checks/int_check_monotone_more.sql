-- A stock and its stated increment over two years, a rank that is said to rise, a year's number within a sum since an earlier year.
-- Blind spots: exits from a stock (then it moves by less than what was added, which is no finding); ranks without a word of direction.
with figures as (

    select * from {{ ref('int_check_figures') }}

),

stocks as (

    select
        *,
        coalesce({{ first_group('period', "'([0-9]{4})'") }}, '') as stock_year,
        cast(cast({{ to_decimal(first_group('period', "'([0-9]{4})'"), 10, 0) }} as integer) - 1 as text) as year_before,
        row_number() over (
            partition by jurisdiction, canonical_name, level_mark, scope, base_unit, kind, coalesce({{ first_group('period', "'([0-9]{4})'") }}, '')
            order by is_to_date desc, document_id asc, anchor asc
        ) as mention
    from figures
    where kind in ('level', 'increment') and dimension not in ('percent', 'rank') and {{ matches('period', "'^(asof-)?[0-9]{4}$'") }}

),

moves as (

    select
        b.observation_id as before_id,
        n.observation_id as now_id,
        d.observation_id as change_id,
        b.document_id as before_document,
        n.document_id as now_document,
        n.place_key,
        b.place as before_place,
        n.place as now_place,
        n.canonical_name,
        n.stock_year,
        b.said as before_said,
        n.said as now_said,
        d.said as change_said,
        n.base_value - b.base_value as moved,
        d.base_value as stated,
        n.factor,
        n.unit,
        b.tolerance + n.tolerance + d.tolerance as tolerance
    from stocks as n
    inner join stocks as b
        on
            n.jurisdiction = b.jurisdiction
            and n.canonical_name = b.canonical_name
            and n.level_mark = b.level_mark
            and n.scope = b.scope
            and n.base_unit = b.base_unit
            and b.kind = 'level'
            and b.mention = 1
            and n.year_before = b.stock_year
    inner join stocks as d
        on
            n.jurisdiction = d.jurisdiction
            and n.canonical_name = d.canonical_name
            and n.level_mark = d.level_mark
            and n.scope = d.scope
            and n.base_unit = d.base_unit
            and d.kind = 'increment'
            and n.stock_year = d.stock_year
            and d.mention = 1
    where n.kind = 'level' and n.mention = 1 and n.is_to_date and b.is_to_date and d.base_value > 0

),

ranks as (

    select
        *,
        row_number() over (partition by place_key, sentence, indicator, period order by anchor) as nth
    from figures
    where kind = 'rank' and coalesce(indicator, '') <> '' and period_end is not null

),

climbs as (

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
        a.nth,
        {{ matches('b.text_before', "'(上升|提升|前移|前进|跃升|升至|升到|进位)[^,，]{0,20}$|(上升|提升|前移|前进|跃升|升至|升到|进位)'") }} as is_up,
        row_number() over (partition by b.observation_id order by a.period_end desc, a.anchor desc) as nearest
    from ranks as a
    inner join ranks as b
        on a.place_key = b.place_key and a.sentence = b.sentence and a.indicator = b.indicator and a.nth = b.nth and a.period_end < b.period_end
    where {{ matches('b.text_before', "'上升|提升|前移|前进|跃升|升至|升到|进位|下降|后移|下滑|退至|降至'") }}

),

-- The end of the name is the key: 人才团队 and 高层次科技人才团队.
tails as (

    select
        *,
        -- A short name must be the same.
        case when length(core) >= 4 then right(core, 4) else '=' || core end as tail
    from figures
    where kind in ('level', 'increment') and dimension not in ('percent', 'rank') and length(core) >= 2

),

since as (

    select
        a.observation_id as left_id,
        b.observation_id as right_id,
        a.document_id as left_document,
        b.document_id as right_document,
        a.place_key as left_place_key,
        b.place_key as right_place_key,
        a.place as left_place,
        b.place as right_place,
        a.canonical_name,
        a.period_key,
        b.period,
        a.said as left_said,
        b.said as right_said,
        a.base_value as left_value,
        b.base_value as right_value,
        a.tolerance + b.tolerance as tolerance,
        -- A narrower name in the sum says nothing about the wider one of the year.
        {{ ends_with('a.core', 'b.core') }} as is_comparable,
        row_number() over (partition by a.observation_id order by b.year, length(b.core), b.observation_id) as nearest
    from tails as a
    inner join tails as b
        on
            a.jurisdiction = b.jurisdiction
            and a.tail = b.tail
            and a.base_unit = b.base_unit
            and a.level_mark = b.level_mark
            and a.scope = b.scope
    where
        {{ matches('a.period_key', "'^[0-9]{4}$'") }}
        and {{ matches('b.period', "'^[0-9]{4}-$'") }}
        and substr(b.period, 1, 4) <= a.period_key
        and a.year <= b.year
        and a.observation_id <> b.observation_id
        -- What a stock has reached is not within what was added to it.
        and (b.kind = 'level' or a.kind = 'increment')
        and ({{ ends_with('a.core', 'b.core') }} or {{ ends_with('b.core', 'a.core') }})

)

{{ check_row('moves', 'monotone', 'stock_moves_by_increment', "place_key || '|' || canonical_name || '|' || stock_year",
    "'存量增加不多于所述增量：' || canonical_name || '（' || stock_year || '）'",
    "'A stock rises by no more than its stated increment: ' || canonical_name || ' (' || stock_year || ')'",
    'array[before_id, now_id]', 'array[change_id]', "before_said || ' → ' || now_said", 'change_said', 'moved', 'stated', 'tolerance',
    "'rounding of all three; exits may make it rise by less'",
    "now_said || ' - ' || before_said || ' = ' || " ~ plain_number('moved / factor') ~ " || unit || ' <= ' || change_said",
    'moved <= stated + tolerance', one_or_two('before_document', 'now_document'), one_or_two('before_place', 'now_place')) }}
union all
{{ check_row('climbs', 'monotone', 'rank_moves_as_said', "place_key || '|' || canonical_name || '|' || right_id",
    "'名次变化与所述方向一致：' || canonical_name", "'A rank moves the way it is said to: ' || canonical_name",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', '0', "'none: ranks are whole'",
    "left_said || ' → ' || right_said || case when is_up then ' ↑' else ' ↓' end",
    'case when is_up then right_value < left_value else right_value > left_value end', 'array[document_id]', 'array[place]', where='nearest = 1') }}
union all
{{ check_row('since', 'monotone', 'year_within_since',
    "left_place_key || '|' || right_place_key || '|' || canonical_name || '|' || period_key || '|' || left_id",
    "'当年数在累计数之内：' || canonical_name || '（' || period_key || '，' || period || '）'",
    "'The year is within the sum since an earlier year: ' || canonical_name || ' (' || period_key || ', ' || period || ')'",
    'array[left_id]', 'array[right_id]', 'left_said', 'right_said', 'left_value', 'right_value', 'tolerance',
    "'rounding of both printed figures'", "left_said || ' <= ' || right_said", 'left_value <= right_value + tolerance',
    one_or_two('left_document', 'right_document'), one_or_two('left_place', 'right_place'),
    where='nearest = 1 and (is_comparable or left_value <= right_value + tolerance)') }}
