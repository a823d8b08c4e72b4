-- Whether the last day of a desk is certain: its length or its calendar may not be confirmed yet (functions/12_legal_rule). Days that are
-- there already were worked out by rules in force, so they count as certain until the next event.
-- kind: expand

alter table nomination add column due_is_estimated boolean not null default false;
