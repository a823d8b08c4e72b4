-- The simplified procedure (thủ tục đơn giản, Law 06/2022/QH15 Art 85): an irregular award is decided without a public consultation and
-- without a council. Which classes and types of commendation take it is a dated rule; a nomination says by which procedure it goes.
-- kind: expand

alter table award_rule add column commendation_type text;
alter table award_rule add constraint award_rule_commendation_type_check check (
    case
        when kind = 'simplified'
            then coalesce(
                commendation_type in ('merit', 'irregular', 'movement', 'contribution', 'seniority', 'external'), false)
        else commendation_type is null
    end);
alter table award_rule drop constraint award_rule_kind_check;
alter table award_rule add constraint award_rule_kind_check check (
    kind in (
        'held_award', 'consecutive_award', 'rating_years', 'rating_count', 'initiatives', 'unit_age',
        'member_share', 'member_award', 'judgement', 'unread',
        'vote', 'bonus', 'quota', 'consultation', 'authority', 'simplified'));
alter table award_rule drop constraint award_rule_path_check;
alter table award_rule add constraint award_rule_path_check check (
    case
        when kind in ('vote', 'bonus', 'quota', 'consultation', 'authority', 'simplified') then path is null
        else coalesce(path ~ '^[a-z0-9]{1,3}(\.[a-z0-9]{1,3}){0,2}$', false)
    end);
alter table award_rule drop constraint award_rule_period_excl;
alter table award_rule add constraint award_rule_period_excl exclude using gist (
    award_class_id with =, kind with =, coalesce(subject_kind, '') with =, coalesce(commendation_type, '') with =,
    coalesce(province_lineage, '00000000-0000-0000-0000-000000000000') with =,
    daterange(valid_from, valid_to, '[]') with &&)
    where (kind in ('vote', 'bonus', 'consultation', 'simplified'));

-- commendation_type is the dossier's. procedure is planned by the rules until a desk has received the nomination; procedure_article is
-- the law that it then rests on.
alter table nomination add column commendation_type text not null default 'merit';
alter table nomination add constraint nomination_commendation_type_check check (
    commendation_type in ('merit', 'irregular', 'movement', 'contribution', 'seniority', 'external'));
alter table nomination add column procedure text not null default 'full';
alter table nomination add constraint nomination_procedure_check check (procedure in ('full', 'simplified'));
alter table nomination add column procedure_article text;
alter table nomination add constraint nomination_procedure_article_check check (
    procedure_article is null or procedure = 'simplified' and is_clean(procedure_article, 1, 200));

-- The type belongs to the dossier, but decides on the way of each nomination in it: a reviewer may ask for it.
alter table nomination_event drop constraint nomination_event_fields_check;
alter table nomination_event add constraint nomination_event_fields_check check (
    fields is null
    or (action = 'return'
        and cardinality(fields) between 1 and 8
        and fields <@ array['award_class_id', 'subject_kind', 'collective_id', 'individual_id', 'year', 'achievement', 'documents',
            'commendation_type']));

-- simplified: null for both procedures, else only for nominations of the simplified (the full) one.
alter table nomination_transition add column simplified boolean;
alter table nomination_transition drop constraint nomination_transition_key;
alter table nomination_transition add constraint nomination_transition_key
    unique nulls not distinct (from_state, action, to_state, stage, award_levels, origins, consultation, votes, simplified);

update nomination_transition
set simplified = false
where from_state = 'province_appraisal'
and action = 'approve'
and award_levels = array['province', 'state'];

insert into nomination_transition (from_state, action, to_state, roles, stage, award_levels, weighs_warnings, simplified)
values ('province_appraisal', 'approve', 'approved', array['province_reviewer'], 'province', array['province', 'state'], true, true);

-- The papers of a dossier differ: a summary by the proposing body instead of the report and the minutes. Null: for both procedures.
alter table required_document add column procedure text;
alter table required_document add constraint required_document_procedure_check check (procedure in ('full', 'simplified'));

-- A deadline may be for one procedure only. Null: for both.
alter table stage_deadline add column procedure text;
alter table stage_deadline add constraint stage_deadline_procedure_check check (procedure in ('full', 'simplified'));
alter table stage_deadline drop constraint stage_deadline_period_excl;
alter table stage_deadline add constraint stage_deadline_period_excl exclude using gist (
    stage with =, coalesce(award_level, '') with =, coalesce(procedure, '') with =,
    coalesce(province_lineage, '00000000-0000-0000-0000-000000000000') with =,
    daterange(valid_from, valid_to, '[]') with &&);

-- A question about eligibility of a nomination of the simplified procedure: see schema/functions/24_eligibility_case.
alter type eligibility_case add attribute is_simplified boolean;
