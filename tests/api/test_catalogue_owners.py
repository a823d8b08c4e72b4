"""Owners of the catalogue rows: an administrator keeps the nation's rows, the council of a province keeps the
province's own, and no province changes what holds for the others. Each role is tried on a row of the nation, of its own
province and of another province.
"""

import pytest

from support.workflows import Workflow, class_id
from support.routes import ROLES
from support.samples import (
    BY_NAME, HA_NAM, MISSING, NAM_DINH, REGULAR_CAMPAIGN, award_class, collective, individual, launch, new_award,
    new_decision, new_own_class, new_target, unit,
)

RULES = f"/v1/award-classes/{award_class(60)}/rules"  # of BKT
PATHS = {"award class": "/v1/award-classes", "award rule": RULES, "stage deadline": "/v1/stage-deadlines",
         "indicator": "/v1/indicators"}
NATIONAL = {"holiday": "/v1/holidays", "base salary": "/v1/base-salaries", "statistics form": "/v1/statistics-forms",
            "statistics line": "/v1/statistics-forms/01600000-0050-7000-8000-000000000002/lines"}
PATCHES = {"award class": {"rank": 98}, "award rule": {"verified": False}, "stage deadline": {"working_days": 9},
           "indicator": {"note": "Mẫu"}}
WHOSE = {"the nation's": None, "its own": NAM_DINH, "another's": HA_NAM}
READERS = {"award class": set(ROLES)}
KEEPERS = {"the nation's": "admin", "its own": "council_reviewer"}


def body_of(name, unique, unit_id) -> dict:
    """A row that does not collide with those of other owners."""
    body = BY_NAME[name].full(unique) | {"unit_id": unit_id}
    if name == "award class":
        body = new_own_class(unique, unit_id=unit_id)
    if name == "award rule":
        body |= {"needs_award_class_id": award_class(80)}
    return body


@pytest.fixture
def keepers(api):
    """{unit id or None: the caller who keeps its rows}"""
    return {None: api.as_("admin", "35"), NAM_DINH: api.as_("council_reviewer", "36"), HA_NAM: api.as_("council_reviewer", "35")}


@pytest.fixture
def lay_down(keepers):
    """lay_down(path, body) → the answer that created it, sent by the keeper of such rows; deleted after the test."""
    made = []

    def create(path, body):
        made.append((keepers[body.get("unit_id")], keepers[body.get("unit_id")].post(path, body).expect(201)))
        return made[-1][1]

    yield create
    for keeper, answer in reversed(made):
        if keeper.get(answer.headers["Location"]).status == 200:
            keeper.delete(answer.headers["Location"], etag="*").expect(204)


@pytest.fixture(params=PATHS)
def name(request):
    return request.param


@pytest.fixture(params=WHOSE)
def whose(request):
    return request.param


@pytest.fixture
def row(name, whose, lay_down, unique):
    """The path of such a row. Callers of the tests are of 36."""
    return lay_down(PATHS[name], body_of(name, unique, WHOSE[whose])).headers["Location"]


def ask(caller, method, path, body):
    content_type = "application/merge-patch+json" if method == "PATCH" else "application/json"
    return caller.request(method, path, body, etag="*", content_type=content_type)


def refused_like_a_missing_one(caller, method, path, body=None):
    """The answer is the same, byte for byte, as for a row that does not exist."""
    missing = path.rpartition("/")[0] + "/" + MISSING
    there, nowhere = (ask(caller, method, at, body) for at in (path, missing))
    there.expect_problem(404, "not-found")
    assert there.content.decode().replace(path, missing) == nowhere.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_who_reads_a_row(api, name, whose, row, role):
    caller, collection, id = api.as_(role, "36"), *row.rpartition("/")[::2]
    if role == "reader" and role not in READERS.get(name, set()):
        caller.get(row).expect_problem(403, "forbidden")
        return
    listed = [item["id"] for item in caller.all(collection, {"limit": 200})]
    counted = caller.get(collection, {"limit": 1}, headers={"Prefer": "count=exact"}).expect(200).json["count"]
    assert counted == len(listed)
    assert (id in listed) == (whose != "another's")
    of_its_own = [item["id"] for item in caller.all(collection, {"unit_id": NAM_DINH})]
    assert (id in of_its_own) == (whose == "its own")
    assert caller.all(collection, {"unit_id": HA_NAM}) == []
    if whose == "another's":
        refused_like_a_missing_one(caller, "GET", row)
    else:
        assert caller.get(row).expect(200).json["unit_id"] == WHOSE[whose]


@pytest.mark.parametrize("role", ROLES)
def test_who_changes_a_row(api, name, whose, row, role, unique):
    caller = api.as_(role, "36")
    full = {member: value for member, value in body_of(name, unique, None).items() if member != "unit_id"}
    changes = (("PUT", full), ("PATCH", PATCHES[name]), ("DELETE", None))
    for method, body in changes:
        if role not in KEEPERS.values() or whose in KEEPERS and role != KEEPERS[whose]:
            ask(caller, method, row, body).expect_problem(403, "forbidden")
        elif whose == "another's":
            refused_like_a_missing_one(caller, method, row, body)
        else:
            ask(caller, method, row, body).expect(204 if method == "DELETE" else 200)


@pytest.mark.parametrize("role", ROLES)
def test_who_makes_a_row(api, name, whose, role, lay_down, unique):
    caller, body = api.as_(role, "36"), body_of(name, unique, WHOSE[whose])
    if role == KEEPERS.get(whose):
        assert lay_down(PATHS[name], body).json["unit_id"] == WHOSE[whose]
    elif role == "council_reviewer" and whose == "another's":
        answer = caller.post(PATHS[name], body).expect_problem(409, "conflict", pointer="/unit_id", code="reference")
        nowhere = caller.post(PATHS[name], body | {"unit_id": MISSING})
        assert answer.json["errors"] == nowhere.json["errors"]
    else:
        caller.post(PATHS[name], body).expect_problem(403, "forbidden")


@pytest.mark.parametrize("language,words", [("vi", "quản trị viên"), ("en", "an administrator")])
def test_a_council_is_told_who_keeps_the_nations_rows(api, name, unique, language, words):
    council = api.as_("council_reviewer", "36")
    answer = council.post(PATHS[name], body_of(name, unique, None), headers={"Accept-Language": language})
    assert words in answer.expect_problem(403, "forbidden").json["detail"]


@pytest.mark.parametrize("name", NATIONAL)
@pytest.mark.parametrize("role", ROLES)
def test_only_an_administrator_keeps_what_is_the_nations_alone(api, keepers, name, role, unique):
    caller = api.as_(role, "36")
    own = keepers[None].all(NATIONAL[name], {"limit": 200})[0]
    path, body = f"{NATIONAL[name]}/{own['id']}", BY_NAME[name].full(unique)
    if role == "admin":
        caller.patch(path, {}, etag="*").expect(200)
        return
    caller.post(NATIONAL[name], body).expect_problem(403, "forbidden")
    caller.put(path, body, etag="*").expect_problem(403, "forbidden")
    caller.patch(path, {}, etag="*").expect_problem(403, "forbidden")
    caller.delete(path, etag="*").expect_problem(403, "forbidden")


def test_the_owner_of_a_row_is_given_on_creation_only(name, keepers, lay_down, unique):
    made = lay_down(PATHS[name], body_of(name, unique, NAM_DINH))
    full = body_of(name, unique, NAM_DINH)
    for body in ({"unit_id": None}, {"unit_id": HA_NAM}, {"unit_id": NAM_DINH}):
        patched = keepers[NAM_DINH].patch(made.headers["Location"], body, made.etag)
        patched.expect_problem(400, "invalid", pointer="/unit_id", code="immutable")
    put = keepers[NAM_DINH].put(made.headers["Location"], full, made.etag)
    put.expect_problem(400, "invalid", pointer="/unit_id", code="immutable")


def test_only_a_province_has_rows_of_its_own(api, name, unique):
    council = api.as_("council_reviewer", "35")
    refused = council.post(PATHS[name], body_of(name, unique, unit(349)))
    refused.expect_problem(400, "invalid", pointer="/unit_id", code="rule")


def test_a_council_below_the_province_reads_and_does_not_write(api, name, lay_down, unique):
    made = lay_down(PATHS[name], body_of(name, unique, HA_NAM)).headers["Location"]
    for code in ("349", "13324"):
        council = api.as_("council_reviewer", code)
        council.get(made).expect(200)
        council.patch(made, PATCHES[name], etag="*").expect_problem(403, "forbidden")
        council.delete(made, etag="*").expect_problem(403, "forbidden")
        refused = council.post(PATHS[name], body_of(name, unique, HA_NAM))
        refused.expect_problem(409, "conflict", pointer="/unit_id", code="reference")


def test_an_heir_reads_what_its_predecessors_had_and_leaves_it(api, name, lay_down, unique):
    """37 took over 35 and 36 on 2025-07-01."""
    heir = api.as_("council_reviewer", "37")
    for owner in (HA_NAM, NAM_DINH):
        made = lay_down(PATHS[name], body_of(name, unique, owner)).headers["Location"]
        heir.get(made).expect(200)
        heir.patch(made, PATCHES[name], etag="*").expect_problem(403, "forbidden")
        heir.delete(made, etag="*").expect_problem(403, "forbidden")


# The attack: a province sets the threshold for the certificate of its chair to one vote in a thousand.

VOTE = {"kind": "vote", "valid_from": "2027-01-01", "permille": 1, "secret": True, "written_allowed": True,
        "recusal_shrinks": False, "text_vi": "Mẫu", "text_en": "Sample", "confidence": "none"}


def thresholds(database) -> list:
    """The thresholds of BKT in 2027: in 35, in 36, and the nation's."""
    asked = "(select r.permille::text from legal_rules('{}', 'vote', 'individual', '2027-06-01', {}) r)"
    places = (f"'{HA_NAM}'", f"'{NAM_DINH}'", "null")
    every = ", ".join(asked.format(award_class(60), place) for place in places)
    return database.value(f"select concat_ws(' ', {every})", role="postgres").split()


def test_no_province_sets_the_nations_vote(api, database, lay_down):
    council = api.as_("council_reviewer", "36")
    [current] = council.get(RULES, {"kind": "vote", "as_of": "2027-06-01"}).expect(200).items
    path = f"{RULES}/{current['id']}"
    council.patch(path, {"permille": 1}, etag="*").expect_problem(403, "forbidden")
    council.patch(path, {"valid_to": "2026-12-31"}, etag="*").expect_problem(403, "forbidden")
    council.put(path, VOTE, etag="*").expect_problem(403, "forbidden")
    council.delete(path, etag="*").expect_problem(403, "forbidden")
    council.post(RULES, VOTE).expect_problem(403, "forbidden")
    council.post(RULES, VOTE | {"unit_id": None}).expect_problem(403, "forbidden")
    council.post(RULES, VOTE | {"unit_id": HA_NAM}).expect_problem(409, "conflict", pointer="/unit_id")
    council.post(RULES, VOTE | {"province_lineage": None}).expect_problem(400, "invalid", pointer="/province_lineage")
    assert council.get(path).expect(200).json == current
    assert thresholds(database) == ["501", "501", "501"]
    lay_down(RULES, VOTE | {"unit_id": NAM_DINH})
    assert thresholds(database) == ["501", "1", "501"]


def test_no_province_sets_the_nations_vote_under_a_key(api, unique):
    """The attack again with an Idempotency-Key: the retry is refused like the first try."""
    council, headers = api.as_("council_reviewer", "36"), {"Idempotency-Key": unique("key")}
    for _ in range(2):
        council.post(RULES, VOTE, headers=headers).expect_problem(403, "forbidden")


def test_one_person_of_both_roles_keeps_both(api, lay_down, unique):
    both = api.as_(["admin", "council_reviewer"], "36")
    for unit_id in (None, NAM_DINH):
        made = both.post("/v1/award-classes", new_own_class(unique, unit_id=unit_id)).expect(201)
        both.delete(made.headers["Location"], made.etag).expect(204)
    refused = both.post("/v1/award-classes", new_own_class(unique, unit_id=HA_NAM))
    refused.expect_problem(409, "conflict", pointer="/unit_id", code="reference")


@pytest.mark.parametrize("path,changes,pointer", [
    (RULES, {"kind": "authority", "path": None, "authority": "province_chair"}, "/kind"),
    (RULES, {"kind": "bonus", "path": None, "coefficient": 9}, "/kind"),
    (f"/v1/award-classes/{award_class(20)}/rules", {}, "/unit_id"),
])
def test_a_province_cannot_make_these_rules(api, path, changes, pointer):
    body = {"kind": "judgement", "path": "a", "valid_from": "2031-01-01", "text_vi": "Mẫu", "text_en": "Sample",
            "confidence": "none", "unit_id": NAM_DINH}
    refused = api.as_("council_reviewer", "36").post(path, body | changes, headers={"Accept-Language": "en"})
    refused.expect_problem(400, "invalid", pointer=pointer, code="rule")
    assert refused.json["errors"][0]["detail"].count("A province ") == 1


@pytest.mark.parametrize("changes,pointer", [
    ({"level": "state"}, "/level"), ({"authority": "president"}, "/authority"),
    ({"parent_id": award_class(80)}, "/parent_id"), ({"code": "BKT"}, "/code"),
])
def test_what_a_class_of_its_own_cannot_be(api, unique, lay_down, changes, pointer):
    council = api.as_("council_reviewer", "36")
    status = (409, "conflict") if pointer == "/code" else (400, "invalid")
    refused = council.post("/v1/award-classes", new_own_class(unique, unit_id=NAM_DINH, **changes))
    refused.expect_problem(*status, pointer=pointer)
    made = lay_down("/v1/award-classes", new_own_class(unique, unit_id=NAM_DINH))
    council.patch(made.headers["Location"], changes, made.etag).expect_problem(*status, pointer=pointer)


@pytest.mark.parametrize("changes,pointer", [
    ({"stage": "central"}, "/stage"), ({"award_level": "state"}, "/award_level"), ({"award_level": None}, "/award_level"),
])
def test_what_a_deadline_of_its_own_cannot_be(api, unique, changes, pointer):
    body = body_of("stage deadline", unique, NAM_DINH) | changes
    refused = api.as_("council_reviewer", "36").post("/v1/stage-deadlines", body)
    refused.expect_problem(400, "invalid", pointer=pointer, code="rule")


def test_the_rules_of_another_provinces_class_are_not_there(api, lay_down, unique):
    path = lay_down("/v1/award-classes", new_own_class(unique)).headers["Location"] + "/rules"
    body = BY_NAME["award rule"].full(unique) | {"needs_award_class_id": award_class(80)}
    lay_down(path, body | {"unit_id": HA_NAM})
    for role in ("council_reviewer", "admin"):
        other = api.as_(role, "36")
        other.get(path).expect_problem(404, "not-found")
        other.post(path, body).expect_problem(404, "not-found")
    seeing = api.as_("admin", "35").post(path, body)
    seeing.expect_problem(400, "invalid", pointer="/unit_id", code="rule")


# A province's own rule holds in the province.


@pytest.mark.parametrize("owner", [HA_NAM, NAM_DINH])
def test_an_answer_on_eligibility_says_whose_rule_counted(api, lay_down, owner):
    body = {"kind": "judgement", "path": "z", "valid_from": "2018-01-01", "text_vi": "Mẫu", "text_en": "Sample",
            "confidence": "S-local", "unit_id": owner}
    made = lay_down(f"/v1/award-classes/{award_class(80)}/rules", body)
    for code, where, subject in (("35", HA_NAM, individual(3)), ("36", NAM_DINH, individual(25))):
        reviewer = api.as_("province_reviewer", code)
        asked = {"award_class_code": "GK", "on": "2018-06-01"}
        told = reviewer.get(f"/v1/individuals/{subject}/eligibility", asked).expect(200).json["paths"]
        owners = {condition["unit_id"] for path in told for condition in path["conditions"]}
        assert owners == {owner if owner == where else None}
        assert (told[0]["path"] == "z") == (owner == where)
    assert made.json["unit_id"] == owner


def test_a_nomination_is_due_by_its_provinces_deadline(api, unique, lay_down):
    due = []
    for working_days in (None, 2):
        if working_days:
            body = {"stage": "district", "award_level": "base", "working_days": working_days,
                    "valid_from": "2018-01-01", "confidence": "S-local"}
            lay_down("/v1/stage-deadlines", body | {"unit_id": NAM_DINH, "working_days": 1})
            lay_down("/v1/stage-deadlines", body | {"unit_id": HA_NAM})
        due.append(Workflow(api, unique, begins="2018-06-04").nominate("GK").submit().now["due_on"])
    assert due == ["2018-07-02", "2018-06-06"]


# A province's own class is for its own records.


@pytest.fixture
def own(lay_down, unique):
    """A class of Nam Định."""
    return lay_down("/v1/award-classes", new_own_class(unique, unit_id=NAM_DINH, level="base", authority="agency_head"))


def decided(unique, home, subject, **named):
    return new_decision(
        unique, new_award(collective_id=subject, **named), authority="province_chair", level="province", unit_id=home,
    )


def test_no_record_elsewhere_names_it(api, own, unique):
    """Not even by callers who see both provinces."""
    class_id_of, code = own.id, own.json["code"]
    for units in ("35", ["35", "36"]):
        province, officer = api.as_("province_reviewer", units), api.as_("unit_officer", units)
        for named in ({"award_class_code": code}, {"award_class_code": None, "award_class_id": class_id_of}):
            where = "/awards/0/award_class_code" if named["award_class_code"] else "/awards/0/award_class_id"
            refused = province.post("/v1/decisions", decided(unique, HA_NAM, collective(35), **named))
            refused.expect_problem(409, "conflict", pointer=where, code="reference")
        statement = {"unit_id": HA_NAM, "award_class_id": class_id_of, "subject_kind": "collective",
                     "period_from": "2018-01-01", "period_to": "2018-06-30", "stated": "nhiều"}
        refused = province.post("/v1/award-statements", statement)
        refused.expect_problem(409, "conflict", pointer="/award_class_id", code="reference")
        dossier = officer.post("/v1/dossiers", {"title": "Mẫu", "unit_id": HA_NAM, "year": 2018, "dated_on": "2018-06-15"})
        body = {"dossier_id": dossier.expect(201).id, "award_class_id": class_id_of, "subject_kind": "collective",
                "collective_id": collective(35)}
        refused = officer.post("/v1/nominations", body)
        refused.expect_problem(409, "conflict", pointer="/award_class_id", code="reference")
        made = officer.post("/v1/nominations", body | {"award_class_id": class_id("GK")}).expect(201)
        patched = officer.patch(made.headers["Location"], {"award_class_id": class_id_of}, made.etag)
        patched.expect_problem(409, "conflict", pointer="/award_class_id", code="reference")
        for named in (class_id_of, code):
            refused = province.get(f"/v1/collectives/{collective(35)}/eligibility", {"award_class_code": named})
            refused.expect_problem(400, "invalid", parameter="award_class_code", code="reference")


def test_records_of_its_province_name_its_own_class(api, own, unique):
    class_of, code = own.id, own.json["code"]
    province, officer = api.as_("province_reviewer", "36"), api.as_("unit_officer", "36")
    for named in (class_of, code):
        told = province.get(f"/v1/collectives/{collective(36)}/eligibility", {"award_class_code": named}).expect(200)
        assert (told.json["award_class_code"], told.json["result"], told.json["paths"]) == (code, "cannot_tell", [])
    dossier = officer.post("/v1/dossiers", {"title": "Mẫu", "unit_id": NAM_DINH, "year": 2018, "dated_on": "2018-06-15"})
    body = {"dossier_id": dossier.expect(201).id, "award_class_id": class_of, "subject_kind": "collective",
            "collective_id": collective(36)}
    made = officer.post("/v1/nominations", body).expect(201)
    assert (made.json["award_class_code"], made.json["award_level"]) == (code, "base")
    officer.delete(made.headers["Location"], made.etag).expect(204)
    statement = {"unit_id": NAM_DINH, "award_class_id": class_of, "subject_kind": "collective",
                 "period_from": "2018-01-01", "period_to": "2018-06-30", "stated": "nhiều"}
    said = province.post("/v1/award-statements", statement).expect(201)
    province.delete(said.headers["Location"], said.etag).expect(204)


def test_two_provinces_may_use_one_code_and_each_means_its_own(api, lay_down, unique):
    code = unique("R")[-14:]
    ids = [lay_down("/v1/award-classes", new_own_class(unique, code=code, unit_id=where)).id for where in (HA_NAM, NAM_DINH)]
    both = api.as_("province_reviewer", ["35", "36"])
    asked = {"award_class_code": code, "on": "2018-06-01"}
    for subject in (collective(35), collective(36)):
        assert both.get(f"/v1/collectives/{subject}/eligibility", asked).expect(200).json["award_class_code"] == code
    assert {row["id"] for row in both.all("/v1/award-classes", {"code": code})} == set(ids)
    [seen] = api.as_("reader", "36").all("/v1/award-classes", {"code": code})
    assert seen["id"] == ids[1]


def test_a_decision_means_the_class_of_its_province(api, keepers, unique):
    """Entered by a caller who sees both classes of that code. The classes are kept after the test, because their awards are."""
    code, classes = unique("R")[-14:], "/v1/award-classes"
    both = api.as_("province_reviewer", ["35", "36"])
    for where, subject in ((HA_NAM, collective(35)), (NAM_DINH, collective(36))):
        own = keepers[where].post(classes, new_own_class(unique, code=code, unit_id=where)).expect(201)
        [award] = both.post("/v1/decisions", decided(unique, where, subject, award_class_code=code)).expect(201).json["awards"]
        assert (award["award_class_code"], award["award_class_id"]) == (code, own.id)
        status = both.get(f"/v1/award-status/{award['code']}")
        assert status.expect(200).json["award_class_code"] is not None


def test_an_indicator_of_its_own_is_for_its_own_campaigns(api, lay_down, unique):
    body = BY_NAME["indicator"].full(unique) | {"unit_id": NAM_DINH}
    own = lay_down("/v1/indicators", body)
    measured = {name: body[name] for name in ("field", "measure_unit", "direction", "basis")}
    for units in ("35", ["35", "36"]):
        province = api.as_("province_reviewer", units)
        refused = province.post("/v1/campaign-targets", new_target(unique, indicator_id=own.id, **measured))
        refused.expect_problem(409, "conflict", pointer="/indicator_id", code="reference")
    nam_dinh = api.as_("province_reviewer", "36")
    campaign = {"code": unique("pt"), "name": "Mẫu", "kind": "regular", "unit_id": NAM_DINH, "starts_on": "2018-01-01"}
    launched = launch(nam_dinh, nam_dinh.post("/v1/campaigns", campaign)).expect(201)
    its_own = new_target(unique, indicator_id=own.id, unit_id=NAM_DINH, campaign_id=launched.id, **measured)
    made = nam_dinh.post("/v1/campaign-targets", its_own).expect(201)
    both = api.as_("province_reviewer", ["35", "36"])
    moved = both.patch(made.headers["Location"], {"campaign_id": REGULAR_CAMPAIGN}, made.etag)
    moved.expect_problem(409, "conflict", pointer="/indicator_id", code="reference")
    nam_dinh.delete(made.headers["Location"], made.etag).expect(204)
