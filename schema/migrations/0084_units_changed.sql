-- Rights follow units: who answers for what is asked of the database and kept by each instance for some seconds. Whoever
-- changes a unit or what became of one must not wait for those seconds to end, least of all when rights are taken away; so
-- the database tells every instance, once a transaction, when it commits.
-- kind: expand
create function tell_units_changed()
returns trigger
language plpgsql
as $$
begin
    perform pg_notify('tdkt_units', '');
    return null;
end
$$;

revoke all on function tell_units_changed() from public;

create trigger tell_units_changed after insert or update or delete or truncate on unit
    for each statement execute function tell_units_changed();
create trigger tell_units_changed after insert or update or delete or truncate on unit_succession
    for each statement execute function tell_units_changed();
