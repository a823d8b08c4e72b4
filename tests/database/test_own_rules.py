"""A province's own rows of the catalogues: what they may say, and that they stand in that province and nowhere else."""

import pytest
from database.callers import (
    CAMPAIGN, award_class, caller, collective, decision, individual, trial, unit,
)  # fmt: skip
from database.nominations import PAPERS, made, nomination
from support.sql import SqlError, literal

COUNCIL = caller("council_reviewer", "36", provinces=["36"])
ADMIN = caller("admin", "35", "36", provinces=["35", "36"])
BOTH = ["35", "36"]  # who works in two provinces sees what both have of their own
OWN_CLASS = "01600000-eeee-7000-8000-00000000c1a5"
KINDS = {
    "vote": {"permille": 1, "secret": True, "written_allowed": True, "recusal_shrinks": False},
    "quota": {"permille": 1, "needs": "LDTT"},
    "consultation": {"working_days": 3},
    "judgement": {"path": "a"},
    "held_award": {"path": "a", "least": 1, "needs": "LDTT"},
    "authority": {"authority": "president"},
    "bonus": {"coefficient": 9},
}


def rule(kind, of="BKT", code="36", valid_from="2018-01-01", valid_to=None, **more) -> str:
    """A statement that lays a rule down, a province's own or, with code=None, the nation's."""
    asked = KINDS[kind] | more
    needs = asked.pop("needs", None)
    columns = {name: literal(value) for name, value in asked.items()}
    columns |= {
        "award_class_id": award_class(of), "kind": literal(kind), "valid_from": literal(valid_from),
        "valid_to": literal(valid_to), "text_vi": "'Mẫu'", "text_en": "'Sample'", "confidence": "'none'",
        "unit_id": literal(code and unit(code)),
    }  # fmt: skip
    if needs:
        columns["needs_award_class_id"] = award_class(needs)
    return f"insert into award_rule ({', '.join(columns)}) values ({', '.join(columns.values())})"


def own_class(code="RIENG", of="36", id=OWN_CLASS, **changes) -> str:
    columns = {
        "id": id, "code": code, "name_vi": "Mẫu", "name_en": "Sample", "category": "form", "level": "base",
        "subject_kinds": "{collective,individual}", "authority": "agency_head", "rank": 99, "valid_from": "2010-01-01",
        "unit_id": of and unit(of),
    } | changes  # fmt: skip
    return f"insert into award_class ({', '.join(columns)}) values ({', '.join(map(literal, columns.values()))})"


def own_deadline(code="36", stage="district", level="base", days=3) -> str:
    return f"""insert into stage_deadline (stage, award_level, working_days, valid_from, confidence, unit_id)
        values ('{stage}', {literal(level)}, {days}, '2018-01-01', 'none', {literal(code and unit(code))})"""


def own_indicator(code="36", name="RIENG", id=made(77)) -> str:
    return f"""insert into indicator (id, code, name_vi, name_en, field, measure_unit, direction, valid_from, unit_id)
        values ('{id}', '{name}', 'Mẫu', 'Sample', 'other', '%', 'at_least', '2018-01-01', {literal(code and unit(code))})"""


def refusal_of(database, statement, settings, before=""):
    with pytest.raises(SqlError) as refusal:
        trial(database, statement, settings, before=before)
    return refusal.value.sqlstate, refusal.value.constraint


def answer(database, expression, before="", settings=None):
    """What a function says, asked as its definers ask it: past all row security."""
    return database.psql(f"{before or 'select'} \\g /dev/null\nselect {expression};\nrollback; begin", role="postgres",
                         settings=settings or {})[0][0]  # fmt: skip


def votes(database, before, of="BKT", on="2018-06-30", subject="individual"):
    """The threshold in 35, in 36, and of the nation."""
    asked = "(select string_agg(r.permille::text, ',') from legal_rules({}, 'vote', '{}', '{}', {}) r)"
    places = (literal(unit("35")), literal(unit("36")), "null")
    every = ", ".join(asked.format(award_class(of), subject, on, place) for place in places)
    return answer(database, f"concat_ws(' ', {every})", before).split()


# Which rules bind.


def test_a_rule_of_its_own_binds_in_its_province_alone(database):
    assert votes(database, "") == ["501", "501", "501"]
    assert votes(database, rule("vote")) == ["501", "1", "501"]
    old_question = f"(select r.permille from legal_rules({award_class('BKT')}, 'vote', 'individual', '2018-06-30') r)"
    assert answer(database, old_question, rule("vote")) == "501"


def test_each_province_has_its_own(database):
    assert votes(database, f"{rule('vote')}; {rule('vote', code='35', permille=900)}") == ["900", "1", "501"]


def test_two_of_one_province_do_not_hold_on_a_day(database):
    again = refusal_of(database, rule("vote", permille=2), COUNCIL, before=rule("vote"))
    assert again == ("23P01", "award_rule_period_excl")
    quiet = f"set local tdkt.roles = ''; {rule('vote')}; set local tdkt.roles = 'council_reviewer'"
    trial(database, rule("vote", code="35"), caller("council_reviewer", "35"), before=quiet)


def test_the_nations_rule_counts_where_a_provinces_own_says_nothing(database):
    """Before its first day, after its last, and of another kind of subject."""
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
    """A class that the nation raises leaves a province's own rules behind, and none of them hinders it."""
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


# What a province may lay down.


@pytest.mark.parametrize("of", ["HCLD3", "CTDCP", "BKTTG"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_rule_for_an_award_of_the_state(database, of, kind):
    assert refusal_of(database, rule(kind, of=of), COUNCIL) == ("TD001", "award_rule_unit_id_state")


@pytest.mark.parametrize("kind", ["authority", "bonus"])
def test_neither_who_decides_nor_what_money_goes_with_it(database, kind):
    assert refusal_of(database, rule(kind), COUNCIL) == ("TD001", "award_rule_kind_owner")
    with pytest.raises(SqlError) as refusal:
        answer(database, "1", rule(kind))
    assert refusal.value.constraint == "award_rule_kind_owner"


@pytest.mark.parametrize("kind", ["authority", "bonus"])
def test_a_rule_of_its_own_does_not_become_such_a_one(database, kind):
    values = ", ".join(f"{name} = {literal(value)}" for name, value in KINDS[kind].items())
    turn = f"update award_rule set kind = '{kind}', path = null, {values} where province_lineage is not null"
    assert refusal_of(database, turn, COUNCIL, before=rule("judgement")) == ("TD001", "award_rule_kind_owner")


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"authority", "bonus"}))
def test_every_other_kind_may_be_its_own(database, kind):
    trial(database, rule(kind), COUNCIL)


def test_of_its_own_class_all_rules_are_its_own(database):
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
    """Neither the nation's nor another province's, whether its keeper sees the class or not."""
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
])  # fmt: skip
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
    """Nobody nominates for a form that has classes: a province's own class would end BKT for all of it."""
    under = own_class(parent_id="01600000-0003-7000-8000-000000000060")
    assert refusal_of(database, under, COUNCIL)[1] == "award_class_parent_id_owner"


@pytest.mark.parametrize("stage,level,rule_name", [
    ("central", "base", "stage_deadline_stage_owner"), ("district", "state", "stage_deadline_award_level_owner"),
    ("district", None, "stage_deadline_award_level_owner"),
])  # fmt: skip
def test_what_a_deadline_of_its_own_cannot_be(database, stage, level, rule_name):
    assert refusal_of(database, own_deadline(stage=stage, level=level), COUNCIL) == ("TD001", rule_name)
    turn = f"update stage_deadline set stage = '{stage}', award_level = {literal(level)} where province_lineage is not null"
    assert refusal_of(database, turn, COUNCIL, before=own_deadline()) == ("TD001", rule_name)


@pytest.mark.parametrize("statement", [rule("judgement"), own_class(), own_deadline(), own_indicator()])
def test_only_a_province_has_rows_of_its_own(database, statement):
    """A unit that is not the caller's looks like one that is not there."""
    table, council = statement.split()[2], caller("council_reviewer", "35")
    below = statement.replace(unit("36"), unit("349"))
    assert refusal_of(database, below, council) == ("TD001", f"{table}_unit_id_province")
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
        for place in (literal(unit("35")), literal(unit("36")), "null")))  # fmt: skip
    of_35, of_36, nations = own_class(of="35", id=made(5)), own_class(id=made(6)), own_class(of=None, id=made(7))
    assert answer(database, asked, of_36) == "- 6 -"
    assert answer(database, asked, f"{of_35}; {of_36}") == "5 6 -"
    assert answer(database, asked, f"{of_35}; {of_36}; {nations}") == "7 7 7"


# Records.

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
}  # fmt: skip
HOME = {"35": {"collective": collective(4), "decision": decision(1)}, "36": {"collective": collective(36), "decision": decision(9)}}


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
    trial(database, record(table, "36"), caller(role, "36", provinces=["36"]), before=placed("36", role))


@pytest.mark.parametrize("table", RECORDS)
def test_records_elsewhere_do_not(database, table):
    """To whoever sees it, too: in 35 the class is not there."""
    role = RECORDS[table][0]
    for settings in (caller(role, "35"), caller(role, "35", "36", provinces=BOTH)):
        refused = refusal_of(database, record(table, "35"), settings, before=placed("35", role))
        assert refused == ("23503", f"{table}_award_class_id_fkey")


@pytest.mark.parametrize("table", ["nomination", "award_statement"])
def test_nor_by_a_change(database, table):
    role = RECORDS[table][0]
    settings = caller(role, "35", "36", provinces=BOTH)
    nations = record(table, "35").replace(f"'{OWN_CLASS}'", award_class("TTLDTT"))
    quiet = f"set local tdkt.roles = ''; {nations}; set local tdkt.roles = '{role}'"
    turn = f"update {table} set award_class_id = '{OWN_CLASS}' where id = '{made(2)}'"
    refused = refusal_of(database, turn, settings, before=f"{placed('35', role)}; {quiet}")
    assert refused == ("23503", f"{table}_award_class_id_fkey")


def test_a_statistics_form_counts_by_the_nations_classes(database):
    line = f"""insert into statistics_line (form_id, is_column, position, code, label_vi, label_en, valid_from, award_class_id)
        select id, true, 9, 'NEW', 'Mẫu', 'Sample', '2018-01-01', '{OWN_CLASS}'
        from statistics_form where code = '0602.N'"""
    quiet = f"set local tdkt.roles = ''; {own_class()}; set local tdkt.roles = 'admin'"
    for settings in (ADMIN, caller("admin", "35")):
        assert refusal_of(database, line, settings, before=quiet) == ("23503", "statistics_line_award_class_id_fkey")


CAMPAIGN_OF_36 = f"""insert into campaign (id, code, name, kind, unit_id, starts_on)
    values ('{made(3)}', 'PT36', 'Mẫu', 'regular', '{unit("36")}', '2018-01-01')"""


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


# Every question says where it is asked.


def own_nomination(code, award="GK", **more) -> str:
    where = "349" if code == "35" else code
    return nomination(1, award=award, of=HOME[code]["collective"], code=where, **more)


def of_nomination(function, *arguments) -> str:
    called = ", ".join(["n", *arguments])
    return f"(select {function}({called})::text from nomination n where n.id = '{made(1)}')"


@pytest.mark.parametrize("code,expected", [("36", "true"), ("35", "false")])
def test_the_public_is_asked_where_the_province_says_so(database, code, expected):
    before = f"{rule('consultation', of='GK')}; {own_nomination(code)}"
    assert answer(database, of_nomination("needs_consultation"), before) == expected


@pytest.mark.parametrize("code,closes", [("36", None), ("35", "nomination_consultation")])
def test_how_long_the_public_is_asked(database, code, closes):
    """Ten days for the nation, three in 36: on the fifth its consultation is over."""
    placed_at = f"""update nomination set state = 'public_consultation', state_on = '2018-06-04' where id = '{made(1)}'"""
    before = f"""{rule('consultation', of='GK', code=None, working_days=10)}; {rule('consultation', of='GK')};
        {own_nomination(code)}; set local session_replication_role = replica; {placed_at};
        set local session_replication_role = origin"""
    step = f"""{before} \\g /dev/null
        select check_event_dates(n, e)
        from nomination n
        cross join lateral jsonb_populate_record(null::nomination_event,
            '{{"action": "approve", "acted_on": "2018-06-11"}}') e
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
def test_an_answer_says_whose_rule_counted(database, subject, own):
    asked = f"eligibility({award_class('GK')}, '{subject}', null, '2018-06-30')"
    shown = f"jsonb_path_query_array({asked}, '$.paths[*].conditions[*].unit_id')::text"
    told = answer(database, shown, rule("judgement", of="GK"))
    assert (unit("36") in told) == own and ("null" in told) != own


def test_a_nomination_is_weighed_by_the_law_of_its_own_province(database):
    """Its subject may still stand in the archive of another."""
    asked = f"eligibility({award_class('GK')}, '{collective(4)}', null, '2018-06-30', 'collective', '{unit('36')}')::text"
    assert unit("36") in answer(database, asked, rule("judgement", of="GK"))


@pytest.mark.parametrize("place,expected", [("36", "2018-06-07"), ("35", "2018-06-18"), (None, "2018-06-18")])
def test_a_deadline_of_its_own_stands_in_its_province(database, place, expected):
    asked = f"deadline_of('district', 'base', '2018-06-04', {literal(place and unit(place))})"
    assert answer(database, asked, own_deadline()) == expected
    assert answer(database, "deadline_of('district', 'base', '2018-06-04')", own_deadline()) == "2018-06-18"


def test_its_deadline_goes_before_a_closer_one_of_the_nation(database):
    """The nation's for the level of the award, and the province's own for that level: the province's."""
    asked = f"deadline_of('district', 'province', '2018-06-04', {literal(unit('36'))})"
    nations = own_deadline(code=None, level="province", days=9)
    assert answer(database, asked, f"{nations}; {own_deadline(level='province')}") == "2018-06-07"
    assert answer(database, asked, f"{nations}; {own_deadline(level='base')}") == "2018-06-15"


@pytest.mark.parametrize("code,expected", [("36", "2018-06-07"), ("35", "2018-06-18")])
def test_a_nomination_is_due_by_the_deadline_of_its_province(database, code, expected):
    event = """jsonb_populate_record(null::nomination_event,
        '{"from_state": "draft", "to_state": "submitted", "acted_on": "2018-06-04"}')"""
    local = "update nomination set origin = 'local'"
    before = f"""{own_deadline()}; {own_nomination(code)};
        set local session_replication_role = replica; {local} where id = '{made(1)}';
        set local session_replication_role = origin"""
    assert answer(database, of_nomination("nomination_due_on", event), before) == expected


@pytest.mark.parametrize("code,asks", [("36", "t"), ("35", "f")])
def test_what_an_award_was_needed_for_follows_the_provinces_rules(database, code, asks):
    asked = f"""asks_for({award_class('TTLDTT')}, 'collective', '2018-06-30', {award_class('CSTDT')},
        {literal(unit(code))})"""
    assert answer(database, asked, rule("held_award", of="TTLDTT", needs="CSTDT")) == asks


def test_money_and_authority_are_asked_of_the_nation(database):
    """Even where the checks that keep a province from saying so did not stand."""
    forced = f"""alter table award_rule drop constraint award_rule_province_lineage_check;
        alter table award_rule disable trigger d_owner;
        {rule('authority', of='GK')}; {rule('bonus', of='GK')}"""
    decides = f"array_to_string(award_authorities({award_class('GK')}, 'individual', '2018-06-30'), ',')"
    assert "president" not in answer(database, decides, forced)
    entered = record("award", "36").replace(f"'{OWN_CLASS}'", award_class("GK"))
    paid = f"(select bonus_coefficient::text from award where id = '{made(2)}')"
    assert answer(database, paid, f"{forced}; {entered}") != "9.000000"


# Units through time.

LATER = made(60)


def test_a_province_under_a_new_name_keeps_its_rows(database):
    """A later version of the same body: what is named by either unit is of one lineage."""
    renamed = f"""
        insert into unit (id, code, name, type, level, valid_from)
        values ('{LATER}', '99', 'Nam Định mới', 'province', 'province', '2025-07-01');
        {rule('vote').replace(unit('36'), LATER)}; {own_class().replace(unit('36'), LATER)};
        {own_deadline().replace(unit('36'), LATER)}; {own_indicator().replace(unit('36'), LATER)};
        insert into unit_succession (predecessor_id, successor_id, kind, effective_on)
        values ('{unit('36')}', '{LATER}', 'rename', '2025-07-01')"""
    every = " union all ".join(
        f"select province_lineage from {table} where unit_id = '{LATER}'"
        for table in ("award_rule", "award_class", "stage_deadline", "indicator"))  # fmt: skip
    owners = f"(select string_agg(province_lineage::text, ',') from ({every}) as own)"
    assert answer(database, owners, renamed).split(",") == [unit("36")] * 4
    assert votes(database, renamed) == ["501", "1", "501"]
    trial(database, f"update award_rule set permille = 2 where unit_id = '{LATER}'", COUNCIL, before=f"""
        set local tdkt.roles = ''; {renamed}; set local tdkt.roles = 'council_reviewer'""")  # fmt: skip


def test_a_unit_is_not_moved_away_from_the_classes_of_its_records(database):
    """An administrator who puts a district under another province learns why not."""
    move = f"update unit set parent_id = '{unit('36')}' where id = '{unit('349')}'"
    trial(database, move, ADMIN, before=f"set local tdkt.roles = ''; {own_class(of='35')}; set local tdkt.roles = 'admin'")
    dossier = nomination(1, code="349").replace(award_class("GK"), literal(OWN_CLASS))
    before = f"set local tdkt.roles = ''; {own_class(of='35')}; {dossier}; set local tdkt.roles = 'admin'"
    assert refusal_of(database, move, ADMIN, before=before) == ("TD002", "unit_parent_id_own_class")


def test_what_was_nominated_by_then_goes_on_with_the_heir(database):
    """37 took over 36 in 2025: its open nominations may keep a class of the former 36, new ones may not name it."""
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
        name: f"{unit('37', 2)},{unit('36')}" for name in ("read_scope", "provinces")} | {"write_scope": unit("37", 2)}  # fmt: skip
    quiet = f"set local tdkt.roles = ''; {own_class()}; set local tdkt.roles = 'province_reviewer'"
    seen = trial(database, f"select code from award_class where id = '{OWN_CLASS}'", heir, before=quiet)
    assert seen == [["RIENG"]]
    past = RECORDS["award_statement"][1].format(unit=unit("37", 2))
    trial(database, past, heir, before=quiet)
