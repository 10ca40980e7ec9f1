-- The character pairs of each commitment, and how widely each is used in the documents of its story. A pair that one or two tasks of a
-- document use tells tasks apart; one that half of them use tells nothing.
with texts as (

    select
        t.task_key,
        t.document_id,
        d.story_key,
        d.document_rank,
        regexp_replace({{ squeeze('t.commitment') }}, '[，。；：、,.;:（）()《》“”"‘’·！？—…-]', '', 'g') as text
    from {{ ref('stg_tasks') }} as t
    inner join {{ ref('int_year_documents') }} as d on t.document_id = d.document_id

),

words as (

    select
        task_key,
        document_id,
        story_key,
        document_rank,
        unnest({{ bigrams('text') }}) as word
    from texts

),

sizes as (

    select
        story_key,
        count(*) as documents
    from {{ ref('int_year_documents') }}
    where tasks > 0
    group by story_key

),

used as (

    select
        story_key,
        word,
        count(*) as times,
        count(distinct document_rank) as documents
    from words
    group by story_key, word

)

select
    words.task_key,
    words.story_key,
    words.document_rank,
    words.word,
    used.documents > 1 as is_shared,
    -- Tasks of one document that use it, on average.
    cast(used.times as double precision) / sizes.documents as spread
from words
inner join used on words.story_key = used.story_key and words.word = used.word
inner join sizes on words.story_key = sizes.story_key
