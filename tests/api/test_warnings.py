"""What a reviewer must weigh: nominated twice, already held, over a quota, papers missing, rules not met."""

import pytest
from support.workflows import PAPERS, Workflow, provincial
from support.samples import HA_NAM, new_decision, unit
from support.subjects import nominate_own, nominate_person, own_collective, own_individual


@pytest.fixture
def workflow(api, unique):
    return Workflow(api, unique)


def codes(nomination) -> list:
    return [warning["code"] for warning in nomination["warnings"]]


def refuses_silence(workflow, who=None):
    """An approval that does not acknowledge the warnings is refused; the refusal lists them."""
    refused = workflow.try_(who or workflow.district, "reviews", verdict="approve")
    refused.expect_problem(409, "conflict")
    assert refused.json["warnings"] == workflow.now["warnings"] != []
    assert refused.json["current_state"] == workflow.now["state"] and "approve" in refused.json["allowed"]
    return refused


def test_a_refusal_allows_what_was_allowed_before_the_act(workflow, api, unique):
    """The refused event is undone: it neither changed the state nor made its author the actor of a stage."""
    nominate_own(workflow.open_dossier(papers=PAPERS[:2]), "GK").submit().receive()
    both = api.as_(["unit_officer", "district_reviewer"], "349", sub=unique("kiem-nhiem"))
    weighed = refuses_silence(workflow, both)
    unknown = workflow.try_(both, "resumption", reason="Thử").expect_problem(409, "conflict")
    assert "withdraw" in weighed.json["allowed"] and weighed.json["allowed"] == unknown.json["allowed"]


def test_nothing_to_weigh(workflow):
    nominate_own(workflow, "GK")
    assert workflow.last.json["warnings"] == []
    workflow.submit().receive().approve()
    assert workflow.last.json["warnings"] == []


def test_a_warning_is_told_in_both_languages(workflow):
    nominate_own(workflow.open_dossier(papers=PAPERS[:2]), "GK")
    [warning] = workflow.last.json["warnings"]
    assert warning == {
        "code": "missing_document", "detail_vi": "Hồ sơ chưa có: biên bản bình xét, họp xét",
        "detail_en": "Missing from the dossier: the minutes of the review",
    }


# Nominated twice.


def twice(api, unique, award="GK", **changes):
    """One subject in two dossiers; the first nomination is submitted."""
    first, second = Workflow(api, unique), Workflow(api, unique)
    subject = own_collective(first)
    first.nominate(award, collective_id=subject).submit()
    second.nominate(award, **{"collective_id": subject} | changes)
    return first, second


def test_the_same_class_in_the_same_year(api, unique):
    first, second = twice(api, unique)
    assert codes(second.last.json) == ["duplicate_nomination"] and codes(first.now) == []
    before = first.last.etag
    second.submit()
    assert codes(first.now) == ["duplicate_nomination"]
    refused = first.try_(first.district, "reviews", before, verdict="receive")
    refused.expect_problem(412, "stale")
    first.refresh().receive()
    refuses_silence(first)
    first.approve(acknowledgement="Đã trao đổi với đơn vị: hai thành tích khác nhau")
    assert first.state == "approved"
    assert first.events()[-1]["acknowledgement"].startswith("Đã trao đổi")


def test_a_warning_ends_with_the_other_nomination(api, unique):
    first, second = twice(api, unique)
    second.submit()
    before = first.refresh().last.etag
    second.take(second.officer, "withdrawal", reason="Đề nghị trùng")
    assert codes(first.now) == [] and first.refresh().last.etag != before
    assert codes(second.now) == []
    first.receive().approve()


def test_another_year_or_another_subject_is_another_matter(api, unique, workflow):
    _, second = twice(api, unique, year=2017)
    assert codes(second.last.json) == []
    nominate_own(workflow, "GK")
    assert codes(workflow.last.json) == []


def test_what_is_given_once_is_nominated_once_whatever_the_year(api, unique):
    _, second = twice(api, unique, "HCLD3", year=2017)
    assert "duplicate_nomination" in codes(second.last.json)


def test_a_draft_warns_nobody(api, unique):
    first, second = Workflow(api, unique), Workflow(api, unique)
    subject = own_collective(first)
    first.nominate("GK", collective_id=subject)
    second.nominate("GK", collective_id=subject).submit()
    assert codes(second.now) == [] and codes(first.now) == ["duplicate_nomination"]


def test_one_achievement_for_two_classes(api, unique):
    first, second = Workflow(api, unique), Workflow(api, unique)
    subject, deed = own_collective(first), f"Xây dựng nông thôn mới {unique('x')}"
    first.nominate("GK", collective_id=subject, achievement=deed).submit()
    second.nominate("TTLDTT", collective_id=subject, achievement=deed.upper())
    assert "duplicate_nomination" in codes(second.last.json)
    path = second.path
    changed = second.officer.patch(path, {"achievement": f"Việc khác {unique('x')}"}, second.last.etag).expect(200)
    assert "duplicate_nomination" not in codes(changed.json)


def test_a_nomination_of_another_unit_is_mentioned_without_details(api, unique):
    """The person works in Duy Tiên. The province nominates them too, which the district cannot see."""
    district, province = Workflow(api, unique), provincial(api, unique)
    person = own_individual(district)
    nominate_person(province, "GK", person).submit()
    nominate_person(district, "GK", person)
    [warning] = [w for w in district.last.json["warnings"] if w["code"] == "duplicate_nomination"]
    assert province.last.json["code"] not in str(warning) and "Hà Nam" not in str(warning)
    district.officer.get(province.path).expect_problem(404, "not-found")


def test_a_returned_nomination_that_is_corrected_warns_no_more(api, unique):
    first, second = twice(api, unique)
    second.submit().receive()
    second.review(second.district, "return", reason="Đề nghị trùng", fields=["collective_id"])
    assert codes(first.now) == ["duplicate_nomination"]
    change = {"collective_id": own_collective(second)}
    second.officer.patch(second.path, change, second.last.etag).expect(200)
    assert codes(first.now) == [] == codes(second.now)


# Held already.


def entered(workflow, award, person, year, signed_on="2018-09-03"):
    """An award of the person, entered as history."""
    entry = {"award_class_code": award, "subject_kind": "individual", "individual_id": person, "year": year}
    is_base = award in ("GK", "LDTT")
    head = {} if is_base else {"authority": "president", "level": "state", "unit_id": HA_NAM}
    caller = workflow.district if is_base else workflow.province
    return caller.post("/v1/decisions", new_decision(workflow.unique, entry, signed_on=signed_on, **head)).expect(201)


@pytest.mark.parametrize("award,of_year,warns", [
    ("LDTT", 2018, True), ("LDTT", 2017, False), ("GK", 2018, False), ("HCLD3", 2018, True), ("HCLD3", 2010, True),
])
def test_a_title_is_held_for_its_year_an_order_for_ever_a_certificate_again(workflow, award, of_year, warns):
    person = own_individual(workflow)
    entered(workflow, award, person, year=of_year)
    nominate_person(workflow, award, person, year=2018)
    assert ("already_awarded" in codes(workflow.last.json)) == warns


def test_an_award_entered_since_changes_the_version(workflow):
    person = own_individual(workflow)
    nominate_person(workflow, "LDTT", person).submit().receive()
    stale = workflow.last.etag
    entered(workflow, "LDTT", person, year=2018)
    assert codes(workflow.now) == ["already_awarded"]
    workflow.try_(workflow.district, "reviews", stale, verdict="approve").expect_problem(412, "stale")
    refuses_silence(workflow)
    workflow.refresh().approve(acknowledgement="Đơn vị xác nhận")


# Quotas (Decree 91/2017/NĐ-CP Art 9.3: at most 15 % of the Advanced Workers of the unit; Art 51: a fifth of the leaders).


@pytest.mark.parametrize("commune,advanced,warns", [("13330", 20, False), ("13336", 19, True)])
def test_the_share_of_fighters_among_advanced_workers(api, unique, commune, advanced, warns):
    """Three of twenty are exactly 15 %. Each case uses a commune of its own."""
    workflow = Workflow(api, unique, unit_id=unit(commune))
    school = own_collective(workflow)
    people = [own_individual(workflow, collective_id=school) for _ in range(advanced)]
    title = {"award_class_code": "LDTT", "subject_kind": "individual", "year": 2018}
    entries = [title | {"individual_id": person} for person in people]
    workflow.district.post("/v1/decisions", new_decision(unique, *entries)).expect(201)
    for person in people[:2]:
        nominate_person(workflow, "CSTDCS", person).submit()
        workflow.dossier = None
    nominate_person(workflow, "CSTDCS", people[2])
    assert ("quota_exceeded" in codes(workflow.last.json)) == warns
    if warns:
        [warning] = [w for w in workflow.last.json["warnings"] if w["code"] == "quota_exceeded"]
        assert "15%: 3 trên 19" in warning["detail_vi"] and "15%: 3 of 19" in warning["detail_en"]


def led_clusters(api, unique, year, number):
    """This number of clusters of the province, each with a leader in the year."""
    province = api.as_("province_reviewer", "35")
    for i in range(number):
        body = {"code": unique("cum"), "name": f"Cụm số {i}", "unit_id": HA_NAM}
        made = province.post("/v1/clusters", body).expect(201)
        leader = {"year": year, "unit_id": HA_NAM, "role": "leader"}
        province.post(f"/v1/clusters/{made.id}/members", leader).expect(201)


@pytest.mark.parametrize("year,leaders,warns", [(2021, 4, True), (2022, 5, False)])
def test_a_fifth_of_the_clusters_leaders_get_the_governments_flag(api, unique, year, leaders, warns):
    led_clusters(api, unique, year, leaders)
    workflow = provincial(api, unique, begins=f"{year}-02-01")
    nominate_own(workflow, "CTDCP", year=year)
    assert ("quota_exceeded" in codes(workflow.last.json)) == warns
    second = provincial(api, unique, begins=f"{year}-02-01")
    workflow.submit()
    nominate_own(second, "CTDCP", year=year)
    assert "quota_exceeded" in codes(second.last.json)


def test_no_quota_where_the_law_of_the_day_has_none(api, unique):
    workflow = provincial(api, unique, begins="2024-02-01")
    nominate_own(workflow, "CTDCP")
    assert "quota_exceeded" not in codes(workflow.last.json)


# Papers.


@pytest.mark.parametrize("missing", PAPERS)
def test_a_missing_paper_is_named_until_it_is_there(workflow, missing):
    nominate_own(workflow.open_dossier(papers=[kind for kind in PAPERS if kind != missing]), "GK")
    assert codes(workflow.last.json) == ["missing_document"]
    stale = workflow.last.etag
    path = f"/v1/dossiers/{workflow.dossier.id}/documents"
    made = workflow.officer.post(path, workflow.paper(missing)).expect(201)
    assert workflow.now["warnings"] == [] and workflow.refresh().last.etag != stale
    workflow.officer.delete(f"{path}/{made.id}", made.etag).expect(204)
    assert codes(workflow.now) == ["missing_document"]


def test_a_fighter_needs_the_recognition_of_an_initiative(workflow):
    nominate_person(workflow, "CSTDCS")
    said = [w["detail_en"] for w in workflow.last.json["warnings"] if w["code"] == "missing_document"]
    assert said == ["Missing from the dossier: the recognition of the initiative or research"]


def test_a_paper_of_one_nomination_serves_no_other(workflow):
    workflow.open_dossier(papers=PAPERS[:2])
    first = nominate_own(workflow, "GK").last
    second = nominate_own(workflow, "GK").last
    path = f"/v1/dossiers/{workflow.dossier.id}/documents"
    workflow.officer.post(path, workflow.paper("minutes", nomination_id=first.id)).expect(201)
    read = [workflow.officer.get(f"/v1/nominations/{made.id}").json for made in (first, second)]
    assert [codes(nomination) for nomination in read] == [[], ["missing_document"]]


def test_a_warned_nomination_can_be_submitted(workflow):
    """Warnings are for reviewers. The officer is told and may go on."""
    nominate_own(workflow.open_dossier(papers=()), "GK").submit().receive()
    assert codes(workflow.now) == ["missing_document"] * 3
    refuses_silence(workflow)
    workflow.review(workflow.district, "return", reason="Thiếu hồ sơ", fields=["documents"])


# Rules.


def test_who_does_not_meet_the_rules(workflow):
    """The second class requires the third (Decree 65/2014/NĐ-CP Art 16)."""
    nominate_own(workflow, "HCLD2")
    assert workflow.officer.get(f"{workflow.path}/eligibility").expect(200).json["result"] == "not_met"
    assert codes(workflow.last.json) == ["not_eligible"]
    workflow.submit().receive()
    refuses_silence(workflow)
    workflow.approve(acknowledgement="Trình xét đặc cách")
    assert workflow.state == "province_appraisal" and codes(workflow.now) == ["not_eligible"]
    refuses_silence(workflow, workflow.province)


def test_nobody_is_warned_of_what_nobody_can_tell(workflow):
    nominate_own(workflow, "GK")
    assert workflow.officer.get(f"{workflow.path}/eligibility").expect(200).json["result"] == "cannot_tell"
    assert codes(workflow.last.json) == []


def test_records_entered_since_count(workflow):
    """Decree 91/2017/NĐ-CP Art 9.3: an Advanced Worker with an initiative recognised at base level; the rest needs the
    judgement of people."""
    person = own_individual(workflow)
    nominate_person(workflow, "CSTDCS", person)
    assert "not_eligible" in codes(workflow.last.json)
    entered(workflow, "LDTT", person, year=2017, signed_on="2018-01-15")
    body = {"individual_id": person, "kind": "initiative", "title": "Sáng kiến mẫu", "level": "base", "year": 2017}
    workflow.officer.post("/v1/initiatives", body).expect(201)
    assert workflow.officer.get(f"{workflow.path}/eligibility").expect(200).json["result"] == "cannot_tell"
    assert "not_eligible" not in codes(workflow.submit().last.json)


def test_only_acts_that_lead_on_need_an_acknowledgement(workflow):
    nominate_own(workflow.open_dossier(papers=()), "GK").submit().receive()
    workflow.take(workflow.district, "holds", ground="inspection", reason="Đang thanh tra")
    workflow.take(workflow.district, "resumption", reason="Đã kết luận")
    refuses_silence(workflow)
    workflow.review(workflow.district, "reject", reason="Thiếu hồ sơ")
    assert workflow.now["warnings"] == []


@pytest.mark.parametrize("word", ["", " ", None])
def test_an_acknowledgement_says_something(workflow, word):
    nominate_own(workflow.open_dossier(papers=()), "GK").submit().receive()
    refused = workflow.try_(workflow.district, "reviews", verdict="approve", acknowledgement=word)
    assert refused.status in (400, 409) and workflow.state == "district_review"
