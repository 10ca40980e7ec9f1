-- What a document says otherwise since it was published anew: figures that came, went or changed from one edition to the next.
with numbered as (

    select
        h.*,
        row_number() over (
            partition by h.document_id, h.edition_no, h.statement, h.task_no, h.section_no, h.indicator, h.kind, h.period, h.scope
            order by h.anchor
        ) as place
    from {{ ref('figure_history') }} as h
    -- Only documents that have a past.
    where h.document_id in (
        select document_id from {{ ref('dim_edition') }}
        where not is_current
    )

),

before as (

    select
        n.*,
        e.next_edition_no
    from numbered as n
    inner join {{ ref('dim_edition') }} as e on n.document_id = e.document_id and n.edition_no = e.edition_no
    where e.next_edition_no is not null

),

-- Figures of an edition that has one before it.
after as (

    select
        n.*,
        e.edition_no as former_edition_no
    from numbered as n
    inner join {{ ref('dim_edition') }} as e on n.document_id = e.document_id and n.edition_no = e.next_edition_no

),

compared as (

    select
        coalesce(after.document_id, before.document_id) as document_id,
        coalesce(before.edition_no, after.former_edition_no) as edition_before,
        coalesce(after.edition_no, before.next_edition_no) as edition_after,
        coalesce(after.statement, before.statement) as statement,
        coalesce(after.task_no, before.task_no) as task_no,
        coalesce(after.section_no, before.section_no) as section_no,
        coalesce(after.indicator, before.indicator) as indicator,
        coalesce(after.kind, before.kind) as kind,
        coalesce(after.period, before.period) as period,
        coalesce(after.scope, before.scope) as scope,
        case
            when before.document_id is null then 'added'
            when after.document_id is null then 'removed'
            else 'changed'
        end as change,
        before.value_text || coalesce('-' || before.value_high_text, '') || coalesce(before.unit, '') as said_before,
        after.value_text || coalesce('-' || after.value_high_text, '') || coalesce(after.unit, '') as said_after,
        before.evidence as evidence_before,
        after.evidence as evidence_after
    from before
    full outer join after
        on
            before.document_id = after.document_id
            and before.next_edition_no = after.edition_no
            and before.statement = after.statement
            and coalesce(before.task_no, -1) = coalesce(after.task_no, -1)
            and coalesce(before.section_no, '') = coalesce(after.section_no, '')
            and before.indicator = after.indicator
            and before.kind = after.kind
            and before.period = after.period
            and before.scope = after.scope
            and before.place = after.place

)

select
    c.document_id,
    c.edition_before,
    c.edition_after,
    e.valid_from as changed_at,
    c.change,
    c.statement,
    c.task_no,
    c.section_no,
    c.indicator,
    c.kind,
    c.period,
    c.scope,
    c.said_before,
    c.said_after,
    c.evidence_before,
    c.evidence_after
from compared as c
inner join {{ ref('dim_edition') }} as e on c.document_id = e.document_id and c.edition_after = e.edition_no
where c.change <> 'changed' or c.said_before is distinct from c.said_after
