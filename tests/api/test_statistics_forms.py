"""The statistics forms are data that a legal officer corrects; the report follows at once."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.locks import unfinished
from support.samples import BY_NAME, HA_NAM, MISSING, award_class, collective, individual, new_award, new_decision

FORMS = "/v1/statistics-forms"
FORM = BY_NAME["statistics form"]
OTHERS = ["unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", "auditor"]


@pytest.fixture
def officer(api):
    """Keeps the forms, and reads the report."""
    return api.as_(["admin", "auditor"], "35")


@pytest.fixture
def kept(officer):
    """kept(path, body) → the answer that created it; deleted after the test, the last one first."""
    made = []

    def create(path, body):
        made.append(officer.post(path, body).expect(201))
        return made[-1]

    yield create
    for answer in reversed(made):
        left = officer.get(answer.headers["Location"])
        if left.status == 200:
            officer.delete(answer.headers["Location"], left.etag).expect(204)


@pytest.fixture
def new_form(kept, unique):
    """new_form(year, …) → the path of a form for that year alone."""

    def make(year, **changes):
        body = FORM.minimal(unique) | {"valid_from": f"{year}-01-01", "valid_to": f"{year}-12-31", "counts": "award"}
        return kept(FORMS, body | changes).headers["Location"]

    return make


def form_id(caller, code) -> str:
    [found] = caller.get(FORMS, {"code": code}).expect(200).items
    return found["id"]


def line(code, is_column=False, year=2006, **criteria) -> dict:
    return {
        "is_column": is_column, "order": 90, "code": code, "label_vi": "Mẫu", "label_en": "Sample",
        "valid_from": f"{year}-01-01", "valid_to": f"{year}-12-31",
    } | criteria


def shown(caller, year) -> dict:
    """code → this form in the report of Hà Nam, its cells as {(row, column): value}."""
    forms = caller.get("/v1/reports/statistics", {"unit": "35", "year": year}).expect(200).json["forms"]
    for form in forms:
        form["cells"] = {
            (row["code"], column["code"]): value
            for row in form["rows"]
            for column, value in zip(form["columns"], row["cells"], strict=True)
        }
    return {form["code"]: form for form in forms}


def test_a_row_and_a_column_that_were_added_count(officer, province, kept, unique):
    lines = f"{FORMS}/{form_id(officer, '0603.N')}/lines"
    [certificate] = officer.get("/v1/award-classes", {"code": "BKT"}).expect(200).items
    kept(lines, line("certificate", award_class_id=certificate["id"]))
    kept(lines, line("school", is_column=True, subject_kind="collective", collective_kind="school"))
    awards = [
        new_award(award_class_code="BKT", collective_id=collective(22)),  # a school
        new_award(award_class_code="BKT", collective_id=collective(32)),
        new_award(award_class_code="BKT", subject_kind="individual", collective_id=None, individual_id=individual(7)),
    ]
    body = new_decision(unique, *awards, signed_on="2006-05-05", authority="province_chair", level="province", unit_id=HA_NAM)
    province.post("/v1/decisions", body).expect(201)
    cells = shown(officer, 2006)["0603.N"]["cells"]
    counted = {at: cells[at] for at in [("certificate", "total"), ("certificate", "school"), ("merit", "school")]}
    assert counted == {("certificate", "total"): 3, ("certificate", "school"): 1, ("merit", "school"): 1}
    assert cells["irregular", "school"] == 0


@pytest.mark.parametrize("year", [2005, 2007])
def test_a_line_outside_its_days_is_not_shown(officer, kept, year):
    lines = f"{FORMS}/{form_id(officer, '0603.N')}/lines"
    before = shown(officer, year)["0603.N"]
    kept(lines, line("row"))
    kept(lines, line("column", is_column=True))
    assert shown(officer, year)["0603.N"] == before
    there = {code for at in shown(officer, 2006)["0603.N"]["cells"] for code in at}
    assert {"row", "column"} <= there


def test_a_line_that_ended_within_the_year_is_not_shown(officer, kept):
    lines = f"{FORMS}/{form_id(officer, '0603.N')}/lines"
    made = kept(lines, line("half"))
    assert "half" in [row["code"] for row in shown(officer, 2006)["0603.N"]["rows"]]
    officer.patch(made.headers["Location"], {"valid_to": "2006-12-30"}, made.etag).expect(200)
    assert "half" not in [row["code"] for row in shown(officer, 2006)["0603.N"]["rows"]]


def test_a_new_form_of_movements(officer, province, new_form, kept, unique):
    form = new_form(1999, counts="campaign", source="Thông tư (mẫu)")
    kept(f"{form}/lines", line("all", year=1999))
    kept(f"{form}/lines", line("long", is_column=True, year=1999, least_days=100, is_open_ended=False))
    kept(f"{form}/lines", line("short", is_column=True, year=1999, order=89, most_days=99))
    campaign = {"name": "Đợt mẫu", "kind": "thematic", "unit_id": HA_NAM, "starts_on": "1999-02-01"}
    for ends_on in ("1999-03-01", "1999-12-01", "1999-12-02", None):
        province.post("/v1/campaigns", campaign | {"code": unique("pt"), "ends_on": ends_on}).expect(201)
    read = officer.get(form).expect(200)
    told = shown(officer, 1999)[read.json["code"]]
    assert [column["code"] for column in told["columns"]] == ["short", "long"]
    assert told["cells"] == {("all", "short"): 1, ("all", "long"): 2}
    assert (told["source"], told["verified"]) == ("Thông tư (mẫu)", False)
    officer.patch(form, {"verified": True, "confidence": "S"}, read.etag).expect(200)
    told = shown(officer, 1999)[read.json["code"]]
    assert (told["verified"], told["confidence"]) == (True, "S")
    assert read.json["code"] not in shown(officer, 2000)


def test_a_form_that_counts_nothing_recorded_has_empty_cells(officer, new_form, kept):
    form = new_form(1998, counts=None)
    kept(f"{form}/lines", line("staff", year=1998))
    kept(f"{form}/lines", line("total", is_column=True, year=1998))
    assert shown(officer, 1998)[officer.get(form).json["code"]]["cells"] == {("staff", "total"): None}


@pytest.mark.parametrize("is_column", [False, True])
@pytest.mark.parametrize("media", ["application/json", "text/csv", "text/html"])
def test_a_form_that_is_half_entered_is_shown(officer, new_form, kept, is_column, media):
    """With rows but no columns, or columns but no rows, there is no cell, and nothing fails."""
    form = new_form(1997)
    kept(f"{form}/lines", line("alone", is_column, year=1997))
    query = {"unit": "35", "year": 1997}
    officer.get("/v1/reports/statistics", query, headers={"Accept": media}).expect(200)
    assert shown(officer, 1997)[officer.get(form).json["code"]]["cells"] == {}


CRITERIA_OF = {
    "award": {
        "award_class_id": award_class(10), "award_level": "state", "subject_kind": "individual",
        "commendation_type": "merit", "collective_kind": "school", "position_group": "entrepreneur",
    },
    "campaign": {
        "campaign_kind": "regular", "launched_by": "commune", "least_days": 1, "most_days": 36600, "is_open_ended": False,
    },
}


@pytest.mark.parametrize("counts", ["award", "campaign", None])
def test_only_criteria_of_what_the_form_counts(officer, new_form, kept, counts):
    lines = new_form(2033, counts=counts) + "/lines"
    for kind, criteria in CRITERIA_OF.items():
        for number, (name, value) in enumerate(criteria.items()):
            body = line(f"{kind}{number}", year=2033, **{name: value})
            if kind == counts:
                assert kept(lines, body).json[name] == value
            else:
                officer.post(lines, body).expect_problem(400, "invalid", pointer=f"/{name}", code="rule")


def test_a_stray_criterion_is_told_in_both_languages(officer, new_form, kept):
    form = new_form(2033)
    made = kept(f"{form}/lines", line("row", year=2033))
    for language, sentence in (("vi", "không thuộc nội dung mà biểu thống kê"), ("en", "criterion does not belong to")):
        refused = officer.patch(
            made.headers["Location"], {"least_days": 3}, made.etag, headers={"Accept-Language": language}
        )
        refused.expect_problem(400, "invalid", pointer="/least_days", code="rule")
        assert sentence in refused.text


@pytest.mark.parametrize("criteria,pointer", [
    ({"subject_kind": "collective", "position_group": "entrepreneur"}, "/position_group"),
    ({"subject_kind": "individual", "collective_kind": "school"}, "/collective_kind"),
    ({"position_group": "entrepreneur", "collective_kind": "school"}, "/position_group"),
    ({"is_column": True, "depth": 1}, "/depth"), ({"valid_to": "2032-12-31"}, "/valid_to"),
])
def test_lines_of_awards_that_could_never_count(officer, new_form, criteria, pointer):
    body = line("row", year=2033) | criteria
    officer.post(new_form(2033) + "/lines", body).expect_problem(400, "invalid", pointer=pointer, code="rule")


@pytest.mark.parametrize("criteria,pointer", [
    ({"least_days": 3, "most_days": 2}, "/most_days"), ({"least_days": 3, "is_open_ended": True}, "/is_open_ended"),
    ({"most_days": 3, "is_open_ended": True}, "/is_open_ended"),
])
def test_lines_of_movements_that_could_never_count(officer, new_form, criteria, pointer):
    lines = new_form(2033, counts="campaign") + "/lines"
    body = line("row", year=2033) | criteria
    officer.post(lines, body).expect_problem(400, "invalid", pointer=pointer, code="rule")


@pytest.mark.parametrize("changes,pointer,code", [
    ({"counts": "target"}, "/counts", "enum"), ({"order": 0}, "/order", "range"), ({"name_vi": ""}, "/name_vi", "too_short"),
    ({"valid_to": "2030-12-31"}, "/valid_to", "rule"), ({"confidence": None}, "/confidence", "null"),
])
def test_what_a_form_cannot_be(officer, unique, changes, pointer, code):
    body = FORM.full(unique) | changes
    officer.post(FORMS, body).expect_problem(400, "invalid", pointer=pointer, code=code)


def test_what_a_form_counts_stays_while_lines_ask_for_it(officer, new_form, kept):
    form = new_form(2033)
    made = kept(f"{form}/lines", line("row", year=2033, award_level="base"))
    kept(f"{form}/lines", line("column", is_column=True, year=2033))
    tag = officer.get(form).etag
    for counts in ("campaign", None):
        refused = officer.patch(form, {"counts": counts}, tag, headers={"Accept-Language": "en"})
        refused.expect_problem(409, "conflict", pointer="/counts")
        assert "criteria that do not belong to what it counts" in refused.text
    officer.patch(made.headers["Location"], {"award_level": None}, made.etag).expect(200)
    assert officer.patch(form, {"counts": "campaign"}, tag).expect(200).json["counts"] == "campaign"


def test_what_a_form_counts_does_not_change_under_a_line(officer, new_form, database):
    form = new_form(2033)
    change = f"update statistics_form set counts = 'campaign' where id = '{form.rpartition('/')[2]}'"
    with ThreadPoolExecutor() as beside:
        with unfinished(database, change, end="commit"):
            waiting = beside.submit(officer.post, f"{form}/lines", line("row", year=2033, award_level="base"))
            time.sleep(0.5)
            assert not waiting.done()
        waiting.result().expect_problem(400, "invalid", pointer="/award_level", code="rule")


def test_a_form_with_lines_is_kept(officer, new_form, kept):
    form = new_form(2033)
    made = kept(f"{form}/lines", line("row", year=2033))
    tag = officer.get(form).etag
    officer.delete(form, tag).expect_problem(409, "conflict", code="referenced")
    officer.delete(made.headers["Location"], made.etag).expect(204)
    officer.delete(form, tag).expect(204)


def test_a_class_that_a_line_counts_is_kept(officer, new_form, kept, unique):
    made = kept("/v1/award-classes", BY_NAME["award class"].full(unique))
    kept(new_form(2033) + "/lines", line("row", year=2033, award_class_id=made.id))
    officer.delete(made.headers["Location"], made.etag).expect_problem(409, "conflict", code="referenced")


def test_one_form_of_a_code_holds_on_a_day(officer, kept, unique):
    body = FORM.full(unique)
    first = kept(FORMS, body)
    officer.post(FORMS, body).expect_problem(409, "conflict", pointer="/code", code="unique")
    later = kept(FORMS, body | {"valid_from": "2033-01-01", "valid_to": None})
    at, overlap = later.headers["Location"], {"valid_from": first.json["valid_to"]}
    officer.patch(at, overlap, later.etag).expect_problem(409, "conflict", pointer="/code", code="unique")
    officer.put(at, body | overlap, later.etag).expect_problem(409, "conflict", pointer="/code", code="unique")


def test_one_row_and_one_column_of_a_code_hold_on_a_day(officer, new_form, kept):
    lines = new_form(2033) + "/lines"
    kept(lines, line("a", year=2033))
    column = kept(lines, line("a", is_column=True, year=2033))
    officer.post(lines, line("a", year=2033)).expect_problem(409, "conflict", pointer="/code", code="unique")
    at = column.headers["Location"]
    officer.patch(at, {"is_column": False}, column.etag).expect_problem(409, "conflict", pointer="/code", code="unique")
    officer.put(at, line("a", year=2033), column.etag).expect_problem(409, "conflict", pointer="/code", code="unique")
    kept(lines, line("a", year=2034))


def test_a_line_is_found_under_its_own_form_only(officer, new_form, kept):
    form = new_form(2033)
    made = kept(f"{form}/lines", line("row", year=2033))
    assert form.endswith(made.json["form_id"])
    other = made.headers["Location"].replace(made.json["form_id"], form_id(officer, "0601.N"))
    officer.get(other).expect_problem(404, "not-found")
    officer.post(f"{FORMS}/{MISSING}/lines", line("row")).expect_problem(404, "not-found")
    officer.get(f"{FORMS}/{MISSING}/lines").expect_problem(404, "not-found")
    body = line("row", year=2034, form_id=made.json["form_id"])
    officer.post(f"{form}/lines", body).expect_problem(400, "invalid", pointer="/form_id", code="read_only")


def test_lines_in_their_order_and_of_a_day(officer, new_form, kept):
    lines = new_form(2033) + "/lines"
    for code, place, is_column in (("b", 2, False), ("a", 2, False), ("c", 1, False), ("d", 3, True)):
        kept(lines, line(code, is_column, year=2033, order=place))
    kept(lines, line("e", year=2034))
    assert [row["code"] for row in officer.get(lines, {"as_of": "2033-06-30"}).items] == ["c", "a", "b", "d"]
    assert [row["code"] for row in officer.all(lines, {"limit": 1})] == ["c", "a", "b", "d", "e"]
    assert [row["code"] for row in officer.get(lines, {"is_column": "true"}).items] == ["d"]


def test_the_forms_of_a_day(officer, new_form):
    made = officer.get(new_form(2033)).json
    of_2018 = [form["code"] for form in officer.get(FORMS, {"as_of": "2018-12-31"}).expect(200).items]
    assert of_2018 == ["0601.N", "0602.N", "0603.N", "0604.N", "0605.N"]
    [now] = officer.get(FORMS, {"as_of": "2033-12-31", "code": made["code"], "counts": "award"}).expect(200).items
    assert now == made


@pytest.mark.parametrize("role", OTHERS)
def test_the_office_reads_and_does_not_write(api, officer, new_form, kept, unique, role):
    form = new_form(2033)
    made = kept(f"{form}/lines", line("row", year=2033))
    caller = api.as_(role, "35")
    for path, body in ((FORMS, FORM.full(unique)), (f"{form}/lines", line("other", year=2033))):
        assert caller.get(path).expect(200).items
        caller.post(path, body).expect_problem(403, "forbidden")
    for path in (form, made.headers["Location"]):
        tag = caller.get(path).expect(200).etag
        caller.patch(path, {"order": 1}, tag).expect_problem(403, "forbidden")
        caller.put(path, {}, tag).expect_problem(403, "forbidden")
        caller.delete(path, tag).expect_problem(403, "forbidden")


def test_an_admin_keeps_them_too_and_a_reader_sees_nothing(api, new_form, kept):
    form = new_form(2033)
    admin, reader = api.as_("admin", "35"), api.as_("reader", "35")
    made = admin.post(f"{form}/lines", line("row", year=2033)).expect(201)
    for path in (FORMS, form, f"{form}/lines", made.headers["Location"]):
        reader.get(path).expect_problem(403, "forbidden")
    admin.delete(made.headers["Location"], made.etag).expect(204)
