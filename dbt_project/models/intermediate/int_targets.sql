with targets as (

    select
        *,
        -- The words beside the number: they say whether a thing is to be started, finished or merely to exist.
        {{ beside_number('evidence', 'char_start', 'number_start', 'number_end') }} as near,
        -- Only a clause whose number has no place needs the name to tell the stage.
        case when number_start is null then indicator else '' end as name_without_place
    from {{ ref('stg_targets') }}

)

select
    targets.*,
    documents.year,
    -- What is promised for a later year than the report tells of is still under way, too (a plan's mid-term report).
    documents.is_interim or coalesce(extract(year from targets.period_end) > documents.year, false) as is_interim,
    documents.url,
    names.canonical_name,
    -- 控制在3%左右, 下降3%左右: the promise itself says that less is better.
    case
        when targets.comparator in ('le', 'lower') or {{ matches('targets.near', "'控制在|控制到|压减|压缩|压降'") }} then false
        when targets.kind = 'growth' and targets.value < 0 then false
        -- Nobody has to list each rate of unemployment or accidents for its direction to be known.
        else coalesce(
            indicators.more_is_better,
            not {{ matches('targets.indicator', "'失业率|死亡|事故|能耗|水耗|排放|浓度|不良率|负债率|发案|投诉|拖欠|信访量|居民消费价格'") }}
        )
    end as more_is_better,
    units.dimension,
    units.base_unit,
    {{ decimal_to_base('targets.value', 'units.factor') }} as base_value,
    {{ decimal_to_base('targets.value_high', 'units.factor') }} as base_value_high,
    {{ stage_of('targets.near || targets.name_without_place') }} as stage,
    -- 改造62个, no stage named: what is finished counts. Only the words before the number: 完成投资 behind it is another promise.
    {{ matches("split_part(targets.near, coalesce(targets.value_text, '#'), 1)", "'新建|改造|建设|建成|修建|改建|扩建|加固|治理'") }} as is_built,
    -- 达, 总数: the promise is about a stock, not about what is added in the year.
    {{ matches('targets.near', "'达|总数|总量|累计|保有|存量|总规模'") }} as is_stock,
    -- 培育, 改造: only what is done in the year answers it. The verb may stand before a number in the name (培育50亿元企业3户).
    {{ matches("targets.near || " ~ first_group('targets.evidence', "'^([^0-9,，、。；;]*)'"), "'新增|净增|培育|引进|改造|消化|发放|实施|完成|开工|上报|举办|认定|培训'") }} as is_flow,
    {{ matches('targets.near || targets.indicator', "'新建'") }} and {{ matches('targets.near || targets.indicator', "'续建'") }} as names_both_builds
from targets
inner join {{ ref('stg_documents') }} as documents on targets.document_id = documents.document_id
left join {{ ref('int_indicator_names') }} as names on targets.indicator = names.name
left join {{ ref('indicators') }} as indicators on names.canonical_name = indicators.canonical_name
left join {{ ref('int_measure_units') }} as units on targets.unit = units.measure_unit
