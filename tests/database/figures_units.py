"""The units of a small random country, made from a seed: they merge, split, are renamed, moved and absorbed. In the
middle of 2019 the districts end and two provinces become one.
"""

import random
import uuid
from datetime import date, timedelta

BORN, REFORM, FIRST, LAST = date(2000, 1, 1), date(2019, 7, 1), date(2017, 1, 1), date(2020, 12, 31)
DAY = timedelta(days=1)


class Units:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.units, self.successions = [], []
        self.tag = f"{seed:03d}"

    def id(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def day(self, first=FIRST, last=LAST):
        special = [date(2020, 2, 29), REFORM, REFORM - DAY, date(2018, 6, 30), date(2018, 12, 31), date(2019, 1, 1)]
        if self.random.random() < 0.25:
            return self.random.choice([day for day in special if first <= day <= last] or [last])
        return first + timedelta(days=self.random.randint(0, (last - first).days))

    def open(self, level, parent, day, code=None):
        number = len(self.units)
        kind = {"province": "province", "district": "district", "commune": "commune"}[level]
        made = {
            "id": self.id(), "code": code or f"Z{self.tag}{number}", "name": f"Đơn vị {number} (mẫu)", "type": kind,
            "level": level, "parent_id": parent and parent["id"], "valid_from": day, "valid_to": None,
        }
        self.units.append(made)
        return made

    def follow(self, before, after, kind, day):
        self.successions.append(
            {"predecessor_id": before["id"], "successor_id": after["id"], "kind": kind, "effective_on": day}
        )

    def go_on(self, before, parent, day, kind="rename"):
        before["valid_to"] = day - DAY
        after = self.open(before["level"], parent, day, self.random.choice([before["code"], None]))
        self.follow(before, after, kind, day)
        return after

    def merge(self, befores, parent, day):
        after = self.open("commune", parent, day)
        for before in befores:
            before["valid_to"] = day - DAY
            self.follow(before, after, "merge", day)
        return after

    def split(self, before, parent, day, goes_on=False):
        before["valid_to"] = None if goes_on else day - DAY
        parts = [self.open("commune", parent, day) for _ in range(1 if goes_on else 2)]
        for part in parts:
            self.follow(before, part, "split", day)
        return parts + ([before] if goes_on else [])

    def make_units(self):
        provinces = [self.open("province", None, BORN) for _ in range(2)]
        districts = [self.open("district", province, BORN) for province in provinces for _ in range(2)]
        communes = {n: [self.open("commune", district, BORN) for _ in range(4)] for n, district in enumerate(districts)}
        changes = ["rename", "move", "merge", "absorb", "split", "part", "part", "district"]
        self.random.shuffle(changes)
        for kind, day in zip(changes, sorted(self.random.sample(range(30, 850, 7), len(changes))), strict=True):
            self.change(kind, communes, districts, FIRST + timedelta(days=day))
        self.reform(provinces, districts, [c for of in communes.values() for c in of])

    def change(self, kind, communes, districts, day):
        n = self.random.choice([n for n in communes if len(communes[n]) > 2])
        other = self.random.choice([m for m in communes if m != n])
        here = communes[n]
        if kind == "district":
            districts[n] = self.go_on(districts[n], self.by_id(districts[n]["parent_id"]), day, "upgrade")
        elif kind == "rename":
            here.append(self.go_on(here.pop(0), districts[n], day))
        elif kind == "move":
            communes[other].append(self.go_on(here.pop(0), districts[other], day))
        elif kind == "merge":
            here.append(self.merge([here.pop(0), here.pop(0)], districts[n], day))
        elif kind == "absorb":
            gone = here.pop(0)
            gone["valid_to"] = day - DAY
            self.follow(gone, here[0], "merge", day)
        else:
            here.extend(self.split(here.pop(0), districts[n], day, kind == "part"))

    def reform(self, provinces, districts, communes):
        whole = self.open("province", None, REFORM)
        for before in provinces:
            self.follow(before, whole, "merge", REFORM)
        for ended in provinces + districts:
            ended["valid_to"] = REFORM - DAY
        self.random.shuffle(communes)
        while communes:
            kind = self.random.choice(["rename", "merge", "split"])
            if kind == "merge" and len(communes) > 1:
                self.merge([communes.pop(), communes.pop()], whole, REFORM)
            elif kind == "split":
                self.split(communes.pop(), whole, REFORM)
            else:
                self.go_on(communes.pop(), whole, REFORM)

    def by_id(self, unit_id):
        return next(unit for unit in self.units if unit["id"] == unit_id)

    def units_on(self, day, levels=("province", "district", "commune")):
        return [
            unit for unit in self.units
            if unit["valid_from"] <= day and day <= (unit["valid_to"] or LAST) and unit["level"] in levels
        ]

    def any_unit(self, day):
        """Usually a unit that existed on the day; some papers name one that had ended."""
        return self.random.choice(self.units_on(day) if self.random.random() < 0.9 else self.units)

    def body(self, unit_id):
        """The id of the first version of a unit that was renamed or upgraded."""
        before = {s["successor_id"]: s["predecessor_id"] for s in self.successions if s["kind"] in ("rename", "upgrade")}
        while unit_id in before:
            unit_id = before[unit_id]
        return unit_id

    def containers(self, unit_id):
        """The bodies that contain this unit, the lowest first."""
        found = []
        while unit_id:
            found.append(self.body(unit_id))
            unit_id = self.by_id(unit_id)["parent_id"]
        return found

    def place_on(self, unit_id, day, decided_in):
        """Where a record of this unit lay on a day, for a decision of the unit `decided_in`."""
        there = {unit["id"] for unit in self.units_on(day)}
        if unit_id in there:
            return unit_id
        ended = self.by_id(unit_id)["valid_from"] <= day
        pairs = [(s["predecessor_id"], s["successor_id"]) for s in self.successions]
        steps = pairs if ended else [(after, before) for before, after in pairs]
        reached = {unit_id}
        while more := {to for of, to in steps if of in reached - there} - reached:
            reached |= more
        inside = [self.containers(unit) for unit in reached & there if self.body(decided_in) in self.containers(unit)]
        shared = [body for body in inside[0] if all(body in chain for chain in inside)] if inside else []
        if not shared or self.by_id(shared[0])["level"] == "province":
            return decided_in
        [place] = [unit for unit in there if self.body(unit) == shared[0]]
        return place
