"""The table of transitions, row by row against the requirement: the class decides how many stages there are, no stage
can be skipped, and each desk has only its own transitions. Written by hand, so that a wrong row in the database fails
here.
"""

import itertools

import pytest

SEED = "reference"
UNIT, DISTRICT, PROVINCE, COUNCIL = "unit_officer", "district_reviewer", "province_reviewer", "council_reviewer"
STAGES = {UNIT: "unit", DISTRICT: "district", PROVINCE: "province", COUNCIL: "council"}

SENT = ("draft", "submit", "submitted", UNIT)
SENT_AGAIN = ("returned", "submit", "submitted", UNIT)
TO_DISTRICT = [SENT, SENT_AGAIN, ("submitted", "receive", "district_review", DISTRICT)]
TO_PROVINCE = [*TO_DISTRICT, ("district_review", "approve", "province_appraisal", DISTRICT)]
AT_PROVINCE = [SENT, SENT_AGAIN, ("submitted", "receive", "province_appraisal", PROVINCE)]
BEFORE_COUNCIL = [("province_appraisal", "approve", "council", PROVINCE)]
WITH_CONSULTATION = [
    ("province_appraisal", "approve", "public_consultation", PROVINCE),
    ("public_consultation", "approve", "council", PROVINCE),
]
VOTED = [
    ("council", "pass", "approved", COUNCIL), ("council", "fail", "rejected", COUNCIL),
    ("council", "defer", "council", COUNCIL),
    ("approved", "reopen", "council", COUNCIL), ("rejected", "reopen", "council", COUNCIL),
]
BY_PROVINCE = [("approved", "decide", "decided", PROVINCE), ("decided", "annul", "annulled", PROVINCE)]
BY_DISTRICT = [
    ("approved", "decide", "decided", DISTRICT), ("decided", "annul", "annulled", DISTRICT),
    ("decided", "annul", "annulled", PROVINCE),  # answers for bodies that have ended
]
BY_STATE = [
    ("approved", "forward", "forwarded", PROVINCE), ("forwarded", "decide", "decided", PROVINCE),
    ("decided", "annul", "annulled", PROVINCE),
]

WITHOUT_COUNCIL = [("province_appraisal", "approve", "approved", PROVINCE)]

# (level of the class, where the nomination comes from, is the public asked, does the law require a vote at base level):
# every transition that leads on in the full procedure
FULL = {
    ("base", "local", False, False): [*TO_DISTRICT, ("district_review", "approve", "approved", DISTRICT), *BY_DISTRICT],
    ("base", "local", False, True): [
        *TO_DISTRICT, ("district_review", "approve", "council", DISTRICT), *VOTED, *BY_DISTRICT],
    ("base", "province", False, False): [
        *AT_PROVINCE, ("province_appraisal", "approve", "approved", PROVINCE), *BY_PROVINCE],
    ("base", "province", False, True): [
        *AT_PROVINCE, ("province_appraisal", "approve", "council", PROVINCE), *VOTED, *BY_PROVINCE],
    ("province", "local", False, False): [*TO_PROVINCE, *BEFORE_COUNCIL, *VOTED, *BY_PROVINCE],
    ("province", "province", False, False): [*AT_PROVINCE, *BEFORE_COUNCIL, *VOTED, *BY_PROVINCE],
    ("state", "local", False, False): [*TO_PROVINCE, *BEFORE_COUNCIL, *VOTED, *BY_STATE],
    ("state", "province", False, False): [*AT_PROVINCE, *BEFORE_COUNCIL, *VOTED, *BY_STATE],
    ("state", "local", True, False): [*TO_PROVINCE, *WITH_CONSULTATION, *VOTED, *BY_STATE],
    ("state", "province", True, False): [*AT_PROVINCE, *WITH_CONSULTATION, *VOTED, *BY_STATE],
}
# An irregular award: neither the public nor a council (Law 06/2022/QH15 Art 85).
SIMPLIFIED = {
    ("base", "local"): [*TO_DISTRICT, ("district_review", "approve", "approved", DISTRICT), *BY_DISTRICT],
    ("base", "province"): [*AT_PROVINCE, *WITHOUT_COUNCIL, *BY_PROVINCE],
    ("province", "local"): [*TO_PROVINCE, *WITHOUT_COUNCIL, *BY_PROVINCE],
    ("province", "province"): [*AT_PROVINCE, *WITHOUT_COUNCIL, *BY_PROVINCE],
    ("state", "local"): [*TO_PROVINCE, *WITHOUT_COUNCIL, *BY_STATE],
    ("state", "province"): [*AT_PROVINCE, *WITHOUT_COUNCIL, *BY_STATE],
}
ONWARDS = {(*workflow, False): steps for workflow, steps in FULL.items()}
ONWARDS |= {(*workflow, False, False, True): steps for workflow, steps in SIMPLIFIED.items()}
# the states in which a nomination waits for each desk
DESKS = {
    "district_review": DISTRICT, "province_appraisal": PROVINCE, "public_consultation": PROVINCE, "council": COUNCIL,
    "forwarded": PROVINCE,
}
# No workflow from a draft gets here: the province goes on with what lay at the desk of a unit whose archive it keeps.
TAKEN_OVER = {("district_review", "receive", "province_appraisal", PROVINCE), ("on_hold", "resume", "district_review", PROVINCE)}
WITHDRAWN_FROM = ("submitted", "district_review", "province_appraisal", "public_consultation", "returned")
WORKFLOWS = pytest.mark.parametrize("level,origin,consults,votes,simplified", ONWARDS)


@pytest.fixture
def table(api):
    return api.as_("auditor", "35").all("/v1/nomination-transitions", {"limit": 200})


def steps(table, level, origin, consults, votes, simplified, actions=None) -> list:
    """The transitions that a nomination of this workflow may do, from the draft on. A vote is taken back only where
    there is one (stands_by_vote)."""
    every = [
        (row["from_state"], row["action"], row["to_state"], role)
        for row in table for role in row["roles"]
        if level in row["award_levels"] and origin in row["origins"] and row["consultation"] in (None, consults)
        and row["votes"] in (None, votes) and row["simplified"] in (None, simplified)
    ]
    assert len(every) == len(set(every)), "a step stands in the table twice"
    reached, grown = set(), {"draft"}
    while reached != grown:
        reached, grown = grown, grown | {
            to for before, action, to, _ in every if before in grown and before != "on_hold" and action != "reopen"}
    return [step for step in every if step[0] in reached and (actions is None or step[1] in actions)
            and (step[1] not in ("resume", "reopen") or step[2] in reached)]


def desk(state, level, origin) -> str:
    if state == "submitted":
        return DISTRICT if origin == "local" else PROVINCE
    if state == "approved":
        return DISTRICT if (level, origin) == ("base", "local") else PROVINCE
    return DESKS[state]


def asides(level, origin, *more) -> list:
    """Every transition that leads aside, from the states of this workflow."""
    on_workflow = {before for before, *_ in ONWARDS[level, origin, *more]}
    on_workflow -= {"draft", "returned", "decided", "rejected"}
    made = [
        (state, action, to or state, desk(state, level, origin))
        for state in on_workflow
        for action, to in [("return", "returned"), ("reject", "rejected"), ("hold", "on_hold")]
    ]
    made += [("on_hold", "resume", state, desk(state, level, origin)) for state in on_workflow]
    return made + [(state, "withdraw", "withdrawn", UNIT) for state in WITHDRAWN_FROM if state in {*on_workflow, "returned"}]


@WORKFLOWS
def test_the_steps_that_lead_on(table, level, origin, consults, votes, simplified):
    actions = ("submit", "receive", "approve", "pass", "fail", "defer", "reopen", "forward", "decide", "annul")
    workflow = level, origin, consults, votes, simplified
    assert sorted(steps(table, *workflow, actions)) == sorted(ONWARDS[workflow])


@WORKFLOWS
def test_the_steps_that_lead_aside(table, level, origin, consults, votes, simplified):
    actions = ("return", "reject", "hold", "resume", "withdraw")
    workflow = level, origin, consults, votes, simplified
    assert sorted(steps(table, *workflow, actions)) == sorted(asides(*workflow))


def test_every_row_belongs_to_one_of_these_workflows(table):
    known = {step for workflow in ONWARDS for step in steps(table, *workflow)}
    assert {(row["from_state"], row["action"], row["to_state"], *row["roles"]) for row in table} == known | TAKEN_OVER
    taken = [row for row in table if (row["from_state"], row["action"], row["to_state"], *row["roles"]) in TAKEN_OVER]
    assert {(row["stage"], *row["origins"]) for row in taken} == {("province", "province")} and len(taken) == 2
    assert {level for row in table for level in row["award_levels"]} == {level for level, *_ in ONWARDS}
    assert {origin for row in table for origin in row["origins"]} == {origin for _, origin, *_ in ONWARDS}


def decided_by(table, *workflow) -> list:
    """Every direct way from a draft to a decision, as the list of its states."""
    ahead = steps(table, *workflow)
    ways, found = [["draft"]], []
    while ways:
        way = ways.pop()
        if way[-1] == "decided":
            found.append(way)
            continue
        ways += [[*way, to] for before, _, to, _ in ahead if before == way[-1] and to not in way]
    return found


@pytest.mark.parametrize("level,origin,consults,votes,stages", [
    ("base", "local", False, False, {"submitted", "district_review", "approved"}),
    ("base", "local", False, True, {"submitted", "district_review", "council", "approved"}),
    ("base", "province", False, False, {"submitted", "province_appraisal", "approved"}),
    ("base", "province", False, True, {"submitted", "province_appraisal", "council", "approved"}),
    ("province", "local", False, False, {"submitted", "district_review", "province_appraisal", "council", "approved"}),
    ("province", "province", False, False, {"submitted", "province_appraisal", "council", "approved"}),
    ("state", "local", False, False,
     {"submitted", "district_review", "province_appraisal", "council", "approved", "forwarded"}),
    ("state", "local", True, False,
     {"submitted", "district_review", "province_appraisal", "public_consultation", "council", "approved", "forwarded"}),
    ("state", "province", True, False,
     {"submitted", "province_appraisal", "public_consultation", "council", "approved", "forwarded"}),
])
def test_no_way_to_a_decision_leaves_out_a_stage(table, level, origin, consults, votes, stages):
    """Without holds and votes taken back: a held nomination resumes only where it was, and a vote is taken back only
    where one was taken (test_every_transition.py)."""
    table = [row for row in table if row["action"] not in ("hold", "resume", "reopen")]
    ways = decided_by(table, level, origin, consults, votes, False)
    assert ways and all(stages <= set(way) for way in ways)
    assert level == "state" or all("forwarded" not in way for way in ways)
    assert level != "base" or all(("council" in way) == votes for way in ways)


@pytest.mark.parametrize("level,origin", SIMPLIFIED)
def test_the_simplified_procedure_leaves_out_the_public_and_the_council_and_nothing_else(table, level, origin):
    table = [row for row in table if row["action"] not in ("hold", "resume", "reopen")]
    full, simplified = (decided_by(table, level, origin, False, False, way) for way in (False, True))
    without = [[state for state in way if state not in ("public_consultation", "council")] for way in full]
    assert sorted(simplified) == sorted(without) and simplified


def test_a_role_acts_at_its_own_stage_only(table):
    assert {(role, row["stage"]) for row in table for role in row["roles"]} == set(STAGES.items())


def test_what_takes_something_from_somebody_needs_a_reason(table):
    reasons = {action: {row["needs_reason"] for row in table if row["action"] == action}
               for action in {row["action"] for row in table}}
    silent = {"submit", "receive", "approve", "pass", "fail", "forward", "decide"}
    assert {action for action, needed in reasons.items() if needed == {False}} == silent
    assert {action for action, needed in reasons.items() if needed == {True}} == set(reasons) - silent


def test_warnings_are_weighed_wherever_a_reviewer_lets_something_go_on(table):
    weighed = {row["action"] for row in table if row["weighs_warnings"]}
    assert weighed == {"approve", "forward"}
    assert all(row["weighs_warnings"] for row in table if row["action"] in weighed)


def test_an_ended_nomination_has_no_transition(table):
    ways_out = {(row["from_state"], row["to_state"]) for row in table
                if row["from_state"] in ("decided", "rejected", "withdrawn", "annulled")}
    assert ways_out == {("decided", "annulled"), ("rejected", "council")}  # where a vote that was taken back had failed it


def test_only_staff_roles_read_the_table(api):
    for role, status in itertools.chain([(role, 200) for role in (*STAGES, "auditor", "admin")], [("reader", 403)]):
        api.as_(role, "35").get("/v1/nomination-transitions").expect(status)
    api.anonymous.get("/v1/nomination-transitions").expect_problem(401, "unauthenticated")
