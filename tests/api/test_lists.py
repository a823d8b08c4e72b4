"""Lists (openapi.yaml, "Lists"): pages by cursor, in every order, no row twice and none missed."""

import base64
import itertools
import json
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.samples import DUY_TIEN, collective, new_collective
from support.service import another_installation

ROWS = 230
NAMES = ["Trường Tiểu học", "Đội Quản lý", "Ủy ban nhân dân", "an ninh", "Ban Tổ chức", "Ăn uống", "Hợp tác xã", "đoàn thanh niên"]


def row(number) -> dict:
    return {
        "code": f"L{number:03d}", "name": f"{NAMES[number % len(NAMES)]} {number % 29}",
        "headcount": None if number % 7 == 0 else number % 50,
        "founded_on": str(date(1975, 4, 30) + timedelta(days=number % 11)),
        "state": ["active", "merged", "dissolved"][number % 3],
    }


@pytest.fixture(scope="module")
def rows(database):
    """The rows of Duy Tiên, with 230 more added in five batches, so that created_at has few different values."""
    for batch in range(5):
        values = json.dumps([row(number) for number in range(batch, ROWS, 5)], ensure_ascii=False).replace("'", "''")
        database.psql(
            f"""insert into collective (code, name, headcount, founded_on, state, unit_id, kind)
            select code, name, headcount, founded_on, state, '{DUY_TIEN}', 'other'
            from json_to_recordset('{values}') as r (
                code text, name text, headcount int, founded_on date, state text
            )""",
            "tdkt_owner",
        )
    return sorted_rows(database, "id")


def sorted_rows(database, order) -> list:
    """(id, …) as the database's own collation sorts them. Every list must have this order."""
    return database.psql(
        f"select id, code, headcount, state from collective where district_lineage = '{DUY_TIEN}' order by {order}",
        "postgres"
    )


def sort_of(keys) -> tuple:
    """(text for "sort=", text for "order by") of (column, descending) pairs. The id ends every order, in the direction
    of the last column."""
    asked = ",".join(("-" if descending else "") + column for column, descending in keys)
    closed = [*keys, ("id", keys[-1][1])]
    return asked, ", ".join(column + (" desc" if descending else "") for column, descending in closed)


ORDERS = [
    list(zip(columns, directions, strict=True))
    for size in (1, 2)
    for columns in itertools.permutations(("name", "created_at"), size)
    for directions in itertools.product((False, True), repeat=size)
]


@pytest.mark.parametrize("columns", ORDERS, ids=[sort_of(order)[0] for order in ORDERS])
@pytest.mark.parametrize("limit", [37, 200])
def test_paging_walks_every_order_without_a_gap_or_a_repeat(district, database, rows, columns, limit):
    asked, order = sort_of(columns)
    walked = [item["id"] for item in district.all("/v1/collectives", {"sort": asked, "limit": limit})]
    assert walked == [id for id, *_ in sorted_rows(database, order)]


@settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    columns=st.lists(st.tuples(
        st.sampled_from(["name", "created_at"]), st.booleans()
    ), min_size=1, max_size=2, unique_by=lambda key: key[0]),
    limit=st.integers(20, 200), state=st.sampled_from([None, "active", "merged"]),
    least=st.none() | st.integers(0, 60), below=st.none() | st.integers(0, 60),
)
def test_any_filter_in_any_order_is_what_python_makes_of_the_rows(
    district, database, rows, columns, limit, state, least, below
):
    asked, order = sort_of(columns)
    query = {"sort": asked, "limit": limit, "state": state, "headcount[gte]": least, "headcount[lt]": below}
    walked = [item["id"] for item in district.all("/v1/collectives", {k: v for k, v in query.items() if v is not None})]

    def fits(headcount, its_state):
        counted = (least is None and below is None) or headcount is not None
        inside = counted and (least is None or int(headcount) >= least) and (below is None or int(headcount) < below)
        return inside and state in (None, its_state)

    assert walked == [
        id for id, _, headcount, its_state in sorted_rows(database, order) if fits(headcount, its_state)
    ]


def test_a_page_has_50_rows_unless_asked_otherwise(district, rows):
    assert len(district.get("/v1/collectives").items) == 50
    assert len(district.get("/v1/collectives", {"limit": 1}).items) == 1
    assert len(district.get("/v1/collectives", {"limit": 200}).items) == 200


def test_next_is_an_absolute_url_and_the_link_header_says_the_same(district, rows):
    page = district.get("/v1/collectives", {"limit": 200, "sort": "-name", "q": "a"}).expect(200)
    following = page.json["next"]
    assert following.startswith(district.url("/v1/collectives?"))
    page.expect_header("Link", f'<{following}>; rel="next"')


def test_the_last_page_has_no_next(district, rows):
    *_, last = district.pages("/v1/collectives", {"limit": 200})
    assert "next" not in last.json and "Link" not in last.headers
    exactly = district.get("/v1/collectives", {"code": "L001", "limit": 1}).expect(200)
    assert len(exactly.items) == 1 and "next" not in exactly.json
    assert district.get("/v1/collectives", {"code": "none"}).expect(200).json == {"items": []}


def test_links_start_with_the_public_url_when_one_is_set(start_service, district, rows):
    service = start_service({"TDKT_PUBLIC_URL": "https://tdkt.hanam.example"})
    page = type(district)(service, district.token).get("/v1/collectives", {"limit": 1}).expect(200)
    assert page.json["next"].startswith("https://tdkt.hanam.example/v1/collectives?")


def test_no_row_is_seen_twice_or_missed_while_others_come_and_go(district, unique, rows):
    before = {id for id, *_ in rows}
    first = district.get("/v1/collectives", {"sort": "name", "limit": 100}).expect(200)
    made = [
        district.post("/v1/collectives", new_collective(unique, name=name)).expect(201) for name in ("A", "Mm", "Ỹ")
    ]
    gone = district.get(f"/v1/collectives/{first.items[-1]['id']}")  # the row on which the cursor stands
    moved = district.patch(f"/v1/collectives/{gone.id}", {"name": "Zz"}, gone.etag).expect(200)
    rest = district.all(first.json["next"])
    district.patch(f"/v1/collectives/{gone.id}", {"name": gone.json["name"]}, moved.etag).expect(200)
    seen = [item["id"] for item in first.items] + [item["id"] for item in rest if item["id"] != gone.id]
    assert len(seen) == len(set(seen))
    assert before <= set(seen)
    for answer in made:
        district.delete(answer.headers["Location"], answer.etag).expect(204)


@pytest.fixture
def cursor(district, rows):
    return district.get(
        "/v1/collectives", {"limit": 10, "sort": "name"}
    ).json["next"].partition("cursor=")[2].partition("&")[0]


@pytest.mark.parametrize("place", [0, 5, 15, 30, -1])
def test_an_altered_cursor_is_400(district, cursor, place):
    other = "A" if cursor[place] not in "AB" else "g"
    changed = cursor[:place] + other + (cursor[place + 1 :] if place != -1 else "")
    for wrong in (changed, cursor + "A", cursor[:-2], cursor + cursor):
        answer = district.get("/v1/collectives", {"limit": 10, "sort": "name", "cursor": wrong})
        answer.expect_problem(400, "invalid", parameter="cursor", code="cursor")


@pytest.mark.parametrize(
    "path,query",
    [
        ("/v1/collectives", {"sort": "-name"}), ("/v1/collectives", {"sort": "name,created_at"}),
        ("/v1/collectives", {"sort": "created_at"}), ("/v1/collectives", {"sort": "name", "state": "active"}),
        ("/v1/collectives", {"sort": "name", "q": "a"}), ("/v1/collectives", {"sort": "name", "headcount[gt]": 1}),
        ("/v1/campaigns", {"sort": "name"}), ("/v1/individuals", {}), ("/v1/units", {"sort": "name"}),
        (f"/v1/collectives/{collective(4)}/awards", {}),
    ],
)
def test_a_cursor_of_another_list_order_or_filter_is_400(district, cursor, path, query):
    district.get(path, query | {"cursor": cursor}).expect_problem(400, "invalid", parameter="cursor", code="cursor")


def test_a_cursor_of_another_installation_is_400(district, cursor, start_service, database):
    with another_installation(database) as environment:
        other = type(district)(start_service(environment), district.token)
    answer = other.get("/v1/collectives", {"limit": 10, "sort": "name", "cursor": cursor})
    answer.expect_problem(400, "invalid", parameter="cursor", code="cursor")


def decoded(cursor: str) -> bytes:
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))


@pytest.mark.parametrize(
    "path,member,sort",
    [("/v1/collectives", "name", "name"), ("/v1/collectives", "name", "-name"), ("/v1/collectives", "name", "-created_at"),
     ("/v1/individuals", "full_name", "full_name"), ("/v1/individuals", "full_name", "-full_name")],
)
def test_a_cursor_contains_no_readable_name(province, path, member, sort):
    """Proxies keep addresses in their logs, and the last value of a page is the name of a person."""
    page = province.get(path, {"limit": 5, "sort": sort}).expect(200)
    held = decoded(page.json["next"].partition("cursor=")[2].partition("&")[0])
    last = page.items[-1]
    for value in (last[member], *(word for word in last[member].split() if len(word) > 3), last["id"], last["id"][-12:]):
        assert value not in page.json["next"] and value.encode() not in held


def test_the_same_list_read_twice_is_the_same_answer(district):
    one, other = (district.get("/v1/collectives", {"limit": 5, "sort": "name"}).expect(200) for _ in range(2))
    assert one.content == other.content


def test_the_limit_may_change_from_page_to_page(district, database, rows, cursor):
    rest = district.get("/v1/collectives", {"limit": 3, "sort": "name", "cursor": cursor}).expect(200)
    expected = [id for id, *_ in sorted_rows(database, "name, id")][10:13]
    assert [item["id"] for item in rest.items] == expected


def test_the_count_is_exact_when_preferred(district, rows):
    counted = district.get("/v1/collectives", {"state": "merged", "limit": 5}, headers={"Prefer": "count=exact"})
    counted.expect(200).expect_header("Preference-Applied", "count=exact")
    assert counted.json["count"] == len([1 for *_, state in rows if state == "merged"])
    plain = district.get("/v1/collectives", {"limit": 5})
    assert "count" not in plain.json and "Preference-Applied" not in plain.headers


@pytest.mark.parametrize("query,expected", [({"code": "L007"}, 1), ({"code": "l007"}, 0), (
    {"state": "merged", "code": "L001"}, 1
),
                                            ({"state": "active", "code": "L001"}, 0),
                                            ({"kind": "school", "code": "L001"}, 0)])
def test_filters_are_exact_and_add_up(district, rows, query, expected):
    assert len(district.get("/v1/collectives", query).expect(200).items) == expected


@pytest.mark.parametrize("query,fits", [
    ({"headcount[gte]": 49}, lambda n: n >= 49), ({"headcount[gt]": 48}, lambda n: n > 48),
    ({"headcount[lte]": 1}, lambda n: n <= 1),
    ({"headcount[lt]": 2}, lambda n: n < 2), ({"headcount[gte]": 3, "headcount[lt]": 5}, lambda n: 3 <= n < 5),
])
def test_ranges_keep_their_bounds_and_leave_unknown_figures_out(district, rows, query, fits):
    shown = {item["id"] for item in district.all("/v1/collectives", query | {"limit": 200})}
    assert shown == {id for id, _, headcount, _ in rows if headcount is not None and fits(int(headcount))}


def test_a_range_of_times(district, rows):
    newest = district.get("/v1/collectives", {"sort": "-created_at", "limit": 1}).items[0]["created_at"]
    later = district.all("/v1/collectives", {"created_at[gte]": newest})
    assert later and {item["created_at"] for item in later} == {newest}
    assert district.get("/v1/collectives", {"created_at[gt]": newest}).items == []
