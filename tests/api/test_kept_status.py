"""Each instance keeps the answers about an award status. After a change has been answered, nobody is told the old state."""

import threading
import time
from contextlib import contextmanager

import pytest

from support.client import Api
from support.giving import named_award
from support.locks import locked
from support.workflows import Workflow
from support.samples import new_decision
from support.subjects import nominate_own

CODE = "HNAM2924Q"
PATH = f"/v1/award-status/{CODE}"
ACTS = 40


@pytest.fixture
def here(start_service):
    return start_service()


@pytest.fixture
def there(start_service):
    """Another instance on the same database."""
    return start_service()


def figure(service, name) -> int:
    for line in service.admin_get("/metrics")[1].splitlines():
        if line.startswith(f"tdkt_{name} "):
            return int(line.split()[1])
    raise AssertionError(name)


def given(service) -> int:
    return figure(service, "statuses_kept_total")


def keep(service, reader, path):
    """Asks until a kept answer comes."""
    for _ in range(6):
        before = given(service)
        answer = reader.get(path).expect(200)
        if given(service) > before:
            return answer
    raise AssertionError("never kept")


def test_a_kept_answer_is_the_same_answer(here):
    reader = Api(here).as_("reader", "349")
    first = reader.get(PATH).expect(200)
    again = keep(here, reader, PATH)
    assert (again.content, again.etag) == (first.content, first.etag)
    assert again.headers["Cache-Control"] == "private, no-cache"
    before = given(here)
    assert reader.get(PATH, headers={"If-None-Match": first.etag}).expect(304).content == b""
    assert reader.get(PATH.lower().replace("hnam", "hnam-")).expect(200).content == first.content
    assert given(here) == before + 2


def test_requests_for_a_kept_answer_are_checked_as_always(here):
    reader = Api(here).as_("reader", "349")
    keep(here, reader, PATH)
    reader.get(PATH, headers={"Accept": "text/html"}).expect_problem(406, "not-acceptable")
    reader.get(PATH, {"page": 1}).expect_problem(400, "invalid", parameter="page", code="unknown")
    reader.get(PATH, headers={"If-None-Match": "1"}).expect(400)
    Api(here).as_("admin", ()).get(PATH).expect_problem(403, "forbidden")
    Api(here).get(PATH).expect_problem(401, "unauthenticated")


def test_it_is_kept_for_the_same_rights_only(here):
    """A caller with other rights is answered from the database, even while an answer for this code is kept."""
    keep(here, Api(here).as_("reader", "349"), PATH)
    for unit in ("353", "36"):
        for _ in range(3):
            Api(here).as_("reader", unit).get(PATH).expect_problem(404, "not-found")
    before = given(here)
    Api(here).as_("reader", "349", sub="another").get(PATH).expect(200)
    assert given(here) == before + 1
    Api(here).as_("auditor", "349").get(PATH).expect(200)
    Api(here).as_("reader", ["349", "353"]).get(PATH).expect(200)
    assert given(here) == before + 1


class Readers:
    """Many readers who ask for one status all the time, at two instances, so that its answer is always kept."""

    def __init__(self, services, path):
        self.over, self.surprise = threading.Event(), None
        self.threads = [threading.Thread(target=self._run, args=(Api(service).as_("reader", "349"), path), daemon=True)
                        for service in services for _ in range(2)]

    def _run(self, reader, path):
        try:
            while not self.over.is_set():
                reader.get(path).expect(200)
        except AssertionError as reason:
            self.surprise = reason

    @contextmanager
    def asking(self):
        for thread in self.threads:
            thread.start()
        yield
        self.over.set()
        for thread in self.threads:
            thread.join(60)
        assert self.surprise is None, self.surprise


def test_nobody_gets_the_status_of_before_an_answered_act(here, there, unique):
    workflow = nominate_own(Workflow(Api(here), unique), "GK").submit().receive()
    path = f"/v1/award-status/{workflow.last.json['code']}"
    readers = [Api(service).as_("reader", "349") for service in (here, there)]
    with Readers((here, there), path).asking():
        for number in range(ACTS):
            if number % 2:
                workflow.take(workflow.district, "resumption", reason="Lần nữa")
            else:
                workflow.take(workflow.district, "holds", ground="complaint", reason="Lần nữa")
            expected = "district_review" if number % 2 else "on_hold"
            assert [reader.get(path).expect(200).json["state"] for reader in readers] == [expected] * 2, number
            time.sleep(0.02)
    assert given(here) > ACTS and given(there) > ACTS


def made_award(here, unique):
    district = Api(here).as_("district_reviewer", "349", sub=unique("district"))
    made = district.post("/v1/decisions", new_decision(unique, named_award(unique))).expect(201)
    return district, made, f"/v1/award-status/{made.json['awards'][0]['code']}"


def annul(district, made, unique):
    award = f"/v1/awards/{made.json['awards'][0]['id']}"
    body = new_decision(unique) | {"ground": "later_violation", "reason": "Vi phạm sau đó"}
    del body["awards"]
    district.post(f"{award}/annulment", body, etag=district.get(award).etag).expect(201)


def test_an_annulment_shows_at_once(here, there, unique):
    district, made, path = made_award(here, unique)
    reader = Api(there).as_("reader", "349")
    assert keep(there, reader, path).json["state"] == "valid"
    annul(district, made, unique)
    assert reader.get(path).expect(200).json["state"] == "annulled"


CHANGES = {
    "the number of its decision": ("update decision set number = number || 'A' where number = '{number}'", "decision_number"),
    "the name of its class": (
        "update award_class set name_en = name_en || ' (renamed)' where code = '{award}'", "award_name_en"),
    "what its row says": ("update award set corrected_on = '2024-05-05' where code = '{code}'", "corrected_on"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_past_the_service_shows_at_once(here, there, database, unique, change):
    """Also a change of what the service itself may not change; the tag is new."""
    statement, member = CHANGES[change]
    _, _, path = made_award(here, unique)
    reader = Api(there).as_("reader", "349")
    before = keep(there, reader, path)
    database.psql(statement.format(
        number=before.json["decision_number"], award=before.json["award_class_code"], code=before.json["code"]), "postgres")
    after = reader.get(path, headers={"If-None-Match": before.etag}).expect(200)
    assert after.json[member] != before.json[member] and after.etag != before.etag


def test_the_day_of_an_annulment_shows_at_once(here, there, database, unique):
    district, made, path = made_award(here, unique)
    annul(district, made, unique)
    reader = Api(there).as_("reader", "349")
    before = keep(there, reader, path)
    database.psql(f"""update decision set signed_on = signed_on + 1 where id = (
        select x.decision_id from annulment x join award a on a.id = x.award_id where a.code = '{path[-9:]}')""",
        "postgres")
    after = reader.get(path, headers={"If-None-Match": before.etag}).expect(200)
    assert after.json["stages"] != before.json["stages"]


def test_readers_who_wait_together_cost_one_statement(here):
    """One statement serves all who wait at that moment, not one statement for each."""
    keep(here, Api(here).as_("reader", "349"), PATH)
    answers, asked = given(here), figure(here, "statuses_asked_total")
    with Readers([here] * 6, PATH).asking():
        time.sleep(1)
    answers, asked = given(here) - answers, figure(here, "statuses_asked_total") - asked
    assert 0 < asked < answers


def test_a_kept_answer_needs_no_place(start_service, database):
    """The only connection waits for a lock: kept answers are given, other requests are refused."""
    service = start_service({"TDKT_DB_CONNECTIONS": "1", "TDKT_STATEMENT_MS": "3000"})
    reader, district = Api(service).as_("reader", "349"), Api(service).as_("district_reviewer", "349")
    keep(service, reader, PATH)
    with locked(database, "campaign_target"):
        slow = threading.Thread(target=district.get, args=("/v1/campaign-targets",))
        slow.start()
        time.sleep(0.3)
        began = time.monotonic()
        for _ in range(5):
            reader.get(PATH).expect(200)
        assert time.monotonic() - began < 1.5 and slow.is_alive()
    slow.join()


def test_an_award_that_its_operator_deletes_is_gone(here, database, unique):
    _, _, path = made_award(here, unique)
    reader = Api(here).as_("reader", "349")
    keep(here, reader, path)
    database.psql(f"delete from award where code = '{path[-9:]}'", "postgres")
    reader.get(path).expect_problem(404, "not-found")
