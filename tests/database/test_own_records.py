"""Who uses a province's own classes and indicators, and what happens to them when units change."""

import pytest
from database.callers import CAMPAIGN, award_class, caller, collective, trial, unit
from database.nominations import PAPERS, made, nomination
from database.owners import (
    ADMIN, BOTH, COUNCIL, HOME, OWN_CLASS, answer, own_class, own_deadline, own_indicator, own_nomination, refusal_of, rule, votes,
)
from support.sql import SqlError, literal

ANYBODYS = "alter table award disable trigger c_decision"  # whoever gave the award: authority is tested elsewhere
RECORDS = {
    "nomination": (
        "unit_officer",
        f"""insert into nomination (id, dossier_id, award_class_id, subject_kind, collective_id)
        values ('{made(2)}', '{made(1)}', '{OWN_CLASS}', 'collective', '{{collective}}')""",
    ),
    "award": (
        "province_reviewer",
        f"""insert into award (id, decision_id, award_class_id, subject_kind, recipient_name, recipient_unit_name, unit_id, year)
        values ('{made(2)}', '{{decision}}', '{OWN_CLASS}', 'individual', 'Mẫu', 'Mẫu', '{{unit}}', 2018)""",
    ),
    "award_statement": (
        "province_reviewer",
        f"""insert into award_statement (id, unit_id, award_class_id, subject_kind, period_from, period_to, stated)
        values ('{made(2)}', '{{unit}}', '{OWN_CLASS}', 'collective', '2018-01-01', '2018-03-31', 'nhiều')""",
    ),
}


def record(table, code) -> str:
    return RECORDS[table][1].format(unit=unit(code), **HOME[code])


def placed(code, role) -> str:
    """The class of 36, and a dossier of the province that asks."""
    where = "349" if code == "35" else "36"
    dossier = nomination(1, award="GK", of=HOME[code]["collective"], code=where, papers=PAPERS)
    return f"set local tdkt.roles = ''; {own_class()}; {dossier}; set local tdkt.roles = '{role}'"


@pytest.mark.parametrize("table", RECORDS)
def test_its_own_records_name_its_own_class(database, table):
    role = RECORDS[table][0]
    trial(database, record(table, "36"), caller(role, "36", provinces=["36"]), before=f"{placed('36', role)}; {ANYBODYS}")


@pytest.mark.parametrize("table", RECORDS)
def test_records_elsewhere_do_not(database, table):
    """Not even by a caller who sees the class: in 35 it does not exist."""
    role = RECORDS[table][0]
    for settings in (caller(role, "35"), caller(role, "35", "36", provinces=BOTH)):
        refused = refusal_of(database, record(table, "35"), settings, before=placed("35", role))
        assert refused == ("23503", f"{table}_award_class_id_fkey")


@pytest.mark.parametrize("table", ["nomination", "award_statement"])
def test_records_elsewhere_do_not_name_it_by_a_change(database, table):
    role = RECORDS[table][0]
    settings = caller(role, "35", "36", provinces=BOTH)
    nations = record(table, "35").replace(f"'{OWN_CLASS}'", award_class("TTLDTT"))
    quiet = f"set local tdkt.roles = ''; {nations}; set local tdkt.roles = '{role}'"
    turn = f"update {table} set award_class_id = '{OWN_CLASS}' where id = '{made(2)}'"
    refused = refusal_of(database, turn, settings, before=f"{placed('35', role)}; {quiet}")
    assert refused == ("23503", f"{table}_award_class_id_fkey")


def test_a_statistics_form_counts_by_the_nations_classes(database):
    line = f"""insert into statistics_line (form_id, is_column, "order", code, label_vi, label_en, valid_from, award_class_id)
        select id, true, 9, 'NEW', 'Mẫu', 'Sample', '2018-01-01', '{OWN_CLASS}'
        from statistics_form where code = '0602.N'"""
    quiet = f"set local tdkt.roles = ''; {own_class()}; set local tdkt.roles = 'admin'"
    for settings in (ADMIN, caller("admin", "35")):
        assert refusal_of(database, line, settings, before=quiet) == ("23503", "statistics_line_award_class_id_fkey")


CAMPAIGN_OF_36 = f"""insert into campaign (id, code, name, kind, unit_id, starts_on, state)
    values ('{made(3)}', 'PT36', 'Mẫu', 'regular', '{unit("36")}', '2018-01-01', 'launched')"""


def target(campaign, code, named=f"'{made(77)}'") -> str:
    return f"""insert into campaign_target (
            id, campaign_id, unit_id, indicator_id, indicator, field, measure_unit, direction, registered_value, due_on)
        values ('{made(4)}', '{campaign}', '{unit(code)}', {named}, 'Mẫu', 'other', '%', 'at_least', 1, '2018-12-31')"""


def test_an_indicator_of_its_own_is_for_its_campaigns(database):
    role = "province_reviewer"
    both = caller(role, "35", "36", provinces=BOTH)
    quiet = f"set local tdkt.roles = ''; {own_indicator()}; {CAMPAIGN_OF_36}; set local tdkt.roles = '{role}'"
    trial(database, target(made(3), "36"), caller(role, "36", provinces=["36"]), before=quiet)
    expected = ("23503", "campaign_target_indicator_id_fkey")
    for settings in (caller(role, "35"), both):
        assert refusal_of(database, target(CAMPAIGN, "35"), settings, before=quiet) == expected
    plain = f"set local tdkt.roles = ''; {target(CAMPAIGN, '35', 'null')}; set local tdkt.roles = '{role}'"
    named = f"update campaign_target set indicator_id = '{made(77)}' where id = '{made(4)}'"
    assert refusal_of(database, named, both, before=f"{quiet}; {plain}") == expected
    its_own = f"set local tdkt.roles = ''; {target(made(3), '36')}; set local tdkt.roles = '{role}'"
    moved = f"update campaign_target set campaign_id = '{CAMPAIGN}' where id = '{made(4)}'"
    assert refusal_of(database, moved, both, before=f"{quiet}; {its_own}") == expected


def test_money_and_authority_are_asked_of_the_nation(database):
    """Even without the checks that stop a province from making such rules."""
    forced = f"""alter table award_rule drop constraint award_rule_province_lineage_check;
        alter table award_rule disable trigger d_owner;
        {rule('authority', of='GK')}; {rule('bonus', of='GK')}"""
    decides = f"array_to_string(award_authorities({award_class('GK')}, 'individual', '2018-06-30'), ',')"
    assert "president" not in answer(database, decides, forced)
    entered = record("award", "36").replace(f"'{OWN_CLASS}'", award_class("GK"))
    paid = f"(select bonus_coefficient::text from award where id = '{made(2)}')"
    assert answer(database, paid, f"{ANYBODYS}; {forced}; {entered}") != "9.000000"


# Units through time.

LATER = made(60)


def test_a_province_under_a_new_name_keeps_its_rows(database):
    """A later version of the same unit: both versions have the same lineage."""
    renamed = f"""
        insert into unit (id, code, name, type, level, valid_from)
        values ('{LATER}', '99', 'Nam Định mới', 'province', 'province', '2025-07-01');
        {rule('vote').replace(unit('36'), LATER)}; {own_class().replace(unit('36'), LATER)};
        {own_deadline().replace(unit('36'), LATER)}; {own_indicator().replace(unit('36'), LATER)};
        insert into unit_succession (predecessor_id, successor_id, kind, effective_on)
        values ('{unit('36')}', '{LATER}', 'rename', '2025-07-01')"""
    every = " union all ".join(
        f"select province_lineage from {table} where unit_id = '{LATER}'"
        for table in ("award_rule", "award_class", "stage_deadline", "indicator"))
    owners = f"(select string_agg(province_lineage::text, ',') from ({every}) as own)"
    assert answer(database, owners, renamed).split(",") == [unit("36")] * 4
    assert votes(database, renamed) == ["501", "1", "501"]
    trial(database, f"update award_rule set permille = 2 where unit_id = '{LATER}'", COUNCIL, before=f"""
        set local tdkt.roles = ''; {renamed}; set local tdkt.roles = 'council_reviewer'""")


def test_a_unit_is_not_moved_away_from_the_classes_of_its_records(database):
    """An administrator who moves a district to another province gets the reason of the refusal."""
    move = f"update unit set parent_id = '{unit('36')}' where id = '{unit('349')}'"
    trial(database, move, ADMIN, before=f"set local tdkt.roles = ''; {own_class(of='35')}; set local tdkt.roles = 'admin'")
    dossier = nomination(1, code="349").replace(award_class("GK"), literal(OWN_CLASS))
    before = f"set local tdkt.roles = ''; {own_class(of='35')}; {dossier}; set local tdkt.roles = 'admin'"
    assert refusal_of(database, move, ADMIN, before=before) == ("TD002", "unit_parent_id_own_class")


def test_what_was_nominated_by_then_goes_on_with_the_heir(database):
    """37 took over 36 in 2025. Its open nominations keep a class of the former 36; new ones may not use it."""
    heir = unit("37", 2)
    begun = f"{own_class()}; {own_nomination('36').replace(award_class('GK'), literal(OWN_CLASS))}"
    moved = f"{begun}; update dossier set unit_id = '{heir}' where id = '{made(1)}'"
    where = f"(select province_lineage::text from nomination where id = '{made(1)}')"
    lineage = f"(select lineage_id::text from unit where id = '{heir}')"
    assert answer(database, f"{where} = {lineage}", moved) == "t"
    again = f"""insert into nomination (dossier_id, award_class_id, subject_kind, collective_id)
        values ('{made(1)}', '{OWN_CLASS}', 'collective', '{collective(4)}')"""
    with pytest.raises(SqlError) as refusal:
        answer(database, "1", f"{moved}; {again}")
    assert refusal.value.constraint == "nomination_award_class_id_fkey"


def test_an_heir_sees_and_enters_what_was_given_under_its_predecessors_class(database):
    heir = caller("province_reviewer", "35") | {
        name: f"{unit('37', 2)},{unit('36')}" for name in ("read_scope", "provinces")} | {"write_scope": unit("37", 2)}
    quiet = f"set local tdkt.roles = ''; {own_class()}; set local tdkt.roles = 'province_reviewer'"
    seen = trial(database, f"select code from award_class where id = '{OWN_CLASS}'", heir, before=quiet)
    assert seen == [["RIENG"]]
    past = RECORDS["award_statement"][1].format(unit=unit("37", 2))
    trial(database, past, heir, before=quiet)
