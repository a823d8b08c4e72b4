"""What the operator sets for the installation, and which day it is there."""

import os
import subprocess

import pytest
from support.paths import ROOT, binary

SEED = "none"


def migrate(database, **settings):
    environment = os.environ | {"DATABASE_URL": database.url("tdkt_owner")} | settings
    return subprocess.run([binary(), "migrate"], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60)


def kept(database):
    return database.psql("select live_on, time_zone from installation", role="tdkt_owner")[0]


def test_it_is_live_since_its_first_migration_unless_set(database):
    first = database.value(
        "select min(applied_at at time zone 'Asia/Ho_Chi_Minh')::date from schema_migration", role="postgres")
    assert kept(database) == [first, "Asia/Ho_Chi_Minh"]
    assert migrate(database, TDKT_LIVE_ON="2026-01-15").returncode == 0
    assert migrate(database).returncode == 0
    assert kept(database) == ["2026-01-15", "Asia/Ho_Chi_Minh"]
    history = "select row ->> 'live_on' from change_history where table_name = 'installation' order by version"
    assert database.psql(history, role="tdkt_owner") == [[first], ["2026-01-15"]]
    assert migrate(database, TDKT_LIVE_ON=first).returncode == 0


@pytest.mark.parametrize("name,value,said", [
    ("TDKT_LIVE_ON", "2026-02-30", "TDKT_LIVE_ON"), ("TDKT_LIVE_ON", "soon", "TDKT_LIVE_ON"),
    ("TDKT_TIME_ZONE", "Asia/Nowhere", "TDKT_TIME_ZONE"),
])
def test_what_is_no_day_and_no_place_is_refused(database, name, value, said):
    before = kept(database)
    refused = migrate(database, **{name: value})
    assert refused.returncode == 1 and said in refused.stderr and len(refused.stderr.splitlines()) == 1
    assert kept(database) == before


def test_today_is_the_day_where_it_stands(database):
    """Kiritimati is always one or two days ahead of Pago Pago."""
    days = []
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert migrate(database, TDKT_TIME_ZONE=zone).returncode == 0
        days.append(database.value(f"select today() = (now() at time zone '{zone}')::date", role="tdkt_owner"))
    assert days == ["t", "t"]
    assert migrate(database, TDKT_TIME_ZONE="Asia/Ho_Chi_Minh").returncode == 0


def test_the_installation_has_one_row(database):
    with pytest.raises(Exception, match="installation_key"):
        database.psql("insert into installation (live_on) values ('2026-01-01')", role="tdkt_owner")


def test_the_service_reads_and_does_not_write_it(database):
    assert database.value("select live_on is not null from installation") == "t"
    for statement in ("update installation set live_on = '2030-01-01'", "delete from installation"):
        with pytest.raises(Exception, match="42501"):
            database.psql(statement)
