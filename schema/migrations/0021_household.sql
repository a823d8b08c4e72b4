-- Households receive the certificates for which the rules name them: GK, BKT, BKTTG. A class from which an administrator took a kind
-- of subject stays as it is; one to which an administrator added households only gets their order. Plain statements, because the
-- functions of the version before may write columns that have other names now.
-- kind: backfill

alter table award_class disable trigger user;

with changed as (
    update award_class c
    set subject_kinds = array['collective', 'individual', 'household'],
        version = c.version + 1,
        updated_at = now()
    where c.id in (
        '01600000-0003-7000-8000-000000000030',
        '01600000-0003-7000-8000-000000000060',
        '01600000-0003-7000-8000-000000000080')
    and c.subject_kinds @> array['collective', 'individual']
    and c.subject_kinds <> array['collective', 'individual', 'household']
    returning c.*
)
insert into change_history (table_name, row_id, version, operation, actor, row)
select 'award_class', c.id, c.version, 'update', session_user, to_jsonb(c) - 'name_search'
from changed c;

alter table award_class enable trigger user;
