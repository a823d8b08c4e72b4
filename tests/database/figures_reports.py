"""The documents of reports as figures_model computes them: all figures, without names and texts."""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from database.figures_model import DAY, KINDS

STATUSES = ("met", "on_track", "at_risk", "unmet", "unknown")


def awards_of(scope):
    r = scope.records
    for a in r.award.values():
        day = r.decision[a["decision_id"]]["signed_on"]
        body = scope.counts_for(a["unit_id"], day) if scope.first <= day <= scope.last else None
        if body and a["state"] == "valid":
            yield body, a, r.collective.get(a["collective_id"], {}), r.individual.get(a["individual_id"], {})


def cell(state, number=None, words=None):
    at_least = number if state == "unknown" and number else None
    told = {"state": state, "count": number if state == "counted" else None, "stated": words, "at_least": at_least}
    return {name: value for name, value in told.items() if value is not None}


def line_of(scope, award_class, recorded, stated):
    """{kind: (number, words, is there a figure, is the class for this kind)} of the class itself."""
    found = {}
    for kind in KINDS:
        key = award_class["id"], kind
        number, words = stated.get(key, (None, None))
        value = recorded[key] or number or 0
        found[kind] = value, words, bool(recorded[key]) or key in stated, kind in award_class["subject_kinds"]
    return found


def with_classes(own, below, recorded):
    found = {}
    for kind in KINDS:
        value, words, said, takes = own[kind]
        parts = [line[kind] for line in below]
        if parts and sum(p[0] for p in parts) > 0:
            value = sum(p[0] for p in parts) + recorded[kind]
        words = words or min((p[1] for p in parts if p[1]), default=None)
        found[kind] = value, words, said or any(p[2] for p in parts), takes or any(p[3] for p in parts)
    return found


def cells(line):
    told = {}
    for kind in KINDS:
        value, words, _, takes = line[kind]
        state = "unknown" if words else "counted" if takes or value else "not_applicable"
        if kind != "household" or state != "not_applicable":
            told[kind + "s"] = cell(state, value, words)
    return told


def award_lines(scope, recorded):
    stated, lines, classes = scope.stated(), [], scope.records.award_class.values()
    for top in classes:
        if top["parent_id"]:
            continue
        parts = [(c, line_of(scope, c, recorded, stated)) for c in classes if c["parent_id"] == top["id"]]
        own = {kind: recorded[top["id"], kind] for kind in KINDS}
        whole = with_classes(line_of(scope, top, recorded, stated), [line for _, line in parts], own)
        if any(whole[kind][2] for kind in KINDS):
            said = [(c, line) for c, line in parts if any(line[kind][2] for kind in KINDS)]
            below = [{"award_class_code": c["code"], **cells(line)} for c, line in said]
            lines.append({"award_class_code": top["code"], **cells(whole), "classes": below})
    return lines


def award_totals(lines):
    totals = {}
    for kind in ("collectives", "individuals", "households"):
        found = [line[kind] for line in lines if kind in line]
        number = sum(c.get("count", c.get("at_least", 0)) for c in found)
        if found or kind != "households":
            totals[kind] = cell("unknown" if any(c["state"] == "unknown" for c in found) else "counted", number)
    return totals


def award_figures(scope, small):
    found = list(awards_of(scope))
    recorded = Counter((a["award_class_id"], a["subject_kind"]) for _, a, _, _ in found)
    by_unit = Counter((scope.records.as_of(body, scope.last)["id"], a["subject_kind"]) for body, a, _, _ in found)
    lines = award_lines(scope, recorded)
    told = scope.told({body for body, *_ in found})
    units = {u: {k + "s": by_unit[u, k] for k in KINDS} for u in told} | {"order": told}
    collectives = [c.get("headcount") for _, a, c, _ in found if a["subject_kind"] == "collective"]
    people = [i for _, a, _, i in found if a["subject_kind"] == "individual"]

    def share(values, is_one):
        return {"count": sum(v is not None and is_one(v) for v in values), "of": len(values), "unknown": values.count(None)}

    shares = {
        "small_collectives": share(collectives, lambda n: n <= small), "small_headcount": small,
        "direct_workers": share([i.get("position_group") for i in people], lambda g: g == "direct_worker"),
        "women": share([i.get("gender") for i in people], lambda g: g == "female"),
    }
    return {"lines": lines, "totals": award_totals(lines), "units": units, "shares": shares}


# Targets


def status_of(t, actual, projected, on):
    """The rule in words (functions/30_target), not its code: reached, over, exceeded, projected, in step."""
    registered, up = t["registered_value"], t["direction"] == "at_least"
    reaches = lambda value: value >= registered if up else value <= registered  # noqa: E731
    if actual is None and projected is None:
        return "unknown"
    if actual is not None:
        if on >= t["due_on"]:
            return "met" if reaches(actual) else "unmet"
        if reaches(actual) and (up or t["basis"] == "level"):
            return "met"
        if not up and t["basis"] == "cumulative" and not reaches(actual):
            return "unmet"
    if projected is not None:
        return "on_track" if reaches(projected) else "at_risk"
    if t["basis"] == "level":
        return "at_risk"
    whole, gone = (t["due_on"] - t["starts_on"]).days + 1, (on - t["starts_on"]).days + 1
    ahead = Decimal(actual) * whole - Decimal(registered) * gone
    return "on_track" if (ahead >= 0 if up else ahead <= 0) else "at_risk"


def targets_of(scope):
    r = scope.records
    for t in r.campaign_target.values():
        for start, last in scope.days():
            body = scope.counts_for(t["unit_id"], start)
            if body and t["starts_on"] <= last and t["due_on"] >= start:
                entry = ([e for e in r.progress[t["id"]] if e["figures_on"] <= scope.last] or [{}])[-1]
                figures = entry.get("actual_value"), entry.get("projected_value"), entry.get("figures_on")
                yield body, t, figures, status_of(t, *figures)
                break


def tally(found):
    states = Counter(status for *_, status in found)
    return {"registered": len(found), **{s: states[s] for s in STATUSES}}


def weighed(found):
    confirmed = sum(t["state"] == "confirmed" for _, t, _, _ in found)
    met = [t["weight"] for _, t, _, status in found if status == "met"]
    return tally(found) | {
        "confirmed": confirmed, "weight": sum(t["weight"] for _, t, _, _ in found), "weight_met": sum(met)}


def indicator_row(r, found):
    registrants = {(r.chain(t["unit_id"])[0], t["collective_id"]) for _, t, _, _ in found}
    levels = {(r.unit[t["unit_id"]]["level"], t["collective_id"] is None) for _, t, _, _ in found}
    catalogue = r.indicator.get(found[0][1]["indicator_id"], {})
    adds_up = catalogue.get("additive") and len(registrants) == len(found) and len(levels) == 1

    def total(values):
        return sum(values) if adds_up and None not in values else None

    row = tally(found)
    return {"targets": row.pop("registered"), **row,
            "registered_sum": total([t["registered_value"] for _, t, _, _ in found]),
            "actual_sum": total([f[0] for _, _, f, _ in found]),
            "projected_sum": total([f[1] for _, _, f, _ in found])}


def target_figures(scope):
    r, found = scope.records, list(targets_of(scope))
    targets, grouped, by_unit = {}, defaultdict(list), defaultdict(list)
    for body, t, figures, status in found:
        known = r.indicator.get(t["indicator_id"])
        name = known["code"] if known else (t["indicator"], t["direction"], t["basis"])
        grouped[name].append((body, t, figures, status))
        by_unit[r.as_of(body, scope.last)["id"]].append((body, t, figures, status))
        unit = r.as_of(r.chain(t["unit_id"])[0], scope.last)["id"]
        targets[t["id"]] = (unit, *figures[:2], figures[2] and figures[2].isoformat(), status, r.amended[t["id"]],
                            body in scope.ends, t["weight"], t["registered_value"], r.as_of(body, scope.last)["id"])
    totals = weighed(found) | {"priority": tally([f for f in found if f[1]["priority"]])}
    told = scope.told({body for body, *_ in found})
    units = {u: weighed(by_unit[u]) for u in told} | {"order": told}
    return {"targets": targets, "units": units, "totals": totals,
            "indicators": {name: indicator_row(r, rows) for name, rows in grouped.items()}}


# Clusters


def entries_at_the_end_of(r, entries, last):
    """Those that were recorded by the end of a day in Vietnam; of a period before the service was live, all."""
    ends = datetime.combine(last + DAY, time(), timezone(timedelta(hours=7)))
    was_live = last >= next(iter(r.installation.values()))["live_on"]
    return [s for s in entries.values() if not was_live or datetime.fromisoformat(s["recorded_at"]) < ends]


def least_permille(r, cluster, last):
    """The share of women in the rules of the flags, the province's flag before the State's."""
    day, found = min(last, date(last.year, 12, 31)), []
    for rule in r.award_rule.values():
        of = r.award_class[rule["award_class_id"]]
        if rule["kind"] == "tie_break" and of["is_cluster_flag"] and rule["valid_from"] <= day <= (rule["valid_to"] or date.max):
            found.append((of["level"] == "state", rule["permille"]))
    return min(found)[1] if found else None


def women(figures, permille):
    if not figures or figures["staff_count"] is None or figures["women_count"] is None:
        return "unknown"
    people = figures["staff_count"]
    return "met" if people and Decimal(figures["women_count"]) / people >= Decimal(permille) / 1000 else "not_met"


def untied(group, share, total, decisions):
    """The members of one total in blocks of equals, the first block first; and why each of a block stands where it stands."""
    met, others = [m for m in group if share.get(m) == "met"], [m for m in group if share.get(m) != "met"]
    for block in (b for b in (met, others) if b):
        made = [d for d in decisions if d["confirmed_total"] == total and sorted(d["member_ids"]) == sorted(block)]
        if len(block) > 1 and made:
            yield from (([m], "leader_decision") for m in made[-1]["member_ids"])
        else:
            yield block, "women_share" if block is met and others else None


def resolved(confirmed, share, decisions):
    """{member: (rank, tied, why)} of those with a total."""
    found, before = {}, 0
    for total in sorted({t for t in confirmed.values() if t is not None}, reverse=True):
        group = [m for m, t in confirmed.items() if t == total]
        for block, why in untied(group, share, total, decisions):
            found |= {m: (before + 1, len(block) - 1, why) for m in block}
            before += len(block)
    return found


def ranking(r, cluster, last):
    year = last.year
    criteria = [c for c in r.cluster_criterion.values() if (c["cluster_id"], c["year"]) == (cluster, year)]
    members = [m for m in r.cluster_member.values() if (m["cluster_id"], m["year"]) == (cluster, year)]
    standing = {(s["member_id"], s["criterion_id"], s["phase"]): s for s in entries_at_the_end_of(r, r.cluster_score, last)}

    def total(member, phase, of):
        found = [standing.get((member, c["id"], phase)) for c in of]
        return sum(s["points"] + s["bonus"] - s["penalty"] for s in found) if found and None not in found else None

    confirmed = {m["id"]: total(m["id"], "confirmation", criteria) for m in members}
    stated = {f["member_id"]: f for f in entries_at_the_end_of(r, r.cluster_staff_count, last)}
    decisions = [d for d in entries_at_the_end_of(r, r.cluster_tie_decision, last)
                 if (d["cluster_id"], d["year"]) == (cluster, year) and d["decided_on"] <= last]
    permille, totals = least_permille(r, cluster, last), Counter(confirmed.values())
    share = {m: women(stated.get(m), permille) for m, t in confirmed.items() if permille and t is not None and totals[t] > 1}
    places = resolved(confirmed, share, decisions)
    items = {}
    for m in members:
        mine, groups = confirmed[m["id"]], list(dict.fromkeys(c["group_name"] for c in criteria))
        by_group = [(g, [c for c in criteria if c["group_name"] == g]) for g in groups]
        items[m["id"]] = {
            **dict(zip(("rank", "tied", "tie_break"), places.get(m["id"], (None, 0, None)))), "women_share": share.get(m["id"]),
            "self_total": total(m["id"], "self", criteria), "checked_total": total(m["id"], "cross_check", criteria),
            "confirmed_total": mine,
            "groups": [(g, sum(c["max_points"] for c in of), total(m["id"], "confirmation", of)) for g, of in by_group],
        }
    ranks = Counter(i["rank"] for i in items.values() if i["rank"])
    flags = [y["flag_places"] for y in r.cluster_year.values() if (y["cluster_id"], y["year"]) == (cluster, year)]
    return {"items": items, "flag_places": (flags or [0])[0], "decisions": [d["id"] for d in decisions],
            "is_final": bool(items) and all(i["rank"] for i in items.values()),
            "ties": {rank: {m for m, i in items.items() if i["rank"] == rank} for rank, n in ranks.items() if n > 1}}


def ties_of(r, cluster, day):
    """[(members, total)] of those that share a rank at the end of a day."""
    shown = ranking(r, cluster, day)
    return [(members, shown["items"][min(members)]["confirmed_total"]) for members in shown["ties"].values()]


def campaigns(scope):
    r = scope.records
    home = r.chain(r.cluster[scope.cluster]["unit_id"])[-1]

    def ran(c, first, last):
        return c["starts_on"] <= last and (c["ends_on"] or date.max) >= first

    def is_shown(c):
        if c["cluster_id"]:
            return c["cluster_id"] == scope.cluster
        own = r.body(c["unit_id"])
        return own == home or any(own in scope.bodies(first) and ran(c, first, last) for first, last in scope.days())

    return {c["id"] for c in r.campaign.values()
            if c["state"] == "launched" and ran(c, scope.first, scope.last) and is_shown(c)}


# Statistics


def things(scope, counts):
    r = scope.records
    if counts == "award":
        for _, a, collective, person in awards_of(scope):
            c = r.award_class[a["award_class_id"]]
            yield {"class": {c["id"], c["parent_id"]}, "award_level": c["level"], "subject_kind": a["subject_kind"],
                   "commendation_type": a["commendation_type"], "collective_kind": collective.get("kind"),
                   "position_group": person.get("position_group")}
        return
    for c in (c for c in r.campaign.values() if c["state"] == "launched"):
        met = [(start, last) for start, last in scope.days() if set(r.chain(c["unit_id"])) & scope.bodies(start)]
        if any(c["starts_on"] <= last and (c["ends_on"] or date.max) >= start for start, last in met):
            yield {"campaign_kind": c["kind"], "launched_by": r.unit[c["unit_id"]]["level"],
                   "days": c["ends_on"] and (c["ends_on"] - c["starts_on"]).days + 1}


def meets(line, thing):
    plain = ("award_level", "subject_kind", "commendation_type", "collective_kind", "position_group", "campaign_kind",
             "launched_by")
    days = thing.get("days")
    return (
        all(line[name] in (None, thing.get(name)) for name in plain)
        and (line["award_class_id"] is None or line["award_class_id"] in thing.get("class", ()))
        and (line["least_days"] is None or days is not None and days >= line["least_days"])
        and (line["most_days"] is None or days is not None and days <= line["most_days"])
        and (line["is_open_ended"] is None or line["is_open_ended"] == (days is None))
    )


def statistics(scope):
    r, forms = scope.records, {}
    for form in r.statistics_form.values():
        lines = [line for line in r.statistics_line.values() if line["form_id"] == form["id"]]
        columns = [line for line in lines if line["is_column"]]
        found = list(things(scope, form["counts"])) if form["counts"] else []
        forms[form["code"]] = {
            row["code"]: {
                c["code"]: None if not form["counts"] or is_barred(r, row, c) else sum(meets(row, t) and meets(c, t) for t in found)
                for c in columns
            }
            for row in lines if not row["is_column"]
        } | {"unknown": unknown_groups(lines, found)}
    return forms


def unknown_groups(lines, found):
    """People without a group, where a row and a column would count them if they had any group of the form."""
    groups = {line["position_group"] for line in lines} - {None}
    rows, columns = ([line for line in lines if line["is_column"] == is_column] for is_column in (False, True))

    def would_count(thing):
        guesses = [thing | {"position_group": group} for group in groups]
        return any(meets(r, g) and meets(c, g) and (r["position_group"] or c["position_group"])
                   for g in guesses for r in rows for c in columns)

    nobody = [t for t in found if t.get("subject_kind") == "individual" and t["position_group"] is None]
    return sum(would_count(t) for t in nobody) if groups else None


def is_barred(r, row, column):
    award_class = r.award_class.get(row["award_class_id"])
    return bool(award_class and column["subject_kind"] and column["subject_kind"] not in award_class["subject_kinds"])
