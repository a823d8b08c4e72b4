"""The question of the mobile client: the status of a nomination or an award, by its code, with nothing about the person."""

import pytest
from support.giving import named_award
from support.workflows import Workflow
from support.samples import new_decision
from support.subjects import council_says, nominate_own, nominate_person, own_individual

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE = "HNAM2924Q"  # of Hòa Mạc, Duy Tiên
MEMBERS = {
    "code", "kind", "state", "award_class_code", "award_name_vi", "award_name_en", "subject_kind", "decision_number",
    "signed_on", "corrected_on", "stages",
}


def check_character(first_eight) -> str:
    return ALPHABET[sum(place * ALPHABET.index(letter) for place, letter in enumerate(first_eight, 1)) % 31]


@pytest.fixture
def reader(api):
    return api.as_("reader", "349")


def test_it_tells_the_least_there_is_to_tell(reader):
    answer = reader.get(f"/v1/award-status/{CODE}").expect(200)
    assert answer.json == {
        "code": CODE, "kind": "award", "state": "valid", "award_class_code": "HCLD3",
        "award_name_vi": "Huân chương Lao động hạng Ba",
        "award_name_en": "Labour Order, Third Class", "subject_kind": "collective", "decision_number": "101/QĐ-CTN",
        "signed_on": "2018-02-12", "corrected_on": None, "stages": [{"stage": "decided", "on": "2018-02-12"}],
    }


def test_an_annulled_award_says_so(api):
    assert api.as_("reader", "347").get("/v1/award-status/HNAM2938Y").expect(200).json["state"] == "annulled"


@pytest.mark.parametrize(
    "typed", [
        "hnam2924q", "HNAM-2924-Q", "hNaM-2924-q", "H-N-A-M-2-9-2-4-Q", "HNAM%202924%20Q", "hnam%2D2924q", "-HNAM2924Q-",
        "HNAM%E2%80%932924%E2%80%93Q", "HNAM2924%C2%A0Q", "%EF%BC%A8NAM2924Q", "%E2%80%8BHNAM2924Q",
    ]
)
def test_a_code_may_be_typed_as_people_type(reader, typed):
    assert reader.get(f"/v1/award-status/{typed}").expect(200).json["code"] == CODE


@pytest.mark.parametrize("letter", [letter for letter in ALPHABET if letter != CODE[-1]])
def test_a_wrong_check_character_is_400(reader, letter):
    answer = reader.get(f"/v1/award-status/{CODE[:-1]}{letter}")
    answer.expect_problem(400, "invalid", parameter="code", code="check_digit")


@pytest.mark.parametrize("typed", ["HNMA2924Q", "NHAM2924Q", "HNAM2294Q", "HNAM292Q4", "JNAM2924Q", "HNAM2994Q"])
def test_a_typing_slip_is_400(reader, typed):
    reader.get(f"/v1/award-status/{typed}").expect_problem(400, "invalid", parameter="code", code="check_digit")


@pytest.mark.parametrize("typed", [
    "HNAM2924", "HNAM2924QQ", "HNAM0924Q", "HNAM1924Q", "HNAMO924Q", "HNAMI924Q", "-", "%20", "H" * 300, "HN%C3%82M2924"
])
def test_what_cannot_be_a_code_is_400(reader, typed):
    reader.get(f"/v1/award-status/{typed}").expect_problem(400, "invalid", parameter="code", code="format")


@pytest.mark.parametrize("first_eight", ["ZZZZZZZZ", "22222222", "HNAM9999"])
def test_a_code_nobody_has_is_404(reader, first_eight):
    reader.get(f"/v1/award-status/{first_eight}{check_character(first_eight)}").expect_problem(404, "not-found")


def test_a_code_outside_the_callers_units_looks_like_one_nobody_has(api):
    for unit in ("353", "36"):
        api.as_("reader", unit).get(f"/v1/award-status/{CODE}").expect_problem(404, "not-found")
    api.as_("reader", "35").get(f"/v1/award-status/{CODE}").expect(200)


def test_what_has_not_changed_is_not_sent_again(reader):
    answer = reader.get(f"/v1/award-status/{CODE}").expect_header("Cache-Control", "private, no-cache")
    again = reader.get(f"/v1/award-status/{CODE.lower()}", headers={"If-None-Match": answer.etag}).expect(304)
    assert again.content == b"" and again.etag == answer.etag
    again.expect_header("Cache-Control", "private, no-cache")


def test_new_awards_get_codes_with_a_right_check_character(district, unique):
    made = district.post("/v1/decisions", new_decision(unique, *[named_award(unique) for _ in range(40)])).expect(201)
    for row in made.json["awards"]:
        assert len(row["code"]) == 9 and row["code"][-1] == check_character(row["code"][:8])
    status = district.get(f"/v1/award-status/{made.json['awards'][0]['code']}").expect(200)
    assert status.json.keys() == MEMBERS and status.json["decision_number"] == made.json["number"]


# The code of a nomination answers from its submission on; the award keeps the same code.


@pytest.fixture
def workflow(api, unique):
    return Workflow(api, unique)


def status_of(caller, workflow, tag=None):
    headers = {"If-None-Match": tag} if tag else None
    return caller.get(f"/v1/award-status/{workflow.last.json['code']}", headers=headers)


def stages(answer) -> list:
    return [(stage["stage"], stage["on"]) for stage in answer.json["stages"]]


def test_a_draft_has_no_status_for_readers(api, workflow):
    nominate_own(workflow, "GK")
    for caller in (workflow.officer, workflow.district, workflow.province, api.as_("reader", "35")):
        status_of(caller, workflow).expect_problem(404, "not-found")
    workflow.submit()
    status_of(api.as_("reader", "35"), workflow).expect(200)


def test_a_reader_follows_the_whole_workflow(reader, workflow):
    """Each change of the status is shown; the acts between two of them are not."""
    nominate_own(workflow, "GK")
    walked, tag, number = [], None, None
    for step in (workflow.submit, workflow.receive, workflow.approve, "decide", "annul"):
        workflow.wait()
        if step == "decide":
            body = new_decision(workflow.unique, {"nomination_id": workflow.last.id}, signed_on=workflow.day.isoformat())
            made = workflow.district.post("/v1/decisions", body).expect(201).json
            row, number = made["awards"][0], made["number"]
        elif step == "annul":
            body = new_decision(workflow.unique, signed_on=workflow.day.isoformat())
            body |= {"ground": "later_violation", "reason": "Vi phạm sau đó"}
            del body["awards"]
            etag = workflow.district.get(f"/v1/awards/{row['id']}").etag
            workflow.district.post(f"/v1/awards/{row['id']}/annulment", body, etag=etag).expect(201)
        else:
            step()
        now = workflow.now
        walked.append((now["state"], workflow.day.isoformat()))
        answer = status_of(reader, workflow, tag).expect(200)
        assert answer.json.keys() == MEMBERS and stages(answer) == walked
        assert answer.json["kind"] == ("award" if number else "nomination")
        assert answer.json["state"] == {"decided": "valid"}.get(now["state"], now["state"])
        assert (answer.json["decision_number"], answer.json["award_class_code"]) == (number, "GK")
        assert answer.etag != tag
        tag = answer.etag
        assert status_of(reader, workflow, tag).expect(304).content == b""
    assert [state for state, _ in walked] == ["submitted", "district_review", "approved", "decided", "annulled"]


def test_returns_holds_and_withdrawals_are_told_without_their_reasons(reader, workflow):
    nominate_own(workflow, "GK").submit().receive()
    workflow.take(workflow.district, "holds", ground="complaint", reason="Đơn tố cáo của ông Mẫu")
    answer = status_of(reader, workflow).expect(200)
    assert answer.json["state"] == "on_hold" and "complaint" not in answer.text and "Đơn tố cáo" not in answer.text
    workflow.take(workflow.district, "resumption", reason="Không có cơ sở")
    workflow.review(workflow.district, "return", reason="Thiếu xác nhận của ông Mẫu")
    workflow.take(workflow.officer, "withdrawal", reason="Đơn vị xin rút")
    answer = status_of(reader, workflow).expect(200)
    assert [stage for stage, _ in stages(answer)] == [
        "submitted", "district_review", "on_hold", "district_review", "returned", "withdrawn",
    ]
    assert answer.json["state"] == "withdrawn" and "Mẫu" not in answer.text


def test_no_person_is_named(reader, workflow):
    person = own_individual(workflow, full_name=f"Nguyễn Thị {workflow.unique('Tên')}", position="Trưởng trạm")
    nominate_person(workflow, "GK", person, achievement="Cứu người").submit().receive().approve().wait()
    texts = [status_of(reader, workflow).expect(200).text]
    body = new_decision(workflow.unique, {"nomination_id": workflow.last.id}, signed_on=workflow.day.isoformat())
    workflow.district.post("/v1/decisions", body).expect(201)
    texts.append(status_of(reader, workflow).expect(200).text)
    for text in texts:
        for private in (workflow.last.json["nominee_name"], "Trưởng trạm", "Cứu người", person, "officer", workflow.last.id):
            assert private not in text


def test_a_nomination_outside_the_callers_units_looks_like_nothing(api, workflow):
    nominate_own(workflow, "GK").submit()
    for unit in ("353", "36"):
        status_of(api.as_("reader", unit), workflow).expect_problem(404, "not-found")
    status_of(api.as_("reader", "35"), workflow).expect(200)
    status_of(api.as_("admin", "35"), workflow).expect_problem(403, "forbidden")


def test_a_nomination_that_the_council_deferred_shows_the_council_twice(database, api, workflow):
    nominate_own(workflow, "BKT").submit().receive().approve(acknowledgement="Đã xem xét").wait()
    workflow.approve(workflow.province, acknowledgement="Đã xem xét").wait()
    council_says(database, workflow, "defer")
    council_says(database, workflow.wait())
    answer = status_of(api.as_("reader", "35"), workflow).expect(200)
    assert [stage for stage, _ in stages(answer)] == [
        "submitted", "district_review", "province_appraisal", "council", "council", "approved",
    ]
    assert (answer.json["state"], answer.json["decision_number"], answer.json["signed_on"]) == ("approved", None, None)
