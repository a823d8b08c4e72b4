"""Years, criteria and scores of clusters, directly in the database: who writes, which entry stands, and what follows."""

import pytest
from database.callers import CLUSTER, award_class, caller, collective, count, trial, unit
from support.locks import unfinished
from support.sql import SqlError

NEW = "01600000-eeee-7000-8000-000000000001"


def member(code, year=2018) -> str:
    return (
        f"(select m.id from cluster_member m where m.cluster_id = '{CLUSTER}' and m.year = {year}"
        f" and m.unit_id = '{unit(code)}')"
    )


CRITERION = f"(select id from cluster_criterion where cluster_id = '{CLUSTER}' and year = 2018 and \"order\" = 1)"
YEAR = f"insert into cluster_year (cluster_id, year, pact) values ('{CLUSTER}', %d, 'Mẫu')"
LINE = (
    "insert into cluster_criterion (cluster_id, year, \"order\", group_name, name, max_points)"
    f" values ('{CLUSTER}', %d, 1, 'Mẫu', 'Mẫu', 10)"
)
# Membership of 2017 (349 leads, 353 is deputy), of 2018 (353 leads, 347 is deputy), and of 2019 (350 leads).
IN_2019 = (
    "insert into cluster_member (cluster_id, year, unit_id, role)"
    f" values ('{CLUSTER}', 2019, '{unit('350')}', 'leader'), ('{CLUSTER}', 2019, '{unit('353')}', 'member')"
)


def score(code, phase, points=1, by=None) -> str:
    return (
        "insert into cluster_score (cluster_id, member_id, criterion_id, phase, points, by_member_id)"
        f" values ('{CLUSTER}', {member(code)}, {CRITERION}, '{phase}', {points}, {member(by) if by else 'null'})"
    )


def refusal_of(database, statement, settings, before="") -> tuple:
    with pytest.raises(SqlError) as refusal:
        trial(database, statement, settings, before=before)
    return refusal.value.sqlstate, refusal.value.constraint


LEADERS = [(2017, "349", True), (2017, "353", True), (2017, "347", False), (2018, "353", True), (2018, "347", True),
           (2018, "349", False), (2018, "350", False), (2019, "350", True), (2019, "353", False),
           (2019, "349", False)]


@pytest.mark.parametrize("role", ["unit_officer", "district_reviewer"])
@pytest.mark.parametrize("year,code,leads", LEADERS)
def test_rights_are_of_a_cluster_and_a_year(database, role, year, code, leads):
    asked = f"select leads_cluster('{CLUSTER}', {year})"
    assert trial(database, asked, caller(role, code), before=IN_2019) == [["t" if leads else "f"]]
    before = f"{IN_2019}; delete from cluster_year where cluster_id = '{CLUSTER}'"
    if leads:
        trial(database, YEAR % year, caller(role, code), before=before)
    else:
        assert refusal_of(database, YEAR % year, caller(role, code), before)[0] == "42501"


@pytest.mark.parametrize("statement", [YEAR % 2030, LINE % 2030])
def test_the_province_writes_any_year_and_another_none(database, statement):
    trial(database, statement, caller("province_reviewer", "35"))
    for settings in (
        caller("province_reviewer", "36", provinces=["36"]), caller("council_reviewer", "35"),
        caller("auditor", "35"), caller("admin", "35"), caller("reader", "35"),
        caller("province_reviewer", "35", write=[]),
    ):
        assert refusal_of(database, statement, settings)[0] in ("42501", "23503")


@pytest.mark.parametrize("verb", ["update cluster_year set pact = 'Mẫu'", "delete from cluster_year",
                                  "update cluster_criterion set name = 'Mẫu'", "delete from cluster_criterion"])
def test_a_member_that_does_not_lead_writes_nothing(database, verb):
    for settings in (caller("unit_officer", "349"), caller("district_reviewer", "350"), caller("auditor", "35")):
        touched = f"with touched as ({verb} where year = 2018 returning 1) select count(*) from touched"
        assert trial(database, touched, settings) == [["0"]]


def test_the_lineage_counts_and_not_the_version_of_the_unit(database):
    """349 became a town in 2020. Its lineage is the same, and so is its membership of 2018."""
    settings = caller("unit_officer", "349") | {"subject": "moi.nguoi"}
    asked = f"select is_of_unit('{unit('349')}'), is_of_unit('{unit('349', 2)}'), is_of_unit('{unit('353')}')"
    assert trial(database, asked, settings) == [["t", "t", "f"]]


# Scores.


@pytest.mark.parametrize("statement,settings,expected", [
    (score("349", "self"), caller("unit_officer", "349"), ("TD002", "cluster_score_confirmed")),
    (score("349", "self"), caller("unit_officer", "350"), ("TD004", "cluster_score_unit")),
    (score("349", "self"), caller("auditor", "35"), ("TD004", "cluster_score_unit")),
    (score("349", "cross_check", by="350"), caller("unit_officer", "349"), ("TD004", "cluster_score_own")),
    (score("349", "cross_check", by="350"), caller("unit_officer", "353"), ("TD004", "cluster_score_unit")),
    (score("349", "confirmation"), caller("district_reviewer", "350"), ("TD004", "cluster_score_unit")),
    (score("353", "confirmation"), caller("district_reviewer", "353"), ("TD004", "cluster_score_own")),
    (score("349", "confirmation", 20.000001), caller("district_reviewer", "347"), ("TD001", "cluster_score_points_limit")),
    (score("349", "confirmation"), caller("district_reviewer", "347") | {"subject": "mau.unit_officer.347"},
     ("TD004", "cluster_score_actor")),
])
def test_an_entry_is_refused_for_what_it_is(database, statement, settings, expected):
    assert refusal_of(database, statement, settings) == expected


def test_actor_and_number_of_an_entry_are_set_by_the_database(database):
    returned = score("349", "confirmation", 19) + " returning year, entry, actor, version"
    settings = caller("district_reviewer", "347", subject="nguoi.xac.nhan")
    assert trial(database, returned, settings) == [["2018", "2", "nguoi.xac.nhan", "1"]]


@pytest.mark.parametrize("statement", ["update cluster_score set points = 1", "update cluster_score set entry = entry",
                                       "delete from cluster_score", "truncate cluster_score"])
@pytest.mark.parametrize("role", ["tdkt_owner", "tdkt_service", "postgres"])
def test_an_entry_is_never_changed_or_deleted(database, statement, role):
    with pytest.raises(SqlError) as refusal:
        database.psql(statement, role=role, settings=caller("province_reviewer", "35"))
    assert refusal.value.sqlstate == "42501"


def test_no_column_of_an_entry_is_ever_changed(database):
    columns = database.psql(
        "select attname from pg_attribute where attrelid = 'cluster_score'::regclass and attnum > 0"
        " and not attisdropped and attname <> 'province_lineage'",
        role="postgres",
    )
    assert len(columns) > 10
    for [column] in columns:
        with pytest.raises(SqlError) as refusal:
            database.psql(f"update cluster_score set {column} = {column} where false", role="tdkt_owner")
        assert refusal.value.sqlstate == "42501", column


def test_criteria_stand_even_for_the_owner_once_scored(database):
    for statement in (LINE % 2018, f"update cluster_criterion set max_points = 5 where id = {CRITERION}",
                      f"delete from cluster_criterion where id = {CRITERION}"):
        with pytest.raises(SqlError) as refusal:
            database.psql(statement, role="tdkt_owner")
        assert (refusal.value.sqlstate, refusal.value.constraint) == ("TD002", "cluster_criterion_scored")


def test_every_entry_is_in_the_history(database):
    entered = count(database, "change_history", where="table_name = 'cluster_score'", role="postgres")
    assert entered == count(database, "cluster_score", role="postgres")


def test_what_belongs_to_a_cluster_follows_its_province(database):
    """The unit of the cluster moves to another province: from then on that province sees everything of the cluster."""
    moved = f"update cluster set unit_id = '{unit('36')}' where id = '{CLUSTER}'"
    for table in ("cluster_year", "cluster_criterion", "cluster_score"):
        seen = f"select count(*) from {table} where cluster_id = '{CLUSTER}'"
        all_of_it = count(database, table, where=f"cluster_id = '{CLUSTER}'", role="postgres")
        assert trial(database, seen, caller("auditor", "36", provinces=["36"]), before=moved) == [[str(all_of_it)]]
        assert trial(database, seen, caller("auditor", "35"), before=moved) == [["0"]]


# The ranking runs as its caller.


def test_the_ranking_is_asked_as_the_caller(database):
    asked = f"select cluster_ranking_document('{CLUSTER}', 2018) is null, (select count(*) from cluster_ranking('{CLUSTER}', 2018))"
    assert trial(database, asked, caller("auditor", "349")) == [["f", "6"]]
    assert trial(database, asked, caller("auditor", "36", provinces=["36"])) == [["t", "0"]]
    assert trial(database, asked, caller("reader", "35")) == [["t", "0"]]


def test_the_ranking_says_how_many_criteria_are_confirmed(database):
    rows = database.psql(
        f"select rank, tied, confirmed, criteria, confirmed_total from cluster_ranking('{CLUSTER}', 2018)",
        settings=caller("auditor", "35"),
    )
    assert rows == [["1", "0", "8", "8", "99.25"], ["2", "0", "8", "8", "96.75"], ["3", "0", "8", "8", "96.75"],
                    ["4", "0", "8", "8", "93.5"], ["5", "0", "8", "8", "92.5"], ["6", "0", "8", "8", "90.75"]]


# Nominations for the flag.

DOSSIER = (
    "insert into dossier (id, title, unit_id, year, dated_on)"
    f" values ('{NEW}', 'Mẫu', '{unit('353')}', 2018, '2018-12-20')"
)
NOMINATION = (
    "insert into nomination (id, dossier_id, award_class_id, subject_kind, collective_id)"
    f" values ('{NEW}', '{NEW}', {award_class('%s')}, 'collective', '{collective(16)}')"
)
LINK = (
    "insert into cluster_flag_nomination (cluster_id, year, member_id, nomination_id)"
    f" values ('{CLUSTER}', 2018, {member('353')}, '{NEW}')"
)


def test_a_flag_nomination_is_checked_again_by_the_database(database):
    """Whatever the service sends, the database checks the class, the place in the ranking and whose nomination it is."""
    before = f"{DOSSIER}; {NOMINATION % 'CTDT'}"
    officer = caller("unit_officer", "353")
    assert trial(database, LINK + " returning year, province_lineage", officer, before=before) == [["2018", unit("35")]]
    no_flag = f"{DOSSIER}; {NOMINATION % 'BKT'}"
    assert refusal_of(database, LINK, officer, no_flag) == ("TD001", "cluster_flag_nomination_award_class_id_flag")
    behind = before + "; alter table cluster_year disable trigger c_places"
    behind += f"; update cluster_year set flag_places = 0 where cluster_id = '{CLUSTER}'"
    assert refusal_of(database, LINK, officer, behind) == ("TD002", "cluster_flag_ranking_rank")
    for settings in (
        caller("unit_officer", "349"), caller("district_reviewer", "353"), caller("auditor", "35"),
        caller("unit_officer", "353", write=["349"]),
    ):
        assert refusal_of(database, LINK, settings, before)[0] in ("42501", "23503")


def test_a_place_taken_in_one_year_is_free_in_another(database):
    def taken(before="") -> list:
        asked = ", ".join(f"cluster_flags_taken('{CLUSTER}', {year}, {member('347', year)})" for year in (2018, 2017))
        [row] = trial(database, f"select {asked}", caller("unit_officer", "353"), before=before)
        return [int(places) for places in row]

    this_year, last_year = taken()
    assert taken(f"{DOSSIER}; {NOMINATION % 'CTDT'}; {LINK}") == [this_year + 1, last_year]


@pytest.mark.parametrize("statement,settings", [
    (score("349", "confirmation"), caller("district_reviewer", "347", subject="nguoi.xac.nhan")),
    (LINE % 2030, caller("province_reviewer", "35")),
    (f"delete from cluster_criterion where id = {CRITERION}", caller("province_reviewer", "35")),
    (f"update cluster_member set year = 2030 where id = {member('351')}", caller("province_reviewer", "35")),
    (LINK, caller("unit_officer", "353")),
])
def test_what_a_cluster_holds_is_written_one_after_the_other(database, statement, settings):
    """Criteria, scores, members and nominations: each write waits for the one before it, so none is checked against
    data that is just changing."""
    before = f"{DOSSIER}; {NOMINATION % 'CTDT'}; set local lock_timeout = '200ms'"
    with unfinished(database, f"select lock_cluster('{CLUSTER}')"):
        assert refusal_of(database, statement, settings, before)[0] == "55P03"


@pytest.mark.parametrize("provinces", [["35"], ["36"]])
def test_a_flag_nomination_keeps_its_class_and_subject_whoever_edits_it(database, provinces):
    """A dossier may be transferred to a unit of another province, which does not see the cluster."""
    before = f"{DOSSIER}; {NOMINATION % 'CTDT'}; {LINK}"
    edit = f"update nomination set award_class_id = {award_class('BKT')} where id = '{NEW}'"
    officer = caller("unit_officer", "353", provinces=provinces)
    assert refusal_of(database, edit, officer, before) == ("TD002", "cluster_flag_nomination_fixed")
