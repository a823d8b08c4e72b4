-- Guards of public consultations: who may do what, and each table's triggers in the order in which they fire. See
-- schema/functions/04_guard.sql.

-- The whole province reads a published list; a draft only who reads for all of the province.
select guard('consultation');
select protect('consultation',
    readers => roles('staff'),
    writers => array['province_reviewer'],
    deleters => array['province_reviewer'],
    read_if => in_province() || $$ and (state <> 'draft' or province_lineage = any ((select read_scope())::uuid[]))$$,
    write_if => $$province_lineage = any ((select write_scope())::uuid[])$$);
grant select, delete on consultation to tdkt_service;
grant insert (id, unit_id, title, contact, elsewhere) on consultation to tdkt_service;
grant update (title, contact, elsewhere) on consultation to tdkt_service;
select versioned('consultation');
create trigger b_scope before insert or update on consultation for each row execute function scope_by_unit();
create trigger c_check before insert on consultation for each row execute function check_consultation();
create trigger c_draft before delete or update of title, contact, elsewhere on consultation
    for each row execute function check_consultation_draft();
select rescope('consultation', 'consultation_item', 'consultation_id', province_only => true);
select rescope('consultation', 'consultation_opinion', 'consultation_id', province_only => true);


-- Why a nomination left a list is not for other units.
select guard('consultation_item');
select protect('consultation_item',
    readers => roles('staff'),
    creators => array['province_reviewer'],
    deleters => array['province_reviewer'],
    read_if => $$exists (select from consultation c where c.id = consultation_item.consultation_id)
        and (left_by is null
            or province_lineage = any ((select read_scope())::uuid[])
            or exists (select from nomination n where n.id = consultation_item.nomination_id))$$,
    write_if => $$province_lineage = any ((select write_scope())::uuid[])$$);
grant select, delete on consultation_item to tdkt_service;
grant insert (id, consultation_id, nomination_id) on consultation_item to tdkt_service;
select versioned('consultation_item');
create trigger b_enter before insert on consultation_item for each row execute function enter_consultation_item();
create trigger c_delete before delete on consultation_item
    for each row execute function check_consultation_item_delete();


-- An opinion is read for all of the province, and by the person who recorded it.
select guard('consultation_opinion');
select protect('consultation_opinion',
    readers => roles('staff'),
    creators => array['unit_officer', 'province_reviewer'],
    read_if => $$(province_lineage = any ((select read_scope())::uuid[]) or recorded_by = (select caller_subject()))
        and exists (select from consultation c where c.id = consultation_opinion.consultation_id)$$,
    create_if => in_province());
grant select on consultation_opinion to tdkt_service;
grant insert (id, consultation_id, item_id, received_on, channel, content, sender) on consultation_opinion to tdkt_service;
select versioned('consultation_opinion');
select sensible_day('consultation_opinion', 'received_on', since => '1945-09-02', until_today => true);
create trigger c_enter before insert on consultation_opinion for each row execute function enter_consultation_opinion();


select guard('consultation_answer');
select protect('consultation_answer',
    read_if => $$exists (select from consultation_opinion o where o.id = consultation_answer.opinion_id)$$);
grant select on consultation_answer to tdkt_service;
select append_only('consultation_answer');
