"""A pooler between the service and PostgreSQL hands one session to many: what is prepared and set in it gets mixed up. Nothing
starts there."""

import pytest

from support import sql
from support.pgbouncer import PgBouncer

LOGIN = 77
IN_FORCE = "alter role tdkt_service set {0} = '{1}'"


def refused(start_service, url) -> str:
    service = start_service(url=url, started=False)
    service.launch()
    assert service.wait() == LOGIN, service.log_text()
    [line] = service.log_lines()
    return line["message"]


@pytest.mark.parametrize("mode", ["transaction", "statement", "session"])
def test_it_does_not_start_through_pgbouncer(own_postgres, own_database, start_service, mode):
    """Not in session mode either: the time limits that travel with the start of a session never arrive."""
    with PgBouncer(own_postgres, mode) as pooler:
        assert "pooler" in refused(start_service, pooler.url("tdkt_service", own_database.name))


def test_nor_where_the_lost_settings_were_given_to_the_role(own_postgres, own_database, start_service):
    """Then only the process that answers tells that it is not the one that was connected to."""
    for name, value in (("plan_cache_mode", "force_generic_plan"), ("lock_timeout", "3s")):
        own_postgres.psql(IN_FORCE.format(name, value))
    with PgBouncer(own_postgres, "transaction") as pooler:
        url = pooler.url("tdkt_service", own_database.name)
        assert sql.run(url, "show plan_cache_mode") == [["force_generic_plan"]]
        assert "pooler" in refused(start_service, url)
