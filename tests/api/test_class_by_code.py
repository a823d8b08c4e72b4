"""A nomination names its award class by code, as an award does: alone, or with the id if both agree."""

import pytest

from support.samples import MISSING, NAM_DINH, new_own_class
from support.subjects import own_collective
from support.workflows import Workflow, class_id

BOTH = "Mã này là của danh hiệu, hình thức khác với danh hiệu, hình thức đã chọn"


@pytest.fixture
def workflow(api, unique):
    return Workflow(api, unique).open_dossier()


@pytest.fixture
def draft(workflow):
    """A draft for GK."""
    return workflow.nominate("GK", collective_id=own_collective(workflow))


def body_of(workflow, **members) -> dict:
    return {"dossier_id": workflow.dossier.id, "subject_kind": "collective", "collective_id": own_collective(workflow)} | members


def post(workflow, **members):
    return workflow.officer.post("/v1/nominations", body_of(workflow, **members))


def put(workflow, **members):
    body = body_of(workflow, **members)
    del body["dossier_id"]
    return workflow.officer.put(workflow.path, body, workflow.officer.get(workflow.path).etag)


def patch(workflow, **members):
    return workflow.officer.patch(workflow.path, members, workflow.officer.get(workflow.path).etag)


WRITES = [post, put, patch]


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("members", [
    {"award_class_code": "BKT"}, {"award_class_id": class_id("BKT")}, {"award_class_code": "BKT", "award_class_id": class_id("BKT")},
])
def test_a_class_is_named_by_code_by_id_or_by_both(workflow, draft, write, members):
    made = write(workflow, **members).expect(201 if write is post else 200).json
    assert (made["award_class_id"], made["award_class_code"], made["award_level"]) == (class_id("BKT"), "BKT", "province")
    read = workflow.officer.get(f"/v1/nominations/{made['id']}").expect(200).json
    assert read["award_class_code"] == "BKT"


@pytest.mark.parametrize("write", WRITES)
def test_an_id_and_the_code_of_another_class_are_refused(workflow, draft, write):
    """Also if the id is the one that the nomination has."""
    refused = write(workflow, award_class_code="BKT", award_class_id=class_id("GK"))
    refused.expect_problem(400, "invalid", pointer="/award_class_code", code="rule", rule="nomination_class_code")
    assert refused.json["detail"] == BOTH
    assert workflow.now["award_class_code"] == "GK"


@pytest.mark.parametrize("write", WRITES)
def test_an_id_of_nothing_is_told_as_such_beside_a_code_too(workflow, draft, write):
    refused = write(workflow, award_class_code="BKT", award_class_id=MISSING)
    refused.expect_problem(409, "conflict", pointer="/award_class_id", code="reference")


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("language,sentence", [
    ("vi", "Không có danh hiệu, hình thức nào có mã NOPE"), ("en", "There is no award class with the code NOPE"),
])
def test_an_unknown_code_is_told_as_no_class(workflow, draft, write, language, sentence):
    workflow.officer = workflow.officer.with_(Accept_Language=language)
    refused = write(workflow, award_class_code="NOPE")
    refused.expect_problem(409, "conflict", pointer="/award_class_code", code="reference", rule="award_class_unknown")
    assert refused.json["detail"] == sentence


@pytest.mark.parametrize("write", WRITES)
def test_a_refusal_about_the_class_names_the_member_that_was_sent(workflow, draft, write):
    """HCLD is a form whose classes are nominated."""
    form = "01600000-0003-7000-8000-000000000010"
    by_code = write(workflow, award_class_code="HCLD")
    by_code.expect_problem(400, "invalid", pointer="/award_class_code", code="rule", rule="nomination_class_form")
    for members in ({"award_class_id": form}, {"award_class_id": form, "award_class_code": "HCLD"}):
        write(workflow, **members).expect_problem(400, "invalid", pointer="/award_class_id", code="rule", rule="nomination_class_form")


def test_a_class_is_needed(workflow, draft):
    for write in (post, put):
        write(workflow).expect_problem(400, "invalid", pointer="/award_class_id", code="required")
        write(workflow, award_class_code=None).expect_problem(400, "invalid", pointer="/award_class_code", code="null")
    patch(workflow, award_class_code=None).expect_problem(400, "invalid", pointer="/award_class_code", code="null")
    patch(workflow, achievement="Khác").expect(200)
    assert workflow.now["award_class_code"] == "GK"


def test_a_code_is_of_the_nation_or_of_the_dossiers_province(api, workflow, unique):
    own = api.as_("council_reviewer", "35").post("/v1/award-classes", new_own_class(unique)).expect(201).json
    made = post(workflow, award_class_code=own["code"]).expect(201).json
    assert made["award_class_id"] == own["id"]
    elsewhere = Workflow(api, unique, code="36", unit_id=NAM_DINH, province="36").open_dossier()
    refused = post(elsewhere, award_class_code=own["code"])
    refused.expect_problem(409, "conflict", pointer="/award_class_code", rule="award_class_unknown")


def test_a_reviewer_who_named_the_class_lets_the_code_through(workflow, draft):
    workflow.submit().receive().review(workflow.district, "return", reason="Sai hình thức", fields=["award_class_id"])
    patch(workflow, achievement="Khác").expect_problem(409, "conflict", rule="nomination_returned_fields")
    assert patch(workflow, award_class_code="BKT").expect(200).json["award_class_code"] == "BKT"


def test_a_reviewer_who_named_another_field_does_not(workflow, draft):
    workflow.submit().receive().review(workflow.district, "return", reason="Thiếu thành tích", fields=["achievement"])
    patch(workflow, award_class_code="BKT").expect_problem(409, "conflict", rule="nomination_returned_fields")
    patch(workflow, award_class_code="GK", achievement="Khác").expect(200)


def test_a_submitted_nomination_keeps_its_class(workflow, draft):
    workflow.submit()
    patch(workflow, award_class_code="BKT").expect_problem(409, "conflict", rule="nomination_editable")


def test_a_retry_by_key_gives_the_same_nomination(workflow):
    body, key = body_of(workflow, award_class_code="GK"), workflow.unique("key")
    made = workflow.officer.post("/v1/nominations", body, key=key).expect(201)
    again = workflow.officer.post("/v1/nominations", body, key=key).expect(201)
    assert (again.json, again.headers["Idempotency-Replayed"]) == (made.json, "true")


def test_the_column_of_the_code_stays_empty(database, workflow):
    made = post(workflow, award_class_code="GK").expect(201)
    assert database.value(f"select award_class_code is null from nomination where id = '{made.id}'", role="postgres") == "t"


def test_a_draft_that_was_read_is_written_back(workflow, draft):
    read = workflow.now
    members = ("award_class_id", "award_class_code", "subject_kind", "collective_id", "individual_id", "year", "achievement")
    written = {name: read[name] for name in members}
    workflow.officer.put(workflow.path, written, workflow.officer.get(workflow.path).etag).expect(200)


def test_a_missing_dossier_comes_before_its_class(workflow):
    """The province is not known then, so the code is not looked up."""
    refused = workflow.officer.post("/v1/nominations", body_of(workflow, dossier_id=MISSING, award_class_code="NOPE"))
    refused.expect_problem(409, "conflict", pointer="/dossier_id", code="reference")
