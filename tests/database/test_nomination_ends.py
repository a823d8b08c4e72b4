"""How nominations end, directly in the database: the award, its annulment, and what the holder of a code learns."""

import pytest
from database.callers import ROLES, award_class, caller, collective, decision, trial, unit
from database.nominations import approved, as_caller, event, made, nomination, submitted
from support.sql import SqlError

REFUSED = {"42501", "23503", "TD004"}
NEW = "01600000-eeee-7000-8000-00000000aaaa"
TAKEN = "01600000-eeee-7000-8000-00000000bbbb"
DECISION = (
    "insert into decision (id, number, signed_on, authority, level, unit_id, signer_name, kind)"
    " values ('{id}', '{id}', '2018-08-15', '{authority}', '{level}', '{unit}', 'Mẫu', '{kind}')"
)
AWARD = (
    f"insert into award (id, decision_id, nomination_id) values ('{NEW}', '{decision(8)}', '{made(1)}')"
    " returning recipient_name, code"
)
ANNULMENT = (
    "insert into annulment (award_id, on_version, decision_id, ground, reason)"
    f" values ('{NEW}', 1, '{TAKEN}', 'forged_dossier', 'Mẫu')"
)


def annulled() -> str:
    return f"{given()}; {as_caller(caller('province_reviewer', '35'))}; {ANNULMENT}"


def attempt(database, statement, settings, before=""):
    """The rows, or the SQLSTATE of the refusal."""
    try:
        return trial(database, statement, settings, before=f"{before}; {as_caller(settings)}")
    except SqlError as refusal:
        return refusal.sqlstate


def refusal_of(database, statement, settings, before=""):
    with pytest.raises(SqlError) as refusal:
        trial(database, statement, settings, before=f"{before}; {as_caller(settings)}")
    return refusal.value.sqlstate, refusal.value.constraint


def decided_on(level="district", authority="district_chair", code="349", kind="award", id=TAKEN) -> str:
    return DECISION.format(id=id, authority=authority, level=level, unit=unit(code), kind=kind)


def given(level="district", authority="district_chair", code="349") -> str:
    """A past award of Duy Tiên, and a decision of annulment of the same level."""
    return f"""{decided_on(level, authority, code, id=NEW)}; {decided_on(level, authority, code, "annulment")};
        insert into award (id, decision_id, award_class_id, subject_kind, collective_id, recipient_name,
            recipient_unit_name, unit_id, year)
        values ('{NEW}', '{NEW}', {award_class("GK" if level == "district" else "BKT")}, 'collective',
            '{collective(4)}', 'Mẫu', 'Mẫu', '{unit("349")}', 2018)"""


def test_a_decided_nominee_lies_where_it_was_on_the_day(database):
    """The collective lies in a ward of 2025 that followed two communes of Duy Tiên by the time the paper of 2018 is
    entered."""
    moved = f"update collective set unit_id = '{unit('13330', 3)}' where id = '{collective(4)}'"
    settings = caller("district_reviewer", "349", subject="huyen")
    settings["read_scope"] += f",{unit('37', 2)}"
    settings["write_scope"] = settings["read_scope"]
    statement = AWARD.removesuffix("recipient_name, code") + "unit_id, recipient_unit_name"
    assert trial(database, statement, settings, before=f"{approved(1)}; {moved}; {as_caller(settings)}") == [
        [unit("349"), "Duy Tiên"]]


@pytest.mark.parametrize("role", ROLES)
def test_who_decides_on_a_districts_nomination(database, role):
    """A caller who may not see, record or do the transition is stopped by one of these checks."""
    rows = attempt(database, AWARD, caller(role, "349", subject="huyen"), approved(1))
    assert isinstance(rows, list) if role == "district_reviewer" else rows in REFUSED


@pytest.mark.parametrize("settings,refusal", [
    (caller("district_reviewer", "353"), "23503"),
    (caller("district_reviewer", "349", "353", write=["353"]), "42501"),
    (caller("district_reviewer", "349", subject="can.bo"), "TD004"),
])
def test_callers_whose_act_it_is_not_are_refused(database, settings, refusal):
    assert attempt(database, AWARD, settings, approved(1)) == refusal


def test_an_award_from_a_nomination_takes_everything_from_it(database):
    forged = (
        "insert into award (id, decision_id, nomination_id, award_class_id, subject_kind, collective_id,"
        f" recipient_name, recipient_unit_name, unit_id, year, achievement) values ('{NEW}', '{decision(8)}', '{made(1)}',"
        f" {award_class('TTLDTT')}, 'collective', '{collective(5)}', 'Khác', 'Khác', '{unit('13324')}', 1999, 'Khác')"
        " returning award_class_id, collective_id, recipient_name, recipient_unit_name, unit_id, year, achievement"
    )
    settings = caller("district_reviewer", "349", subject="huyen")
    [row] = attempt(database, forged, settings, approved(1, achievement="Thành tích"))
    assert row[1:] == [
        collective(4), "Ủy ban nhân dân huyện Duy Tiên (mẫu)", "Duy Tiên", unit("349"), "2018", "Thành tích",
    ]
    same = database.value(f"select id = '{row[0]}' from award_class where code = 'GK'", role="postgres")
    assert same == "t"


def test_the_codes_of_a_nomination_and_its_award_are_one(database):
    settings = caller("district_reviewer", "349", subject="huyen")
    after = "select n.state, n.code = a.code from nomination n join award a on a.nomination_id = n.id"
    after += f" where n.id = '{made(1)}'"
    rows = trial(database, AWARD, settings, before=f"{approved(1)}; {as_caller(settings)}", after=after)
    assert rows[-1] == ["decided", "t"]


def test_a_decision_of_annulment_awards_nothing(database):
    settings = caller("district_reviewer", "349", subject="huyen")
    before = f"{decided_on(kind='annulment')}; {approved(1)}"
    assert refusal_of(database, AWARD.replace(decision(8), TAKEN), settings, before) == ("TD001", "award_decision_kind")


@pytest.mark.parametrize("award,on,authorities", [
    ("GK", "2018-08-15", {"agency_head", "district_chair", "commune_chair"}),
    ("CSTDCS", "2018-08-15", {"agency_head", "district_chair"}),
    ("CSTDCS", "2025-07-01", {"agency_head", "commune_chair"}),
    ("CSTDCS", "2026-10-01", {"agency_head", "commune_chair"}),
    ("HCLD3", "2018-08-15", {"president"}),
    ("BKT", "2005-01-01", {"province_chair"}),
    ("GK", "2005-01-01", {"agency_head", "district_chair", "commune_chair"}),
])
def test_who_is_in_authority_on_a_day(database, award, on, authorities):
    """By the rules of that day, for the class or its form; before the first rule, by the catalogue."""
    asked = f"select unnest(award_authorities({award_class(award)}, 'collective', '{on}'))"
    assert {row[0] for row in trial(database, asked, caller("auditor", "35"))} == authorities


# Annulment.


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("level,authority,code,allowed", [
    ("district", "district_chair", "349", {"district_reviewer", "province_reviewer"}),
    ("province", "province_chair", "35", {"province_reviewer"}),
])
def test_who_annuls(database, level, authority, code, allowed, role):
    rows = attempt(database, f"{ANNULMENT} returning ground", caller(role, "35"), given(level, authority, code))
    assert rows == [["forged_dossier"]] if role in allowed else rows in REFUSED


def test_an_archive_is_not_annulled_in(database):
    settings = caller("district_reviewer", "349", "353", write=["353"])
    assert attempt(database, ANNULMENT, settings, given()) == "42501"
    assert attempt(database, ANNULMENT, caller("district_reviewer", "353"), given()) == "23503"


def test_an_award_is_annulled_once(database):
    again = ANNULMENT.replace(f"'{NEW}', 1", f"'{NEW}', 2")
    settings = caller("province_reviewer", "35")
    assert refusal_of(database, again, settings, annulled()) == ("TD002", "award_annulled")
    assert refusal_of(database, ANNULMENT, settings, annulled()) == ("TD003", "annulment_version")


def test_a_commune_does_not_undo_what_its_district_gave(database):
    """The award's own commune has the authority for the class, but is below the unit that gave the award."""
    theirs = given().replace(f"'Mẫu', '{unit('349')}', 2018", f"'Mẫu', '{unit('13324')}', 2018").replace(
        decided_on("district", "district_chair", "349", "annulment"),
        decided_on("commune", "commune_chair", "13324", "annulment"))
    for role, code in (("district_reviewer", "13324"), ("province_reviewer", "35")):
        settings = caller(role, code, "349", write=[code])
        assert refusal_of(database, ANNULMENT, settings, theirs) == ("TD001", "annulment_decision_body")


def test_the_day_of_an_annulment_is_told_to_whoever_reads_the_award(database):
    asked = f"select annulled_on('{NEW}')"
    for role, code, expected in (("reader", "349", "2018-08-15"), ("reader", "353", None), ("admin", "35", None)):
        assert attempt(database, asked, caller(role, code), annulled()) == [[expected]]


@pytest.mark.parametrize("role", ["province_reviewer", "admin"])
@pytest.mark.parametrize("verb", [
    "update annulment set reason = 'x'", "delete from annulment", "update award set state = 'valid'",
])
def test_an_annulment_stays(database, role, verb):
    assert attempt(database, verb, caller(role, "35"), given()) == "42501"


@pytest.mark.parametrize("role", ROLES)
def test_who_reads_an_annulment(database, role):
    asked = f"select count(*) from annulment where award_id = '{NEW}'"
    sees = role not in ("reader", "admin")
    for code, expected in (("349", sees), ("353", False)):
        assert attempt(database, asked, caller(role, code), annulled()) == [["1" if expected else "0"]]


def test_dependants_are_seen_by_whoever_sees_them(database):
    """No view shows a row that its tables would not show, except the two views that are all a reader sees of awards and
    decisions, the lists that everybody reads, and the history that follows its subject."""
    loose = """select relname from pg_class
        where relkind = 'v' and relnamespace = 'public'::regnamespace
        and not 'security_invoker=true' = any (coalesce(reloptions, '{}'))"""
    assert sorted(database.psql(loose, role="postgres")) == [
        ["award_public"], ["consultation_public"], ["decision_public"], ["held_award"]]


# The status behind a code.

SEEN = (
    f"create temp table seen as select code from nomination where id = '{made(1)}';"
    " grant select on seen to tdkt_service"
)

@pytest.mark.parametrize("role", ROLES)
def test_who_learns_the_status_of_a_nomination(database, role):
    asked = "select state, json_array_length(states) from nomination_status((select code from seen))"
    before = f"{submitted(1)}; {SEEN}"
    for code, expected in (("349", role != "admin"), ("35", role != "admin"), ("353", False)):
        rows = attempt(database, asked, caller(role, code), before)
        assert rows == ([["submitted", "1"]] if expected else [])


def test_a_draft_has_no_status(database):
    before = f"{nomination(1)}; {SEEN}"
    asked = "select state from nomination_status((select code from seen))"
    assert attempt(database, asked, caller("unit_officer", "349"), before) == []
    sent = f"{before}; {event(1, 'submit', role='unit_officer')}"
    assert attempt(database, asked, caller("unit_officer", "349"), sent) == [["submitted"]]
