-- Does the report answer the promise: by a figure, in words only, elsewhere, under another name, for another time, or not at all.
-- Blind spots: a promise without a figure is not asked; an answer whose name shares nothing with the promise is taken for none.
with promises as (

    select
        t.*,
        {{ place_words('t') }} as place,
        d.jurisdiction,
        r.observation_ids,
        r.figures_said,
        r.period_said,
        -- The report says of this very thing that it is still going on, and the figure at hand is a neighbour's.
        coalesce(r.name_band < 3 and c.under_way_about = 'same', false) as is_neighbour,
        f.rate_said,
        f.rate_id,
        coalesce(c.done_said, c.under_way_said, c.not_done_said) as words_said,
        substr(t.period, 1, 4) as promised_year
    from {{ ref('int_targets') }} as t
    inner join {{ ref('stg_documents') }} as d on t.document_id = d.document_id
    inner join {{ ref('stg_tasks') }} as k on t.task_key = k.task_key
    left join {{ ref('int_target_results') }} as r on t.target_id = r.target_id
    left join {{ ref('int_target_claims') }} as c on t.target_id = c.target_id
    left join {{ ref('int_target_rates') }} as f on t.target_id = f.target_id
    where t.base_value is not null and t.role = 'commitment' and coalesce(k.report, '') <> ''

),

-- The same indicator in another task of the same document.
elsewhere as (

    select
        p.target_id,
        f.observation_id,
        f.said,
        f.place,
        row_number() over (partition by p.target_id order by f.anchor) as choice
    from promises as p
    inner join {{ ref('int_check_figures') }} as f
        on p.document_id = f.document_id and p.canonical_name = f.canonical_name and p.base_unit = f.base_unit and p.place_key <> f.place_key
    -- 项目 is the name of many things.
    where p.observation_ids is null and p.kind = f.kind and length(p.canonical_name) >= 5

),

-- A figure of the same unit whose name comes near without being taken for the promise's.
lookalikes as (

    select
        p.target_id,
        f.observation_id,
        f.said,
        f.indicator,
        row_number() over (partition by p.target_id order by {{ dice('n.pairs', 'f.pairs') }} desc, f.anchor) as choice
    from promises as p
    inner join {{ ref('int_indicator_names') }} as n on p.indicator = n.name
    inner join {{ ref('int_check_figures') }} as f on p.place_key = f.place_key and p.base_unit = f.base_unit
    where p.observation_ids is null and {{ dice('n.pairs', 'f.pairs') }} >= 0.3 and f.level_mark = n.level_mark

),

judged as (

    select
        p.target_id,
        p.document_id,
        p.place_key,
        p.place,
        p.indicator,
        p.value_text || p.unit as promised,
        p.is_interim,
        case
            when p.is_neighbour then 'in_words'
            when
                p.observation_ids is not null
                and {{ matches('p.period_said', "'^(asof-)?[0-9]{4}'") }}
                and replace(p.period_said, 'asof-', '') < p.promised_year
                then 'other_period'
            when p.observation_ids is not null then 'by_figure'
            when p.rate_id is not null then 'by_rate'
            when p.words_said is not null then 'in_words'
            when e.target_id is not null then 'elsewhere'
            when s.target_id is not null then 'other_name'
            else 'silent'
        end as way,
        coalesce(p.observation_ids[1], p.rate_id, e.observation_id, s.observation_id) as observation_id,
        coalesce(
            case when p.is_neighbour then p.words_said end,
            p.figures_said || '（' || p.period_said || '）',
            p.rate_said,
            p.words_said,
            e.place || '：' || e.said,
            s.indicator || '：' || s.said,
            ''
        ) as answer
    from promises as p
    left join elsewhere as e on p.target_id = e.target_id and e.choice = 1
    left join lookalikes as s on p.target_id = s.target_id and s.choice = 1

),

worded as (

    select
        judged.*,
        way in ('by_figure', 'by_rate', 'in_words') or is_interim as holds
    from judged

)

{{ check_row('worded', 'answer', 'promise_answered', "place_key || '|' || indicator || '|' || target_id",
    "case way when 'by_figure' then '完成情况以数字回应承诺：' when 'by_rate' then '完成情况以完成率回应承诺：' when 'in_words' then '完成情况只以文字回应承诺：'
        when 'other_period' then '完成情况用的是另一时期的数字：' when 'elsewhere' then '承诺在另一项任务中得到回应：' when 'other_name' then '完成情况只有名称相近的数字：'
        else '完成情况没有回应承诺：' end || indicator",
    "case way when 'by_figure' then 'The report answers the promise by a figure: ' when 'by_rate' then 'The report answers by a completion rate: '
        when 'in_words' then 'The report answers in words only: ' when 'other_period' then 'The report answers for another period: '
        when 'elsewhere' then 'The promise is answered in another task: ' when 'other_name' then 'Only a figure of a similar name is reported: '
        else 'The report does not answer the promise: ' end || indicator",
    'array[target_id]', "case when way in ('elsewhere', 'other_name', 'other_period') or observation_id is null then cast(array[] as text[]) else array[observation_id] end",
    'promised', 'answer', '1', "case when holds then 1 else 0 end", '0', "'none: there is an answer or there is none'",
    "promised || coalesce(' ; ' || nullif(answer, ''), '')", 'holds', 'array[document_id]', 'array[place]', severity="'info'") }}
