"""Random acts on nominations, compared with a model that knows only the table of transitions.

A Walker has some nominations and three connections that act at the same moment. Before each act it reads the
nomination, whose state must be the model's. Then it sends one request or several at once, and the model must allow
every answer. Of several open acts that name the same version, exactly one is done. None may be done if an act on
another nomination of the same subject has changed the warnings of this one.
"""

import datetime
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from support.client import MERGE_PATCH
from support.consultations import new_list
from support.machine import ACTS, NOBODY, Answer, Caller, Case
from support.placing import unit_id
from support.workflows import class_id
from support.routes import ROLES
from support.samples import new_document, unit
from support.walk_votes import COUNCIL, DAY, Act, Session, Votes
from support.wire import KeepAlive

EARLY = "2018-01-15"
COMMUNE = unit(13324)  # Hòa Mạc of 2018
VOTED = "a class of the base that is voted on"
WORKFLOWS = {
    # award class, case of a draft; who decides: authority, level, unit
    VOTED: (Case("base", ("35", "349"), votes=True), ("district_chair", "district", unit(349))),
    "GK": (Case("base", ("35", "349")), ("district_chair", "district", unit(349))),
    "BKT": (Case("province", ("35", "349", COMMUNE)), ("province_chair", "province", unit(35))),
    "HCLD3": (Case("state", ("35", "349"), True), ("president", "state", unit(35))),
    "BKTTG": (Case("state", ("35",)), ("prime_minister", "state", unit(35))),
    "irregular BKT": (Case("province", ("35", "349", COMMUNE), simplified=True), ("province_chair", "province", unit(35))),
    "irregular HCLD3": (Case("state", ("35", "349"), simplified=True), ("president", "state", unit(35))),
}
PEOPLE = [
    *[Caller("unit_officer", name, f"officer.{name}.{number}") for name in ("349", "35", COMMUNE) for number in (1, 2)],
    *[Caller("district_reviewer", name, f"district.{name}.{number}") for name in ("349", "35") for number in (1, 2)],
    *[Caller("province_reviewer", "35", f"province.{number}") for number in (1, 2, 3)],
    *COUNCIL,
    *[Caller(ROLES, "35", f"all.hats.{number}") for number in (1, 2)],
    Caller(("unit_officer", "district_reviewer"), "349", "two.hats"),
    Caller("district_reviewer", "353", "district.elsewhere"), Caller("province_reviewer", "36", "province.elsewhere"),
    Caller("province_reviewer", "349", "province.below"), Caller("district_reviewer", COMMUNE, "district.below"),
    Caller("unit_officer", "353", "officer.elsewhere"), Caller("auditor", "35", "auditor"),
    Caller("reader", "35", "reader"), Caller("admin", "35", "admin"), NOBODY,
]
LISTS = Caller("province_reviewer", "35", "province.lists")  # publishes the lists for public consultation, and does no act
FLAWS = ("stale", "no etag", "no reason", "early", "silent", "no letter")
ENDS = ("decided", "rejected", "withdrawn", "annulled")


@dataclass
class Nomination:
    """What the model knows about one nomination."""

    id: str
    dossier: str
    award: str
    case: Case
    log: list = field(default_factory=list)  # (action, from, to, stage, subject) of every transition so far
    item: str | None = None  # path of the agenda item, while it waits for a result
    session: Session | None = None  # the session of the last vote
    verdict: str = "pass"  # the outcome of the ballots counted there
    voted_at: int = 0  # length of `log` at the vote; after a later return, this vote cannot let it pass
    given: str | None = None  # path of the award
    etag: str = ""
    warnings: list = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/v1/nominations/{self.id}"

    def take(self, step, caller):
        self.log.append((step["action"], self.case.state, step["to_state"], step["stage"], caller.sub))
        self.case = self.case.after(step, caller)


class Tokens:
    def __init__(self, service):
        self.service, self.made, self.guard = service, {NOBODY: ""}, threading.Lock()

    def __call__(self, caller) -> str:
        with self.guard:
            if caller not in self.made:
                roles = [caller.roles] if isinstance(caller.roles, str) else list(caller.roles)
                self.made[caller] = self.service.token(roles, caller.unit, caller.sub)
            return self.made[caller]


class Walker(Votes):
    def __init__(self, service, machine, tokens, unique, subjects, seed, size, voted):
        """voted: the id of a class of base level that is voted on."""
        self.machine, self.tokens, self.unique, self.voted = machine, tokens, unique, voted
        self.subjects, self.size = subjects, size  # the subjects are shared by all walkers
        self.random = random.Random(seed)
        self.hands = [KeepAlive(service.api, "") for _ in range(3)]
        self.threads = ThreadPoolExecutor(len(self.hands))
        self.under_way, self.all = [], []
        self.steps = self.done = self.overtaken = 0
        self.surprise = None

    def walk(self, steps):
        """Acts until `steps` requests were sent or an answer differs from the model: `surprise` says how."""
        try:
            while self.steps < steps:
                if len(self.under_way) < self.size:
                    self._begin()
                else:
                    self.random.choice([self._step] * 15 + [self._correct, self._add_paper, self._mend, self._mend])()
        except AssertionError as difference:
            self.surprise = str(difference)
        self.threads.shutdown()
        for hand in self.hands:
            hand.close()

    # Requests.

    def _send(self, caller, method, path, body=None, etag=None, hand=0, media="application/json") -> tuple:
        return self.hands[hand].send(method, path, body, self.tokens(caller), etag, media=media)

    def _made(self, caller, path, body) -> dict:
        """Makes a record that the nomination needs. This request itself is not under test."""
        status, headers, answer = self._send(caller, "POST", path, body)
        assert status == 201, (path, body, answer)
        return answer | {"etag": headers["ETag"]}

    def _at_once(self, jobs) -> list:
        """The answers of requests sent at the same moment."""
        start = threading.Barrier(len(jobs))

        def go(hand, job):
            start.wait()
            return job(hand)

        self.steps += len(jobs)
        return [future.result() for future in [self.threads.submit(go, *pair) for pair in enumerate(jobs)]]

    def _look(self, of):
        """Reads the nomination; its state must be the model's."""
        status, headers, now = self._send(PEOPLE[2], "GET", of.path)
        assert status == 200 and (now["state"], now["held_state"]) == (of.case.state, of.case.held), (of, now)
        of.etag, of.warnings = headers["ETag"], now["warnings"]
        return now

    def _is_overtaken(self, of) -> bool:
        """True if an act on another nomination has changed the warnings of this one since the last look, even if they
        are the same again now."""
        seen = of.etag
        self._look(of)
        self.overtaken += 1
        return of.etag != seen

    # Beginnings.

    def _officer(self, case) -> Caller:
        """Somebody who writes: also people with further roles, or who have acted on the nomination."""
        fitting = [who for who in PEOPLE if who.has(("unit_officer",)) and who.unit in case.chain]
        return self.random.choice(fitting)

    def _subject(self, officer, case, taken) -> str:
        """A new subject, or one that already has a nomination."""
        known = [id for id, name in self.subjects if name == case.chain[-1] and id not in taken]
        if known and self.random.random() < 0.3:
            return self.random.choice(known)
        code = self.unique("ws")
        body = {"code": code, "name": f"Tập thể {code} (mẫu)", "unit_id": unit_id(case.chain[-1]), "kind": "agency"}
        made = self._made(officer, "/v1/collectives", body)["id"]
        self.subjects.append((made, case.chain[-1]))
        return made

    def _begin(self):
        award = self.random.choice(list(WORKFLOWS))
        case = WORKFLOWS[award][0]
        officer, taken = self._officer(case), []
        case = case.written_by(officer)
        body = {"title": f"Hồ sơ {self.unique('hs')}", "unit_id": unit_id(case.chain[-1]), "year": 2018,
                "dated_on": "2018-02-01", "commendation_type": "irregular" if case.simplified else "merit"}
        dossier = self._made(officer, "/v1/dossiers", body)
        made = []
        for _ in range(self.random.choice([1, 1, 2, 3])):
            taken.append(self._subject(officer, case, taken))
            award_class = self.voted if award == VOTED else class_id(award.removeprefix("irregular "))
            body = {"dossier_id": dossier["id"], "award_class_id": award_class, "subject_kind": "collective",
                    "collective_id": taken[-1], "achievement": f"Thành tích {self.unique('tt')}"}
            made.append(Nomination(self._made(officer, "/v1/nominations", body)["id"], dossier["id"], award, case))
        self.under_way += made
        self.all += made
        if self.random.random() < 0.5:
            self._submit_all(f"/v1/dossiers/{dossier['id']}", officer, made)

    def _submit_all(self, path, officer, drafts):
        """Submits the whole dossier, alone or at the same time as one of its nominations."""
        for of in drafts:
            self._look(of)
        _, headers, _ = self._send(officer, "GET", path)
        whole = lambda hand: self._send(
            officer, "POST", f"{path}/submission", {"acted_on": DAY}, headers["ETag"], hand
        )
        first = Act(officer, "submit")
        jobs = [whole, self._job(drafts[0], first)][: self.random.choice([1, 2])]
        answers = [status for status, *_ in self._at_once(jobs)]
        overtaken = set(answers) == {412} and any(map(self._is_overtaken, drafts))
        assert sorted(answers) in ([201], [201, 412]) or overtaken, answers
        for of in drafts if answers[0] == 201 else drafts[:1] if 201 in answers else []:
            of.take(self.machine.step(of.case, "submit"), officer)
            self.done += 1

    # Acts.

    def _act(self, of, act, hand) -> tuple:
        etag = {"stale": '"0"', "no etag": None}.get(act.flaw, of.etag)
        return self._send(act.caller, "POST", f"{of.path}/{ACTS[act.action]}", body(act), etag, hand)

    def _people(self, of, step) -> list:
        """The people who may do this transition."""
        return [who for who in PEOPLE if not self.machine.refusal(of.case, step, who, datetime.date.fromisoformat(DAY))]

    def _open(self, of, actions=None) -> list:
        """An act for each transition that somebody may do. Acts that lead on are chosen more often."""
        acts = []
        for step in self.machine.steps(of.case):
            who = self._people(of, step)
            if who and (actions is None or step["action"] in actions):
                leads_on = step["action"] in ("submit", "receive", "approve", "forward", "resume", "pass", "decide")
                acts += [Act(self.random.choice(who), step["action"])] * (5 if leads_on else 1)
        return acts

    def _choose(self, of, actions=tuple(ACTS)) -> Act:
        open_ones = self._open(of, actions)
        if open_ones and self.random.random() < 0.75:
            act = self.random.choice(open_ones)
            return Act(act.caller, act.action, self.random.choice(FLAWS)) if self.random.random() < 0.15 else act
        return Act(self.random.choice(PEOPLE), self.random.choice(list(ACTS)))

    def _step(self):
        of = self.random.choice(self.under_way)
        self._look(of)
        voted = self._open(of, ("pass", "fail", "defer"))
        decided = self._open(of, ("decide", "annul"))
        taken_back = self._open(of, ("reopen",)) if of.session else []
        if taken_back and self.random.random() < 0.25:
            self._take_back(of)
        elif voted and self.random.random() < 0.6:
            self._vote(of, self.random.choice(voted))
        elif decided and self.random.random() < (0.1 if of.case.state == "decided" else 0.6):
            self._decide(of, self.random.choice(decided))
        else:
            acts = [self._choose(of) for _ in range(self.random.choice([1, 1, 1, 2, 2, 3]))]
            self._judge(of, acts, [self._job(of, act) for act in acts])
        if of.case.state in ENDS and self.random.random() < 0.4:
            self.under_way.remove(of)

    def _job(self, of, act):
        return lambda hand: self._act(of, act, hand)

    def _publish(self, of):
        """Asks the public about a nomination that has come to the consultation; in 2018 for no stated time."""
        path = f"/v1/consultations/{self._made(LISTS, '/v1/consultations', new_list())['id']}"
        self._made(LISTS, f"{path}/items", {"nomination_id": of.id})
        status, *_ = self._send(LISTS, "POST", f"{path}/publication", {"published_on": DAY}, '"1"')
        assert status == 201, (of, status)

    def _rivals(self, of) -> list:
        """Acts that may get in before a vote or a decision."""
        acts = self._open(of, ("hold", "return", "reject"))
        return [self.random.choice(acts) for _ in range(self.random.choice([0, 1, 2])) if acts]

    def _decide(self, of, act):
        authority, level, unit_of = WORKFLOWS[of.award][1]
        head = {"signed_on": DAY, "authority": authority, "level": level, "unit_id": unit_of,
                "signer_name": "Người ký (mẫu)"}
        if act.action == "annul":
            _, headers, _ = self._send(act.caller, "GET", of.given)
            said = head | {"ground": "forged_dossier", "reason": "Lý do"}
            path, etag, rivals = f"{of.given}/annulment", headers["ETag"], []
        else:
            said = head | {"awards": [{"nomination_id": of.id, "acknowledgement": "Đã đối chiếu"}]}
            path, etag, rivals = "/v1/decisions", None, self._rivals(of)
        twice = [act] * self.random.choice([1, 2]) if not rivals else [act]
        decide = lambda hand: self._send(
            act.caller, "POST", path, said | {"number": self.unique("QD")}, etag, hand
        )
        jobs = [decide for _ in twice] + [self._job(of, rival) for rival in rivals]
        for status, _, answer in self._judge(of, [*twice, *rivals], jobs):
            if status == 201 and "awards" in answer:
                of.given = f"/v1/awards/{answer['awards'][0]['id']}"

    def _correct(self):
        """Somebody edits an editable nomination, alone or at the same time as its submission. A reviewer may not."""
        own = [of for of in self.under_way if of.case.state in ("draft", "returned")]
        if not own:
            return
        of = self.random.choice(own)
        self._look(of)
        officer, change = self._officer(of.case), {"achievement": f"Đã sửa {self.unique('tt')}"}
        sent = Act(self._officer(of.case), "submit")
        patch = lambda hand: self._send(officer, "PATCH", of.path, change, of.etag, hand, MERGE_PATCH)
        jobs = [patch, self._job(of, sent)][: self.random.choice([1, 2])]
        expected = self.expected(of, sent)
        answers = self._at_once(jobs)
        statuses = tuple(status for status, *_ in answers)
        edited = 200 if of.case.may_be_written_by(officer) else 403
        sent_first = {(409, 201), (412, 201)} if expected.status == 201 else {(edited, expected.status)}
        edited_first = {(200,), (200, 412)} if edited == 200 else {(403,), (403, expected.status)}
        assert statuses in edited_first | sent_first or 412 in statuses and self._is_overtaken(of), (of, statuses, answers)
        if statuses[0] == 200:
            of.case = of.case.written_by(officer)
        if 201 in statuses:
            of.take(expected.step, sent.caller)
            self.done += 1

    def _add_paper(self):
        """Adds a paper to this nomination alone. No rule asks for this kind of paper, so no warning depends on it."""
        of = self.random.choice(self.under_way)
        self._look(of)
        officer = self._officer(of.case)
        paper = new_document(self.unique, kind="other", nomination_id=of.id)
        expected = 403 if not of.case.may_be_written_by(officer) else 201 if of.case.state == "draft" else 409
        [(status, _, answer)] = self._at_once(
            [lambda hand: self._send(officer, "POST", f"/v1/dossiers/{of.dossier}/documents", paper, hand=hand)]
        )
        assert status == expected, (of, officer, status, answer)
        if status == 201:
            of.case = of.case.written_by(officer)

    def _mend(self):
        """Corrects a mistyped name in an award. Two people must do it; one alone may not, nor may anyone without the
        right to record there."""
        given = [of for of in self.all if of.given and of.case.state == "decided"]
        if not given:
            return
        of = self.random.choice(given)
        recorders = [who for who in PEOPLE if recorder_role(of, who)]
        asker, other = (self.random.choice(self.random.choice([PEOPLE, recorders, recorders])) for _ in range(2))
        said = {"reason": "Gõ nhầm", "changes": {"recipient_name": f"Tên đúng {self.unique('mẫu')}"}}
        [(status, _, asked)] = self._at_once(
            [lambda hand: self._send(asker, "POST", f"{of.given}/corrections", said, "*", hand)])
        role = recorder_role(of, asker)
        assert status == 201 if role else status in (401, 403, 404), (of, asker, status, asked)
        if not role:
            return
        path = f"/v1/corrections/{asked['id']}"
        status, *_ = self._send(other, "POST", f"{path}/confirmation", {}, "*")
        may = other.sub != asker.sub and recorder_role(of, other) in (role, "province_reviewer")
        assert status == 201 if may else status in (401, 403, 404), (of, asker, other, status)
        if not may:
            assert self._send(asker, "POST", f"{path}/withdrawal", {}, "*")[0] == 201

    # What the model says.

    def expected(self, of, act) -> Answer:
        on = datetime.date.fromisoformat(DAY)
        if act.action not in ACTS:
            return self.machine.outcome(of.case, act.caller, act.action, on)
        if act.caller is NOBODY:
            return Answer(401)
        shut = self.machine.door(of.case, act.caller, ACTS[act.action], datetime.date.today())
        if shut or act.flaw in ("no etag", "stale"):
            return shut or Answer(428 if act.flaw == "no etag" else 412)
        if act.flaw == "no reason" and act.action in ("withdraw", "hold", "resume"):
            return Answer(400)
        answer = self.machine.outcome(of.case, act.caller, act.action, on)
        return self._flawed(of, act, answer) if answer.status == 201 else answer

    def _flawed(self, of, act, answer) -> Answer:
        """The answer to an open act that has a flaw."""
        if act.flaw == "early" or act.flaw == "no reason" and answer.step["needs_reason"]:
            return Answer(400)
        if act.flaw == "silent" and answer.step["weighs_warnings"] and of.warnings:
            return Answer(409, "warnings", self.machine.allowed(of.case, act.caller, datetime.date.fromisoformat(DAY)))
        if act.flaw == "no letter" and act.action == "forward":
            return Answer(400)
        return answer

    def late(self, of, act) -> set:
        """The statuses that may refuse an act when another act moved the nomination just before."""
        if act.action not in ACTS:
            return {409, 412}
        shut = self.machine.door(of.case, act.caller, ACTS[act.action], datetime.date.today()) or Answer(412)
        return {shut.status, 428 if act.flaw == "no etag" else 412}

    def _judge(self, of, acts, jobs) -> list:
        """Exactly one of the acts that the model allows is done; the others get a refusal that fits."""
        before = [self.expected(of, act) for act in acts]
        answers = self._at_once(jobs)
        tale = "\n".join([str(of), *(f"{act} → {was}: {status} {answer}"
                                     for act, was, (status, _, answer) in zip(acts, before, answers, strict=True))])
        done = [number for number, (status, *_) in enumerate(answers) if status == 201]
        if len(done) > 1 and acts[0].action == "defer":
            done = done[1:]  # the nomination had left the council; deferring its item is then no transition
        may = [number for number, expected in enumerate(before) if expected.status == 201]
        assert set(done) <= set(may), tale
        if may and not done:
            assert {answers[number][0] for number in may} == {412} and self._is_overtaken(of), tale
            return answers
        assert len(done) == bool(may), tale
        if done:
            of.take(before[done[0]].step, acts[done[0]].caller)
            self.done += 1
            if of.case.state == "public_consultation":
                self._publish(of)
        for act, was, (status, _, answer) in zip(acts, before, answers, strict=True):
            if status == 201:
                assert act.action not in ACTS or answer["state"] == of.case.state, tale
                continue
            foretold = {was.status} - {201} | (self.late(of, act) if done else set())
            assert status in foretold or status == 412 and self._is_overtaken(of), tale
            if status == 409 and not done:
                assert (answer["current_state"], tuple(answer["allowed"])) == (of.case.state, was.allowed), tale
        return answers


def recorder_role(of, who) -> str | None:
    """The role in which somebody may record decisions like the one that gave this award, or None."""
    level = WORKFLOWS[of.award][1][1]
    places = of.case.chain[:2] if level == "district" else of.case.chain[:1]
    if who.unit not in places:
        return None
    if who.has(("province_reviewer",)):
        return "province_reviewer"
    return "district_reviewer" if level == "district" and who.has(("district_reviewer",)) else None


def body(act) -> dict:
    said = {"acted_on": EARLY if act.flaw == "early" else DAY}
    if act.action != "submit" and act.flaw != "no reason":
        said["reason"] = "Lý do"
    if ACTS[act.action] == "reviews":
        said["verdict"] = act.action
    if ACTS[act.action] == "reviews" and act.flaw != "silent":
        said["acknowledgement"] = "Đã xem xét"
    if act.action == "forward" and act.flaw != "no letter":
        said["letter_number"] = "12/TTr"
    more = {"hold": {"ground": "inspection"}, "return": {"fields": ["achievement"]}}
    return said | more.get(act.action, {})
