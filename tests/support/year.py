"""The year 2019 of a block of six districts, played by its people over the API, and a ledger of what they did:

    year = Year(api, unique)
    year.play()                        # from the launch of the campaign to the decisions of February 2020
    year.awarded(first, last)          # the awards of those days, as the ledger has them

The ledger is plain Python. It knows where everybody was on each day and what was entered, and reads nothing from the service.
In 2019 a person moves from Duy Tiên to Kim Bảng, and a household is commended. On 2020-01-01 the commune Đồng Lý is merged into
Vĩnh Trụ, and the district Duy Tiên becomes a town.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from support.consultations import items, publish, reply, say
from support.council import digest_of, on_paper
from support.samples import HA_NAM, indicator, launch, new_collective, new_dossier, new_individual, unit
from support.scoring import DEPUTY, LEADER, Block
from support.workflows import Workflow, class_id

DISTRICTS = ("347", "349", "350", "351", "352", "353")
COMMUNES = {"347": "13285", "349": "13324", "350": "13402", "351": "13456", "352": "13501", "353": "13573"}
MERGED = "13597"  # Đồng Lý, in Lý Nhân until 2019-12-31
MOVES_ON = "2019-07-01"
SEEN = {"acknowledgement": "Đã xem xét cảnh báo (mẫu)"}
BASE, PROVINCE = ("GK", "LDTT", "TTLDTT", "CSTDCS"), ("BKT", "CSTDT", "TTLDXS", "CTDT")


@dataclass(frozen=True)
class Subject:
    """Who can be awarded. homes: ((first day, district), …), the last one first."""

    id: str
    kind: str
    homes: tuple
    headcount: int | None = None
    gender: str | None = None
    group: str | None = None

    def district(self, day) -> str:
        return next(code for since, code in self.homes if since <= day)


@dataclass(frozen=True)
class Award:
    day: str
    award: str
    subject: Subject
    id: str


@dataclass
class Target:
    id: str
    district: str
    registered: Decimal
    direction: str
    basis: str
    weight: Decimal
    priority: bool
    figures: dict = field(default_factory=dict)  # day: (actual, projected)
    state: str = "registered"
    amended: int = 0

    def standing(self, last) -> tuple:
        days = [day for day in self.figures if day <= last]
        return (*self.figures[max(days)], max(days)) if days else (None, None, None)


# (indicator, registered, weight, priority, {day: (actual, projected)}) of each district's seven targets. Every second district does worse.
TARGETS = [
    (1, "1200.5", 3, True, {"2019-03-31": ("310.25", None), "2019-06-30": ("655.75", "1250"), "2019-12-31": ("1201", None)}),
    (4, "95", 2, False, {"2019-06-30": ("41.5", None), "2019-12-31": ("96.2", None)}),
    (6, "18", 3, True, {"2019-06-30": ("18", None), "2019-12-31": ("19", None)}),
    (7, "2.5", 1, False, {"2019-06-30": ("2.9", "2.4"), "2019-12-31": ("2.5", None)}),
    (13, "40", 1, False, {"2019-06-30": ("19", None), "2019-12-31": ("38", None)}),
    (18, "150", 2, False, {"2019-06-30": ("60", None), "2019-09-30": ("112", "151")}),
    (21, "88", 1, False, {}),
]
WORSE = {
    1: {"2019-06-30": ("500", "1100"), "2019-12-31": ("1200.4", None)}, 6: {"2019-06-30": ("16", None), "2019-12-31": ("17", None)},
    13: {"2019-06-30": ("41", None), "2019-12-31": ("52", None)},
}
MEASURES = {1: ("at_least", "cumulative"), 4: ("at_least", "level"), 6: ("at_least", "level"), 7: ("at_most", "level"),
            13: ("at_most", "cumulative"), 18: ("at_least", "cumulative"), 21: ("at_least", "level")}

# Points of each district for the three criteria. 350 and 351 are equal.
POINTS = {"347": ("38.5", "27", "19"), "349": ("39", "28.25", "19.5"), "350": ("36", "25.5", "18"), "351": ("35.5", "26", "18"),
          "352": ("34", "24", "17.5"), "353": ("39.5", "28.5", "19.75")}

# (the class, the subject, how it ends): see Year.end for the words.
SPRING = [
    ("GK", "347/office", "decided"), ("GK", "349/mover", "decided"), ("GK", "353/household", "decided"), ("GK", "353/merged", "decided"),
    ("GK", "350/first", "rejected"), ("GK", "352/school", "annulled"), ("BKT", "351/office", "decided"), ("BKT", "349/first", "decided"),
    ("LDTT", "347/first", "decided"), ("LDTT", "353/first", "returned once"),
]
WINTER = [
    *(("LDTT", f"{code}/second", "decided") for code in DISTRICTS), ("LDTT", "353/heir", "decided"), ("LDTT", "349/mover", "decided"),
    *(("TTLDTT", f"{code}/school", "decided") for code in ("347", "350", "351", "353")),
    ("CSTDCS", "347/first", "decided"), ("CSTDCS", "351/first", "decided"), ("CSTDCS", "352/first", "returned"),
    ("BKT", "353/office", "decided"), ("BKT", "352/office", "failed"), ("BKT", "350/first", "held"),
    ("CSTDT", "349/first", "decided"), ("CSTDT", "353/first", "failed"),
    ("TTLDXS", "347/office", "decided"), ("TTLDXS", "349/office", "decided"),
    ("CTDCP", "353/office", "flag"), ("CTDT", "349/office", "flag"),
    ("BKTTG", "350/office", "decided"), ("BKTTG", "351/first", "decided"),
    ("CSTDTQ", "347/first", "decided"), ("HCLD3", "351/office", "decided"), ("GK", "352/first", "decided"), ("GK", "350/office", "decided"),
]


class Year:
    def __init__(self, api, unique):
        self.api, self.unique = api, unique
        self.block = Block(api, unique, year=2019, criteria=(40, 30, 20), units=(LEADER, DEPUTY, "349", "350", "351", "352"),
                           flag_places=2)
        self.province = self.block.province
        self.keeper = api.as_("council_reviewer", "35", sub=unique("keeper"))
        self.second = api.as_("council_reviewer", "35", sub=unique("second"))
        self.subjects, self.targets, self.awards, self.nominated = {}, [], [], []

    def play(self):
        self.found()
        self.launch()
        self.register()
        self.enter_figures()
        self.commend(SPRING, begins="2019-04-01", council_on="2019-04-25", base_on="2019-05-15", province_on="2019-06-28")
        self.move()
        self.score()
        self.commend(WINTER, begins="2019-11-04", council_on="2019-12-16", base_on="2020-01-15", province_on="2019-12-30",
                     state_on="2020-02-10")
        self.take_over()
        self.annul()
        return self

    # People and bodies

    def found(self):
        for code in DISTRICTS:
            office = self.collective(f"{code}/office", code, unit(code), "agency", 45 + int(code[-1]))
            school = self.collective(f"{code}/school", code, unit(COMMUNES[code]), "school", 30)
            self.person(f"{code}/first", code, office, "female", "department_leader")
            self.person(f"{code}/second", code, school, "male" if code < "351" else "female", "direct_worker")
        self.person("349/mover", "349", self.subjects["349/office"], "female", None)
        self.collective("353/household", "353", unit(COMMUNES["353"]), "household", 5)
        merged = self.collective("353/merged", "353", unit(MERGED), "commune_authority", None)
        self.person("353/heir", "353", merged, None, "direct_worker")

    def collective(self, name, code, home, kind, headcount):
        body = new_collective(self.unique, unit_id=home, kind=kind, headcount=headcount)
        made = self.block.officer(code).post("/v1/collectives", body).expect(201).id
        of = "household" if kind == "household" else "collective"
        self.subjects[name] = Subject(made, of, (("", code),), headcount)
        return self.subjects[name]

    def person(self, name, code, home, gender, group):
        body = new_individual(self.unique, collective_id=home.id, gender=gender, position_group=group)
        made = self.block.officer(code).post("/v1/individuals", body).expect(201).id
        self.subjects[name] = Subject(made, "individual", home.homes, gender=gender, group=group)

    def move(self):
        """The person goes from the office of Duy Tiên to that of Kim Bảng, which asks; Duy Tiên releases."""
        one, there = self.subjects["349/mover"], self.subjects["350/office"]
        body = {"individual_id": one.id, "to_collective_id": there.id, "moved_on": MOVES_ON, "decision_number": self.unique("DD")}
        asked = self.block.officer("350").post("/v1/individual-moves", body).expect(201)
        self.block.officer("349").post(f"/v1/individual-moves/{asked.id}/release", {}, etag=asked.etag).expect(201)
        self.subjects["349/mover"] = replace(one, homes=((MOVES_ON, "350"), *one.homes))

    def take_over(self):
        """The record of a person of Đồng Lý goes to Vĩnh Trụ, which took the commune over: it alone asks and receives."""
        home = unit(MERGED, 2)
        officer = self.api.as_("unit_officer", home, sub=self.unique("vinh-tru"))
        there = officer.post("/v1/collectives", new_collective(self.unique, unit_id=home)).expect(201).id
        body = {"individual_id": self.subjects["353/heir"].id, "to_collective_id": there, "moved_on": "2020-01-01"}
        assert officer.post("/v1/individual-moves", body).expect(201).json["state"] == "released"

    # Campaign, targets, scores

    def launch(self):
        body = {"code": self.unique("TX"), "name": "Thi đua năm 2019 (mẫu)", "kind": "regular", "unit_id": HA_NAM,
                "cluster_id": self.block.id, "starts_on": "2019-01-01", "ends_on": "2019-12-31"}
        self.campaign = launch(self.province, self.province.post("/v1/campaigns", body)).expect(201).id
        own = body | {"code": self.unique("TX"), "unit_id": unit("353"), "cluster_id": None, "kind": "thematic"}
        self.own_campaign = launch(self.block.reviewer("353"), self.block.officer("353").post("/v1/campaigns", own)).expect(201).id

    def register(self):
        """The province confirms all but the last target of each district; one is amended, and confirmed again."""
        for code in DISTRICTS:
            for number, registered, weight, priority, _ in TARGETS:
                self.register_one(code, number, Decimal(registered), weight, priority)
        amended = next(t for t in self.targets if t.district == "352")
        path = f"/v1/campaign-targets/{amended.id}"
        officer = self.block.officer("352")
        body = {"reason": "Điều chỉnh dự toán (mẫu)", "registered_value": 1150}
        made = officer.post(f"{path}/amendments", body, etag=officer.get(path).etag).expect(201)
        self.province.post(f"{path}/confirmation", {}, etag=made.etag).expect(201)
        amended.registered, amended.amended = Decimal(1150), 1

    def register_one(self, code, number, registered, weight, priority):
        known = self.province.get(f"/v1/indicators/{indicator(number)}").expect(200).json
        body = {"campaign_id": self.campaign, "unit_id": unit(code), "indicator_id": known["id"], "indicator": known["name_vi"],
                "due_on": "2019-12-31", "registered_value": float(registered), "weight": weight, "priority": priority}
        body |= {name: known[name] for name in ("field", "measure_unit", "direction", "basis")}
        made = self.block.officer(code).post("/v1/campaign-targets", body).expect(201)
        target = Target(made.id, code, registered, *MEASURES[number], Decimal(weight), priority)
        if number != 21:
            self.province.post(f"/v1/campaign-targets/{made.id}/confirmation", {}, etag=made.etag).expect(201)
            target.state = "confirmed"
        self.targets.append(target)

    def enter_figures(self):
        """All figures of a district in one request; those of the first quarter are then corrected."""
        for code in DISTRICTS:
            mine, items = [t for t in self.targets if t.district == code], []
            for target, (number, *_, figures) in zip(mine, TARGETS, strict=True):
                for day, said in (WORSE.get(number, figures) if int(code) % 2 else figures).items():
                    items += [self.figure(target, day, "0.5", None)] if day == "2019-03-31" else []
                    items.append(self.figure(target, day, *said))
            self.block.officer(code).post("/v1/campaign-targets/progress", {"items": items}).expect(201)

    @staticmethod
    def figure(target, day, actual, projected):
        said = tuple(value and Decimal(value) for value in (actual, projected))
        target.figures[day] = said
        numbers = {"actual_value": said[0], "projected_value": said[1]}
        return {"campaign_target_id": target.id, "figures_on": day} | {k: v and float(v) for k, v in numbers.items()}

    def score(self):
        """Every district scores itself a point higher; Lý Nhân's first criterion is checked and confirmed twice."""
        for code, points in POINTS.items():
            said = [Decimal(p) for p in points]
            self.block.self_score(code, *(float(p) for p in [said[0] + Decimal("0.5"), *said[1:]]))
            self.block.check(code, *map(float, said))
            first = [said[0] - 1, *said[1:]] if code == "353" else said
            self.block.confirm(code, *map(float, first))
        self.block.enter(self.block.reviewer(DEPUTY), "353", "confirmation", float(POINTS["353"][0]), note="Chấm lại (mẫu)").expect(201)

    # Nominations

    def commend(self, plan, begins, council_on, **decided):
        going = [(self.nominate(award, self.subjects[name], how, begins), award, name, how) for award, name, how in plan]
        self.nominated += going
        states = [(w, how, self.bring(w, how)) for w, _, _, how in going]
        asked = [(w, how) for w, how, state in states if state == "public_consultation"]
        self.ask_the_public([w for w, _ in asked])
        self.hold_council([(w, how) for w, how, state in states if state == "council"] + asked, council_on)
        approved = [g for g in going if g[3] in ("decided", "flag", "annulled", "returned once")]
        self.forward([w for w, award, *_ in approved if award not in BASE + PROVINCE], council_on)
        self.decide(approved, decided)

    def nominate(self, award, subject, how, begins):
        code = subject.district(begins)
        workflow = Workflow(self.api, self.unique, code=code, begins=begins)
        if how == "flag":
            return self.propose_flag(workflow, code, award, subject)
        named = {"subject_kind": subject.kind, "collective_id": None, "individual_id": None, "year": 2019}
        named["individual_id" if subject.kind == "individual" else "collective_id"] = subject.id
        return workflow.nominate(award, **named)

    def propose_flag(self, workflow, code, award, subject):
        workflow.open_dossier()
        body = {"year": 2019, "member_id": self.block.members[code], "collective_id": subject.id, "award_class_id": class_id(award),
                "achievement": "Dẫn đầu khối thi đua (mẫu)", "dossier_id": workflow.dossier.id}
        workflow.last = workflow.officer.post(f"{self.block.path}/flag-nominations", body).expect(201)
        return workflow

    def bring(self, workflow, how) -> str:
        """As far as it goes without a council."""
        workflow.submit().wait().receive().wait(2)
        if how == "rejected":
            return workflow.review(workflow.district, "reject", reason="Chưa đủ tiêu chuẩn (mẫu)").state
        if how.startswith("returned"):
            workflow.review(workflow.district, "return", reason="Bổ sung thành tích (mẫu)", fields=["achievement"])
            if how == "returned":
                return workflow.state
            path = workflow.path
            workflow.last = workflow.officer.patch(path, {"achievement": "Bổ sung (mẫu)"}, workflow.last.etag).expect(200)
            workflow.wait().submit().wait().receive()
        workflow.wait().approve(**SEEN)
        if workflow.state == "province_appraisal":
            if how == "held":
                return workflow.take(workflow.province, "holds", reason="Có đơn (mẫu)", ground="complaint").state
            workflow.wait().approve(workflow.province, **SEEN)
        return workflow.state

    def ask_the_public(self, workflows):
        """One list with all of them; somebody writes about the first, and is answered."""
        if not workflows:
            return
        on = max(workflow.day for workflow in workflows)
        self.list = publish(self.province, [workflow.last.id for workflow in workflows], on.isoformat())
        [about, *_] = items(self.province, self.list.id)
        day = (on + timedelta(3)).isoformat()
        opinion = say(self.province, self.list.id, received_on=day, item_id=about["id"]).expect(201)
        reply(self.province, self.list.id, opinion, answered_on=day).expect(201)
        for workflow in workflows:
            workflow.refresh()
            workflow.day = on
            workflow.wait(14).approve(workflow.province, **SEEN)

    def hold_council(self, before, held_on):
        """Five members, all agree; of those that fail, two do not."""
        path = f"/v1/council-sessions/{self.keeper.post('/v1/council-sessions', self.session(held_on)).expect(201).id}"
        seats = [self.keeper.post(f"{path}/members", {"name": f"Ủy viên {at} (mẫu)", "role": role}).expect(201).id
                 for at, role in enumerate(("chair", "vice_chair", "member", "member", "secretary"))]
        items = [self.keeper.post(f"{path}/items", {"nomination_id": w.last.id, "order": at}).expect(201).headers["Location"]
                 for at, (w, _) in enumerate(before, 1)]
        self.keeper.post(f"{path}/opening", {}, etag=self.keeper.get(path).etag).expect(201)
        for item, (workflow, how) in zip(items, before, strict=True):
            self.vote(path, item, seats, against=3 if how == "failed" else 0)
            workflow.refresh()
        self.keeper.post(f"{path}/closing", {"minutes": "Hội đồng họp (mẫu)"}, etag=self.keeper.get(path).etag).expect(201)

    def session(self, held_on):
        return {"unit_id": HA_NAM, "number": self.unique("HD"), "held_on": held_on}

    def vote(self, path, item, seats, against):
        if self.keeper.get(item).expect(200).json["secret"]:
            said = {"voters": seats, "agree": len(seats) - against, "disagree": against, "blank": 0}
        else:
            said = {"votes": {seat: "disagree" if at < against else "agree" for at, seat in enumerate(seats)}}
        on_paper(self.keeper, self.second, path, item, digest_of(self.unique), **said)
        self.keeper.post(f"{item}/result", {"reason": "Kết quả bỏ phiếu (mẫu)"}, etag=self.keeper.get(item).etag).expect(201)

    def forward(self, workflows, on):
        for workflow in workflows:
            workflow.day = date.fromisoformat(on)
            workflow.wait().review(workflow.province, "forward", letter_number=self.unique("TTr"), **SEEN)

    # Decisions

    def decide(self, approved, days):
        """One decision of each authority, district by district."""
        together = {}
        for going in approved:
            together.setdefault(self.authority(going, days), []).append(going)
        for (day, authority, level, home), group in together.items():
            body = {"number": self.unique("QD"), "signed_on": day, "authority": authority, "level": level, "unit_id": home,
                    "signer_name": "Người ký (mẫu)", "awards": [{"nomination_id": w.last.id} for w, *_ in group]}
            who = group[0][0].district if level == "district" else self.province
            made = who.post("/v1/decisions", body).expect(201).json["awards"]
            for row, (_, award, name, _) in zip(made, group, strict=True):
                self.awards.append(Award(day, award, self.subjects[name], row["id"]))

    def authority(self, going, days) -> tuple:
        workflow, award, name, _ = going
        if award in BASE:
            code, day = workflow.code, days["base_on"]
            return day, "district_chair", "district", unit(code, 2 if code == "349" and day >= "2020" else 1)
        if award in PROVINCE:
            return days["province_on"], "province_chair", "province", HA_NAM
        return days["state_on"], "president" if award.startswith("HCLD") else "prime_minister", "state", HA_NAM

    def annul(self):
        name = next(name for _, name, how in SPRING if how == "annulled")
        lost = next(a for a in self.awards if a.subject == self.subjects[name] and a.award == "GK")
        body = {"number": self.unique("HB"), "signed_on": "2019-10-01", "authority": "district_chair", "level": "district",
                "unit_id": unit("352"), "signer_name": "Người ký (mẫu)", "ground": "false_achievement", "reason": "Kê khai sai (mẫu)"}
        path, who = f"/v1/awards/{lost.id}", self.block.reviewer("352")
        who.post(f"{path}/annulment", body, etag=who.get(path).etag).expect(201)
        self.awards.remove(lost)

    # What the ledger says

    def awarded(self, first, last, district=None) -> list:
        return [a for a in self.awards if first <= a.day <= last and (district is None or a.subject.district(a.day) == district)]
