"""Every question to the rules names its province: each place that asks is tested on both sides of a border."""

import pytest
from database.callers import award_class, collective, unit
from database.nominations import made, nomination, on_a_list
from database.owners import answer, own_deadline, own_nomination, rule
from support.sql import SqlError, literal


def of_nomination(function, *arguments) -> str:
    called = ", ".join(["n", *arguments])
    return f"(select {function}({called})::text from nomination n where n.id = '{made(1)}')"


@pytest.mark.parametrize("code,expected", [("36", "true"), ("35", "false")])
def test_the_public_is_asked_where_the_province_says_so(database, code, expected):
    before = f"{rule('consultation', of='GK')}; {own_nomination(code)}"
    assert answer(database, of_nomination("needs_consultation"), before) == expected


@pytest.mark.parametrize("code,day,closes", [
    ("36", "2018-06-06", "nomination_consultation"), ("36", "2018-06-07", "nomination_consultation"), ("36", "2018-06-08", None),
    ("35", "2018-06-11", "nomination_consultation"), ("35", "2018-06-18", "nomination_consultation"), ("35", "2018-06-19", None),
])
def test_how_long_the_public_is_asked(database, code, day, closes):
    """Ten working days for the nation, three in 36. The last day belongs to the public; approval comes after it."""
    placed_at = f"""update nomination set state = 'public_consultation', state_on = '2018-06-04' where id = '{made(1)}'"""
    listed = on_a_list(1, code, "2018-06-04")
    before = f"""{rule('consultation', of='GK', code=None, working_days=10)}; {rule('consultation', of='GK')};
        {own_nomination(code)}; set local session_replication_role = replica; {placed_at};
        set local session_replication_role = origin; {listed}"""
    step = f"""{before} \\g /dev/null
        select check_event_dates(n, e)
        from nomination n
        cross join lateral jsonb_populate_record(null::nomination_event,
            '{{"action": "approve", "acted_on": "{day}"}}') e
        where n.id = '{made(1)}';
        rollback; begin"""
    if closes:
        with pytest.raises(SqlError) as refusal:
            database.psql(step, role="postgres")
        assert refusal.value.constraint == closes
    else:
        database.psql(step, role="postgres")


@pytest.mark.parametrize("code,told", [("36", True), ("35", False)])
def test_a_quota_of_its_own_warns_in_its_province(database, code, told):
    before = f"{rule('quota', of='GK', needs='LDTT')}; {own_nomination(code)}"
    warned = answer(database, f"(select warnings::text from nomination where id = '{made(1)}')", before)
    assert ("quota_exceeded" in warned) == told


@pytest.mark.parametrize("code,told", [("36", True), ("35", False)])
def test_a_condition_of_its_own_is_weighed_in_its_province(database, code, told):
    before = f"{rule('held_award', of='GK', needs='BKTTG', least=9)}; {own_nomination(code)}"
    warned = answer(database, f"(select warnings::text from nomination where id = '{made(1)}')", before)
    assert ("not_eligible" in warned) == told


@pytest.mark.parametrize("subject,own", [(collective(36), True), (collective(4), False)])
def test_an_answer_names_the_owner_of_each_rule(database, subject, own):
    asked = f"eligibility({award_class('GK')}, '{subject}', null, '2018-06-30')"
    shown = f"jsonb_path_query_array({asked}, '$.paths[*].conditions[*].unit_id')::text"
    told = answer(database, shown, rule("judgement", of="GK"))
    assert (unit("36") in told) == own and ("null" in told) != own


def test_a_nomination_is_weighed_by_the_law_of_its_own_province(database):
    """Its subject may still belong to the archive of another province."""
    asked = f"eligibility({award_class('GK')}, '{collective(4)}', null, '2018-06-30', 2018, 'collective', '{unit('36')}')::text"
    assert unit("36") in answer(database, asked, rule("judgement", of="GK"))
    before = rule("held_award", of="GK", needs="BKTTG", least=9) + ";" + nomination(1, of=collective(4), code="36")
    assert "not_eligible" in answer(database, f"(select warnings::text from nomination where id = '{made(1)}')", before)


@pytest.mark.parametrize("place,expected", [("36", "2018-06-07"), ("35", "2018-07-02"), (None, "2018-07-02")])
def test_a_deadline_of_its_own_holds_in_its_province(database, place, expected):
    asked = f"(deadline_of('district', 'base', '2018-06-04', {literal(place and unit(place))})).due_on"
    assert answer(database, asked, own_deadline()) == expected
    assert answer(database, "(deadline_of('district', 'base', '2018-06-04')).due_on", own_deadline()) == "2018-07-02"


def test_its_deadline_goes_before_a_closer_one_of_the_nation(database):
    """Nation and province each have a deadline for the level of the award: the province's counts."""
    asked = f"(deadline_of('district', 'province', '2018-06-04', {literal(unit('36'))})).due_on"
    nations = own_deadline(code=None, level="province", days=9)
    assert answer(database, asked, f"{nations}; {own_deadline(level='province')}") == "2018-06-07"
    assert answer(database, asked, f"{nations}; {own_deadline(level='base')}") == "2018-06-15"


@pytest.mark.parametrize("code,expected", [("36", "2018-06-07"), ("35", "2018-07-02")])
def test_a_nomination_is_due_by_the_deadline_of_its_province(database, code, expected):
    event = """jsonb_populate_record(null::nomination_event,
        '{"from_state": "draft", "to_state": "submitted", "acted_on": "2018-06-04"}')"""
    local = "update nomination set origin = 'local'"
    before = f"""{own_deadline()}; {own_nomination(code)};
        set local session_replication_role = replica; {local} where id = '{made(1)}';
        set local session_replication_role = origin"""
    asked = f"(select d.due_on from nomination n cross join lateral nomination_deadline(n, {event}) d where n.id = '{made(1)}')"
    assert answer(database, asked, before) == expected


@pytest.mark.parametrize("code,asks", [("36", "t"), ("35", "f")])
def test_dependent_awards_follow_the_rules_of_the_province(database, code, asks):
    asked = f"""asks_for({award_class('TTLDTT')}, 'collective', '2018-06-30', {award_class('CSTDT')},
        {literal(unit(code))})"""
    assert answer(database, asked, rule("held_award", of="TTLDTT", needs="CSTDT")) == asks


def test_a_unit_is_named_with_its_type_of_the_day(database):
    """Duy Tiên was a district, then a town."""
    lineage = "(select lineage_id from unit where code = '349' limit 1)"
    said = [database.value(f"select unit_said({lineage}, '{day}', '{lang}')", "tdkt_owner")
            for day, lang in (("2018-06-01", "vi"), ("2021-06-01", "vi"), ("2021-06-01", "en"))]
    assert said == ["huyện Duy Tiên", "thị xã Duy Tiên", "Duy Tiên (town)"]
    assert database.value("select unit_said(null, '2021-06-01', 'vi')", "tdkt_owner") == "đơn vị khác"
