"""Frozen reports, directly in the database: who sees them, that they never change, and how two documents are compared."""

import json

import pytest
from database.callers import CLUSTER, caller, trial, unit
from support.sql import SqlError

FREEZE = (
    "insert into report_snapshot (report, cluster_id, unit_id, period_from, period_to, small_headcount)"
    " values ('award_summary', {cluster}, {unit}, '2018-01-01', '2018-06-30', 50)"
)
OF_CLUSTER = FREEZE.format(cluster=f"'{CLUSTER}'", unit="null")
OF_DISTRICT = FREEZE.format(cluster="null", unit=f"'{unit('349')}'")
AS_PROVINCE = (
    "set local tdkt.roles = 'province_reviewer'; set local tdkt.subject = 'an.nv';"
    f" set local tdkt.read_scope = '{unit('35')}'; set local tdkt.provinces = '{unit('35')}'; "
)


def seen(database, settings, frozen) -> int:
    """The number of snapshots that a caller sees after the province has frozen one."""
    roles = settings["roles"], settings["read_scope"], settings["provinces"]
    again = "; ".join(
        f"select set_config('tdkt.{name}', '{value}', true)"
        for name, value in zip(("roles", "read_scope", "provinces"), roles, strict=True)
    )
    return int(trial(database, "select count(*) from report_snapshot", settings, before=f"{AS_PROVINCE}{frozen}; {again}")[-1][0])


@pytest.mark.parametrize(
    "role,units,provinces,frozen,expected",
    [
        ("auditor", ("35",), ("35",), OF_CLUSTER, 1), ("unit_officer", ("349",), ("35",), OF_CLUSTER, 0),
        ("auditor", ("36",), ("36",), OF_CLUSTER, 0), ("district_reviewer", ("349",), ("35",), OF_DISTRICT, 1),
        ("district_reviewer", ("353",), ("35",), OF_DISTRICT, 0), ("council_reviewer", ("35",), ("35",), OF_DISTRICT, 1),
        ("reader", ("35",), ("35",), OF_CLUSTER, 0), ("admin", ("35",), ("35",), OF_CLUSTER, 0),
    ],
)
def test_a_snapshot_is_seen_by_who_reads_its_scope(database, role, units, provinces, frozen, expected):
    assert seen(database, caller(role, *units, provinces=provinces), frozen) == expected


@pytest.mark.parametrize(
    "role,units,statement",
    [
        ("district_reviewer", ("349",), OF_CLUSTER), ("district_reviewer", ("353",), OF_DISTRICT),
        ("unit_officer", ("349",), OF_DISTRICT), ("council_reviewer", ("35",), OF_CLUSTER),
    ],
)
def test_nobody_freezes_what_is_not_theirs(database, role, units, statement):
    with pytest.raises(SqlError) as refusal:
        trial(database, statement, caller(role, *units))
    assert refusal.value.sqlstate in ("TD004", "42501")


MEMBERS = ("347", "349", "350", "351", "352", "353")


@pytest.mark.parametrize(
    "moved,frozen,heirs",
    [(f"update cluster set unit_id = '{unit('36')}' where id = '{CLUSTER}'", OF_CLUSTER, ("36", *MEMBERS)),
     (f"update unit set parent_id = '{unit('36')}' where id = '{unit('349')}'", OF_DISTRICT, ("36",))],
)
def test_a_snapshot_follows_its_scope_to_another_unit(database, moved, frozen, heirs):
    for readers, provinces, expected in ((("35",), ["35"], 0), (heirs, ["36"], 1)):
        assert seen(database, caller("auditor", *readers, provinces=provinces), f"{frozen}; {moved}") == expected


def test_a_cluster_of_ones_own_with_a_member_elsewhere_is_not_frozen(database):
    """The cluster is in the caller's district; only the units of its members show that its scope is too wide."""
    own = "0160ffff-0004-7000-8000-000000000001"
    made = f"insert into cluster (id, code, name, unit_id) values ('{own}', 'CUM-MAU', 'Cụm (mẫu)', '{unit('349')}')"
    freeze = FREEZE.format(cluster=f"'{own}'", unit="null")
    for members, refused in ((("349",), None), (("349", "353"), "TD004")):
        joined = "".join(
            f"; insert into cluster_member (cluster_id, year, unit_id, role) values ('{own}', 2018, '{unit(code)}', 'member')"
            for code in members
        )
        try:
            trial(database, freeze, caller("district_reviewer", "349"), before=made + joined)
            answer = None
        except SqlError as error:
            answer = error.sqlstate
        assert answer == refused


@pytest.mark.parametrize("statement", ["update report_snapshot set document = '{}'", "delete from report_snapshot", "truncate report_snapshot"])
def test_not_even_the_owner_rewrites_one(database, statement):
    with pytest.raises(SqlError) as refusal:
        trial(database, "select 1", caller("auditor", "35"), before=f"{AS_PROVINCE}{OF_CLUSTER}; {statement}")
    assert refusal.value.sqlstate == "42501"


def compared(database, frozen, today) -> dict:
    rows = database.psql(
        f"select path, frozen, today from report_differences('', '{json.dumps(frozen)}', '{json.dumps(today)}')",
        role="postgres",
    )
    return {path: tuple(None if value is None else json.loads(value) for value in values) for path, *values in rows}


@pytest.mark.parametrize(
    "frozen,today,expected",
    [
        ({"a": 1}, {"a": 1.0}, {}),
        ({"a": 0.1}, {"a": 0.2}, {"/a": (0.1, 0.2)}),
        ({"a": None}, {"a": 0}, {"/a": (None, 0)}),  # unknown is not zero
        ({"a": 1}, {}, {"/a": (1, None)}), ({}, {"a": {"b": 1}}, {"/a": (None, {"b": 1})}),
        ({"a/b": {"~": 1}}, {"a/b": {"~": 2}}, {"/a~1b/~0": (1, 2)}),
        ({"l": [{"id": "x", "n": 1}, {"id": "y", "n": 2}]}, {"l": [{"id": "y", "n": 3}, {"id": "x", "n": 1}]},
         {"/l/y/n": (2, 3)}),
        ({"l": [{"award_class_code": "GK"}]}, {"l": [{"award_class_code": "BKT"}, {"award_class_code": "GK"}]}, {"/l/BKT": (None, {"award_class_code": "BKT"})}),
        ({"c": [1, None]}, {"c": [1, 0]}, {"/c/1": (None, 0)}),
        ({"u": [{"unit": {"id": "a", "name": "x"}, "n": 1}]}, {"u": [{"unit": {"id": "a", "name": "y"}, "n": 1}]},
         {"/u/a/unit/name": ("x", "y")}),
        ({"a": 1}, {"a": [1]}, {"/a": (1, [1])}),
        # Frozen by an earlier version: without types of units, without the zeros of households.
        ({"unit": {"id": "a"}}, {"unit": {"id": "a", "full_name": "xã a"}}, {}),
        ({"unit": {"id": "a", "full_name": "x"}}, {"unit": {"id": "a", "full_name": "y"}}, {"/unit/full_name": ("x", "y")}),
        ({"unit": {"id": "a", "full_name": "x"}}, {"unit": {"id": "a"}}, {"/unit/full_name": ("x", None)}),
        ({"t": {}}, {"t": {"households": {"state": "counted", "count": 0}}}, {}),
        ({"t": {}}, {"t": {"households": {"state": "counted", "count": 1}}},
         {"/t/households": (None, {"state": "counted", "count": 1})}),
    ],
)
def test_parts_of_documents_are_matched_by_their_keys(database, frozen, today, expected):
    assert compared(database, frozen, today) == expected
