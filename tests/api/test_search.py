"""Searching names as Vietnamese people type them: q= ignores marks, case, the style of tone marks and the normal form;
lists have the order of the alphabet.
"""

import unicodedata

import pytest

from support.client import Api
from support.samples import LY_NHAN, collective, new_collective, new_individual, unit


@pytest.fixture(scope="module")
def people(service, unique):
    """People of Duy Tiên with names for these searches; made once."""
    district = Api(service).as_("district_reviewer", "349")
    names = ["Đoàn Thuý Hoà", "Đoàn Thúy Hòa", "Nguyễn Khuyến", "100% Lương_Thưởng", "Lươngx Thưởng", "Back\\slash", "O'Neill Bình"]
    return {
        name: district.post("/v1/individuals", new_individual(unique, full_name=name)).expect(201).id for name in names
    }


def found(caller, q) -> set:
    return {row["full_name"] for row in caller.get("/v1/individuals", {"q": q, "limit": 200}).expect(200).items}


HOA = {"Đoàn Thuý Hoà", "Đoàn Thúy Hòa"}


@pytest.mark.parametrize(
    "q,names",
    [
        ("doan thuy hoa", HOA), ("Đoàn Thuý Hoà", HOA), ("đoàn thúy hòa", HOA), ("DOAN THUY HOA", HOA),
        ("ĐOÀN THÚY HÒA", HOA),
        ("hoa doan", HOA), ("thuy", HOA | {"Lê Thị Thuý (mẫu)"}), ("oan  thu", HOA), ("dOaN\thoà", HOA),
        ("khuyen", {"Nguyễn Khuyến"}), ("Khuyến", {"Nguyễn Khuyến"}), ("KHUYÊN", {"Nguyễn Khuyến"}),
        ("khuyen doan", set()), ("100%", {"100% Lương_Thưởng"}), ("luong_", {"100% Lương_Thưởng"}),
        ("%", {"100% Lương_Thưởng"}),
        ("_", {"100% Lương_Thưởng"}), ("\\", {"Back\\slash"}), ("back\\s", {"Back\\slash"}),
        ("o'neill", {"O'Neill Bình"}),
        ("'; drop table individual; --", set()), ("\u00d0oàn Thúy", HOA), ("\u0189oàn thuý", HOA), ("ＴＨＵＹ ＨＯＡ", HOA),
        ("đo\u200bàn\u00a0thúy", HOA), ("luong%thuong", set()),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_found_however_it_is_typed(district, people, q, names, form):
    assert found(district, unicodedata.normalize(form, q)) == names


def test_a_search_is_a_filter_like_any_other(district, people):
    shown = district.get(
        "/v1/individuals", {"q": "hoa", "gender": "female"}, headers={"Prefer": "count=exact"}
    ).expect(200)
    assert [row["full_name"] for row in shown.items] == ["Trần Thị Hòa (mẫu)"]
    assert shown.json["count"] == 1


@pytest.mark.parametrize(
    "path,q,names",
    [
        ("/v1/units", "ha nam", {"Hà Nam", "Thành Nam"}), ("/v1/units", "CHAU SON", {"Châu Sơn"}),
        ("/v1/clusters", "khoi thi dua", {"Khối thi đua các huyện, thành phố"}),
        ("/v1/campaigns", "nong thon moi", {"Hà Nam chung sức xây dựng nông thôn mới"}),
        ("/v1/award-classes", "huan chuong hang ba", {"Huân chương Lao động hạng Ba"}),
        ("/v1/award-classes", "emulation flag", {"Cờ thi đua của Chính phủ", "Cờ thi đua của Ủy ban nhân dân tỉnh"}),
        ("/v1/campaign-targets", "ho ngheo", {"Tỷ lệ hộ nghèo"}),
        ("/v1/awards", "dang thi huong", {"Đặng Thị Hường (mẫu)"}),
    ],
)
def test_other_lists_are_searched_by_their_names(district, path, q, names):
    shown = district.get(path, {"q": q}).expect(200).items
    told = {row.get("name") or row.get("name_vi") or row.get("indicator") or row.get("recipient_name") for row in shown}
    assert told == names


def test_text_is_stored_in_nfc(district, unique):
    name = unicodedata.normalize("NFD", f"Tổ dân phố Hòa Mạc {unique()}")
    made = district.post("/v1/collectives", new_collective(unique, name=name)).expect(201)
    assert made.json["name"] == unicodedata.normalize("NFC", name)


def test_lists_are_sorted_by_the_vietnamese_alphabet(api, unique):
    reviewer = api.as_("district_reviewer", "353")
    alphabet = [
        "An", "Ăn", "Ân", "Ba", "Da", "Đa", "Em", "Êm", "Hoa", "Hòa", "Hoan", "On", "Ôn", "Ơn", "Tu", "Tư", "Ví dụ"
    ]
    for name in reversed(alphabet):
        reviewer.post(
            "/v1/collectives", new_collective(unique, name=name, unit_id=LY_NHAN, agency_code="abc")
        ).expect(201)
    query = {"agency_code": "abc", "sort": "name"}
    assert [row["name"] for row in reviewer.all("/v1/collectives", query)] == alphabet
    assert [
        row["name"] for row in reviewer.all("/v1/collectives", query | {"sort": "-name", "limit": 4})
    ] == alphabet[::-1]


def test_a_search_reaches_no_further_than_the_scope(district):
    assert district.get("/v1/collectives", {"q": "nhan khang"}).expect(200).items == []
    assert district.get("/v1/individuals", {"q": "kieu thi mo"}).expect(200).items == []
    district.get(f"/v1/collectives/{collective(29)}").expect_problem(404, "not-found")


NEAREST = [  # equally near names: newest first; they are entered in another order
    ["Lê Thị Hòa", "Hòa Lê"],
    ["Lê Hoàng", "Hoàn Lê"],
    ["Lê Khoa", "Đakhoan Lê"],
]


@pytest.fixture(scope="module")
def nearest(service, unique):
    """(a caller, the names in the order of the answer): six people of a commune where nobody else has such a name."""
    district = Api(service).as_("district_reviewer", "353")
    mark = unique("xq").replace("-", "")
    group = district.post("/v1/collectives", new_collective(unique, unit_id=unit(353))).expect(201).id
    made = {}
    for name in ["Đakhoan Lê", "Hòa Lê", "Hoàn Lê", "Lê Thị Hòa", "Lê Khoa", "Lê Hoàng"]:
        body = new_individual(unique, full_name=f"{name} {mark}", collective_id=group)
        made[name] = district.post("/v1/individuals", body).expect(201).json["full_name"]
    return district, mark, [[made[name] for name in names] for names in NEAREST]


def names_of(pages) -> list:
    return [row["full_name"] for row in pages]


def test_whole_words_come_first_then_beginnings_then_the_rest(nearest):
    district, mark, names = nearest
    shown = names_of(district.get("/v1/individuals", {"q": f"hòa {mark}"}).expect(200).items)
    assert shown == [name for near in names for name in near]
    of_two = district.anonymous.as_("district_reviewer", ["353", "349"])
    walked = [page.items for page in of_two.pages("/v1/individuals", {"q": f"hòa {mark}", "limit": 2})]
    assert names_of(row for page in walked for row in page) == shown, "an ordered walk of each unit, merged"
    assert names_of(district.get("/v1/individuals", {"q": f"hoan {mark}"}).expect(200).items) == [
        names[1][1], names[1][0], names[2][1]
    ]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6, 7])
def test_pages_go_from_one_nearness_to_the_next(nearest, limit):
    district, mark, names = nearest
    walked = [page.items for page in district.pages("/v1/individuals", {"q": f"hoa {mark}", "limit": limit})]
    assert names_of(row for page in walked for row in page) == [name for near in names for name in near]
    assert all(len(page) == limit for page in walked[:-1])


def test_an_order_given_by_the_caller_replaces_nearness(nearest):
    district, mark, names = nearest
    shown = names_of(district.get("/v1/individuals", {"q": f"hoa {mark}", "sort": "created_at"}).expect(200).items)
    assert sorted(shown) == sorted(name for near in names for name in near) and shown[0].startswith("Đakhoan")
    counted = district.get("/v1/individuals", {"q": f"hoa {mark}", "limit": 1}, headers={"Prefer": "count=exact"})
    assert counted.expect(200).json["count"] == 6


def test_a_cursor_of_the_nearest_is_not_one_of_another_order(nearest):
    district, mark, _ = nearest
    first = district.get("/v1/individuals", {"q": f"hoa {mark}", "limit": 1}).expect(200)
    other = first.json["next"] + "&sort=-created_at"
    district.get(other).expect_problem(400, "invalid", parameter="cursor", code="cursor")


@pytest.mark.parametrize("q", ["-", "( )", "%", "'", "a-b -- c", "\\"])
def test_signs_alone_are_searched_like_any_text(district, people, q):
    shown = found(district, q)
    walked = {row["full_name"] for page in district.pages("/v1/individuals", {"q": q, "limit": 1}) for row in page.items}
    assert walked == shown
