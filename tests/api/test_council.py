"""Council sessions as their members and keeper use them: secret and open votes, on paper and in writing, what passes,
what follows from a result, and who is refused.
"""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.council import digest_of, on_paper
from support.samples import MISSING, collective, new_council_session, unit
from support.sitting import SESSIONS, UNKNOWN, Session, figures


@pytest.fixture
def session(api, database, unique):
    return lambda **options: Session(api, database, unique, **options)


def test_a_secret_vote_from_the_planning_to_the_minutes(session):
    one = session(permille=666)
    assert one.last.json["state"] == "planned" and one.keeper.get(one.path).json["state"] == "open"
    item = one.keeper.get(one.item).expect(200).json
    assert (item["permille"], item["secret"], item["outcome"]) == (666, True, "pending")
    for member, vote in enumerate(("agree", "agree", "disagree")):
        answer = one.cast(member, vote).expect(201)
        assert answer.headers["Location"] == one.item and answer.json == item
        shown = one.minutes["items"][0]
        assert shown["voters"] == sorted(one.members[: member + 1]) and shown["ballots"] is None
        assert figures(shown) == UNKNOWN
    decided = one.conclude().expect(201)
    assert decided.json["outcome"] == "passed" and decided.etag != answer.etag
    expected = {"agree": 2, "disagree": 1, "blank": 0, "member_count": 3, "recused_count": 0, "needed": 2}
    assert figures(decided.json) == expected == figures(one.minutes["items"][0])
    closed = one.move("closing", minutes="Hội đồng nhất trí (mẫu)").expect(201)
    assert (closed.json["state"], closed.json["minutes"]) == ("closed", "Hội đồng nhất trí (mẫu)")
    assert one.minutes["items"][0]["rule"]["article"] == "Điều mẫu" and not one.minutes["items"][0]["rule"]["verified"]


def test_a_pass_grants_nothing(session):
    """A pass sends the nomination on to the authority that decides, and the nomination's events name the item."""
    one = session(permille=501)
    one.count([0, 1, 2], agree=3)
    one.conclude().expect(201)
    assert (one.workflow.now["state"], one.awards()) == ("approved", "0")
    event = one.workflow.events()[-1]
    assert (event["action"], event["stage"], event["acted_on"]) == ("pass", "council", "2018-06-20")
    assert event["council_item_id"] == one.item.rpartition("/")[2]


def test_a_failed_vote_ends_the_nomination(session):
    one = session(permille=900)
    one.count([0, 1, 2], agree=2, blank=1)
    failed = one.conclude(reason="Chưa đủ tỷ lệ").expect(201)
    assert (failed.json["outcome"], failed.json["needed"], failed.json["reason"]) == ("failed", 3, "Chưa đủ tỷ lệ")
    assert one.workflow.now["state"] == "rejected"


def test_an_open_vote_shows_who_voted_what(session):
    one = session(permille=501, secret=False)
    for member, vote in enumerate(("agree", "blank", "agree")):
        one.cast(member, vote).expect(201)
    shown = {ballot["member_id"]: ballot["vote"] for ballot in one.minutes["items"][0]["ballots"]}
    assert shown == dict(zip(one.members, ("agree", "blank", "agree"), strict=True))
    assert one.conclude().expect(201).json["outcome"] == "passed"


def test_absent_members_vote_in_writing_where_the_rule_knows_it(session):
    seats = [{}, {"attendance": "written", "subject": None}, {"attendance": "absent"}]
    one = session(permille=501, secret=False, members=seats)
    one.cast(0, "agree").expect(201)
    one.cast(2, "agree").expect_problem(409, "conflict")
    on_paper(one.keeper, one.second, one.path, one.item, digest_of(one.unique), votes={one.members[1]: "agree"})
    assert one.conclude().expect(201).json["outcome"] == "passed"
    other = session(written=False, secret=False, members=seats)
    other.enter(votes={1: "agree"}).expect_problem(409, "conflict")


def test_a_member_votes_under_the_own_account(session):
    one = session(members=[{"subject": None}, {}, {}])
    for member in range(3):
        one.cast(member, "agree", one.keeper).expect_problem(403, "forbidden")
    for member in (0, 2):
        one.cast(member, "agree", one.own(1)).expect_problem(403, "forbidden")
    one.cast(1, "agree").expect(201)


def test_the_secretary_keeps_the_session_too(session):
    one = session(permille=501, members=[{}, {}, {"role": "secretary"}])
    secretary = one.own(2)
    waiting = one.enter(secretary, voters=[0, 1, 2], agree=3, disagree=0, blank=0).expect(201)
    one.act("refusal", secretary, path=waiting.headers["Location"]).expect(201)
    for member in range(3):
        one.cast(member, "agree").expect(201)
    assert one.conclude(secretary).expect(201).json["outcome"] == "passed"


def test_paper_ballots_are_counted_with_those_who_cast_them(session):
    one = session(permille=501, members=[{}] * 7)
    for member in (0, 5, 6):
        one.cast(member, "agree").expect(201)
    wrong = one.enter(voters=[1, 2, 3], agree=2, disagree=0, blank=0)
    wrong.expect_problem(400, "invalid", pointer="/voters", code="rule")
    one.enter(voters=[0, 1, 2], agree=3, disagree=0, blank=0).expect_problem(409, "conflict")
    one.enter(voters=[1, 2], agree=2, disagree=0, blank=0).expect_problem(400, "invalid", pointer="/voters", code="rule")
    one.members.append(MISSING)
    strange = one.enter(voters=[1, 2, 7], agree=3, disagree=0, blank=0)
    strange.expect_problem(409, "conflict", pointer="/voters", code="reference")
    one.count([1, 2, 3, 4], agree=0, disagree=3, blank=1)
    decided = one.conclude().expect(201).json
    assert (decided["agree"], decided["disagree"], decided["blank"], decided["outcome"]) == (3, 3, 1, "failed")


@pytest.mark.parametrize("shrinks,outcome", [(False, "failed"), (True, "passed")])
def test_who_steps_aside_does_not_vote(session, shrinks, outcome):
    one = session(permille=900, members=[{}] * 4, shrinks=shrinks)
    one.recuse(3).expect(201)
    one.recuse(3).expect_problem(409, "conflict", pointer="/member_id", code="unique")
    one.cast(3, "agree").expect_problem(409, "conflict")
    one.count([0, 1, 2], agree=3)
    one.recuse(0).expect_problem(409, "conflict")
    one.recuse(1, one.keeper).expect_problem(403, "forbidden")  # a member with an account must step aside in person
    decided = one.conclude().expect(201).json
    assert (decided["outcome"], decided["member_count"], decided["recused_count"]) == (outcome, 4, 1)
    assert one.minutes["items"][0]["recused"] == [one.members[3]]


def test_a_deferral_leaves_it_before_the_council(session, unique):
    one = session(permille=501)
    one.cast(0, "agree").expect(201)
    one.conclude(outcome="deferred").expect_problem(400, "invalid", pointer="/reason", code="required")
    deferred = one.conclude(outcome="deferred", reason="Cần bổ sung báo cáo").expect(201).json
    assert deferred["outcome"] == "deferred" and figures(deferred) == UNKNOWN
    assert one.workflow.now["state"] == "council" and one.workflow.events()[-1]["action"] == "defer"
    again = one.keeper.post(SESSIONS, new_council_session(unique, held_on="2018-07-20")).expect(201)
    body = {"nomination_id": one.workflow.last.id, "order": 1}
    one.keeper.post(f"{SESSIONS}/{again.id}/items", body).expect(201)


def test_who_acted_at_another_stage_neither_votes_nor_concludes(api, session):
    one = session(permille=501)
    one.cast(0, "agree").expect(201)
    for earlier in (one.workflow.officer, one.workflow.province):
        both = api.as_(["council_reviewer", "province_reviewer"], "35", sub=earlier.who["sub"])
        one.cast(1, "agree", both).expect_problem(403, "forbidden")
        one.conclude(both).expect_problem(403, "forbidden")
    assert one.keeper.get(one.item).json["outcome"] == "pending"


def test_who_voted_does_not_decide(api, session, unique):
    name = unique("uv")
    one = session(permille=501, members=[{}, {"subject": name}, {}])
    for member in range(3):
        one.cast(member, "agree").expect(201)
    one.conclude().expect(201)
    decider = api.as_("province_reviewer", "35", sub=name)
    body = {"verdict": "reject", "reason": "Không đồng ý"}
    decider.post(f"{one.workflow.path}/reviews", body, etag=decider.get(one.workflow.path).etag).expect_problem(403, "forbidden")


def test_another_province_finds_nothing_and_a_district_neither(api, session):
    one = session()
    for outsider in (api.as_("council_reviewer", "36"), api.as_("council_reviewer", "349")):
        for path in (one.path, one.item, f"{one.path}/minutes", f"{one.path}/members"):
            outsider.get(path).expect_problem(404, "not-found")
        one.cast(0, "agree", outsider).expect_problem(404, "not-found")
        one.conclude(outsider).expect_problem(404, "not-found")
        for act in ("opening", "closing"):
            outsider.post(f"{one.path}/{act}", {}, etag="*").expect_problem(404, "not-found")
        assert one.last.id not in [row["id"] for row in outsider.all(SESSIONS)]


def test_a_reader_of_an_archive_does_not_act_in_it(api, session):
    one = session()
    successor = api.as_("council_reviewer", "37")
    successor.get(one.item).expect(200)
    one.cast(0, "agree", successor).expect_problem(403, "forbidden")
    successor.post(f"{one.path}/closing", {}, etag="*").expect_problem(403, "forbidden")


def test_an_act_done_twice_is_409_with_the_state_and_what_it_allows(session):
    one = session(permille=501)
    twice = one.move("opening").expect_problem(409, "conflict")
    assert (twice.json["current_state"], twice.json["allowed"]) == ("open", ["closing"])
    pending = one.move("closing").expect_problem(409, "conflict")
    assert pending.json["current_state"] == "open"
    nobody = one.conclude().expect_problem(409, "conflict")
    assert nobody.json["allowed"] == ["ballot-closing", "ballots", "papers", "recusals", "result"]
    for member in range(3):
        one.cast(member, "blank").expect(201)
    one.cast(0, "blank").expect_problem(409, "conflict", pointer="/member_id", code="unique")
    one.conclude().expect(201)
    for refused in (one.conclude(), one.cast(1, "agree"), one.recuse(1), one.act("ballot-closing")):
        refused.expect_problem(409, "conflict")
        assert (refused.json["current_state"], refused.json["allowed"]) == ("failed", ["reopening"])
    one.move("closing").expect(201)
    closed = one.move("closing").expect_problem(409, "conflict")
    assert (closed.json["current_state"], closed.json["allowed"]) == ("closed", [])


def test_members_and_agenda_are_fixed_once_it_is_open(session):
    one = session()
    seat = f"{one.path}/members/{one.members[1]}"
    etag = one.keeper.get(seat).etag
    refused = [
        one.keeper.post(f"{one.path}/members", {"name": "Thêm (mẫu)"}), one.keeper.patch(seat, {"name": "Khác"}, etag),
        one.keeper.put(seat, {"name": "Khác"}, etag), one.keeper.delete(seat, etag),
        one.keeper.delete(one.item, one.keeper.get(one.item).etag), one.keeper.patch(one.item, {"order": 9}, "*"),
        one.keeper.patch(one.path, {"held_on": "2018-06-21"}, "*"), one.keeper.delete(one.path, "*"),
    ]
    for answer in refused:
        answer.expect_problem(409, "conflict")
        assert answer.json["current_state"] == "open"
    one.keeper.patch(one.path, {"minutes": "Đang ghi"}, "*").expect(200)
    as_it_was = {name: one.keeper.get(seat).json[name] for name in ("name", "role", "subject")}
    for changed in (
        one.keeper.patch(seat, {"attendance": "absent"}, etag),
        one.keeper.put(seat, as_it_was | {"attendance": "absent"}, etag),
    ):
        changed.expect_problem(409, "conflict", pointer="/attendance", code="rule")


def test_opening_and_closing_need_the_tag_of_the_session(session):
    one = session(open_=False)
    one.keeper.post(f"{one.path}/opening", {}).expect_problem(428, "precondition-required")
    stale = one.keeper.get(one.path).etag
    one.keeper.patch(one.path, {"place": "Hội trường"}, stale).expect(200)
    one.move("opening", etag=stale).expect_problem(412, "stale")
    one.move("opening").expect(201)
    one.move("closing", etag=stale).expect_problem(412, "stale")


@pytest.mark.parametrize("body,pointer", [
    ({"held_on": "2018-06-20", "number": "1"}, "/unit_id"), ({"unit_id": unit(13324)}, "/unit_id"),
    ({"unit_id": unit(13285, 3)}, "/unit_id"), ({"collective_id": collective(4)}, "/collective_id"),
    ({"unit_id": unit(37, 2)}, "/held_on"), ({"state": "open"}, "/state"), ({"opened_by": "x"}, "/opened_by"),
])
def test_what_a_session_cannot_be(api, unique, body, pointer):
    council = api.as_("council_reviewer", ["35", "37"])
    sent = body if "held_on" in body else new_council_session(unique, **body)
    council.post(SESSIONS, sent).expect_problem(400, "invalid", pointer=pointer)


def test_only_what_is_before_the_council_comes_on_its_agenda(api, session, unique):
    one = session(open_=False)
    path = f"{SESSIONS}/{one.keeper.post(SESSIONS, new_council_session(unique)).expect(201).id}/items"
    twice = one.keeper.post(path, {"nomination_id": one.workflow.last.id, "order": 1})
    twice.expect_problem(409, "conflict", pointer="/nomination_id", code="unique")
    for reference in (MISSING, one.last.id):
        answer = one.keeper.post(path, {"nomination_id": reference, "order": 1})
        answer.expect_problem(409, "conflict", pointer="/nomination_id", code="reference")
    done = session(permille=501)
    done.count([0, 1, 2], agree=3)
    done.conclude().expect(201)
    answer = one.keeper.post(path, {"nomination_id": done.workflow.last.id, "order": 1})
    answer.expect_problem(409, "conflict", pointer="/nomination_id", code="rule")


def test_casts_of_one_member_at_once_count_once(session):
    one = session(permille=501)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda vote: one.cast(0, vote).status, ["agree", "disagree"] * 4))
    assert sorted(answers) == [201] + [409] * 7
    one.cast(1, "agree").expect(201)
    one.cast(2, "agree").expect(201)
    decided = one.conclude().expect(201).json
    assert decided["agree"] + decided["disagree"] + decided["blank"] == 3


def test_casts_of_all_members_at_once_all_count(session):
    one = session(permille=1000, members=[{}] * 8)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda member: one.cast(member, "agree").status, range(8)))
    assert answers == [201] * 8
    assert one.conclude().expect(201).json["agree"] == 8


def test_a_vote_and_the_result_at_once_leave_one_truth(session):
    """Either the last ballot came in time and the result counts it, or the result came too early and was refused."""
    one = session(permille=501, members=[{}] * 4)
    for member in range(3):
        one.cast(member, "blank").expect(201)
    with ThreadPoolExecutor(4) as threads:
        result = threads.submit(one.conclude)
        last, other = threads.submit(one.cast, 3, "agree"), threads.submit(one.conclude)
        statuses = sorted([result.result().status, other.result().status])
    assert last.result().status == 201 and statuses in ([201, 409], [201, 412], [409, 409])
    if statuses[0] == 409:
        one.conclude().expect(201)
    assert one.keeper.get(one.item).json["agree"] == 1


def test_a_closing_and_a_ballot_at_once_leave_one_truth(session):
    one = session(permille=501, members=[{}] * 4)
    for member in range(3):
        one.cast(member, "agree").expect(201)
    with ThreadPoolExecutor(2) as threads:
        closing, last = threads.submit(one.act, "ballot-closing"), threads.submit(one.cast, 3, "agree")
        assert closing.result().status == 201 and last.result().status in (201, 409)
    assert one.conclude().expect(201).json["agree"] == (4 if last.result().status == 201 else 3)


def test_a_paper_and_a_ballot_of_its_voter_at_once_leave_one(session):
    one = session(permille=501)
    with ThreadPoolExecutor(2) as threads:
        paper = threads.submit(one.enter, voters=[0, 1, 2], agree=3, disagree=0, blank=0)
        ballot = threads.submit(one.cast, 0, "agree")
        assert sorted([paper.result().status, ballot.result().status]) == [201, 409]


def test_two_confirmations_at_once_count_once(session):
    one = session(permille=501)
    waiting = one.enter(voters=[0, 1, 2], agree=3, disagree=0, blank=0, digest="d" * 64).expect(201)
    again = {"agree": 3, "disagree": 0, "blank": 0, "sha256": "d" * 64}
    confirm = lambda _: one.second.post(f"{waiting.headers['Location']}/confirmation", again, etag=waiting.etag).status
    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(confirm, range(4))) in ([201, 412, 412, 412], [201, 409, 409, 409])
    assert one.conclude().expect(201).json["agree"] == 3


def test_a_ballot_under_a_key_is_cast_once_and_cannot_be_guessed_from_what_is_kept(session, unique, database):
    one, key = session(permille=501), unique("key")
    first = one.cast(0, "agree", key=key).expect(201)
    again = one.cast(0, "agree", key=key).expect(201)
    assert again.headers["Idempotency-Replayed"] == "true" and again.content == first.content
    one.cast(0, "blank", key=key).expect_problem(422, "key-reused")
    kept = database.value(f"select request_digest from idempotency_key where key = '{key}'", role="postgres")
    body = json.dumps({"member_id": one.members[0], "vote": "agree"})
    assert kept != hashlib.sha256(f"{one.item}/ballots\0{body}".encode()).hexdigest()


@pytest.mark.parametrize("member,value", [("vote", "yes"), ("vote", None), ("member_id", "x"), ("colour", "red")])
def test_a_ballot_says_one_of_three_things(session, member, value):
    one = session()
    body = {"member_id": one.members[0], "vote": "agree"} | {member: value}
    one.own(0).post(f"{one.item}/ballots", body).expect_problem(400, "invalid", pointer=f"/{member}")


def test_a_member_of_the_nominated_collective_is_set_aside_at_the_opening(session):
    one = session(open_=False)
    seat = f"{one.path}/members/{one.members[1]}"
    outside = one.keeper.patch(seat, {"collective_id": collective(36)}, "*")
    outside.expect_problem(409, "conflict", pointer="/collective_id", code="reference")
    one.keeper.patch(seat, {"collective_id": one.workflow.now["collective_id"]}, "*").expect(200)
    one.move("opening").expect(201)
    one.cast(1, "agree").expect_problem(409, "conflict")


def test_an_item_is_found_under_its_own_session_only(session):
    one, other = session(), session()
    strange = one.item.replace(one.last.id, other.last.id)
    one.keeper.get(strange).expect_problem(404, "not-found")
    one.keeper.post(f"{strange}/result", {}, etag='"1"').expect_problem(404, "not-found")


def test_a_result_needs_the_tag_of_the_item(session):
    one = session()
    path = f"{one.item}/result"
    one.keeper.post(path, {"outcome": "deferred", "reason": "x"}).expect_problem(428, "precondition-required")
    one.keeper.post(path, {"outcome": "deferred", "reason": "x"}, etag='"99"').expect_problem(412, "stale")
    one.conclude(outcome="deferred", reason="Cần xác minh").expect(201)


def test_a_ballot_is_cast_by_a_member_of_its_session(session):
    one, other = session(), session()
    other.cast(0, "agree").expect(201)
    answer = other.own(0).post(f"{other.item}/ballots", {"member_id": one.members[0], "vote": "agree"})
    answer.expect_problem(409, "conflict", pointer="/member_id", code="reference")
