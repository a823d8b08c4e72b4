-- Guards of the installation, the keys of repeated requests and the change history: who may do what, and each table's
-- triggers in the order in which they fire. See schema/functions/04_guard.sql.

select guard('installation');
select protect('installation', read_if => $$true$$);
grant select on installation to tdkt_service;
select versioned('installation');


select guard('installation_secret');



select guard('idempotency_key');
create policy idempotency_key_own on idempotency_key
    to tdkt_service
    using (subject = (select caller_subject()))
    with check (subject = (select caller_subject()));
grant select, insert, update, delete on idempotency_key to tdkt_service;


select guard('change_history');
select protect('change_history', readers => array['auditor'], read_if => in_read_scope());
grant select on change_history to tdkt_service;
select append_only('change_history');


select guard('status_change');


-- Everybody may read the rules, because refuse() runs as the refused caller. No version and no change history: only
-- schema/functions/02_rules.sql writes them.
select guard('rule');
select protect('rule', read_if => $$true$$);
grant select on rule to tdkt_service;


-- By default an installation is live since the day of its first migration. Entered here, after the triggers of the
-- table, so that the change history has it.
do $$
declare
    first_day date;
begin
    if to_regclass('schema_migration') is not null then
        execute 'select min(applied_at at time zone ''Asia/Ho_Chi_Minh'')::date from schema_migration' into first_day;
    end if;
    insert into installation (live_on)
    select coalesce(first_day, (now() at time zone 'Asia/Ho_Chi_Minh')::date)
    where not exists (select from installation);
end
$$;
