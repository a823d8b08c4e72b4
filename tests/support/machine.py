"""The table of steps (GET /v1/nomination-transitions), and what follows from it: who may take which step, and what the
service must answer. The rules that are not in the table are these few lines; no test knows more.

    machine = Machine.read(api.as_("auditor", "35"))
    case = Case(level="base", chain=("35", "349"), state="submitted")
    machine.answer(case, Caller("unit_officer", "349"), "receive")      # Answer(403, "route", …)
"""

import datetime
from collections import deque
from dataclasses import dataclass, field, replace

REFORM = datetime.date(2025, 7, 1)  # districts end; communes take over their part (Decree 129/2025 Art 59)
ACTS = {
    # the actions that have an endpoint of their own below a nomination; the others follow from a vote or a decision
    "submit": "submission", "receive": "reviews", "approve": "reviews", "forward": "reviews", "return": "reviews",
    "reject": "reviews", "withdraw": "withdrawal", "hold": "holds", "resume": "resumption",
}
ELSEWHERE = ("pass", "fail", "defer", "reopen", "decide", "annul")
VOTED = ("pass", "fail")


@dataclass(frozen=True)
class Caller:
    """roles: a name or several, as the token names them; unit: one of a case's chain, or another."""

    roles: str | tuple
    unit: str
    sub: str = "somebody"

    def has(self, roles) -> bool:
        own = {self.roles} if isinstance(self.roles, str) else set(self.roles)
        return bool(own & set(roles))


NOBODY = Caller((), "", "")  # without a token


@dataclass(frozen=True)
class Case:
    """A nomination as far as the table is concerned. chain: its units from the province down; seen_too: units that see
    it without having a say, as the province that took over an archive; actors: {who: the stages they acted at}, where
    writing what the unit sends is acting at the unit's; votes: the law has the base vote on it; voted: a vote of the
    council brought it where it stands, and nothing followed."""

    level: str
    chain: tuple
    consults: bool = False
    state: str = "draft"
    held: str | None = None
    actors: dict = field(default_factory=dict)
    seen_too: tuple = ()
    votes: bool = False
    voted: bool = False

    @property
    def place(self) -> tuple:
        """What of it decides which steps are open."""
        return self.state, self.held, self.voted

    @property
    def origin(self) -> str:
        return "province" if len(self.chain) == 1 else "local"

    def seen_by(self, caller) -> bool:
        return caller.unit in self.chain + self.seen_too

    def reach(self, stage, on) -> int:
        """How far down the chain the body of a stage stands; past its end: there is no such body."""
        if stage == "unit":
            return len(self.chain) - 1
        is_at_base = stage == "district" or stage == "council" and (self.level, self.origin) == ("base", "local")
        if not is_at_base:
            return 0
        return 2 if on >= REFORM and not self.is_of_two_levels else 1

    @property
    def is_of_two_levels(self) -> bool:
        """A commune directly below its province, as since the reform."""
        return len(self.chain) == 2 and len(self.chain[1]) == 5

    def may_be_written_by(self, caller) -> bool:
        """Whoever acted at another stage than the unit's writes no more."""
        return not self.actors.get(caller.sub, frozenset()) - {"unit"}

    def written_by(self, caller) -> "Case":
        stages = self.actors.get(caller.sub, frozenset()) | {"unit"}
        return replace(self, actors=self.actors | {caller.sub: stages})

    def after(self, step, caller) -> "Case":
        stages = self.actors.get(caller.sub, frozenset()) | {step["stage"]}
        held = self.state if step["action"] == "hold" else None
        voted = step["action"] in VOTED
        return replace(
            self, state=step["to_state"], held=held, voted=voted, actors=self.actors | {caller.sub: stages})


@dataclass(frozen=True)
class Answer:
    """reason: of 403 route, role, unit or actor; of 409 transition or authority."""

    status: int
    reason: str | None = None
    allowed: tuple = ()
    step: dict | None = None


class Machine:
    def __init__(self, table):
        self.table = table
        self.states = sorted({row["from_state"] for row in table} | {row["to_state"] for row in table})

    @classmethod
    def read(cls, caller) -> "Machine":
        return cls(caller.all("/v1/nomination-transitions", {"limit": 200}))

    def steps(self, case) -> list:
        """What a nomination's state, road and class leave open, whoever asks."""
        return [
            row for row in self.table
            if row["from_state"] == case.state
            and case.level in row["award_levels"]
            and case.origin in row["origins"]
            and row["consultation"] in (None, case.consults)
            and row["votes"] in (None, case.votes)
            and (row["action"] != "reopen" or case.voted)
            and (row["action"] != "resume" or row["to_state"] == case.held)
        ]

    def step(self, case, action) -> dict | None:
        """The only way an action leads; annulments, which two desks know, are not asked for here."""
        ways = [row for row in self.steps(case) if row["action"] == action]
        assert len(ways) <= 1, f"{action} leads two ways: {ways}"
        return ways[0] if ways else None

    def refusal(self, case, step, caller, on) -> str | None:
        if not caller.has(step["roles"]):
            return "role"
        reach = case.reach(step["stage"], on)
        if caller.unit not in case.chain[: reach + 1]:
            return "unit"
        if case.actors.get(caller.sub, set()) - {step["stage"]}:
            return "actor"
        return "authority" if reach >= len(case.chain) else None

    def allowed(self, case, caller, on) -> tuple:
        open_ones = {step["action"] for step in self.steps(case) if not self.refusal(case, step, caller, on)}
        return tuple(sorted(open_ones))

    def roles_for(self, act) -> set:
        """Who may ever use an endpoint."""
        return {role for row in self.table if ACTS.get(row["action"]) == act for role in row["roles"]}

    def door(self, case, caller, act, today) -> Answer | None:
        """What is answered before anything that was sent is looked at: by the route, and by the state as it is today."""
        if not caller.has(self.roles_for(act)):
            return Answer(403, "route")
        if not case.seen_by(caller):
            return Answer(404)
        doors = [self.refusal(case, step, caller, today) for step in self.steps(case) if ACTS.get(step["action"]) == act]
        if doors and set(doors) <= {"role", "unit", "actor"}:
            return Answer(403, doors[0])
        return None

    def answer(self, case, caller, action, on, today=None) -> Answer:
        """What an act with the right ETag and a complete body is answered; NOBODY has no token."""
        if caller is NOBODY:
            return Answer(401)
        shut = self.door(case, caller, ACTS[action], today or datetime.date.today())
        return shut or self.outcome(case, caller, action, on)

    def outcome(self, case, caller, action, on) -> Answer:
        """What the database says to the step itself: of two desks, the caller's own counts. Whose award is annulled is
        not asked here, but of the annulment."""
        ways = [row for row in self.steps(case) if row["action"] == action]
        ways.sort(key=lambda row: (not caller.has(row["roles"]), row["stage"]))
        waived = {"unit", "authority"} if action == "annul" else set()
        refusals = [self.refusal(case, step, caller, on) for step in ways]
        for step, refused in zip(ways, refusals, strict=True):
            if refused is None or refused in waived:
                return Answer(201, step=step)
        if not ways or refusals[0] == "authority":
            return Answer(409, refusals[0] if ways else "transition", self.allowed(case, caller, on))
        return Answer(403, refusals[0])

    def roads(self, start) -> dict:
        """{place: (the place before, the step from there)} of every place that a road from a draft reaches, by the shortest
        one and in the order of their length; of the draft itself: None."""
        reached, waiting = {start.place: None}, deque([start])
        while waiting:
            case = waiting.popleft()
            for step in self.steps(case):
                following = case.after(step, Caller(tuple(step["roles"]), case.chain[0], step["stage"]))
                if following.place not in reached:
                    reached[following.place] = case.place, step
                    waiting.append(following)
        return reached
