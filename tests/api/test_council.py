"""Sessions of the council as its members and its keeper hold them: votes secret and open, on paper and in writing, what
passes and what it leads to, and who is refused.
"""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.council import a_class, brought_to_council
from support.samples import DUY_TIEN, MISSING, collective, new_council_session, unit

SESSIONS = "/v1/council-sessions"


class Session:
    """A session with one nomination on its agenda, under a rule of its own; its keeper opens it and enters paper."""

    def __init__(self, api, database, unique, open_=True, members=(), **rule):
        """members: what differs from present members without an account; the first is the chair."""
        self.api, self.database = api, database
        self.keeper = api.as_("council_reviewer", "35", sub=unique("keeper"))
        self.road = brought_to_council(api, unique, award_class_id=a_class(database, unique, **rule))
        self.last = self.keeper.post(SESSIONS, new_council_session(unique)).expect(201)
        self.path = f"{SESSIONS}/{self.last.id}"
        self.members = [self._seat(at, member) for at, member in enumerate(members or [{}, {}, {}])]
        body = {"nomination_id": self.road.last.id, "position": 1}
        self.item = self.keeper.post(f"{self.path}/items", body).expect(201).headers["Location"]
        if open_:
            self.move("opening").expect(201)

    def _seat(self, at, member) -> str:
        body = {"name": f"Ủy viên {at} (mẫu)", "role": "member" if at else "chair"} | member
        return self.keeper.post(f"{self.path}/members", body).expect(201).id

    def move(self, where, etag=None, **body):
        return self.keeper.post(f"{self.path}/{where}", body, etag=etag or self.keeper.get(self.path).etag)

    def cast(self, member, vote, who=None, key=None):
        body = {"member_id": self.members[member], "vote": vote}
        return (who or self.keeper).post(f"{self.item}/ballots", body, key)

    def count(self, voters, agree=0, disagree=0, blank=0):
        body = {"agree": agree, "disagree": disagree, "blank": blank, "voters": [self.members[at] for at in voters]}
        return self.keeper.post(f"{self.item}/tally", body)

    def recuse(self, member):
        return self.keeper.post(f"{self.item}/recusals", {"member_id": self.members[member]})

    def conclude(self, who=None, **body):
        return (who or self.keeper).post(f"{self.item}/result", body, etag=self.keeper.get(self.item).etag)

    @property
    def minutes(self) -> dict:
        return self.keeper.get(f"{self.path}/minutes").expect(200).json

    def awards(self) -> str:
        subject = self.road.now["collective_id"]
        return self.database.value(f"select count(*) from award where collective_id = '{subject}'", role="postgres")


@pytest.fixture
def session(api, database, unique):
    return lambda **options: Session(api, database, unique, **options)


def figures(item) -> dict:
    return {name: item[name] for name in ("agree", "disagree", "blank", "member_count", "recused_count", "needed")}


UNKNOWN = dict.fromkeys(("agree", "disagree", "blank", "member_count", "recused_count", "needed"))


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
    """It sends the nomination on to whoever decides, and its timeline names the item."""
    one = session(permille=501)
    one.count([0, 1, 2], agree=3).expect(201)
    one.conclude().expect(201)
    assert (one.road.now["state"], one.awards()) == ("approved", "0")
    event = one.road.timeline()[-1]
    assert (event["action"], event["stage"], event["acted_on"]) == ("pass", "council", "2018-06-20")
    assert event["council_item_id"] == one.item.rpartition("/")[2]


def test_a_failed_vote_ends_the_road(session):
    one = session(permille=900)
    one.count([0, 1, 2], agree=2, blank=1).expect(201)
    failed = one.conclude(reason="Chưa đủ tỷ lệ").expect(201)
    assert (failed.json["outcome"], failed.json["needed"], failed.json["reason"]) == ("failed", 3, "Chưa đủ tỷ lệ")
    assert one.road.now["state"] == "rejected"


def test_an_open_vote_shows_who_voted_what(session):
    one = session(permille=501, secret=False)
    for member, vote in enumerate(("agree", "blank", "agree")):
        one.cast(member, vote).expect(201)
    shown = {ballot["member_id"]: ballot["vote"] for ballot in one.minutes["items"][0]["ballots"]}
    assert shown == dict(zip(one.members, ("agree", "blank", "agree"), strict=True))
    one.count([0], agree=1).expect_problem(409, "conflict")
    assert one.conclude().expect(201).json["outcome"] == "passed"


def test_absent_members_vote_in_writing_where_the_rule_knows_it(session):
    seats = [{}, {"attendance": "written", "subject": "vang.mat"}, {"attendance": "absent"}]
    one = session(permille=501, members=seats)
    one.cast(0, "agree").expect(201)
    one.cast(2, "agree").expect_problem(409, "conflict")
    one.cast(1, "agree").expect(201)  # entered by the keeper, though the member has an account
    assert one.conclude().expect(201).json["outcome"] == "passed"
    other = session(written=False, members=seats)
    other.cast(1, "agree").expect_problem(409, "conflict")


def test_a_member_votes_under_the_own_account(api, session, unique):
    first, second = unique("uv"), unique("uv")
    one = session(members=[{}, {"subject": first}, {"subject": second}])
    own = api.as_("council_reviewer", "35", sub=first)
    one.cast(1, "agree").expect_problem(403, "forbidden")  # not even the keeper
    one.cast(2, "agree", own).expect_problem(403, "forbidden")
    one.cast(0, "agree", own).expect_problem(403, "forbidden")  # whose account is nobody's: the keeper's to enter
    one.cast(1, "agree", own).expect(201)
    one.count([2], agree=1).expect(201)  # but a ballot on paper is a ballot


def test_the_secretary_keeps_the_session_too(api, session, unique):
    name = unique("thu.ky")
    one = session(members=[{}, {"role": "secretary", "subject": name}])
    secretary = api.as_("council_reviewer", "35", sub=name)
    one.cast(0, "agree", secretary).expect(201)
    one.cast(0, "agree").expect_problem(409, "conflict", pointer="/member_id", code="unique")


def test_paper_ballots_are_counted_with_those_who_cast_them(session):
    one = session(permille=501, members=[{}] * 5)
    one.cast(0, "agree").expect(201)
    one.count([1, 2, 3], agree=2, blank=0).expect_problem(400, "invalid", pointer="/voters", code="rule")
    one.count([0, 1], agree=2).expect_problem(409, "conflict", pointer="/voters", code="unique")
    refused = one.keeper.post(f"{one.item}/tally", {"agree": 1, "disagree": 0, "blank": 0, "voters": [MISSING]})
    refused.expect_problem(409, "conflict", pointer="/voters", code="reference")
    one.count([1, 2, 3, 4], agree=1, disagree=2, blank=1).expect(201)
    decided = one.conclude().expect(201).json
    assert (decided["agree"], decided["disagree"], decided["blank"], decided["outcome"]) == (2, 2, 1, "failed")


@pytest.mark.parametrize("shrinks,outcome", [(False, "failed"), (True, "passed")])
def test_who_steps_aside_does_not_vote(session, shrinks, outcome):
    one = session(permille=900, members=[{}] * 4, shrinks=shrinks)
    one.recuse(3).expect(201)
    one.recuse(3).expect_problem(409, "conflict", pointer="/member_id", code="unique")
    one.cast(3, "agree").expect_problem(409, "conflict")
    one.count([0, 1, 2], agree=3).expect(201)
    one.recuse(0).expect_problem(409, "conflict")
    decided = one.conclude().expect(201).json
    assert (decided["outcome"], decided["member_count"], decided["recused_count"]) == (outcome, 4, 1)
    assert one.minutes["items"][0]["recused"] == [one.members[3]]


def test_a_deferral_leaves_it_before_the_council(session, unique):
    one = session(permille=501)
    one.cast(0, "agree").expect(201)
    one.conclude(outcome="deferred").expect_problem(400, "invalid", pointer="/reason", code="required")
    deferred = one.conclude(outcome="deferred", reason="Cần bổ sung báo cáo").expect(201).json
    assert deferred["outcome"] == "deferred" and figures(deferred) == UNKNOWN
    assert one.road.now["state"] == "council" and one.road.timeline()[-1]["action"] == "defer"
    again = one.keeper.post(SESSIONS, new_council_session(unique, held_on="2018-07-20")).expect(201)
    body = {"nomination_id": one.road.last.id, "position": 1}
    one.keeper.post(f"{SESSIONS}/{again.id}/items", body).expect(201)


def test_who_acted_at_another_stage_neither_votes_nor_concludes(api, session):
    one = session(permille=501)
    one.cast(0, "agree").expect(201)
    for earlier in (one.road.officer, one.road.province):
        both = api.as_(["council_reviewer", "province_reviewer"], "35", sub=earlier.who["sub"])
        one.cast(1, "agree", both).expect_problem(403, "forbidden")
        one.conclude(both).expect_problem(403, "forbidden")
    assert one.keeper.get(one.item).json["outcome"] == "pending"


def test_who_voted_does_not_decide(api, session, unique):
    name = unique("uv")
    one = session(permille=501, members=[{}, {"subject": name}])
    one.cast(0, "agree").expect(201)
    one.cast(1, "agree", api.as_("council_reviewer", "35", sub=name)).expect(201)
    one.conclude().expect(201)
    decider = api.as_("province_reviewer", "35", sub=name)
    body = {"verdict": "reject", "reason": "Không đồng ý"}
    decider.post(f"{one.road.path}/reviews", body, etag=decider.get(one.road.path).etag).expect_problem(403, "forbidden")


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


def test_who_reads_an_archive_does_not_act_in_it(api, session):
    one = session()
    successor = api.as_("council_reviewer", "37")
    successor.get(one.item).expect(200)
    one.cast(0, "agree", successor).expect_problem(403, "forbidden")
    successor.post(f"{one.path}/closing", {}, etag="*").expect_problem(403, "forbidden")


def test_twice_is_told_with_the_state_and_what_it_allows(session):
    one = session(permille=501)
    twice = one.move("opening").expect_problem(409, "conflict")
    assert (twice.json["current_state"], twice.json["allowed"]) == ("open", ["closing"])
    pending = one.move("closing").expect_problem(409, "conflict")
    assert pending.json["current_state"] == "open"
    nobody = one.conclude().expect_problem(409, "conflict")
    assert nobody.json["allowed"] == ["ballots", "recusals", "result", "tally"]
    one.cast(0, "agree").expect(201)
    one.cast(0, "blank").expect_problem(409, "conflict", pointer="/member_id", code="unique")
    one.conclude().expect(201)
    for refused in (one.conclude(), one.cast(1, "agree"), one.count([1], agree=1), one.recuse(1)):
        refused.expect_problem(409, "conflict")
        assert (refused.json["current_state"], refused.json["allowed"]) == ("failed", [])
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
        one.keeper.delete(one.item, one.keeper.get(one.item).etag), one.keeper.patch(one.item, {"position": 9}, "*"),
        one.keeper.patch(one.path, {"held_on": "2018-06-21"}, "*"), one.keeper.delete(one.path, "*"),
    ]  # fmt: skip
    for answer in refused:
        answer.expect_problem(409, "conflict")
        assert answer.json["current_state"] == "open"
    one.keeper.patch(one.path, {"minutes": "Đang ghi"}, "*").expect(200)
    absent = one.keeper.patch(seat, {"attendance": "absent"}, etag).expect(200)
    one.cast(0, "agree").expect(201)
    one.keeper.patch(seat, {"attendance": "present"}, absent.etag).expect_problem(409, "conflict")


def test_opening_and_closing_ask_for_the_session_as_it_was_read(session):
    one = session(open_=False)
    one.keeper.post(f"{one.path}/opening", {}).expect_problem(428, "precondition-required")
    stale = one.keeper.get(one.path).etag
    one.keeper.patch(one.path, {"place": "Hội trường"}, stale).expect(200)
    one.move("opening", etag=stale).expect_problem(412, "stale")
    one.move("opening").expect(201)
    one.move("closing", etag=stale).expect_problem(412, "stale")


@pytest.mark.parametrize("body,pointer", [
    ({"held_on": "2018-06-20", "number": "1"}, "/unit_id"), ({"unit_id": DUY_TIEN}, "/unit_id"),
    ({"unit_id": unit(37, 2)}, "/held_on"), ({"state": "open"}, "/state"), ({"opened_by": "x"}, "/opened_by"),
])  # fmt: skip
def test_what_a_session_cannot_be(api, unique, body, pointer):
    council = api.as_("council_reviewer", ["35", "37"])
    sent = body if "held_on" in body else new_council_session(unique, **body)
    council.post(SESSIONS, sent).expect_problem(400, "invalid", pointer=pointer)


def test_only_what_is_before_the_council_comes_on_its_agenda(api, session, unique):
    one = session(open_=False)
    path = f"{SESSIONS}/{one.keeper.post(SESSIONS, new_council_session(unique)).expect(201).id}/items"
    twice = one.keeper.post(path, {"nomination_id": one.road.last.id, "position": 1})
    twice.expect_problem(409, "conflict", pointer="/nomination_id", code="unique")
    for reference in (MISSING, one.last.id):
        answer = one.keeper.post(path, {"nomination_id": reference, "position": 1})
        answer.expect_problem(409, "conflict", pointer="/nomination_id", code="reference")
    done = session(permille=501)
    done.cast(0, "agree")
    done.conclude().expect(201)
    answer = one.keeper.post(path, {"nomination_id": done.road.last.id, "position": 1})
    answer.expect_problem(409, "conflict", pointer="/nomination_id", code="rule")


def test_casts_of_one_member_at_once_count_once(session):
    one = session(permille=501)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda vote: one.cast(0, vote).status, ["agree", "disagree"] * 4))
    assert sorted(answers) == [201] + [409] * 7
    one.cast(1, "agree").expect(201)
    decided = one.conclude().expect(201).json
    assert decided["agree"] + decided["disagree"] + decided["blank"] == 2


def test_casts_of_all_members_at_once_all_count(session):
    one = session(permille=1000, members=[{}] * 8)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda member: one.cast(member, "agree").status, range(8)))
    assert answers == [201] * 8
    assert one.conclude().expect(201).json["agree"] == 8


def test_a_vote_and_the_result_at_once_leave_one_truth(session):
    """Either the ballot came in time and counts, or it came too late and was refused."""
    one = session(permille=501, members=[{}] * 3)
    one.cast(0, "agree").expect(201)
    with ThreadPoolExecutor(4) as threads:
        result = threads.submit(one.conclude)
        second, other = threads.submit(one.cast, 1, "agree"), threads.submit(one.conclude)
        statuses = sorted([result.result().status, other.result().status])
    assert statuses in ([201, 409], [201, 412])
    counted = one.keeper.get(one.item).json
    assert counted["agree"] == (2 if second.result().status == 201 else 1)
    assert counted["outcome"] == ("passed" if counted["agree"] == 2 else "failed")


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
    one.keeper.post(f"{one.item}/ballots", body).expect_problem(400, "invalid", pointer=f"/{member}")


def test_a_member_of_the_nominated_collective_is_set_aside_at_the_opening(session):
    one = session(open_=False)
    seat = f"{one.path}/members/{one.members[1]}"
    outside = one.keeper.patch(seat, {"collective_id": collective(36)}, "*")
    outside.expect_problem(409, "conflict", pointer="/collective_id", code="reference")
    one.keeper.patch(seat, {"collective_id": one.road.now["collective_id"]}, "*").expect(200)
    one.move("opening").expect(201)
    one.cast(1, "agree").expect_problem(409, "conflict")


def test_an_item_is_told_apart_from_one_of_another_session(session):
    one, other = session(), session()
    strange = one.item.replace(one.last.id, other.last.id)
    one.keeper.get(strange).expect_problem(404, "not-found")
    one.keeper.post(f"{strange}/result", {}, etag='"1"').expect_problem(404, "not-found")


def test_a_result_is_of_the_item_as_it_was_read(session):
    one = session()
    path = f"{one.item}/result"
    one.keeper.post(path, {"outcome": "deferred", "reason": "x"}).expect_problem(428, "precondition-required")
    one.keeper.post(path, {"outcome": "deferred", "reason": "x"}, etag='"99"').expect_problem(412, "stale")
    one.conclude(outcome="deferred", reason="Cần xác minh").expect(201)


def test_a_ballot_is_cast_by_a_member_of_its_session(session):
    one, other = session(), session()
    other.cast(0, "agree").expect(201)
    answer = other.keeper.post(f"{other.item}/ballots", {"member_id": one.members[0], "vote": "agree"})
    answer.expect_problem(409, "conflict", pointer="/member_id", code="reference")
