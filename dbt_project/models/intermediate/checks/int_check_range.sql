-- Figures that cannot be: a share below 0 or above 100 where the indicator allows none, a rank below 1. Rates of completion and of use may
-- pass 100. Those that hold are one row for each document, those that fail one row each.
with figures as (

    select
        *,
        case
            when kind = 'rank' then base_value >= 1
            when {{ matches('indicator', "'完成|完工|开工|达成|利用|执行|进度|入学|增长|覆盖'") }} then base_value >= 0
            else base_value between 0 and 100
        end as is_possible
    from {{ ref('int_check_figures') }}
    where kind in ('share', 'rank')

),

compared as (

    select
        'range' as kind,
        'possible_share' as rule,
        'possible_share|' || document_id as key_text,
        '所有占比在0至100%之间，名次不小于1' as claim_zh,
        'All shares lie between 0 and 100%, all ranks are 1 or more' as claim_en,
        array_agg(observation_id order by anchor) as left_ids,
        cast(array[] as text[]) as right_ids,
        cast(count(*) as text) || ' 个数字' as left_said,
        cast('' as text) as right_said,
        min(base_value) as left_value,
        max(base_value) as right_value,
        0 as tolerance,
        'none: a limit of the definition' as tolerance_reason,
        {{ plain_number('min(base_value)') }} || ' … ' || {{ plain_number('max(base_value)') }} as arithmetic,
        true as holds,
        'critical' as severity,
        array[document_id] as document_ids,
        array_agg(distinct place order by place) as places
    from figures
    where is_possible
    group by document_id

    union all

    select
        'range' as kind,
        'impossible_share' as rule,
        'impossible_share|' || place_key || '|' || canonical_name || '|' || row_number() over (partition by place_key, canonical_name order by anchor)
            as key_text,
        '占比应在0至100%之间，名次不小于1：' || canonical_name as claim_zh,
        'A share lies between 0 and 100%, a rank is 1 or more: ' || canonical_name as claim_en,
        array[observation_id] as left_ids,
        cast(array[] as text[]) as right_ids,
        said as left_said,
        cast('' as text) as right_said,
        base_value as left_value,
        case when kind = 'rank' then 1 else 100 end as right_value,
        0 as tolerance,
        'none: a limit of the definition' as tolerance_reason,
        said as arithmetic,
        false as holds,
        'warning' as severity,
        array[document_id] as document_ids,
        array[place] as places
    from figures
    where not is_possible

)

select {{ check_columns() }} from compared
