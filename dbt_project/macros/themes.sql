{#
  What each row of a relation is about, by the words of the seed theme_words: in the name of what is measured, else in the clause, the heading
  of the section, the whole task. The longest word counts (农村路 before 路), of equals the one that stands first; the theme that a steward
  gave an indicator (seed indicators) comes before all of it. Blind spot: a word inside a longer one of another theme that the seed does not
  know. `key`: the column that names a row; the relation has canonical_name, evidence, task_key, document_id and section_no.
#}
{% macro theme_of(relation, key) %}
with sources as (

    select
        t.{{ key }},
        i.theme as known_theme,
        {{ squeeze('t.canonical_name') }} as by_name,
        {{ squeeze('t.evidence') }} as by_clause,
        {{ squeeze("coalesce(k.section, s.heading, '')") }} as by_section,
        {{ squeeze("coalesce(k.commitment, '')") }} as by_task
    from {{ relation }} as t
    left join {{ ref('indicators') }} as i on t.canonical_name = i.canonical_name
    left join {{ ref('stg_tasks') }} as k on t.task_key = k.task_key
    left join {{ ref('stg_sections') }} as s on t.document_id = s.document_id and t.section_no = s.section_no

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
        sources.{{ key }},
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
    {{ key }},
    coalesce(known_theme, name_theme, clause_theme, section_theme, task_theme) as theme,
    case
        when known_theme is not null then 'indicator'
        when name_theme is not null then 'name'
        when clause_theme is not null then 'clause'
        when section_theme is not null then 'section'
        when task_theme is not null then 'task'
    end as told_by
from told
{% endmacro %}
