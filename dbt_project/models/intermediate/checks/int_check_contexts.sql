-- The words before and behind a figure within its sentence, without white space: 120 characters before, 160 behind.
with placed as (

    select
        o.observation_id,
        p.text,
        cast(o.number_start - p.char_start as integer) as number_from,
        cast(o.number_end - p.char_start as integer) as number_to,
        row_number() over (partition by o.observation_id order by p.char_end - p.char_start, p.piece_id) as choice
    from {{ ref('stg_observations') }} as o
    inner join {{ ref('int_check_texts') }} as p on o.place_key = p.place_key and o.number_start >= p.char_start and o.number_end <= p.char_end

),

cut as (

    select
        observation_id,
        {{ squeeze('substr(text, greatest(1, number_from - 159), least(160, number_from))') }} as before_number,
        {{ squeeze('substr(text, number_to + 1, 200)') }} as behind_number
    from placed
    where choice = 1

)

select
    observation_id,
    right({{ first_group('before_number', "'([^。；;！？]*)$'") }}, 120) as text_before,
    substr({{ first_group('behind_number', "'^([^。；;！？]*)'") }}, 1, 160) as text_behind
from cut
