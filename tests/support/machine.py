"""The table of transitions (GET /v1/nomination-transitions), and what follows from it: who may do which act, and what
the service must answer. The few rules outside the table are written here and in no other test.

    machine = Machine.read(api.as_("auditor", "35"))
    case = Case(level="base", chain=("35", "349"), state="submitted")
    machine.answer(case, Caller("unit_officer", "349"), "receive")      # Answer(403, "route", …)
"""

import datetime
from collections import deque
from dataclasses import dataclass, field, replace

REFORM = datetime.date(2025, 7, 1)  # districts end; communes take over their part (Decree 129/2025 Art 59)
ACTS = {
    # the actions with an endpoint of their own below a nomination; the others follow from a vote or a decision
    "submit": "submission", "receive": "reviews", "approve": "reviews", "forward": "reviews", "return": "reviews",
    "reject": "reviews", "withdraw": "withdrawal", "hold": "holds", "resume": "resumption",
}
ELSEWHERE = ("pass", "fail", "defer", "reopen", "decide", "annul")
VOTED = ("pass", "fail")


@dataclass(frozen=True)
class Caller:
    """roles: one name or several, as the token has them. unit: one of the case's chain, or another."""

    roles: str | tuple
    unit: str
    sub: str = "somebody"

    def has(self, roles) -> bool:
        own = {self.roles} if isinstance(self.roles, str) else set(self.roles)
        return bool(own & set(roles))


NOBODY = Caller((), "", "")  # without a token


@dataclass(frozen=True)
class Case:
    """A nomination as the table sees it. chain: its units from the province down. seen_too: units that see it but may
    not act, such as the province that took over an archive. actors: {subject: stages where they acted}; writing what
    the unit sends counts as acting at the stage of the unit. votes: the law requires a vote at base level. voted: a
    vote of the council led to this state, and nothing has happened since. simplified: it goes by the simplified
    procedure, so it needs neither a consultation nor a vote."""

    level: str
    chain: tuple
    consults: bool = False
    state: str = "draft"
    held: str | None = None
    actors: dict = field(default_factory=dict)
    seen_too: tuple = ()
    votes: bool = False
    voted: bool = False
    simplified: bool = False

    @property
    def place(self) -> tuple:
        """The parts that decide which transitions are open."""
        return self.state, self.held, self.voted

    @property
    def origin(self) -> str:
        return "province" if len(self.chain) == 1 else "local"

    def seen_by(self, caller) -> bool:
        return caller.unit in self.chain + self.seen_too

    def reach(self, stage, on) -> int:
        """How deep in the chain the unit of a stage is. A number past the end means that there is no such unit."""
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
        """False for a person who has acted at a stage other than the unit's."""
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
    """reason: route, role, unit or actor for 403; transition or authority for 409."""

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
        """The transitions that state, workflow and class allow, for any caller."""
        return [
            row for row in self.table
            if row["from_state"] == case.state
            and case.level in row["award_levels"]
            and case.origin in row["origins"]
            and row["consultation"] in (None, case.consults)
            and row["votes"] in (None, case.votes)
            and row["simplified"] in (None, case.simplified)
            and (row["action"] != "reopen" or case.voted)
            and (row["action"] != "resume" or row["to_state"] == case.held)
        ]

    def step(self, case, action) -> dict | None:
        """The only transition with this action. Not for annul: two desks have one."""
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
        """The roles that may ever use an endpoint."""
        return {role for row in self.table if ACTS.get(row["action"]) == act for role in row["roles"]}

    def door(self, case, caller, act, today) -> Answer | None:
        """The refusals that do not depend on the body: by the route, and by the state of today."""
        if not caller.has(self.roles_for(act)):
            return Answer(403, "route")
        if not case.seen_by(caller):
            return Answer(404)
        doors = [self.refusal(case, step, caller, today) for step in self.steps(case) if ACTS.get(step["action"]) == act]
        if doors and set(doors) <= {"role", "unit", "actor"}:
            return Answer(403, doors[0])
        return None

    def answer(self, case, caller, action, on, today=None) -> Answer:
        """The answer to an act with the right ETag and a complete body. NOBODY has no token."""
        if caller is NOBODY:
            return Answer(401)
        shut = self.door(case, caller, ACTS[action], today or datetime.date.today())
        return shut or self.outcome(case, caller, action, on)

    def outcome(self, case, caller, action, on) -> Answer:
        """The database's answer to the transition itself. Where two desks have one, the caller's own counts. The unit
        and authority of an annulled award are not checked here, but with the annulment."""
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

    def workflows(self, start) -> dict:
        """{place: (the place before, the transition from there)} for every place that can be reached from a draft, by
        the shortest way, nearest first. The value of the draft itself is None."""
        reached, waiting = {start.place: None}, deque([start])
        while waiting:
            case = waiting.popleft()
            for step in self.steps(case):
                following = case.after(step, Caller(tuple(step["roles"]), case.chain[0], step["stage"]))
                if following.place not in reached:
                    reached[following.place] = case.place, step
                    waiting.append(following)
        return reached
