"""A report must not wait for the planner. PostgreSQL plans a function of language sql at each statement that calls it,
unless its body can be inlined. Such functions are therefore written in plpgsql, which keeps its plans.

Language sql is only for what the planner inlines: one expression without a query (`return …`), and a query in FROM that
runs as its caller.
"""

import pytest
from database.callers import CLUSTER, caller

OURS = """
from pg_proc p
join pg_language l on l.oid = p.prolang
where l.lanname = 'sql'
and p.pronamespace = 'public'::regnamespace
and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
"""
SCOPES = [
    ("award_summary", f"find_report_scope('{CLUSTER}', null, '2018-01-01', '2018-06-30', false)"),
    ("target_progress", f"find_report_scope('{CLUSTER}', null, '2018-01-01', '2018-06-30', false)"),
    ("cluster_review", f"find_report_scope('{CLUSTER}', null, '2018-01-01', '2018-06-30', false)"),
    ("statistics", "find_report_scope(null, '35', '2018-01-01', '2018-12-31', true)"),
]


def test_a_function_that_asks_a_query_for_one_value_is_plpgsql(database):
    asked = database.psql(
        f"select p.proname {OURS} and not p.proretset"
        " and (p.prosqlbody is null or pg_get_function_sqlbody(p.oid) ~* 'begin atomic|\\mselect\\M')",
        role="postgres",
    )
    assert asked == []


def test_a_query_with_rights_of_its_own_is_plpgsql(database):
    kept_apart = database.psql(
        f"select p.proname {OURS} and (p.prosecdef or p.proconfig is not null or p.proretset and p.provolatile = 'v')",
        role="postgres",
    )
    assert kept_apart == []


@pytest.mark.parametrize("report,scope", SCOPES)
def test_a_report_calls_nothing_that_is_planned_at_each_call(database, report, scope):
    called = database.psql(
        f"""set local track_functions = 'all';
        set local role tdkt_service;
        select length(report_document('{report}', s, 50)::text) from {scope} s;
        select l.lanname, f.funcname
        from pg_stat_xact_user_functions f
        join pg_proc p on p.oid = f.funcid
        join pg_language l on l.oid = p.prolang
        where f.calls > 0""",
        role="postgres",
        settings=caller("province_reviewer", "35", "36", "37", provinces=["35", "36", "37"]),
    )
    found = [tuple(row) for row in called if len(row) == 2]
    assert ("plpgsql", "report_document") in found
    assert [name for language, name in found if language == "sql"] == []


def test_functions_of_checks_are_short(database):
    """Each statement that writes a table plans the table's checks, with every function of language sql that they call."""
    long = database.psql(
        f"""select distinct p.proname {OURS}
        and length(p.prosqlbody::text) > 8000
        and exists (
            select
            from pg_depend d
            where d.classid = 'pg_constraint'::regclass
            and d.refclassid = 'pg_proc'::regclass
            and d.refobjid = p.oid)""",
        role="postgres",
    )
    assert long == []
