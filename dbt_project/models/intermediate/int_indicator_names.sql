{{ config(tags=['whole']) }}
-- What a printed name of an indicator says, taken apart once for each distinct name: canonical name, level, stage, and the core by which
-- two names are compared. Nothing is thrown away: the printed name stays the key.
with printed as (

    select indicator as name from {{ ref('stg_targets') }}
    union
    select indicator as name from {{ ref('stg_observations') }}
    union
    select relative_to as name from {{ ref('stg_targets') }}
    where relative_to is not null
    union
    select subject as name from {{ ref('stg_claims') }}
    union
    select topic as name from {{ ref('int_figure_topics') }}

),

-- Quotation marks and brackets are dress.
bare as (

    select
        name,
        regexp_replace({{ squeeze('name') }}, '[“”"‘’''《》〈〉（）()「」『』·•]', '', 'g') as bare_name
    from printed

),

-- Short forms that a steward has listed (棚改, 高企); the longest first. A small vocabulary against distinct names, not against rows.
fragments as (

    select
        bare.name,
        listed.fragment,
        listed.replacement,
        row_number() over (partition by bare.name order by length(listed.fragment) desc, listed.fragment) as place
    from bare
    inner join {{ ref('name_fragments') }} as listed on strpos(bare.bare_name, listed.fragment) > 0
    -- 公共绿化 inside 公共绿化面积 is replaced, a replacement that is printed in full already is not made twice.
    where strpos(bare.bare_name, listed.replacement) = 0 or strpos(listed.fragment, listed.replacement) > 0

),

replacements as (

    select
        name,
        max(case when place = 1 then fragment end) as fragment_1,
        max(case when place = 1 then replacement end) as replacement_1,
        max(case when place = 2 then fragment end) as fragment_2,
        max(case when place = 2 then replacement end) as replacement_2,
        max(case when place = 3 then fragment end) as fragment_3,
        max(case when place = 3 then replacement end) as replacement_3
    from fragments
    group by name

),

expanded as (

    select
        bare.name,
        replace(
            replace(
                replace(bare.bare_name, coalesce(r.fragment_1, '#'), coalesce(r.replacement_1, '#')),
                coalesce(r.fragment_2, '#'), coalesce(r.replacement_2, '#')
            ),
            coalesce(r.fragment_3, '#'), coalesce(r.replacement_3, '#')
        ) as full_name
    from bare
    left join replacements as r on bare.name = r.name

),

-- By which way something came about (通过该平台), and who gives it or gets it (提供贷款, 获得贷款): money lent is one figure from either side.
plain_words as (

    select
        name,
        regexp_replace(
            regexp_replace(full_name, '(通过|依托|借助|利用)(该|本|此|这一|这种|上述)(项|个|种)?[一-龥]{0,4}(模式|平台|渠道|方式|机制|办法)', '', 'g'),
            '(提供|获得|获取|取得|发放|投放|得到)的?(([一-龥]{0,2}(信用|担保|抵押|质押|创业|普惠|小额))?(贷款?|授信))', '\2', 'g'
        ) as full_name
    from expanded

),

-- 全市 and the counting word at the end (数, 人数, 总额) say nothing that unit and scope do not say.
trimmed as (

    select
        name,
        full_name,
        regexp_replace(
            regexp_replace(
                regexp_replace(full_name, '(新增|净增|全年$|增速$|增幅$|增长率$|任务$)', '', 'g'),
                '^(全市|我市|全省|全年|今年|年内|年底|年末|底|末|已|共|累计|目前|新建成?)+', ''
            ),
            '(总数量?|数量|个数|人数|户数|家数|套数|条数|件数|起数|批次数|场次|总额|金额|发放额|的?数目|数)$', ''
        ) as short_name,
        -- 小巨人数 counts 小巨人, not 小巨: where the name without its last 数 is known as an indicator, nothing more is taken away.
        regexp_replace(full_name, '数$', '') as counted_name
    from plain_words

),

named as (

    select
        trimmed.name,
        trimmed.full_name,
        coalesce(synonyms.canonical_name, counted.canonical_name, short_synonyms.canonical_name, nullif(trimmed.short_name, ''), trimmed.full_name)
            as canonical_name
    from trimmed
    left join {{ ref('indicator_synonyms') }} as synonyms on trimmed.full_name = synonyms.synonym
    left join {{ ref('indicators') }} as counted on trimmed.counted_name = counted.canonical_name
    left join {{ ref('indicator_synonyms') }} as short_synonyms on trimmed.short_name = short_synonyms.synonym

),

-- Level: who awards or owns the thing. 省级 and 市级 of the same thing are two indicators.
levelled as (

    select
        *,
        {{ matches('full_name', "'国家级|^国家|^全国'") }} as is_national,
        {{ matches('full_name', "'省级|^省|^获?批?省'") }} as is_provincial,
        {{ matches('full_name', "'市级|^市[^区场政民内外域属]'") }} as is_municipal,
        {{ matches('full_name', "'县级|区级'") }} as is_county,
        {{ matches('full_name', "'级(及)?以上'") }} as is_and_above,
        {{ matches('full_name', "'新建|新开工|新设|新认定|新增'") }} as is_new_build,
        {{ matches('full_name', "'续建'") }} as is_continued_build,
        -- A之比 of two things is one figure.
        {{ matches('full_name', "'.(和|与|及|、|以及).'") }} and not {{ matches('full_name', "'(之比|之差|比例|比重|比率|倍数)$'") }} as is_conjunct,
        {{ matches('full_name', "'(完成率|完工率|开工率|竣工率|完成比例|进度|办结率|完成比率)$'") }} as is_completion_rate
    from named

),

-- The core: what is left when level, stage, verb, measure word and generic head are gone.
cored as (

    select
        *,
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(
                            regexp_replace(
                                regexp_replace(canonical_name, '(占比|比例|比率|比重)$', '占比'),
                                '((国家|省|市|县|区|镇|校)级(及?以上)?|^(国家|全国)|^省)', '', 'g'
                            ),
                            '^市([^区场政民内外域属])', '\1'
                        ),
                        '(已|全部|全面|基本|新)?(完工率?|竣工率?|建成|开工率?|完成率?|启动|新建|续建|新增|新设立?|新认定|新认证)', '', 'g'
                    ),
                    -- 老旧小区改造, 电梯加装台数: what is done with a thing counts with the thing, whichever of the two a sentence names.
                    '^(.{2,}?)新?(改造提升|提升改造|改造升级|改造|改扩建|改建|发放|引进|招引|培育|配备|安装|加装|更换|整治|治理|修复|铺设|敷设|交付|建设|提升)+(额|面积|里程|长度|人次|[台栋宗部户套条件])?$', '\1'
                ),
                '^(.{0,3}(实施|打造|培育|创建|引进|推广|获批|评选|发放|实现|消化|上报|组织|布局|争创|力争)|建设|打通|整治|修复|开通|开发|配备|回购|交付|安装|化解|完成)+', ''
            ),
            '(企业|项目|计划|单位|面积|里程|长度|规模|进度|数$|通过|提供|获得|累计|各项|各类|进行|平均|年均|均值|加装|和|与|及|、|的)', '', 'g'
        ) as core
    from levelled

)

select
    name,
    full_name,
    canonical_name,
    core,
    is_national,
    is_provincial,
    is_municipal,
    is_county,
    is_and_above,
    is_new_build,
    is_continued_build,
    is_conjunct,
    is_completion_rate,
    case when is_national then '国' else '' end
    || case when is_provincial then '省' else '' end
    || case when is_municipal then '市' else '' end
    || case when is_county then '县' else '' end as level_mark,
    {{ bigrams('core') }} as pairs
from cored
