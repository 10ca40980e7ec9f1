-- Numbers that are no figures but must agree all the same: the years in a plan's title, set phrases (十大新兴产业), the criterion that two
-- tasks share, the number of an event (第六届), its days, a name in two spellings.
-- Blind spots: a title quoted in short; phrases of fewer than four characters behind the number.
with texts as (

    select
        document_id,
        place_key,
        place,
        role,
        {{ squeeze('text') }} as said
    from {{ ref('int_check_texts') }}

),

titles as (

    select
        document_id,
        place_key,
        place,
        unnest({{ all_matches('said', "'《[^《》]{4,60}[0-9]{4}[-—~至][0-9]{4}年?[)）]?[^《》]{0,6}》'") }}) as phrase
    from texts
    where strpos(said, '《') > 0

),

phrases as (

    select
        document_id,
        place_key,
        place,
        unnest({{ all_matches('said', "'[一二三四五六七八九十]大[新重主支优传特骨战][一-龥]{3}'") }}) as phrase
    from texts

),

events as (

    select
        x.document_id,
        x.place_key,
        {{ place_words('x') }} as place,
        {{ first_group(
            squeeze("substr(x.evidence, greatest(1, cast(x.number_start - x.char_start as integer)))"),
            "'(第?[0-9一二三四五六七八九十]+届[一-龥]{3,6})'"
        ) }} as phrase
    from {{ ref('stg_excluded_numbers') }} as x
    where x.why = 'ordinal'

),

-- 第二批国家级…: a batch only confirms, the next thing may be of another batch.
batches as (

    select
        x.document_id,
        x.place_key,
        {{ place_words('x') }} as place,
        {{ first_group(
            squeeze("substr(x.evidence, greatest(1, cast(x.number_start - x.char_start as integer)))"), "'(第?[0-9一二三四五六七八九十]+批[一-龥]{6})'"
        ) }} as phrase
    from {{ ref('stg_excluded_numbers') }} as x
    where x.why = 'ordinal'

),

-- 某大会于12月16日至18日举办: the same sentence in two places, told with its days.
dated as (

    select distinct
        x.document_id,
        x.place_key,
        {{ place_words('x') }} as place,
        {{ squeeze('x.evidence') }} as phrase
    from {{ ref('stg_excluded_numbers') }} as x
    where x.why = 'date' and length({{ squeeze('x.evidence') }}) between 12 and 80 and {{ matches(squeeze('x.evidence'), "'[0-9]月[0-9]{1,2}日'") }}

),

-- One name in two spellings (皖美·乐享, 皖美•乐享) is one name.
named as (

    select
        document_id,
        place_key,
        place,
        unnest({{ all_matches('said', "'[“《][^“”《》0-9]{3,12}[·•．・‧-][^“”《》0-9]{2,12}[”》]'") }}) as phrase
    from texts
    where {{ matches('said', "'[·•．・‧-]'") }}

),

criteria as (

    select
        x.document_id,
        x.place_key,
        {{ place_words('x') }} as place,
        right({{ squeeze("substr(x.evidence, 1, cast(x.number_start - x.char_start as integer))") }}, 6)
        || substr({{ squeeze("substr(x.evidence, cast(x.number_start - x.char_start + 1 as integer))") }}, 1, 8) as phrase
    from {{ ref('stg_excluded_numbers') }} as x
    where x.why = 'criterion' and x.number_start - x.char_start >= 4

),

-- What is compared (`thing`) without its number (`numbers`).
keyed as (

    select
        'years_of_plan' as rule,
        document_id,
        place_key,
        place,
        phrase,
        regexp_replace(phrase, '[0-9]{4}[-—~至][0-9]{4}年?', '') as thing,
        {{ first_group('phrase', "'([0-9]{4}[-—~至][0-9]{4})'") }} as numbers
    from titles
    union all
    select
        'set_phrase' as rule,
        document_id,
        place_key,
        place,
        phrase,
        substr(phrase, 3) as thing,
        substr(phrase, 1, 1) as numbers
    from phrases
    union all
    select
        'ordinal' as rule,
        document_id,
        place_key,
        place,
        phrase,
        substr({{ first_group('phrase', "'届(.*)$'") }}, 1, 3) as thing,
        {{ first_group('phrase', "'([0-9一二三四五六七八九十]+)届'") }} as numbers
    from events
    where phrase <> ''
    union all
    select
        'batch' as rule,
        document_id,
        place_key,
        place,
        phrase,
        {{ first_group('phrase', "'批(.*)$'") }} as thing,
        {{ first_group('phrase', "'([0-9一二三四五六七八九十]+)批'") }} as numbers
    from batches
    where phrase <> ''
    union all
    select
        'dated' as rule,
        document_id,
        place_key,
        place,
        phrase,
        regexp_replace(phrase, '[0-9]+', '#', 'g') as thing,
        regexp_replace(phrase, '[^0-9]+', '-', 'g') as numbers
    from dated
    union all
    select
        'named' as rule,
        document_id,
        place_key,
        place,
        phrase,
        regexp_replace(phrase, '[“”《》·•．・‧-]', '', 'g') as thing,
        '' as numbers
    from named
    union all
    select
        'criterion' as rule,
        document_id,
        place_key,
        place,
        phrase,
        regexp_replace(phrase, '[0-9.]+', '') as thing,
        {{ first_group('phrase', "'([0-9.]+)'") }} as numbers
    from criteria
    where {{ matches('phrase', "'[0-9]'") }}

),

first_in_place as (

    select
        keyed.*,
        d.jurisdiction,
        d.year,
        row_number() over (partition by keyed.rule, d.jurisdiction, keyed.thing, keyed.place_key order by keyed.numbers) as nth
    from keyed
    inner join {{ ref('stg_documents') }} as d on keyed.document_id = d.document_id

),

ordered as (

    select
        *,
        row_number() over (partition by rule, jurisdiction, thing order by year, document_id, place_key) as mention
    from first_in_place
    where nth = 1

),

-- A fair has another number every year, a phrase another number in another plan: those are compared within one document's year.
pairs as (

    select
        b.*,
        a.place_key as first_place_key,
        a.place as first_place,
        a.document_id as first_document,
        a.phrase as first_phrase,
        a.numbers = b.numbers as agrees
    from ordered as a
    inner join ordered as b
        on a.rule = b.rule and a.jurisdiction = b.jurisdiction and a.thing = b.thing and a.mention = 1 and b.mention > 1
    where a.numbers = b.numbers or (a.year = b.year and a.rule in ('years_of_plan', 'set_phrase', 'ordinal', 'dated'))

)

{{ check_row('pairs', 'repeat', 'same_words', "rule || '|' || jurisdiction || '|' || thing || '|' || first_place_key || '|' || place_key",
    "'同一说法的数字一致：' || phrase", "'The same phrase carries the same number: ' || phrase",
    no_ids(), no_ids(), 'first_phrase', 'phrase', 'case when agrees then 0 else 1 end', '0', '0',
    "'none: compared as words'", "first_phrase || ' ; ' || phrase", 'agrees', one_or_two('first_document', 'document_id'),
    one_or_two('first_place', 'place'), severity="case when agrees then 'info' else 'warning' end") }}
