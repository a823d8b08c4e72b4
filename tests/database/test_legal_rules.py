"""The law as data: what each kind of rule needs, which rules bind on a day, and that nothing claims more than was read."""

import pytest
from database.callers import award_class, caller, trial
from support.sql import SqlError

SEED = "reference"
CATALOGUER = caller("admin", "35")
CONDITIONS = [
    "held_award", "consecutive_award", "rating_years", "rating_count", "initiatives", "unit_age", "member_share",
    "member_award", "judgement", "unread",
]
NEEDED = {
    # kind: the columns that it needs
    "held_award": {"needs_award_class_id", "least"},
    "consecutive_award": {"needs_award_class_id", "years"},
    "rating_years": {"rating", "years"},
    "rating_count": {"rating", "least", "years"},
    "initiatives": {"least", "initiative_level"},
    "unit_age": {"years"},
    "member_share": {"permille", "needs_award_class_id"},
    "member_award": {"least", "needs_award_class_id"},
    "judgement": set(),
    "unread": set(),
    "vote": {"permille", "secret", "written_allowed", "recusal_shrinks"},
    "bonus": {"coefficient"},
    "quota": {"permille"},
    "consultation": set(),
    "authority": {"authority"},
    "tie_break": {"permille"},
}
OPTIONAL = {
    "held_award": {"years"}, "initiatives": {"years"}, "rating_years": {"needs_award_class_id"},
    "vote": {"quorum_permille"}, "quota": {"needs_award_class_id"}, "consultation": {"working_days"},
}
VALUES = {
    "path": "'b.1'", "needs_award_class_id": award_class("BKT"), "least": "1", "years": "5", "rating": "'excellent'",
    "initiative_level": "'base'", "permille": "800", "quorum_permille": "667", "secret": "true",
    "written_allowed": "true", "recusal_shrinks": "false", "authority": "'president'", "coefficient": "4.5",
    "working_days": "10",
}
REGIMES = [
    ("R1", "2014-08-20", "2017-09-30"), ("R2", "2017-10-01", "2023-12-31"), ("R3", "2024-01-01", "2025-06-30"),
    ("R4", "2025-07-01", "2026-09-30"), ("R5", "2026-10-01", None),
]


def needed(kind):
    return NEEDED[kind] | ({"path"} if kind in CONDITIONS else set())


def rule(kind, *without, of="GK", valid_from="2031-01-01", **more):
    columns = {name: VALUES[name] for name in needed(kind) - set(without)} | more
    columns |= {
        "award_class_id": award_class(of), "kind": f"'{kind}'", "valid_from": f"'{valid_from}'", "text_vi": "'Mẫu'",
        "text_en": "'Sample'", "confidence": "'none'",
    }
    return f"insert into award_rule ({', '.join(columns)}) values ({', '.join(columns.values())})"


def refusal_of(database, statement, before=""):
    with pytest.raises(SqlError) as refusal:
        trial(database, statement, CATALOGUER, before=before)
    return refusal.value.sqlstate, refusal.value.constraint


def rules(database, code, kind, subject, day, column="r.kind"):
    """One column of the rules that bind, as a reader of the catalogue sees them."""
    asked = f"select {column} from legal_rules({award_class(code)}, '{kind}', '{subject}', '{day}') r"
    return [value for (value,) in database.psql(asked, settings=caller("unit_officer", "349"))]


@pytest.mark.parametrize("kind", NEEDED)
def test_a_kind_takes_what_it_needs_and_what_it_may_have(database, kind):
    trial(database, rule(kind), CATALOGUER)
    trial(database, rule(kind, **{name: VALUES[name] for name in OPTIONAL.get(kind, set())}), CATALOGUER)


@pytest.mark.parametrize("kind,column", [(kind, column) for kind in NEEDED for column in sorted(needed(kind))])
def test_a_kind_is_refused_without_what_it_needs(database, kind, column):
    assert refusal_of(database, rule(kind, column)) == ("23514", f"award_rule_{column}_check")


@pytest.mark.parametrize(
    "kind,column",
    [(k, c) for k in NEEDED for c in sorted(VALUES.keys() - needed(k) - OPTIONAL.get(k, set()))],
)
def test_a_kind_is_refused_with_what_it_has_no_use_for(database, kind, column):
    given = {column: VALUES[column]}
    assert refusal_of(database, rule(kind, **given)) == ("23514", f"award_rule_{column}_check")


@pytest.mark.parametrize("kind,column,value", [
    ("held_award", "least", "0"), ("held_award", "least", "1001"), ("held_award", "years", "0"),
    ("unit_age", "years", "101"), ("rating_years", "rating", "'not_completed'"),
    ("initiatives", "initiative_level", "'commune'"), ("vote", "permille", "0"), ("vote", "permille", "1001"),
    ("vote", "quorum_permille", "1001"), ("bonus", "coefficient", "-0.1"), ("bonus", "coefficient", "1000.1"),
    ("consultation", "working_days", "0"), ("authority", "authority", "'council'"), ("judgement", "path", "'B'"),
    ("judgement", "path", "'a.'"), ("judgement", "path", "'a.b.c.d'"), ("judgement", "path", "'abcd'"),
    ("judgement", "text_vi", "''"), ("judgement", "confidence", "'sure'"), ("judgement", "subject_kind", "'all'"),
    ("judgement", "valid_to", "'2030-12-31'"), ("tie_break", "permille", "0"), ("tie_break", "permille", "1001"), ("opinion", "path", "'a'"),
])
def test_values_out_of_bounds_are_refused(database, kind, column, value):
    known = kind if kind in NEEDED else "judgement"
    statement = rule(known, column, **{column: value}).replace(f"'{known}'", f"'{kind}'")
    if column in ("text_vi", "confidence"):
        statement = rule(known).replace({"text_vi": "'Mẫu'", "confidence": "'none'"}[column], value)
    constraint = "kind" if known != kind else column
    assert refusal_of(database, statement) == ("23514", f"award_rule_{constraint}_check")


@pytest.mark.parametrize("kind", ["vote", "bonus", "consultation", "tie_break"])
def test_one_sentence_holds_on_a_day(database, kind):
    first = rule(kind, valid_to="'2031-12-31'")
    assert refusal_of(database, rule(kind, valid_from="2031-12-31"), before=first) == ("23P01", "award_rule_period_excl")
    trial(database, rule(kind, valid_from="2032-01-01"), CATALOGUER, before=first)
    trial(database, rule(kind, subject_kind="'household'"), CATALOGUER, before=first)
    trial(database, rule(kind, of="LDTT"), CATALOGUER, before=first)


def test_several_authorities_may_decide_on_a_day(database):
    trial(database, rule("authority", authority="'commune_chair'"), CATALOGUER, before=rule("authority"))


@pytest.mark.parametrize("day,expected", [
    ("2014-08-19", ["agency_head", "commune_chair", "district_chair"]),
    ("2014-08-20", ["agency_head", "commune_chair", "district_chair"]),
    ("2025-06-30", ["agency_head", "commune_chair", "district_chair"]),
    ("2025-07-01", ["agency_head", "commune_chair"]), ("2026-10-01", ["agency_head", "commune_chair"]),
])
def test_the_commune_follows_the_district(database, day, expected):
    assert sorted(rules(database, "GK", "authority", "individual", day, "r.authority")) == expected
    chairs = {name for name in expected if name != "commune_chair" or day >= "2025-07-01"}
    assert set(rules(database, "TTLDTT", "authority", "collective", day, "r.authority")) == chairs


@pytest.mark.parametrize("code,day,expected", [
    ("CSTDT", "2017-09-30", "501"), ("CSTDT", "2017-10-01", "900"), ("CSTDT", "2025-12-31", "900"), ("CSTDT", "2026-01-01", "501"),
    ("CSTDCS", "2023-12-31", None), ("CSTDCS", "2024-01-01", "800"), ("CSTDCS", "2025-12-31", "800"), ("CSTDCS", "2026-01-01", None),
    ("CSTDCS", "2026-10-01", None), ("CTDCP", "2023-12-31", "501"), ("CTDCP", "2024-01-01", "800"), ("CTDCP", "2026-09-30", "800"),
    ("CTDT", "2025-12-31", "800"), ("CTDT", "2026-01-01", "501"), ("BKTTG", "2018-06-30", "501"), ("LDTT", "2018-06-30", None),
    ("CSTDTQ", "2025-07-01", "900"), ("CSTDTQ", "2026-10-01", "900"),
])
def test_thresholds_by_date(database, code, day, expected):
    assert rules(database, code, "vote", "individual", day, "r.permille") == ([expected] if expected else [])


@pytest.mark.parametrize("code", ["CSTDTQ", "CTDCP", "BKT", "HCLD3"])
@pytest.mark.parametrize("day,expected", [("2019-12-31", None), ("2020-01-01", "667"), ("2023-12-31", "667"), ("2024-01-01", None)])
def test_the_quorum_of_the_circular_of_2019(database, code, day, expected):
    assert rules(database, code, "vote", "individual", day, "r.quorum_permille") == [expected]


@pytest.mark.parametrize("day,expected", [
    ("2017-09-30", None), ("2017-10-01", "200"), ("2023-12-31", "200"), ("2024-01-01", None), ("2025-07-01", "200"), ("2026-10-01", None),
])
def test_how_many_collectives_may_be_proposed_for_the_flag_of_the_government(database, day, expected):
    assert rules(database, "CTDCP", "quota", "collective", day, "r.permille") == ([expected] if expected else [])


@pytest.mark.parametrize("code,authority,on,article", [
    ("CTDCP", "prime_minister", "2018-06-30", "Luật Thi đua, khen thưởng 2003 Điều 78; Nghị định 91/2017/NĐ-CP Điều 51.2"),
    ("CTDCP", "prime_minister", "2026-06-30", "Luật 06/2022/QH15 Điều 78.1; Nghị định 152/2025/NĐ-CP Điều 37.1"),
    ("GK", "commune_chair", "2018-06-30", "Luật Thi đua, khen thưởng 2003 Điều 80; Nghị định 91/2017/NĐ-CP Điều 43.2"),
])
def test_who_decides_stands_with_its_article(database, code, authority, on, article):
    shown = rules(database, code, "authority", "collective", on, "r.authority || '|' || r.article || '|' || r.confidence")
    assert f"{authority}|{article}|S" in shown


def test_a_class_without_rules_of_a_kind_follows_its_form(database):
    assert rules(database, "HCLD3", "vote", "collective", "2018-06-30", "r.permille") == ["501"]
    assert rules(database, "HCLD3", "consultation", "collective", "2018-06-30", "r.working_days") == [None]
    assert rules(database, "HCLD3", "consultation", "collective", "2025-07-01", "r.working_days") == ["10"]
    assert rules(database, "HCLD", "bonus", "collective", "2018-06-30") == []


def test_its_own_rules_come_before_those_of_its_form(database):
    asked = f"select r.permille from legal_rules({award_class('HCLD3')}, 'vote', 'collective', '2031-06-01') r"
    assert trial(database, asked, CATALOGUER, before=rule("vote", of="HCLD3")) == [["800"]]


def test_conditions_are_a_family(database):
    paths = rules(database, "HCLD3", "eligibility", "collective", "2018-06-30", "r.path || ' ' || r.kind")
    assert sorted(paths) == [
        "b.1 held_award", "b.1 held_award", "b.1 rating_years", "b.1 unit_age",
        "b.2 held_award", "b.2 held_award", "b.2 held_award", "b.2 rating_years", "b.2 unit_age",
    ]
    assert rules(database, "HCLD3", "unit_age", "collective", "2018-06-30", "r.years") == ["10", "10"]
    assert rules(database, "HCLD3", "unit_age", "individual", "2018-06-30") == []


def test_counts_of_the_labour_order(database):
    counted = "concat_ws(' ', r.path, (select c.code from award_class c where c.id = r.needs_award_class_id), r.least)"
    assert sorted(rules(database, "HCLD1", "held_award", "collective", "2015-01-01", counted)) == [
        "b.1 CTDCP 1", "b.1 CTDT 2", "b.1 HCLD2 1", "b.2 CTDT 4", "b.2 HCLD2 1",
    ]


def test_regimes_follow_each_other_without_a_gap(database):
    asked = "select code, valid_from, valid_to from legal_regime order by valid_from"
    found = [tuple(row) for row in database.psql(asked, settings=caller("reader", "349"))]
    assert found == REGIMES


def test_regimes_do_not_overlap(database):
    statement = (
        "insert into legal_regime (code, name_vi, name_en, valid_from, valid_to, confidence)"
        " values ('R0', 'Mẫu', 'Sample', '{}', '{}', 'none')"
    )
    for period in (("2014-01-01", "2014-08-20"), ("2018-01-01", "2018-01-01"), ("2030-01-01", "2030-12-31")):
        with pytest.raises(SqlError) as refusal:
            database.psql(statement.format(*period), role="tdkt_owner")
        assert (refusal.value.sqlstate, refusal.value.constraint) == ("23P01", "legal_regime_period_excl")


def test_the_amended_law_has_only_unread_conditions(database):
    """From 2026-10-01 every class has, for every kind of subject, one condition: unread."""
    asked = """select c.code, subject, string_agg(r.kind, ',')
        from award_class c cross join unnest(c.subject_kinds) as subject
        left join lateral legal_rules(c.id, 'eligibility', subject, '2026-10-01') r on true
        group by c.code, subject"""
    found = database.psql(asked, role="postgres")
    assert len(found) == 25
    assert {kinds for _, _, kinds in found} == {"unread"}


@pytest.mark.parametrize("day", ["2014-08-20", "2017-10-01", "2018-06-30", "2024-01-01", "2025-07-01", "2031-01-01"])
def test_every_class_has_conditions(database, day):
    asked = f"""select c.code, subject
        from award_class c cross join unnest(c.subject_kinds) as subject
        where not exists (select from legal_rules(c.id, 'eligibility', subject, '{day}'))"""
    assert database.psql(asked, role="postgres") == []


@pytest.mark.parametrize("kind", ["bonus", "quota"])
def test_no_number_is_carried_over_to_the_amended_law(database, kind):
    later = f"kind = '{kind}' and (valid_to is null or valid_to >= '2026-10-01')"
    assert database.value(f"select count(*) from award_rule where {later}", role="postgres") == "0"


@pytest.mark.parametrize("code", ["HCLD3", "CSTDTQ"])
def test_the_duty_to_ask_the_public_outlives_the_amendment(database, code):
    for day in ("2017-10-01", "2024-01-01", "2026-09-30", "2026-10-01", "2031-01-01"):
        assert len(rules(database, code, "consultation", "individual", day)) == 1, day


def test_no_law_is_cited_for_a_day_before_it(database):
    asked = "select id from award_rule where valid_from < '2024-01-01' and article ~ '^Luật 06/2022'"
    # A text of another program about both laws at once cites both.
    late = asked + " and article !~ 'Luật 2003'"
    assert database.psql(late, role="postgres") == []


def test_rules_after_the_amendment_are_marked_as_not_read(database):
    asked = "select distinct confidence from award_rule where valid_from >= '2026-10-01'"
    assert database.psql(asked, role="postgres") == [["none"]]


@pytest.mark.parametrize(
    "table", ["legal_regime", "award_rule", "holiday", "stage_deadline", "stage_authority", "base_salary"]
)
def test_nothing_is_verified_yet(database, table):
    asked = f"select count(*) filter (where verified), count(*) > 0 from {table}"
    assert database.psql(asked, role="postgres") == [["0", "t"]]


def test_every_rule_that_was_read_has_its_source(database):
    asked = "select count(*) from award_rule where confidence in ('S', 'S-local', 'C') and source is null"
    assert database.value(asked, role="postgres") == "0"


@pytest.mark.parametrize("role,allowed", [("council_reviewer", False), ("admin", True), ("province_reviewer", False)])
def test_who_corrects_a_rule(database, role, allowed):
    confirm = f"update award_rule set verified = true where award_class_id = {award_class('GK')} returning 1"
    assert bool(trial(database, confirm, caller(role, "35"))) == allowed


def test_the_service_cannot_write_regimes(database):
    for statement in ("update legal_regime set valid_to = null", "delete from legal_regime"):
        with pytest.raises(SqlError) as refusal:
            database.psql(statement, settings=caller("admin", "35"))
        assert refusal.value.sqlstate == "42501"
