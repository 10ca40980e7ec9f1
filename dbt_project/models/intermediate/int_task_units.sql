-- Each printed unit with its full official name at the time of the document.
with printed as (

    select
        units.*,
        documents.jurisdiction,
        documents.year,
        -- 芜湖市财政局 and 市财政局 are one in a document of that city: the city's name falls, its 市 stays.
        case
            when length(documents.jurisdiction) > 1 and strpos(units.unit, documents.jurisdiction) = 1
                then right(documents.jurisdiction, 1) || substr(units.unit, length(documents.jurisdiction) + 1)
            else units.unit
        end as local_name
    from {{ ref('stg_task_units') }} as units
    inner join {{ ref('stg_documents') }} as documents on units.document_id = documents.document_id

),

distinct_names as (

    select distinct
        jurisdiction,
        year,
        local_name,
        case when left(local_name, 1) in ('市', '省', '县', '区') then left(local_name, 1) else '' end as prefix,
        case when left(local_name, 1) in ('市', '省', '县', '区') then substr(local_name, 2) else local_name end as stem
    from printed

),

-- Names with a history of their own; those of one city count there only.
by_name as (

    select
        d.jurisdiction,
        d.year,
        d.local_name,
        n.official_name,
        n.kind,
        n.valid_from,
        n.valid_to,
        0 as preference
    from distinct_names as d
    inner join {{ ref('organisation_names') }} as n
        on
            d.local_name in (n.printed_name, n.official_name)
            and (coalesce(n.jurisdiction, '') = '' or d.jurisdiction = n.jurisdiction)

),

-- The general rule of Chinese local government: level word and short stem give level word and full stem.
by_stem as (

    select
        d.jurisdiction,
        d.year,
        d.local_name,
        d.prefix || s.official_stem as official_name,
        s.kind,
        s.valid_from,
        s.valid_to,
        1 as preference
    from distinct_names as d
    inner join {{ ref('organisation_stems') }} as s on d.stem in (s.stem, s.official_stem)

),

-- The name of the time; what is not found keeps its printed name.
chosen as (

    select
        *,
        row_number() over (
            partition by jurisdiction, year, local_name order by preference asc, coalesce(valid_from, date '1900-01-01') desc, official_name
        ) as choice
    from (
        select * from by_name
        union all
        select * from by_stem
    ) as found
    where
        coalesce(valid_from, date '1900-01-01') <= make_date(coalesce(year, 2000), 12, 31)
        and coalesce(valid_to, date '2999-12-31') >= make_date(coalesce(year, 2000), 1, 1)

),

resolved as (

    select
        printed.*,
        coalesce(chosen.official_name, printed.local_name) as official_name,
        case chosen.kind
            when 'any'
                then
                    case left(printed.local_name, 1)
                        when '市' then 'city' when '省' then 'province' when '县' then 'county' when '区' then 'district' else 'other'
                    end
            else coalesce(chosen.kind, 'other')
        end as kind,
        chosen.valid_from,
        chosen.valid_to,
        chosen.official_name is not null as is_known
    from printed
    left join chosen
        on
            printed.jurisdiction = chosen.jurisdiction
            and printed.year is not distinct from chosen.year
            and printed.local_name = chosen.local_name
            and chosen.choice = 1

)

select
    {{ short_hash("jurisdiction || '|' || official_name || '|' || coalesce(cast(valid_from as text), '')") }} as unit_id,
    task_key,
    document_id,
    role,
    unit_order,
    unit as printed_name,
    official_name,
    jurisdiction,
    kind,
    valid_from,
    valid_to,
    is_known,
    char_start,
    char_end
from resolved
