"""Who works directly is said by the group of positions only: the migration carries over what `direct_worker` said."""

from database.callers import individual
from support.paths import ROOT

[MIGRATION] = (ROOT / "schema/migrations").glob("*_position_group.sql")
BEFORE = """
    alter table individual add column direct_worker boolean not null default false;
    alter table award add column recipient_direct_worker boolean;
    alter table individual disable trigger user;
    alter table award disable trigger user;
    update individual i set direct_worker = s.direct, position_group = s.position_group, version = 1
    from (values {people}) as s (id, direct, position_group) where s.id::uuid = i.id;
    update award a set recipient_direct_worker = s.direct, recipient_position_group = s.position_group
    from (values {awards}) as s (place, direct, position_group)
    join (select id, row_number() over (order by id) as place from award) n on n.place = s.place
    where a.id = n.id;
    alter table individual enable trigger user;
    alter table award enable trigger user;
"""
WAS = [("true", "null"), ("true", "'entrepreneur'"), ("true", "'direct_worker'"), ("false", "null"), ("false", "'direct_worker'")]
IS = ["direct_worker", "entrepreneur", "direct_worker", None, "direct_worker"]


def test_what_was_marked_gets_the_group_and_no_group_is_lost(database):
    people = ", ".join(f"('{individual(n)}', {direct}, {group})" for n, (direct, group) in enumerate(WAS, 1))
    awards = ", ".join(f"({n}, {direct}, {group})" for n, (direct, group) in enumerate(WAS, 1))
    rows = database.psql(
        f"""{BEFORE.format(people=people, awards=awards)}
        {MIGRATION.read_text()};
        select position_group, version from individual
        where id in ({", ".join(f"'{individual(n)}'" for n in range(1, 6))}) order by id;
        select recipient_position_group from award order by id limit 5;
        select count(*) from information_schema.columns where column_name in ('direct_worker', 'recipient_direct_worker');
        select count(*) from pg_trigger where tgrelid in ('award'::regclass, 'individual'::regclass) and tgenabled = 'D';
        rollback; begin""", role="postgres")
    assert rows[:5] == [[group, "2" if n == 0 else "1"] for n, group in enumerate(IS)]
    assert rows[5:10] == [[group] for group in IS]
    assert rows[10:] == [["0"], ["0"]]
