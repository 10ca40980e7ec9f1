-- Promises that no figure answers as it stands, but two figures of the report together: 由71起下降到62起 is -12.7%, 372家增加到466家 is 94 more,
-- 203个社区中188个达标 is 92.6%, 上年的1.6倍 is 60% more. The report says both figures; only the sum is ours.
with figures as (

    select
        observation_id,
        place_key,
        sentence,
        anchor,
        indicator,
        scope,
        kind,
        base_unit,
        base_value,
        value_text || unit as said,
        before,
        near,
        stage,
        is_base_of_parts,
        lag(observation_id) over (partition by place_key, sentence, base_unit order by anchor) as earlier_id
    from {{ ref('int_observations') }}
    where role <> 'commitment' and base_value is not null

),

-- A figure and the one before it in the same sentence and unit.
neighbours as (

    select
        later.*,
        earlier.base_value as earlier_value,
        earlier.indicator as earlier_indicator,
        earlier.said as earlier_said,
        earlier.is_base_of_parts as earlier_is_base,
        earlier.near as earlier_near
    from figures as later
    inner join figures as earlier on later.earlier_id = earlier.observation_id

),

-- How two neighbours belong together, if they do.
joined as (

    select
        *,
        case
            -- From one level to another.
            when
                kind in ('level', 'ratio', 'share')
                and {{ matches('before', "'[0-9][^0-9，。；,;]{0,14}(增|升|扩|高|长|提|涨|降|减|少|缩|落|压|跌|调整|调)[^0-9，。；,;]{0,3}(到|至|为)(约|近)?$'") }}
                then 'change'
            when kind <> 'level' or base_value > earlier_value then null
            -- So many of so many.
            when earlier_is_base or {{ matches('earlier_near', "'^应|[，、]应|应[一-龥]{1,4}$'") }} then 'share'
            -- So many found, so many of them settled: 排查1.44万件，化解1.42万件 is a 化解率.
            when coalesce(stage, '') in ('', 'finished') then 'rate'
        end as way
    from neighbours

),

reckonings as (

    select
        place_key,
        scope,
        way,
        base_unit,
        case when way = 'change' then base_value - earlier_value end as difference,
        case
            when way = 'change' then 100.0 * (base_value - earlier_value) / nullif(earlier_value, 0)
            else 100.0 * base_value / nullif(earlier_value, 0)
        end as percentage,
        indicator,
        earlier_indicator,
        case when way = 'change' then earlier_said || ' → ' || said else said || ' / ' || earlier_said end as reckoned_from,
        array[earlier_id, observation_id] as observation_ids,
        near as deed,
        anchor
    from joined
    where way is not null
    union all
    -- So many times what it was.
    select
        place_key,
        scope,
        'change' as way,
        base_unit,
        null as difference,
        100.0 * (base_value - 1) as percentage,
        indicator,
        indicator as earlier_indicator,
        said as reckoned_from,
        array[observation_id] as observation_ids,
        near as deed,
        anchor
    from figures
    where
        kind = 'ratio' and {{ matches('said', "'倍$'") }}
        and {{ matches('before', "'(是|为|达|相当于)(上年|去年|上一年|上年同期|去年同期)(全年|同期)?的$'") }}

),

unanswered as (

    select
        t.*,
        count(*) over (partition by t.place_key, t.kind) as promises_of_kind
    from {{ ref('int_targets') }} as t
    left join {{ ref('int_target_results') }} as answered on t.target_id = answered.target_id
    where answered.target_id is null and (t.relative_to is null or t.base_value is not null)

),

matched as (

    select
        t.target_id,
        case
            when t.kind = 'increment' and t.base_value is not null then r.difference
            when t.base_value is null and r.difference is not null then r.difference
            else r.percentage
        end as reckoned,
        r.reckoned_from,
        r.observation_ids,
        r.anchor,
        t.promises_of_kind,
        count(*) over (partition by t.target_id) as reckonings_at_hand,
        tn.core = rn.core and tn.core <> '' as is_same_name,
        {{ size_of('tn.pairs') }} as target_size,
        greatest({{ shared('tn.pairs', 'rn.pairs') }}, {{ shared('tn.pairs', 'en.pairs') }}) as shared_pairs,
        case
            when {{ shared('tn.pairs', 'rn.pairs') }} >= {{ shared('tn.pairs', 'en.pairs') }} then {{ size_of('rn.pairs') }}
            else {{ size_of('en.pairs') }}
        end as figure_size
    from unanswered as t
    inner join reckonings as r
        on
            t.place_key = r.place_key
            -- 城市低保…, 农村低保…: of the two halves, each answers its own promise.
            and not (
                coalesce(t.scope, '') in ('城镇', '城市', '农村') and coalesce(r.scope, '') in ('城镇', '城市', '农村')
                and (t.scope = '农村') <> (r.scope = '农村')
            )
            and (
                (r.way = 'change' and t.kind = 'growth' and t.base_value is not null)
                or (r.way = 'change' and t.base_value is null and t.comparator in ('higher', 'lower'))
                or (r.way = 'change' and t.kind = 'increment' and t.base_unit = r.base_unit and r.difference is not null)
                or (r.way = 'share' and t.kind = 'share' and t.base_value is not null)
                or (
                    r.way = 'rate' and t.kind = 'share' and t.base_value is not null
                    and {{ matches(
                        't.indicator',
                        "'(化解|办结|整改|处置|处理|解决|达标|合格|开工|竣工|完工|投产|兑现|交付|覆盖|接种|修复|治理|入住|落实|销号|破案|标准化)率$'"
                    ) }}
                    and strpos(r.deed, substr(t.indicator, length(t.indicator) - 2, 2)) > 0
                )
            )
    inner join {{ ref('int_indicator_names') }} as tn on t.indicator = tn.name
    inner join {{ ref('int_indicator_names') }} as rn on r.indicator = rn.name
    inner join {{ ref('int_indicator_names') }} as en on r.earlier_indicator = en.name

),

liked as (

    select
        *,
        row_number() over (partition by target_id order by is_same_name desc, shared_pairs desc, anchor asc) as choice
    from matched
    where
        is_same_name
        or 2.0 * shared_pairs >= target_size + figure_size - shared_pairs
        or (figure_size > 0 and shared_pairs >= 0.75 * figure_size)
        or (target_size > 0 and shared_pairs >= 0.6 * target_size)
        -- The only two figures that can be put together, the only promise of its kind, and something in common.
        or (reckonings_at_hand = 1 and promises_of_kind = 1 and shared_pairs > 0)

)

select
    target_id,
    cast(reckoned as double precision) as reckoned,
    reckoned_from,
    observation_ids
from liked
where choice = 1
