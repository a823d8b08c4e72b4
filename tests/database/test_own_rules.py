"""A province's own rows of the catalogues: what they may contain, and which rules bind where."""

import pytest
from database.callers import award_class, caller, trial, unit
from database.nominations import made
from database.owners import (
    ADMIN, BOTH, COUNCIL, KINDS, OWN_CLASS, answer, own_class, own_deadline, own_indicator, refusal_of, rule, votes,
)
from support.sql import SqlError, literal

# Which rules bind.


def test_a_rule_of_its_own_binds_in_its_province_alone(database):
    assert votes(database, "") == ["501", "501", "501"]
    assert votes(database, rule("vote")) == ["501", "1", "501"]
    old_question = f"(select r.permille from legal_rules({award_class('BKT')}, 'vote', 'individual', '2018-06-30') r)"
    assert answer(database, old_question, rule("vote")) == "501"


def test_each_province_has_its_own(database):
    assert votes(database, f"{rule('vote')}; {rule('vote', code='35', permille=900)}") == ["900", "1", "501"]


def test_two_rules_of_one_province_do_not_hold_on_one_day(database):
    again = refusal_of(database, rule("vote", permille=2), COUNCIL, before=rule("vote"))
    assert again == ("23P01", "award_rule_period_excl")
    quiet = f"set local tdkt.roles = ''; {rule('vote')}; set local tdkt.roles = 'council_reviewer'"
    trial(database, rule("vote", code="35"), caller("council_reviewer", "35"), before=quiet)


def test_the_nations_rule_counts_where_a_provinces_own_says_nothing(database):
    """Before its first day, after its last day, and for another kind of subject."""
    ended = rule("vote", valid_from="2018-06-01", valid_to="2018-06-30")
    assert [votes(database, ended, on=day)[1] for day in ("2018-05-31", "2018-06-30", "2018-07-01")] == ["501", "1", "501"]
    of_collectives = rule("vote", subject_kind="collective")
    assert [votes(database, of_collectives, subject=kind)[1] for kind in ("individual", "collective")] == ["501", "1"]


def test_its_conditions_stand_in_place_of_all_the_nations(database):
    asked = f"(select string_agg(r.kind, ',') from legal_rules({award_class('GK')}, 'eligibility', 'individual', {{}}) r)"
    own, nations = rule("held_award", of="GK"), asked.format(f"'2018-06-30', {literal(unit('35'))}")
    assert answer(database, asked.format(f"'2018-06-30', {literal(unit('36'))}"), own) == "held_award"
    assert answer(database, nations, own) == answer(database, nations) != "held_award"


def test_what_became_an_award_of_the_state_has_the_nations_rules(database):
    """When the nation raises a class to the State, a province's own rules no longer bind, and none of them blocks the change."""
    raised = f"{rule('vote')}; update award_class set level = 'state' where code = 'BKT'"
    assert votes(database, raised) == ["501", "501", "501"]


def test_a_class_follows_its_form_in_its_province(database):
    form, part = own_class("HINH", id=made(1)), own_class("HANG", parent_id=made(1))
    classes = f"{form}; {part}"
    assert votes(database, f"{classes}; {rule('vote', of='HINH')}", of="HANG") == ["1", "1", "1"]
    both = f"{classes}; {rule('vote', of='HINH')}; {rule('vote', of='HANG', permille=2)}"
    assert votes(database, both, of="HANG") == ["2", "2", "2"]


def test_a_class_of_its_own_has_its_own_rules_wherever_its_records_went(database):
    assert votes(database, f"{own_class()}; {rule('vote', of='RIENG')}", of="RIENG") == ["1", "1", "1"]


# What a province may decide.


@pytest.mark.parametrize("of", ["HCLD3", "CTDCP", "BKTTG"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_rule_for_an_award_of_the_state(database, of, kind):
    assert refusal_of(database, rule(kind, of=of), COUNCIL) == ("TD001", "award_rule_unit_id_state")


@pytest.mark.parametrize("kind", ["authority", "bonus"])
def test_a_province_has_no_rules_on_authority_or_bonus(database, kind):
    assert refusal_of(database, rule(kind), COUNCIL) == ("TD001", "award_rule_kind_owner")
    with pytest.raises(SqlError) as refusal:
        answer(database, "1", rule(kind))
    assert refusal.value.constraint == "award_rule_kind_owner"


@pytest.mark.parametrize("kind", ["authority", "bonus"])
def test_a_rule_of_its_own_does_not_become_one_of_authority_or_bonus(database, kind):
    values = ", ".join(f"{name} = {literal(value)}" for name, value in KINDS[kind].items())
    turn = f"update award_rule set kind = '{kind}', path = null, {values} where province_lineage is not null"
    assert refusal_of(database, turn, COUNCIL, before=rule("judgement")) == ("TD001", "award_rule_kind_owner")


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"authority", "bonus"}))
def test_every_other_kind_may_be_its_own(database, kind):
    trial(database, rule(kind), COUNCIL)


def test_all_rules_of_its_own_class_are_its_own(database):
    nations = rule("judgement", of="RIENG", code=None)
    assert refusal_of(database, nations, ADMIN, before=own_class()) == ("TD001", "award_rule_unit_id_class")
    both = caller("council_reviewer", "35", "36", provinces=BOTH)
    of_another = rule("judgement", of="RIENG", code="35")
    assert refusal_of(database, of_another, both, before=own_class()) == ("TD001", "award_rule_unit_id_class")
    unseen = of_another.replace(award_class("RIENG"), literal(OWN_CLASS))
    council_of_35 = caller("council_reviewer", "35")
    quiet = f"set local tdkt.roles = ''; {own_class()}; set local tdkt.roles = 'council_reviewer'"
    assert refusal_of(database, unseen, council_of_35, before=quiet) == ("23503", "award_rule_award_class_id_fkey")


@pytest.mark.parametrize("code", [None, "35"])
def test_a_rule_needs_no_class_of_another_owner(database, code):
    """Neither the nation's rules nor those of another province may name it, whether or not the writer sees the class."""
    needing = rule("held_award", of="GK", code=code).replace(award_class("LDTT"), literal(OWN_CLASS))
    role = "council_reviewer" if code else "admin"
    quiet = f"set local tdkt.roles = ''; {own_class()}; set local tdkt.roles = '{role}'"
    for settings in (caller(role, "35"), caller(role, "35", "36", provinces=BOTH)):
        refused = refusal_of(database, needing, settings, before=quiet)
        assert refused == ("23503", "award_rule_needs_award_class_id_fkey")
    own = needing.replace(literal(unit("35")), literal(unit("36")))
    if code:
        trial(database, own, COUNCIL, before=quiet)


@pytest.mark.parametrize("changes,rule_name", [
    ({"level": "state"}, "award_class_level_owner"), ({"authority": "president"}, "award_class_authority_owner"),
    ({"authority": "prime_minister"}, "award_class_authority_owner"),
])
def test_what_a_class_of_its_own_cannot_be(database, changes, rule_name):
    assert refusal_of(database, own_class(**changes), COUNCIL) == ("TD001", rule_name)
    [(name, value)] = changes.items()
    turn = f"update award_class set {name} = '{value}' where id = '{OWN_CLASS}'"
    assert refusal_of(database, turn, COUNCIL, before=own_class()) == ("TD001", rule_name)


def test_a_class_stands_under_a_form_of_its_owner(database):
    under_nations = own_class(parent_id="01600000-0003-7000-8000-000000000080")
    assert refusal_of(database, under_nations, COUNCIL) == ("TD001", "award_class_parent_id_owner")
    quiet = f"set local tdkt.roles = ''; {own_class()}; set local tdkt.roles = 'admin'"
    turned = f"update award_class set parent_id = '{OWN_CLASS}' where code = 'GK'"
    assert refusal_of(database, turned, ADMIN, before=quiet) == ("TD001", "award_class_parent_id_owner")
    elsewhere = caller("admin", "35")
    assert refusal_of(database, turned, elsewhere, before=quiet) == ("23503", "award_class_parent_id_fkey")


def test_no_class_under_a_form_keeps_others_from_asking_for_the_form(database):
    """Nobody nominates for a form that has classes. A province's own class under BKT would end BKT for everybody."""
    under = own_class(parent_id="01600000-0003-7000-8000-000000000060")
    assert refusal_of(database, under, COUNCIL)[1] == "award_class_parent_id_owner"


@pytest.mark.parametrize("stage,level,rule_name", [
    ("central", "base", "stage_deadline_stage_owner"), ("district", "state", "stage_deadline_award_level_owner"),
    ("district", None, "stage_deadline_award_level_owner"),
])
def test_what_a_deadline_of_its_own_cannot_be(database, stage, level, rule_name):
    assert refusal_of(database, own_deadline(stage=stage, level=level), COUNCIL) == ("TD001", rule_name)
    turn = f"update stage_deadline set stage = '{stage}', award_level = {literal(level)} where province_lineage is not null"
    assert refusal_of(database, turn, COUNCIL, before=own_deadline()) == ("TD001", rule_name)


@pytest.mark.parametrize("statement", [rule("judgement"), own_class(), own_deadline(), own_indicator()])
def test_only_a_province_has_rows_of_its_own(database, statement):
    """A unit outside the caller's scope looks like one that does not exist."""
    table, council = statement.split()[2], caller("council_reviewer", "35")
    below = statement.replace(unit("36"), unit("349"))
    assert refusal_of(database, below, council) == ("TD001", "own_rules_province")
    for elsewhere in (made(9), unit("36")):
        refused = refusal_of(database, statement.replace(unit("36"), elsewhere), council)
        assert refused == ("23503", f"{table}_unit_id_fkey")


# Codes.


@pytest.mark.parametrize("table,build,nations", [("award_class", own_class, "GK"), ("indicator", own_indicator, "THU-NS")])
def test_a_code_of_the_nations_is_taken(database, table, build, nations):
    name = {"award_class": "code", "indicator": "name"}[table]
    assert refusal_of(database, build(**{name: nations}), COUNCIL) == ("23505", f"{table}_code_key")
    turn = f"update {table} set code = '{nations}' where province_lineage is not null"
    assert refusal_of(database, turn, COUNCIL, before=build()) == ("23505", f"{table}_code_key")
    again = build(id=made(5))
    assert refusal_of(database, again, COUNCIL, before=build()) == ("23505", f"{table}_code_key")


@pytest.mark.parametrize("table,build", [("award_class", own_class), ("indicator", own_indicator)])
def test_no_province_keeps_a_code_from_another_or_from_the_nation(database, table, build):
    position = {"award_class": "of", "indicator": "code"}[table]
    quiet = "set local tdkt.roles = ''; {}; set local tdkt.roles = '{}'"
    of_35 = build(id=made(5), **{position: "35"})
    trial(database, of_35, caller("council_reviewer", "35"), before=quiet.format(build(), "council_reviewer"))
    nations = build(id=made(6), **{position: None})
    kept = f"update {table} set code = code, valid_to = '2030-12-31' where province_lineage is not null"
    trial(database, nations, caller("admin", "35"), before=quiet.format(build(), "admin"))
    trial(database, kept, COUNCIL, before=quiet.format(f"{build()}; {nations}", "council_reviewer"))


def test_what_a_code_means_in_a_province(database):
    asked = "concat_ws(' ', {})".format(", ".join(
        f"coalesce(right(award_class_named('RIENG', {place})::text, 1), '-')"
        for place in (literal(unit("35")), literal(unit("36")), "null")))
    of_35, of_36, nations = own_class(of="35", id=made(5)), own_class(id=made(6)), own_class(of=None, id=made(7))
    assert answer(database, asked, of_36) == "- 6 -"
    assert answer(database, asked, f"{of_35}; {of_36}") == "5 6 -"
    assert answer(database, asked, f"{of_35}; {of_36}; {nations}") == "7 7 7"
