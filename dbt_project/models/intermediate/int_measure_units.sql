{{ config(tags=['whole']) }}
with printed as (

    select unit from {{ ref('stg_targets') }}
    where unit is not null
    union
    select unit from {{ ref('stg_observations') }}

),

-- A unit that the seed knows as a whole (千瓦) is never cut at a character that looks like a scale word.
whole as (

    select
        printed.unit,
        known.symbol,
        cast('' as text) as scale_word,
        cast(1 as numeric(18, 4)) as scale,
        1000 as preference
    from printed
    inner join {{ ref('measure_units') }} as known on printed.unit = known.symbol

),

-- The vocabulary of scale words is a handful: comparing each printed unit with each of them costs nothing.
scaled as (

    select
        printed.unit,
        substr(printed.unit, length(scales.scale_word) + 1) as symbol,
        scales.scale_word,
        cast(scales.factor as numeric(18, 4)) as scale,
        length(scales.scale_word) as preference
    from printed
    inner join {{ ref('measure_scales') }} as scales on printed.unit like scales.scale_word || '%'

),

bare as (

    select
        unit,
        unit as symbol,
        cast('' as text) as scale_word,
        cast(1 as numeric(18, 4)) as scale,
        0 as preference
    from printed

),

-- The longest scale word wins (万亿 before 万).
read_units as (

    select
        *,
        row_number() over (partition by unit order by preference desc) as choice
    from (
        select * from whole
        union all
        select * from scaled
        union all
        select * from bare
    ) as readings

)

-- A word that no steward has placed yet counts things by its own name; `is_known` lets a test say so.
select
    read_units.unit as measure_unit,
    read_units.scale_word,
    read_units.symbol,
    coalesce(known.dimension, 'count') as dimension,
    coalesce(known.base_unit, nullif(read_units.symbol, ''), '个') as base_unit,
    -- Wide enough for 万亿 of the largest unit.
    cast(cast(read_units.scale as numeric(20, 4)) * cast(coalesce(known.factor, 1) as numeric(18, 4)) as numeric(24, 4)) as factor,
    coalesce(known.english, 'item') as english,
    known.symbol is not null or read_units.symbol = '' as is_known
from read_units
left join {{ ref('measure_units') }} as known on read_units.symbol = known.symbol
where read_units.choice = 1
