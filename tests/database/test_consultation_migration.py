"""Nominations that were under consultation before lists existed: the migration makes a published list for each province and day, with the
last day that counted for them until then, so that none is stuck.
"""

import pytest
from database.callers import collective, unit
from database.nominations import made, nomination
from database.owners import rule
from support.paths import ROOT
from support.sql import SqlError

[MIGRATION] = (ROOT / "schema/migrations").glob("*_consultation.sql")
TABLES, BACKFILL = MIGRATION.read_text().split("with waiting as", 1)
RULES = f"{rule('consultation', of='GK', code=None, working_days=10)}; {rule('consultation', of='GK')}"  # three days in 36
BEFORE = f"""{RULES}; {nomination(1)}; {nomination(2)}; {nomination(3, of=collective(36), code='36')};
    set local session_replication_role = replica;
    delete from consultation_answer; delete from consultation_opinion; delete from consultation_item; delete from consultation;
    update nomination set state = 'public_consultation', state_on = '2018-06-04' where id in ('{made(1)}', '{made(3)}');
    update nomination set state = 'public_consultation', state_on = '2018-06-05' where id = '{made(2)}';
    with waiting as{BACKFILL};
    set local session_replication_role = origin"""


def test_each_province_and_day_has_a_published_list(database):
    rows = database.psql(f"""{BEFORE} \\g /dev/null
        select u.id, c.state, c.published_on, c.ends_on, string_agg(i.nomination_id::text, ',' order by i.id),
            bool_and(i.nominee_name = n.nominee_name and i.left_by is null and c.code ~ '^[2-9A-HJKMNP-Z]{{9}}$')
        from consultation c
        join unit u on u.id = c.unit_id
        join consultation_item i on i.consultation_id = c.id
        join nomination n on n.id = i.nomination_id
        where n.id in ('{made(1)}', '{made(2)}', '{made(3)}')
        group by u.id, c.id
        order by c.published_on, u.id;
        select count(*) from nomination n where n.state = 'public_consultation'
        and not exists (select from consultation_item i where i.nomination_id = n.id);
        rollback; begin""", role="postgres")
    assert rows == [
        [unit("35"), "published", "2018-06-04", "2018-06-18", made(1), "t"],
        [unit("36"), "published", "2018-06-04", "2018-06-07", made(3), "t"],
        [unit("35"), "published", "2018-06-05", "2018-06-19", made(2), "t"],
        ["0"],
    ]


@pytest.mark.parametrize("day,closes", [("2018-06-18", True), ("2018-06-19", False)])
def test_it_goes_on_from_the_day_on_which_it_could_go_on_before(database, day, closes):
    step = f"""{BEFORE} \\g /dev/null
        select check_event_dates(n, e)
        from nomination n
        cross join lateral jsonb_populate_record(null::nomination_event, '{{"action": "approve", "acted_on": "{day}"}}') e
        where n.id = '{made(1)}';
        rollback; begin"""
    if not closes:
        database.psql(step, role="postgres")
        return
    with pytest.raises(SqlError) as refusal:
        database.psql(step, role="postgres")
    assert refusal.value.constraint == "nomination_consultation"
