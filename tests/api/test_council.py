"""Sessions of the council as its members and its keeper hold them: votes secret and open, on paper and in writing, what
passes and what it leads to, what is taken back, and who is refused.
"""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.council import a_class, brought_to_council, digest_of, on_paper
from support.roads import Road
from support.samples import (
    DUY_TIEN, HA_NAM, MISSING, collective, new_collective, new_council_session, new_individual, unit,
)  # fmt: skip
from support.subjects import nominate_own, nominate_person

SESSIONS = "/v1/council-sessions"


class Session:
    """A session with one nomination on its agenda, under a rule of its own. Its keeper opens it, concludes, and enters what
    comes on paper, which `second` confirms; members vote under accounts of their own."""

    def __init__(self, api, database, unique, open_=True, members=(), road=None, **rule):
        """members: what differs from present members with an account; the first is the chair."""
        self.api, self.database, self.unique = api, database, unique
        self.keeper = api.as_("council_reviewer", "35", sub=unique("keeper"))
        self.second = api.as_("council_reviewer", "35", sub=unique("second"))
        self.road = road or brought_to_council(api, unique, award_class_id=a_class(database, unique, **rule))
        self.last = self.keeper.post(SESSIONS, new_council_session(unique)).expect(201)
        self.path = f"{SESSIONS}/{self.last.id}"
        self.subjects = []
        self.members = [self._seat(at, member) for at, member in enumerate(members or [{}, {}, {}])]
        body = {"nomination_id": self.road.last.id, "position": 1}
        self.item = self.keeper.post(f"{self.path}/items", body).expect(201).headers["Location"]
        if open_:
            self.move("opening").expect(201)

    def _seat(self, at, member) -> str:
        body = {"name": f"Ủy viên {at} (mẫu)", "role": "member" if at else "chair", "subject": self.unique("uv")} | member
        self.subjects.append(body["subject"])
        return self.keeper.post(f"{self.path}/members", body).expect(201).id

    def own(self, member):
        return self.api.as_("council_reviewer", "35", sub=self.subjects[member])

    def move(self, where, etag=None, **body):
        return self.keeper.post(f"{self.path}/{where}", body, etag=etag or self.keeper.get(self.path).etag)

    def cast(self, member, vote, who=None, key=None):
        body = {"member_id": self.members[member], "vote": vote}
        return (who or self.own(member)).post(f"{self.item}/ballots", body, key)

    def enter(self, who=None, digest=None, voters=None, votes=None, **counts):
        """A paper that waits for the second person; votes: {member: vote}."""
        body = {"item_id": self.item.rpartition("/")[2], "number": "12/BB-HĐ", "dated_on": "2018-06-20",
                "sha256": digest or digest_of(self.unique)} | counts  # fmt: skip
        if voters is not None:
            body["voters"] = [self.members[at] for at in voters]
        if votes is not None:
            body["votes"] = self.said(votes)
        return (who or self.keeper).post(f"{self.path}/papers", body)

    def said(self, votes) -> list:
        return [{"member_id": self.members[at], "vote": vote} for at, vote in votes.items()]

    def count(self, voters, agree=0, disagree=0, blank=0):
        """On paper, read alike by two people."""
        counts = {"agree": agree, "disagree": disagree, "blank": blank}
        return on_paper(self.keeper, self.second, self.path, self.item, digest_of(self.unique),
                        voters=[self.members[at] for at in voters], **counts)  # fmt: skip

    def act(self, what, who=None, reason="Lý do", path=None, **body):
        path = path or self.item
        return (who or self.keeper).post(f"{path}/{what}", {"reason": reason} | body, etag=self.keeper.get(path).etag)

    def recuse(self, member, who=None):
        return (who or self.own(member)).post(f"{self.item}/recusals", {"member_id": self.members[member]})

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
    one.count([0, 1, 2], agree=3)
    one.conclude().expect(201)
    assert (one.road.now["state"], one.awards()) == ("approved", "0")
    event = one.road.timeline()[-1]
    assert (event["action"], event["stage"], event["acted_on"]) == ("pass", "council", "2018-06-20")
    assert event["council_item_id"] == one.item.rpartition("/")[2]


def test_a_failed_vote_ends_the_road(session):
    one = session(permille=900)
    one.count([0, 1, 2], agree=2, blank=1)
    failed = one.conclude(reason="Chưa đủ tỷ lệ").expect(201)
    assert (failed.json["outcome"], failed.json["needed"], failed.json["reason"]) == ("failed", 3, "Chưa đủ tỷ lệ")
    assert one.road.now["state"] == "rejected"


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
    one.recuse(1, one.keeper).expect_problem(403, "forbidden")  # who has an account steps aside in person
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
    one = session(permille=501, members=[{}, {"subject": name}, {}])
    for member in range(3):
        one.cast(member, "agree").expect(201)
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
        one.keeper.delete(one.item, one.keeper.get(one.item).etag), one.keeper.patch(one.item, {"position": 9}, "*"),
        one.keeper.patch(one.path, {"held_on": "2018-06-21"}, "*"), one.keeper.delete(one.path, "*"),
    ]  # fmt: skip
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


def test_opening_and_closing_ask_for_the_session_as_it_was_read(session):
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
    done.count([0, 1, 2], agree=3)
    done.conclude().expect(201)
    answer = one.keeper.post(path, {"nomination_id": done.road.last.id, "position": 1})
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
    """Either the last ballot came in time and the result counts it, or the result was too early and was refused."""
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
    answer = other.own(0).post(f"{other.item}/ballots", {"member_id": one.members[0], "vote": "agree"})
    answer.expect_problem(409, "conflict", pointer="/member_id", code="reference")


# A vote is neither cut short nor read.


def test_nobody_but_the_keeper_ends_a_vote(session):
    """The attack: any council reviewer concluded after the first of seven ballots, and read how that one had voted."""
    one = session(permille=501, members=[{}] * 7)
    one.cast(0, "disagree").expect(201)
    for outsider in (one.second, one.own(0), one.own(1)):
        one.conclude(outsider).expect_problem(403, "forbidden")
        one.act("ballot-closing", outsider).expect_problem(403, "forbidden")
        one.act("result", outsider, outcome="deferred").expect_problem(403, "forbidden")
    one.conclude().expect_problem(409, "conflict")
    closed = one.act("ballot-closing", reason="Các thành viên đã về").expect(201)
    assert (closed.json["closed_by"], closed.json["closing_reason"]) == (one.keeper.who["sub"], "Các thành viên đã về")
    few = one.conclude().expect_problem(409, "conflict")
    assert few.json["allowed"] == ["result"]
    one.cast(1, "agree").expect_problem(409, "conflict")
    shown = one.minutes["items"][0]
    assert figures(shown) == UNKNOWN and shown["closing_reason"] == "Các thành viên đã về"
    assert one.road.now["state"] == "council"
    put_off = one.conclude(outcome="deferred", reason="Ít phiếu").expect(201).json
    assert figures(put_off) == UNKNOWN


def test_one_person_alone_passes_nothing(session):
    """The attack: three invented members without accounts, or members switched to written, and three votes by the keeper."""
    one = session(permille=501, secret=False, members=[{"subject": None}, {"subject": None}, {}])
    seat = f"{one.path}/members/{one.members[2]}"
    switched = one.act("attendance", path=seat, attendance="written", reason="Đi công tác").expect(201)
    assert switched.json["attendance"] == "written" and switched.headers["Location"] == seat
    for member in range(3):
        one.cast(member, "agree", one.keeper).expect_problem(403, "forbidden")
    waiting = one.enter(votes=dict.fromkeys(range(3), "agree"), digest="e" * 64).expect(201)
    again = {"votes": one.said(dict.fromkeys(range(3), "agree")), "sha256": "e" * 64}
    path = f"{waiting.headers['Location']}/confirmation"
    under_another_role = one.api.as_(["council_reviewer", "province_reviewer"], "35", sub=one.keeper.who["sub"])
    for themselves in (one.keeper, under_another_role, one.own(2)):
        themselves.post(path, again, etag=waiting.etag).expect_problem(403, "forbidden")
    one.api.as_("council_reviewer", "36").post(path, again, etag=waiting.etag).expect_problem(404, "not-found")
    one.conclude().expect_problem(409, "conflict")
    assert one.road.now["state"] == "council"
    counted = one.second.post(path, again, etag=waiting.etag).expect(201).json
    assert (counted["entered_by"], counted["confirmed_by"]) == (one.keeper.who["sub"], one.second.who["sub"])
    assert one.conclude().expect(201).json["outcome"] == "passed"
    told = one.minutes["attendance_changes"]
    assert [(e["from_attendance"], e["to_attendance"], e["reason"]) for e in told] == [("present", "written", "Đi công tác")]


def test_a_waiting_paper_tells_nothing_of_what_it_says(session, database):
    one = session(members=[{}] * 4)
    digest = digest_of(one.unique)
    waiting = one.enter(voters=[0, 1, 2], agree=2, disagree=0, blank=1, digest=digest).expect(201)
    hidden = {"agree", "disagree", "blank", "votes"}
    path = waiting.headers["Location"]
    answers = [waiting.json, one.keeper.get(path).expect(200).json, one.keeper.get(f"{one.path}/papers").items[0],
               one.minutes["items"][0]["papers"][0]]  # fmt: skip
    for shown in answers:
        assert not hidden & set(shown) and shown["sha256"] is None and shown["state"] == "waiting"
        assert shown["voters"] == one.members[:3] and shown["number"] == "12/BB-HĐ"
    assert one.minutes["items"][0]["voters"] == []
    for again in ({"agree": 3, "disagree": 0, "blank": 0, "sha256": digest},
                  {"agree": 2, "disagree": 0, "blank": 1, "sha256": "0" * 64}):  # fmt: skip
        differs = one.second.post(f"{path}/confirmation", again, etag=waiting.etag).expect_problem(409, "conflict")
        assert (differs.json["current_state"], differs.json["allowed"]) == ("waiting", ["confirmation", "refusal"])
    details = database.value(f"select count(*) from change_history where row::text like '%{digest}%'", role="postgres")
    assert details == "0"


def test_a_paper_is_refused_with_a_reason_or_taken_back(session):
    one = session(members=[{}] * 6)
    for who, state in ((one.second, "refused"), (one.keeper, "withdrawn")):
        path = one.enter(voters=[0, 1, 2], agree=3, disagree=0, blank=0).expect(201).headers["Location"]
        one.cast(0, "agree").expect_problem(409, "conflict")
        settled = one.act("refusal", who, "Không đọc được", path).expect(201).json
        assert (settled["state"], settled["reason"], settled["refused_by"]) == (state, "Không đọc được", who.who["sub"])
        twice = one.act("refusal", who, "Lần nữa", path).expect_problem(409, "conflict")
        assert (twice.json["current_state"], twice.json["allowed"]) == (state, [])
    assert [paper["state"] for paper in one.keeper.get(f"{one.path}/papers").items] == ["refused", "withdrawn"]
    listed = one.keeper.get(f"{one.path}/papers", {"state": "refused", "item_id": one.item.rpartition("/")[2]}).items
    assert len(listed) == 1
    one.cast(0, "agree").expect(201)


@pytest.mark.parametrize("secret,changes,pointer", [
    (True, {"sha256": "x"}, "/sha256"), (True, {"sha256": "Z" * 64}, "/sha256"), (True, {"number": ""}, "/number"),
    (True, {"dated_on": "2099-01-01"}, "/dated_on"), (True, {"votes": [{}]}, "/votes/0/vote"),
    (True, {"agree": None}, "/votes"), (False, {"voters": None, "votes": "all"}, "/votes"), (False, {"votes": []}, "/votes"),
    (False, {"votes": ["agree"]}, "/votes/0"), (False, {"voters": None, "agree": 1}, "/votes"),
    (False, {"voters": None, "votes": None}, "/votes"), (True, {"surprise": 1}, "/surprise"),
])  # fmt: skip
def test_what_a_paper_cannot_say(session, secret, changes, pointer):
    one = session(secret=secret)
    body = {"item_id": one.item.rpartition("/")[2], "number": "1", "dated_on": "2018-06-20", "sha256": "a" * 64}
    if secret:
        body |= {"agree": 3, "disagree": 0, "blank": 0, "voters": one.members}
    else:
        body |= {"votes": one.said(dict.fromkeys(range(3), "agree"))}
    one.keeper.post(f"{one.path}/papers", body | changes).expect_problem(400, "invalid", pointer=pointer)


def test_a_paper_names_an_item_of_its_session(session):
    one, other = session(), session()
    one.item = other.item
    strange = one.enter(voters=[0, 1, 2], agree=3, disagree=0, blank=0)
    strange.expect_problem(409, "conflict", pointer="/item_id", code="reference")


def test_a_paper_under_a_key_is_entered_once_and_its_answer_tells_nothing(session, unique, database):
    one, key = session(), unique("key")
    body = {"item_id": one.item.rpartition("/")[2], "number": "1", "dated_on": "2018-06-20", "sha256": digest_of(unique),
            "agree": 3, "disagree": 0, "blank": 0, "voters": one.members}  # fmt: skip
    first = one.keeper.post(f"{one.path}/papers", body, key).expect(201)
    again = one.keeper.post(f"{one.path}/papers", body, key).expect(201)
    assert again.headers["Idempotency-Replayed"] == "true" and again.content == first.content
    kept = database.value(f"select to_jsonb(k)::text from idempotency_key k where key = '{key}'", role="postgres")
    assert "disagree" not in kept and body["sha256"] not in kept


# Attendance and results change in the open.


def test_attendance_of_an_open_session_changes_by_the_keeper_with_a_reason(session):
    one = session()
    seat = f"{one.path}/members/{one.members[1]}"
    one.act("attendance", one.second, path=seat, attendance="absent").expect_problem(403, "forbidden")
    unsaid = one.keeper.post(f"{seat}/attendance", {"attendance": "absent"}, etag="*")
    unsaid.expect_problem(400, "invalid", pointer="/reason", code="required")
    one.act("attendance", path=seat, attendance="present").expect_problem(409, "conflict", pointer="/attendance")
    one.act("attendance", path=seat, attendance="absent", reason="Về sớm").expect(201)
    one.cast(0, "agree").expect(201)
    fixed = one.act("attendance", path=seat, attendance="present").expect_problem(409, "conflict", pointer="/attendance")
    assert fixed.json["current_state"] == "open"
    planned = session(open_=False)
    seat = f"{planned.path}/members/{planned.members[1]}"
    planned.act("attendance", path=seat, attendance="absent").expect_problem(409, "conflict")
    planned.keeper.patch(seat, {"attendance": "absent"}, "*").expect(200)


def test_a_result_is_taken_back_and_voted_anew(session):
    one = session(permille=900)
    for member, vote in enumerate(("agree", "agree", "blank")):
        one.cast(member, vote).expect(201)
    one.conclude(reason="Chưa đủ").expect(201)
    assert one.road.now["state"] == "rejected"
    one.act("reopening", one.second).expect_problem(403, "forbidden")
    anew = one.act("reopening", reason="Kiểm phiếu sai").expect(201).json
    assert (anew["outcome"], anew["round"], figures(anew)) == ("pending", 2, UNKNOWN)
    event = one.road.timeline()[-1]
    assert (event["action"], event["from_state"], event["to_state"]) == ("reopen", "rejected", "council")
    assert (event["stage"], event["reason"]) == ("council", "Kiểm phiếu sai")
    one.act("reopening").expect_problem(409, "conflict")
    for member in range(3):
        one.cast(member, "agree").expect(201)
    assert one.conclude().expect(201).json["outcome"] == "passed"
    told = one.minutes["items"][0]["reopenings"]
    assert [(r["outcome"], r["agree"], r["blank"], r["reason"], r["outcome_reason"]) for r in told] == [
        ("failed", 2, 1, "Kiểm phiếu sai", "Chưa đủ")]  # fmt: skip
    one.move("closing").expect(201)
    one.act("reopening").expect_problem(409, "conflict")


def test_what_was_decided_since_is_not_taken_back(session):
    one = session(permille=501)
    one.count([0, 1, 2], agree=3)
    one.conclude().expect(201)
    body = {"number": one.unique("QD"), "signed_on": "2018-06-20", "authority": "province_chair", "level": "province",
            "unit_id": HA_NAM, "signer_name": "Người ký (mẫu)", "awards": [{"nomination_id": one.road.last.id}]}  # fmt: skip
    one.road.province.post("/v1/decisions", body).expect(201)
    one.act("reopening").expect_problem(409, "conflict")
    assert one.road.now["state"] == "decided"


def test_two_results_side_by_side_tell_nobodys_vote(session):
    """The attack: taken back and voted again with one more ballot."""
    one = session(permille=501, members=[{}] * 4)
    for member in range(3):
        one.cast(member, "agree").expect(201)
    one.act("ballot-closing").expect(201)
    one.conclude().expect(201)
    one.act("reopening").expect(201)
    for member in range(4):
        one.cast(member, "agree").expect(201)
    one.conclude().expect_problem(409, "conflict")
    assert figures(one.keeper.get(one.item).json) == UNKNOWN
    one.conclude(outcome="deferred", reason="Lộ phiếu").expect(201)


@pytest.mark.parametrize("seats", [[{}], [{}, {}]])
def test_a_council_of_one_or_two_does_not_open(session, seats):
    session(open_=False, members=seats).move("opening").expect_problem(409, "conflict")


# Councils of the base.


class Base:
    """A council of the base: its session, with three members who vote on paper."""

    def __init__(self, api, unique, code, unit_id, held_on, **changes):
        self.unique = unique
        self.keeper = api.as_("council_reviewer", code, sub=unique("keeper"))
        self.second = api.as_("council_reviewer", code, sub=unique("second"))
        body = {"unit_id": unit_id, "number": unique("HD"), "held_on": held_on} | changes
        self.answer = self.keeper.post(SESSIONS, body)
        self.path = self.answer.headers.get("Location")

    def put(self, nomination):
        return self.keeper.post(f"{self.path}/items", {"nomination_id": nomination, "position": 1})

    def vote(self, item, agree, **more):
        seats = [self.keeper.post(f"{self.path}/members", {"name": f"{role} (mẫu)", "role": role}).expect(201).id
                 for role in ("chair", "member", "secretary")]  # fmt: skip
        self.keeper.post(f"{self.path}/opening", {}, etag=self.keeper.get(self.path).etag).expect(201)
        on_paper(self.keeper, self.second, self.path, item, digest_of(self.unique), voters=seats, agree=agree,
                 disagree=3 - agree, blank=0)  # fmt: skip
        return self.keeper.post(f"{item}/result", more, etag=self.keeper.get(item).etag)


COMMUNE = unit(13363, 3)  # Tiên Sơn, Ninh Bình
SEEN = {"acknowledgement": "Đã xem xét cảnh báo"}


@pytest.fixture
def fighter(api, unique):
    """A nomination of a fighter at the grassroots in a commune of 2026, reviewed there."""
    road = Road(api, unique, code="13363", unit_id=COMMUNE, province="37", begins="2026-03-02")
    home = road.officer.post("/v1/collectives", new_collective(unique, unit_id=COMMUNE)).expect(201).id
    person = road.officer.post("/v1/individuals", new_individual(unique, collective_id=home)).expect(201).id
    nominate_person(road, "CSTDCS", person).submit().receive().approve(**SEEN)
    road.home = home
    return road


def decide_at(road, who, authority, level, unit_id):
    body = {"number": road.unique("QD"), "signed_on": road.day.isoformat(), "authority": authority, "level": level,
            "unit_id": unit_id, "signer_name": "Người ký (mẫu)", "awards": [{"nomination_id": road.last.id}]}  # fmt: skip
    return who.post("/v1/decisions", body)


def test_a_fighter_of_a_commune_is_decided_after_the_vote_of_its_council(api, unique, fighter):
    """The attack: three of them were decided without a vote."""
    road = fighter
    assert (road.state, road.now["waits_for"]) == ("council", "council_reviewer")
    decide_at(road, road.district, "commune_chair", "commune", COMMUNE).expect_problem(409, "conflict")
    council = Base(api, unique, "13363", COMMUNE, "2026-03-02")
    queue = council.keeper.get("/v1/work-queue", {"limit": 200}).expect(200).items
    assert road.last.id in [waiting["id"] for waiting in queue]
    item = council.put(road.last.id).expect(201).headers["Location"]
    assert council.vote(item, 3).expect(201).json["outcome"] == "passed"
    road.refresh()
    event = road.timeline()[-1]
    assert (road.state, event["action"], event["stage"], event["actor_unit_id"]) == ("approved", "pass", "council", COMMUNE)
    both = api.as_(["district_reviewer", "council_reviewer"], "13363", sub=council.keeper.who["sub"])
    decide_at(road, both, "commune_chair", "commune", COMMUNE).expect_problem(403, "forbidden")
    decide_at(road, road.district, "commune_chair", "commune", COMMUNE).expect(201)
    minutes = council.keeper.get(f"{council.path}/minutes").expect(200).json
    assert (minutes["unit_level"], minutes["collective_id"]) == ("commune", None) and minutes["unit_name"]


def test_a_fighter_of_before_the_2022_law_needs_no_vote(api, unique):
    road = Road(api, unique)
    nominate_person(road, "CSTDCS").submit().receive().approve(**SEEN)
    assert road.state == "approved"


def test_a_district_had_its_council_until_the_reform(api, unique):
    road = Road(api, unique, code="353", begins="2024-03-01")
    person = road.officer.post("/v1/individuals", new_individual(unique, collective_id=collective(16))).expect(201).id
    nominate_person(road, "CSTDCS", person).submit().receive().approve(**SEEN)
    assert road.state == "council"
    council = Base(api, unique, "353", unit(353), "2024-03-01")
    item = council.put(road.last.id).expect(201).headers["Location"]
    assert council.vote(item, 1).expect(201).json["outcome"] == "failed"
    assert road.refresh().state == "rejected"


def test_each_council_has_its_own(api, unique, fighter, session):
    """The province's does not vote on a title of the base, nor the base on what goes on to the province."""
    province = Base(api, unique, "37", unit(37, 2), "2026-03-02")
    elsewhere = province.put(fighter.last.id).expect_problem(409, "conflict", pointer="/nomination_id", code="rule")
    assert elsewhere.json["current_state"] == "planned"
    neighbour = Base(api, unique, "13330", unit(13330, 3), "2026-03-02")
    neighbour.put(fighter.last.id).expect_problem(409, "conflict", pointer="/nomination_id", code="reference")
    one = session(open_=False)  # before the council of Hà Nam
    below = Base(api, unique, "349", DUY_TIEN, "2018-06-20")
    road = nominate_own(Road(api, unique), "BKT").submit().receive().approve(**SEEN)
    road.approve(road.province, **SEEN)
    below.put(road.last.id).expect_problem(409, "conflict", pointer="/nomination_id", code="rule")
    one.keeper.post(f"{one.path}/items", {"nomination_id": road.last.id, "position": 2}).expect(201)


def test_an_agency_votes_on_its_own_people_only(api, unique, fighter):
    own = Base(api, unique, "13363", COMMUNE, "2026-03-02", collective_id=fighter.home)
    assert own.answer.expect(201).json["collective_id"] == fighter.home
    officer = fighter.officer
    other = officer.post("/v1/collectives", new_collective(unique, unit_id=COMMUNE)).expect(201).id
    strange = Base(api, unique, "13363", COMMUNE, "2026-03-02", collective_id=other)
    strange.put(fighter.last.id).expect_problem(409, "conflict", pointer="/nomination_id", code="rule")
    item = own.put(fighter.last.id).expect(201).headers["Location"]
    assert own.vote(item, 3).expect(201).json["outcome"] == "passed"
    minutes = own.keeper.get(f"{own.path}/minutes").expect(200).json
    assert minutes["collective_id"] == fighter.home and minutes["collective_name"]


def test_a_part_of_an_agency_is_the_agencys(api, unique, fighter):
    part = fighter.officer.post(
        "/v1/collectives", new_collective(unique, unit_id=COMMUNE, parent_id=fighter.home)
    ).expect(201).id  # fmt: skip
    person = fighter.officer.post("/v1/individuals", new_individual(unique, collective_id=part)).expect(201).id
    nominate_person(fighter, "CSTDCS", person).submit().receive().approve(**SEEN)
    council = Base(api, unique, "13363", COMMUNE, "2026-03-02", collective_id=fighter.home)
    council.put(fighter.last.id).expect(201)


def test_a_body_of_the_province_has_a_council_of_its_own_for_titles_of_the_base(api, unique):
    road = Road(api, unique, code="37", unit_id=unit(37, 2), province="37", begins="2026-03-02")
    home = road.officer.post("/v1/collectives", new_collective(unique, unit_id=unit(37, 2))).expect(201).id
    person = road.officer.post("/v1/individuals", new_individual(unique, collective_id=home)).expect(201).id
    nominate_person(road, "CSTDCS", person).submit().review(road.province, "receive").approve(road.province, **SEEN)
    assert road.state == "council"
    province = Base(api, unique, "37", unit(37, 2), "2026-03-02")
    province.put(road.last.id).expect_problem(409, "conflict", pointer="/nomination_id", code="rule")
    agency = Base(api, unique, "37", unit(37, 2), "2026-03-02", collective_id=home)
    item = agency.put(road.last.id).expect(201).headers["Location"]
    assert agency.vote(item, 2).expect(201).json["outcome"] == "failed"


def test_an_agency_lies_in_the_unit_of_its_council(api, unique, fighter):
    elsewhere = fighter.officer.post("/v1/collectives", new_collective(unique, unit_id=COMMUNE)).expect(201).id
    wrong = Base(api, unique, "37", unit(37, 2), "2026-03-02", collective_id=elsewhere)
    wrong.answer.expect_problem(400, "invalid", pointer="/collective_id", code="rule")
    unseen = Base(api, unique, "13330", unit(13330, 3), "2026-03-02", collective_id=elsewhere)
    unseen.answer.expect_problem(409, "conflict", pointer="/collective_id", code="reference")


def test_a_commune_keeps_its_council_and_sees_no_other(api, unique, fighter):
    council = Base(api, unique, "13363", COMMUNE, "2026-03-02")
    item = council.put(fighter.last.id).expect(201).headers["Location"]
    neighbour = api.as_("council_reviewer", "13330")
    for path in (council.path, item, f"{council.path}/minutes", f"{council.path}/members", f"{council.path}/papers"):
        neighbour.get(path).expect_problem(404, "not-found")
        for reader in (council.keeper, api.as_("auditor", "37"), api.as_("council_reviewer", "37")):
            reader.get(path).expect(200)
    listed = [row["id"] for row in council.keeper.all(SESSIONS)]
    assert council.answer.id in listed and council.answer.id not in [row["id"] for row in neighbour.all(SESSIONS)]
    provincial = Base(api, unique, "37", unit(37, 2), "2026-03-02")
    assert provincial.answer.expect(201).id not in listed
    council.keeper.get(provincial.path).expect_problem(404, "not-found")
    foreign = Base(api, unique, "13363", unit(37, 2), "2026-03-02")
    foreign.answer.expect_problem(409, "conflict", pointer="/unit_id", code="reference")


@pytest.mark.parametrize("unit_id,held_on", [
    (unit(349, 2), "2025-07-01"), (unit(13363, 3), "2025-06-30"), (unit(13324), "2018-06-20"),
])  # fmt: skip
def test_councils_of_the_base_went_to_the_communes_with_the_reform(api, unique, unit_id, held_on):
    Base(api, unique, ["35", "37"], unit_id, held_on).answer.expect_problem(400, "invalid")
