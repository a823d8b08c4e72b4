"""Whether a report reads more than its period: the plans of all statements inside, as the planner chooses them.

tests/database/test_report_plans.py checks the same on a small database in every test run.
"""

import re

HISTORY = {"award", "campaign_target", "target_progress", "campaign_target_event", "nomination"}
CLUSTER = "find_report_scope('B1-CUM', null, '2020-01-01', '2020-06-30', false)"
PROVINCE = "find_report_scope(null, 'B1', '2020-01-01', '2020-12-31', true)"
DISTRICT = "find_report_scope(null, 'B1-3', '2020-01-01', '2020-06-30', true)"
REPORTS = [
    ("award_summary", CLUSTER), ("award_summary", PROVINCE), ("award_summary", DISTRICT),
    ("target_progress", CLUSTER), ("target_progress", PROVINCE), ("target_progress", DISTRICT),
    ("cluster_review", CLUSTER), ("statistics", PROVINCE),
]
EXPLAINED = """
load 'auto_explain';
begin;
set local auto_explain.log_min_duration = 0;
set local auto_explain.log_nested_statements = on;
set local plan_cache_mode = force_generic_plan;
select set_config('tdkt.roles', 'province_reviewer', true), set_config('tdkt.subject', 'bench', true),
    set_config('tdkt.read_scope', bench.id(1, 10000)::text, true),
    set_config('tdkt.provinces', bench.id(1, 10000)::text, true);
set local role tdkt_service;
select length(report_document('{report}', s, 50)::text) from {scope} s;
commit;
"""


def scanned(database, report, scope):
    """The tables that a report reads as a whole."""
    start = database.log.stat().st_size
    database.psql(sql=EXPLAINED.format(report=report, scope=scope))
    with database.log.open("rb") as log:
        log.seek(start)
        text = log.read().decode()
    if " on unit" not in text:
        raise SystemExit("bench: the log has no plans")
    return set(re.findall(r"Seq Scan on (\w+)", text)) & HISTORY


def check(database):
    for report, scope in REPORTS:
        if found := scanned(database, report, scope):
            raise SystemExit(f"bench: {report} of {scope} reads all of {', '.join(sorted(found))}")
