"""What is read of a public consultation without a token, and by the council: names, units, award classes and years, and what came of it."""

import json

import pytest

from support.asking import NINH_BINH, SEEN, asked, of_2018
from support.consultations import draft, ends, reply, say
from support.samples import HA_NAM
from support.subjects import nominate_own, nominate_person
from support.workflows import Workflow, provincial

LISTS = "/v1/consultations"
PUBLIC = "/v1/public/consultations"
NOMINEE = {"nominee_name", "unit", "award_class_code", "award_name_vi", "award_name_en", "year"}
HEAD = {"code", "title", "province", "published_on", "ends_on", "elsewhere", "contact", "state"}


@pytest.fixture
def workflow(api, unique):
    return asked(api, unique)


@pytest.fixture
def listed(workflow):
    return workflow.ask_the_public(unit_id=NINH_BINH)


def test_everybody_reads_names_units_awards_and_years_only(api, unique):
    workflow = Workflow(api, unique)
    nominate_person(workflow, "HCLD3").submit().receive().approve(**SEEN).approve(workflow.province, **SEEN)
    workflow.ask_the_public(title="Danh sách <b>đợt 1</b> & 2")
    say(workflow.province, workflow.list.id, received_on="2018-03-01", sender="Người gửi bí mật", content="Nội dung kín").expect(201)
    at = f"{PUBLIC}/{workflow.list.json['code']}"
    answer = api.anonymous.get(at).expect(200)
    assert set(answer.json) == HEAD | {"items"} and answer.headers["Cache-Control"] == "public, max-age=60"
    [nominee] = answer.json["items"]
    assert set(nominee) == NOMINEE
    assert (nominee["nominee_name"], nominee["unit"]) == (workflow.now["nominee_name"], "huyện Duy Tiên")
    assert (nominee["award_name_en"], nominee["year"]) == ("Labour Order, Third Class", 2018)
    page = api.anonymous.get(at, headers={"Accept": "text/html"}).expect(200)
    table = api.anonymous.get(at, headers={"Accept": "text/csv"}).expect(200)
    [row] = [each for each in api.anonymous.all(PUBLIC) if each["code"] == workflow.list.json["code"]]
    assert set(row) == HEAD | {"id"}
    person = workflow.now
    for text in (answer.text, page.text, table.text, json.dumps(row)):
        for secret in ("Người gửi bí mật", "Nội dung kín", person["id"], person["code"], person["individual_id"], person["achievement"],
                       "Giáo viên"):
            assert secret not in text
    assert "Danh sách &lt;b&gt;đợt 1&lt;/b&gt; &amp; 2" in page.text and "<b>đợt" not in page.text
    assert "Huân chương Lao động hạng Ba" in page.text and '<html lang="vi">' in page.text
    english = api.anonymous.get(at, headers={"Accept": "text/html", "Accept-Language": "en"}).expect(200)
    assert "Labour Order, Third Class" in english.text and '<html lang="en">' in english.text
    assert table.text.splitlines()[0].endswith("nominee_name,unit,award_class_code,award_name_vi,award_name_en,year")
    assert len({page.etag, table.etag, answer.etag, english.etag}) == 4
    assert api.anonymous.get(at, headers={"If-None-Match": answer.etag}).expect(304).content == b""


def test_nobody_outside_reads_a_draft(workflow, api):
    made = draft(workflow.province, [workflow.last.id], unit_id=NINH_BINH)
    api.anonymous.get(f"{PUBLIC}/{made.json['code']}").expect_problem(404, "not-found")
    assert made.json["code"] not in {each["code"] for each in api.anonymous.all(PUBLIC)}
    api.anonymous.get(f"{LISTS}/{made.id}").expect_problem(401, "unauthenticated")


@pytest.mark.parametrize("end,state", [("today()", "running"), ("today() - 1", "ended"), ("today() - 30", "ended"), ("today() - 31", None)])
def test_a_list_is_public_for_30_days_after_its_end(listed, api, database, end, state):
    ends(database, listed.list.id, end)
    code = listed.list.json["code"]
    answer = api.anonymous.get(f"{PUBLIC}/{code}")
    found = [each["state"] for each in api.anonymous.get(PUBLIC, {"code": code}).expect(200).items]
    assert found == ([state] if state else [])
    assert answer.status == (200 if state else 404)
    assert state is None or answer.json["state"] == state


def test_the_public_list_has_pages_and_filters(api, unique):
    for _ in range(2):
        of_2018(api, unique).ask_the_public()
    first = api.anonymous.get(PUBLIC, {"limit": 1, "province": "Hà Nam", "state": "running"}).expect(200)
    second = api.anonymous.get(first.json["next"]).expect(200)
    assert first.items[0]["code"] != second.items[0]["code"]
    api.anonymous.get(PUBLIC, {"unit_id": HA_NAM}).expect_problem(400, "invalid", parameter="unit_id")
    api.anonymous.get(f"{PUBLIC}/%27%20or%201=1").expect_problem(404, "not-found")
    api.anonymous.post(PUBLIC, {}).expect(405)


# What the council reads.


def on_the_agenda(workflow) -> str:
    """The path of a new session with the nomination on its agenda."""
    body = {"unit_id": HA_NAM, "number": workflow.unique("HD"), "held_on": workflow.day.isoformat()}
    at = f"/v1/council-sessions/{workflow.council.post('/v1/council-sessions', body).expect(201).id}"
    workflow.council.post(f"{at}/items", {"nomination_id": workflow.last.id, "order": 1}).expect(201)
    return at


def test_the_minutes_say_what_came_of_the_consultation(api, unique):
    workflow = of_2018(api, unique).ask_the_public()
    said = say(workflow.province, workflow.list.id, received_on="2018-03-01", sender="Người gửi", content="Nội dung kín").expect(201)
    reply(workflow.province, workflow.list.id, said, answered_on="2018-03-02", answer="Đã xem xét", outcome="partly").expect(201)
    body = {"closed_on": "2018-03-02", "result": "Có một ý kiến"}
    workflow.province.post(f"{LISTS}/{workflow.list.id}/closing", body, etag=workflow.list.etag).expect(201)
    workflow.wait(40).approve(workflow.province, **SEEN)
    at = on_the_agenda(workflow)
    minutes = workflow.council.get(f"{at}/minutes").expect(200)
    assert minutes.json["items"][0]["consultation"] == {
        "code": workflow.list.json["code"], "published_on": workflow.list.json["published_on"], "ends_on": None, "result": "Có một ý kiến",
        "opinion_count": 1,
        "opinions": [{"received_on": "2018-03-01", "is_late": False, "channel": "letter", "outcome": "partly", "answer": "Đã xem xét",
                      "answered_on": "2018-03-02"}],
    }
    assert "Người gửi" not in minutes.text and "Nội dung kín" not in minutes.text


def test_without_a_consultation_the_minutes_say_none(api, unique):
    workflow = nominate_own(provincial(api, unique), "BKT").submit()
    workflow.review(workflow.province, "receive").approve(workflow.province, **SEEN)
    at = on_the_agenda(workflow)
    assert workflow.council.get(f"{at}/minutes").expect(200).json["items"][0]["consultation"] is None
