"""Names are found in every way of typing, and lists use their index under row security."""

import unicodedata

import pytest
from database.callers import caller, individual, trial, unit

REVIEWER = caller("district_reviewer", "349")
MANY = """
    insert into collective (code, name, unit_id, kind)
    select 'M' || n, 'Tập thể mẫu số ' || n, (case n % 5 when 0 then '{duy_tien}' else '{ly_nhan}' end)::uuid, 'other'
    from generate_series(1, 4000) as n;
    analyze collective
""".format(duy_tien=unit("349"), ly_nhan=unit("353"))

LIST = f"from collective where district_lineage = '{unit('349')}'"


def found(database, typed, settings=REVIEWER):
    rows = trial(
        database, f"select id from individual where full_name_search @~ ('%' || fold('{typed}') || '%')::varchar", settings
    )
    return {row[0] for row in rows}


@pytest.mark.parametrize("text,folded", [
    ("Đặng Thị Hường", "dang thi huong"), ("hòa", "hoa"), ("hoà", "hoa"), ("HÒA", "hoa"), ("Thuý Thủy", "thuy thuy"),
    ("đĐ", "dd"), ("\u00d0\u00f0\u0189\u0256", "dddd"), ("１２／ＱĐ", "12/qd"), ("a–b—c\u2011d\u2212e", "a-b-c-d-e"),
    ("❤\ufe0f\u200d🔥", "❤🔥"), ("  Nguyễn \t  Văn\n", "nguyen van"), ("ươăâêô", "uoaaeo"), ("Ước 123-b", "uoc 123-b"), ("", ""),
])
def test_fold(database, text, folded):
    for form in ("NFC", "NFD"):
        typed = unicodedata.normalize(form, text).replace("'", "''")
        assert database.value(f"select fold('{typed}')") == folded


@pytest.mark.parametrize("typed", [
    "đặng thị hường", "Dang Thi Huong", "ĐẶNG", "hường", unicodedata.normalize("NFD", "Hường"),
])
def test_a_name_is_found_however_it_is_typed(database, typed):
    assert found(database, typed) == {individual(1)}


@pytest.mark.parametrize("typed", ["hòa", "hoà", "hoa", "HOÀ"])
def test_both_ways_of_writing_a_tone_find_both(database, typed):
    assert found(database, typed) == {individual(2), individual(3)}


def test_search_stays_in_scope(database):
    assert found(database, "thị") < found(database, "thị", caller("province_reviewer", "35"))
    assert found(database, "Ngọc Ước") == set()


def plan(database, statement, before=MANY):
    explained = trial(database, f"explain (analyze, costs off, timing off) {statement}", REVIEWER, before)
    return "\n".join(row[0] for row in explained)


def test_search_uses_the_trigram_index_under_row_security(database):
    text = plan(
        database,
        f"select id {LIST} and name_search @~ ('%' || fold('số 4000') || '%')::varchar",
        before=MANY + "; select gin_clean_pending_list('collective_name_search_idx')",
    )
    assert "Bitmap Index Scan on collective_name_search_idx" in text




@pytest.mark.parametrize("statement,index", [
    (f"select id {LIST} order by name, id limit 51", "Index Scan using collective_district_name_idx"),
    (f"select id {LIST} order by name desc, id desc limit 51",
     "Index Scan Backward using collective_district_name_idx"),
    (f"select id {LIST} order by created_at, id limit 51", "Index Scan using collective_district_created_at_idx"),
    (f"select id {LIST} and (name, id) > ('Tập thể mẫu số 2', '{unit('349')}') order by name, id limit 51",
     "Index Scan using collective_district_name_idx"),
])
def test_a_page_is_read_in_order_from_one_index(database, statement, index):
    text = plan(database, statement)
    assert index in text
    assert "Sort" not in text


def test_the_policy_is_evaluated_once_per_statement_and_not_once_per_row(database):
    text = plan(database, f"select id {LIST} order by name, id limit 51")
    assert "caller_is" not in text
    assert "current_setting" not in text
    assert "InitPlan 1 (returns $0)\n    ->  Result (actual rows=1 loops=1)" in text


def test_only_leakproof_conditions_reach_an_index_and_like_is_none(database):
    marked = database.psql(
        "select proname, proleakproof from pg_proc where oid in ('textlike(text, text)'::regprocedure, 'is_like(text, varchar)'::regprocedure)"
    )
    assert {tuple(row) for row in marked} == {("textlike", "f"), ("is_like", "t")}


@pytest.mark.parametrize("condition", ["name_search like '{}'", "name_search @~ '{}'"])
@pytest.mark.parametrize("start", ["bi mat", "bi danh"])
def test_a_pattern_that_ends_in_an_escape_tells_nothing_of_hidden_rows(database, condition, start):
    """One name in Lý Nhân begins with "bi mat", none with "bi danh". To Duy Tiên both look the same: no row and no error."""
    hidden = f"; insert into collective (code, name, unit_id, kind) values ('BM', 'Bí mật 7', '{unit('353')}', 'other')"
    spied = f"select name from collective where {condition.format(start + chr(92))}"
    assert trial(database, spied, REVIEWER, MANY + hidden) == []


@pytest.mark.parametrize("value,pattern", [
    ("a", "\\"), ("a\\", "a\\"), ("a", "a\\\\\\"), ("", "%\\"), ("x" * 3000, "%x\\"),
])
def test_is_like_never_raises(database, value, pattern):
    assert database.value(f"select is_like('{value}', '{pattern}')", role="tdkt_owner") == "f"


@pytest.mark.parametrize("value,pattern", [
    ("abc", "%b%"), ("a_c", "a\\_c"), ("a\\", "a\\\\"), ("a\\b", "a\\\\b"), ("100%", "%0\\%"), ("abc", "a\\_c"), ("x", ""),
])
def test_is_like_answers_as_like_does(database, value, pattern):
    assert database.value(f"select is_like('{value}', '{pattern}') = ('{value}' like '{pattern}')", role="tdkt_owner") == "t"


HISTORY = """
    insert into decision (number, signed_on, authority, level, unit_id, signer_name)
    select 'H' || n, date '2005-01-01' + n * 20, 'province_chair', 'province', '{province}', 'Mẫu'
    from generate_series(1, 300) as n;
    insert into award (decision_id, award_class_id, subject_kind, recipient_name, recipient_unit_name, unit_id, year)
    select d.id, c.id, 'individual', 'Mẫu ' || n, 'Mẫu', case when d.signed_on < '2020-01-01' then '{district}' else '{town}' end::uuid,
        2010
    from decision d
    cross join generate_series(1, 10) as n
    join award_class c on c.code = 'BKT'
    where d.number like 'H%';
    analyze award
""".format(province=unit("35"), district=unit("349"), town=unit("349", 2))


def test_the_report_uses_the_index_of_scope_and_date(database):
    """As award_summary() does it: awards outside the period are not even read."""
    text = plan(
        database,
        f"select id from award where district_lineage = '{unit('349')}'"
        " and signed_on between '2018-01-01' and '2018-06-30'",
        before=HISTORY,
    )
    assert "award_district_signed_on_idx" in text
    assert "(signed_on >= '2018-01-01'::date) AND (signed_on <= '2018-06-30'::date)" in text.split("Filter")[0]
