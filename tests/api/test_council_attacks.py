"""Nobody cuts a vote of the council short, reads a secret vote, or passes a nomination alone: each attack that once
worked. Also what may be taken back or changed openly.
"""

import pytest

from support.council import digest_of
from support.samples import HA_NAM
from support.sitting import UNKNOWN, Session, figures


@pytest.fixture
def session(api, database, unique):
    return lambda **options: Session(api, database, unique, **options)


# A vote is neither cut short nor read.


def test_nobody_but_the_keeper_ends_a_vote(session):
    """The attack: any council reviewer concluded after the first of seven ballots, and so read that ballot."""
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
    assert one.workflow.now["state"] == "council"
    put_off = one.conclude(outcome="deferred", reason="Ít phiếu").expect(201).json
    assert figures(put_off) == UNKNOWN


def test_one_person_alone_passes_nothing(session):
    """The attack: the keeper entered three votes alone, of three invented members without accounts, or of members
    switched to written votes."""
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
    assert one.workflow.now["state"] == "council"
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
               one.minutes["items"][0]["papers"][0]]
    for shown in answers:
        assert not hidden & set(shown) and shown["sha256"] is None and shown["state"] == "waiting"
        assert shown["voters"] == one.members[:3] and shown["number"] == "12/BB-HĐ"
    assert one.minutes["items"][0]["voters"] == []
    for again in ({"agree": 3, "disagree": 0, "blank": 0, "sha256": digest},
                  {"agree": 2, "disagree": 0, "blank": 1, "sha256": "0" * 64}):
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
])
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
            "agree": 3, "disagree": 0, "blank": 0, "voters": one.members}
    first = one.keeper.post(f"{one.path}/papers", body, key).expect(201)
    again = one.keeper.post(f"{one.path}/papers", body, key).expect(201)
    assert again.headers["Idempotency-Replayed"] == "true" and again.content == first.content
    kept = database.value(f"select to_jsonb(k)::text from idempotency_key k where key = '{key}'", role="postgres")
    assert "disagree" not in kept and body["sha256"] not in kept


# Attendance and results change openly.


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
    assert one.workflow.now["state"] == "rejected"
    one.act("reopening", one.second).expect_problem(403, "forbidden")
    anew = one.act("reopening", reason="Kiểm phiếu sai").expect(201).json
    assert (anew["outcome"], anew["round"], figures(anew)) == ("pending", 2, UNKNOWN)
    event = one.workflow.events()[-1]
    assert (event["action"], event["from_state"], event["to_state"]) == ("reopen", "rejected", "council")
    assert (event["stage"], event["reason"]) == ("council", "Kiểm phiếu sai")
    one.act("reopening").expect_problem(409, "conflict")
    for member in range(3):
        one.cast(member, "agree").expect(201)
    assert one.conclude().expect(201).json["outcome"] == "passed"
    told = one.minutes["items"][0]["reopenings"]
    assert [(r["outcome"], r["agree"], r["blank"], r["reason"], r["outcome_reason"]) for r in told] == [
        ("failed", 2, 1, "Kiểm phiếu sai", "Chưa đủ")]
    one.move("closing").expect(201)
    one.act("reopening").expect_problem(409, "conflict")


def test_what_was_decided_since_is_not_taken_back(session):
    one = session(permille=501)
    one.count([0, 1, 2], agree=3)
    one.conclude().expect(201)
    body = {"number": one.unique("QD"), "signed_on": "2018-06-20", "authority": "province_chair", "level": "province",
            "unit_id": HA_NAM, "signer_name": "Người ký (mẫu)", "awards": [{"nomination_id": one.workflow.last.id}]}
    one.workflow.province.post("/v1/decisions", body).expect(201)
    one.act("reopening").expect_problem(409, "conflict")
    assert one.workflow.now["state"] == "decided"


def test_comparing_two_results_reveals_nobodys_vote(session):
    """The attack: take the result back and vote again with one ballot more."""
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
