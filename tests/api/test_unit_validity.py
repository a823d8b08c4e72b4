"""A unit cannot end earlier, or begin later, than stored records need it, and is not deleted under them."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.giving import named_award
from support.locks import unfinished
from support.samples import DUY_TIEN, new_council_session, new_decision, new_dossier, unit

HELD = {"valid_from": "2005-01-01", "valid_to": "2009-12-31"}


@pytest.fixture
def home(admin, unique):
    """A commune of Duy Tiên from 2005 to 2009, with everything about it."""
    return commune(admin, unique)


def commune(admin, unique, **changes) -> "Home":
    body = {"code": unique("u")[-12:], "name": "Xã Mẫu", "type": "commune", "level": "commune", "parent_id": DUY_TIEN} | HELD
    return Home(admin, admin.post("/v1/units", body | changes).expect(201))


class Home:
    def __init__(self, admin, made):
        self.admin, self.id, self.path, self.code = admin, made.id, f"/v1/units/{made.id}", made.json["code"]

    def now(self):
        return self.admin.get(self.path)

    def patch(self, **changes):
        return self.admin.patch(self.path, changes, self.now().etag)

    def put(self, **changes):
        members = ("code", "name", "type", "level", "parent_id", "valid_from", "valid_to", "legal_act")
        return self.admin.put(self.path, {name: self.now().json[name] for name in members} | changes, self.now().etag)


def award(province, district, unique, home, day):
    """The decision is the district's, the recipient of the commune."""
    body = new_decision(unique, named_award(unique, unit_id=home.id), signed_on=day)
    province.post("/v1/decisions", body).expect(201)
    return "khen thưởng"


def decision(province, district, unique, home, day):
    """The award lies in the commune too, so both need it."""
    entry = named_award(unique, unit_id=home.id)
    body = new_decision(unique, entry, signed_on=day, authority="commune_chair", level="commune", unit_id=home.id)
    province.post("/v1/decisions", body).expect(201)
    return "quyết định"


def dossier(province, district, unique, home, day):
    district.as_("unit_officer", "349").post("/v1/dossiers", new_dossier(unique, unit_id=home.id, dated_on=day, year=int(day[:4]))).expect(201)
    return "hồ sơ"


MAKERS = [award, decision, dossier]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("change", ["patch", "put"])
@pytest.mark.parametrize("day,member,stays,strands", [
    ("2009-12-31", "valid_to", "2009-12-31", "2009-12-30"), ("2007-05-05", "valid_to", "2007-05-05", "2007-05-04"),
    ("2005-01-01", "valid_from", "2005-01-01", "2005-01-02"), ("2007-05-05", "valid_from", "2007-05-05", "2007-05-06"),
])
def test_a_record_keeps_its_day(province, district, unique, home, make, change, day, member, stays, strands):
    named = make(province, district, unique, home, day)
    refused = getattr(home, change)(**{member: strands})
    refused.expect_problem(409, "conflict", pointer=f"/{member}", code="rule", rule="unit_period_records")
    shown = "/".join(reversed(day.split("-")))
    assert f"{named} (1)" in refused.json["detail"] and f"sớm nhất là {shown}, muộn nhất là {shown}" in refused.json["detail"]
    assert {name: home.now().json[name] for name in HELD} == HELD
    getattr(home, change)(**{member: stays}).expect(200)


def test_all_records_are_counted_with_the_first_and_the_last_day(province, district, unique, home):
    for day in ("2006-02-01", "2008-02-01", "2009-02-01"):
        award(province, district, unique, home, day)
    dossier(province, district, unique, home, "2009-03-01")
    home.admin = home.admin.with_(Accept_Language="en")
    refused = home.patch(valid_to="2007-12-31")
    assert refused.expect(409).json["detail"] == (
        "The unit would not exist on the days of records that need it: awards (2), dossiers (1);"
        " the first day is 2008-02-01, the last 2009-03-01")


def test_a_council_session_keeps_its_day(api, admin, unique):
    body = {"code": unique("p")[-12:], "name": "Tỉnh Mẫu", "type": "province", "level": "province", "parent_id": None} | HELD
    province = Home(admin, admin.post("/v1/units", body).expect(201))
    keeper = api.as_("council_reviewer", province.id)
    keeper.post("/v1/council-sessions", new_council_session(unique, unit_id=province.id, held_on="2009-06-01")).expect(201)
    refused = province.patch(valid_to="2009-05-31").expect_problem(409, "conflict", pointer="/valid_to", rule="unit_period_records")
    assert "phiên họp hội đồng (1)" in refused.json["detail"]


def test_a_unit_below_may_begin_after_this_version_ended(admin, unique):
    """It hangs on all versions of the unit above: a district becomes a town, and its communes stay."""
    body = {"code": unique("d")[-12:], "name": "Huyện Mẫu", "type": "district", "level": "district", "parent_id": unit(35)} | HELD
    district = Home(admin, admin.post("/v1/units", body).expect(201))
    commune(admin, unique, parent_id=district.id, valid_from="2008-01-01", valid_to="2009-12-31")
    district.patch(valid_to="2007-12-31").expect(200)


def test_a_succession_needs_its_successor(admin, unique, home):
    after = commune(admin, unique, valid_from="2010-01-01", valid_to="2012-12-31")
    body = {"successor_id": after.id, "kind": "merge", "effective_on": "2010-01-01"}
    admin.post(f"{home.path}/successions", body).expect(201)
    refused = after.patch(valid_from="2010-01-02").expect_problem(409, "conflict", pointer="/valid_from", rule="unit_period_records")
    assert "lần sắp xếp đơn vị (1)" in refused.json["detail"]


def test_what_is_dated_outside_needs_nothing(province, district, unique, home, database):
    """A dossier that the commune took over, dated before it existed."""
    dossier(province, district, unique, home, "2006-06-06")
    database.psql(f"set session_replication_role = replica; update dossier set dated_on = '2001-01-01' where unit_id = '{home.id}'",
                  role="postgres")
    home.patch(valid_from="2008-01-01").expect(200)


def test_a_longer_life_is_always_possible(province, district, unique, home):
    award(province, district, unique, home, "2007-05-05")
    home.patch(valid_from="2004-01-01", valid_to="2010-12-31").expect(200)
    home.patch(name="Tên khác").expect(200)


def test_an_end_before_the_beginning_is_400_as_before(province, district, unique, home):
    award(province, district, unique, home, "2007-05-05")
    home.patch(valid_to="2004-12-31").expect_problem(400, "invalid", pointer="/valid_to", rule="unit_valid_to")


@pytest.mark.parametrize("make", MAKERS)
def test_a_unit_with_records_is_not_deleted(province, district, unique, home, make):
    make(province, district, unique, home, "2007-05-05")
    home.admin.delete(home.path, home.now().etag).expect_problem(409, "conflict", code="referenced")
    home.now().expect(200)
    free = commune(home.admin, unique)
    free.admin.delete(free.path, free.now().etag).expect(204)


DECISION = """insert into decision (number, signed_on, authority, level, unit_id, signer_name)
    values ('{number}', '2007-05-05', 'commune_chair', 'commune', '{unit}', 'Mẫu')"""
AWARD = """insert into award (decision_id, award_class_id, subject_kind, recipient_name, recipient_unit_name, unit_id, year)
    select d.id, c.id, 'individual', '{number}', 'Mẫu', '{unit}', 2007
    from decision d, award_class c where d.number = '{decision}' and c.code = 'GK'"""
DOSSIER = "insert into dossier (title, unit_id, year, dated_on) values ('{number}', '{unit}', 2007, '2007-05-05')"


@pytest.mark.parametrize("statement", [DECISION, AWARD, DOSSIER])
def test_a_unit_ends_only_after_what_is_being_written_for_it(database, province, unique, home, statement):
    """Whoever comes second waits and is refused: neither sees the other's change while it is open."""
    day = new_decision(unique, named_award(unique), signed_on="2007-05-05")
    province.post("/v1/decisions", day).expect(201)
    written = statement.format(number=unique("so"), unit=home.id, decision=day["number"])
    with ThreadPoolExecutor(1) as pool:
        with unfinished(database, written, end="commit"):
            ended = pool.submit(home.patch, valid_to="2006-12-31")
            time.sleep(0.7)
            assert not ended.done()
        ended.result(30).expect_problem(409, "conflict", pointer="/valid_to", rule="unit_period_records")
