-- The documents of one jurisdiction and one year in the order in which they tell its story: promise, progress, result.
with counted as (

    select
        document_id,
        count(*) as tasks,
        count(*) filter (where coalesce(report, '') <> '') as reports
    from {{ ref('stg_tasks') }}
    group by document_id

),

staged as (

    select
        d.document_id,
        d.jurisdiction,
        d.year,
        d.period,
        d.document_type,
        d.is_interim,
        d.published_on,
        coalesce(counted.tasks, 0) as tasks,
        case
            when d.document_type = 'breakdown' or (counted.tasks > 0 and counted.reports = 0) then 'promise'
            when d.is_interim then 'progress'
            else 'result'
        end as stage,
        -- The month that the document's period ends with; a year without more ends in December.
        case
            when {{ matches('d.period', "'Q1$'") }} then 3
            when {{ matches('d.period', "'(Q2|H1)$'") }} then 6
            when {{ matches('d.period', "'Q3$'") }} then 9
            when {{ matches('d.period', "'^[0-9]{4}-[0-9]{2}$'") }} then cast(right(d.period, 2) as integer)
            else 12
        end as last_month
    from {{ ref('stg_documents') }} as d
    left join counted on d.document_id = counted.document_id

)

-- A document without year or jurisdiction has no story to belong to: it stands alone.
select
    document_id,
    jurisdiction,
    year,
    period,
    document_type,
    is_interim,
    tasks,
    stage,
    last_month,
    case
        when coalesce(jurisdiction, '') = '' or year is null then 'alone|' || document_id
        else jurisdiction || '|' || year
    end as story_key,
    row_number() over (
        partition by case when coalesce(jurisdiction, '') = '' or year is null then 'alone|' || document_id else jurisdiction || '|' || year end
        order by
            case stage when 'promise' then 0 when 'progress' then 1 else 2 end, last_month, coalesce(published_on, date '2999-12-31'), document_id
    ) as document_rank
from staged
