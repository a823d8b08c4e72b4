"""Pasted text: an invisible name is refused, a code with a hidden character is not a second code, and every text comes
back clean, whichever way it came in.
"""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.samples import new_award, new_collective, new_decision, new_individual

UNSEEN = ["\u00a0", "\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u3000", "\ufe0f", "\u0301", "\u2800", "\u180e", "\u200c",
          "\u3164", "\u115f", "\u1160", "\uffa0", "\u2028", "\u0301\u0302"]
REFUSED = {"\u202e": "U+202E", "\u2067": "U+2067", "\U000e0041": "U+E0041", "\uffff": "U+FFFF", "\ufdd0": "U+FDD0",
           "\ue000": "U+E000", "\u0007": "U+0007", "\u3164": "U+3164"}
LEFT_OUT = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u200e", "\ufe0f", "\u00a0", " ", "\u3000"]


@pytest.mark.parametrize("name", UNSEEN, ids=lambda text: f"{ord(text[0]):04x}")
def test_a_name_of_nothing_visible_is_refused(district, unique, name):
    answer = district.post("/v1/collectives", new_collective(unique, name=name)).expect(400)
    [error] = answer.json["errors"]
    assert error["pointer"] == "/name" and error["code"] in ("too_short", "invisible", "character")


WAYS = {
    "post": lambda api, unique, name: (api.post("/v1/collectives", new_collective(unique, name=name)), "/name"),
    "award": lambda api, unique, name: (
        api.post("/v1/decisions", new_decision(unique, new_award(recipient_name=name))), "/awards/0/recipient_name"),
}


@pytest.mark.parametrize("character", REFUSED, ids=REFUSED.get)
@pytest.mark.parametrize("way", ["post", "award"])
def test_what_hides_or_turns_round_is_refused_by_name(district, unique, way, character):
    answer, pointer = WAYS[way](district, unique, f"Tổ{character} một")
    [error] = answer.expect(400).json["errors"]
    assert (error["pointer"], error["code"]) == (pointer, "character")
    assert REFUSED[character] in error["detail"]


def test_a_patch_and_a_put_meet_the_same_rule(district, unique):
    made = district.post("/v1/collectives", new_collective(unique)).expect(201)
    path, tag = made.headers["Location"], {"If-Match": made.etag}
    assert district.patch(path, {"name": "\u3164"}, headers=tag).expect(400).json["errors"][0]["code"] == "character"
    assert district.put(path, new_collective(unique, name="\u0301"), headers=tag).expect(400).json["errors"][0]["code"] == "invisible"
    assert district.patch(path, {"name": "a\u200b \u00a0b"}, headers=tag).expect(200).json["name"] == "a b"


@pytest.mark.parametrize("character", LEFT_OUT, ids=lambda text: f"{ord(text):04x}")
def test_a_code_with_something_hidden_is_no_second_code(district, unique, character):
    body = new_collective(unique)
    district.post("/v1/collectives", body).expect(201)
    for code in (body["code"] + character, character + body["code"]):
        again = district.post("/v1/collectives", body | {"code": code}).expect(409)
        assert again.json["errors"][0]["code"] == "unique"
        [found] = district.get("/v1/collectives", {"code": code}).expect(200).items
        assert found["code"] == body["code"]


def test_a_code_has_one_spelling_and_is_found_by_the_others(district, unique):
    code = unique("QĐ-")
    made = district.post("/v1/collectives", new_collective(unique, code=code)).expect(201)
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in code)
    for typed in (code.replace("-", "–"), code.replace("-", "\u2011"), code.replace("Đ", "\u00d0"), code.replace("Đ", "\u0189"), wide):
        assert [row["id"] for row in district.get("/v1/collectives", {"code": typed}).expect(200).items] == [made.id]
        district.post("/v1/collectives", new_collective(unique, code=typed)).expect(409)


def test_a_name_is_one_line_and_a_note_has_lines(district, unique):
    made = district.post("/v1/collectives", new_collective(unique, name=" Tổ\n sản\txuất\u2028 số  1 ")).expect(201)
    assert made.json["name"] == "Tổ sản xuất số 1"
    body = new_decision(unique, new_award(achievement="\u3000Một\r\nHai\u2029\tBa\u00a0 bốn \n"))
    assert district.post("/v1/decisions", body).expect(201).json["awards"][0]["achievement"] == "Một\nHai\n\tBa  bốn"


@pytest.mark.parametrize("name", ["👩\u200d💻 đội trực", "❤\ufe0f\u200d🔥", "क\u094d\u200dष", "می\u200cخواهم", "字\U000e0100", "Ⓐ", "½"])
def test_letters_of_other_scripts_and_signs_stay_as_they_are(district, unique, name):
    made = district.post("/v1/collectives", new_collective(unique, name=name)).expect(201)
    assert made.json["name"] == unicodedata.normalize("NFC", name)


@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.text(st.one_of(st.characters(blacklist_categories=["Cs"]), st.sampled_from("a ệ\u0301\u200d\ufe0f❤👩क\n\u200b")), max_size=12),
    code=st.text(st.characters(blacklist_categories=["Cs"]), max_size=6),
)
def test_whatever_is_sent_the_database_accepts_what_the_service_made_of_it(district, unique, name, code):
    """No text is refused by the database alone: such a refusal would have no sentence for people."""
    answer = district.post("/v1/individuals", new_individual(unique, full_name=name, code=code))
    if answer.status == 201:
        assert district.get(answer.headers["Location"]).expect(200).json["full_name"] == answer.json["full_name"]
        district.delete(answer.headers["Location"], headers={"If-Match": answer.etag}).expect(204)
        return
    assert answer.status in (400, 409)
    codes = {error["code"] for error in answer.json["errors"]}
    assert codes <= {"character", "invisible", "too_short", "too_long", "unique"}
