-- Figures that cannot be: a share below 0 or above 100 where the indicator allows none, a rank below 1. Rates of completion and of use may
-- pass 100. Those that hold are one row for each document, those that fail one row each.
with figures as (

    select
        *,
        case
            when kind = 'rank' then base_value >= 1
            -- Only what is plainly a part of a whole: 占比, 比重, …率. What is done against a plan or another time, what is owed or earned
            -- against an income, and a change may pass 100 or fall below 0.
            when not {{ matches("near || ' ' || indicator", "'占|比重|比例|率$|率(达到|达|为|约|均)*[0-9-]'") }} then true
            when {{ matches(
                "indicator || near || right(text_before, 16)",
                "'计划|任务|目标|进度|序时|恢复|同期|上年|去年|增[长幅速减]|[涨跌降]|变动|变化|贡献|拉动|影响|[负债]债|债务|杠杆|周转|利润|收益|回报|结收比|"
                ~ "倍|拨备|毛[一-龥]{0,4}率|自给|产能|完成|完工|开工|达成|利用|执行|入学|入园|净|盈余|顺差|逆差|保有|去化|同比|环比|比值|依存'"
            ) }} then true
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
