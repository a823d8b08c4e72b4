"""The mobile client's question: what became of an award, by its code, and nothing about the person."""

import pytest

from support.samples import new_award, new_decision

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE = "HNAM2924Q"  # of Hòa Mạc, Duy Tiên
MEMBERS = {
    "code", "kind", "state", "award", "award_name_vi", "award_name_en", "recipient_kind", "decision_number",
    "signed_on", "stages",
}  # fmt: skip


def check_character(first_eight) -> str:
    return ALPHABET[sum(place * ALPHABET.index(letter) for place, letter in enumerate(first_eight, 1)) % 31]


@pytest.fixture
def reader(api):
    return api.as_("reader", "349")


def test_it_tells_the_least_there_is_to_tell(reader):
    answer = reader.get(f"/v1/award-status/{CODE}").expect(200)
    assert answer.json == {
        "code": CODE, "kind": "award", "state": "valid", "award": "HCLD3",
        "award_name_vi": "Huân chương Lao động hạng Ba",
        "award_name_en": "Labour Order, Third Class", "recipient_kind": "collective", "decision_number": "101/QĐ-CTN",
        "signed_on": "2018-02-12", "stages": [{"stage": "decided", "on": "2018-02-12"}],
    }  # fmt: skip


def test_an_annulled_award_says_so(api):
    assert api.as_("reader", "347").get("/v1/award-status/HNAM2938Y").expect(200).json["state"] == "annulled"


@pytest.mark.parametrize(
    "typed", [
        "hnam2924q", "HNAM-2924-Q", "hNaM-2924-q", "H-N-A-M-2-9-2-4-Q", "HNAM%202924%20Q", "hnam%2D2924q", "-HNAM2924Q-"
    ]
)
def test_a_code_may_be_typed_as_people_type(reader, typed):
    assert reader.get(f"/v1/award-status/{typed}").expect(200).json["code"] == CODE


@pytest.mark.parametrize("letter", [letter for letter in ALPHABET if letter != CODE[-1]])
def test_a_wrong_check_character_is_400(reader, letter):
    answer = reader.get(f"/v1/award-status/{CODE[:-1]}{letter}")
    answer.expect_problem(400, "invalid", parameter="code", code="check_digit")


@pytest.mark.parametrize("typed", ["HNMA2924Q", "NHAM2924Q", "HNAM2294Q", "HNAM292Q4", "JNAM2924Q", "HNAM2994Q"])
def test_a_slip_of_the_tongue_is_400(reader, typed):
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
    made = district.post("/v1/decisions", new_decision(unique, *[new_award() for _ in range(40)])).expect(201)
    for row in made.json["awards"]:
        assert len(row["code"]) == 9 and row["code"][-1] == check_character(row["code"][:8])
    status = district.get(f"/v1/award-status/{made.json['awards'][0]['code']}").expect(200)
    assert status.json.keys() == MEMBERS and status.json["decision_number"] == made.json["number"]
