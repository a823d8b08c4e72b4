"""A problem names the rule that refuses: at the top, and in each entry of `errors` that belongs to the rule."""

import pytest

from support.workflows import Workflow
from support.samples import BY_NAME, collective, new_dossier, unit
from support.subjects import nominate_own

UNLISTED = """
create function refuse_unlisted() returns trigger language plpgsql as $$ begin perform refuse('never_listed'); end $$;
create trigger z_unlisted before insert on initiative for each row execute function refuse_unlisted()
"""
SLIP = [
    ("en", "This day is before 1800-01-01: the year may be wrong"),
    ("vi", "Ngày này trước 01/01/1800, có lẽ gõ nhầm năm"),
]


@pytest.fixture
def district(api):
    return api.as_("district_reviewer", "349")


@pytest.mark.parametrize("language, sentence", [
    ("en", "There are more women than people"), ("vi", "Số nữ lớn hơn tổng số người"),
])
def test_a_constraint_of_a_table_is_told_like_a_rule(district, language, sentence):
    path = f"/v1/collectives/{collective(4)}"
    body, etag = {"headcount": 10, "women_count": 11}, district.get(path).expect(200).etag
    refused = district.patch(path, body, etag, headers={"Accept-Language": language})
    refused.expect_problem(400, "invalid", pointer="/women_count", code="rule", rule="collective_women_count_headcount")
    [error] = refused.json["errors"]
    assert (refused.json["detail"], error["rule"]) == (sentence, refused.json["rule"])
    assert error["detail"].endswith(f": {sentence}")


@pytest.mark.parametrize("language, sentence", SLIP)
def test_a_wrong_member_names_its_rule_in_both_languages(district, language, sentence):
    path = f"/v1/collectives/{collective(4)}"
    body, etag = {"founded_on": "0018-03-01"}, district.get(path).expect(200).etag
    refused = district.patch(path, body, etag, headers={"Accept-Language": language})
    refused.expect_problem(400, "invalid", pointer="/founded_on", code="rule", rule="day_too_early")
    [error] = refused.json["errors"]
    assert (refused.json["detail"], error["rule"]) == (sentence, "day_too_early")
    assert error["detail"].endswith(f": {sentence}")


def test_a_rule_about_the_caller_names_no_member(api, unique):
    body = BY_NAME["stage deadline"].full(unique) | {"unit_id": None}
    refused = api.as_("council_reviewer", "35").post("/v1/stage-deadlines", body)
    refused.expect_problem(403, "forbidden", rule="own_rules_nation")
    assert "errors" not in refused.json


def test_a_conflict_names_its_rule_beside_the_state(api, unique):
    workflow = Workflow(api, unique)
    dossier = workflow.officer.post("/v1/dossiers", new_dossier(unique)).expect(201)
    refused = workflow.officer.post(f"{dossier.headers['Location']}/submission", {}, etag=dossier.etag)
    refused.expect_problem(409, "conflict", rule="dossier_empty")
    assert (refused.json["current_state"], refused.json["allowed"]) == ("draft", [])


def test_a_problem_without_a_rule_names_none(district):
    for refused in (district.get("/v1/collectives?colour=red"), district.get(f"/v1/collectives/{collective(9999)}"),
                    district.patch(f"/v1/collectives/{collective(4)}", {"headcount": "x"}, "*")):
        assert refused.status in (400, 404)
        assert "rule" not in refused.json and all("rule" not in error for error in refused.json.get("errors", []))


def test_an_unlisted_rule_is_500_and_reveals_nothing(service, database, district, unique):
    database.psql(UNLISTED, "tdkt_owner")
    try:
        refused = district.post("/v1/initiatives", BY_NAME["initiative"].full(unique))
        refused.expect_problem(500, "internal")
        assert "never_listed" not in refused.text and "rule" not in refused.json
        assert "never_listed" in service.log_text()
    finally:
        database.psql("drop trigger z_unlisted on initiative; drop function refuse_unlisted()", "tdkt_owner")


@pytest.mark.parametrize("name, rule", [("award class", "award_class_valid_to"), ("indicator", "indicator_valid_to")])
def test_a_record_does_not_end_before_it_begins(api, unique, name, rule):
    sample = BY_NAME[name]
    body = sample.full(unique) | {"valid_from": "2020-01-01", "valid_to": "2019-12-31"}
    api.as_(sample.role, "35").post(sample.path, body).expect_problem(400, "invalid", pointer="/valid_to", rule=rule)


@pytest.mark.parametrize("name, rule", [("award class", "award_class_parent_id"), ("collective", "collective_parent_id")])
def test_a_record_is_not_below_itself(api, unique, name, rule):
    sample = BY_NAME[name]
    keeper = api.as_(sample.role, *(("35",) if sample.role == "admin" else ("349",)))
    made = keeper.post(sample.path, sample.full(unique) | {"parent_id": None}).expect(201)
    refused = keeper.patch(made.headers["Location"], {"parent_id": made.id}, made.etag)
    refused.expect_problem(400, "invalid", pointer="/parent_id", rule=rule)


def test_a_unit_does_not_follow_itself(api):
    body = {"successor_id": unit(349), "kind": "merge", "effective_on": "2019-01-01"}
    refused = api.as_("admin", "35").post(f"/v1/units/{unit(349)}/successions", body)
    refused.expect_problem(400, "invalid", pointer="/successor_id", rule="unit_succession_successor_id")


@pytest.mark.parametrize("member, value", [("fields", ["year"]), ("letter_on", "2018-03-01")])
def test_a_member_that_belongs_to_another_verdict_names_its_rule(api, unique, member, value):
    workflow = Workflow(api, unique)
    nominate_own(workflow, "GK").submit().receive()
    refused = workflow.try_(workflow.district, "reviews", verdict="approve", **{member: value})
    refused.expect_problem(400, "invalid", pointer=f"/{member}", rule=f"nomination_event_{member}")
