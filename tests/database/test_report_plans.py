"""A report must not read the records of other years: none of its statements reads the whole of a history table.

The plans are those that the planner chooses, on data large enough to matter, with the service's login and planning
settings. auto_explain shows the statements inside the functions.
"""

import re

import pytest
from database.callers import CLUSTER, caller, unit

HISTORY = ("award", "campaign_target", "target_progress", "nomination", "campaign_target_event")

# Ten thousand targets with two figures each and forty thousand awards, over forty years. Triggers are off, because
# their work is not measured.
GROW = """
set local session_replication_role = replica;
insert into award (
    code, decision_id, award_class_id, subject_kind, collective_id, recipient_name, recipient_unit_name, unit_id, year,
    signed_on, province_lineage, district_lineage, commune_lineage, recipient_headcount)
select left(spelled, 8) || award_code_check(left(spelled, 8)), a.decision_id, a.award_class_id, a.subject_kind,
    a.collective_id, a.recipient_name, a.recipient_unit_name, a.unit_id, a.year, date '1980-01-01' + n * 14000 / 40000,
    a.province_lineage, a.district_lineage, a.commune_lineage, 10
from generate_series(1, 40000) n
cross join lateral (select translate(lpad(n::text, 8, '0'), '01', 'AB')) s (spelled)
join (
    select *, row_number() over (order by id) as place, count(*) over () as number
    from award
    where subject_kind = 'collective' and collective_id is not null
) a on a.place = 1 + n % a.number;
insert into campaign_target (
    campaign_id, unit_id, indicator, field, measure_unit, direction, registered_value, starts_on, due_on,
    province_lineage, district_lineage, commune_lineage)
select t.campaign_id, t.unit_id, 'Chỉ tiêu ' || n, t.field, t.measure_unit, t.direction, t.registered_value,
    make_date(1980 + n % 40, 1, 1), make_date(1980 + n % 40, 12, 31), t.province_lineage, t.district_lineage,
    t.commune_lineage
from generate_series(1, 10000) n
join (
    select *, row_number() over (order by id) as place, count(*) over () as number
    from campaign_target
) t on t.place = 1 + n % t.number;
insert into target_progress (
    campaign_target_id, figures_on, actual_value, actor, province_lineage, district_lineage, commune_lineage)
select t.id, t.starts_on + month * 150, month, 'x', t.province_lineage, t.district_lineage, t.commune_lineage
from campaign_target t
cross join generate_series(1, 2) month
where t.indicator like 'Chỉ tiêu %';
insert into campaign_target_event (
    campaign_target_id, action, actor, province_lineage, district_lineage, commune_lineage)
select t.id, 'register', 'x', t.province_lineage, t.district_lineage, t.commune_lineage
from campaign_target t
where t.indicator like 'Chỉ tiêu %';
"""
SCOPES = {
    "cluster": f"find_report_scope('{CLUSTER}', null, '2018-01-01', '2018-06-30', false)",
    "province": "find_report_scope(null, '35', '2018-01-01', '2018-06-30', false)",
    "district": "find_report_scope(null, '349', '2018-01-01', '2018-06-30', false)",
    "successor": f"find_report_scope(null, '{unit(37, 2)}', '2018-01-01', '2018-12-31', true)",
}
REPORTS = {
    "award_summary": ("cluster", "province", "district", "successor"),
    "target_progress": ("cluster", "province", "district", "successor"),
    "cluster_review": ("cluster",),
    "statistics": ("province", "successor"),
}


@pytest.fixture(scope="module")
def grown(database):
    database.psql(GROW, role="postgres")
    for table in HISTORY:
        database.psql(f"analyze {table}", role="postgres")
    return database


def run(database, report, scope) -> str:
    """Makes the report; the server's log then has the plan of each of its statements."""
    settings = caller("province_reviewer", "35", "36", "37", provinces=["35", "36", "37"])
    shown = database.psql(
        f"""load 'auto_explain';
        set local auto_explain.log_min_duration = 0;
        set local auto_explain.log_nested_statements = on;
        set local auto_explain.log_level = 'warning';
        set local plan_cache_mode = force_generic_plan;
        set local role tdkt_service;
        select length(report_document('{report}', s, 50)::text) from {SCOPES[scope]} s""",
        role="postgres",
        settings=settings,
    )
    return shown[-1][0]


@pytest.mark.parametrize("report,scope", [(report, scope) for report, scopes in REPORTS.items() for scope in scopes])
def test_no_report_reads_a_whole_table_of_history(grown, report, scope):
    log = grown.postgres.log
    start = log.stat().st_size
    assert int(run(grown, report, scope)) > 1000
    with log.open("rb") as written:
        written.seek(start)
        text = written.read().decode()
    scanned = set(re.findall(r"(?:Seq Scan|Bitmap Heap Scan|Index [\w ]*Scan using \S+) on (\w+)", text))
    assert "unit" in scanned and scanned & {"award", "campaign_target"}  # there are plans
    assert set(re.findall(r"Seq Scan on (\w+)", text)) & set(HISTORY) == set()
    if scope == "successor":
        return  # for units with almost no records any index is good enough
    # Reading an index from end to end, or all years of a body, is no better.
    walks = re.findall(r"Index [\w ]*Scan using \S+ on (award|campaign_target)\b[^\n]*\n\s*([^\n]*)", text)
    days = {"award": "signed_on", "campaign_target": "due_on"}
    assert [walk for walk in walks if not (walk[1].startswith("Index Cond") and days[walk[0]] in walk[1])] == []
    assert "Bitmap Heap Scan on award" not in text or re.search(r"Bitmap Index Scan[^\n]*\n\s*Index Cond[^\n]*signed_on", text)
