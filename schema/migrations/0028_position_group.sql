-- Who works directly was said twice: by the group of positions and by a yes or no that was "no" if nobody had said anything. The group
-- stays, so what nobody stated is unknown. A person, or the recipient of an award, who was a direct worker and had no group gets that
-- group; other groups stay. The triggers stand aside: they may be older than the tables.
-- kind: contract

alter table individual disable trigger user;
update individual
set position_group = 'direct_worker', version = version + 1, updated_at = now()
where direct_worker and position_group is null;
alter table individual enable trigger user;

alter table award disable trigger user;
update award
set recipient_position_group = 'direct_worker'
where recipient_direct_worker and recipient_position_group is null;
alter table award enable trigger user;

-- What reads the columns goes too; all definitions are applied again after this migration.
drop function if exists counted_awards(report_scope) cascade;
alter table individual drop column direct_worker cascade;
alter table award drop column recipient_direct_worker cascade;
