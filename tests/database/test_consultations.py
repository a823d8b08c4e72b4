"""Public consultations asked of the database directly, as the service: what holds even if the program forgets to ask."""

import pytest
from database.callers import caller, trial, unit
from database.nominations import as_caller, made, nomination, on_a_list
from database.owners import rule
from support.sql import SqlError

LIST, ITEM, OPINION = (f"01600000-002{kind}-7000-8000-0000000000{end}" for kind, end in (("b", "01"), ("c", "14"), ("d", "01")))
OPEN_ITEM = "01600000-002c-7000-8000-000000000003"
SAID = f"""insert into consultation_opinion (consultation_id, received_on, channel, content)
    values ('{LIST}', '2018-06-01', 'letter', 'A')"""
PROVINCE = caller("province_reviewer", "35")
STRANGER = caller("province_reviewer", "36", provinces=["36"])
COMMUNE = caller("unit_officer", "13324", subject="nhan.y.kien")


def refused(database, statement, settings, before="") -> tuple:
    with pytest.raises(SqlError) as refusal:
        trial(database, statement, settings, before=before)
    return refusal.value.sqlstate, refusal.value.constraint


@pytest.mark.parametrize("statement", [
    f"update consultation set state = 'draft' where id = '{LIST}'",
    f"update consultation set ends_on = '2018-05-01' where id = '{LIST}'",
    f"update consultation set published_on = '2018-01-01' where id = '{LIST}'",
    f"update consultation_item set left_by = null where id = '{ITEM}'",
    f"update consultation_opinion set content = 'Khác' where id = '{OPINION}'",
    f"delete from consultation_opinion where id = '{OPINION}'",
    f"insert into consultation_answer (opinion_id, answer, outcome, answered_on) values ('{OPINION}', 'A', 'upheld', '2018-06-01')",
    f"insert into consultation (unit_id, title, contact, state) values ('{unit(35)}', 'A', 'A', 'published')",
    f"""insert into consultation_opinion (consultation_id, received_on, channel, content, is_late)
        values ('{LIST}', '2018-06-01', 'letter', 'A', false)""",
])
def test_the_service_writes_neither_states_nor_answers(database, statement):
    assert refused(database, statement, PROVINCE)[0] == "42501"


@pytest.mark.parametrize("settings", [STRANGER, COMMUNE, caller("council_reviewer", "35"), caller("province_reviewer", "349")],
                         ids=["stranger", "officer", "council", "below"])
@pytest.mark.parametrize("act", [
    f"select publish_consultation('{LIST}', 2, null)", f"select close_consultation('{LIST}', 2, null, 'Xong')",
    f"select answer_consultation_opinion('{OPINION}', 2, 'Xong', 'upheld', null)",
], ids=["publish", "close", "answer"])
def test_only_the_province_of_the_list_acts(database, act, settings):
    assert refused(database, act, settings) == ("TD004", "consultation_unit")


def test_a_stranger_adds_nothing(database):
    assert refused(database, SAID, STRANGER)[0] == "23503"
    item = f"insert into consultation_item (consultation_id, nomination_id) values ('{LIST}', '{made(1)}')"
    assert refused(database, item, STRANGER)[0] == "23503"


def rows(database, table, settings) -> int:
    return int(trial(database, f"select count(*) from {table}", settings)[0][0])


def test_who_sees_which_rows(database):
    """Of the two nominations, the second has left the list; it is one of another district."""
    assert [rows(database, table, PROVINCE) for table in ("consultation", "consultation_item", "consultation_opinion")] == [1, 2, 1]
    assert [rows(database, table, COMMUNE) for table in ("consultation", "consultation_item", "consultation_opinion")] == [1, 1, 0]
    for table in ("consultation", "consultation_item", "consultation_opinion", "consultation_answer"):
        assert rows(database, table, STRANGER) == 0
        assert rows(database, table, caller("reader", "35")) == rows(database, table, caller("admin", "35")) == 0
    draft = f"insert into consultation (unit_id, title, contact) values ('{unit(35)}', 'A', 'A')"
    counted = [int(trial(database, "select count(*) from consultation", who, f"{as_caller(PROVINCE)}; {draft}; {as_caller(who)}")[0][0])
               for who in (PROVINCE, COMMUNE)]
    assert counted == [2, 1]


def test_a_recorder_sees_an_own_opinion(database):
    count = "select count(*) from consultation_opinion"
    for subject, seen in (("nhan.y.kien", "1"), ("nguoi.khac", "0")):
        before = f"{as_caller(COMMUNE)}; {SAID}; {as_caller(COMMUNE | {'subject': subject})}"
        assert trial(database, count, COMMUNE, before=before) == [[seen]]


PLACED = f"""{rule('consultation', of='GK', code=None, working_days=10)}; {nomination(1)}; set local session_replication_role = replica;
    update nomination set state = 'public_consultation', state_on = '2018-06-04', award_level = 'province' where id = '{made(1)}';
    set local session_replication_role = origin"""
APPROVED = f"""insert into nomination_event (nomination_id, on_version, action, acted_on, acknowledgement)
    select id, version, 'approve', '{{day}}', 'Đã xem' from nomination where id = '{made(1)}'"""


@pytest.mark.parametrize("listed,day,rule_broken", [
    ("", "2018-07-02", "nomination_consultation_unpublished"),
    (on_a_list(1, "35", "2018-06-05"), "2018-06-19", "nomination_consultation"),
    (on_a_list(1, "35", "2018-06-05"), "2018-06-20", None),
])
def test_an_event_asks_for_the_list_however_it_is_entered(database, listed, day, rule_broken):
    before = f"{PLACED}; {listed}" if listed else PLACED
    statement = APPROVED.format(day=day)
    if rule_broken:
        assert refused(database, statement, PROVINCE, before) == ("TD002", rule_broken)
    else:
        trial(database, statement, PROVINCE, before=before)


def test_the_public_document_names_nothing_else(database):
    [[keys]] = database.psql("""select string_agg(distinct k, ',' order by k) from public_consultation('YKND2222B') d
        cross join json_array_elements(d -> 'items') i cross join json_object_keys(i) k""", settings={})
    assert keys == "award_class_code,award_name_en,award_name_vi,nominee_name,unit,year"
    [[columns]] = database.psql("""select string_agg(attname, ',' order by attname) from pg_attribute
        where attrelid = 'consultation_public'::regclass and attnum > 0""", settings={})
    assert columns == "code,contact,elsewhere,ends_on,id,province,published_on,state,title,version"
