"""Ids of the reference and demonstration data, and one sample of every resource: the bodies that create, replace and
change one. test_crud.py runs through this table; other tests take single bodies from it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field


def unit(code, version=1) -> str:
    """The id of a version of a unit in the reference data: 1 is the unit of 2018, 2 the one after it, 3 a commune since
    2025-07-01."""
    return f"01600000-0001-7000-8000-{version:04d}{int(code):08d}"


def award_class(number) -> str:
    """By rank: 10 HCLD, 13 HCLD3, 20 CTDCP, 30 BKTTG, 70 TTLDTT, 80 GK, 85 LDTT …"""
    return f"01600000-0003-7000-8000-{number:012d}"


def collective(number) -> str:
    """1–3 Phủ Lý, 4–6, 21, 22, 31 Duy Tiên, 16–18, 29, 30, 33, 34 Lý Nhân, 35 the province, 36 Nam Định …"""
    return f"01600000-0007-7000-8000-{number:012d}"


def individual(number) -> str:
    """1–5 Duy Tiên, 6–10 Phủ Lý, 20–23 Lý Nhân, 25 Nam Định …"""
    return f"01600000-0008-7000-8000-{number:012d}"


def target(number) -> str:
    return f"01600000-0009-7000-8000-{number:012d}"


def indicator(number) -> str:
    """1 THU-NS, 6 XA-NTM, 7 HO-NGHEO, 13 TNGT …"""
    return f"01600000-0041-7000-8000-{number:012d}"


def decision(number) -> str:
    """1–7 the province's, 8 of the district 349, 9 Nam Định's."""
    return f"01600000-000a-7000-8000-{number:012d}"


def award(number) -> str:
    return f"01600000-000b-7000-8000-{number:012d}"


CLUSTER = "01600000-0004-7000-8000-000000000001"
CLUSTER_OF_COMMUNES = "01600000-0004-7000-8000-000000000002"  # of Ninh Bình in 2026
REGULAR_CAMPAIGN = "01600000-0006-7000-8000-000000000001"
MISSING = "01999999-9999-7999-8999-999999999999"
HA_NAM, NAM_DINH = unit(35), unit(36)
DUY_TIEN, LY_NHAN, PHU_LY = unit(349), unit(353), unit(347)
OF_THE_NATION, OF_HA_NAM = {"unit_id": None}, {"unit_id": HA_NAM}  # the owner of a row of a catalogue


def launch(caller, made):
    """Launches the campaign that this answer made."""
    return caller.post(f"/v1/campaigns/{made.expect(201).id}/launch", {}, etag=made.etag)


def new_collective(unique, **changes) -> dict:
    made = unique("tt")
    body = {"code": made, "name": f"Phòng Nội vụ {made}", "unit_id": DUY_TIEN, "kind": "agency"}
    return body | changes


def new_individual(unique, **changes) -> dict:
    return {"full_name": f"Nguyễn Thị {unique('Mẫu')}", "collective_id": collective(4)} | changes


def new_target(unique, **changes) -> dict:
    body = {
        "campaign_id": REGULAR_CAMPAIGN, "unit_id": DUY_TIEN, "indicator": f"Thu ngân sách {unique('ct')}",
        "field": "economy", "measure_unit": "tỷ đồng", "direction": "at_least", "registered_value": 100,
        "due_on": "2018-12-31",
    }
    return body | changes


def new_decision(unique, *awards, **changes) -> dict:
    """A certificate of the district chair of Duy Tiên. Without `awards` it has one award, for the People's Committee of
    Duy Tiên."""
    body = {
        "number": unique("QD"), "signed_on": "2018-09-03", "authority": "district_chair", "level": "district",
        "unit_id": DUY_TIEN, "signer_name": "Người ký (mẫu)", "awards": list(awards) or [new_award()],
    }
    return body | changes


def new_award(**changes) -> dict:
    return {"award_class_code": "GK", "subject_kind": "collective", "collective_id": collective(4)} | changes


def new_dossier(unique, **changes) -> dict:
    """A draft of Duy Tiên in 2018."""
    body = {"title": f"Hồ sơ {unique('hs')}", "unit_id": DUY_TIEN, "year": 2018, "dated_on": "2018-06-15"}
    return body | changes


def new_document(unique, **changes) -> dict:
    digest = hashlib.sha256(unique("paper").encode()).hexdigest()
    body = {"kind": "submission_letter", "title": "Tờ trình (mẫu)", "media_type": "application/pdf", "size": 1024,
            "sha256": digest, "location": f"urn:sha256:{digest}"}
    return body | changes


def new_council_session(unique, **changes) -> dict:
    return {"unit_id": HA_NAM, "number": unique("HD"), "held_on": "2018-06-20"} | changes


def new_year(**changes) -> dict:
    """What a cluster decides about the year 2018."""
    return {"year": 2018, "pact": "Giao ước thi đua (mẫu)", "flag_places": 1} | changes


def new_criterion(unique, **changes) -> dict:
    body = {"year": 2018, "order": 1, "group_name": "Kinh tế (mẫu)", "name": unique("Tiêu chí"), "max_points": 10}
    return body | changes


def new_own_class(unique, **changes) -> dict:
    """A form of award that belongs to the province of Hà Nam."""
    body = {
        "code": unique("R")[-14:], "name_vi": "Giấy khen của tỉnh (mẫu)", "name_en": "A province's own (sample)",
        "category": "form", "level": "province", "subject_kinds": ["collective", "individual"],
        "authority": "province_chair", "parent_id": None, "rank": 97, "valid_from": "2010-01-01",
        "valid_to": "2030-12-31", "recurrence": "repeated", "is_cluster_flag": False, "unit_id": HA_NAM,
    }
    return body | changes


def citizen_id(unique) -> str:
    """Twelve digits that nobody else in the run has."""
    _, run, number = (unique("c") + "-0-0").split("-")[:3]
    return f"{int(run, 16) % 10**7:07d}{int(number):05d}"


def masked(number) -> str:
    return "*" * 12 if number else None


@dataclass(frozen=True)
class Sample:
    name: str
    path: str
    role: str
    unit: str
    full: Callable  # unique -> a body with every member that may be sent
    required: tuple  # the members without which the body is refused
    patch: dict  # members that a merge patch may change on `full`
    preset: dict = field(default_factory=dict)  # the value of a member that was not sent, where it is not null
    shown: dict = field(default_factory=dict)  # functions for members that read back otherwise than they were sent
    other: dict = field(default_factory=dict)  # changes to a body of only required members that avoid a conflict
    fixed: tuple = ()  # members that can be given on creation only

    def __str__(self):
        return self.name

    def minimal(self, unique) -> dict:
        full = self.full(unique)
        return {name: full[name] for name in self.required} | self.other

    def replacement(self, unique) -> dict:
        """A full body without the members that are given on creation only."""
        return {name: value for name, value in self.full(unique).items() if name not in self.fixed}

    def read_back(self, sent) -> dict:
        """What an answer to `sent` must contain: all members of the resource."""
        absent = dict.fromkeys(self.full(lambda prefix="x": prefix)) | self.preset
        return absent | sent | {name: show(sent[name]) for name, show in self.shown.items() if sent.get(name)}


SAMPLES = [
    Sample(
        "unit", "/v1/units", "admin", "35",
        lambda unique: {
            "code": unique("u"), "name": "Châu Giang Thượng", "type": "commune", "level": "commune",
            "parent_id": unit(349, 2), "valid_from": "2021-01-01", "valid_to": "2022-12-31",
            "legal_act": "Nghị quyết mẫu",
        },
        ("code", "name", "type", "level", "valid_from"), {"name": "Châu Giang Hạ", "valid_to": None},
        other={"type": "province", "level": "province"},
    ),
    Sample(
        "cluster", "/v1/clusters", "province_reviewer", "35",
        lambda unique: {"code": unique("cum"), "name": "Cụm thi đua số 2", "unit_id": HA_NAM, "note": "Dòng 1\nDòng 2"},
        ("code", "name", "unit_id"), {"name": "Cụm thi đua số 3", "note": None},
    ),
    Sample(
        "cluster member", "/v1/clusters/{cluster}/members", "province_reviewer", "35",
        lambda unique: {"year": 2019, "unit_id": LY_NHAN, "role": "leader"},
        ("year", "unit_id"), {"role": "deputy", "year": 2020}, preset={"role": "member"},
    ),
    Sample(
        "cluster year", "/v1/clusters/{cluster}/years", "province_reviewer", "35",
        lambda unique: {
            "year": 2019, "pact": "Điều 1\nĐiều 2", "pact_signed_on": "2019-02-28", "pact_location": "urn:x:giao-uoc",
            "flag_places": 0, "scoring_method": "Thang điểm 1000",
        },
        ("year",), {"flag_places": 2, "pact_location": None}, preset={"flag_places": 1}, fixed=("year",),
    ),
    Sample(
        "cluster criterion", "/v1/clusters/{cluster}/criteria", "province_reviewer", "35",
        lambda unique: {
            "year": 2019, "order": 2, "group_name": "Kinh tế - xã hội", "name": "Thu ngân sách",
            "description": "So với dự toán", "max_points": 20.5, "bonus_cap": 0.000001, "penalty_cap": 2,
        },
        ("year", "order", "group_name", "name", "max_points"), {"max_points": 25, "description": None},
        preset={"bonus_cap": 0, "penalty_cap": 0}, fixed=("year",),
    ),
    Sample(
        "campaign", "/v1/campaigns", "province_reviewer", "35",
        lambda unique: {
            "code": unique("pt"), "name": "Thi đua lao động giỏi", "kind": "thematic", "unit_id": HA_NAM,
            "cluster_id": CLUSTER, "starts_on": "2018-03-01", "ends_on": "2018-12-31", "review_on": "2018-12-20",
            "parent_id": None, "goals": "Lập thành tích",
        },
        ("code", "name", "kind", "unit_id", "starts_on"), {"kind": "regular", "ends_on": None},
    ),
    Sample(
        "campaign phase", "/v1/campaigns/{campaign}/phases", "province_reviewer", "35",
        lambda unique: {"name": unique("Giai đoạn"), "starts_on": "2018-04-01", "ends_on": "2018-06-30"},
        ("name", "starts_on", "ends_on"), {"ends_on": "2018-07-31"},
    ),
    Sample(
        "collective", "/v1/collectives", "district_reviewer", "349",
        lambda unique: {
            "code": unique("tt"), "name": "Trường Mầm non Hòa Mạc", "short_name": "MN", "unit_id": DUY_TIEN,
            "parent_id": collective(4), "kind": "school", "headcount": 0, "women_count": 0, "founded_on": "1975-04-30",
            "state": "merged", "agency_code": "H25.1", "address": "Thị trấn Hòa Mạc",
        },
        ("code", "name", "unit_id", "kind"), {"headcount": 41, "women_count": 40, "short_name": None},
        preset={"state": "active"},
    ),
    Sample(
        "individual", "/v1/individuals", "district_reviewer", "349",
        lambda unique: {
            "code": unique("cb"), "full_name": "Đoàn Thị Điểm", "birth_date": "1980-02-29", "gender": "female",
            "position": "Giáo viên", "position_group": "direct_worker",
            "collective_id": collective(22), "citizen_id": citizen_id(unique), "state": "retired",
        },
        ("full_name", "collective_id"), {"position": "Tổ trưởng", "birth_date": None},
        preset={"state": "active"}, shown={"citizen_id": masked},
    ),
    Sample(
        "rating", "/v1/ratings", "district_reviewer", "349",
        lambda unique: {
            "collective_id": collective(21), "individual_id": None, "year": 2021, "rating": "completed",
            "decision_number": "12/QĐ-UBND", "decided_on": "2022-01-10", "note": "Ghi chú",
        },
        ("year", "rating"), {"rating": "not_completed", "note": None, "year": 2020},
        other={"individual_id": individual(4)},
    ),
    Sample(
        "initiative", "/v1/initiatives", "district_reviewer", "349",
        lambda unique: {
            "individual_id": individual(4), "kind": "initiative", "title": unique("Sáng kiến"), "level": "district",
            "year": 2018, "recognised_on": "2018-12-20", "decision_number": "45/QĐ-UBND",
            "recognised_by": "Hội đồng Sáng kiến huyện",
        },
        ("individual_id", "kind", "title", "level", "year"), {"level": "province", "recognised_on": None},
    ),
    Sample(
        "award class", "/v1/award-classes", "admin", "35",
        lambda unique: {
            "code": unique("K")[-14:], "name_vi": "Kỷ niệm chương", "name_en": "Commemorative Medal",
            "category": "form",
            "level": "state", "subject_kinds": ["individual", "household"], "authority": "prime_minister",
            "parent_id": award_class(80), "rank": 95, "valid_from": "2010-01-01", "valid_to": "2030-12-31",
            "recurrence": "repeated", "is_cluster_flag": True, "unit_id": None,
        },
        ("code", "name_vi", "name_en", "category", "level", "subject_kinds", "authority", "rank", "valid_from"),
        {"rank": 96, "valid_to": None, "recurrence": "yearly"}, preset={"recurrence": "once", "is_cluster_flag": False},
        other=OF_THE_NATION, fixed=("unit_id",),
    ),
    Sample(
        "own award class", "/v1/award-classes", "council_reviewer", "35", new_own_class,
        ("code", "name_vi", "name_en", "category", "level", "subject_kinds", "authority", "rank", "valid_from"),
        {"level": "base", "authority": "agency_head", "valid_to": None},
        preset={"recurrence": "repeated", "is_cluster_flag": False}, other=OF_HA_NAM, fixed=("unit_id",),
    ),
    Sample(
        "award rule", "/v1/award-classes/{award_class}/rules", "admin", "35",
        lambda unique: {
            "kind": "held_award", "subject_kind": "individual", "valid_from": "2024-01-01", "valid_to": "2026-09-30",
            "path": "b.1", "needs_award_class_id": award_class(30), "least": 1, "years": 5, "rating": None,
            "initiative_level": None, "permille": None, "quorum_permille": None, "secret": None,
            "written_allowed": None, "recusal_shrinks": None, "authority": None, "coefficient": None,
            "working_days": None, "text_vi": "Được tặng Bằng khen", "text_en": "Received a certificate",
            "article": "Điều 1", "source": "mẫu", "confidence": "S-local", "verified": True, "unit_id": None,
        },
        ("kind", "valid_from", "text_vi", "text_en", "confidence"), {"least": 2, "years": None, "source": None},
        preset={"verified": False}, other={"kind": "consultation"} | OF_THE_NATION, fixed=("unit_id",),
    ),
    Sample(
        "own award rule", "/v1/award-classes/{own_award_class}/rules", "council_reviewer", "35",
        lambda unique: BY_NAME["award rule"].full(unique) | {"needs_award_class_id": "{own_award_class}"} | OF_HA_NAM,
        ("kind", "valid_from", "text_vi", "text_en", "confidence"), {"least": 2, "years": None, "source": None},
        preset={"verified": False}, other={"kind": "consultation"} | OF_HA_NAM, fixed=("unit_id",),
    ),
    Sample(
        "statistics form", "/v1/statistics-forms", "admin", "35",
        lambda unique: {
            "code": unique("BM"), "order": 900, "name_vi": "Biểu mẫu thử", "name_en": "A form to try",
            "counts": "award", "valid_from": "2031-01-01", "valid_to": "2032-12-31", "note_vi": "Ghi chú",
            "note_en": "A note", "source": "mẫu", "confidence": "S-local", "verified": True,
        },
        ("code", "order", "name_vi", "name_en", "valid_from", "confidence"),
        {"counts": None, "valid_to": None, "note_en": None, "confidence": "C"}, preset={"verified": False},
    ),
    Sample(
        "statistics line", "/v1/statistics-forms/{statistics_form}/lines", "admin", "35",
        lambda unique: {
            "is_column": False, "order": 1, "code": "1.1", "label_vi": "Doanh nghiệp", "label_en": "Enterprises",
            "depth": 5, "valid_from": "2031-01-01", "valid_to": "2031-12-31", "award_class_id": award_class(10),
            "award_level": "state", "subject_kind": "collective", "commendation_type": "merit",
            "collective_kind": "enterprise", "position_group": None, "campaign_kind": None, "launched_by": None,
            "least_days": None, "most_days": None, "is_open_ended": None,
        },
        ("is_column", "order", "code", "label_vi", "label_en", "valid_from"),
        {"subject_kind": "individual", "collective_kind": None, "position_group": "direct_worker", "depth": 0},
        preset={"depth": 0},
    ),
    Sample(
        "holiday", "/v1/holidays", "admin", "35",
        lambda unique: {
            "on_date": "2031-05-03", "name_vi": "Làm bù", "name_en": "Make-up day", "kind": "make_up",
            "article": "Điều 112", "source": "mẫu", "confidence": "S", "verified": True,
        },
        ("on_date", "name_vi", "name_en", "confidence"), {"on_date": "2031-05-04", "article": None},
        preset={"kind": "holiday", "verified": False},
    ),
    Sample(
        "stage deadline", "/v1/stage-deadlines", "admin", "35",
        lambda unique: {
            "stage": "council", "award_level": "province", "working_days": 15, "valid_from": "2024-01-01",
            "valid_to": "2025-06-30", "article": "Điều 30", "source": "mẫu", "confidence": "P", "verified": True,
            "unit_id": None,
        },
        ("stage", "working_days", "valid_from", "confidence"), {"award_level": None, "working_days": 1},
        preset={"verified": False}, other=OF_THE_NATION, fixed=("unit_id",),
    ),
    Sample(
        "own stage deadline", "/v1/stage-deadlines", "council_reviewer", "35",
        lambda unique: BY_NAME["stage deadline"].full(unique) | OF_HA_NAM,
        ("stage", "working_days", "valid_from", "confidence"), {"award_level": "base", "working_days": 1},
        preset={"verified": False}, other={"award_level": "province"} | OF_HA_NAM, fixed=("unit_id",),
    ),
    Sample(
        "base salary", "/v1/base-salaries", "admin", "35",
        lambda unique: {
            "amount": 210000, "valid_from": "2001-01-01", "valid_to": "2002-12-31", "article": "Điều 1",
            "source": "mẫu", "confidence": "M", "verified": True,
        },
        ("amount", "valid_from", "confidence"), {"amount": 290000, "article": None},
        preset={"verified": False}, other={"valid_to": "2001-06-30"},
    ),
    Sample(
        "indicator", "/v1/indicators", "admin", "35",
        lambda unique: {
            "code": unique("CT"), "name_vi": "Số hộ thoát nghèo", "name_en": "Households out of poverty",
            "field": "society", "measure_unit": "hộ", "direction": "at_least", "basis": "level", "additive": True,
            "valid_from": "2018-01-01", "valid_to": "2030-12-31", "note": "Ghi chú", "unit_id": None,
        },
        ("code", "name_vi", "name_en", "field", "measure_unit", "direction", "valid_from"),
        {"direction": "at_most", "valid_to": None, "note": None}, preset={"basis": "cumulative", "additive": False},
        other=OF_THE_NATION, fixed=("unit_id",),
    ),
    Sample(
        "own indicator", "/v1/indicators", "council_reviewer", "35",
        lambda unique: BY_NAME["indicator"].full(unique) | OF_HA_NAM,
        ("code", "name_vi", "name_en", "field", "measure_unit", "direction", "valid_from"),
        {"direction": "at_most", "valid_to": None, "note": None}, preset={"basis": "cumulative", "additive": False},
        other=OF_HA_NAM, fixed=("unit_id",),
    ),
    Sample(
        "campaign target", "/v1/campaign-targets", "district_reviewer", "349",
        lambda unique: {
            "campaign_id": REGULAR_CAMPAIGN, "unit_id": DUY_TIEN, "collective_id": collective(4),
            "indicator_id": indicator(1), "indicator": f"Thu ngân sách {unique('ct')}", "field": "economy",
            "measure_unit": "tỷ đồng", "direction": "at_least", "basis": "cumulative",
            "registered_value": 123456789.012345, "weight": 2.5, "starts_on": "2018-02-01", "due_on": "2018-12-31",
            "priority": True, "note": "Ghi chú",
        },
        ("campaign_id", "unit_id", "indicator", "field", "measure_unit", "direction", "registered_value", "due_on"),
        {"registered_value": 0.1, "indicator_id": None, "basis": "level", "weight": 0.5},
        preset={"priority": False, "basis": "cumulative", "weight": 1, "starts_on": "2018-01-01"},
    ),
    Sample(
        "dossier", "/v1/dossiers", "unit_officer", "349",
        lambda unique: {
            "number": unique("TTr"), "title": "Đề nghị khen thưởng cuối năm", "unit_id": DUY_TIEN,
            "collective_id": collective(4), "commendation_type": "movement", "campaign_id": REGULAR_CAMPAIGN,
            "year": 2017, "dated_on": "2018-01-15", "summary": "Dòng 1\nDòng 2",
        },
        ("title", "unit_id", "year", "dated_on"), {"commendation_type": "irregular", "summary": None, "year": 2018},
        preset={"commendation_type": "merit"}, fixed=("unit_id",),
    ),
    Sample(
        "dossier document", "/v1/dossiers/{dossier}/documents", "unit_officer", "349",
        lambda unique: new_document(unique, nomination_id=None, number="12/TTr-UBND", dated_on="2018-01-15"),
        ("kind", "title", "media_type", "size", "sha256", "location"), {"kind": "minutes", "size": 1, "number": None},
    ),
    Sample(
        "nomination", "/v1/nominations", "unit_officer", "349",
        lambda unique: {
            "dossier_id": "{dossier}", "award_class_id": award_class(60), "subject_kind": "individual",
            "collective_id": None, "individual_id": individual(1), "year": 2017, "achievement": "Thành tích\nxuất sắc",
        },
        ("dossier_id", "award_class_id", "subject_kind"), {"award_class_id": award_class(85), "achievement": None},
        preset={"year": 2018}, other={"subject_kind": "collective", "collective_id": collective(4)},
        fixed=("dossier_id",),
    ),
    Sample(
        "award statement", "/v1/award-statements", "province_reviewer", "35",
        lambda unique: {
            "cluster_id": CLUSTER, "unit_id": HA_NAM, "award_class_id": award_class(60), "subject_kind": "individual",
            "period_from": "2017-01-01", "period_to": "2017-06-30", "count": 0, "stated": "nhiều",
        },
        ("unit_id", "award_class_id", "subject_kind", "period_from", "period_to"), {"count": None, "stated": "một số"},
        other={"count": 12},
    ),
    Sample(
        "list for public consultation", "/v1/consultations", "province_reviewer", "35",
        lambda unique: {"unit_id": HA_NAM, "title": "Lấy ý kiến (mẫu)", "contact": "y-kien@mau.example", "elsewhere": "Báo (mẫu)"},
        ("unit_id", "title", "contact"), {"title": "Lấy ý kiến lần hai (mẫu)", "elsewhere": None}, fixed=("unit_id",),
    ),
    Sample(
        "council session", "/v1/council-sessions", "council_reviewer", "35",
        lambda unique: new_council_session(unique, place="Phòng họp số 1 (mẫu)", minutes="Dòng 1\nDòng 2"),
        ("unit_id", "number", "held_on"), {"held_on": "2018-06-21", "place": None},
    ),
    Sample(
        "council member", "/v1/council-sessions/{council_session}/members", "council_reviewer", "35",
        lambda unique: {
            "name": "Ủy viên (mẫu)", "position": "Giám đốc Sở", "role": "chair", "subject": "uy.vien",
            "collective_id": collective(35), "attendance": "written",
        },
        ("name",), {"role": "vice_chair", "subject": None}, preset={"role": "member", "attendance": "present"},
    ),
    Sample(
        "council item", "/v1/council-sessions/{council_session}/items", "council_reviewer", "35",
        lambda unique: {"nomination_id": "{nomination}", "order": 3},
        ("nomination_id", "order"), {"order": 4},
    ),
]
BY_NAME = {sample.name: sample for sample in SAMPLES}
