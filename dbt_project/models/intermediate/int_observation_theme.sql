-- What a reported figure is about, found as the theme of a promise is (int_target_theme): the theme that a steward gave the indicator, else by the
-- words of the seed theme_words in its name, its clause, the heading of its section, its task. Blind spots: those of int_target_theme.
with sources as (

    select
        o.observation_id,
        i.theme as known_theme,
        {{ squeeze('o.canonical_name') }} as by_name,
        {{ squeeze('o.evidence') }} as by_clause,
        {{ squeeze("coalesce(k.section, s.heading, '')") }} as by_section,
        {{ squeeze("coalesce(k.commitment, '')") }} as by_task
    from {{ ref('int_observations') }} as o
    left join {{ ref('indicators') }} as i on o.canonical_name = i.canonical_name
    left join {{ ref('stg_tasks') }} as k on o.task_key = k.task_key
    left join {{ ref('stg_sections') }} as s on o.document_id = s.document_id and o.section_no = s.section_no

),

-- Each text once: a name is measured in many years, a heading stands over many promises.
names as (

    select
        said,
        theme
    from (
        select
            texts.said,
            words.theme,
            row_number() over (partition by texts.said order by length(words.word) desc, strpos(texts.said, words.word), words.word) as choice
        from (
            select distinct by_name as said from sources
            where known_theme is null
        ) as texts
        inner join {{ ref('theme_words') }} as words on strpos(texts.said, words.word) > 0
    ) as found
    where choice = 1

),

-- Only where the name says nothing.
silent as (

    select sources.*
    from sources
    left join names on sources.by_name = names.said
    where sources.known_theme is null and names.said is null

),

texts as (

    select by_clause as said from silent
    union
    select by_section as said from silent
    union
    select by_task as said from silent

),

found as (

    select
        texts.said,
        words.theme,
        row_number() over (partition by texts.said order by length(words.word) desc, strpos(texts.said, words.word), words.word) as choice
    from texts
    inner join {{ ref('theme_words') }} as words on strpos(texts.said, words.word) > 0

),

themes as (

    select
        said,
        theme
    from found
    where choice = 1

),

told as (

    select
        sources.observation_id,
        sources.known_theme,
        names.theme as name_theme,
        clause_theme.theme as clause_theme,
        section_theme.theme as section_theme,
        task_theme.theme as task_theme
    from sources
    left join names on sources.by_name = names.said
    left join themes as clause_theme on sources.by_clause = clause_theme.said
    left join themes as section_theme on sources.by_section = section_theme.said
    left join themes as task_theme on sources.by_task = task_theme.said

)

select
    observation_id,
    coalesce(known_theme, name_theme, clause_theme, section_theme, task_theme) as theme,
    case
        when known_theme is not null then 'indicator'
        when name_theme is not null then 'name'
        when clause_theme is not null then 'clause'
        when section_theme is not null then 'section'
        when task_theme is not null then 'task'
    end as told_by
from told
