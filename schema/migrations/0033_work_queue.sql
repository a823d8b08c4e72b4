-- What waits for the caller: nominations whose turn is one of the caller's roles, for whose stage the caller's units
-- stand, and at which it has not acted in another stage already. Needs the settings that writes have.

create function stage_of_role(p_role text)
returns text
language sql
immutable
return case p_role
    when 'unit_officer' then 'unit'
    when 'district_reviewer' then 'district'
    when 'province_reviewer' then 'province'
    when 'council_reviewer' then 'council'
end;

-- due_by is due_on with a date for what has none, so that a queue can be walked and paged in its order.
create view work_queue with (security_invoker = true) as
select n.*
from nomination n
where n.waits_for is not null
and n.waits_for = any ((select string_to_array(current_setting('tdkt.roles', true), ','))::text[])
and covers_stage(n, stage_of_role(n.waits_for), coalesce(n.state_on, current_date))
and not exists (
    select
    from nomination_event e
    where e.nomination_id = n.id
    and e.actor = (select caller_subject())
    and e.stage <> stage_of_role(n.waits_for));

grant select on work_queue to tdkt_service;
