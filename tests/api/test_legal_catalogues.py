"""The catalogues of the law (rules of a class, regimes, holidays, deadlines, base salaries): what they refuse and show."""

import pytest

from support.samples import BY_NAME, MISSING, award_class

CATALOGUES = ["holiday", "stage deadline", "base salary"]
# a body of each that may exist only once, and another body that does not collide
TAKEN = {"holiday": "/on_date", "stage deadline": "/valid_from", "base salary": "/valid_from"}
ELSEWHERE = {
    "holiday": {"on_date": "2031-05-04"},
    "stage deadline": {"award_level": "base"},
    "base salary": {"valid_from": "2003-01-01", "valid_to": "2003-12-31"},
}
RULES = f"/v1/award-classes/{award_class(85)}/rules"


@pytest.fixture
def cataloguer(api):
    return api.as_("admin", "35")


@pytest.fixture
def officer(api):
    return api.as_("unit_officer", "349")


@pytest.fixture
def kept(cataloguer):
    """kept(path, body) → the answer that created it; deleted after the test."""
    made = []

    def create(path, body):
        made.append(cataloguer.post(path, body).expect(201))
        return made[-1]

    yield create
    for answer in made:
        left = cataloguer.get(answer.headers["Location"])
        if left.status == 200:
            cataloguer.delete(answer.headers["Location"], left.etag).expect(204)


def rule(**changes):
    body = {"kind": "judgement", "path": "a", "valid_from": "2031-01-01", "text_vi": "Mẫu", "text_en": "Sample",
            "confidence": "none"}
    return body | changes


@pytest.mark.parametrize("name", CATALOGUES)
def test_two_rows_of_the_same_thing_do_not_hold_on_one_day(cataloguer, kept, unique, name):
    sample, where = BY_NAME[name], TAKEN[name]
    first = kept(sample.path, sample.full(unique))
    cataloguer.post(sample.path, sample.full(unique)).expect_problem(409, "conflict", pointer=where, code="unique")
    other = kept(sample.path, sample.full(unique) | ELSEWHERE[name])
    at, again = other.headers["Location"], {name: first.json[name] for name in ELSEWHERE[name]}
    cataloguer.patch(at, again, other.etag).expect_problem(409, "conflict", pointer=where, code="unique")
    again = sample.replacement(unique)
    cataloguer.put(at, again, other.etag).expect_problem(409, "conflict", pointer=where, code="unique")


@pytest.mark.parametrize("name", [*CATALOGUES, "award rule"])
@pytest.mark.parametrize("role", ["unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", "auditor"])
def test_the_office_reads_and_does_not_write(api, unique, name, role):
    sample = BY_NAME[name]
    path = sample.path.replace("{award_class}", award_class(85))
    caller = api.as_(role, "35")
    assert caller.get(path).expect(200).items
    caller.post(path, sample.full(unique)).expect_problem(403, "forbidden")


def test_a_reader_sees_classes_and_not_their_rules(api):
    reader = api.as_("reader", "349")
    reader.get("/v1/award-classes").expect(200)
    for path in (RULES, "/v1/legal-regimes", "/v1/holidays", "/v1/stage-deadlines", "/v1/base-salaries"):
        reader.get(path).expect_problem(403, "forbidden")


@pytest.mark.parametrize("body,pointer", [
    (rule(kind="held_award", least=1), "/needs_award_class_id"),
    (rule(kind="held_award", needs_award_class_id=award_class(30)), "/least"),
    (rule(years=2), "/years"), (rule(rating="good"), "/rating"), (rule(path=None), "/path"), (rule(path="A"), "/path"),
    (rule(kind="initiatives", least=1), "/initiative_level"), (rule(kind="unit_age"), "/years"),
    (rule(kind="vote", path=None, secret=True, written_allowed=True, recusal_shrinks=False), "/permille"),
    (rule(kind="vote", path=None, permille=800, written_allowed=True, recusal_shrinks=False), "/secret"),
    (rule(kind="vote", path=None, permille=800, secret=True, recusal_shrinks=False), "/written_allowed"),
    (rule(kind="vote", path=None, permille=800, secret=True, written_allowed=True), "/recusal_shrinks"),
    (rule(quorum_permille=500), "/quorum_permille"), (rule(kind="authority", path=None), "/authority"),
    (rule(kind="bonus", path=None, coefficient=1001), "/coefficient"), (rule(working_days=3), "/working_days"),
    (rule(valid_to="2030-12-31"), "/valid_to"),
])
def test_a_rule_says_what_its_kind_asks_for(cataloguer, body, pointer):
    cataloguer.post(RULES, body).expect_problem(400, "invalid", pointer=pointer, code="rule")


def test_a_rule_of_a_class_that_is_not_there(cataloguer):
    cataloguer.post(f"/v1/award-classes/{MISSING}/rules", rule()).expect_problem(404, "not-found")
    cataloguer.get(f"/v1/award-classes/{MISSING}/rules").expect_problem(404, "not-found")


def test_a_rule_is_found_under_its_own_class_only(cataloguer, kept):
    made = kept(RULES, rule())
    other = made.headers["Location"].replace(award_class(85), award_class(80))
    cataloguer.get(other).expect_problem(404, "not-found")
    assert made.json["award_class_id"] == award_class(85)
    body = rule(award_class_id=award_class(80))
    cataloguer.post(RULES, body).expect_problem(400, "invalid", pointer="/award_class_id", code="read_only")


def test_two_thresholds_do_not_hold_on_a_day(cataloguer, kept):
    vote = rule(kind="vote", path=None, permille=800, secret=True, written_allowed=True, recusal_shrinks=False)
    made = kept(RULES, vote)
    cataloguer.post(RULES, vote).expect_problem(409, "conflict", pointer="/valid_from", code="unique")
    cataloguer.patch(made.headers["Location"], {"valid_to": "2031-12-31"}, made.etag).expect(200)
    kept(RULES, vote | {"valid_from": "2032-01-01", "permille": 900})


def test_a_class_with_rules_is_kept(cataloguer, kept, unique):
    made = cataloguer.post("/v1/award-classes", BY_NAME["award class"].full(unique)).expect(201)
    at = made.headers["Location"]
    kept(at + "/rules", rule())
    cataloguer.delete(at, made.etag).expect_problem(409, "conflict", code="referenced")


def test_rules_of_a_day_and_a_kind(officer):
    path = f"/v1/award-classes/{award_class(75)}/rules"
    quota = officer.get(path, {"kind": "quota", "as_of": "2018-06-30"}).expect(200).items
    assert [(row["permille"], row["needs_award_class_id"]) for row in quota] == [(150, award_class(85))]
    assert officer.get(path, {"kind": "quota", "as_of": "2024-01-01"}).expect(200).items == []
    now = officer.get(path, {"kind": "vote", "as_of": "2024-01-01", "verified": "false"}).expect(200).items
    assert [(row["permille"], row["confidence"]) for row in now] == [(800, "S")]
    assert now[0]["article"] == "Nghị định 98/2023/NĐ-CP Điều 30.7" and now[0]["text_en"]


def test_an_officer_of_the_law_confirms_a_rule(cataloguer, kept):
    made = kept(RULES, rule())
    confirmed = cataloguer.patch(made.headers["Location"], {"verified": True, "confidence": "S"}, made.etag).expect(200)
    assert (confirmed.json["verified"], confirmed.json["confidence"]) == (True, "S")


def test_the_regimes_in_their_order(officer):
    regimes = officer.get("/v1/legal-regimes").expect(200).items
    assert [row["code"] for row in regimes] == ["R1", "R2", "R3", "R4", "R5"]
    [then] = officer.get("/v1/legal-regimes", {"as_of": "2018-06-30"}).expect(200).items
    assert then["code"] == "R2" and officer.get(f"/v1/legal-regimes/{then['id']}").expect(200).json == then


def test_regimes_are_not_written(api):
    admin = api.as_("admin", "35")
    answer = admin.post("/v1/legal-regimes", {}).expect_problem(405, "method-not-allowed")
    assert "POST" not in answer.headers["Allow"]


@pytest.mark.parametrize("changes,pointer,code", [
    ({"on_date": "2031-05-02"}, "/kind", "rule"), ({"on_date": "2031-02-29"}, "/on_date", "format"),
    ({"confidence": "sure"}, "/confidence", "enum"), ({"verified": None}, "/verified", "null"),
])
def test_a_wrong_holiday_is_refused(cataloguer, unique, changes, pointer, code):
    body = BY_NAME["holiday"].full(unique) | changes
    cataloguer.post("/v1/holidays", body).expect_problem(400, "invalid", pointer=pointer, code=code)


def test_holidays_of_a_month(officer):
    february = {"on_date[gte]": "2018-02-01", "on_date[lte]": "2018-02-28"}
    days = officer.get("/v1/holidays", february).expect(200).items
    assert [row["on_date"] for row in days] == [f"2018-02-{day}" for day in range(14, 21)]
    assert officer.get("/v1/holidays", {"on_date": "2019-01-05"}).expect(200).items[0]["kind"] == "make_up"


def test_the_base_salary_of_a_day(officer):
    [then] = officer.get("/v1/base-salaries", {"as_of": "2018-06-30"}).expect(200).items
    assert (then["amount"], then["confidence"], then["verified"]) == (1300000, "S", False)


@pytest.mark.parametrize("name", ["stage deadline", "base salary"])
def test_a_period_does_not_end_before_it_begins(cataloguer, unique, name):
    body = BY_NAME[name].full(unique) | {"valid_to": "1999-12-31"}
    cataloguer.post(BY_NAME[name].path, body).expect_problem(400, "invalid", pointer="/valid_to", code="rule")
