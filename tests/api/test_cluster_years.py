"""What a cluster decides for a year, and who may write it: the rights depend on both the cluster and the year."""

import pytest
from support.samples import CLUSTER, CLUSTER_OF_COMMUNES, DUY_TIEN, MISSING, new_criterion, new_year
from support.scoring import Block

READERS = ["unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", "auditor"]


@pytest.fixture
def block(api, unique):
    """349 led the cluster in 2017, 353 leads it in 2018, 350 will lead it in 2019."""
    made = Block(api, unique)
    made.join("349", 2017, "leader")
    made.join("353", 2017)
    made.join("350", 2019, "leader")
    made.join("353", 2019)
    return made


def lay_down(block, who, year):
    return who.post(f"{block.path}/years", new_year(year=year))


def list_criterion(block, who, year):
    return who.post(f"{block.path}/criteria", new_criterion(block.unique, year=year))


WRITE = pytest.mark.parametrize("write", [lay_down, list_criterion])


@WRITE
@pytest.mark.parametrize("role", ["unit_officer", "district_reviewer"])
@pytest.mark.parametrize("code,year", [("349", 2017), ("350", 2019)])
def test_the_leader_of_a_year_writes_that_year(api, block, write, role, code, year):
    write(block, api.as_(role, code), year).expect(201)


@WRITE
@pytest.mark.parametrize("role", ["unit_officer", "district_reviewer"])
def test_last_years_leader_has_no_right_this_year_and_next_years_none_yet(api, block, write, role):
    for code, year in (("349", 2018), ("349", 2019), ("350", 2018), ("350", 2017), ("353", 2017), ("353", 2019)):
        write(block, api.as_(role, code), year).expect_problem(403, "forbidden")


@WRITE
@pytest.mark.parametrize("role", ["unit_officer", "district_reviewer"])
def test_the_deputy_writes_as_the_leader_does_and_other_members_do_not(api, block, write, role, unique):
    if write is list_criterion:
        write(block, api.as_(role, "347"), 2018).expect(201)
        return
    path = block.laid_down.headers["Location"]
    deputy, member = api.as_(role, "347"), api.as_(role, "349")
    changed = deputy.patch(path, {"scoring_method": unique("cách")}, block.laid_down.etag).expect(200)
    member.patch(path, {"scoring_method": None}, changed.etag).expect_problem(403, "forbidden")
    member.put(path, {"pact": None}, changed.etag).expect_problem(403, "forbidden")
    assert member.get(path).expect(200).json == changed.json


@WRITE
def test_the_province_writes_any_year(block, write):
    for year in (2016, 2017, 2019, 2030):
        write(block, block.province, year).expect(201)


@WRITE
def test_a_commune_below_the_leader_is_not_the_leader(api, block, write):
    write(block, api.as_("unit_officer", "13573"), 2018).expect_problem(403, "forbidden")


@WRITE
def test_another_province_does_not_find_it(api, block, write):
    write(block, api.as_("province_reviewer", "36"), 2018).expect_problem(404, "not-found")
    for inner in ("years", "criteria", "scores"):
        api.as_("province_reviewer", "36").get(f"{block.path}/{inner}").expect_problem(404, "not-found")


def test_a_change_of_leader_moves_the_right(api, block):
    path = f"{block.path}/members/{block.members['353']}"
    leader, successor = api.as_("unit_officer", "353"), api.as_("unit_officer", "350")
    lay_down(block, leader, 2018).expect_problem(409, "conflict", pointer="/year", code="unique")
    block.province.patch(path, {"role": "member"}, block.province.get(path).etag).expect(200)
    other = f"{block.path}/members/{block.members['350']}"
    block.province.patch(other, {"role": "leader"}, block.province.get(other).etag).expect(200)
    list_criterion(block, leader, 2018).expect_problem(403, "forbidden")
    list_criterion(block, successor, 2018).expect(201)


def test_a_year_is_laid_down_once(block):
    lay_down(block, block.province, 2018).expect_problem(409, "conflict", pointer="/year", code="unique")


@pytest.mark.parametrize(
    "change,pointer",
    [
        ({"year": 1944}, "/year"), ({"year": None}, "/year"), ({"flag_places": -1}, "/flag_places"),
        ({"flag_places": 51}, "/flag_places"), ({"flag_places": 1.5}, "/flag_places"),
        ({"pact_location": "C:\\giao uoc"}, "/pact_location"), ({"pact": "x" * 20001}, "/pact"),
        ({"pact_signed_on": "2018-02-30"}, "/pact_signed_on"), ({"cluster_id": CLUSTER}, "/cluster_id"),
    ],
)
def test_a_wrong_year_is_refused(block, change, pointer):
    answer = block.province.post(f"{block.path}/years", new_year(year=2020) | change)
    answer.expect_problem(400, "invalid", pointer=pointer)


def test_a_year_stays_the_year_it_is(block):
    path = block.laid_down.headers["Location"]
    block.province.patch(path, {"year": 2019}, block.laid_down.etag).expect_problem(
        400, "invalid", pointer="/year", code="immutable"
    )


def test_only_the_province_deletes_a_year(api, block):
    path = block.laid_down.headers["Location"]
    api.as_("unit_officer", "353").delete(path, block.laid_down.etag).expect_problem(403, "forbidden")
    block.province.delete(path, block.laid_down.etag).expect(204)


def test_a_cluster_with_a_year_cannot_be_deleted(province, unique):
    made = province.post("/v1/clusters", {"code": unique("cum"), "name": "Cụm", "unit_id": DUY_TIEN}).expect(201)
    province.post(f"{made.headers['Location']}/years", new_year()).expect(201)
    province.delete(made.headers["Location"], made.etag).expect_problem(409, "conflict", code="referenced")


@pytest.mark.parametrize("role", READERS)
def test_all_of_the_province_read_it(api, role):
    reader = api.as_(role, "349")
    [year] = reader.get(f"/v1/clusters/{CLUSTER}/years", {"year": 2018}).expect(200).items
    assert year["flag_places"] == 3 and year["pact_signed_on"] == "2018-02-27"
    criteria = reader.all(f"/v1/clusters/{CLUSTER}/criteria", {"year": 2018})
    assert [row["order"] for row in criteria] == list(range(1, 9))
    assert sum(row["max_points"] for row in criteria) == 100
    assert reader.get(f"/v1/clusters/{CLUSTER}/ranking", {"year": 2018}).expect(200).json["is_final"]
    assert reader.get(f"/v1/clusters/{CLUSTER}/years", {"year": 2017}).expect(200).items == []


def test_the_communes_of_2026_have_their_own_cluster(api):
    officer = api.as_("unit_officer", "13573")
    assert len(officer.all(f"/v1/clusters/{CLUSTER_OF_COMMUNES}/scores", {"year": 2026})) == 6
    officer.post(f"/v1/clusters/{CLUSTER_OF_COMMUNES}/years", new_year(year=2026)).expect_problem(409, "conflict")
    officer.post(f"/v1/clusters/{CLUSTER_OF_COMMUNES}/years", new_year(year=2027)).expect_problem(403, "forbidden")
    officer.get(f"/v1/clusters/{MISSING}/years").expect_problem(404, "not-found")


@pytest.mark.parametrize("role", ["unit_officer", "district_reviewer"])
def test_a_block_does_not_grant_itself_places_for_the_flag(api, block, role):
    leader, path = api.as_(role, "353"), block.laid_down.headers["Location"]
    stood = block.province.patch(path, {"flag_places": 2}, block.province.get(path).etag).expect(200)
    leader.patch(path, {"flag_places": 3}, stood.etag).expect_problem(403, "forbidden")
    leader.put(path, {"pact": "Giao ước (mẫu)"}, stood.etag).expect_problem(403, "forbidden")
    leader.put(path, {"pact": "Giao ước (mẫu)", "flag_places": 2}, stood.etag).expect(200)
    new_leader = api.as_(role, "350")
    new_leader.post(f"{block.path}/years", {"year": 2019, "flag_places": 5}).expect_problem(403, "forbidden")
    new_leader.post(f"{block.path}/years", {"year": 2019}).expect(201)
