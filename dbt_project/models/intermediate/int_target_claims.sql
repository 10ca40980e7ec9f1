-- What a report says of a promise in words: done, under way, not done. A claim counts when its subject is the promise's own, or when it is
-- said of the task as a whole ('' as subject).
with reports_with_figures as (

    select distinct place_key from {{ ref('stg_observations') }}
    where role <> 'commitment'

),

pairs as (

    select
        t.target_id,
        c.claim_id,
        c.claim,
        c.subject,
        c.evidence,
        c.anchor,
        -- 'Under way' with no subject, in a report full of figures, is about the sentence before it, not about the task.
        c.subject = '' and (c.claim <> 'under_way' or figures.place_key is null) as is_whole_task,
        t.is_interim and c.claim = 'under_way' as is_interim_progress,
        {{ squeeze('c.evidence') }} as said,
        -- 天天高速等9条高速: the example that the promise itself names.
        regexp_replace(
            {{ first_group(squeeze('t.evidence'), "'([^,，、。；;]{2,14})等[0-9]'") }}, '^(开工|建成|新建|改造|建设|推进|实施|举办|加快|完成)+', ''
        ) as example,
        tn.level_mark <> '' and cn.level_mark <> '' and tn.level_mark <> cn.level_mark as levels_differ,
        tn.canonical_name = cn.canonical_name
        -- 大班额全部化解: the thing of the promise (义务教育大班额比例) by a shorter name; 示范点: by the end of it.
        or (length(cn.core) >= 3 and strpos(tn.core, cn.core) > 0)
        or (tn.core <> '' and tn.core = regexp_replace(cn.core, '(建设|改造|创建|推进)?(年度|全年)?(任务|目标|工作)$', '')) as is_same_name,
        tn.core <> '' and strpos(cn.core, tn.core) > 0
        -- 充分就业社区建设任务已完成: the whole of what was promised.
        and not {{ matches('cn.core', "'(建设|改造|创建|推进)?(年度|全年)?(任务|目标|工作)$'") }} as names_an_instance,
        coalesce(1.0 * {{ shared('tn.pairs', 'cn.pairs') }} / nullif({{ size_of('tn.pairs') }}, 0), 0) as target_covered,
        coalesce(1.0 * {{ shared('tn.pairs', 'cn.pairs') }} / nullif({{ size_of('cn.pairs') }}, 0), 0) as subject_covered
    from {{ ref('int_targets') }} as t
    inner join {{ ref('stg_claims') }} as c on t.place_key = c.place_key
    left join reports_with_figures as figures on t.place_key = figures.place_key
    left join {{ ref('int_indicator_names') }} as tn on t.indicator = tn.name
    left join {{ ref('int_indicator_names') }} as cn on c.subject = cn.name

),

-- In the middle of the year, what a report says is under way is of the promises that it says nothing else of (提标方案正在征求意见), unless it
-- is plainly said of one of them.
owned as (

    select
        *,
        max(case when is_same_name or (target_covered >= 0.6 and subject_covered >= 0.6) then 1 else 0 end) over (partition by claim_id) = 1 as has_owner
    from pairs

),

about_it as (

    select
        *,
        case
            when is_whole_task then 'task'
            when levels_differ then 'other'
            when is_same_name then 'same'
            when target_covered >= 0.6 and subject_covered >= 0.6 then 'same'
            when names_an_instance and length(subject) > 2 then 'instance'
            when length(example) > 1 and strpos(said, example) > 0 then 'instance'
            when is_interim_progress and not has_owner then 'task'
            else 'other'
        end as about
    from owned

),

ordered as (

    select
        *,
        row_number() over (
            partition by target_id, claim order by case about when 'same' then 0 when 'task' then 1 else 2 end, anchor
        ) as choice
    from about_it
    where about <> 'other'

)

select
    target_id,
    max(case when claim = 'done' and choice = 1 then about end) as done_about,
    max(case when claim = 'under_way' and choice = 1 then about end) as under_way_about,
    max(case when claim = 'not_done' and choice = 1 then about end) as not_done_about,
    max(case when claim = 'done' and choice = 1 then said end) as done_said,
    max(case when claim = 'under_way' and choice = 1 then said end) as under_way_said,
    max(case when claim = 'not_done' and choice = 1 then said end) as not_done_said
from ordered
group by target_id
