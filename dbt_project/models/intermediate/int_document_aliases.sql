-- Each document with the names by which programmes are known in it. A programme that was renamed has both names in the seed, each with its
-- time: a name means the programme in documents of that time and place only. A document without a date knows them all.
with documents as (

    select
        document_id,
        coalesce(jurisdiction, '') as jurisdiction,
        coalesce(published_on, make_date(year, 12, 31)) as said_on
    from {{ ref('stg_documents') }}

)

select
    d.document_id,
    a.programme_id,
    a.alias
from documents as d
inner join {{ ref('programme_aliases') }} as a
    on
        (a.jurisdiction is null or d.jurisdiction = a.jurisdiction)
        and coalesce(d.said_on >= a.valid_from, true)
        and coalesce(d.said_on <= a.valid_to, true)
inner join {{ ref('reform_programmes') }} as p on a.programme_id = p.programme_id
