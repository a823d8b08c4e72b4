"""Warnings as the database stores them: computed at each event, on both nominations of a pair, without endless updates,
within scope.
"""

import threading

import pytest
from database.callers import caller, trial
from database.nominations import as_caller, event, made, nomination, reviewed, submitted
from support.sql import SqlError

REVIEWER = caller("district_reviewer", "349", subject="huyen")
STANDING = "select state, version, warnings -> 0 ->> 'code' from nomination where id = '{}'"


def standing(database, number, script):
    """State, version and first warning of a nomination after the script."""
    return trial(database, "select 1 \\g /dev/null", {}, before=script, after=STANDING.format(made(number)))[-1]


def test_an_insert_computes_the_warnings(database):
    assert standing(database, 1, nomination(1)) == ["draft", "1", None]
    assert standing(database, 1, nomination(1, papers=())) == ["draft", "1", "missing_document"]
    assert standing(database, 1, nomination(1, award="CTDCP", papers=())) == ["draft", "1", "already_awarded"]


def test_the_other_nomination_gets_the_warning_and_a_new_version(database):
    script = f"{submitted(1)}; {nomination(2)}"
    assert standing(database, 2, script) == ["draft", "1", "duplicate_nomination"]
    assert standing(database, 1, script) == ["submitted", "2", None]
    script += ";" + event(2, "submit", role="unit_officer")
    assert standing(database, 1, script) == ["submitted", "3", "duplicate_nomination"]
    assert standing(database, 2, script) == ["submitted", "2", "duplicate_nomination"]


def test_an_unchanged_warning_does_not_change_the_version(database):
    script = f"{submitted(1)}; {submitted(2)}; {event(2, 'receive')}"
    assert standing(database, 1, script) == ["submitted", "3", "duplicate_nomination"]


def test_three_nominations_of_a_kind_do_not_update_each_other_endlessly(database):
    script = "; ".join(submitted(number) for number in (1, 2, 3))
    assert [standing(database, number, script)[1] for number in (1, 2, 3)] == ["3", "2", "2"]


def test_an_ended_nomination_warns_of_nothing(database):
    script = reviewed(1, papers=()) + ";" + event(1, "reject", reason="Thiếu hồ sơ")
    assert standing(database, 1, script) == ["rejected", "4", None]


def test_a_silent_approval_is_refused_by_the_database_itself(database):
    approve = (
        f"insert into nomination_event (nomination_id, on_version, action, acted_on) values ('{made(1)}', 3, 'approve',"
        " '2018-06-02')"
    )
    with pytest.raises(SqlError) as refusal:
        trial(database, approve, REVIEWER, before=f"{reviewed(1, papers=())}; {as_caller(REVIEWER)}")
    assert (refusal.value.sqlstate, refusal.value.constraint) == ("TD002", "nomination_warnings")
    spoken = approve.replace("acted_on)", "acted_on, acknowledgement)").replace("-02')", "-02', 'Đã xem')")
    trial(database, spoken, REVIEWER, before=f"{reviewed(1, papers=())}; {as_caller(REVIEWER)}")


def test_warnings_that_arose_since_the_last_act_count_too(database):
    """The stored warnings may be old: a rating, a rule or the leader of a cluster changed without touching a nomination."""
    script = reviewed(1, papers=()) + "; set local session_replication_role = replica;"
    script += f"update nomination set warnings = '[]' where id = '{made(1)}';"
    script += "set local session_replication_role = origin;"
    with pytest.raises(SqlError) as refusal:
        standing(database, 1, script + event(1, "approve"))
    assert refusal.value.constraint == "nomination_warnings"


def test_what_is_weighed_is_what_the_moved_nomination_shows(database):
    """Warnings are computed once, when the event moves the nomination; at the end of a nomination there are none."""
    weighing = """select s.is_final, count(*)
        from nomination_transition t
        join nomination_state s on s.code = t.to_state
        where t.weighs_warnings
        group by 1"""
    assert [is_final for is_final, _ in database.psql(weighing, role="postgres")] == ["f"]


def test_an_error_in_the_act_comes_before_unacknowledged_warnings(database):
    """A letter belongs only to a forwarding."""
    script = reviewed(1, papers=()) + ";"
    with pytest.raises(SqlError) as refusal:
        standing(database, 1, script + event(1, "approve", letter_number="12/TTr"))
    assert refusal.value.constraint == "nomination_event_letter_number_check"


def test_events_on_twins_at_once_wait_for_each_other_and_do_not_lock(database):
    for one, two in [(100 + 2 * n, 101 + 2 * n) for n in range(8)]:
        database.psql(f"{submitted(one)}; {submitted(two)}", role="postgres")
        failed = []

        def withdraw(number, failed=failed):
            try:
                database.psql(event(number, "withdraw", role="unit_officer", reason="Rút"), role="postgres")
            except SqlError as refusal:
                failed.append(refusal.sqlstate)

        threads = [threading.Thread(target=withdraw, args=(number,)) for number in (one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(failed) <= {"TD003"}  # the other act may have changed the version that was read


@pytest.mark.parametrize("values,expected", [
    ("'title', 'state', null", "yearly"), ("'title', 'base', null", "yearly"), ("'form', 'state', null", "once"),
    ("'form', 'province', null", "repeated"), ("'form', 'base', 'once'", "once"),
    ("'title', 'base', 'repeated'", "repeated"),
])
def test_how_often_a_class_is_given(database, values, expected):
    insert = f"""insert into award_class (
            code, name_vi, name_en, subject_kinds, authority, rank, valid_from, category, level, recurrence)
        values ('MAU', 'Mẫu', 'Sample', '{{individual}}', 'agency_head', 99, '2018-01-01', {values})
        returning recurrence"""
    assert trial(database, insert, caller("admin", "35")) == [[expected]]


def test_an_unknown_recurrence_is_refused(database):
    with pytest.raises(SqlError) as refusal:
        trial(database, "update award_class set recurrence = 'daily'", caller("admin", "35"))
    assert refusal.value.constraint == "award_class_recurrence_check"
