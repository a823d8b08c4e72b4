"""A walker's council: sessions, ballots on paper, results, and results taken back. The keeper of a session and the
second person for its papers do only council work, so neither acts at another stage.
"""

from dataclasses import dataclass

from support.council import digest_of
from support.machine import Caller
from support.placing import unit_id

DAY = "2018-03-01"
COUNCIL = [
    *[Caller("council_reviewer", "35", f"council.{number}") for number in (1, 2, 3)],
    *[Caller("council_reviewer", "349", f"council.349.{number}") for number in (1, 2)],
]


@dataclass(frozen=True)
class Act:
    """One request: an action on a nomination, with a flaw or without."""

    caller: Caller
    action: str
    flaw: str | None = None


@dataclass(frozen=True)
class Session:
    """A council session: its keeper, the second person for its papers, and its members."""

    path: str
    item: str
    keeper: Caller
    second: Caller
    members: tuple
    is_secret: bool


def council_units(case) -> tuple:
    """The units whose council reviewers keep the council of this nomination; the last is the council's own unit."""
    return case.chain[:2] if case.level == "base" else case.chain[:1]


class Votes:
    """The council acts of a Walker."""

    def _vote(self, of, act):
        """The keeper of the session concludes. Others with the same role are refused."""
        if not of.item:
            of.session = self._hold_session(of)
            self._fill_box(of, act)
        is_returned = any(action == "return" for action, *_ in of.log[of.voted_at :])
        act = Act(of.session.keeper, "defer" if is_returned else act.action if act.action == "defer" else of.verdict)
        said = {"acted_on": DAY} | ({"outcome": "deferred", "reason": "Lý do"} if act.action == "defer" else {})
        rivals = self._rivals(of)
        self._try_another_hand(of, said)
        result = lambda hand: self._send(act.caller, "POST", f"{of.item}/result", said, "*", hand=hand)
        answers = self._judge(of, [act, *rivals], [result, *[self._job(of, rival) for rival in rivals]])
        if answers[0][0] == 201:
            of.item = None

    def _try_another_hand(self, of, said):
        """A person who does not keep the session cannot conclude."""
        other = self.random.choice([who for who in COUNCIL if who is not of.session.keeper])
        status, *_ = self._send(other, "POST", f"{of.item}/result", said, "*")
        assert status == (403 if other.unit in council_units(of.case) else 404), (of, other, status)

    def _take_back(self, of):
        """The keeper takes back the last result, perhaps at the same time as somebody acts on the nomination."""
        act, rivals = Act(of.session.keeper, "reopen"), self._rivals(of)
        said = {"reason": "Kiểm phiếu lại"}
        reopen = lambda hand: self._send(act.caller, "POST", f"{of.session.item}/reopening", said, "*", hand=hand)
        answers = self._judge(of, [act, *rivals], [reopen, *[self._job(of, rival) for rival in rivals]])
        if answers[0][0] == 201:
            of.item = of.session.item
            self._fill_box(of, Act(act.caller, self.random.choice(["pass", "fail"])))

    def _hold_session(self, of) -> Session:
        """Opens a session of three members."""
        keeper = self.random.choice([who for who in COUNCIL if who.unit in council_units(of.case)])
        second = self.random.choice([who for who in COUNCIL if who.unit in council_units(of.case) and who is not keeper])
        body = {"unit_id": unit_id(council_units(of.case)[-1]), "number": self.unique("HD"), "held_on": DAY}
        path = f"/v1/council-sessions/{self._made(keeper, '/v1/council-sessions', body)['id']}"
        members = [self._made(keeper, f"{path}/members", {"name": f"Ủy viên {role} (mẫu)", "role": role})["id"]
                   for role in ("chair", "member", "secretary")]
        item = self._made(keeper, f"{path}/items", {"nomination_id": of.id, "order": 1})["id"]
        _, headers, _ = self._send(keeper, "GET", path)
        status, _, answer = self._send(keeper, "POST", f"{path}/opening", {}, headers["ETag"])
        assert status == 201, answer
        of.item = f"{path}/items/{item}"
        is_secret = self._send(keeper, "GET", of.item)[2]["secret"]
        return Session(path, of.item, keeper, second, tuple(members), is_secret)

    def _fill_box(self, of, act):
        """All members vote on paper, so that the result becomes that of `act`."""
        of.verdict, of.voted_at = act.action if act.action != "defer" else "pass", len(of.log)
        at, digest, agree = of.session, digest_of(self.unique), {"pass": 3, "fail": 1}[of.verdict]
        votes = ["agree"] * agree + ["disagree"] * (3 - agree)
        if at.is_secret:
            said = {"agree": agree, "disagree": 3 - agree, "blank": 0}
        else:
            said = {"votes": [{"member_id": member, "vote": vote} for member, vote in zip(at.members, votes, strict=True)]}
        entry = {"item_id": at.item.rpartition("/")[2], "number": "12/BB", "dated_on": DAY, "sha256": digest}
        voters = {"voters": at.members} if at.is_secret else {}
        made = self._made(at.keeper, f"{at.path}/papers", entry | said | voters)
        again = said | {"sha256": digest}
        path = f"{at.path}/papers/{made['id']}/confirmation"
        assert self._send(at.keeper, "POST", path, again, made["etag"])[0] == 403
        assert self._send(at.second, "POST", path, again, made["etag"])[0] == 201
