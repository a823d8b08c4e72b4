"""Who reads what: each role sees the members listed in tests/golden/members.txt, and a reader cannot learn more about
an award or a decision by asking in another way.
"""

import pytest

from support.paths import ROOT
from support.routes import routes
from support.samples import HA_NAM, collective, decision, individual, new_award, new_decision
from support.sql import literal

MEMBERS = [line.split("\t") for line in (ROOT / "tests/golden/members.txt").read_text().splitlines()]
ASKED = [(operation, role, members.split(",")) for operation, roles, members in MEMBERS for role in roles.split(",")]
SHOWN = {(operation, role): members for operation, role, members in ASKED}


def path_of(operation):
    return next(route.path for route in routes() if route.operation == operation)


PLAIN = [(operation, role) for operation, role, _ in ASKED if operation.startswith("list_")]


@pytest.fixture
def reader(api):
    return api.as_("reader", "35")


def first_of(api, path, role):
    """A row of a list, below the first parent that has one."""
    caller = api.as_(role, "35")
    if "{" not in path:
        return caller.get(path, {"limit": 1}).expect(200).items
    collection, rest = path.split("/{id}")
    for parent in caller.get(collection, {"limit": 200}).expect(200).items:
        if items := caller.get(f"{collection}/{parent['id']}{rest}", {"limit": 1}).expect(200).items:
            return items
    return []


WITHOUT_ROWS = {"list_work_queue", "list_report_snapshots", "list_council_sessions", "list_council_members",
                "list_council_items", "list_corrections", "list_dossier_transfers", "list_individual_moves"}  # from the demonstration data, or made for a province


@pytest.mark.parametrize("operation,role", PLAIN)
def test_a_role_is_shown_these_members(api, operation, role):
    items = first_of(api, path_of(operation), role)
    assert items or operation in WITHOUT_ROWS
    for item in items:
        assert list(item) == SHOWN[operation, role]


@pytest.mark.parametrize("role", sorted({role for operation, role in SHOWN if operation == "read_award"}))
def test_one_award_and_one_decision_show_what_their_lists_do(api, role):
    caller = api.as_(role, "35")
    for path, operation in (("/v1/awards", "read_award"), ("/v1/decisions", "read_decision")):
        id = caller.get(path, {"limit": 1}).items[0]["id"]
        shown = caller.get(f"{path}/{id}").expect(200).json
        awards = shown.pop("awards", [])
        assert list(shown) == SHOWN[operation, role]
        assert all(list(award) == SHOWN["read_award", role] for award in awards)


FORBIDDEN = {"code", "nomination_id", "collective_id", "individual_id", "recipient_position", "recipient_unit_name",
             "achievement", "bonus_coefficient", "base_salary", "bonus", "signer_name", "signer_title", "summary"}


def test_the_golden_file_gives_a_reader_nothing_personal():
    """The golden file is generated; these members must never come into it."""
    shown = {name for (_, role), members in SHOWN.items() if role == "reader" for name in members}
    assert shown & FORBIDDEN == {"code"}  # of award classes
    assert {operation for operation, role in SHOWN if role == "reader"} == {
        "list_award_classes", "read_award_class", "list_decisions", "read_decision", "list_awards", "read_award"}
    assert FORBIDDEN - {"signer_name", "signer_title", "summary"} <= set(SHOWN["list_awards", "auditor"])


@pytest.mark.parametrize("parameter,value", [
    ("q", "Hòa"), ("individual_id", individual(1)), ("collective_id", collective(4)), ("nomination_id", individual(1)),
    ("sort", "created_at"), ("sort", "-signed_on,created_at"), ("created_at[gte]", "2018-01-01T00:00:00Z"), ("code", "HNAM2924Q"),
    ("recipient_name", "Hòa"), ("achievement", "x"), ("bonus", "1"), ("bonus[gte]", "1"), ("sort", "bonus"),
])
def test_a_reader_cannot_ask_by_what_it_does_not_see(reader, parameter, value):
    reader.get("/v1/awards", {parameter: value}).expect_problem(400, "invalid", parameter=parameter)


@pytest.mark.parametrize("parameter,value", [
    ("signer_name", "Người"), ("summary", "x"), ("sort", "created_at"), ("created_at[lt]", "2018-01-01T00:00:00Z"), ("q", "x"),
])
def test_a_reader_cannot_ask_decisions_so_either(reader, parameter, value):
    reader.get("/v1/decisions", {parameter: value}).expect_problem(400, "invalid", parameter=parameter)


def test_a_reader_filters_and_pages_by_what_it_sees(reader, api):
    everything = reader.all("/v1/awards", {"limit": 7})
    whole = api.as_("auditor", "35").all("/v1/awards")
    assert [row["id"] for row in everything] == [row["id"] for row in whole]
    assert {row["award_class_code"] for row in reader.all("/v1/awards", {"year": 2018, "subject_kind": "individual"})}
    counted = reader.get("/v1/awards", {"limit": 1}, headers={"Prefer": "count=exact"})
    assert counted.json["count"] == len(everything)


def test_a_cursor_of_another_role_is_refused(reader, api):
    following = api.as_("auditor", "35").get("/v1/awards", {"limit": 1}).json["next"]
    reader.get(following).expect_problem(400, "invalid", parameter="cursor")


@pytest.mark.parametrize("path", [
    f"/v1/collectives/{collective(4)}/awards", f"/v1/individuals/{individual(1)}/awards", f"/v1/individuals/{individual(1)}",
    "/v1/individuals", "/v1/nominations", "/v1/dossiers",
])
def test_a_reader_cannot_reach_awards_through_a_person(reader, path):
    reader.get(path).expect_problem(403, "forbidden")


def test_a_reader_who_is_staff_too_is_staff(api):
    both = api.as_(("reader", "auditor"), "35").get("/v1/awards", {"limit": 1}).items[0]
    assert list(both) == SHOWN["list_awards", "auditor"]


# Publication.


@pytest.fixture
def entered(district, unique):
    """An unpublished decision with an award for a person."""
    body = new_decision(unique, new_award(subject_kind="individual", individual_id=individual(1), collective_id=None,
                                          achievement=unique("Chuyện riêng")))
    return district.post("/v1/decisions", body).expect(201)


def publish(caller, of, day="2018-09-10", etag=None, **options):
    return caller.post(f"{of.headers['Location']}/publication", {"published_on": day}, etag=etag or of.etag, **options)


def test_a_name_is_read_once_the_decision_is_published(district, reader, entered):
    path = f"/v1/awards/{entered.json['awards'][0]['id']}"
    before = reader.get(path).expect(200)
    assert before.json["recipient_name"] is None and entered.json["awards"][0]["recipient_name"] not in before.text
    published = publish(district, entered).expect(201)
    assert published.json["published_on"] == "2018-09-10" and published.headers["Location"] == entered.headers["Location"]
    after = reader.get(path, headers={"If-None-Match": before.etag}).expect(200)
    assert after.json["recipient_name"] == entered.json["awards"][0]["recipient_name"] and after.etag != before.etag
    [shown] = reader.get(entered.headers["Location"]).expect(200).json["awards"]
    assert shown == after.json
    assert "Chuyện riêng" not in after.text + reader.get(entered.headers["Location"]).text


def test_it_may_be_published_from_the_beginning(district, reader, unique):
    made = district.post("/v1/decisions", new_decision(unique, published_on="2018-09-05")).expect(201)
    assert made.json["published_on"] == "2018-09-05"
    assert reader.get(f"/v1/awards/{made.json['awards'][0]['id']}").json["recipient_name"]
    publish(district, made).expect_problem(409, "conflict")


@pytest.mark.parametrize("day,rule", [("2018-09-02", "Ngày công bố trước"), ("2999-01-01", "Ngày công bố ở tương lai")])
def test_an_impossible_day_of_publication_is_400(district, entered, unique, day, rule):
    for answer in (publish(district, entered, day), district.post("/v1/decisions", new_decision(unique, published_on=day))):
        assert rule in answer.expect_problem(400, "invalid", pointer="/published_on", code="rule").text


def test_it_is_published_once(district, entered):
    published = publish(district, entered).expect(201)
    again = publish(district, entered, "2018-09-11", published.etag).expect_problem(409, "conflict")
    assert (again.json["current_state"], again.json["allowed"]) == ("published", [])
    publish(district, entered).expect_problem(412, "stale")


@pytest.mark.parametrize("role,unit,status", [
    ("district_reviewer", "349", 403), ("district_reviewer", "353", 403), ("province_reviewer", "35", 201),
    ("province_reviewer", "36", 404), ("unit_officer", "35", 403), ("reader", "35", 403), ("council_reviewer", "35", 403),
])
def test_a_decision_of_the_province_is_published_by_the_province(api, province, unique, role, unit, status):
    body = new_decision(unique, new_award(award_class_code="BKT", collective_id=collective(35)), level="province", authority="province_chair",
                        unit_id=HA_NAM)
    made = province.post("/v1/decisions", body).expect(201)
    publish(api.as_(role, unit), made).expect(status)


def test_a_neighbour_finds_no_decision_to_publish(api, entered):
    publish(api.as_("district_reviewer", "353"), entered).expect_problem(404, "not-found")


def test_publication_is_kept_in_the_history(district, entered, database):
    publish(district, entered).expect(201)
    kept = database.psql(
        f"select operation, actor, row ->> 'published_on' from change_history where row_id = {literal(entered.id)} order by version",
        "postgres")
    assert [row[::2] for row in kept] == [["insert", None], ["update", "2018-09-10"]]


def test_the_demonstration_has_one_of_each(reader):
    assert reader.get(f"/v1/decisions/{decision(1)}").json["published_on"] == "2018-02-20"
    assert reader.get(f"/v1/decisions/{decision(2)}").json["published_on"] is None
