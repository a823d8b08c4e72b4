"""The catalogue of rules: every raised rule is listed, every listed rule is raised or is a constraint, and the sentences are for
people."""

import re

import pytest
from support.paths import ROOT
from support.rules import FILE, catalogue
from support.sql import SqlError

SEED = "none"
RULES = catalogue()
CODES = [rule.code for rule in RULES]
SQL = sorted([*(ROOT / "schema" / "functions").glob("*.sql"), *(ROOT / "schema" / "guards").glob("*.sql")])
# The service writes these columns itself or checks them before; the error of a missing figure or statement is `required`.
INTERNAL = {
    "award_bonus", "award_rule_province_lineage", "award_statement_said", "campaign_launched_at", "campaign_target_figures_on",
    "campaign_target_state_reason",
    "consultation_closed_on", "consultation_ends_on", "consultation_item_left_by", "consultation_opinion_answer",
    "consultation_published_on",
    "council_item_closed_at", "council_item_reason", "council_item_tally", "council_session_opened_by",
    "nomination_event_council_item_id", "nomination_event_decision_id", "nomination_event_ground", "nomination_held_state",
    "nomination_procedure_article",
    "report_snapshot_cluster_id", "report_snapshot_period_to", "report_snapshot_scope", "report_snapshot_unit_id",
    "target_progress_actual_value",
}
CALL = re.compile(r"\brefuse(?:_repeated_award|_subject_kind|_household)?\(\s*([^,)\s]+)")
PASSED_ON = {"p_rule", "text"}  # the functions above pass on their first argument; a grant names the type


def first_arguments() -> list:
    c_files = sorted([*(ROOT / "api").rglob("*.c"), *(ROOT / "lib").rglob("*.c")])
    said = [CALL.findall(path.read_text(encoding="utf-8")) for path in SQL]
    asked = [re.findall(r"select refuse\(('\w+')", path.read_text(encoding="utf-8")) for path in c_files]
    return [argument for some in [*said, *asked] for argument in some if argument not in PASSED_ON]


def test_every_rule_is_called_by_its_code():
    """Neither this test nor a reader of the code could find a code that is put together at run time."""
    assert [argument for argument in first_arguments() if not re.fullmatch(r"'\w+'", argument)] == []


def check_constraints(database) -> set:
    """Their codes as rules."""
    return {name for [name] in database.psql(
        "select regexp_replace(conname, '_check$', '') from pg_constraint where contype = 'c'", "tdkt_owner")}


def test_every_rule_that_is_raised_is_listed_and_the_reverse(database):
    raised = {argument.strip("'") for argument in first_arguments()}
    assert raised - set(CODES) == set()
    assert set(CODES) - raised - check_constraints(database) == set()
    assert {rule.kind for rule in RULES if rule.code not in raised} == {"invalid"}


def test_every_constraint_that_a_descriptor_calls_a_rule_has_a_sentence(database):
    """A constraint without one would be told by nothing but "breaks a rule"."""
    c_files = sorted([*(ROOT / "api").rglob("*.c"), *(ROOT / "lib").rglob("*.c")])
    said = [re.findall(r'\{"(\w+?)(?:_check)?",\s*"\w+",\s*FIELD_ERROR_RULE', path.read_text(encoding="utf-8")) for path in c_files]
    named = {name for some in said for name in some}
    assert len(named) > 60 and named - set(CODES) == set()


def test_a_check_across_columns_has_a_sentence(database):
    """What a single column may hold is checked before; what two columns may hold together only the table knows."""
    across = {name for [name] in database.psql("""
        select regexp_replace(c.conname, '_check$', '') from pg_constraint c
        where c.contype = 'c' and cardinality(c.conkey) > 1
        and has_any_column_privilege('tdkt_service', c.conrelid, 'insert, update')""", "tdkt_owner")}
    assert across - set(CODES) == INTERNAL


def test_nothing_else_raises_a_rule():
    raised = r"errcode = |errcode := |(?<!or sqlstate )'TD0\d\d'"  # a handler names them too: "when … or sqlstate 'TD001'"
    others = [path.name for path in SQL if re.search(raised, path.read_text(encoding="utf-8"))]
    assert others == ["02_refusal.sql"]


def test_the_file_is_sorted_and_says_each_code_once():
    assert len(CODES) > 150
    assert sorted(set(CODES)) == CODES
    assert len(CODES) == FILE.read_text(encoding="utf-8").count("\n        ('")


@pytest.mark.parametrize("rule", RULES, ids=CODES)
def test_its_sentences_are_for_people(rule):
    for sentence in (rule.vi, rule.en):
        assert sentence == sentence.strip() and not sentence.endswith(".")
        assert not re.search(r"_|<|>|=|↔|→|\|", sentence), "a formula, or the name of a column"
    assert rule.vi.count("%s") == rule.en.count("%s")
    assert "%" not in (rule.vi + rule.en).replace("%s", "")
    assert not re.search(r"\d{4}-\d\d", rule.vi) and not re.search(r"\b\d/\d", rule.vi), "a day is 31/12/2026 in Vietnamese"


def test_the_table_holds_what_the_file_says(database):
    stored = database.psql("select code, kind, message_vi, message_en from rule", "tdkt_owner")
    assert sorted(stored) == sorted([rule.code, rule.kind, rule.vi, rule.en] for rule in RULES)


def test_everybody_reads_the_catalogue_and_nobody_writes_it(database):
    assert database.value("select count(*) from rule") == str(len(RULES))
    for statement in ("update rule set law = null", "delete from rule", "truncate rule"):
        with pytest.raises(SqlError) as refused:
            database.psql(statement)
        assert refused.value.sqlstate == "42501"


def refused(database, call) -> SqlError:
    with pytest.raises(SqlError) as refusal:
        database.psql(f"select {call}")
    return refusal.value


def test_a_rule_says_its_code_its_member_and_both_sentences(database):
    said = refused(database, "refuse('nomination_consultation', array['2026-12-31'])")
    assert (said.sqlstate, said.constraint, said.column) == ("TD002", "nomination_consultation", "acted_on")
    assert said.message == "Lấy ý kiến nhân dân đến hết ngày 31/12/2026; từ ngày hôm sau mới thông qua được"
    assert "HINT:  The public consultation runs until the end of 2026-12-31; approve from the next day on" in str(said)


def test_a_call_may_give_the_member_and_values_in_two_languages(database):
    said = refused(database, "refuse('award_decision_level', array['Cờ'], array['Flag'], 'award')")
    assert (said.sqlstate, said.column, said.message) == ("TD001", "award", "Cờ không thuộc cấp của quyết định này")
    assert "HINT:  The Flag cannot be awarded by a decision of this level" in str(said)


def test_an_unlisted_rule_is_an_internal_error(database):
    assert refused(database, "refuse('never_listed')").sqlstate == "P0001"


def test_dates_have_the_vietnamese_form_and_no_text_of_a_caller_can_fail(database):
    said = database.value("select said_in_vietnamese(array['2026-12-31', '2020-99-99', 'GK', null])", "tdkt_owner")
    assert said == "{31/12/2026,99/99/2020,GK,NULL}"


def test_roles_have_the_same_words_in_every_sentence(database):
    header = (ROOT / "api" / "request" / "access.h").read_text(encoding="utf-8")
    words = re.findall(r'X\(\w+, "(\w+)", "([^"]+)", "([^"]+)"\)', header)
    assert len(words) == 7
    for role, vi, en in words[:4]:
        said = database.psql(f"select roles_said(array['{role}'], 'vi'), roles_said(array['{role}'], 'en')", "tdkt_owner")
        assert said == [[vi, en]]
