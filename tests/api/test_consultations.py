"""Public consultations: no nomination goes on to the council before its list was public for its whole period and every opinion about it
has an answer. Tested as the people who do the work, and as those who should not.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from support.asking import COMMUNE, NINH_BINH, SEEN, asked, of_2018
from support.consultations import draft, ends, items, new_list, publish, reply, say
from support.samples import MISSING, NAM_DINH
from support.subjects import nominate_own
from support.workflows import Workflow

LISTS = "/v1/consultations"


@pytest.fixture
def workflow(api, unique):
    return asked(api, unique)


@pytest.fixture
def listed(workflow):
    return workflow.ask_the_public(unit_id=NINH_BINH)


def path(workflow) -> str:
    return f"{LISTS}/{workflow.list.id}"


def approve(workflow, day):
    return workflow.try_(workflow.province, "reviews", verdict="approve", acted_on=day, **SEEN)


def refused(answer, rule, state="public_consultation") -> dict:
    said = answer.expect_problem(409, "conflict", rule=rule).json
    assert said["current_state"] == state and "allowed" in said
    return said


# What an approval waits for.


def test_a_nomination_waits_until_its_list_is_published(workflow):
    said = refused(approve(workflow, "2025-10-30"), "nomination_consultation_unpublished")
    assert said["allowed"] == ["approve", "hold", "reject", "return"]
    made = draft(workflow.province, [workflow.last.id], unit_id=NINH_BINH)
    refused(approve(workflow, "2025-10-30"), "nomination_consultation_unpublished")
    published = workflow.province.post(f"{LISTS}/{made.id}/publication", {"published_on": "2025-09-16"}, etag=made.etag).expect(201)
    assert (published.json["state"], published.json["published_on"], published.json["ends_on"]) == ("published", "2025-09-16", "2025-09-30")
    assert published.json["published_by"] and published.json["published_at"]
    refused(approve(workflow, "2025-09-15"), "nomination_consultation_unpublished")
    assert "30/09/2025" in refused(approve(workflow, "2025-09-30"), "nomination_consultation")["errors"][0]["detail"]
    assert approve(workflow, "2025-10-01").expect(201).json["state"] == "council"
    [item] = items(workflow.province, made.id)
    assert (item["left_by"], item["left_on"]) == ("approve", "2025-10-01")


def test_the_days_run_from_the_publication_under_a_key_too(workflow):
    """A keyed retry meets the same rule."""
    body = {"verdict": "approve", "acted_on": "2025-10-30", **SEEN}
    for _ in range(2):
        answer = workflow.province.post(f"{workflow.path}/reviews", body, etag=workflow.last.etag, key="k" + workflow.last.id)
        answer.expect_problem(409, "conflict", rule="nomination_consultation_unpublished")


def test_an_unanswered_opinion_keeps_a_nomination_back(workflow, unique, api):
    other = asked(api, unique)
    made = publish(workflow.province, [workflow.last.id, other.last.id], "2025-09-15", unit_id=NINH_BINH)
    about = {item["nomination_id"]: item["id"] for item in items(workflow.province, made.id)}
    first = say(workflow.province, made.id, item_id=about[workflow.last.id]).expect(201)
    said = refused(approve(workflow, "2025-09-30"), "nomination_consultation_unanswered")
    assert said["detail"].startswith("Còn 1 ý kiến")
    approve(other, "2025-09-30").expect(201)  # nobody spoke about this one
    answered = reply(workflow.province, made.id, first, answered_on="2025-10-02").expect(201)
    assert (answered.json["outcome"], answered.json["answered_on"], answered.json["is_late"]) == ("not_upheld", "2025-10-02", False)
    refused(approve(workflow, "2025-10-01"), "nomination_consultation_unanswered")  # on that day it had no answer
    approve(workflow, "2025-10-02").expect(201)


def test_an_opinion_about_the_whole_list_is_about_each_nomination(listed):
    first = say(listed.province, listed.list.id).expect(201)
    refused(approve(listed, "2025-09-30"), "nomination_consultation_unanswered")
    reply(listed.province, listed.list.id, first).expect(201)
    approve(listed, "2025-09-30").expect(201)


def test_a_late_opinion_is_marked_and_answered_too(listed):
    late = say(listed.province, listed.list.id, received_on="2025-09-30").expect(201)
    assert late.json["is_late"] is True
    refused(approve(listed, "2025-09-30"), "nomination_consultation_unanswered")
    reply(listed.province, listed.list.id, late, answered_on="2025-10-01").expect(201)
    assert say(listed.province, listed.list.id, received_on="2025-09-29").expect(201).json["is_late"] is False


def test_answers_are_added_and_never_changed(listed):
    said = say(listed.province, listed.list.id).expect(201)
    first = reply(listed.province, listed.list.id, said, answer="Trả lời một", outcome="upheld").expect(201)
    reply(listed.province, listed.list.id, said).expect_problem(412, "stale")
    second = reply(listed.province, listed.list.id, first, answer="Trả lời hai", outcome="partly").expect(201)
    assert [(a["answer"], a["outcome"]) for a in second.json["answers"]] == [("Trả lời một", "upheld"), ("Trả lời hai", "partly")]
    assert (second.json["answer"], second.json["outcome"]) == ("Trả lời hai", "partly")
    assert second.json["content"] == said.json["content"]


@pytest.mark.parametrize("day,rule", [("2025-09-15", "consultation_answer_order"), ("2100-01-01", "consultation_answer_future")])
def test_an_answer_has_a_sensible_day(listed, day, rule):
    said = say(listed.province, listed.list.id).expect(201)
    reply(listed.province, listed.list.id, said, answered_on=day).expect_problem(400, "invalid", pointer="/answered_on", rule=rule)


def test_an_opinion_has_a_sensible_day_and_a_published_list(workflow):
    made = draft(workflow.province, [workflow.last.id], unit_id=NINH_BINH)
    refused(say(workflow.province, made.id), "consultation_opinion_draft", "draft")
    workflow.province.post(f"{LISTS}/{made.id}/publication", {"published_on": "2025-09-15"}, etag=made.etag).expect(201)
    early = say(workflow.province, made.id, received_on="2025-09-14")
    early.expect_problem(400, "invalid", pointer="/received_on", rule="consultation_opinion_early")
    say(workflow.province, made.id, received_on="2100-01-01").expect_problem(400, "invalid", pointer="/received_on")
    say(workflow.province, made.id, item_id=MISSING).expect_problem(409, "conflict", pointer="/item_id", code="reference")


def test_an_item_of_another_list_is_refused(listed, api, unique):
    other = asked(api, unique).ask_the_public(unit_id=NINH_BINH)
    [item] = items(other.province, other.list.id)
    say(listed.province, listed.list.id, item_id=item["id"]).expect_problem(409, "conflict", pointer="/item_id", code="reference")


# Lists.


@pytest.mark.parametrize("act,left_by,body", [
    ("holds", "hold", {"ground": "complaint", "reason": "Có đơn"}),
    ("reviews", "return", {"verdict": "return", "reason": "Bổ sung"}),
    ("reviews", "reject", {"verdict": "reject", "reason": "Không đủ điều kiện"}),
])
def test_what_leaves_the_consultation_leaves_its_list(listed, api, database, act, left_by, body):
    listed.wait().take(listed.province, act, **body)
    [item] = items(listed.province, listed.list.id)
    assert (item["left_by"], item["left_on"]) == (left_by, listed.day.isoformat())
    ends(database, listed.list.id, "today()")
    assert api.anonymous.get(f"/v1/public/consultations/{listed.list.json['code']}").expect(200).json["items"] == []
    elsewhere = api.as_("unit_officer", "13324")
    assert items(elsewhere, listed.list.id) == []  # why it left is not for other units
    assert items(listed.officer, listed.list.id) == [item]


def test_a_withdrawn_nomination_leaves_its_list(listed):
    listed.take(listed.officer, "withdrawal", reason="Rút")
    assert [item["left_by"] for item in items(listed.province, listed.list.id)] == ["withdraw"]


def test_what_comes_back_is_published_again(listed):
    listed.take(listed.province, "holds", ground="complaint", reason="Có đơn")
    listed.wait(30).take(listed.province, "resumption", reason="Đã xem xét đơn")
    refused(approve(listed, "2025-12-01"), "nomination_consultation_unpublished")
    listed.ask_the_public(unit_id=NINH_BINH)
    refused(approve(listed, listed.list.json["ends_on"]), "nomination_consultation")
    approve(listed, "2025-12-01").expect(201)


def test_a_nomination_is_on_one_list(listed):
    made = listed.province.post(LISTS, new_list(unit_id=NINH_BINH)).expect(201)
    answer = listed.province.post(f"{LISTS}/{made.id}/items", {"nomination_id": listed.last.id})
    answer.expect_problem(409, "conflict", pointer="/nomination_id", code="unique")


def test_only_what_is_under_consultation_is_listed(api, unique, workflow):
    early = nominate_own(Workflow(api, unique, code="13363", unit_id=COMMUNE, province="37", begins="2025-09-12"), "HCLD3").submit()
    made = workflow.province.post(LISTS, new_list(unit_id=NINH_BINH)).expect(201)
    answer = workflow.province.post(f"{LISTS}/{made.id}/items", {"nomination_id": early.last.id})
    refused(answer, "consultation_item_state", "submitted")


def test_a_published_list_stays_as_it_is(listed, api, unique):
    other, at = asked(api, unique), path(listed)
    [item] = items(listed.province, listed.list.id)
    etag = listed.list.etag
    said = refused(listed.province.patch(at, {"title": "Khác"}, etag=etag), "consultation_published", "published")
    assert said["allowed"] == ["opinions", "closing"]
    refused(listed.province.put(at, {"title": "Khác", "contact": "Khác"}, etag=etag), "consultation_published", "published")
    refused(listed.province.delete(f"{at}/items/{item['id']}", etag='"1"'), "consultation_published", "published")
    refused(listed.province.post(f"{at}/items", {"nomination_id": other.last.id}), "consultation_published", "published")
    refused(listed.province.post(f"{at}/publication", {}, etag=etag), "consultation_published", "published")
    refused(listed.province.delete(at, etag=etag), "consultation_published", "published")


def test_a_draft_is_changed_and_deleted(workflow):
    made = draft(workflow.province, [workflow.last.id], unit_id=NINH_BINH)
    at, [item] = f"{LISTS}/{made.id}", items(workflow.province, made.id)
    changed = workflow.province.patch(at, {"elsewhere": "Báo của tỉnh"}, etag=made.etag).expect(200)
    workflow.province.delete(at, etag=changed.etag).expect_problem(409, "conflict", code="referenced")
    workflow.province.delete(f"{at}/items/{item['id']}", etag='"1"').expect(204)
    refused(workflow.province.post(f"{at}/publication", {}, etag=changed.etag), "consultation_empty", "draft")
    workflow.province.delete(at, etag=changed.etag).expect(204)


@pytest.mark.parametrize("day,rule", [
    ("2025-09-14", "consultation_published_on_order"), ("2100-01-01", "consultation_published_on_future"),
])
def test_a_publication_has_a_sensible_day(workflow, day, rule):
    made = draft(workflow.province, [workflow.last.id], unit_id=NINH_BINH)
    answer = workflow.province.post(f"{LISTS}/{made.id}/publication", {"published_on": day}, etag=made.etag)
    answer.expect_problem(400, "invalid", pointer="/published_on", rule=rule)


def test_a_list_is_published_in_the_version_that_was_seen(workflow):
    made = draft(workflow.province, [workflow.last.id], unit_id=NINH_BINH)
    workflow.province.patch(f"{LISTS}/{made.id}", {"title": "Khác"}, etag=made.etag).expect(200)
    workflow.province.post(f"{LISTS}/{made.id}/publication", {}, etag=made.etag).expect_problem(412, "stale")


def close(workflow, etag=None, **body):
    said = {"closed_on": "2025-09-30", "result": "Không có ý kiến phản đối"} | body
    return workflow.province.post(f"{path(workflow)}/closing", said, etag=etag or workflow.province.get(path(workflow)).etag)


def test_a_list_is_closed_with_its_result_after_its_last_day(listed):
    said = say(listed.province, listed.list.id).expect(201)
    assert "29/09/2025" in refused(close(listed, closed_on="2025-09-29"), "consultation_running", "published")["errors"][0]["detail"]
    close(listed, closed_on="2025-09-14").expect_problem(400, "invalid", pointer="/closed_on", rule="consultation_closed_on_order")
    close(listed, closed_on="2100-01-01").expect_problem(400, "invalid", pointer="/closed_on", rule="consultation_closed_on_future")
    refused(close(listed), "consultation_unanswered", "published")
    reply(listed.province, listed.list.id, said).expect(201)
    closed = close(listed).expect(201).json
    assert (closed["state"], closed["closed_on"], closed["result"]) == ("closed", "2025-09-30", "Không có ý kiến phản đối")
    refused(close(listed), "consultation_not_published", "closed")
    approve(listed, "2025-10-01").expect(201)


def test_a_nomination_that_leaves_at_the_same_moment_is_on_no_list(api, unique):
    """Either it was listed first and left the list, or it had left and is not listed."""
    for _ in range(6):
        workflow = of_2018(api, unique)
        made = workflow.province.post(LISTS, new_list()).expect(201)
        hold = {"ground": "complaint", "reason": "Có đơn", "acted_on": workflow.day.isoformat()}
        with ThreadPoolExecutor(2) as both:
            listed = both.submit(workflow.province.post, f"{LISTS}/{made.id}/items", {"nomination_id": workflow.last.id})
            held = both.submit(workflow.province.post, f"{workflow.path}/holds", hold, etag=workflow.last.etag)
        held.result().expect(201)
        status = listed.result().expect(201, 409).status
        assert [item["left_by"] for item in items(workflow.province, made.id)] == (["hold"] if status == 201 else [])


# Who.


def test_lists_belong_to_a_province(workflow, api):
    answer = workflow.province.post(LISTS, new_list(unit_id=COMMUNE))
    answer.expect_problem(400, "invalid", pointer="/unit_id", rule="consultation_unit_level")
    outside = api.as_("province_reviewer", "35").post(LISTS, new_list(unit_id=NAM_DINH))
    outside.expect_problem(409, "conflict", pointer="/unit_id", code="reference")
    for role in ("unit_officer", "district_reviewer", "council_reviewer", "auditor", "reader", "admin"):
        api.as_(role, "37").post(LISTS, new_list(unit_id=NINH_BINH)).expect_problem(403, "forbidden")
    api.anonymous.post(LISTS, new_list()).expect_problem(401, "unauthenticated")


def test_a_reviewer_of_a_commune_is_none_of_the_province(workflow, api):
    below = api.as_("province_reviewer", "13363")
    below.post(LISTS, new_list(unit_id=NINH_BINH)).expect_problem(409, "conflict", pointer="/unit_id", code="reference")
    made = workflow.ask_the_public(unit_id=NINH_BINH).list
    below.post(f"{LISTS}/{made.id}/closing", {"result": "Xong"}, etag=made.etag).expect_problem(403, "forbidden", rule="consultation_unit")
    assert items(below, made.id)[0]["nominee_name"] == workflow.now["nominee_name"]
    said = say(below, made.id).expect(201)  # it may record what it receives
    reply(below, made.id, said).expect_problem(403, "forbidden", rule="consultation_unit")


def test_a_draft_is_for_the_province_alone(workflow, api):
    made = draft(workflow.province, [workflow.last.id], unit_id=NINH_BINH)
    at = f"{LISTS}/{made.id}"
    for outside in (api.as_("unit_officer", "13363"), api.as_("district_reviewer", "13363"), api.as_("province_reviewer", "36")):
        for below in ("", "/items", "/opinions"):
            outside.get(at + below).expect_problem(404, "not-found")
        assert made.id not in {each["id"] for each in outside.all(LISTS)}
    api.as_("council_reviewer", "37").get(at).expect(200)
    api.as_("auditor", "37").get(at).expect(200)


def test_another_province_finds_nothing_and_does_nothing(api, unique):
    workflow = of_2018(api, unique).ask_the_public()
    made, stranger = workflow.list, api.as_("province_reviewer", "36")
    said = say(workflow.province, made.id, received_on="2018-03-01").expect(201)
    [item] = items(workflow.province, made.id)
    at = f"{LISTS}/{made.id}"
    for below in ("", "/items", f"/items/{item['id']}", "/opinions", f"/opinions/{said.id}"):
        stranger.get(at + below).expect_problem(404, "not-found")
    stranger.patch(at, {"title": "Của tôi"}, etag=made.etag).expect_problem(404, "not-found")
    stranger.post(f"{at}/closing", {"result": "Xong"}, etag=made.etag).expect_problem(404, "not-found")
    say(stranger, made.id).expect_problem(404, "not-found")
    reply(stranger, made.id, said).expect_problem(404, "not-found")
    own = stranger.post(LISTS, new_list(unit_id=NAM_DINH)).expect(201)
    answer = stranger.post(f"{LISTS}/{own.id}/items", {"nomination_id": workflow.last.id})
    answer.expect_problem(409, "conflict", pointer="/nomination_id", code="reference")


def test_a_caller_of_two_provinces_does_not_mix_them(api, unique):
    workflow = of_2018(api, unique)
    both = api.as_("province_reviewer", ["35", "36"])
    own = both.post(LISTS, new_list(unit_id=NAM_DINH)).expect(201)
    answer = both.post(f"{LISTS}/{own.id}/items", {"nomination_id": workflow.last.id})
    answer.expect_problem(400, "invalid", pointer="/nomination_id", rule="consultation_item_province")


def test_the_successor_reads_the_lists_of_a_former_province(api, unique):
    workflow = of_2018(api, unique).ask_the_public()
    heir = api.as_("province_reviewer", "37")
    heir.get(path(workflow)).expect(200)
    closing = heir.post(f"{path(workflow)}/closing", {"result": "Xong"}, etag=workflow.list.etag)
    closing.expect_problem(403, "forbidden", rule="consultation_unit")


def test_an_opinion_is_for_the_province_and_its_recorder(listed, api):
    officer = api.as_("unit_officer", "13324", sub="nhan.y.kien")
    said = say(officer, listed.list.id, sender="Bà Mẫu").expect(201)
    at = f"{path(listed)}/opinions/{said.id}"
    assert officer.get(at).expect(200).json["recorded_by"] == "nhan.y.kien"
    assert listed.province.get(at).expect(200).json["sender"] == "Bà Mẫu"
    api.as_("unit_officer", "13324", sub="nguoi.khac").get(at).expect_problem(404, "not-found")
    listed.officer.get(at).expect_problem(404, "not-found")
    for role in ("district_reviewer", "council_reviewer", "auditor"):
        say(api.as_(role, "37"), listed.list.id).expect_problem(403, "forbidden")
    reply(officer, listed.list.id, said).expect_problem(403, "forbidden")


def test_the_person_who_sent_a_nomination_does_not_publish_or_answer(api, unique):
    workflow = asked(api, unique)
    officer = workflow.events()[0]["actor"]
    both = api.as_(["unit_officer", "province_reviewer"], "37", sub=officer)
    made = draft(workflow.province, [workflow.last.id], unit_id=NINH_BINH)
    both.post(f"{LISTS}/{made.id}/publication", {"published_on": "2025-09-15"}, etag=made.etag).expect_problem(
        403, "forbidden", rule="nomination_actor")
    workflow.province.post(f"{LISTS}/{made.id}/publication", {"published_on": "2025-09-15"}, etag=made.etag).expect(201)
    said = say(both, made.id).expect(201)
    reply(both, made.id, said).expect_problem(403, "forbidden", rule="nomination_actor")


def test_the_person_who_published_or_answered_does_not_act_in_the_council(api, unique, listed):
    hats = api.as_(["province_reviewer", "council_reviewer"], "37", sub=unique("hats"))
    said = say(listed.province, listed.list.id).expect(201)
    reply(hats, listed.list.id, said).expect(201)
    approve(listed, "2025-09-30").expect(201)
    hold = {"ground": "complaint", "reason": "Có đơn", "acted_on": "2025-10-01"}
    etag = listed.officer.get(listed.path).etag
    hats.post(f"{listed.path}/holds", hold, etag=etag).expect_problem(403, "forbidden", rule="nomination_actor")
    api.as_("council_reviewer", "37").post(f"{listed.path}/holds", hold, etag=etag).expect(201)


def test_a_dossier_of_another_province_leaves_the_list(api, unique):
    """Lý Nhân of Hà Nam ends on 2025-06-30; Ninh Bình takes the dossier and publishes again."""
    workflow = Workflow(api, unique, code="353", begins="2025-06-02")
    nominate_own(workflow, "HCLD3").submit().receive().approve(**SEEN).approve(workflow.province, **SEEN).ask_the_public()
    heir = api.as_("province_reviewer", "37", sub=unique("heir"))
    dossier = f"/v1/dossiers/{workflow.dossier.id}"
    heir.post(f"{dossier}/transfer", {"unit_id": NINH_BINH}, etag=heir.get(dossier).etag).expect(201)
    assert [item["left_by"] for item in items(heir, workflow.list.id)] == ["transfer"]
    own = publish(heir, [workflow.last.id], "2025-07-01", unit_id=NINH_BINH)
    etag = heir.get(workflow.path).etag
    body = {"verdict": "approve", "acted_on": own.json["ends_on"], **SEEN}
    refused(heir.post(f"{workflow.path}/reviews", body, etag=etag), "nomination_consultation")
    heir.post(f"{workflow.path}/reviews", body | {"acted_on": "2025-08-01"}, etag=etag).expect(201)
