"""Conditional requests (RFC 9110 §13): nobody overwrites a version that they have not seen."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.workflows import Workflow
from support.samples import new_collective
from support.subjects import nominate_own


@pytest.fixture
def made(district, unique):
    return district.post("/v1/collectives", new_collective(unique)).expect(201)


@pytest.fixture
def path(made):
    return made.headers["Location"]


def renamed(made, name="Tên mới") -> dict:
    body = {name: made.json[name] for name in ("code", "unit_id", "kind")}
    return body | {"name": name}


def write(caller, method, path, made, **options):
    if method == "DELETE":
        return caller.delete(path, **options)
    if method == "PUT":
        return caller.put(path, renamed(made), **options)
    return caller.patch(path, {"name": "Tên mới"}, **options)


def test_the_etag_is_strong_and_changes_with_every_write(district, made, path):
    assert re.fullmatch(r'"[^"]+"', made.etag)
    changed = district.patch(path, {"name": "Khác"}, made.etag).expect(200)
    assert changed.etag != made.etag
    assert district.get(path).etag == changed.etag


@pytest.mark.parametrize("tags", ["{etag}", "W/{etag}", '"x", {etag}', "*"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_the_caller_has_already_is_not_sent_again(district, made, path, tags, method):
    answer = district.request(method, path, headers={"If-None-Match": tags.format(etag=made.etag)}).expect(304)
    assert answer.content == b"" and answer.etag == made.etag


def test_what_has_changed_is_sent(district, made, path):
    district.patch(path, {"name": "Khác"}, made.etag).expect(200)
    assert district.get(path, headers={"If-None-Match": made.etag}).expect(200).json["name"] == "Khác"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_write_without_if_match_is_428(district, made, path, method):
    write(district, method, path, made).expect_problem(428, "precondition-required")
    assert district.get(path).json == made.json


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("tags", ['"0"', '"99", "x"', "W/{etag}"])
def test_a_write_on_what_it_has_not_seen_is_412(district, made, path, method, tags):
    write(district, method, path, made, etag=tags.format(etag=made.etag)).expect_problem(412, "stale")
    assert district.get(path).json == made.json


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("tags", ["1", '"1', "x y", ","])
def test_a_malformed_if_match_is_400(district, made, path, method, tags):
    answer = write(district, method, path, made, etag=tags)
    answer.expect_problem(400, "invalid", header="If-Match", code="format")


def test_a_malformed_if_none_match_is_400(district, path):
    answer = district.get(path, headers={"If-None-Match": "1"})
    answer.expect_problem(400, "invalid", header="If-None-Match", code="format")


@pytest.mark.parametrize("method,status", [("PUT", 200), ("PATCH", 200), ("DELETE", 204)])
@pytest.mark.parametrize("tags", ["*", '"x", {etag}'])
def test_any_version_or_one_of_several_will_do(district, made, path, method, status, tags):
    write(district, method, path, made, etag=tags.format(etag=made.etag)).expect(status)


def test_a_row_that_is_gone_is_404_whatever_the_condition(district, made, path):
    district.delete(path, made.etag).expect(204)
    for method in ("PUT", "PATCH", "DELETE"):
        write(district, method, path, made, etag=made.etag).expect_problem(404, "not-found")
        write(district, method, path, made).expect_problem(404, "not-found")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_of_several_writers_of_one_version_exactly_one_wins(district, made, path, method):
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: write(district, method, path, made, etag=made.etag), range(8)))
    won = [answer for answer in answers if answer.status in (200, 204)]
    assert len(won) == 1, [answer.status for answer in answers]
    assert all(answer.status in (412, 404) for answer in answers if answer not in won)
    if method != "DELETE":
        assert district.get(path).etag == '"2"'


def test_of_several_creators_of_one_code_exactly_one_wins(district, unique):
    body = new_collective(unique)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: district.post("/v1/collectives", body), range(8)))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 7
    assert len(district.get("/v1/collectives", {"code": body["code"]}).items) == 1


def test_lost_updates_do_not_happen(district, made, path):
    """Each writer reads, adds one, and retries when another was faster. No addition is lost."""
    district.patch(path, {"headcount": 0}, made.etag).expect(200)

    def add_one(_):
        for _ in range(50):
            seen = district.get(path).expect(200)
            change = {"headcount": seen.json["headcount"] + 1}
            if district.patch(path, change, seen.etag).expect(200, 412).status == 200:
                return
        raise AssertionError("never got through")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add_one, range(8)))
    assert district.get(path).json["headcount"] == 8


@pytest.mark.parametrize("tags", ["{etag}", "W/{etag}", '"x", {etag}', "*"])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_write_on_condition_that_there_is_no_such_row_is_not_done(district, made, path, method, tags):
    headers = {"If-Match": made.etag, "If-None-Match": tags.format(etag=made.etag)}
    write(district, method, path, made, headers=headers).expect_problem(412, "stale")
    assert district.get(path).json == made.json


@pytest.mark.parametrize("method, status", [("PUT", 200), ("PATCH", 200), ("DELETE", 204)])
def test_a_write_on_condition_that_the_row_is_not_an_old_one_is_done(district, made, path, method, status):
    headers = {"If-Match": made.etag, "If-None-Match": '"0"'}
    write(district, method, path, made, headers=headers).expect(status)


def test_an_act_on_condition_that_there_is_no_such_row_is_not_done(api, unique):
    workflow = nominate_own(Workflow(api, unique), "GK")
    path = f"/v1/nominations/{workflow.last.id}"
    before = workflow.officer.get(path).expect(200)
    headers = {"If-Match": before.etag, "If-None-Match": before.etag}
    workflow.officer.post(f"{path}/submission", {"acted_on": "2018-02-01"}, headers=headers).expect_problem(412, "stale")
    assert workflow.officer.get(path).json == before.json


def test_a_collection_bears_no_tag(district, unique):
    district.post("/v1/collectives", new_collective(unique), headers={"If-None-Match": "*"}).expect(201)
