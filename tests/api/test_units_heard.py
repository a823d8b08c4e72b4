"""Rights follow the units at once: when a unit changes, each instance forgets what it keeps about its callers' units."""

import time

import pytest

from support.client import Api
from support.samples import DUY_TIEN, new_collective

LONG = {"TDKT_SCOPE_TTL": "60"}
AT_ONCE = 1.5  # seconds: far less than is kept, far more than a notice takes on a busy machine


@pytest.fixture
def instances(start_service):
    """Two instances that keep units for a minute: changes are made through the first and checked through the second."""
    first = start_service(LONG)
    return first, start_service(LONG)


@pytest.fixture
def admin(instances):
    return Api(instances[0]).as_("admin", "35")


@pytest.fixture
def place(admin, district, unique):
    """Two communes, one after the other, and a collective of the first; the token has the code of the second."""
    commune = {"type": "commune", "level": "commune", "parent_id": DUY_TIEN, "name": "Xã Mẫu"}
    before = admin.post(
        "/v1/units", commune | {"code": unique("u"), "valid_from": "2005-01-01", "valid_to": "2009-12-31"}
    ).expect(201)
    after = admin.post("/v1/units", commune | {"code": unique("u"), "valid_from": "2010-01-01"}).expect(201)
    held = district.post("/v1/collectives", new_collective(unique, unit_id=before.id)).expect(201)
    return before, after, held.json["code"]


def seen(service, unit_code, collective_code) -> bool:
    caller = Api(service).as_("auditor", unit_code, sub="an.nv")
    return bool(caller.get("/v1/collectives", {"code": collective_code}).expect(200).items)


def becomes(service, unit_code, collective_code, expected) -> bool:
    deadline = time.monotonic() + AT_ONCE
    while seen(service, unit_code, collective_code) != expected:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def merge(admin, before, after):
    body = {"kind": "merge", "effective_on": "2010-01-01", "legal_act": "Nghị quyết mẫu", "successor_id": after.id}
    return admin.post(f"/v1/units/{before.id}/successions", body).expect(201)


def test_what_a_unit_took_over_is_seen_at_once_and_no_longer_when_it_is_taken_back(database, admin, instances, place):
    before, after, held = place
    code = after.json["code"]
    for service in instances:
        assert not seen(service, code, held)
    made = merge(admin, before, after)
    for service in instances:
        assert becomes(service, code, held, True)
    database.psql(f"delete from unit_succession where id = '{made.id}'", "postgres")
    for service in instances:
        assert becomes(service, code, held, False)


def test_a_unit_that_changes_takes_its_rights_along(admin, instances, place):
    """From now on the code in the token belongs to another unit, or to none."""
    before, after, held = place
    code = before.json["code"]
    assert all(seen(service, code, held) for service in instances)
    admin.patch(f"/v1/units/{before.id}", {"code": code + "-cu"}, before.etag).expect(200)
    for service in instances:
        assert becomes(service, code, held, False)


def test_changes_past_the_service_are_heard_too(database, instances, place):
    before, _, held = place
    code = before.json["code"]
    assert all(seen(service, code, held) for service in instances)
    database.psql(f"update unit set code = '{code}-cu' where id = '{before.id}'", "postgres")
    for service in instances:
        assert becomes(service, code, held, False)


def test_a_change_that_is_rolled_back_is_not_notified(database, instances, place):
    before, _, held = place
    code = before.json["code"]
    database.psql(f"begin; update unit set code = '{code}-cu' where id = '{before.id}'; rollback", "postgres")
    assert all(seen(service, code, held) for service in instances)


@pytest.fixture
def silent(database):
    """No notices are sent: what an instance keeps is then wrong until it asks again."""
    for what in ("disable", "enable"):
        for table in ("unit", "unit_succession"):
            database.psql(f"alter table {table} {what} trigger tell_units_changed", "postgres")
        if what == "disable":
            yield


def test_sighup_forgets_what_is_kept(database, instances, place, silent):
    before, _, held = place
    code = before.json["code"]
    assert all(seen(service, code, held) for service in instances)
    database.psql(f"update unit set code = '{code}-cu' where id = '{before.id}'", "postgres")
    time.sleep(0.2)
    assert all(seen(service, code, held) for service in instances), "kept, as nobody said anything"
    instances[0].reload()
    assert becomes(instances[0], code, held, False)
    assert seen(instances[1], code, held)


def end_listeners(database):
    database.psql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tdkt_service'"
                  " and datname = current_database() and query in ('listen tdkt_units', 'select 1')", "postgres")


def test_a_listener_that_was_cut_off_comes_back(database, instances, place):
    before, _, held = place
    code = before.json["code"]
    assert all(seen(service, code, held) for service in instances)
    end_listeners(database)
    database.psql(f"update unit set code = '{code}-cu' where id = '{before.id}'", "postgres")
    for service in instances:
        assert becomes(service, code, held, False)
    deadline = time.monotonic() + 10
    while "listening_again" not in [line["event"] for line in instances[0].log_lines()]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    database.psql(f"update unit set code = '{code}' where id = '{before.id}'", "postgres")
    assert becomes(instances[0], code, held, True)
    assert [line["event"] for line in instances[0].log_lines()].count("not_listening") == 1


@pytest.mark.parametrize("seconds", ["61", "3600"])
def test_units_are_kept_for_a_minute_at_most(start_service, seconds):
    service = start_service({"TDKT_SCOPE_TTL": seconds}, started=False)
    service.launch()
    assert service.wait() == 78
    assert "TDKT_SCOPE_TTL must be a whole number from 0 to 60" in service.log_text()
