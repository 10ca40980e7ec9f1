with observations as (

    select
        *,
        {{ beside_number('evidence', 'char_start', 'number_start', 'number_end') }} as near,
        substr(evidence, 1, cast(greatest(coalesce(number_start, char_start) - char_start, 0) as integer)) as before,
        -- Only a clause whose number has no place needs the name to tell the stage.
        case when number_start is null then indicator else '' end as name_without_place
    from {{ ref('stg_observations') }}

)

select
    observations.*,
    documents.year,
    documents.jurisdiction,
    documents.published_on,
    documents.url,
    names.canonical_name,
    names.level_mark,
    coalesce(indicators.constant_price, false) as is_constant_price,
    units.dimension,
    units.base_unit,
    units.factor,
    {{ decimal_to_base('observations.value', 'units.factor') }} as base_value,
    {{ decimal_to_base('observations.value_high', 'units.factor') }} as base_value_high,
    -- Half a unit of the last printed digit, in the base unit: what rounding alone may hide. A plain count of things is not rounded.
    case
        when
            units.dimension in ('count', 'people', 'person_times', 'events', 'rank') and units.factor = 1
            and strpos(observations.value_text, '.') = 0 then 0
        else {{ half_step('observations.value_text', 'units.factor') }}
    end as rounding,
    -- What the name of the figure says of its stage (改造开工数) comes before the words around it.
    coalesce(
        nullif({{ stage_of('observations.indicator') }}, ''),
        {{ stage_of('observations.near || observations.name_without_place') }}
    ) as stage,
    -- 9个小区中，4个已完工: what a part is taken of, not what was done.
    {{ matches('observations.near', "'[0-9][^0-9，。；、,;]{0,14}[^集其0-9]中(已|有|共|[，,]|$)'") }} as is_base_of_parts,
    observations.kind = 'increment' and {{ matches('observations.before', "'(较|比|同比)[^，。；、,;]{0,14}$'") }} as is_difference,
    -- 比年初增加: what the year has added so far, not a comparison with another year.
    observations.kind = 'increment' and {{ matches('observations.before', "'(较|比)(年初|上年末|上年底|上年年末|去年末|去年底|去年年底)[^，。；、,;]{0,10}$'") }}
        as is_since_year_begin,
    -- 余额, 总规模: how much there is, whatever period stands beside it.
    observations.kind = 'level' and {{ matches('observations.near || observations.indicator', "'余额|存量|保有量|总规模|总量|总数|实有|存栏|在库'") }} as is_stock
from observations
inner join {{ ref('stg_documents') }} as documents on observations.document_id = documents.document_id
left join {{ ref('int_indicator_names') }} as names on observations.indicator = names.name
left join {{ ref('indicators') }} as indicators on names.canonical_name = indicators.canonical_name
left join {{ ref('int_measure_units') }} as units on observations.unit = units.measure_unit
