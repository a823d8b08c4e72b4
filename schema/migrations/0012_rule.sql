-- The catalogue of rules: what code, sentences and article of law each refusal has. schema/functions/02_rules.sql fills it.
-- kind: expand

create table rule (
    code text primary key,
    kind text not null,
    member text,
    law text,
    message_vi text not null,
    message_en text not null,
    constraint rule_kind_check check (kind in ('invalid', 'conflict', 'stale', 'forbidden', 'limited'))
);
