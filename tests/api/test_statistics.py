"""The statistics forms: data that says how rows and columns count records."""

from support.samples import HA_NAM, LY_NHAN, collective, individual, launch, new_award, new_decision, unit


def forms(caller, code="35", year=2018, **query) -> dict:
    """{form: {(row, column): value}}"""
    answer = caller.get("/v1/reports/statistics", {"unit": code, "year": year} | query).expect(200).json
    return {
        form["code"]: {
            (row["code"], column["code"]): value
            for row in form["rows"]
            for column, value in zip(form["columns"], row["cells"], strict=True)
        }
        for form in answer["forms"]
    }


def test_every_form_says_where_it_is_from_and_that_nobody_verified_it(province):
    answer = province.get("/v1/reports/statistics", {"unit": "35", "year": 2018}).expect(200).json
    assert answer["period"] == {"kind": "year", "label": "2018", "from": "2018-01-01", "to": "2018-12-31"}
    assert [form["code"] for form in answer["forms"]] == ["0601.N", "0602.N", "0603.N", "0604.N", "0605.N"]
    assert not any(form["verified"] for form in answer["forms"])
    for form in answer["forms"][3:]:
        assert (form["columns"], form["rows"], form["confidence"]) == ([], [], "none") and form["note_vi"]


def test_state_awards_of_2018_by_kind_of_subject(province):
    cells = forms(province)["0602.N"]
    assert (cells["HCLD", "collective"], cells["HCLD", "individual"]) == (6, 8)
    assert (cells["HCLD3", "collective"], cells["HCLD3", "individual"]) == (4, 5)
    assert (cells["CTDCP", "collective"], cells["CTDCP", "individual"]) == (2, None)  # a flag is for collectives
    assert cells["total", "collective"] == sum(cells[row, "collective"] for row in ("HCLD", "CTDCP", "BKTTG"))


def test_movements_by_who_launched_them_and_how_long_they_last(province, unique):
    cells = forms(province)["0601.N"]
    assert (cells["total", "total"], cells["province_regular", "1"], cells["province_thematic", "5"]) == (2, 1, 1)
    campaign = {"code": unique("pt"), "name": "Đợt mẫu", "kind": "thematic", "unit_id": HA_NAM, "starts_on": "2010-01-01"}
    lasting = {"below_1": "2010-12-30", "1": "2010-12-31", "1_3": "2011-06-30", "3_5": "2012-12-31", "5": "2014-12-31"}
    for column, ends_on in lasting.items():
        body = campaign | {"code": unique("pt"), "ends_on": ends_on}
        launch(province, province.post("/v1/campaigns", body)).expect(201)
    launch(province, province.post("/v1/campaigns", campaign)).expect(201)
    province.post("/v1/campaigns", campaign | {"code": unique("pt")}).expect(201)  # a draft counts nowhere
    cells = forms(province, year=2010)["0601.N"]
    assert {column: cells["province_thematic", column] for column in (*lasting, "open")} == dict.fromkeys((*lasting, "open"), 1)
    assert cells["total", "total"] == sum(cells["total", column] for column in (*lasting, "open"))
    assert forms(province, year=2013)["0601.N"]["province_thematic", "below_1"] == 0  # it had ended


def test_province_awards_by_subject_and_type(province, unique):
    awards = [
        new_award(award_class_code="BKT", collective_id=collective(32), commendation_type="irregular"),  # an enterprise
        new_award(award_class_code="BKT", collective_id=collective(4)),
        new_award(award_class_code="BKT", subject_kind="individual", collective_id=None, individual_id=individual(7)),
    ]
    body = new_decision(unique, *awards, signed_on="2008-05-05", authority="province_chair", level="province", unit_id=HA_NAM)
    province.post("/v1/decisions", body).expect(201)
    cells = forms(province, year=2008)["0603.N"]
    assert (cells["total", "total"], cells["total", "collective"], cells["total", "enterprise"]) == (3, 2, 1)
    assert (cells["irregular", "enterprise"], cells["merit", "collective"], cells["merit", "individual"]) == (1, 1, 1)
    assert cells["total", "direct_worker"] == 1


def test_who_has_no_group_is_in_the_total_and_unknown(province, district, unique):
    person = district.post(
        "/v1/individuals", {"full_name": f"Nguyễn {unique('Mẫu')}", "collective_id": collective(4)}).expect(201)
    assert person.json["position_group"] is None
    awards = [
        new_award(award_class_code="BKT", subject_kind="individual", collective_id=None, individual_id=person.id),
        new_award(award_class_code="BKT", subject_kind="individual", collective_id=None, unit_id=HA_NAM,
                  recipient_name="Không có bản ghi (mẫu)", recipient_unit_name="Hà Nam"),
        new_award(award_class_code="BKT", subject_kind="individual", collective_id=None, individual_id=individual(7)),
        new_award(award_class_code="BKT", collective_id=collective(4)),
    ]
    body = new_decision(unique, *awards, signed_on="2006-05-05", authority="province_chair", level="province", unit_id=HA_NAM)
    province.post("/v1/decisions", body).expect(201)
    asked = {"unit": "35", "year": 2006}
    answer = province.get("/v1/reports/statistics", asked).expect(200).json
    assert {form["code"]: form["unknown_position_group"] for form in answer["forms"]} == {
        "0601.N": None, "0602.N": None, "0603.N": 2, "0604.N": None, "0605.N": None}
    cells = forms(province, year=2006)["0603.N"]
    groups = ("ministry_province_leader", "department_leader", "entrepreneur", "deputy_head_up", "direct_worker")
    assert (cells["total", "individual"], [cells["total", group] for group in groups]) == (3, [0, 0, 0, 0, 1])
    page = province.get("/v1/reports/statistics", asked, headers={"Accept": "text/html"}).expect(200).text
    assert "Cá nhân không nêu nhóm chức vụ: 2" in page
    shares = province.get("/v1/reports/award-summary", {"unit": "35", "from": "2006-01-01", "to": "2006-12-31"}).json["shares"]
    assert shares["direct_workers"] == {"count": 1, "of": 3, "unknown": 2}


def test_what_a_recipient_was_is_kept(province, district, unique):
    person = district.post(
        "/v1/individuals",
        {"full_name": f"Nguyễn {unique('Mẫu')}", "collective_id": collective(4), "position_group": "deputy_head_up"},
    ).expect(201)
    award = new_award(award_class_code="BKT", subject_kind="individual", collective_id=None, individual_id=person.id)
    body = new_decision(unique, award, signed_on="2007-05-05", authority="province_chair", level="province", unit_id=HA_NAM)
    province.post("/v1/decisions", body).expect(201)
    district.patch(f"/v1/individuals/{person.id}", {"position_group": "department_leader"}, etag=person.etag).expect(200)
    cells = forms(province, year=2007)["0603.N"]
    assert (cells["total", "deputy_head_up"], cells["total", "department_leader"]) == (1, 0)


def test_a_unit_counts_its_own(api, province):
    own = forms(api.as_("auditor", "353"), "353")["0602.N"]
    assert (own["HCLD", "collective"], own["CTDCP", "collective"]) == (1, 1)
    assert own == forms(province, LY_NHAN)["0602.N"]


def test_predecessors_are_added_when_asked_for(api):
    heir = api.as_("province_reviewer", "37")
    of_today = unit(37, 2)
    assert forms(heir, of_today)["0602.N"]["total", "collective"] == 0
    cells = forms(heir, of_today, predecessors="true")
    before = [forms(heir, unit(code)) for code in (35, 36, 37)]
    for form, cell in (("0602.N", ("HCLD", "collective")), ("0601.N", ("province", "total"))):
        assert cells[form][cell] == sum(one[form][cell] for one in before) > 0
