"""What every report should say, computed in plain Python from the raw rows of a database and nothing else.

The place of a record follows from parents and successions; sums are of exact decimals. It shares no SQL with the
reports, so a difference means that one of the two is wrong. A *body* is one unit under all its names.
"""

import json
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

DAY = timedelta(days=1)
KINDS = ("collective", "individual", "household")
TABLES = {
    "unit": "valid_from", "unit_succession": "id", "award_class": "rank, code", "award": "id", "collective": "id",
    "individual": "id", "decision": "id", "award_statement": "id", "cluster": "id", "cluster_member": "id",
    "cluster_staff_count": "entry", "cluster_tie_decision": "entry", "award_rule": "id", "cluster_year": "id", "cluster_criterion": '"order"', "cluster_score": "entry", "campaign": "id",
    "campaign_target": "id", "target_progress": "figures_on, recorded_at, id", "campaign_target_event": "id",
    "installation": "id", "indicator": "id", "statistics_form": '"order"', "statistics_line": '"order"',
}
DAYS = ("valid_from", "valid_to", "effective_on", "signed_on", "starts_on", "ends_on", "due_on", "figures_on", "period_from",
        "period_to", "live_on", "decided_on")


def read(text):
    return json.loads(text, parse_float=Decimal)


class Records:
    """The raw rows by table and id, and the place of each unit and record."""

    def __init__(self, database):
        for table, order in TABLES.items():
            found = database.psql(f"select row_to_json(t) from {table} t order by {order}", role="postgres")
            setattr(self, table, {row["id"]: self.dated(row) for row in (read(text) for text, in found)})
        continued = [s for s in self.unit_succession.values() if s["kind"] in ("rename", "upgrade")]
        self.before = {s["successor_id"]: s["predecessor_id"] for s in continued}
        self.progress, self.amended = defaultdict(list), defaultdict(int)
        for entry in self.target_progress.values():
            self.progress[entry["campaign_target_id"]].append(entry)
        for event in self.campaign_target_event.values():
            self.amended[event["campaign_target_id"]] += event["action"] == "amend"

    @staticmethod
    def dated(row):
        return row | {name: date.fromisoformat(row[name]) for name in DAYS if row.get(name)}

    def body(self, unit_id):
        """The id of the body: that of the unit's first version."""
        while unit_id in self.before:
            unit_id = self.before[unit_id]
        return unit_id

    def versions(self, body):
        return [u for u in self.unit.values() if self.body(u["id"]) == body]

    def as_of(self, body, day):
        versions = sorted(self.versions(body), key=lambda u: u["valid_from"])
        return ([u for u in versions if u["valid_from"] <= day] or versions[:1])[-1]

    def stood(self, body, first, last):
        return any(u["valid_from"] <= last and first <= (u["valid_to"] or date.max) for u in self.versions(body))

    def chain(self, unit_id):
        """The bodies that contain a record of this unit, the lowest first."""
        found = []
        while unit_id:
            found.append(self.body(unit_id))
            unit_id = self.unit[unit_id]["parent_id"]
        return found


class Scope:
    def __init__(self, records, first, last, cluster=None, unit=None, predecessors=False):
        self.records, self.first, self.last, self.cluster = records, first, last, cluster
        self.predecessors = predecessors
        self.unit = unit and records.as_of(records.body(unit), last)
        self.own = self.unit and records.body(self.unit["id"])
        self.reached = self.reach() if predecessors else set()
        self.ends = self.find_ends()

    def reach(self):
        reached, todo = set(), [self.unit["id"]]
        while todo:
            successor = todo.pop()
            for s in self.records.unit_succession.values():
                if s["successor_id"] == successor and s["predecessor_id"] not in reached:
                    reached.add(s["predecessor_id"])
                    todo.append(s["predecessor_id"])
        return reached

    def find_ends(self):
        """{predecessor: its last day as a predecessor}. A unit that still exists after a part was split off is a body
        of its own again."""
        ends = {}
        for s in self.records.unit_succession.values():
            before, after = self.records.body(s["predecessor_id"]), self.records.body(s["successor_id"])
            inside = s["predecessor_id"] in self.reached and s["successor_id"] in self.reached | {self.unit["id"]}
            if inside and before not in (after, self.own):
                stands_on = self.records.stood(before, s["effective_on"] + DAY, date.max)
                end = s["effective_on"] - DAY if stands_on else date.max
                ends[before] = max(end, ends.get(before, date.min))
        return ends

    def bodies(self, day):
        if self.cluster:
            members = [m for m in self.records.cluster_member.values() if m["cluster_id"] == self.cluster]
            return {self.records.body(m["unit_id"]) for m in members if m["year"] == day.year}
        return {self.own} | {body for body, end in self.ends.items() if day <= end}

    def counts_for(self, unit_id, day):
        """The body under which a record of this unit and day is counted, or None."""
        chain, bodies = self.records.chain(unit_id), self.bodies(day)
        place = next((n for n, body in enumerate(chain) if body in bodies), None)
        if place is None:
            return None
        if chain[place] != self.own or place == 0:
            return chain[place]
        return chain[place - 1]

    def days(self):
        """The first and last day of each stretch in which the bodies are the same, the last stretch first."""
        starts = {self.first} | {date(y, 1, 1) for y in range(self.first.year + 1, self.last.year + 1)}
        starts |= {end + DAY for end in self.ends.values() if end < self.last and end >= self.first}
        last = self.last
        for start in sorted(starts, reverse=True):
            yield start, last
            last = start - DAY

    def told(self, recorded):
        """The units that have a row, in their order."""
        r, place = self.records, {}
        if self.cluster:
            place = {body: 1 for start, _ in self.days() for body in self.bodies(start)}
        for body, end in self.ends.items():
            if body in recorded or end >= self.first and r.stood(body, self.first, min(self.last, end)):
                place[body] = 2
        for u in r.unit.values():
            stands = u["valid_from"] <= self.last <= (u["valid_to"] or date.max)
            if self.own and u["parent_id"] and r.body(u["parent_id"]) == self.own and stands:
                place[r.body(u["id"])] = 1
        place = {body: 1 for body in recorded if body not in place} | place | ({self.own: 0} if self.own else {})
        named = {body: r.as_of(body, self.last) for body in place}
        return [named[body]["id"] for body in sorted(named, key=lambda b: (place[b], named[b]["code"], named[b]["id"]))]

    def shown_predecessors(self):
        """{predecessor: whether it is shared}, from all successions."""
        r, inside = self.records, self.reached | {self.unit["id"] if self.unit else None}
        into = {p: [s for s in r.unit_succession.values() if s["predecessor_id"] == p] for p in self.reached}
        shared = {p for p in into if any(s["successor_id"] not in inside for s in into[p])}
        for p, steps in into.items():
            for s in steps:
                is_new = s["successor_id"] in inside and r.body(p) != r.body(s["successor_id"])
                if is_new and r.stood(r.body(p), s["effective_on"] + DAY, date.max):
                    shared.add(p)
        while more := {p for p in into if p not in shared and any(s["successor_id"] in shared for s in into[p])}:
            shared |= more
        return {p: p in shared for p in self.reached}

    def stated(self):
        """{(class, kind): (number, words)} of the statements within the period. A wider statement replaces those it contains."""
        mine = []
        for s in self.records.award_statement.values():
            if self.first <= s["period_from"] and s["period_to"] <= self.last and self.speaks(s):
                mine.append((self.records.body(s["unit_id"]), s["award_class_id"], s["subject_kind"], s))
        found = {}
        for *key, s in mine:
            wider = [o for *k, o in mine if k == key and o is not s and o["period_from"] <= s["period_from"]
                     and s["period_to"] <= o["period_to"]]
            same = [o for o in wider if (o["period_from"], o["period_to"]) == (s["period_from"], s["period_to"])]
            if len(wider) > len(same) or any((o["created_at"], o["id"]) > (s["created_at"], s["id"]) for o in same):
                continue
            number, words = found.get((key[1], key[2]), (None, None))
            if s["count"] is None:
                words = min(words, s["stated"]) if words else s["stated"]
            else:
                number = (number or 0) + s["count"]
            found[key[1], key[2]] = number, words
        return found

    def speaks(self, statement):
        if self.cluster:
            return statement["cluster_id"] == self.cluster
        ends = {**self.ends, self.own: date.max}
        body = self.records.body(statement["unit_id"])
        return statement["cluster_id"] is None and body in ends and statement["period_to"] <= ends[body]
