-- What warnings go by besides the rules: how often a class is given, and which papers a dossier holds.

-- How often a class is given: titles year by year, orders and other forms of the State once, the rest as earned. Data
-- of the class; where nobody said it, what the category and the level suggest.
alter table award_class
    add column recurrence text,
    add constraint award_class_recurrence_check check (recurrence in ('yearly', 'once', 'repeated'));

create function complete_recurrence()
returns trigger
language plpgsql
as $$
begin
    new.recurrence := case
        when new.category = 'title' then 'yearly'
        when new.level = 'state' then 'once'
        else 'repeated'
    end;
    return new;
end
$$;

create trigger c_recurrence before insert or update on award_class
    for each row when (new.recurrence is null) execute function complete_recurrence();

update award_class set recurrence = null;
alter table award_class alter column recurrence set not null;

-- The papers of a dossier (Law 06/2022/QH15 Art 84), for every class or for one.
create table required_document (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    kind text not null,
    name_vi text not null,
    name_en text not null,
    award_class_id uuid,
    valid_from date not null,
    valid_to date,
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    constraint required_document_kind_check check (
        kind in ('submission_letter', 'achievement_report', 'minutes', 'initiative_certificate', 'confirmation',
            'opinion', 'summary', 'decision', 'other')),
    constraint required_document_name_vi_check check (is_clean(name_vi, 1, 200)),
    constraint required_document_name_en_check check (is_clean(name_en, 1, 200)),
    constraint required_document_valid_to_check check (valid_to >= valid_from),
    constraint required_document_article_check check (is_clean(article, 1, 200)),
    constraint required_document_source_check check (is_clean(source, 1, 300)),
    constraint required_document_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint required_document_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint required_document_period_excl exclude using gist (
        kind with =, coalesce(award_class_id, '00000000-0000-0000-0000-000000000000') with =,
        daterange(valid_from, valid_to, '[]') with &&)
);

create trigger a_stamp before insert or update on required_document for each row execute function stamp();
create trigger record_change after insert or update or delete on required_document
    for each row execute function record_change();

alter table required_document enable row level security;
alter table required_document force row level security;

create policy required_document_owner on required_document
    to current_user
    using (true)
    with check (true);

create policy required_document_select on required_document
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin')));

grant select on required_document to tdkt_service;
