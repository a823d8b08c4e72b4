-- What a recipient was on the day: how large a collective and of what kind, a person's group of positions, whether they
-- worked directly, their sex. Statistics of a year must not move when a collective grows or a person is promoted, so the
-- award keeps them. Null: the record did not say, or there is none.

alter table award
    add column recipient_headcount integer,
    add column recipient_collective_kind text,
    add column recipient_position_group text,
    add column recipient_direct_worker boolean,
    add column recipient_gender text;

-- After b_adopt and b_complete, which say who the recipient is and refuse one that the caller does not see.
create function describe_recipient()
returns trigger
language plpgsql
as $$
begin
    select c.headcount, c.kind
    into new.recipient_headcount, new.recipient_collective_kind
    from collective c
    where c.id = new.collective_id;
    select i.position_group, i.direct_worker, i.gender
    into new.recipient_position_group, new.recipient_direct_worker, new.recipient_gender
    from individual i
    where i.id = new.individual_id;
    return new;
end
$$;

create trigger d_recipient before insert on award for each row execute function describe_recipient();

-- What is recorded already takes what its recipient's record says today, which is the best that is known. No version
-- moves and no history is written: nothing that a caller sees changes.
alter table award disable trigger user;
update award a
set recipient_headcount = c.headcount,
    recipient_collective_kind = c.kind
from collective c
where c.id = a.collective_id;
update award a
set recipient_position_group = i.position_group,
    recipient_direct_worker = i.direct_worker,
    recipient_gender = i.gender
from individual i
where i.id = a.individual_id;
alter table award enable trigger user;
