"""A cluster that scores its members for a year, by the acts of its people:

    block = Block(api, unique)                     # four units of Hà Nam in 2018; Lý Nhân leads, Phủ Lý is its deputy
    block.score("349", 9, 8.5)                     # itself, checked by another, confirmed by the leader
    assert block.ranking()["items"][0]["rank"] == 1

Each unit has its own officer; each leader and deputy also has a reviewer.
"""

from functools import cache

from support.samples import HA_NAM, new_criterion, new_year, unit

LEADER, DEPUTY = "353", "347"
UNITS = (LEADER, DEPUTY, "349", "350")


class Block:
    def __init__(self, api, unique, year=2018, criteria=(10, 10), caps=(0, 0), units=UNITS, flag_places=1):
        self.api, self.unique, self.year, self.units = api, unique, year, units
        self.province = api.as_("province_reviewer", "35", sub=unique("province"))
        body = {"code": unique("khoi"), "name": "Khối thi đua (mẫu)", "unit_id": HA_NAM}
        self.id = self.province.post("/v1/clusters", body).expect(201).id
        self.path = f"/v1/clusters/{self.id}"
        roles = {LEADER: "leader", DEPUTY: "deputy"}
        self.members = {code: self.join(code, year, roles.get(code, "member")) for code in units}
        self.laid_down = self.province.post(f"{self.path}/years", new_year(year=year, flag_places=flag_places)).expect(201)
        self.criteria = [self.criterion(order=i, max_points=most, bonus_cap=caps[0], penalty_cap=caps[1])
                         for i, most in enumerate(criteria, 1)]

    def join(self, code, year, role="member") -> str:
        body = {"year": year, "unit_id": unit(code), "role": role}
        return self.province.post(f"{self.path}/members", body).expect(201).id

    def criterion(self, **changes) -> str:
        body = new_criterion(self.unique, **({"year": self.year} | changes))
        return self.province.post(f"{self.path}/criteria", body).expect(201).id

    @cache
    def officer(self, code):
        return self.api.as_("unit_officer", code, sub=self.unique(f"officer-{code}"))

    @cache
    def reviewer(self, code):
        return self.api.as_("district_reviewer", code, sub=self.unique(f"reviewer-{code}"))

    def entry(self, code, phase, points, criterion=0, **more) -> dict:
        return {"member_id": self.members[code], "criterion_id": self.criteria[criterion], "phase": phase,
                "points": points, **more}

    def enter(self, who, code, phase, points, criterion=0, **more):
        return who.post(f"{self.path}/scores", self.entry(code, phase, points, criterion, **more))

    def sheet(self, who, *entries, **options):
        return who.post(f"{self.path}/score-sheets", {"items": list(entries)}, **options)

    def self_score(self, code, *points):
        self.sheet(self.officer(code), *self.entries(code, "self", points)).expect(201)
        return self

    def check(self, code, *points):
        """By the next unit of the list."""
        by = self.units[(self.units.index(code) + 1) % len(self.units)]
        self.sheet(self.officer(by), *self.entries(code, "cross_check", points)).expect(201)
        return self

    def confirm(self, code, *points):
        """By the leader; the leader's own score by the deputy."""
        who = self.reviewer(DEPUTY if code == LEADER else LEADER)
        self.sheet(who, *self.entries(code, "confirmation", points)).expect(201)
        return self

    def entries(self, code, phase, points) -> list:
        """For each criterion a number of points, or a dict with the whole entry."""
        return [self.entry(code, phase, **({"points": each} if not isinstance(each, dict) else each), criterion=i)
                for i, each in enumerate(points)]

    def score(self, code, *points):
        return self.self_score(code, *points).check(code, *points).confirm(code, *points)

    def staff(self, code, people, women, who=None):
        body = {"member_id": self.members[code], "staff_count": people, "women_count": women}
        return (who or self.officer(code)).post(f"{self.path}/staff-counts", body)

    def decide(self, *codes, who=None, **changes):
        """The leader, or its deputy, decides that the members follow one another in this order."""
        body = {"year": self.year, "member_ids": [self.members[code] for code in codes],
                "reason": "Dẫn đầu phong trào của năm (mẫu)", "decided_on": f"{self.year}-12-20"} | changes
        return (who or self.reviewer(DEPUTY if LEADER in codes else LEADER)).post(f"{self.path}/tie-decisions", body)

    def item(self, code) -> dict:
        return next(item for item in self.ranking()["items"] if item["unit"]["code"] == code)

    def ranking(self, who=None, **params) -> dict:
        return (who or self.province).get(f"{self.path}/ranking", {"year": self.year} | params).expect(200).json

    def placed(self) -> list:
        """(unit, rank, tied, confirmed total) of every member, in the order of the answer."""
        return [(item["unit"]["code"], item["rank"], item["tied"], item["confirmed_total"])
                for item in self.ranking()["items"]]
