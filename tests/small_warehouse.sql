-- The views of the contract over the hand-written landing tables, as plain tables that a test may corrupt.
create table bi.documents as
select document_id, title, publisher, jurisdiction, document_type, year, period, url, sha256, published_on, layout, text from landing.documents;
create table bi.tasks as
select t.document_id, d.year, d.period, t.task_no, t.section_no, t.section, t.commitment, t.report,
       (select list(u.unit order by u.unit_order) from landing.task_units u where u.task_order = t.task_order) as lead_units,
       cast([] as varchar[]) as co_units,
       (select list(u.unit order by u.unit_order) from landing.task_units u where u.task_order = t.task_order) as lead_unit_names,
       t.stated_status, t.document_id || ':' || t.task_order as task_key, cast(null as varchar) as status, cast(null as varchar) as lamp,
       (select count(*) from landing.targets g where g.task_order = t.task_order) as targets, 0::bigint as targets_met,
       d.url || '#:~:text=' || substr(t.commitment, 1, 8) as evidence_url
from landing.tasks t join landing.documents d using (document_id);
create table bi.targets as
select t.document_id || ':' || 't' || t.anchor as target_id, t.document_id, d.year, t.task_no, t.section_no, t.indicator, t.comparator,
       cast(t.value as decimal(28, 6)) as value, cast(t.value_high as decimal(28, 6)) as value_high, t.unit, t.kind, t.firmness, t.relative_to,
       cast(t.value as decimal(28, 6)) as base_value, t.unit as base_unit, t.evidence, t.char_start, t.char_end, t.number_start, t.number_end,
       cast(null as varchar) as verdict, cast(null as decimal(18, 4)) as ratio, cast(null as varchar) as verdict_reason,
       cast([] as varchar[]) as observation_ids, d.url || '#:~:text=' || t.evidence as evidence_url
from landing.targets t join landing.documents d using (document_id);
create table bi.observations as
select o.document_id || ':' || o.anchor as observation_id, o.document_id, d.year, o.task_no, o.section_no,
       case when o.section_no is not null then '信用贷款' end as programme, o.indicator, o.kind,
       cast(o.value as decimal(28, 6)) as value, cast(o.value_high as decimal(28, 6)) as value_high, o.unit,
       cast(null as decimal(28, 6)) as base_value, cast(null as varchar) as base_unit, o.modifier, o.period, o.period_start, o.period_end, o.scope,
       o.evidence, o.char_start, o.char_end, o.number_start, o.number_end,
       case when o.value in ('87.06', '83.9') then 'disputed' else 'clean' end as quality, d.url || '#:~:text=' || o.evidence as evidence_url,
       o.value as value_text, cast(null as decimal(28, 8)) as corrected_value, cast(o.value as decimal(28, 8)) as printed_value,
       cast(null as varchar) as corrected_by_check
from landing.observations o join landing.documents d using (document_id);
create table bi.excluded_numbers as
select document_id, task_no, section_no, why, evidence, char_start, char_end, number_start, number_end from landing.excluded_numbers;
create table bi.checks as
with ids as (
    select (select observation_id from bi.observations where value = 87.06) as credit_2022,
           (select observation_id from bi.observations where value = 83.9) as credit_2024,
           (select observation_id from bi.observations where value = 322) as firms
)
select 'C-7f3a' as check_id, 'monotone' as kind, '信用贷款金额不减少 · credit loans do not fall' as claim,
       ['linshi-2022-report', 'linshi-2024-article'] as document_ids, ['linshi-2022-report 任务3', 'linshi-2024-article 第1节'] as places,
       8706000000::decimal(38, 6) as left_value, 8390000000::decimal(38, 6) as right_value, 5500000::decimal(38, 6) as tolerance,
       false as holds, 'warning' as severity, null::varchar as decision, null::varchar as decided_by, null::date as decided_on,
       null::varchar as reason, '信用贷款金额不减少' as claim_zh, 'credit loans do not fall' as claim_en, '87.06亿元' as left_said,
       '83.9亿元' as right_said, [credit_2022] as left_ids, [credit_2024] as right_ids, '83.9亿元 < 87.06亿元' as arithmetic,
       'rounding of both' as tolerance_reason, false as is_reopened, null::varchar as decision_id, null::varchar as decided_action,
       null::varchar as decided_value, null::varchar as printed_value, null::varchar as corrected_value, null::date as until,
       null::varchar as reopened_why, false as is_needless
from ids
union all by name
select 'C-0001' as check_id, 'repeat' as kind, '高新技术企业数' as claim, ['linshi-2022-report'] as document_ids,
       ['linshi-2022-report 任务2'] as places, 322 as left_value, 322 as right_value, 0 as tolerance, true as holds, 'info' as severity,
       [firms] as left_ids, [firms] as right_ids
from ids;
create table bi.indicator_series as
select o.indicator, o.scope, o.kind, o.period, cast(right(o.period, 4) as int) as year,
       cast(null as decimal(28, 6)) as target_value, o.value as actual_value, o.unit, cast(null as varchar) as verdict, o.document_id, o.quality
from bi.observations o
union all
select t.indicator, '全市', t.kind, '2022', 2022, t.value, null, t.unit, 'met', t.document_id, null from bi.targets t;
alter table bi.indicator_series add column target_id varchar;
alter table bi.indicator_series add column observation_id varchar;
alter table bi.indicator_series add column grain varchar;
alter table bi.indicator_series add column progress_value double;
create table bi.programmes as
select '信用贷款' as programme, 'linshi-2024-article' as document_id, '1' as section_no, [3] as task_nos, 2 as figures;
-- after the verdicts
create table bi.unit_scorecard as
select '临市' as jurisdiction, u.unit, 2022 as year, count(distinct u.task_no) as tasks_led, count(t.target_id) as targets,
       count(*) filter (where t.verdict = 'met') as met, count(*) filter (where t.verdict = 'partly_met') as partly_met,
       count(*) filter (where t.verdict = 'not_met') as not_met, count(*) filter (where t.verdict = 'not_reported') as not_reported,
       count(*) filter (where t.verdict = 'claimed') as claimed, count(*) filter (where t.verdict = 'pending') as pending,
       case when count(t.target_id) > 0 then count(*) filter (where t.verdict = 'met') / count(t.target_id) end as met_share
from (select unnest(lead_units) as unit, task_no from bi.tasks) u left join bi.targets t on t.task_no = u.task_no group by u.unit;
create table marts.dim_document as select document_id from bi.documents;
create table marts.dim_task as select document_id, task_no from bi.tasks;
create table marts.fct_target as select target_id from bi.targets;
create table marts.fct_observation as select observation_id from bi.observations;
create table marts.fct_excluded_number as select document_id, number_start from bi.excluded_numbers;
create table marts.fct_consistency_check as select check_id from bi.checks;
create table marts.dim_year as select 2022 as year;
create table marts.dim_period as select '2022' as period;
create table marts.dim_unit as select distinct unit from bi.unit_scorecard;
create table marts.dim_indicator as select distinct indicator from bi.observations;
create table marts.dim_measure_unit as select distinct unit from bi.observations;
create table marts.dim_programme as select programme from bi.programmes;
create table marts.bridge_task_unit as select document_id, task_order, unit from landing.task_units;
create table marts.fct_task_progress as select document_id, task_no from bi.tasks;
create table bi.task_history as
select 'L-' || task_no as life_id, '临市' as jurisdiction, year, document_id, task_no, task_key, status as state, status as outcome, 1 as state_no,
       1 as states, false as is_promised, true as came_back, false as is_without_promise, timestamp '2023-01-20' as known_from,
       cast(null as timestamp) as known_to
from bi.tasks;
create table bi.verdict_history as
select document_id, 1 as edition_no, cast(substr(target_id, length(document_id) + 3) as bigint) as anchor, verdict, true as is_current,
       timestamp '2023-01-20' as valid_from, cast(null as timestamp) as valid_to
from bi.targets;
create table bi.figure_history as
select 'target' as statement, target_id as id, true as is_current from bi.targets
union all select 'observation', observation_id, true from bi.observations;
create table bi.promise_shares as
select 'all' as dimension, '' as member, count(*) as promises, count(*) filter (where verdict = 'met') as met,
       count(*) filter (where verdict = 'partly_met') as partly_met, count(*) filter (where verdict = 'not_met') as not_met,
       count(*) filter (where verdict = 'not_reported') as not_reported, count(*) filter (where verdict = 'claimed') as claimed,
       count(*) filter (where verdict = 'pending') as pending, count(*) filter (where verdict = 'met') / count(*) as met_share
from bi.targets;
insert into bi.promise_shares select * replace ('theme' as dimension) from bi.promise_shares;
create table bi.programme_figures as select observation_id, programme from bi.observations where programme is not null;
create table bi.task_match_candidates as
select 'a' as document_a, 1 as task_a, 'b' as document_b, 2 as task_b, 0.5 as score, 'tie' as outcome, '甲' as commitment_a, '乙' as commitment_b
where false;
