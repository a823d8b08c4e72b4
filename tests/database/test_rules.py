"""Rules that the database enforces by itself: what a text may be, what is registered once, what a decision may be."""

import itertools

import pytest
from database.callers import CAMPAIGN, award_class, caller, collective, decision, trial, unit
from support.sql import SqlError

PROVINCE = caller("province_reviewer", "35")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def refusal_of(database, statement, settings=PROVINCE, before=""):
    with pytest.raises(SqlError) as refusal:
        trial(database, statement, settings, before=before)
    return refusal.value.sqlstate, refusal.value.constraint


def new_collective(**values):
    row = {"code": "'N'", "name": "'Mẫu'", "unit_id": f"'{unit('349')}'", "kind": "'other'"} | values
    return f"insert into collective ({', '.join(row)}) values ({', '.join(row.values())})"


@pytest.mark.parametrize("values,constraint", [
    ({"name": "normalize('Hoà', nfd)"}, "collective_name_check"),
    ({"name": "' Mẫu'"}, "collective_name_check"),
    ({"name": "E'Mẫu\\n'"}, "collective_name_check"),
    ({"name": "''"}, "collective_name_check"),
    ({"name": "repeat('ô', 201)"}, "collective_name_check"),
    ({"short_name": "''"}, "collective_short_name_check"),
    ({"kind": "'ministry'"}, "collective_kind_check"),
    ({"headcount": "-1"}, "collective_headcount_check"),
    ({"headcount": "1000001"}, "collective_headcount_check"),
    ({"headcount": "3", "women_count": "4"}, "collective_women_count_headcount_check"),
    ({"state": "'asleep'"}, "collective_state_check"),
    ({"id": f"'{collective(901)}'", "parent_id": f"'{collective(901)}'"}, "collective_parent_id_check"),
])
def test_what_a_collective_cannot_be(database, values, constraint):
    assert refusal_of(database, new_collective(**values)) == ("23514", constraint)


def test_what_a_collective_may_be(database):
    longest = new_collective(name="repeat('ô', 200)", headcount="3", women_count="3", address="''")
    assert trial(database, longest + " returning version, state", PROVINCE) == [["1", "active"]]


def test_a_code_is_taken_once_in_a_unit(database):
    assert refusal_of(database, new_collective(code="'DT-01'")) == ("23505", "collective_unit_id_code_key")
    trial(database, new_collective(code="'LN-01'"), PROVINCE)


def test_parents_form_no_circle(database):
    below = f"update collective set parent_id = '{collective(5)}' where id = '{collective(4)}'"
    assert refusal_of(database, below) == ("TD001", "collective_parent_cycle")


def test_versions_count_up_and_the_database_keeps_them(database):
    forged = new_collective(version="7", created_at="'2001-01-01'") + " returning version, created_at = now()"
    assert trial(database, forged, PROVINCE) == [["1", "t"]]
    change = (
        f"update collective set version = 7, id = '{collective(902)}' where id = '{collective(4)}'"
        " returning id, version"
    )
    assert trial(database, change, PROVINCE) == [[collective(4), "2"]]


def test_a_refusal_speaks_two_languages(database):
    with pytest.raises(SqlError) as refusal:
        trial(database, f"update collective set parent_id = '{collective(5)}' where id = '{collective(4)}'", PROVINCE)
    assert refusal.value.message.startswith("Tập thể cấp trên")
    assert "HINT:  The parent" in str(refusal.value)


def test_a_target_is_registered_once(database):
    again = (
        "insert into campaign_target (campaign_id, unit_id, indicator, field, measure_unit, direction,"
        " registered_value, due_on)"
        f" values ('{CAMPAIGN}', '{unit('349')}', 'Tỷ lệ hộ nghèo', 'other', '%', 'at_most', 1, '2018-12-31')"
    )
    assert refusal_of(database, again) == ("23505", "campaign_target_registration_key")


def test_the_registering_collective_belongs_to_the_unit(database):
    mine = f"unit_id = '{unit('349')}' and indicator = 'Tỷ lệ hộ nghèo'"
    move = f"update campaign_target set collective_id = '{{}}' where {mine}"
    waits = f"update campaign_target set state = 'registered' where {mine}"
    assert refusal_of(database, move.format(collective(16)), before=waits) == ("TD001", "campaign_target_collective_unit")
    trial(database, move.format(collective(22)), PROVINCE, before=waits)


def new_decision(level="district", code="349", version=1, signed_on="2018-06-01", authority=None):
    return (
        "insert into decision (number, signed_on, authority, level, unit_id, signer_name)"
        f" values ('N', '{signed_on}', '{authority or level + '_chair'}', '{level}', '{unit(code, version)}', 'Mẫu')"
    )


@pytest.mark.parametrize("values,expected", [
    ({"signed_on": "2025-07-01", "version": 2}, ("TD001", "decision_unit_period")),
    ({"signed_on": "2020-01-01"}, ("TD001", "decision_unit_period")),
    ({"code": "35"}, ("TD001", "decision_unit_level")),
    ({"level": "commune"}, ("TD001", "decision_unit_level")),
    ({"level": "commune", "code": "13597", "signed_on": "2020-01-01"}, ("TD001", "decision_unit_period")),
    ({"level": "province", "code": "35", "signed_on": "2025-07-01"}, ("TD001", "decision_unit_period")),
    ({"level": "province"}, ("TD001", "decision_unit_level")), ({"level": "state"}, ("TD001", "decision_unit_level")),
    ({"authority": "president"}, ("23514", "decision_authority_level_check")),
    ({"level": "state", "code": "35", "authority": "agency_head"}, ("23514", "decision_authority_level_check")),
])
def test_what_a_decision_cannot_be(database, values, expected):
    assert refusal_of(database, new_decision(**values)) == expected


@pytest.mark.parametrize("values", [
    {}, {"signed_on": "2025-06-30", "version": 2}, {"authority": "agency_head"}, {"level": "commune", "code": "13597"},
    {"level": "province", "code": "35", "signed_on": "2025-06-30"},
])
def test_what_a_decision_may_be(database, values):
    trial(database, new_decision(**values), PROVINCE)


def test_a_decision_number_is_taken_once_a_day_in_a_unit(database):
    again = new_decision(signed_on="2018-08-15").replace("'N'", "'301/QĐ-UBND'")
    assert refusal_of(database, again) == ("23505", "decision_unit_id_number_signed_on_key")


def new_award(award="GK", kind="individual", of=8, **values):
    row = {
        "decision_id": f"'{decision(of)}'", "award_class_id": award_class(award), "subject_kind": f"'{kind}'",
        "recipient_name": "'Mẫu'", "recipient_unit_name": "'Mẫu'", "unit_id": f"'{unit('349')}'", "year": "2018",
    } | values
    return f"insert into award ({', '.join(row)}) values ({', '.join(row.values())}) returning code, signed_on, state"


@pytest.mark.parametrize("statement,expected", [
    (new_award("CTDCP"), ("TD001", "award_subject_kind")),
    (new_award("HCLD1"), ("TD001", "award_authority")), (new_award("BKT"), ("TD001", "award_authority")),
    (new_award(of=4), ("TD001", "award_authority")),  # the Prime Minister gives no certificate of a district
    (new_award("LDTT", "collective"), ("TD001", "award_subject_kind")),
    (new_award("LDTT", "household"), ("TD001", "award_subject_kind")),
    (new_award(collective_id=f"'{collective(4)}'"), ("23514", "award_subject_check")),
    (new_award(unit_id="null"), ("23502", None)),
    (new_award(award="ABC"), ("23502", None)),
    (new_award(year="1900"), ("23514", "award_year_check")),
])
def test_what_an_award_cannot_be(database, statement, expected):
    assert refusal_of(database, statement) == expected


def test_a_class_is_awarded_only_while_valid(database):
    ended = "update award_class set valid_to = '2018-08-14' where code = 'GK'"
    assert refusal_of(database, new_award(), before=ended) == ("TD001", "award_class_period")
    trial(database, new_award(), PROVINCE, before=ended.replace("14'", "15'"))


def test_the_database_gives_code_date_and_state(database):
    ((code, signed_on, state),) = trial(database, new_award(), PROVINCE)
    assert (signed_on, state) == ("2018-08-15", "valid")
    assert len(code) == 9
    assert set(code) <= set(ALPHABET)
    assert code[8] == check_character(code[:8])


def check_character(eight) -> str:
    return ALPHABET[sum(place * ALPHABET.index(letter) for place, letter in enumerate(eight, 1)) % 31]


def test_the_check_character_catches_typing_errors(database):
    codes = [row[0] for row in database.psql("select code from award order by code", role="tdkt_owner")]
    for code in codes[:5]:
        for place, letter in itertools.product(range(9), ALPHABET):
            typed = code[:place] + letter + code[place + 1 :]
            assert (check_character(typed[:8]) == typed[8]) == (typed == code)
        for i, j in itertools.combinations(range(9), 2):
            typed = list(code)
            typed[i], typed[j] = typed[j], typed[i]
            assert (check_character(typed[:8]) == typed[8]) == ("".join(typed) == code)


def test_a_wrong_check_character_is_not_stored(database):
    wrong = "update award set code = 'HNAM29234' where code = 'HNAM2923F'"
    with pytest.raises(SqlError) as refusal:
        database.psql(wrong, role="tdkt_owner")
    assert refusal.value.constraint == "award_code_digit_check"


def test_a_cluster_has_one_leader_a_year(database):
    second = "update cluster_member set role = 'leader' where year = 2018"
    assert refusal_of(database, second) == ("23505", "cluster_member_leader_key")


def test_classes_of_a_form_have_no_classes_below_them(database):
    admin = caller("admin", "35")
    deeper = f"update award_class set parent_id = {award_class('HCLD1')} where code = 'GK'"
    turned = f"update award_class set parent_id = {award_class('GK')} where code = 'HCLD'"
    for statement in (deeper, turned):
        assert refusal_of(database, statement, admin) == ("TD001", "award_class_parent_depth")
