"""Councils at base level: of a district until the reform, of a commune since then, and of an agency. Tests which
nominations come before which council, and that a title with a vote is not decided without one.
"""

import pytest

from support.council import digest_of, on_paper
from support.workflows import Workflow
from support.samples import DUY_TIEN, collective, new_collective, new_individual, unit
from support.sitting import SESSIONS, Session
from support.subjects import nominate_own, nominate_person


@pytest.fixture
def session(api, database, unique):
    return lambda **options: Session(api, database, unique, **options)


class Base:
    """A council at base level: its session, with three members who vote on paper."""

    def __init__(self, api, unique, code, unit_id, held_on, **changes):
        self.unique = unique
        self.keeper = api.as_("council_reviewer", code, sub=unique("keeper"))
        self.second = api.as_("council_reviewer", code, sub=unique("second"))
        body = {"unit_id": unit_id, "number": unique("HD"), "held_on": held_on} | changes
        self.answer = self.keeper.post(SESSIONS, body)
        self.path = self.answer.headers.get("Location")

    def put(self, nomination):
        return self.keeper.post(f"{self.path}/items", {"nomination_id": nomination, "order": 1})

    def vote(self, item, agree, **more):
        seats = [self.keeper.post(f"{self.path}/members", {"name": f"{role} (mẫu)", "role": role}).expect(201).id
                 for role in ("chair", "member", "secretary")]
        self.keeper.post(f"{self.path}/opening", {}, etag=self.keeper.get(self.path).etag).expect(201)
        on_paper(self.keeper, self.second, self.path, item, digest_of(self.unique), voters=seats, agree=agree,
                 disagree=3 - agree, blank=0)
        return self.keeper.post(f"{item}/result", more, etag=self.keeper.get(item).etag)


COMMUNE = unit(13363, 3)  # Tiên Sơn, Ninh Bình
SEEN = {"acknowledgement": "Đã xem xét cảnh báo"}


@pytest.fixture
def fighter(api, unique):
    """A nomination for fighter at the grassroots in a commune of 2025, reviewed there: until its end councils vote on it."""
    workflow = Workflow(api, unique, code="13363", unit_id=COMMUNE, province="37", begins="2025-10-06")
    home = workflow.officer.post("/v1/collectives", new_collective(unique, unit_id=COMMUNE)).expect(201).id
    person = workflow.officer.post("/v1/individuals", new_individual(unique, collective_id=home)).expect(201).id
    nominate_person(workflow, "CSTDCS", person).submit().receive().approve(**SEEN)
    workflow.home = home
    return workflow


def decide_at(workflow, who, authority, level, unit_id):
    body = {"number": workflow.unique("QD"), "signed_on": workflow.day.isoformat(), "authority": authority, "level": level,
            "unit_id": unit_id, "signer_name": "Người ký (mẫu)", "awards": [{"nomination_id": workflow.last.id}]}
    return who.post("/v1/decisions", body)


def test_a_fighter_of_a_commune_is_decided_after_the_vote_of_its_council(api, unique, fighter):
    """The attack: three such nominations were decided without a vote."""
    workflow = fighter
    assert (workflow.state, workflow.now["waits_for"]) == ("council", "council_reviewer")
    decide_at(workflow, workflow.district, "commune_chair", "commune", COMMUNE).expect_problem(409, "conflict")
    council = Base(api, unique, "13363", COMMUNE, "2025-10-06")
    queue = council.keeper.get("/v1/work-queue", {"limit": 200}).expect(200).items
    assert workflow.last.id in [waiting["id"] for waiting in queue]
    item = council.put(workflow.last.id).expect(201).headers["Location"]
    assert council.vote(item, 3).expect(201).json["outcome"] == "passed"
    workflow.refresh()
    event = workflow.events()[-1]
    assert (workflow.state, event["action"], event["stage"], event["actor_unit_id"]) == ("approved", "pass", "council", COMMUNE)
    both = api.as_(["district_reviewer", "council_reviewer"], "13363", sub=council.keeper.who["sub"])
    decide_at(workflow, both, "commune_chair", "commune", COMMUNE).expect_problem(403, "forbidden")
    decide_at(workflow, workflow.district, "commune_chair", "commune", COMMUNE).expect(201)
    minutes = council.keeper.get(f"{council.path}/minutes").expect(200).json
    assert (minutes["unit_level"], minutes["collective_id"]) == ("commune", None) and minutes["unit_name"]


def test_from_2026_the_nation_asks_no_vote_on_a_fighter(api, unique):
    """The new decree names no share for it, and the former one held to the end of 2025: a province may ask for one by a rule of its own."""
    workflow = Workflow(api, unique, code="13363", unit_id=COMMUNE, province="37", begins="2026-01-05")
    home = workflow.officer.post("/v1/collectives", new_collective(unique, unit_id=COMMUNE)).expect(201).id
    person = workflow.officer.post("/v1/individuals", new_individual(unique, collective_id=home)).expect(201).id
    nominate_person(workflow, "CSTDCS", person).submit().receive().approve(**SEEN)
    assert (workflow.state, workflow.now["waits_for"]) == ("approved", "district_reviewer")


def test_a_fighter_of_before_the_2022_law_needs_no_vote(api, unique):
    workflow = Workflow(api, unique)
    nominate_person(workflow, "CSTDCS").submit().receive().approve(**SEEN)
    assert workflow.state == "approved"


def test_a_district_had_its_council_until_the_reform(api, unique):
    workflow = Workflow(api, unique, code="353", begins="2024-03-01")
    person = workflow.officer.post("/v1/individuals", new_individual(unique, collective_id=collective(16))).expect(201).id
    nominate_person(workflow, "CSTDCS", person).submit().receive().approve(**SEEN)
    assert workflow.state == "council"
    council = Base(api, unique, "353", unit(353), "2024-03-01")
    item = council.put(workflow.last.id).expect(201).headers["Location"]
    assert council.vote(item, 1).expect(201).json["outcome"] == "failed"
    assert workflow.refresh().state == "rejected"


def test_each_council_has_its_own(api, unique, fighter, session):
    """The council of the province does not vote on a title of base level, nor a base council on what goes on to the province."""
    province = Base(api, unique, "37", unit(37, 2), "2025-10-06")
    elsewhere = province.put(fighter.last.id).expect_problem(409, "conflict", pointer="/nomination_id", code="rule")
    assert elsewhere.json["current_state"] == "planned"
    neighbour = Base(api, unique, "13330", unit(13330, 3), "2025-10-06")
    neighbour.put(fighter.last.id).expect_problem(409, "conflict", pointer="/nomination_id", code="reference")
    one = session(open_=False)  # before the council of Hà Nam
    below = Base(api, unique, "349", DUY_TIEN, "2018-06-20")
    workflow = nominate_own(Workflow(api, unique), "BKT").submit().receive().approve(**SEEN)
    workflow.approve(workflow.province, **SEEN)
    below.put(workflow.last.id).expect_problem(409, "conflict", pointer="/nomination_id", code="rule")
    one.keeper.post(f"{one.path}/items", {"nomination_id": workflow.last.id, "order": 2}).expect(201)


def test_an_agency_votes_on_its_own_people_only(api, unique, fighter):
    own = Base(api, unique, "13363", COMMUNE, "2025-10-06", collective_id=fighter.home)
    assert own.answer.expect(201).json["collective_id"] == fighter.home
    officer = fighter.officer
    other = officer.post("/v1/collectives", new_collective(unique, unit_id=COMMUNE)).expect(201).id
    strange = Base(api, unique, "13363", COMMUNE, "2025-10-06", collective_id=other)
    strange.put(fighter.last.id).expect_problem(409, "conflict", pointer="/nomination_id", code="rule")
    item = own.put(fighter.last.id).expect(201).headers["Location"]
    assert own.vote(item, 3).expect(201).json["outcome"] == "passed"
    minutes = own.keeper.get(f"{own.path}/minutes").expect(200).json
    assert minutes["collective_id"] == fighter.home and minutes["collective_name"]


def test_a_part_of_an_agency_belongs_to_the_council_of_the_agency(api, unique, fighter):
    part = fighter.officer.post(
        "/v1/collectives", new_collective(unique, unit_id=COMMUNE, parent_id=fighter.home)
    ).expect(201).id
    person = fighter.officer.post("/v1/individuals", new_individual(unique, collective_id=part)).expect(201).id
    nominate_person(fighter, "CSTDCS", person).submit().receive().approve(**SEEN)
    council = Base(api, unique, "13363", COMMUNE, "2025-10-06", collective_id=fighter.home)
    council.put(fighter.last.id).expect(201)


def test_a_body_of_the_province_has_a_council_of_its_own_for_titles_of_the_base(api, unique):
    workflow = Workflow(api, unique, code="37", unit_id=unit(37, 2), province="37", begins="2025-10-06")
    home = workflow.officer.post("/v1/collectives", new_collective(unique, unit_id=unit(37, 2))).expect(201).id
    person = workflow.officer.post("/v1/individuals", new_individual(unique, collective_id=home)).expect(201).id
    nominate_person(workflow, "CSTDCS", person).submit().review(workflow.province, "receive").approve(workflow.province, **SEEN)
    assert workflow.state == "council"
    province = Base(api, unique, "37", unit(37, 2), "2025-10-06")
    province.put(workflow.last.id).expect_problem(409, "conflict", pointer="/nomination_id", code="rule")
    agency = Base(api, unique, "37", unit(37, 2), "2025-10-06", collective_id=home)
    item = agency.put(workflow.last.id).expect(201).headers["Location"]
    assert agency.vote(item, 2).expect(201).json["outcome"] == "failed"


def test_an_agency_lies_in_the_unit_of_its_council(api, unique, fighter):
    elsewhere = fighter.officer.post("/v1/collectives", new_collective(unique, unit_id=COMMUNE)).expect(201).id
    wrong = Base(api, unique, "37", unit(37, 2), "2025-10-06", collective_id=elsewhere)
    wrong.answer.expect_problem(400, "invalid", pointer="/collective_id", code="rule")
    unseen = Base(api, unique, "13330", unit(13330, 3), "2025-10-06", collective_id=elsewhere)
    unseen.answer.expect_problem(409, "conflict", pointer="/collective_id", code="reference")


def test_a_commune_keeps_its_council_and_sees_no_other(api, unique, fighter):
    council = Base(api, unique, "13363", COMMUNE, "2025-10-06")
    item = council.put(fighter.last.id).expect(201).headers["Location"]
    neighbour = api.as_("council_reviewer", "13330")
    for path in (council.path, item, f"{council.path}/minutes", f"{council.path}/members", f"{council.path}/papers"):
        neighbour.get(path).expect_problem(404, "not-found")
        for reader in (council.keeper, api.as_("auditor", "37"), api.as_("council_reviewer", "37")):
            reader.get(path).expect(200)
    listed = [row["id"] for row in council.keeper.all(SESSIONS)]
    assert council.answer.id in listed and council.answer.id not in [row["id"] for row in neighbour.all(SESSIONS)]
    provincial = Base(api, unique, "37", unit(37, 2), "2025-10-06")
    assert provincial.answer.expect(201).id not in listed
    council.keeper.get(provincial.path).expect_problem(404, "not-found")
    foreign = Base(api, unique, "13363", unit(37, 2), "2025-10-06")
    foreign.answer.expect_problem(409, "conflict", pointer="/unit_id", code="reference")


@pytest.mark.parametrize("unit_id,held_on", [
    (unit(349, 2), "2025-07-01"), (unit(13363, 3), "2025-06-30"), (unit(13324), "2018-06-20"),
])
def test_councils_of_the_base_went_to_the_communes_with_the_reform(api, unique, unit_id, held_on):
    Base(api, unique, ["35", "37"], unit_id, held_on).answer.expect_problem(400, "invalid")
