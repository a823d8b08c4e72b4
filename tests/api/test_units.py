"""Administrative units through time: a code means nothing without a date, and what happened to a unit is on record."""

import pytest

from support.samples import DUY_TIEN, HA_NAM, MISSING, unit


@pytest.fixture
def code(unique):
    return unique("u")


def commune(code, **changes) -> dict:
    body = {
        "code": code, "name": "Xã Mẫu", "type": "commune", "level": "commune", "parent_id": DUY_TIEN,
        "valid_from": "2005-01-01", "valid_to": "2009-12-31",
    }
    return body | changes


@pytest.mark.parametrize(
    "on,named",
    [("1997-01-01", "district"), ("2018-06-30", "district"), ("2019-12-31", "district"), ("2020-01-01", "town"),
     ("2025-06-30", "town"), ("2025-07-01", None), ("1996-12-31", None)],
)
def test_a_code_is_resolved_by_date(district, on, named):
    shown = district.get("/v1/units", {"code": "349", "as_of": on}).expect(200).items
    assert [row["type"] for row in shown] == ([named] if named else [])


def test_a_bare_code_lists_every_unit_that_bore_it(district):
    shown = district.get("/v1/units", {"code": "13597"}).expect(200).items
    assert [row["name"] for row in shown] == ["Đồng Lý", "Vĩnh Trụ", "Vĩnh Trụ"]
    assert [row["valid_from"] for row in shown] == ["1997-01-01", "2020-01-01", "2025-07-01"]


def test_a_name_is_not_unique(district):
    shown = district.get("/v1/units", {"q": "chau son", "as_of": "2018-06-30"}).expect(200).items
    assert {row["code"] for row in shown} == {"13318", "13375"}


def test_the_units_of_a_district_on_a_day(district):
    shown = district.all("/v1/units", {"parent_id": DUY_TIEN, "as_of": "2018-06-30"})
    assert {"Hòa Mạc", "Châu Sơn"} <= {row["name"] for row in shown}
    assert {row["level"] for row in shown} == {"commune"}


def test_the_129_communes_of_2025(district):
    shown = district.all("/v1/units", {"parent_id": unit(37, 2), "as_of": "2025-07-01"})
    assert len(shown) == 129


@pytest.mark.parametrize("as_of", ["2018", "2018-02-30", "", "today"])
def test_a_wrong_day_is_400(district, as_of):
    district.get("/v1/units", {"as_of": as_of}).expect_problem(400, "invalid", parameter="as_of", code="format")


@pytest.mark.parametrize(
    "period", [
        ("2009-12-31", None), ("2004-01-01", "2005-01-01"), ("2006-01-01", "2007-01-01"), ("2000-01-01", "2010-01-01")
    ]
)
def test_two_units_never_have_a_code_at_once(admin, code, period):
    admin.post("/v1/units", commune(code)).expect(201)
    other = commune(code, valid_from=period[0], valid_to=period[1])
    admin.post("/v1/units", other).expect_problem(409, "conflict", pointer="/valid_from", code="unique")


def test_two_units_have_a_code_one_after_the_other(admin, code):
    admin.post("/v1/units", commune(code)).expect(201)
    admin.post("/v1/units", commune(code, valid_from="2010-01-01", valid_to=None)).expect(201)
    admin.post("/v1/units", commune(code, valid_from="1999-01-01", valid_to="2004-12-31")).expect(201)


@pytest.mark.parametrize(
    "change,status,pointer",
    [
        ({"valid_to": "2004-12-31"}, 400, "/valid_to"), ({"type": "city"}, 400, "/type"),
        ({"parent_id": None}, 400, "/parent_id"),
        ({"level": "province", "type": "province"}, 400, "/parent_id"), ({"parent_id": unit(13324)}, 400, "/parent_id"),
        ({"parent_id": unit(349, 2)}, 400, "/parent_id"), ({"parent_id": MISSING}, 409, "/parent_id"),
        ({"lineage_id": MISSING}, 400, "/lineage_id"), ({"level": "hamlet"}, 400, "/level"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_at_its_field(admin, code, change, status, pointer):
    slug = {400: "invalid", 409: "conflict"}[status]
    admin.post("/v1/units", commune(code) | change).expect_problem(status, slug, pointer=pointer)


def test_only_an_administrator_changes_units(api, code):
    for role in ("province_reviewer", "council_reviewer", "unit_officer"):
        api.as_(role, "35").post("/v1/units", commune(code)).expect_problem(403, "forbidden")


def test_a_unit_with_records_cannot_be_deleted(admin):
    path = f"/v1/units/{DUY_TIEN}"
    admin.delete(path, admin.get(path).etag).expect_problem(409, "conflict", code="referenced")


class TestSuccessions:
    @pytest.fixture
    def pair(self, admin, unique):
        """Two communes, one after the other."""
        before = admin.post("/v1/units", commune(unique("u"))).expect(201)
        after = admin.post(
            "/v1/units", commune(unique("u"), valid_from="2010-01-01", valid_to=None, type="ward")
        ).expect(201)
        return before, after

    @staticmethod
    def succeed(admin, before, **changes):
        body = {"kind": "upgrade", "effective_on": "2010-01-01", "legal_act": "Nghị quyết mẫu"}
        return admin.post(f"/v1/units/{before}/successions", body | changes)

    def test_are_shown_at_both_ends(self, district):
        shown = district.get(f"/v1/units/{DUY_TIEN}/successions").expect(200).items
        assert [
            (row["successor_id"], row["kind"], row["effective_on"]) for row in shown
        ] == [(unit(349, 2), "upgrade", "2020-01-01")]
        assert district.get(f"/v1/units/{unit(349, 2)}/successions").expect(200).items == shown

    def test_many_become_one_and_one_becomes_many(self, district):
        merged = district.get(f"/v1/units/{unit(37, 2)}/successions", {"kind": "merge"}).expect(200).items
        assert {row["predecessor_id"] for row in merged} == {unit(35), unit(36), unit(37)}
        split = district.get(f"/v1/units/{unit(13324, 2)}/successions", {"kind": "split"}).expect(200).items
        assert {row["successor_id"] for row in split} == {unit(13324, 3), unit(13330, 3)}

    def test_an_upgrade_keeps_the_lineage_and_a_merge_starts_one(self, admin, pair):
        before, after = pair
        made = self.succeed(admin, before.id, successor_id=after.id).expect(201)
        assert made.json["predecessor_id"] == before.id
        assert admin.get(f"/v1/units/{after.id}").json["lineage_id"] == before.id

    def test_a_merge_starts_a_lineage_of_its_own(self, admin, pair):
        before, after = pair
        self.succeed(admin, before.id, successor_id=after.id, kind="merge").expect(201)
        assert admin.get(f"/v1/units/{after.id}").json["lineage_id"] == after.id

    @pytest.mark.parametrize(
        "changes,status,pointer",
        [
            ({"successor_id": MISSING}, 409, "/successor_id"), ({"kind": "rename", "successor_id": HA_NAM}, 400, None),
            ({"effective_on": "2003-01-01"}, 400, "/effective_on"),
            ({"effective_on": "2009-12-31"}, 400, "/effective_on"),
            ({"kind": "sold"}, 400, "/kind"), ({"predecessor_id": MISSING}, 400, "/predecessor_id"),
        ],
    )
    def test_one_that_cannot_be_is_refused(self, admin, pair, changes, status, pointer):
        before, after = pair
        answer = self.succeed(admin, before.id, **{"successor_id": after.id} | changes)
        answer.expect_problem(status, {400: "invalid", 409: "conflict"}[status], pointer=pointer)
        assert admin.get(f"/v1/units/{before.id}/successions").items == []

    def test_a_unit_does_not_succeed_itself_nor_twice(self, admin, pair):
        before, after = pair
        self.succeed(admin, before.id, successor_id=before.id).expect_problem(400, "invalid")
        self.succeed(admin, before.id, successor_id=after.id, kind="merge").expect(201)
        again = self.succeed(admin, before.id, successor_id=after.id, kind="split")
        again.expect_problem(409, "conflict", pointer="/successor_id", code="unique")

    def test_of_a_unit_that_is_not_there_is_404(self, admin):
        admin.get(f"/v1/units/{MISSING}/successions").expect_problem(404, "not-found")
        self.succeed(admin, MISSING, successor_id=DUY_TIEN).expect_problem(404, "not-found")

    @pytest.fixture
    def upgrade(self, admin, pair):
        """The path of a recorded upgrade, and its successor."""
        before, after = pair
        made = self.succeed(admin, before.id, successor_id=after.id).expect(201)
        return f"/v1/units/{before.id}/successions/{made.id}", after.id

    @staticmethod
    def lineage(admin, unit_id):
        return admin.get(f"/v1/units/{unit_id}").json["lineage_id"]

    def test_a_mistaken_kind_is_mended_and_the_lineage_follows(self, admin, upgrade):
        path, after = upgrade
        assert self.lineage(admin, after) != after
        admin.patch(path, {"kind": "merge"}, admin.get(path).etag).expect(200)
        assert self.lineage(admin, after) == after
        whole = {"kind": "upgrade", "effective_on": "2010-01-01", "legal_act": "Nghị quyết đã sửa"}
        changed = admin.put(path, whole, admin.get(path).etag).expect(200)
        assert (changed.json["kind"], changed.json["legal_act"]) == ("upgrade", "Nghị quyết đã sửa")
        assert self.lineage(admin, after) != after

    def test_a_mistaken_succession_is_deleted_and_recorded_again(self, admin, upgrade):
        path, after = upgrade
        admin.delete(path, admin.get(path).etag).expect(204)
        admin.get(path).expect_problem(404, "not-found")
        assert self.lineage(admin, after) == after
        before = path.split("/")[3]
        self.succeed(admin, before, successor_id=after).expect(201)
        assert self.lineage(admin, after) == before

    @pytest.mark.parametrize("changes,pointer", [
        ({"successor_id": HA_NAM}, "/successor_id"), ({"effective_on": "2009-12-31"}, "/effective_on"), ({"kind": "sold"}, "/kind"),
        ({"predecessor_id": HA_NAM}, "/predecessor_id"),
    ])
    def test_a_change_that_cannot_be_is_refused(self, admin, upgrade, changes, pointer):
        path, _ = upgrade
        before = admin.get(path)
        admin.patch(path, changes, before.etag).expect_problem(400, "invalid", pointer=pointer)
        assert admin.get(path).json == before.json

    def test_changes_need_the_version_that_was_seen(self, admin, upgrade):
        path, _ = upgrade
        stale = admin.get(path).etag
        admin.patch(path, {"kind": "rename"}, stale).expect(200)
        admin.patch(path, {"kind": "merge"}, stale).expect_problem(412, "stale")
        admin.delete(path, stale).expect_problem(412, "stale")

    def test_only_an_administrator_mends_one(self, api, admin, upgrade):
        path, after = upgrade
        etag = admin.get(path).etag
        for role in ("province_reviewer", "council_reviewer", "unit_officer", "district_reviewer"):
            caller = api.as_(role, "35")
            caller.patch(path, {"kind": "merge"}, etag).expect_problem(403, "forbidden")
            caller.delete(path, etag).expect_problem(403, "forbidden")
        assert self.lineage(admin, after) != after

    def test_a_unit_cannot_go_on_as_two_by_a_change_either(self, admin, upgrade, unique):
        path, _ = upgrade
        before = path.split("/")[3]
        other = admin.post("/v1/units", commune(unique("u"), valid_from="2010-01-01", valid_to=None)).expect(201)
        merged = self.succeed(admin, before, successor_id=other.id, kind="merge").expect(201)
        place = f"/v1/units/{before}/successions/{merged.id}"
        tag = admin.get(place).etag
        admin.patch(place, {"kind": "rename"}, tag).expect_problem(409, "conflict", pointer="/kind", code="unique")
        whole = {"kind": "upgrade", "effective_on": "2010-01-01"}
        admin.put(place, whole, tag).expect_problem(409, "conflict", pointer="/kind", code="unique")
        assert self.lineage(admin, other.id) == other.id
