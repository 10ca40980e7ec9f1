{{ config(tags=['whole']) }}
select
    measure_unit,
    scale_word,
    symbol,
    dimension,
    base_unit,
    factor,
    english,
    is_known
from {{ ref('int_measure_units') }}
