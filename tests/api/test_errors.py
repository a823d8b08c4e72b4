"""Every wrong input is answered by a problem (RFC 9457) that names all errors, in the caller's language."""

import json
import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.samples import DUY_TIEN, LY_NHAN, MISSING, collective, new_collective, new_individual, new_target

SLUG = re.compile(r"^/problems/[a-z-]+$")


def refuse(caller, body, path="/v1/collectives"):
    return caller.post(path, body).expect_problem(400, "invalid")


def codes(answer) -> dict:
    return {error.get("pointer", error.get("parameter")): error["code"] for error in answer.json["errors"]}


def test_a_problem_has_the_members_of_rfc_9457(district):
    problem = refuse(district, {"code": ""}).json
    assert problem.keys() >= {"type", "title", "status", "instance", "errors"}
    assert SLUG.match(problem["type"]) and problem["instance"] == "/v1/collectives"
    for error in problem["errors"]:
        assert error.keys() == {"pointer", "code", "detail"}


def test_a_problem_that_quotes_too_much_tells_fewer_errors_and_is_whole(district):
    """60 names of 580 characters; each character is an escape of six bytes: more than a problem can hold."""
    problem = refuse(district, {f"{place:02}" + "\x01" * 580: 1 for place in range(60)}).json
    assert 10 < len(problem["errors"]) < 50
    assert all(error.keys() == {"pointer", "code", "detail"} for error in problem["errors"])


@pytest.mark.parametrize(
    "accepted,language",
    [(None, "vi"), ("vi", "vi"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("fr", "vi"), ("en;q=0.2, vi;q=0.3", "vi"),
     ("*", "vi"), ("en;q=0", "vi"), (";;;", "vi")],
)
def test_the_language_is_vietnamese_unless_english_is_asked_for(district, accepted, language):
    answer = district.post("/v1/collectives", {}, headers={"Accept-Language": accepted})
    answer.expect_problem(400, "invalid", pointer="/name", code="required")
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    assert ("required" in answer.json["errors"][0]["detail"]) == (language == "en")


def test_every_field_error_is_told_at_once(district):
    body = {
        "code": "", "name": 7, "unit_id": "349", "kind": "club", "headcount": -1, "founded_on": "2018-02-30",
        "state": None, "colour": "red", "id": MISSING,
    }
    assert codes(refuse(district, body)) == {
        "/code": "too_short", "/name": "type", "/unit_id": "format", "/kind": "enum", "/headcount": "range",
        "/founded_on": "format", "/state": "null", "/colour": "unknown", "/id": "read_only",
    }


@pytest.mark.parametrize(
    "body,code",
    [
        (b"", "syntax"), (b"{", "syntax"), (b"{'code': 1}", "syntax"), (b'{"code": "a",}', "syntax"),
        (b'{"code": "a"} x', "syntax"), (b'{"code": 01}', "syntax"), (b'{"code": NaN}', "syntax"),
        (b'{"code": "a\nb"}', "syntax"), (b"null x", "syntax"),
        (b"[]", "type"), (b"null", None), (b'"text"', None), (b"7", None),
        (b'{"code": "a", "code": "b"}', "repeated"), (b'{"x": {"a": 1, "a": 2}}', "repeated"),
        (b'{"code": "a\\u0000b"}', "character"), (b'{"co\\u0000de": "a"}', "character"),
        (b'{"code": "\xff"}', "encoding"), (b'{"code": "\xc0\x80"}', "encoding"),
        (b'{"code": "\xed\xa0\x80"}', "encoding"),
        (b'{"code": "\\ud800"}', None), (b"[" * 2000, "depth"), (b'{"a":' * 17 + b"1" + b"}" * 17, "depth"),
        (b'{"headcount": 1234567890123456}', "range"), (b'{"headcount": 0.1234567890123456}', "type"),
        (b'{"headcount": 1e400x}', "syntax"),
    ],
    ids=repr,
)
def test_a_body_that_is_not_one_sound_json_object_is_400(district, body, code):
    answer = refuse(district, body)
    assert code is None or code in codes(answer).values(), answer


WRONG_FIELDS = [
    ("code", "x" * 33, "too_long"), ("code", "   ", "too_short"), ("code", 5, "type"), ("code", None, "null"),
    ("code", ["a"], "type"), ("name", "a\x07b", "character"), ("name", "a\u202eb", "character"),
    ("name", "ả" * 201, "too_long"), ("short_name", "", "too_short"), ("address", "x" * 301, "too_long"),
    ("headcount", 1.5, "type"), ("headcount", "5", "type"), ("headcount", True, "type"),
    ("headcount", 1_000_001, "range"), ("headcount", -1, "range"), ("headcount", 10**15 - 1, "range"),
    ("founded_on", "1975-4-30", "format"), ("founded_on", "30/04/1975", "format"),
    ("founded_on", "1975-04-31", "format"),
    ("founded_on", "1900-02-29", "format"), ("founded_on", "0000-01-01", "format"),
    ("founded_on", "1975-13-01", "format"),
    ("founded_on", "1975-04-30T00:00:00Z", "format"), ("founded_on", 19750430, "type"),
    ("kind", "Agency", "enum"), ("kind", "", "enum"), ("kind", 1, "type"), ("state", "closed", "enum"),
    ("unit_id", DUY_TIEN + "0", "format"), ("unit_id", "{" + DUY_TIEN + "}", "format"), ("parent_id", "", "format"),
]


@pytest.mark.parametrize("name,value,code", WRONG_FIELDS, ids=repr)
def test_a_wrong_value_is_refused_at_its_place(district, unique, name, value, code):
    assert codes(refuse(district, new_collective(unique) | {name: value})) == {f"/{name}": code}


@pytest.mark.parametrize(
    "name,value,stored",
    [
        ("name", "  Phòng Nội vụ \t", "Phòng Nội vụ"), ("name", "ả" * 200, "ả" * 200),
        ("name", "Ho\u0300a", "Hòa"), ("name", "Tổ 1\nTổ 2", "Tổ 1 Tổ 2"), ("name", "𠀋" * 200, "𠀋" * 200),
        ("name", 'a"b\\c</script>\u00a0', 'a"b\\c</script>'), ("address", "", ""), ("headcount", 0, 0),
        ("headcount", 1_000_000, 1_000_000), ("founded_on", "2000-02-29", "2000-02-29"),
        ("unit_id", DUY_TIEN.upper(), DUY_TIEN),
    ],
    ids=repr,
)
def test_a_right_value_is_kept_as_it_should_be(district, unique, name, value, stored):
    assert district.post("/v1/collectives", new_collective(unique) | {name: value}).expect(201).json[name] == stored


@pytest.mark.parametrize(
    "value", ["0", "-0.5", "100", "0.1", "123456789.012345", "999999999999999", "-999999999999999", "1e2", "0.000001"]
)
def test_decimals_read_back_digit_for_digit(district, unique, value):
    body = new_target(unique, registered_value="?")
    sent = str(body).replace("'?'", value).replace("'", '"')
    answer = district.post("/v1/campaign-targets", sent).expect(201)
    [shown] = re.findall(r'"registered_value":([^,]+),', answer.text)
    assert shown == {"1e2": "100"}.get(value, value)
    assert f'"registered_value":{shown},' in district.get(answer.headers["Location"]).text


@pytest.mark.parametrize(
    "value,code", [(1e16, "range"), (-1e16, "range"), (1e300, "range"), (0.0000001, "precision"), ("1", "type")]
)
def test_decimals_that_could_not_be_kept_are_refused(district, unique, value, code):
    answer = refuse(district, new_target(unique, registered_value=value), "/v1/campaign-targets")
    assert codes(answer) == {"/registered_value": code}


@pytest.mark.parametrize(
    "body,pointer",
    [
        ({"headcount": 3, "women_count": 4}, "/women_count"),
        ({"unit_id": MISSING}, "/unit_id"),
        ({"parent_id": MISSING}, "/parent_id"),
        ({"parent_id": collective(16)}, "/parent_id"),
        ({"unit_id": LY_NHAN}, "/unit_id"),
    ],
)
def test_what_the_database_refuses_names_its_field(district, unique, body, pointer):
    answer = district.post("/v1/collectives", new_collective(unique) | body)
    status, slug = (400, "invalid") if "women_count" in body else (409, "conflict")
    answer.expect_problem(status, slug, pointer=pointer)


def test_a_taken_code_is_409_at_the_code(district, unique):
    body = new_collective(unique)
    district.post("/v1/collectives", body).expect(201)
    answer = district.post("/v1/collectives", body | {"name": "Khác"})
    answer.expect_problem(409, "conflict", pointer="/code", code="unique")


def test_a_referenced_row_cannot_be_deleted(district, unique):
    made = district.post("/v1/collectives", new_collective(unique)).expect(201)
    district.post("/v1/individuals", new_individual(unique, collective_id=made.id)).expect(201)
    refused = district.delete(made.headers["Location"], made.etag).expect_problem(409, "conflict", code="referenced")
    district.get(made.headers["Location"]).expect(200)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_a_mebibyte_is_413(district, unique, chunked):
    body = str(new_collective(unique, address="x" * 1_100_000)).replace("'", '"').encode()
    headers = {"Transfer-Encoding": "chunked"} if chunked else {}
    district.post("/v1/collectives", body, headers=headers | {"Expect": ""}).expect_problem(413, "too-large")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_body_where_none_belongs_is_400(district, method):
    headers = {"If-Match": "*"}
    district.request(
        method, f"/v1/collectives/{collective(4)}", {"a": 1}, headers=headers
    ).expect_problem(400, "invalid")


HARD = {"12345678901234567890": "range", "-1e400": "range", "1e309": "range", "1e-400": "precision", "1234567890.1234567": "precision"}


@pytest.mark.parametrize("number", HARD)
def test_a_number_that_nothing_holds_is_an_error_of_its_member_beside_all_others(district, unique, number):
    sent = json.dumps(new_target(unique, registered_value="?", due_on="soon", colour="red")).replace('"?"', number)
    answer = district.post("/v1/campaign-targets", sent).expect(400)
    assert codes(answer) == {"/registered_value": HARD[number], "/due_on": "format", "/colour": "unknown"}


def test_of_many_errors_fifty_are_told(district, unique):
    body = new_collective(unique) | {f"k{n}": 1 for n in range(40_000)}
    errors = district.post("/v1/collectives", body).expect(400).json["errors"]
    assert len(errors) == 50 and {error["code"] for error in errors} == {"unknown"}


@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(names=st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=40)
       | st.sampled_from(['"', "\\", "a\nb", "~/", "\x7f\x1b[0m", "ệ" * 3000, "\u2028", "%s%n", "</script>"]), max_size=6))
def test_a_problem_is_json_whatever_it_quotes(district, names):
    body = json.dumps({name: 1 for name in names}, ensure_ascii=False).encode()
    answer = district.post("/v1/collectives", body).expect(400)
    told = [error["pointer"] for error in json.loads(answer.text)["errors"] if error["code"] == "unknown"]
    known = {"code", "name", "unit_id", "kind", "id"}
    assert len(told) == len(set(names) - known) or any(len(name) > 500 for name in names)
    query = "&".join(quote(name, safe="") for name in names if name and len(name) < 500)
    if query:
        json.loads(district.get(f"/v1/collectives?{query}").expect(400).text)
    json.loads(district.get("/v1/x/" + quote("".join(names)[:500].replace("/", ""), safe="")).text)
