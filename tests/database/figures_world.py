"""A small random country, made from a seed: units that merge, split, are renamed and moved, districts that end in the
middle of a year, clusters whose members change, awards, statements, targets, figures and scores.

Triggers run, except for decisions, scores and events, whose rules are tested elsewhere: here any figure is allowed.
"""

from datetime import date

from database.figures_units import BORN, DAY, Units
from database.histories import UNASKED
from support.sql import literal

CLASSES = ["HCLD", "HCLD1", "HCLD2", "HCLD3", "CTDCP", "BKTTG", "CTDT", "BKT", "GK", "LDTT", "HO", "HO1"]
EVERY = ["collective", "individual", "household"]
TYPES = ["merit", "irregular", "movement", "contribution", "seniority", "external"]
GROUPS = ["ministry_province_leader", "department_leader", "entrepreneur", "deputy_head_up", "direct_worker", None]
# The catalogue has no indicator for households.
HOUSEHOLDS = """
insert into award_class (
    id, code, name_vi, name_en, category, level, subject_kinds, authority, parent_id, rank, valid_from)
values
    ('01600000-0003-7000-8000-0000000000f0', 'HO', 'Hộ (mẫu)', 'Household', 'form', 'province', array['household'],
        'province_chair', null, 90, '2004-07-01'),
    ('01600000-0003-7000-8000-0000000000f1', 'HO1', 'Hộ hạng Nhất (mẫu)', 'Household, First Class', 'form', 'province',
        array['household', 'collective'], 'province_chair', '01600000-0003-7000-8000-0000000000f0', 91, '2004-07-01')
"""


def insert(table, **values):
    columns = ', '.join(f'"{name}"' for name in values)
    return f"insert into {table} ({columns}) values ({', '.join(literal(v) for v in values.values())});"


class World(Units):
    def __init__(self, seed):
        super().__init__(seed)
        self.script = []

    def add(self, table, **values):
        values = {"id": self.id(), **values}
        self.script.append(insert(table, **values))
        return values

    def untriggered(self, table, **values):
        self.script.append("set local session_replication_role = replica;")
        made = self.add(table, **values)
        self.script.append("set local session_replication_role = origin;")
        return made

    def make_collectives(self):
        self.collectives, self.individuals, self.households = {}, {}, {}
        for n, unit in enumerate(self.units):
            kind = self.random.choice(["agency", "enterprise", "school"])
            headcount = self.random.choice([None, 0, 9, 49, 50, 51, 1000])
            own = self.add("collective", code=f"T{n}", name=f"Tập thể {n} (mẫu)", unit_id=unit["id"], kind=kind, headcount=headcount)
            person = self.add(
                "individual", full_name=f"Người {n} (mẫu)", gender=self.random.choice(["female", "male", "other", None]),
                position_group=self.random.choice(GROUPS),
                collective_id=own["id"],
            )
            home = self.add("collective", code=f"H{n}", name=f"Hộ {n} (mẫu)", unit_id=unit["id"], kind="household", headcount=4)
            self.collectives[unit["id"]], self.individuals[unit["id"]] = own["id"], person["id"]
            self.households[unit["id"]] = home["id"]

    def make_awards(self, number):
        """Some awards name no unit: they are for recipients of any time, and lie where those were on the day."""
        self.places = {}
        for n in range(number):
            day = self.day()
            code = self.random.choice(CLASSES)
            kinds = {"CTDCP": ["collective"], "CTDT": ["collective"], "LDTT": ["individual"], "HO": ["household"],
                     "HO1": ["household", "collective"], "BKTTG": EVERY, "BKT": EVERY, "GK": EVERY}.get(code, EVERY[:2])
            kind = self.random.choice(kinds)
            holders = self.households if kind == "household" else self.collectives
            known, placed = self.random.random() < 0.8, self.random.random() < 0.6
            there = self.units_on(day)
            unit = self.random.choice(there if placed or not known else self.units)["id"]
            by = self.random.choice(there)["id"]
            decision = self.untriggered(
                "decision", number=f"{n}/QĐ", signed_on=day, authority="province_chair", level="province",
                unit_id=by, signer_name="Người ký (mẫu)", province_lineage=self.units[0]["id"],
            )
            made = self.add(
                "award", decision_id=decision["id"], award_class_id=self.classes[code], subject_kind=kind,
                collective_id=holders[unit] if known and kind != "individual" else None,
                individual_id=self.individuals[unit] if known and kind == "individual" else None,
                recipient_name="Ai đó (mẫu)", recipient_unit_name="Nơi nào (mẫu)",
                unit_id=unit if placed or not known else None, year=day.year,
                commendation_type=self.random.choice(TYPES),
                state="annulled" if self.random.random() < 0.15 else "valid",
            )
            self.places[made["id"]] = self.place_on(unit, day, by)

    def make_statements(self, number):
        halves = [(date(y, a, 1), date(y, b, e)) for y in range(2017, 2021)
                  for a, b, e in ((1, 12, 31), (1, 6, 30), (7, 12, 31), (1, 3, 31), (4, 6, 30))]
        seen = set()
        for _ in range(number):
            (first, last), code = self.random.choice(halves), self.random.choice(["HCLD", "HCLD1", "BKT", "GK", "TTLDTT"])
            kinds = {"TTLDTT": ["collective"], "BKT": EVERY, "GK": EVERY}.get(code, EVERY[:2])
            kind = self.random.choice(kinds)
            cluster = self.random.choice([*self.clusters, None])
            unit = self.random.choice(self.units[:8] if cluster else self.units)["id"]
            if (key := (first, last, code, kind, cluster, unit)) in seen:
                continue
            seen.add(key)
            count, stated = self.random.choice([(0, None), (3, None), (12, "12"), (None, "nhiều"), (None, "một số")])
            self.add(
                "award_statement", cluster_id=cluster, unit_id=unit, award_class_id=self.classes[code],
                subject_kind=kind, period_from=first, period_to=last, count=count, stated=stated,
            )

    def make_clusters(self):
        self.clusters, self.members = [], []
        for n in range(2):
            made = self.add("cluster", code=f"CUM-{n}", name=f"Cụm {n} (mẫu)", unit_id=self.units[n]["id"])
            self.clusters.append(made["id"])
            levels = [("district", "commune"), ("commune",)][n]
            for year in range(2017, 2021):
                there = self.units_on(date(year, 3, 1), levels) + self.units_on(date(year, 12, 1), levels)
                there = list({unit["id"]: unit for unit in there}.values())
                for unit in self.random.sample(there, min(6, len(there))):
                    self.members.append(self.add(
                        "cluster_member", cluster_id=made["id"], year=year, unit_id=unit["id"], role="member"))
                if self.random.random() < 0.7:
                    self.add("cluster_year", cluster_id=made["id"], year=year, flag_places=self.random.randint(0, 3))

    def make_scores(self):
        for cluster in self.clusters:
            for year in range(2017, 2021):
                self.points = self.random.choice([["9.1", "9.2", "9.3", "0"], ["9.1", "9.2"], ["9.1"]])
                criteria = [
                    self.add("cluster_criterion", cluster_id=cluster, year=year, order=n,
                             group_name=self.random.choice(["A", "B"]), name=f"Tiêu chí {n}", max_points="10.5",
                             bonus_cap="2", penalty_cap="2")["id"]
                    for n in range(1, self.random.randint(2, 4))
                ]
                for member in self.members:
                    if (member["cluster_id"], member["year"]) == (cluster, year):
                        self.score(cluster, year, member["id"], criteria)

    def score(self, cluster, year, member, criteria):
        complete = self.random.random() < 0.8
        for criterion in criteria:
            for phase in ("self", "cross_check", "confirmation"):
                if not complete and self.random.random() < 0.3:
                    break
                entries = list(range(1, self.random.randint(2, 4)))
                self.random.shuffle(entries)
                for entry in entries:
                    self.untriggered(
                        "cluster_score", cluster_id=cluster, year=year, member_id=member, criterion_id=criterion,
                        phase=phase, entry=entry, points=self.random.choice(self.points),
                        bonus=self.random.choice(["0", "0", "0.1"]), penalty=self.random.choice(["0", "0", "0", "0.1", "0.2"]),
                        actor="x", province_lineage=self.units[0]["id"],
                        by_member_id=member if phase == "cross_check" else None, recorded_at=self.instant(year),
                    )

    def state_staff(self):
        """Figures around the share of women that goes first."""
        for member in self.members:
            for entry in range(1, self.random.choice([1, 2, 2, 3])):
                staff, women = self.random.choice([(10, 7), (1000, 699), (10, 0), (0, 0), (None, 5), (None, None), (3, 3)])
                self.untriggered(
                    "cluster_staff_count", cluster_id=member["cluster_id"], year=member["year"], member_id=member["id"], entry=entry,
                    staff_count=staff, women_count=women, actor="x", province_lineage=self.units[0]["id"],
                    recorded_at=self.instant(member["year"]))

    def decide_ties(self, ties_on):
        """A script of decisions about members that are equal on some day, and some about others, which apply to nothing."""
        self.script = []
        for cluster, year in ((cluster, year) for cluster in self.clusters for year in range(2017, 2021)):
            for entry in range(1, self.random.choice([2, 5, 9])):
                day = self.random.choice([date(year, 12, 31), self.day(date(year, 1, 1), date(year, 12, 31))])
                members, total = self.random.choice(ties_on(cluster, day) or [(self.somebody(cluster, year), 18)])
                members = self.random.sample(sorted(members), len(members) - (len(members) > 2 and self.random.random() < 0.2))
                self.untriggered(
                    "cluster_tie_decision", cluster_id=cluster, year=year, entry=entry, member_ids="{" + ",".join(members) + "}",
                    confirmed_total=total + (self.random.random() < 0.1), reason="Lý do (mẫu)", decided_on=day, actor="x",
                    province_lineage=self.units[0]["id"], recorded_at=self.instant(year))
        return "\n".join(self.script)

    def somebody(self, cluster, year):
        return {m["id"] for m in self.members if (m["cluster_id"], m["year"]) == (cluster, year)}

    def instant(self, year):
        """Around the ends of half years and quarters, where Vietnam's day differs from the day in UTC, or any time."""
        edges = [f"{year}-06-30T16:59:59.999999Z", f"{year}-06-30T17:00:00Z", f"{year}-12-31T16:59:59Z",
                 f"{year}-12-31T17:00:00Z", f"{year}-03-31T17:30:00Z"]
        return self.random.choice([*edges, f"{self.day(date(year, 1, 1), date(year + 1, 3, 1))}T01:02:03Z"])

    def make_campaigns(self):
        self.campaigns = []
        for n in range(24):
            first = self.day()
            last = self.random.choice([None, first, first + 364 * DAY, first + 365 * DAY, first + 1094 * DAY,
                                       first + 1095 * DAY, self.day(first, date(2023, 1, 1))])
            state = self.random.choice(["draft", "launched", "launched"])
            made = self.add(
                "campaign", code=f"PT-{n}", name=f"Phong trào {n} (mẫu)", kind=self.random.choice(["regular", "thematic"]),
                unit_id=self.any_unit(first)["id"], starts_on=first, ends_on=last,
                cluster_id=self.random.choice([*self.clusters, None, None]), state=state)
            self.campaigns += [made] if state == "launched" else []

    def make_targets(self, number):
        seen = set()
        for n in range(number):
            first = self.day()
            last = self.day(first, first + self.random.choice([0, 40, 365, 366, 367, 900]) * DAY)
            unit = self.any_unit(first)["id"]
            listed = self.random.choice(self.indicators + [None])
            loose = {"indicator": f"Chỉ tiêu riêng {n % 3} (mẫu)", "field": "other", "measure_unit": "%",
                     "direction": self.random.choice(["at_least", "at_most"]),
                     "basis": self.random.choice(["cumulative", "level"])}
            worded = {k: listed[k] for k in ("field", "measure_unit", "direction", "basis")} if listed else loose
            campaign = self.random.choice(self.campaigns)["id"]
            if not listed and (key := (campaign, unit, worded["indicator"])) in seen:
                continue
            seen.add(None if listed else key)
            made = self.add(
                "campaign_target", campaign_id=campaign, unit_id=unit,
                collective_id=self.collectives[unit] if self.random.random() < 0.3 else None,
                **{"indicator": f"Lời riêng {n} (mẫu)", **worded}, indicator_id=listed and listed["id"],
                registered_value=self.random.choice(["10", "0.1", "99.999999", "0"]), starts_on=first, due_on=last,
                weight=self.random.choice(["0.1", "0.2", "0.333333", "1", "12.5"]), priority=self.random.random() < 0.3,
                state=self.random.choice(["registered", "confirmed"]),
            )
            for _ in range(self.random.choice([0, 1, 1, 2])):
                self.untriggered("campaign_target_event", campaign_target_id=made["id"], action="amend", actor="x",
                                 reason="Điều chỉnh", changes='{"note": {}}',
                                 province_lineage=self.units[0]["id"])
            self.make_entries(made, first, min(last + 60 * DAY, date(2022, 1, 1)))

    def make_entries(self, target, first, last):
        days = [self.day(first, last) for _ in range(self.random.choice([0, 1, 2, 3]))]
        days += days[:1] if self.random.random() < 0.5 else []
        for day in days:
            actual = self.random.choice([None, "0", "0.05", "5", "10", "10.000001", "100"])
            projected = self.random.choice([None, "0.1", "9.999999", "10", "120"]) if actual else "10"
            self.add("target_progress", campaign_target_id=target["id"], figures_on=day, actual_value=actual,
                     projected_value=projected)

    def move_one(self):
        """An administrator moves a commune, with all its records, to another district."""
        where = {unit["id"]: unit for unit in self.units if unit["level"] == "district" and unit["valid_from"] == BORN}
        moved = self.random.choice([unit for unit in self.units if unit["level"] == "commune" and unit["valid_from"] == BORN])
        moved["parent_id"] = self.random.choice(list(where))
        self.script.append(f"update unit set parent_id = '{moved['parent_id']}' where id = '{moved['id']}';")

    def fill(self, database):
        database.psql(HOUSEHOLDS, role="postgres")
        self.classes = dict(database.psql("select code, id from award_class", role="postgres"))
        found = database.psql(
            "select id, field, measure_unit, direction, basis from indicator order by code limit 5", role="postgres")
        self.indicators = [dict(zip(("id", "field", "measure_unit", "direction", "basis"), row)) for row in found]
        self.make_units()
        self.script += [insert("unit", **unit) for unit in self.units]
        self.script += [insert("unit_succession", id=self.id(), **row) for row in self.successions]
        self.make_collectives()
        self.make_clusters()
        self.make_awards(250)
        self.make_statements(60)
        self.make_scores()
        self.state_staff()
        self.make_campaigns()
        self.make_targets(90)
        self.move_one()
        script = [f"{statement};" for statement in UNASKED] + self.script
        script += [f"{statement};".replace(" disable ", " enable ") for statement in UNASKED]
        script.append("update installation set live_on = '2018-10-01';")
        database.psql("\n".join(script), role="postgres", settings=self.settings())

    def settings(self):
        every = ",".join(unit["id"] for unit in self.units)
        return {"subject": "an.nv", "roles": "province_reviewer", "read_scope": every, "write_scope": every,
                "provinces": every, "request_id": "test"}
