with landed as (

    select * from {{ source('landing', 'documents') }}

),

-- A document whose default period is a stretch of its year is an interim one: what is short there is still under way.
judged_by_period as (

    select
        document_id,
        sha256,
        reader_version,
        cast(edition_no as integer) as edition_no,
        title,
        publisher,
        coalesce(nullif(jurisdiction, ''), '') as jurisdiction,
        document_type,
        cast(year as integer) as year,
        period,
        url,
        cast(published_on as date) as published_on,
        cast(first_seen as timestamp) as first_seen,
        layout,
        text,
        facts_read,
        coalesce({{ matches('period', "'^[0-9]{4}(Q|H|M|-[0-9])'") }}, false)
        and coalesce(period not like '%-12' and period not like '%-M12', true) as is_interim
    from landed

)

select * from judged_by_period
