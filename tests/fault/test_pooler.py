"""A pooler between the service and PostgreSQL shares one session among many clients and so mixes up prepared statements
and settings. The service does not start there.
"""

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
    """Not in session mode either: the time limits sent at the start of a session never arrive."""
    with PgBouncer(own_postgres, mode) as pooler:
        assert "pooler" in refused(start_service, pooler.url("tdkt_service", own_database.name))


def test_it_does_not_start_where_the_role_has_the_lost_settings(own_postgres, own_database, start_service):
    """Then only the process id shows that another process answers than the one that was connected to."""
    for name, value in (("plan_cache_mode", "force_generic_plan"), ("lock_timeout", "3s")):
        own_postgres.psql(IN_FORCE.format(name, value))
    with PgBouncer(own_postgres, "transaction") as pooler:
        url = pooler.url("tdkt_service", own_database.name)
        assert sql.run(url, "show plan_cache_mode") == [["force_generic_plan"]]
        assert "pooler" in refused(start_service, url)
