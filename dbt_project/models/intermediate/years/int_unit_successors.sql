-- Each organisation of the documents with its name of today: its successors, one after another, as a steward has listed them. An
-- organisation that was split has no one successor: it keeps its own name.
{% set steps = 4 %}
with recursive listed as (

    select
        former_name,
        coalesce(jurisdiction, '') as jurisdiction,
        min(successor) as successor,
        min(change) as change,
        max(changed_on) as changed_on
    from {{ ref('organisation_successors') }}
    group by former_name, coalesce(jurisdiction, '')
    having count(*) = 1

),

names as (

    select distinct
        jurisdiction,
        official_name
    from {{ ref('int_task_units') }}

),

-- A handful of steps: two lines that name each other must not go round for ever.
followed as (

    select
        names.jurisdiction,
        names.official_name,
        names.official_name as present_name,
        cast(null as text) as change,
        cast(null as date) as changed_on,
        0 as step
    from names
    union all
    select
        followed.jurisdiction,
        followed.official_name,
        case
            when listed.former_name = followed.present_name then listed.successor
            else left(followed.present_name, 1) || listed.successor
        end as present_name,
        listed.change,
        listed.changed_on,
        followed.step + 1 as step
    from followed
    inner join listed
        on
            (listed.jurisdiction = '' or followed.jurisdiction = listed.jurisdiction)
            and (
                followed.present_name = listed.former_name
                or (
                    listed.jurisdiction = '' and left(followed.present_name, 1) in ('市', '省', '县', '区')
                    and substr(followed.present_name, 2) = listed.former_name
                )
            )
    where followed.step < {{ steps }}

),

-- A city's own line comes before the general one; then the name, so that the answer does not depend on the order of rows.
ordered as (

    select
        *,
        row_number() over (partition by jurisdiction, official_name order by step desc, changed_on desc, present_name asc) as choice
    from followed

)

select
    jurisdiction,
    official_name,
    present_name,
    change as last_change,
    changed_on as last_changed_on,
    present_name <> official_name as has_successor
from ordered
where choice = 1
