-- Guards of dossiers: who may do what, and each table's triggers in the order in which they fire. See
-- schema/functions/04_guard.sql.

select guard('dossier');
select protect('dossier',
    readers => roles('staff'),
    writers => array['unit_officer'],
    deleters => array['unit_officer'],
    read_if => in_read_scope(),
    write_if => in_write_scope());
grant select, delete on dossier to tdkt_service;
grant insert (
    id, number, title, unit_id, collective_id, commendation_type, campaign_id, year, dated_on,
    summary
) on dossier to tdkt_service;
grant update (
    number, title, collective_id, commendation_type, campaign_id, year, dated_on, summary
) on dossier to tdkt_service;
select versioned('dossier');
select sensible_day('dossier', 'dated_on', since => '1945-09-02', until_today => true);
create trigger b_scope before insert or update on dossier for each row execute function scope_by_unit();
create trigger c_author
    before delete
        or update of number, title, collective_id, commendation_type, campaign_id, year, dated_on, summary
    on dossier
    for each row execute function check_dossier_author();
create trigger c_check before insert or update of unit_id, collective_id, campaign_id, dated_on on dossier
    for each row execute function check_dossier();
create trigger d_edit
    before update of number, title, collective_id, commendation_type, campaign_id, year, dated_on, summary
    on dossier
    for each row execute function check_dossier_edit();
create trigger e_delete before delete on dossier for each row execute function check_dossier_edit();
create trigger note_author after insert on dossier for each row execute function note_dossier_author();
create trigger note_edit after update on dossier
    for each row when (
        (old.number, old.title, old.collective_id, old.commendation_type, old.campaign_id, old.year, old.dated_on,
            old.summary)
        is distinct from
        (new.number, new.title, new.collective_id, new.commendation_type, new.campaign_id, new.year, new.dated_on,
            new.summary))
    execute function note_dossier_author();
create trigger replan after update on dossier
    for each row when ((old.commendation_type, old.dated_on) is distinct from (new.commendation_type, new.dated_on))
    execute function replan_nominations();
create trigger rescope after update on dossier
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_dossier();


select guard('dossier_document');
select protect('dossier_document',
    readers => roles('staff'),
    writers => array['unit_officer'],
    deleters => array['unit_officer'],
    read_if => in_read_scope(),
    write_if => in_write_scope());
grant select, insert, update, delete on dossier_document to tdkt_service;
select versioned('dossier_document');
select sensible_day('dossier_document', 'dated_on', since => '1945-09-02', until_today => true);
create trigger b_scope before insert or update on dossier_document for each row execute function scope_by_dossier();
create trigger c_author
    before insert or delete
        or update of dossier_id, nomination_id, kind, title, number, dated_on, media_type, size, sha256, location
    on dossier_document
    for each row execute function check_document_author();
create trigger c_edit
    before insert or delete
        or update of dossier_id, nomination_id, kind, title, number, dated_on, media_type, size, sha256, location
    on dossier_document
    for each row execute function check_document_edit();
create trigger note_author after insert or delete on dossier_document
    for each row execute function note_document_author();
create trigger note_edit after update on dossier_document
    for each row when (
        (old.dossier_id, old.nomination_id, old.kind, old.title, old.number, old.dated_on, old.media_type, old.size,
            old.sha256, old.location)
        is distinct from
        (new.dossier_id, new.nomination_id, new.kind, new.title, new.number, new.dated_on, new.media_type, new.size,
            new.sha256, new.location))
    execute function note_document_author();
create trigger warn_of_document after insert or update or delete on dossier_document
    for each row execute function warn_of_document();


select guard('dossier_transfer');
select protect('dossier_transfer', readers => roles('staff'), read_if => in_read_scope());
grant select on dossier_transfer to tdkt_service;
select append_only('dossier_transfer', may_change => lineages());
create trigger b_scope before insert or update on dossier_transfer for each row execute function scope_by_dossier();


select guard('required_document');
select protect('required_document', readers => roles('everyone'));
grant select on required_document to tdkt_service;
select versioned('required_document');
